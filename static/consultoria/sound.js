/** The page's own sound: the bell when one is called, and how loud the microphone is. */

const RINGS = 6;
const RING_EVERY_S = 5;
const NOTES = [
  { hertz: 659.3, at: 0 },
  { hertz: 880, at: 0.18 },
];
const NOTE_S = 0.6;
const LOUDNESS = 0.22;
const QUIETEST_DB = -60;

let context = null;
let bell = null;

/** Browsers let a page make a sound once the person has done something on it. */
export function unlockSound() {
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume();
}

/** Rings now and a few times more: all at once in the sound's own time, for hidden tabs have late timers. */
export function ring() {
  stopRinging();
  if (context?.state !== "running") return;
  bell = context.createGain();
  bell.gain.value = LOUDNESS;
  bell.connect(context.destination);
  for (let round = 0; round < RINGS; round += 1) {
    for (const { hertz, at } of NOTES) sound(hertz, context.currentTime + round * RING_EVERY_S + at);
  }
}

export function stopRinging() {
  bell?.disconnect();
  bell = null;
}

function sound(hertz, at) {
  const [note, fade] = [new OscillatorNode(context, { frequency: hertz }), context.createGain()];
  fade.gain.setValueAtTime(0, at);
  fade.gain.linearRampToValueAtTime(1, at + 0.02);
  fade.gain.exponentialRampToValueAtTime(0.001, at + NOTE_S);
  note.connect(fade).connect(bell);
  note.start(at);
  note.stop(at + NOTE_S);
}

/** How loud a stream is, in decibels below the loudest; `read()` tells, `close()` ends it. */
export function meterOf(stream) {
  context ??= new AudioContext();
  const source = context.createMediaStreamSource(stream);
  const analyser = new AnalyserNode(context, { fftSize: 1024 });
  const samples = new Float32Array(analyser.fftSize);
  source.connect(analyser);
  return {
    quietest: QUIETEST_DB,
    read() {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      return Math.max(QUIETEST_DB, 10 * Math.log10(power + 1e-9));
    },
    close() {
      source.disconnect();
    },
  };
}
