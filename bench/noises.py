"""Sounds nobody makes to be understood, synthesised: for measuring what is taken for speech.

A cough is noise through a vocal tract's resonances, a click or a knock a ringing that dies away.
Each is made from a seed alone, at levels from just audible to near clipping, in PCM16 at 16 kHz.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from bench.sounds import pink
from state.contract import SAMPLE_RATE_HZ

Sound = npt.NDArray[np.float64]
Make = Callable[[np.random.Generator], Sound]


def _resonate(sound: Sound, peaks: list[tuple[float, float]]) -> Sound:
    """`sound` through a tract that resonates at each (frequency in Hz, sharpness) of `peaks`."""
    spectrum = np.fft.rfft(sound)
    hz = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE_HZ)
    for frequency, sharpness in peaks:
        spectrum = spectrum / (1 - (hz / frequency) ** 2 + 1j * hz / frequency / sharpness)
    return np.fft.irfft(spectrum, len(sound))


def _swell(samples: int, attack: int, decays: float) -> Sound:
    """An envelope that rises in `attack` samples and falls by e so many times until the end."""
    rise = np.minimum(1.0, np.arange(samples) / max(1, attack))
    return np.asarray(rise * np.exp(-np.arange(samples) / samples * decays))


def cough(rng: np.random.Generator) -> Sound:
    samples = int(rng.uniform(0.15, 0.4) * SAMPLE_RATE_HZ)
    peaks = [
        (rng.uniform(low, high), rng.uniform(2, 8))
        for low, high in ((350, 900), (1000, 1900), (2200, 3200))
    ]
    burst = rng.normal(size=samples) * _swell(
        samples, int(rng.uniform(0.003, 0.03) * SAMPLE_RATE_HZ), 4
    )
    return _resonate(burst, peaks)


def double_cough(rng: np.random.Generator) -> Sound:
    return np.concatenate(
        (cough(rng), np.zeros(int(rng.uniform(0.05, 0.2) * SAMPLE_RATE_HZ)), cough(rng))
    )


def click(rng: np.random.Generator) -> Sound:
    samples = int(rng.uniform(0.005, 0.05) * SAMPLE_RATE_HZ)
    return rng.normal(size=samples) * _swell(samples, 2, rng.uniform(4, 8))


def knock(rng: np.random.Generator) -> Sound:
    samples = int(rng.uniform(0.05, 0.2) * SAMPLE_RATE_HZ)
    ringing = np.sin(2 * np.pi * rng.uniform(90, 600) * np.arange(samples) / SAMPLE_RATE_HZ)
    struck = ringing + rng.uniform(0.05, 0.5) * rng.normal(size=samples)
    return np.asarray(struck * _swell(samples, 8, rng.uniform(5, 9)))


def knocks(rng: np.random.Generator) -> Sound:
    gap = np.zeros(int(rng.uniform(0.05, 0.25) * SAMPLE_RATE_HZ))
    return np.concatenate([np.concatenate((knock(rng), gap)) for _ in range(rng.integers(2, 4))])


def tap(rng: np.random.Generator) -> Sound:
    samples = int(rng.uniform(0.02, 0.08) * SAMPLE_RATE_HZ)
    struck = rng.normal(size=samples) * _swell(samples, 4, rng.uniform(4, 8))
    return _resonate(struck, [(rng.uniform(200, 2500), rng.uniform(1, 6))])


def burst(rng: np.random.Generator) -> Sound:
    samples = int(rng.uniform(0.05, 0.5) * SAMPLE_RATE_HZ)
    return pink(samples, rng) * _swell(samples, int(0.01 * SAMPLE_RATE_HZ), rng.uniform(0, 4))


def hiss(rng: np.random.Generator) -> Sound:
    samples = int(rng.uniform(0.05, 0.5) * SAMPLE_RATE_HZ)
    return rng.normal(size=samples) * _swell(samples, int(0.01 * SAMPLE_RATE_HZ), rng.uniform(0, 4))


def breath(rng: np.random.Generator) -> Sound:
    samples = int(rng.uniform(0.3, 0.9) * SAMPLE_RATE_HZ)
    shape = np.sin(np.pi * np.arange(samples) / samples) ** 2
    drawn = pink(samples, rng) + 0.3 * rng.normal(size=samples)
    return np.asarray(_resonate(drawn, [(rng.uniform(500, 1800), 1.0)]) * shape)


def hum(rng: np.random.Generator) -> Sound:
    samples = int(rng.uniform(0.3, 1.0) * SAMPLE_RATE_HZ)
    base = rng.choice((50.0, 60.0, 100.0, 120.0))
    phase = 2 * np.pi * base * np.arange(samples) / SAMPLE_RATE_HZ
    waves = [np.sin(k * phase) * rng.uniform(0.1, 1.0) / k for k in range(1, 8)]
    edge = int(0.02 * SAMPLE_RATE_HZ)
    ends = np.minimum(1.0, np.minimum(np.arange(samples), np.arange(samples)[::-1]) / edge)
    return np.asarray(np.sum(waves, axis=0) * ends)


NOISES: dict[str, Make] = {
    make.__name__.replace("_", " "): make
    for make in (cough, double_cough, click, knock, knocks, tap, burst, hiss, breath, hum)
}


def noise(kind: str, seed: int) -> bytes:
    """One sound of `kind`; the same seed gives the same."""
    rng = np.random.default_rng([seed, *kind.encode()])
    sound = NOISES[kind](rng)
    peak = 32767 * 10 ** (-rng.uniform(1, 24) / 20)
    return bytes((sound / np.abs(sound).max() * peak).astype("<i2").tobytes())
