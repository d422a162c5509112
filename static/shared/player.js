/**
 * Plays replies. Frames of a response are scheduled end to end on the audio clock, so they join
 * without gaps; dropping a response fades it out in a few milliseconds and forgets its late frames,
 * and one that goes on after a noise fades in again.
 */

import { SAMPLE_RATE, toFloat } from "./pcm.js";

// The first frame waits this long, so that a frame that is a little late still joins seamlessly.
const CUSHION_SECONDS = 0.06;
const FADE_SECONDS = 0.02;
const REMEMBERED_DROPS = 200;

export class Player {
  #onFrame;
  #onQuiet;
  #context = null;
  #playing = new Map();
  #dropped = new Set();
  #continued = new Set();

  /**
   * `onFrame(responseId, samples, at)`: when a frame will be heard; `onQuiet()`: nothing is left to
   * play. Times are the page's clock in seconds.
   */
  constructor({ onFrame, onQuiet }) {
    this.#onFrame = onFrame;
    this.#onQuiet = onQuiet;
  }

  /** Call it in a click or key press: browsers give sound only to pages people act on. */
  unlock() {
    this.#context ??= new AudioContext({ sampleRate: SAMPLE_RATE });
    if (this.#context.state === "suspended") this.#context.resume();
  }

  get isBlocked() {
    return this.#context?.state !== "running";
  }

  get isPlaying() {
    return this.#playing.size > 0;
  }

  play(responseId, samples) {
    if (this.#dropped.has(responseId) || samples.length === 0) return;
    this.unlock();
    const response = this.#playing.get(responseId) ?? this.#open(responseId);
    const clock = this.#context.currentTime;
    const start = response.end > clock ? response.end : clock + CUSHION_SECONDS;
    response.end = start + samples.length / SAMPLE_RATE;
    if (this.#continued.delete(responseId)) {
      response.gain.gain.setValueAtTime(0, start);
      response.gain.gain.linearRampToValueAtTime(1, start + FADE_SECONDS);
    }
    this.#schedule(responseId, response, samples, start);
    this.#onFrame(responseId, samples, this.#pageTime(start));
  }

  /** Silences a response for good; returns when, in the page's clock, or null if it wasn't playing. */
  drop(responseId) {
    this.#remember(responseId);
    const response = this.#playing.get(responseId);
    if (!response) return null;
    const clock = this.#context.currentTime;
    response.gain.gain.cancelScheduledValues(clock);
    response.gain.gain.setValueAtTime(response.gain.gain.value, clock);
    response.gain.gain.linearRampToValueAtTime(0, clock + FADE_SECONDS);
    for (const source of response.sources) source.stop(clock + FADE_SECONDS);
    this.#close(responseId);
    return this.#pageTime(clock);
  }

  /** The response `responseId`, when it comes, begins in the middle of a word. */
  fadeIn(responseId) {
    this.#continued.add(responseId);
  }

  dropAll() {
    for (const responseId of [...this.#playing.keys()]) this.drop(responseId);
  }

  /** Response ids count anew in every session. */
  forget() {
    this.dropAll();
    this.#dropped.clear();
    this.#continued.clear();
  }

  /** Lets the person hear `samples` that aren't a reply; returns a function that stops them. */
  monitor(samples) {
    this.unlock();
    const source = this.#source(samples);
    const gain = new GainNode(this.#context, { gain: 0.7 });
    source.connect(gain).connect(this.#context.destination);
    source.start();
    return () => source.stop();
  }

  #open(responseId) {
    const gain = new GainNode(this.#context);
    gain.connect(this.#context.destination);
    const response = { gain, end: 0, sources: new Set() };
    this.#playing.set(responseId, response);
    return response;
  }

  #schedule(responseId, response, samples, start) {
    const source = this.#source(samples);
    source.connect(response.gain);
    response.sources.add(source);
    source.onended = () => this.#ended(responseId, response, source);
    source.start(start);
  }

  #source(samples) {
    const buffer = new AudioBuffer({ length: samples.length, sampleRate: SAMPLE_RATE });
    buffer.copyToChannel(toFloat(samples), 0);
    return new AudioBufferSourceNode(this.#context, { buffer });
  }

  #ended(responseId, response, source) {
    response.sources.delete(source);
    if (response.sources.size === 0 && this.#playing.get(responseId) === response) {
      this.#close(responseId);
    }
  }

  #close(responseId) {
    this.#playing.delete(responseId);
    if (!this.isPlaying) this.#onQuiet();
  }

  #remember(responseId) {
    this.#dropped.add(responseId);
    if (this.#dropped.size > REMEMBERED_DROPS) {
      this.#dropped.delete(this.#dropped.values().next().value);
    }
  }

  #pageTime(contextTime) {
    return performance.now() / 1000 + contextTime - this.#context.currentTime;
  }
}
