"""What is put around and over speech to measure with: a quiet room, and noise at a chosen level."""

import numpy as np
import numpy.typing as npt

from state.contract import SAMPLE_RATE_HZ

#: What the turn detector leaves around speech by default.
BEFORE_S, AFTER_S = 0.3, 0.6
NOISE_RMS = 8.0
#: Samples beyond this are the speech, whose level the noise's is set by.
HEARD = 300


def quiet(seconds: float) -> bytes:
    """The noise of a quiet room, the same every time."""
    noise = np.random.default_rng(1).normal(0, NOISE_RMS, int(seconds * SAMPLE_RATE_HZ))
    return bytes(noise.astype("<i2").tobytes())


def as_turn(sound: bytes) -> bytes:
    """`sound` with the quiet that a turn has around it."""
    return quiet(BEFORE_S) + sound + quiet(AFTER_S)


def pink(samples: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Noise with equal power in every octave, of level 1."""
    spectrum = np.fft.rfft(rng.normal(size=samples))
    spectrum /= np.sqrt(np.maximum(1, np.arange(len(spectrum))))
    noise = np.fft.irfft(spectrum, samples)
    return np.asarray(noise / noise.std())


def with_noise(pcm: bytes, colour: str, *, snr_db: float, seed: int) -> bytes:
    """`pcm` under "white" or "pink" noise, so much weaker than its loud samples."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float64)
    loud = samples[np.abs(samples) > HEARD]
    level = np.sqrt(np.mean(loud**2)) if len(loud) else float(HEARD)
    rng = np.random.default_rng(seed)
    noise = rng.normal(size=len(samples)) if colour == "white" else pink(len(samples), rng)
    mixed = samples + noise * level * 10 ** (-snr_db / 20)
    return bytes(np.clip(mixed, -32768, 32767).astype("<i2").tobytes())
