/** The microphone as blocks of PCM16 at 16 kHz. Knows nothing of turns or sockets. */

import { MicrophoneError, openDevice, release } from "./device.js";
import { SAMPLE_RATE } from "./pcm.js";

export class Microphone {
  #onBlock;
  #onLost;
  #stream = null;
  #context = null;
  #isOpening = false;

  /** `onBlock(Int16Array)` for what is heard; `onLost()` when the device goes away by itself. */
  constructor({ onBlock, onLost }) {
    this.#onBlock = onBlock;
    this.#onLost = onLost;
  }

  get isOn() {
    return this.#stream !== null;
  }

  /** Waiting for the person's permission or for the device. */
  get isOpening() {
    return this.#isOpening;
  }

  /** Opens the device; throws MicrophoneError. */
  async start() {
    if (this.isOn || this.#isOpening) return;
    this.#isOpening = true;
    try {
      await this.#open();
    } finally {
      this.#isOpening = false;
    }
  }

  stop() {
    if (this.#stream) release(this.#stream);
    this.#context?.close();
    this.#stream = this.#context = null;
  }

  async #open() {
    const stream = await openDevice();
    try {
      await this.#listen(stream);
    } catch (error) {
      release(stream);
      throw new MicrophoneError("failed", { cause: error });
    }
  }

  async #listen(stream) {
    const { context, source } = await openContext(stream);
    await context.audioWorklet.addModule(new URL("capture-worklet.js", import.meta.url));
    const capture = new AudioWorkletNode(context, "capture", { numberOfOutputs: 0 });
    capture.port.onmessage = ({ data }) => {
      if (this.#stream === stream) this.#onBlock(data);
    };
    source.connect(capture);
    await context.resume();
    stream.getAudioTracks()[0].onended = () => this.#lost(stream);
    this.#stream = stream;
    this.#context = context;
  }

  #lost(stream) {
    if (this.#stream !== stream) return;
    this.stop();
    this.#onLost();
  }
}

/** A context at the wire's rate where the browser allows it, else at the device's own. */
async function openContext(stream) {
  for (const options of [{ sampleRate: SAMPLE_RATE }, {}]) {
    const context = new AudioContext(options);
    try {
      return { context, source: context.createMediaStreamSource(stream) };
    } catch {
      // Some browsers refuse a stream whose rate differs from the context's.
      await context.close();
    }
  }
  throw new Error("no audio context takes this microphone");
}
