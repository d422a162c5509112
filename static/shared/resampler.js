/**
 * Brings audio of any rate down (or up) to another one, stream by stream: a windowed-sinc low-pass
 * evaluated at fractional positions. Runs in the capture worklet where the browser will not open
 * the microphone at 16 kHz.
 */

const ZERO_CROSSINGS = 12;
const PHASES = 128;

export class Resampler {
  constructor(from, to) {
    this._step = from / to;
    const cutoff = Math.min(1, to / from) * 0.92;
    this._reach = Math.ceil(ZERO_CROSSINGS / cutoff);
    this._table = kernel(this._reach, cutoff);
    // Silence before the first sample, so that the filter has a past.
    this._held = new Float32Array(this._reach);
    this._position = this._reach;
  }

  /** The output that `input` makes possible; the filter's reach of input is held back. */
  push(input) {
    const held = join(this._held, input);
    const out = [];
    let position = this._position;
    for (; position + this._reach + 1 < held.length; position += this._step) {
      out.push(this._at(held, position));
    }
    const drop = Math.max(0, Math.floor(position) - this._reach);
    this._held = held.slice(drop);
    this._position = position - drop;
    return Float32Array.from(out);
  }

  _at(held, position) {
    const whole = Math.floor(position);
    const phase = Math.round((position - whole) * PHASES);
    const row = phase * (2 * this._reach);
    let sum = 0;
    for (let tap = 0; tap < 2 * this._reach; tap += 1) {
      sum += held[whole - this._reach + 1 + tap] * this._table[row + tap];
    }
    return sum;
  }
}

function join(first, second) {
  const both = new Float32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** One row of taps for each fractional phase, each row summing to 1 so that levels are kept. */
function kernel(reach, cutoff) {
  const table = new Float32Array((PHASES + 1) * 2 * reach);
  for (let phase = 0; phase <= PHASES; phase += 1) {
    const row = table.subarray(phase * 2 * reach, (phase + 1) * 2 * reach);
    let sum = 0;
    for (let tap = 0; tap < row.length; tap += 1) {
      const distance = tap - reach + 1 - phase / PHASES;
      row[tap] = sinc(distance * cutoff) * window(distance / reach);
      sum += row[tap];
    }
    for (let tap = 0; tap < row.length; tap += 1) row[tap] /= sum;
  }
  return table;
}

function sinc(x) {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Blackman: side lobes low enough that what is above 8 kHz doesn't fold back audibly. */
function window(x) {
  if (Math.abs(x) >= 1) return 0;
  return 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x);
}
