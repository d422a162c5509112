/**
 * The person's voice, from the microphone or from a sample in its place: what is heard goes to the
 * uplink and to the level meter. Says on the page what keeps either from being heard.
 */

import { byId } from "../shared/dom.js";
import { Microphone } from "../shared/microphone.js";
import { decibels, peak, readWav } from "../shared/pcm.js";
import { SampleSource } from "./sample.js";

const QUIETEST_DB = -60;
const SILENCE = new Int16Array(0);

export class VoiceInput {
  #uplink;
  #player;
  #notices;
  #onEnd;
  #onChange;
  #microphone;
  #sample;
  #stopMonitor = null;

  /** `onEnd()`: no more audio is coming; `onChange()`: something was switched on or off. */
  constructor({ uplink, player, notices, onEnd, onChange }) {
    this.#uplink = uplink;
    this.#player = player;
    this.#notices = notices;
    this.#onEnd = onEnd;
    this.#onChange = onChange;
    this.#microphone = new Microphone({
      // A sample speaks in the microphone's place.
      onBlock: (samples) => this.isSpeakingSample || this.#take(samples),
      onLost: () => this.#microphoneLost(),
    });
    this.#sample = new SampleSource({
      onBlock: (samples) => this.#take(samples),
      onEnd: () => this.#sampleEnded(),
    });
  }

  get hasMicrophone() {
    return this.#microphone.isOn;
  }

  get isOpening() {
    return this.#microphone.isOpening;
  }

  get isSpeakingSample() {
    return this.#sample.isOn;
  }

  get isOn() {
    return this.hasMicrophone || this.isSpeakingSample;
  }

  /** `isWanted()` is asked once the device is open: the person may have taken their time. */
  async startMicrophone(isWanted) {
    this.#notices.clear("microphone");
    const opened = this.#microphone.start();
    this.#onChange();
    try {
      await opened;
    } catch (error) {
      this.#notices.show("microphone", { key: `mic.${error.reason ?? "failed"}` });
    }
    if (!isWanted()) this.#microphone.stop();
    this.#onChange();
  }

  /** `wav` promises a WAV file, as an ArrayBuffer. */
  async speakSample(wav, isWanted) {
    this.#notices.clear("sample");
    try {
      const samples = readWav(await wav);
      if (!isWanted()) return;
      this.#sample.start(samples);
      this.#stopMonitor = this.#player.monitor(samples);
    } catch {
      this.#notices.show("sample", { key: "sample.failed" });
    }
    this.#onChange();
  }

  stopSample() {
    this.#sample.stop();
  }

  stop() {
    this.stopSample();
    if (!this.hasMicrophone) return;
    this.#microphone.stop();
    this.#end();
  }

  #take(samples) {
    this.#uplink.push(samples, performance.now() / 1000);
    showLevel(samples);
  }

  #microphoneLost() {
    this.#notices.show("microphone", { key: "mic.lost" });
    this.#end();
  }

  #sampleEnded() {
    this.#stopMonitor?.();
    this.#stopMonitor = null;
    if (this.hasMicrophone) this.#onChange();
    else this.#end();
  }

  #end() {
    this.#uplink.flush();
    showLevel(SILENCE);
    this.#onEnd();
    this.#onChange();
  }
}

function showLevel(samples) {
  const level = decibels(samples);
  const loudest = Math.max(QUIETEST_DB, 20 * Math.log10(peak(samples) + 1e-6));
  const share = (value) => (value - QUIETEST_DB) / -QUIETEST_DB;
  byId("level-fill").style.transform = `scaleX(${share(level)})`;
  byId("level-peak").style.transform = `translateX(${share(loudest) * 100}%)`;
  byId("level-peak").style.opacity = loudest > QUIETEST_DB + 1 ? 1 : 0;
  byId("level").setAttribute("aria-valuenow", Math.round(level));
}
