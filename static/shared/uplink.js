/**
 * The person's audio on its way out: blocks come in from the microphone or a sample, chunks of 4096
 * bytes go out as `audio_chunk`. Counts what was sent, since the server tells turns in that count.
 */

import { SAMPLE_RATE, toBase64 } from "./pcm.js";

const CHUNK_SAMPLES = 2048;
const ANCHORS = 2000;
// Blocks arrive in bursts; closer than this to where the last one ended they are one stream.
const SAME_STREAM_SECONDS = 0.25;

export class Uplink {
  #send;
  #onBlock;
  #chunk = new Int16Array(CHUNK_SAMPLES);
  #filled = 0;
  #sent = 0;
  #streamBegan = -Infinity;
  #streamEnd = -Infinity;
  #anchors = [];

  /** `send(type, data)` returns whether it went out; `onBlock(samples, at)` sees every block. */
  constructor({ send, onBlock }) {
    this.#send = send;
    this.#onBlock = onBlock;
  }

  push(samples, now) {
    const seconds = samples.length / SAMPLE_RATE;
    const arrived = now - seconds;
    const joins = Math.abs(arrived - this.#streamEnd) < SAME_STREAM_SECONDS;
    const at = joins ? this.#streamEnd : arrived;
    if (!joins) this.#streamBegan = at;
    this.#streamEnd = at + seconds;
    this.#onBlock(samples, at);
    this.#cut(samples, at);
  }

  /** Sends what is left of the last chunk: the source has stopped. */
  flush() {
    if (this.#filled > 0) this.#emit(this.#chunk.slice(0, this.#filled), this.#streamEnd);
    this.#filled = 0;
  }

  /** A new session counts from zero. */
  reset() {
    this.#sent = this.#filled = 0;
    this.#anchors = [];
  }

  /**
   * When the audio `ms` into the session was heard, in the page's clock; null if unknown. A pause
   * in the sending isn't in the server's count: what reaches back over it begins with the stream.
   */
  timeOf(ms) {
    const sample = (ms * SAMPLE_RATE) / 1000;
    const anchor = this.#anchors.findLast(({ first }) => first <= sample) ?? this.#anchors[0];
    if (!anchor) return null;
    return Math.max(this.#streamBegan, anchor.at + (sample - anchor.first) / SAMPLE_RATE);
  }

  #cut(samples, at) {
    for (let from = 0; from < samples.length; ) {
      const take = Math.min(samples.length - from, CHUNK_SAMPLES - this.#filled);
      this.#chunk.set(samples.subarray(from, from + take), this.#filled);
      this.#filled += take;
      from += take;
      if (this.#filled === CHUNK_SAMPLES) {
        this.#filled = 0;
        this.#emit(this.#chunk, at + from / SAMPLE_RATE);
      }
    }
  }

  #emit(chunk, end) {
    if (!this.#send("audio_chunk", { audio: toBase64(chunk) })) return;
    this.#anchors.push({ first: this.#sent, at: end - chunk.length / SAMPLE_RATE });
    if (this.#anchors.length > ANCHORS) this.#anchors.shift();
    this.#sent += chunk.length;
  }
}
