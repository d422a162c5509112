"""What is put around and over speech to measure with: a room, noise, a telephone; other voices."""

import numpy as np
import numpy.typing as npt

from audio.levels import FULL_SCALE
from state.contract import SAMPLE_RATE_HZ

#: What the turn detector leaves around speech by default.
BEFORE_S, AFTER_S = 0.3, 0.6
#: Of a room as quiet as can be, and of one that turns are found in.
QUIET_DBFS, ROOM_DBFS = -72.0, -65.0
#: Samples beyond this are the speech, whose level the noise's is set by.
HEARD = 300


def room(seconds: float, dbfs: float = ROOM_DBFS, seed: int = 1) -> bytes:
    """The noise of a room, the same every time."""
    samples = np.random.default_rng(seed).standard_normal(int(seconds * SAMPLE_RATE_HZ))
    return bytes((samples * FULL_SCALE * 10 ** (dbfs / 20)).astype("<i2").tobytes())


def quiet(seconds: float) -> bytes:
    """A quiet room. Not of seed 1: that is the very noise the recogniser adds to all it hears."""
    return room(seconds, QUIET_DBFS, seed=2)


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
    return _pcm(mixed)


def at_speed(pcm: bytes, factor: float) -> bytes:
    """`pcm` so much faster, and higher: another talker, deeper or a child."""
    samples = np.frombuffer(pcm, dtype="<i2")
    places = np.arange(int(len(samples) / factor)) * factor
    return _pcm(np.interp(places, np.arange(len(samples)), samples))


def by_telephone(pcm: bytes) -> bytes:
    """What a telephone lets through of `pcm`: 300 to 3400 Hz."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float64)
    spectrum = np.fft.rfft(samples)
    hz = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE_HZ)
    spectrum[(hz < 300) | (hz > 3400)] = 0
    return _pcm(np.fft.irfft(spectrum, len(samples)))


def in_hall(pcm: bytes, *, seed: int) -> bytes:
    """`pcm` in a room with bare walls, which ring for 0.4 s."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float64)
    length = int(0.4 * SAMPLE_RATE_HZ)
    echoes = np.random.default_rng(seed).normal(size=length)
    echoes *= 0.06 * np.exp(-6 * np.arange(length) / length)
    echoes[0] = 1.0
    total = len(samples) + length
    spectrum = np.fft.rfft(samples, total) * np.fft.rfft(echoes, total)
    heard = np.fft.irfft(spectrum, total)[: len(samples)]
    return _pcm(heard * np.abs(samples).max() / max(1.0, float(np.abs(heard).max())))


def _pcm(samples: npt.NDArray[np.float64]) -> bytes:
    return bytes(np.clip(samples, -32768, 32767).astype("<i2").tobytes())
