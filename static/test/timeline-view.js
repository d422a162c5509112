/**
 * Draws the timeline: two lanes over one axis, the person above, the agent below. Redraws while
 * something is going on, otherwise only when asked. Every colour has a shape or a word beside it:
 * lanes are named, an interruption is a dashed line with a cross, unheard sound is hollow.
 */

import { clockText } from "../shared/clock.js";
import { translate } from "../shared/i18n.js";

const AXIS_HEIGHT = 22;
const CAPTION_HEIGHT = 18;
const FLAG_HEIGHT = 20;
const TYPED_ROOM = 170;
const BAR_WIDTH = 2;
const BAR_STEP = 3;
const GUTTER = 0.6;
const STEP_SECONDS = { 10: 1, 20: 2, 60: 10 };
const CALM_FRAME_MS = 500;

export class TimelineView {
  #canvas;
  #timeline;
  #pan;
  #colours = null;
  #span = 20;
  // Null follows the present; otherwise the axis ends here.
  #end = null;
  #frame = null;
  #calmTimer = null;
  #isLive = () => false;
  #calm = matchMedia("(prefers-reduced-motion: reduce)");

  /** `isLive()` says whether sound is flowing right now: while it does, the view moves. */
  constructor({ canvas, timeline, pan, isLive }) {
    this.#canvas = canvas;
    this.#timeline = timeline;
    this.#pan = pan;
    this.#isLive = isLive;
    new ResizeObserver(() => this.redraw()).observe(canvas);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", () => {
      this.#colours = null;
      this.redraw();
    });
    pan.addEventListener("input", () => this.#panTo(Number(pan.value)));
  }

  show(seconds) {
    this.#span = seconds;
    this.redraw();
  }

  redraw() {
    if (this.#frame !== null) return;
    this.#frame = requestAnimationFrame(() => this.#tick());
  }

  #tick() {
    this.#frame = null;
    this.#draw();
    if (!this.#isLive()) return;
    // Reduced motion: the picture is renewed twice a second instead of gliding.
    if (this.#calm.matches) this.#redrawLater();
    else this.redraw();
  }

  #redrawLater() {
    clearTimeout(this.#calmTimer);
    this.#calmTimer = setTimeout(() => this.redraw(), CALM_FRAME_MS);
  }

  #panTo(secondsFromNow) {
    this.#end = secondsFromNow >= 0 ? null : this.#present() + secondsFromNow;
    this.redraw();
  }

  /** The axis stands still when nothing happens. */
  #present() {
    const now = performance.now() / 1000;
    return this.#isLive() ? now : Math.min(now, this.#timeline.latest + GUTTER);
  }

  #updatePan(present) {
    const { began } = this.#timeline;
    const earlier = began === null ? 0 : present - began - this.#span;
    this.#pan.hidden = earlier <= 0;
    this.#pan.min = -Math.max(1, earlier);
    if (document.activeElement !== this.#pan || this.#end === null) {
      this.#pan.value = this.#end === null ? 0 : this.#end - present;
    }
  }

  #draw() {
    const pen = prepared(this.#canvas);
    if (!pen) return;
    this.#colours ??= coloursOf(this.#canvas);
    const present = this.#present();
    this.#updatePan(present);
    const end = (this.#end ?? present) + GUTTER;
    const { width, height } = pen;
    const scale = {
      width,
      height,
      start: end - this.#span,
      end,
      now: present,
      x: (time) => ((time - (end - this.#span)) / this.#span) * width,
      lanes: laneBoxes(height),
    };
    const picture = new Picture(pen.context, scale, this.#colours, this.#timeline);
    if (this.#timeline.began === null) picture.empty();
    else picture.draw(this.#end === null && this.#isLive(), STEP_SECONDS[this.#span]);
  }
}

/** One drawing of the timeline. */
class Picture {
  constructor(context, scale, colours, timeline) {
    this.context = context;
    this.scale = scale;
    this.colours = colours;
    this.timeline = timeline;
  }

  draw(isLive, step) {
    this.#axis(step);
    for (const span of this.timeline.spans) this.#span(span);
    const { user, agent, unheard } = this.timeline;
    this.#waveform(user, "user", this.scale.lanes.user);
    this.#waveform(agent, "agent", this.scale.lanes.agent);
    this.#waveform(unheard, "unheard", this.scale.lanes.agent);
    for (const mark of this.timeline.marks) this.#mark(mark);
    if (isLive) this.#now();
    this.#names();
  }

  empty() {
    const { context, scale, colours } = this;
    context.fillStyle = colours.quiet;
    context.textAlign = "center";
    const lines = wrapped(context, translate("timeline.empty"), scale.width - 32);
    for (const [row, line] of lines.entries()) {
      const y = scale.height / 2 + (row - (lines.length - 1) / 2) * 18;
      context.fillText(line, scale.width / 2, y);
    }
    context.textAlign = "left";
  }

  #axis(step) {
    const { context, scale, colours, timeline } = this;
    context.strokeStyle = colours.line;
    context.fillStyle = colours.quiet;
    context.textAlign = "center";
    const first = Math.ceil(Math.max(0, scale.start - timeline.began) / step) * step;
    for (let time = first; timeline.began + time < scale.end; time += step) {
      const x = Math.round(scale.x(timeline.began + time)) + 0.5;
      stroke(context, x, AXIS_HEIGHT, x, scale.height);
      if (x > 14 && x < scale.width - 14) context.fillText(clockText(Math.round(time)), x, AXIS_HEIGHT / 2);
    }
    context.textAlign = "left";
    const middle = Math.round((scale.lanes.user.bottom + scale.lanes.agent.top) / 2) + 0.5;
    stroke(context, 0, middle, scale.width, middle);
  }

  #span(span) {
    const { context, scale, colours } = this;
    if (span.from === null) return;
    const to = span.to ?? scale.now;
    const left = scale.x(span.from);
    const right = Math.max(left + 2, scale.x(Math.min(to, Math.max(scale.now, span.from))));
    if (right < 0 || left > scale.width) return;
    const { top, bottom } = scale.lanes[span.side];
    const radii = span.cut ? [6, 0, 0, 6] : span.to === null ? [6, 0, 0, 6] : 6;
    context.fillStyle = colours[`${span.side}Soft`];
    context.beginPath();
    context.roundRect(left, top, right - left, bottom - top, radii);
    context.fill();
    this.#caption(span, left, right, top);
  }

  #caption({ side, text }, left, right, top) {
    if (!text) return;
    const { context, colours } = this;
    const from = Math.max(left, 0) + 8;
    const room = right - 6 - from;
    const fitted = fit(context, text, room);
    if (!fitted) return;
    context.fillStyle = colours[side];
    context.fillText(fitted, from, top + CAPTION_HEIGHT / 2 + 1);
  }

  /** Bars stand on a grid of absolute time, so they don't flicker as the view moves. */
  #waveform(lane, kind, { top, bottom }) {
    const { context, scale, colours } = this;
    const perBar = ((scale.end - scale.start) / scale.width) * BAR_STEP;
    const middle = (top + CAPTION_HEIGHT + bottom) / 2;
    const reach = (bottom - top - CAPTION_HEIGHT) / 2 - 3;
    context.fillStyle = colours[kind];
    context.strokeStyle = colours[kind];
    for (let bar = Math.floor(scale.start / perBar); bar * perBar < scale.end; bar += 1) {
      const level = lane.loudest(bar * perBar, (bar + 1) * perBar);
      if (level <= 0) continue;
      const half = Math.max(1, Math.sqrt(level) * reach);
      const x = scale.x(bar * perBar);
      if (kind === "unheard") context.strokeRect(x + 0.5, middle - half, 1, 2 * half);
      else {
        context.globalAlpha = bar * perBar > scale.now ? 0.35 : 1;
        context.fillRect(x, middle - half, BAR_WIDTH, 2 * half);
      }
    }
    context.globalAlpha = 1;
  }

  #mark(mark) {
    const x = this.scale.x(mark.at);
    if (x < -160 || x > this.scale.width) return;
    if (mark.kind === "typed") this.#typed(x, mark);
    else this.#vertical(x, mark);
  }

  #typed(x, mark) {
    const { at, text } = mark;
    const { context, scale, colours, timeline } = this;
    const y = scale.lanes.user.top + CAPTION_HEIGHT / 2 + 1;
    const following = timeline.spans.find(({ side, from }) => side === "user" && from > at);
    const nextTurn = following ? scale.x(following.from) - x : Infinity;
    const nextMark = this.#roomAfter(mark, isTyped);
    const room = Math.min(TYPED_ROOM, nextTurn - 16, nextMark - 22, scale.width - x - 16);
    context.fillStyle = colours.user;
    context.beginPath();
    context.moveTo(x, y - 6);
    context.lineTo(x + 6, y);
    context.lineTo(x, y + 6);
    context.lineTo(x - 6, y);
    context.fill();
    const words = `${translate("timeline.typed")}: ${text}`;
    context.fillText(fit(context, words, room) ?? "", x + 11, y);
  }

  #vertical(x, mark) {
    const { context, scale, colours } = this;
    context.strokeStyle = mark.kind === "interrupted" ? colours.alert : colours.quiet;
    context.lineWidth = 1.5;
    context.setLineDash([4, 3]);
    stroke(context, x, AXIS_HEIGHT, x, scale.height);
    context.setLineDash([]);
    this.#flag(mark, x, context.strokeStyle);
    context.lineWidth = 1;
  }

  /** The word at the foot of a line; where there is no room, only its sign. */
  #flag(mark, x, colour) {
    const { context, scale, colours } = this;
    const words = translate(`timeline.${mark.kind}`);
    const wordy = context.measureText(words).width + 26;
    const room = Math.min(this.#roomAfter(mark, isLine), scale.width - x);
    const width = wordy < room ? wordy : 19;
    const y = scale.height - FLAG_HEIGHT / 2 - 1;
    context.fillStyle = colour;
    context.beginPath();
    context.roundRect(x, y - 9, width, 18, [0, 9, 9, 0]);
    context.fill();
    context.fillStyle = context.strokeStyle = colours.ground;
    if (width === wordy) context.fillText(words, x + 18, y + 0.5);
    if (mark.kind === "interrupted") cross(context, x + 10, y, 3);
    else context.fillText("↻", x + 5, y);
  }

  /** Pixels to the next mark of the sort. */
  #roomAfter({ at }, isOfSort) {
    const next = this.timeline.marks.find((mark) => mark.at > at && isOfSort(mark));
    return next ? this.scale.x(next.at) - this.scale.x(at) : Infinity;
  }

  #now() {
    const { context, scale, colours } = this;
    const x = Math.round(scale.x(scale.now)) + 0.5;
    context.strokeStyle = colours.ink;
    stroke(context, x, AXIS_HEIGHT - 4, x, scale.height);
  }

  #names() {
    const { context, scale, colours } = this;
    for (const [side, key] of [["user", "timeline.you"], ["agent", "timeline.agent"]]) {
      const words = translate(key);
      const { top, bottom } = scale.lanes[side];
      const width = context.measureText(words).width + 14;
      const y = bottom - 13;
      context.fillStyle = colours.ground;
      context.globalAlpha = 0.86;
      context.beginPath();
      context.roundRect(6, Math.max(top, y - 9), width, 18, 5);
      context.fill();
      context.globalAlpha = 1;
      context.fillStyle = colours[side];
      context.fillText(words, 13, y);
    }
  }
}

/** The canvas sized to the screen's real pixels; null while it isn't laid out. */
function prepared(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (width === 0 || height === 0) return null;
  const ratio = window.devicePixelRatio || 1;
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = `500 12px ${getComputedStyle(canvas).fontFamily}`;
  context.textBaseline = "middle";
  context.lineWidth = 1;
  return { context, width, height };
}

function laneBoxes(height) {
  const gap = 8;
  const lane = (height - AXIS_HEIGHT - FLAG_HEIGHT - 2 * gap) / 2;
  const user = { top: AXIS_HEIGHT + gap / 2, bottom: AXIS_HEIGHT + gap / 2 + lane };
  const agent = { top: user.bottom + gap, bottom: user.bottom + gap + lane };
  return { user, agent };
}

function coloursOf(canvas) {
  const style = getComputedStyle(canvas);
  const role = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    user: role("user"),
    userSoft: role("user-soft"),
    agent: role("agent"),
    agentSoft: role("agent-soft"),
    unheard: role("line-strong"),
    alert: role("alert"),
    line: role("line"),
    ink: role("ink"),
    quiet: role("ink-quiet"),
    ground: role("sunken"),
  };
}

function stroke(context, fromX, fromY, toX, toY) {
  context.beginPath();
  context.moveTo(fromX, fromY);
  context.lineTo(toX, toY);
  context.stroke();
}

function cross(context, x, y, arm) {
  context.lineWidth = 1.8;
  stroke(context, x - arm, y - arm, x + arm, y + arm);
  stroke(context, x - arm, y + arm, x + arm, y - arm);
}

/** As much of `text` as fits, with an ellipsis; null when not even a few letters do. */
function fit(context, text, room) {
  if (context.measureText(text).width <= room) return text;
  const perLetter = context.measureText(text).width / text.length;
  const letters = Math.floor(room / perLetter) - 2;
  return letters < 4 ? null : `${text.slice(0, letters).trimEnd()}…`;
}

function isTyped({ kind }) {
  return kind === "typed";
}

function isLine({ kind }) {
  return kind !== "typed";
}

function wrapped(context, text, room) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (context.measureText(longer).width <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
