/** The person's microphone, for a test and in a call: off, opening, on or muted. */

import { Microphone } from "../shared/microphone.js";
import { decibels } from "../shared/pcm.js";

export const QUIETEST_DB = -60;

export class Voice {
  #onBlock;
  #onQuiet;
  #onChange;
  #microphone;
  #isMuted = false;
  #isWanted = false;

  /** Why it couldn't be opened; see MicrophoneError; or `lost`: the device went away. */
  problem = null;

  /**
   * `onBlock(samples, decibels)` for what is heard; `onQuiet()`: no more is coming for now;
   * `onChange()`: its state is another.
   */
  constructor({ onBlock, onQuiet, onChange }) {
    this.#onBlock = onBlock;
    this.#onQuiet = onQuiet;
    this.#onChange = onChange;
    this.#microphone = new Microphone({
      onBlock: (samples) => this.state === "on" && this.#onBlock(samples, decibels(samples)),
      onLost: () => this.#stopped("lost"),
    });
  }

  get state() {
    if (this.#microphone.isOpening) return "opening";
    if (!this.#microphone.isOn) return "off";
    return this.#isMuted ? "muted" : "on";
  }

  /** Whether it is open now; `problem` says why not. */
  async open() {
    this.problem = null;
    this.#isMuted = false;
    this.#isWanted = true;
    const opening = this.#microphone.start();
    this.#onChange();
    try {
      await opening;
    } catch (error) {
      if (this.#isWanted) this.problem = error.reason ?? "failed";
    }
    // Closed while the person was being asked.
    if (!this.#isWanted) this.#microphone.stop();
    this.#onChange();
    return this.#microphone.isOn;
  }

  /** What the person's one button does. */
  toggle() {
    if (this.state === "off") this.open();
    else if (this.state !== "opening") this.#mute(this.state === "on");
  }

  close() {
    this.problem = null;
    this.#isWanted = false;
    if (!this.#microphone.isOn) return;
    this.#microphone.stop();
    this.#stopped(null);
  }

  #mute(isMuted) {
    this.#isMuted = isMuted;
    if (isMuted) this.#onQuiet();
    this.#onChange();
  }

  #stopped(problem) {
    this.problem = problem;
    this.#onQuiet();
    this.#onChange();
  }
}
