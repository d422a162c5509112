/** The person's microphone in a session: off, opening, on or muted. Never on unasked. */

import { openDevice, release } from "../shared/device.js";
import { meterOf } from "./sound.js";

export class Voice {
  #onChange;
  #stream = null;
  #meter = null;
  #opening = null;

  /** Why it couldn't be opened; see MicrophoneError; or `lost`: the device went away. */
  problem = null;
  isMuted = false;

  /** `onChange(track)`: what is sent from now on is another track, or none. */
  constructor({ onChange }) {
    this.#onChange = onChange;
  }

  get state() {
    if (this.#opening) return "opening";
    if (!this.#stream) return "off";
    return this.isMuted ? "muted" : "on";
  }

  /** Whether the person wants to be heard. */
  get isWanted() {
    return this.state === "on" || this.state === "opening";
  }

  get track() {
    return this.#stream?.getAudioTracks()[0] ?? null;
  }

  /** In decibels, and the quietest there is. */
  get level() {
    const quietest = this.#meter?.quietest ?? -60;
    return { now: this.state === "on" ? this.#meter.read() : quietest, quietest };
  }

  /** Whether it is open now; `problem` says why not. */
  async open() {
    if (this.#stream) return true;
    this.problem = null;
    this.#opening ??= openDevice();
    const opening = this.#opening;
    this.#onChange(null);
    try {
      const stream = await opening;
      // Closed while the person was being asked.
      if (opening !== this.#opening) release(stream);
      else this.#use(stream);
    } catch (error) {
      if (opening === this.#opening) this.problem = error.reason ?? "failed";
    }
    if (opening === this.#opening) this.#opening = null;
    this.#onChange(this.track);
    return this.#stream !== null;
  }

  mute(isMuted) {
    this.isMuted = isMuted;
    if (this.track) this.track.enabled = !isMuted;
    this.#onChange(this.track);
  }

  /** What the person's one button does. */
  toggle() {
    if (this.state === "off") this.open();
    else if (this.state !== "opening") this.mute(this.state === "on");
  }

  close() {
    this.#opening = null;
    this.isMuted = false;
    this.problem = null;
    this.#meter?.close();
    if (this.#stream) release(this.#stream);
    this.#stream = this.#meter = null;
  }

  #use(stream) {
    this.#stream = stream;
    this.#meter = meterOf(stream);
    this.track.enabled = !this.isMuted;
    this.track.onended = () => {
      this.close();
      this.problem = "lost";
      this.#onChange(null);
    };
  }
}
