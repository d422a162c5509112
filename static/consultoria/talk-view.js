/** The session: the face, who speaks, the microphone and the time that is left. */

import { clockText } from "../shared/clock.js";
import { byId } from "../shared/dom.js";
import { say } from "../shared/i18n.js";
import { secondsLeft } from "./times.js";

const SOON_S = 120;
const MIC_ICONS = { off: "mic-off", opening: "mic", on: "mic", muted: "mic-off" };

export class TalkView {
  #video = byId("video");
  #hasPicture = false;
  #isBroken = false;
  /** `none`, `user` or `avatar`. */
  #speaker = "none";

  constructor({ onChange }) {
    this.#video.addEventListener("loadeddata", () => {
      this.#hasPicture = true;
      onChange();
    });
    byId("play").addEventListener("click", () => this.#play());
  }

  /** The face's picture and voice come with this. */
  use(stream) {
    if (this.#video.srcObject !== stream) this.#video.srcObject = stream;
    this.#play();
  }

  clear() {
    this.#video.srcObject = null;
    this.#hasPicture = this.#isBroken = false;
    this.#speaker = "none";
    byId("play").hidden = true;
  }

  set isBroken(isBroken) {
    this.#isBroken = isBroken;
  }

  /** What the avatar tells of who speaks. */
  hear(type) {
    const [who, what] = type.split(".");
    if (what === "speak_started") this.#speaker = who;
    else if (what === "speak_ended" && this.#speaker === who) this.#speaker = "none";
  }

  draw(state, { until }, { voice, agent, now }) {
    say(byId("talk-title"), "talk.title", { agent });
    this.#drawScreen(state);
    this.#drawSpeaker(state, voice);
    const left = secondsLeft(until, now);
    byId("left-clock").textContent = left === null ? "" : clockText(left);
    byId("left").toggleAttribute("data-soon", left !== null && left <= SOON_S);
    drawMicrophone(voice);
  }

  #drawScreen(state) {
    const text = this.#screenText(state);
    byId("screen-text").hidden = text === null;
    if (text !== null) say(byId("screen-text"), `video.${text}`);
    byId("screen").dataset.speaker = this.#speaker;
  }

  #screenText(state) {
    if (state === "reconnecting") return "reconnecting";
    if (this.#isBroken) return "broken";
    return this.#hasPicture ? null : "waiting";
  }

  #drawSpeaker(state, { state: microphone }) {
    const isHeard = microphone === "on";
    const idle = isHeard ? "ready" : "unheard";
    const speaker = state === "reconnecting" ? "none" : this.#speaker;
    byId("speaker").dataset.speaker = speaker;
    say(byId("speaker-text"), `speaker.${speaker === "none" && state === "talking" ? idle : speaker}`);
  }

  /** Browsers may want a click before a page makes a sound: after a reload there was none. */
  async #play() {
    try {
      await this.#video.play();
      byId("play").hidden = true;
    } catch (error) {
      byId("play").hidden = error.name !== "NotAllowedError";
    }
  }
}

function drawMicrophone({ state, problem, level }) {
  const button = byId("mic");
  button.dataset.state = state;
  button.setAttribute("aria-disabled", state === "opening");
  byId("mic-icon").setAttribute("href", `#icon-${MIC_ICONS[state]}`);
  say(byId("mic-text"), `mic.${state}`);
  byId("talk-mic-problem").hidden = problem === null;
  if (problem !== null) say(byId("talk-mic-problem"), `mic.${problem}.title`);
  drawLevel(level);
}

function drawLevel({ now, quietest }) {
  byId("level-fill").style.transform = `scaleX(${(now - quietest) / -quietest})`;
  byId("level").setAttribute("aria-valuenow", Math.round(now));
}
