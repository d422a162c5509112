/**
 * A recorded sample as if it were a microphone: handed out in blocks at the pace of real time, then
 * enough silence for the server to notice that the turn is over.
 */

import { SAMPLE_RATE } from "../shared/pcm.js";

const BLOCK_SAMPLES = 512;
const TAIL_SECONDS = 1.2;

export class SampleSource {
  #onBlock;
  #onEnd;
  #timer = null;
  #samples = null;
  #from = 0;
  #began = 0;

  constructor({ onBlock, onEnd }) {
    this.#onBlock = onBlock;
    this.#onEnd = onEnd;
  }

  get isOn() {
    return this.#timer !== null;
  }

  start(samples) {
    this.stop();
    this.#samples = new Int16Array(samples.length + TAIL_SECONDS * SAMPLE_RATE);
    this.#samples.set(samples);
    this.#from = 0;
    this.#began = performance.now();
    this.#timer = setInterval(() => this.#tick(), (BLOCK_SAMPLES / SAMPLE_RATE) * 1000);
  }

  stop() {
    if (!this.isOn) return;
    clearInterval(this.#timer);
    this.#timer = this.#samples = null;
    this.#onEnd();
  }

  /** Hands out all that is due: timers are late, the clock is not. */
  #tick() {
    const due = ((performance.now() - this.#began) / 1000) * SAMPLE_RATE;
    while (this.isOn && this.#from + BLOCK_SAMPLES <= due) {
      const block = this.#samples.subarray(this.#from, this.#from + BLOCK_SAMPLES);
      this.#from += BLOCK_SAMPLES;
      this.#onBlock(block);
      if (this.#from >= this.#samples.length) this.stop();
    }
  }
}
