/**
 * Who spoke when, along the call: two lanes, what overlapped, where the buyer was interrupted, and
 * where one is. A slider: a click, a finger or the arrow keys go to another place.
 */

import { clockText } from "../shared/clock.js";
import { byId, element } from "../shared/dom.js";
import { label, say, translate } from "../shared/i18n.js";
import { tickStep } from "./speech.js";
import { percent, svg } from "./svg.js";

const LANES = { salesperson: { top: 20, name: 14 }, buyer: { top: 66, name: 60 } };
const LANE_HEIGHT = 22;
const TICKS_AT = 106;
const HEIGHT = 112;
// Their numbers need room.
const A_TICK_PX = 80;
const WIDEST_PX = 960;
const STEPS_S = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -30, PageUp: 30 };

export class TimelineView {
  #home = byId("timeline");
  #legend = byId("legend");
  #onSeek;
  #slider = null;
  #playhead = null;
  #length = 1;
  #second = null;

  /** `onSeek` is told where to, and whether that is where it stays. */
  constructor({ onSeek }) {
    this.#onSeek = onSeek;
  }

  draw(speech) {
    this.#second = null;
    if (speech.source === null) {
      this.#home.replaceChildren(say(element("p", { className: "quiet" }), "timeline.none"));
      this.#legend.replaceChildren();
      this.#slider = null;
      return;
    }
    this.#length = speech.length;
    this.#slider = element("div", {
      className: "timeline",
      role: "slider",
      tabindex: "0",
      "aria-valuemin": 0,
      "aria-valuemax": Math.round(speech.length),
    });
    label(this.#slider, "timeline.label");
    this.#slider.append(this.#drawing(speech));
    this.#listen();
    this.#home.replaceChildren(this.#slider);
    this.#legend.replaceChildren(...this.#explained(speech));
    this.show(0);
  }

  show(seconds) {
    if (this.#slider === null) return;
    const x = percent(Math.min(1, seconds / this.#length));
    this.#playhead.setAttribute("x1", x);
    this.#playhead.setAttribute("x2", x);
    // Read out: not four times a second.
    const second = Math.round(seconds);
    if (second !== this.#second) this.#tell(second);
  }

  /** After a change of language. */
  refresh() {
    if (this.#second !== null) this.#tell(this.#second);
  }

  #tell(second) {
    this.#second = second;
    this.#slider.setAttribute("aria-valuenow", Math.min(second, Math.round(this.#length)));
    const values = { time: clockText(second), length: clockText(this.#length) };
    this.#slider.setAttribute("aria-valuetext", translate("timeline.at", values));
  }

  #drawing(speech) {
    const drawing = svg("svg", { height: HEIGHT, "aria-hidden": "true" }, hatching());
    drawing.append(...this.#ticks());
    for (const both of speech.overlaps) {
      drawing.append(this.#block("overlap", both, { y: 14, height: 80 }));
    }
    for (const [side, { top }] of Object.entries(LANES)) {
      const lane = { y: top, width: "100%", height: LANE_HEIGHT, rx: 4 };
      drawing.append(svg("rect", { className: "lane", ...lane }));
      const place = { y: top, height: LANE_HEIGHT };
      for (const turn of speech[side]) drawing.append(this.#block(side, turn, place));
      for (const { who, at, until } of speech.typed) {
        if (who !== side) continue;
        const inside = { y: top + 1, height: LANE_HEIGHT - 2 };
        drawing.append(this.#block(`typed ${side}`, [at, until], inside));
      }
    }
    drawing.append(...speech.interruptions.map((at) => this.#mark(at)));
    for (const [side, { name }] of Object.entries(LANES)) {
      drawing.append(say(svg("text", { x: 5, y: name }), `side.${side}`));
    }
    this.#playhead = svg("line", { className: "playhead", y1: 8, y2: 96 });
    drawing.append(this.#playhead);
    return drawing;
  }

  #block(className, [start, end], { y, height }) {
    // However long the call: what was said can be seen.
    const shortest = this.#length / (className.startsWith("typed") ? 120 : 600);
    const width = Math.max(end - start, shortest);
    const x = Math.max(0, Math.min(start, this.#length - width));
    const along = { x: percent(x / this.#length), width: percent(width / this.#length) };
    return svg("rect", { className, ...along, y, height, rx: 2 });
  }

  #ticks() {
    const step = tickStep(this.#length, Math.min(innerWidth, WIDEST_PX) / A_TICK_PX);
    const nodes = [];
    // The last would be cut off at the edge.
    for (let at = 0; at < this.#length * 0.96; at += step) {
      const x = percent(at / this.#length);
      const anchor = at === 0 ? "start" : "middle";
      const text = svg("text", { className: "tick", x, y: TICKS_AT, "text-anchor": anchor });
      text.textContent = clockText(at);
      nodes.push(svg("line", { className: "grid", x1: x, x2: x, y1: 18, y2: 94 }), text);
    }
    return nodes;
  }

  /** Points at where the buyer was cut into. */
  #mark(at) {
    return triangle(percent(at / this.#length), 44);
  }

  #explained({ source, typed, overlaps, interruptions }) {
    const keys = [["salesperson", "side.salesperson"], ["buyer", "side.buyer"]];
    if (typed.length > 0) keys.push(["typed", "legend.typed"]);
    if (overlaps.length > 0) keys.push(["overlap", "legend.overlap"]);
    if (interruptions.length > 0) keys.push(["interruption", "legend.interruption"]);
    const legend = element("ul", { className: "keys" }, ...keys.map(key));
    const from = say(element("p", { className: "quiet" }), `timeline.from.${source}`);
    if (interruptions.length === 0) return [legend, from];
    const places = interruptions.map((at) => this.#placeButton(at));
    const list = element("p", { className: "places" });
    list.append(say(element("span"), "timeline.interruptions"), ...places);
    return [legend, list, from];
  }

  #placeButton(at) {
    const button = element("button", { type: "button", className: "small", text: clockText(at) });
    button.addEventListener("click", () => this.#onSeek(at, true));
    return button;
  }

  #listen() {
    const slider = this.#slider;
    let isHeld = false;
    const go = (event, stays) => {
      const { left, width } = slider.getBoundingClientRect();
      const share = Math.min(1, Math.max(0, (event.clientX - left) / width));
      this.#onSeek(share * this.#length, stays);
    };
    slider.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      isHeld = true;
      slider.setPointerCapture(event.pointerId);
      go(event, false);
    });
    slider.addEventListener("pointermove", (event) => isHeld && go(event, false));
    slider.addEventListener("pointerup", (event) => {
      if (isHeld) go(event, true);
      isHeld = false;
    });
    slider.addEventListener("pointercancel", () => (isHeld = false));
    slider.addEventListener("keydown", (event) => this.#key(event));
  }

  #key(event) {
    const { key, altKey, ctrlKey, metaKey } = event;
    if (altKey || ctrlKey || metaKey) return;
    const ends = { Home: 0, End: this.#length };
    const to = ends[key] ?? (key in STEPS_S ? this.#second + STEPS_S[key] : null);
    if (to === null) return;
    event.preventDefault();
    this.#onSeek(Math.min(this.#length, Math.max(0, to)), true);
  }
}

function key([name, text]) {
  const sample = svg("svg", { width: 18, height: 12, "aria-hidden": "true" });
  if (name === "interruption") {
    sample.append(triangle(9, -2));
  } else {
    const className = name === "typed" ? "typed salesperson" : name;
    sample.append(svg("rect", { className, x: 1, y: 1, width: 16, height: 10, rx: 2 }));
  }
  return element("li", {}, sample, say(element("span"), text));
}

/** Nested, so that it can be placed in percent. */
function triangle(x, y) {
  const place = { className: "interruption", x, y, overflow: "visible" };
  return svg("svg", place, svg("path", { d: "M-6 1h12L0 15z" }));
}

function hatching() {
  const lines = { patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" };
  const pattern = svg("pattern", { id: "hatching", width: 6, height: 6, ...lines });
  pattern.append(svg("rect", { className: "hatch", width: 2.5, height: 6 }));
  return svg("defs", {}, pattern);
}
