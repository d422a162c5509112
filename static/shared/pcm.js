/** The one audio format of the wire: PCM16 mono at 16 kHz, as base64, as samples, as a WAV file. */

export const SAMPLE_RATE = 16_000;

/** Int16Array → base64 of its little-endian bytes. */
export function toBase64(samples) {
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  let text = "";
  // In pieces: spreading a whole message into one call would overflow the stack.
  for (let at = 0; at < bytes.length; at += 4096) {
    text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  }
  return btoa(text);
}

/** base64 → Int16Array; a last odd byte is left out. */
export function fromBase64(text) {
  const decoded = atob(text);
  const bytes = new Uint8Array(decoded.length & ~1);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = decoded.charCodeAt(at);
  return new Int16Array(bytes.buffer);
}

export function toFloat(samples) {
  const floats = new Float32Array(samples.length);
  for (let at = 0; at < samples.length; at += 1) floats[at] = samples[at] / 32768;
  return floats;
}

/** The largest magnitude between `from` and `to`, 0 to 1. */
export function peak(samples, from = 0, to = samples.length) {
  let largest = 0;
  for (let at = from; at < to; at += 1) largest = Math.max(largest, Math.abs(samples[at]));
  return largest / 32768;
}

/** Root mean square in dBFS, never below -60. */
export function decibels(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const power = sum / Math.max(1, samples.length) / 32768 ** 2;
  return Math.max(-60, 10 * Math.log10(power + 1e-12));
}

/** The samples of a WAV file in the wire's format; throws for any other. */
export function readWav(buffer) {
  const view = new DataView(buffer);
  const word = (at) => view.getUint32(at, false);
  if (buffer.byteLength < 12 || word(0) !== 0x52494646 || word(8) !== 0x57415645) {
    throw new Error("not a WAV file");
  }
  for (let at = 12; at + 8 <= buffer.byteLength; ) {
    const size = view.getUint32(at + 4, true);
    if (word(at) === 0x666d7420) checkFormat(view, at + 8);
    if (word(at) === 0x64617461) {
      const end = Math.min(at + 8 + size, buffer.byteLength);
      return new Int16Array(buffer.slice(at + 8, end - ((end - at) & 1)));
    }
    at += 8 + size + (size & 1);
  }
  throw new Error("a WAV file without audio");
}

function checkFormat(view, at) {
  const mono = view.getUint16(at + 2, true) === 1;
  const rate = view.getUint32(at + 4, true) === SAMPLE_RATE;
  const sixteen = view.getUint16(at + 14, true) === 16;
  if (!mono || !rate || !sixteen) throw new Error("a WAV file that isn't 16 kHz mono PCM16");
}
