/** Trying the microphone before a call: whether it opens, and whether anything is heard. */

import { byId } from "../shared/dom.js";
import { quote, say } from "../shared/i18n.js";

// Louder than a quiet room; in blocks of 32 ms, so that a click isn't taken for speech.
const SPEECH_DB = -42;
const BLOCKS = 6;

export class Trial {
  #voice;
  #isOn = false;
  #loud = 0;

  constructor({ voice }) {
    this.#voice = voice;
  }

  async toggle() {
    if (this.#isOn) {
      this.stop();
      this.#voice.close();
      return;
    }
    this.#isOn = true;
    this.#loud = 0;
    if (this.#voice.state === "off") await this.#voice.open();
    this.draw();
  }

  /** The microphone stays as it is. */
  stop() {
    this.#isOn = false;
    this.#loud = 0;
  }

  heard(decibels) {
    if (decibels > SPEECH_DB && this.#loud < BLOCKS) {
      this.#loud += 1;
      this.draw();
    }
  }

  draw() {
    const { state, problem } = this.#voice;
    if (state === "off") this.stop();
    const isHeard = this.#isOn && state === "on";
    byId("try").hidden = problem === "insecure" || problem === "absent";
    byId("try-level").hidden = !isHeard;
    say(byId("try-mic"), isHeard ? "try.stop" : "try.start");
    byId("try-mic").setAttribute("aria-disabled", state === "opening");
    if (state === "opening") say(byId("try-text"), "try.opening");
    else if (isHeard) say(byId("try-text"), `try.${this.#heardText()}`);
    else quote(byId("try-text"), "");
    say(byId("start-voice-text"), problem === null ? "start.voice" : "start.voiceAgain");
    byId("mic-problem").hidden = problem === null;
    if (problem === null) return;
    say(byId("mic-problem-title"), `mic.${problem}.title`);
    say(byId("mic-problem-text"), `mic.${problem}.text`);
  }

  #heardText() {
    return this.#loud >= BLOCKS ? "heard" : "listening";
  }
}
