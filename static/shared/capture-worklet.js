/**
 * Runs on the audio thread: takes the microphone's first channel, brings it to 16 kHz where the
 * context has another rate, and posts PCM16 in blocks short enough for a lively level meter.
 */

import { Resampler } from "./resampler.js";

const WIRE_RATE = 16_000;
const BLOCK_SAMPLES = 512;

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this._resampler = sampleRate === WIRE_RATE ? null : new Resampler(sampleRate, WIRE_RATE);
    this._block = new Int16Array(BLOCK_SAMPLES);
    this._filled = 0;
  }

  process([input]) {
    const channel = input[0];
    if (channel) this._take(this._resampler ? this._resampler.push(channel) : channel);
    return true;
  }

  _take(floats) {
    for (const value of floats) {
      this._block[this._filled] = Math.max(-32768, Math.min(32767, Math.round(value * 32767)));
      this._filled += 1;
      if (this._filled === BLOCK_SAMPLES) this._post();
    }
  }

  _post() {
    this.port.postMessage(this._block, [this._block.buffer]);
    this._block = new Int16Array(BLOCK_SAMPLES);
    this._filled = 0;
  }
}

registerProcessor("capture", Capture);
