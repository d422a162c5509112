"""Sounds nobody makes to be understood, synthesised: for measuring what is taken for speech.

A cough is noise through a vocal tract's resonances, a click or a knock a ringing that dies away, a
beep or a motor a few lines of the spectrum. Each is made from a seed alone, at levels from just
audible to near clipping, in PCM16 at 16 kHz.

UNSEEN are only for measuring: what tells speech from noise is fitted to other kinds (FITTED), so
these show what to expect of sounds nobody thought of.
"""

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

from bench.sounds import pink
from state.contract import SAMPLE_RATE_HZ

Sound = npt.NDArray[np.float64]
Make = Callable[[np.random.Generator], Sound]


def _count(seconds: float) -> int:
    return int(seconds * SAMPLE_RATE_HZ)


def _silence(rng: np.random.Generator, shortest_s: float, longest_s: float) -> Sound:
    return np.zeros(_count(rng.uniform(shortest_s, longest_s)))


def _resonate(sound: Sound, peaks: list[tuple[float, float]]) -> Sound:
    """`sound` through a tract that resonates at each (frequency in Hz, sharpness) of `peaks`."""
    spectrum = np.fft.rfft(sound)
    hz = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE_HZ)
    for frequency, sharpness in peaks:
        spectrum = spectrum / (1 - (hz / frequency) ** 2 + 1j * hz / frequency / sharpness)
    return np.fft.irfft(spectrum, len(sound))


def _tract(rng: np.random.Generator) -> list[tuple[float, float]]:
    """A vocal tract's first three resonances."""
    ranges = ((350, 900), (1000, 1900), (2200, 3200))
    return [(rng.uniform(low, high), rng.uniform(2, 8)) for low, high in ranges]


def _swell(samples: int, attack: int, decays: float) -> Sound:
    """An envelope that rises in `attack` samples and falls by e so many times until the end."""
    rise = np.minimum(1.0, np.arange(samples) / max(1, attack))
    return np.asarray(rise * np.exp(-np.arange(samples) / samples * decays))


def _held(samples: int, edge_s: float = 0.02) -> Sound:
    """An envelope that is level but for its edges."""
    from_ends = np.minimum(np.arange(samples), np.arange(samples)[::-1])
    return np.asarray(np.minimum(1.0, from_ends / _count(edge_s)))


def _wave(pitch: Sound, levels: Iterable[float]) -> Sound:
    """A tone whose pitch in Hz goes so, of harmonics of these levels."""
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE_HZ
    return np.asarray(np.sum([a * np.sin(k * phase) for k, a in enumerate(levels, 1)], axis=0))


def _steps(rng: np.random.Generator, samples: int, points: int) -> Sound:
    """A random course between -1 and 1, straight from each of `points` to the next."""
    places = np.linspace(0, points - 1, samples)
    return np.asarray(np.interp(places, np.arange(points), rng.uniform(-1, 1, points)))


def _levels(rng: np.random.Generator, count: int) -> Sound:
    return np.asarray(rng.uniform(0.1, 1.0, count) / np.arange(1, count + 1))


def cough(rng: np.random.Generator) -> Sound:
    samples = _count(rng.uniform(0.15, 0.4))
    peaks = _tract(rng)
    burst = rng.normal(size=samples) * _swell(samples, _count(rng.uniform(0.003, 0.03)), 4)
    return _resonate(burst, peaks)


def double_cough(rng: np.random.Generator) -> Sound:
    return np.concatenate((cough(rng), _silence(rng, 0.05, 0.2), cough(rng)))


def throat_clearing(rng: np.random.Generator) -> Sound:
    """Rough pulses at a few tens of hertz, irregular, through a tract; with breath."""
    parts = []
    peaks = _tract(rng)
    for _ in range(rng.integers(1, 4)):
        samples = _count(rng.uniform(0.12, 0.35))
        rough = rng.uniform(0.2, 0.4)
        gaps = SAMPLE_RATE_HZ / rng.uniform(40, 110) * np.exp(rough * rng.normal(size=200))
        pulses = np.zeros(samples)
        at = np.cumsum(gaps).astype(int)
        pulses[at[at < samples]] = rng.uniform(0.3, 1.0, 200)[at < samples]
        breath = rng.uniform(0.05, 0.2) * rng.normal(size=samples)
        parts += [
            _resonate((pulses + breath) * _held(samples, 0.04), peaks),
            _silence(rng, 0.03, 0.12),
        ]
    return np.concatenate(parts)


def sneeze(rng: np.random.Generator) -> Sound:
    """Air drawn in, a held breath, and a burst that is a moment voiced."""
    drawn, blown = _count(rng.uniform(0.2, 0.5)), _count(rng.uniform(0.15, 0.45))
    rising = rng.uniform(0.05, 0.3) * pink(drawn, rng) * np.linspace(0, 1, drawn) ** 2
    pitch = rng.uniform(180, 380) * np.linspace(1, rng.uniform(0.5, 0.8), blown)
    voiced = _wave(pitch, _levels(rng, 12)) * _swell(blown, _count(0.01), rng.uniform(6, 12))
    noise = rng.normal(size=blown) * _swell(blown, _count(0.02), rng.uniform(2, 5))
    burst = _resonate(rng.uniform(0.1, 0.6) * voiced + noise, _tract(rng))
    rest = _silence(rng, 0.02, 0.2)
    return np.concatenate((rising, rest, burst / np.abs(burst).max() * 3))


def click(rng: np.random.Generator) -> Sound:
    samples = _count(rng.uniform(0.005, 0.05))
    return rng.normal(size=samples) * _swell(samples, 2, rng.uniform(4, 8))


def knock(rng: np.random.Generator) -> Sound:
    samples = _count(rng.uniform(0.05, 0.2))
    ringing = np.sin(2 * np.pi * rng.uniform(90, 600) * np.arange(samples) / SAMPLE_RATE_HZ)
    struck = ringing + rng.uniform(0.05, 0.5) * rng.normal(size=samples)
    return np.asarray(struck * _swell(samples, 8, rng.uniform(5, 9)))


def knocks(rng: np.random.Generator) -> Sound:
    gap = _silence(rng, 0.05, 0.25)
    return np.concatenate([np.concatenate((knock(rng), gap)) for _ in range(rng.integers(2, 4))])


def tap(rng: np.random.Generator) -> Sound:
    samples = _count(rng.uniform(0.02, 0.08))
    struck = rng.normal(size=samples) * _swell(samples, 4, rng.uniform(4, 8))
    return _resonate(struck, [(rng.uniform(200, 2500), rng.uniform(1, 6))])


def clatter(rng: np.random.Generator) -> Sound:
    """Keys of a keyboard, each with a tap down and a weaker one up."""
    peaks = [(rng.uniform(300, 900), rng.uniform(2, 8)), (rng.uniform(2000, 4500), 3.0)]
    sound = np.zeros(_count(rng.uniform(0.5, 1.5)))
    at = 0
    while (at := at + _count(rng.uniform(0.06, 0.2))) < len(sound) - 2_000:
        for place, level in ((at, 1.0), (at + _count(rng.uniform(0.04, 0.08)), 0.4)):
            struck = _resonate(rng.normal(size=640) * _swell(640, 2, rng.uniform(5, 9)), peaks)
            sound[place : place + 640] += level * rng.uniform(0.4, 1.0) * struck
    return sound


def clink(rng: np.random.Generator) -> Sound:
    """Glass or a dish: a few lines that are no harmonics of each other, and die away."""
    parts = []
    for _ in range(rng.integers(1, 4)):
        samples = _count(rng.uniform(0.08, 0.5))
        base = rng.uniform(400, 2500)
        ratios = [1.0, *rng.uniform(1.3, 4.0, 3)]
        lines = [
            np.sin(2 * np.pi * base * ratio * np.arange(samples) / SAMPLE_RATE_HZ)
            * rng.uniform(0.2, 1.0)
            * _swell(samples, 8, rng.uniform(4, 9))
            for ratio in ratios
            if base * ratio < SAMPLE_RATE_HZ / 2
        ]
        parts.append(np.sum(lines, axis=0))
    return np.concatenate(parts)


def crackle(rng: np.random.Generator) -> Sound:
    """Paper or a bag: short bursts at random, of all strengths."""
    samples = _count(rng.uniform(0.3, 1.2))
    sound = 0.02 * rng.normal(size=samples)
    for at in rng.integers(0, samples, rng.integers(10, 60)):
        length = min(samples - at, _count(rng.uniform(0.003, 0.03)))
        sound[at : at + length] += rng.exponential() * rng.normal(size=length)
    return sound


def burst(rng: np.random.Generator) -> Sound:
    samples = _count(rng.uniform(0.05, 0.5))
    return pink(samples, rng) * _swell(samples, _count(0.01), rng.uniform(0, 4))


def hiss(rng: np.random.Generator) -> Sound:
    samples = _count(rng.uniform(0.05, 0.5))
    return rng.normal(size=samples) * _swell(samples, _count(0.01), rng.uniform(0, 4))


def breath(rng: np.random.Generator) -> Sound:
    samples = _count(rng.uniform(0.3, 0.9))
    shape = np.sin(np.pi * np.arange(samples) / samples) ** 2
    drawn = pink(samples, rng) + 0.3 * rng.normal(size=samples)
    return np.asarray(_resonate(drawn, [(rng.uniform(500, 1800), 1.0)]) * shape)


def hum(rng: np.random.Generator) -> Sound:
    samples = _count(rng.uniform(0.3, 1.0))
    base = rng.choice((50.0, 60.0, 100.0, 120.0))
    return _wave(np.full(samples, base), _levels(rng, 7)) * _held(samples)


def wavering_hum(rng: np.random.Generator) -> Sound:
    """A hum whose pitch goes up and down by some per cent, and whose level does a little."""
    samples = _count(rng.uniform(0.3, 1.5))
    times = np.arange(samples) / SAMPLE_RATE_HZ
    sway = np.sin(2 * np.pi * (rng.uniform(0.5, 6) * times + rng.uniform()))
    pitch = rng.uniform(60, 300) * (1 + rng.uniform(0.01, 0.12) * sway)
    level = 1 + rng.uniform(0, 0.5) * np.sin(2 * np.pi * rng.uniform(0.5, 6) * times)
    return _wave(pitch, _levels(rng, 9)) * level * _held(samples)


def motor(rng: np.random.Generator) -> Sound:
    """Running up or down: a gliding tone with harmonics."""
    samples = _count(rng.uniform(0.4, 1.5))
    course = np.linspace(0, 1, samples) ** rng.uniform(0.5, 2)
    pitch = rng.uniform(50, 250) * rng.uniform(1.2, 4) ** course
    if rng.uniform() < 0.3:
        pitch = pitch[::-1]
    return _wave(pitch, _levels(rng, int(rng.integers(5, 20)))) * _held(samples, 0.05)


def revving(rng: np.random.Generator) -> Sound:
    """An engine that is rough and shakes a body that resonates, up and down in pitch and level."""
    samples = _count(rng.uniform(0.6, 1.8))
    course = _steps(rng, samples, 5)
    pitch = rng.uniform(45, 130) * 2.0**course
    rough = _wave(pitch, _levels(rng, 16)) * (1 + 0.4 * _wave(pitch / 2, [1.0]))
    noise = rng.uniform(0.02, 0.2) * pink(samples, rng)
    body = [(rng.uniform(150, 500), 2.0), (rng.uniform(600, 2000), 2.0)]
    return _resonate(rough + noise, body) * (1.2 + course) * _held(samples, 0.05)


def drill(rng: np.random.Generator) -> Sound:
    """Sharp harmonics up to the highest, a load that makes them sag, and grinding."""
    samples = _count(rng.uniform(0.4, 1.5))
    pitch = rng.uniform(80, 220) * (1 + 0.15 * _steps(rng, samples, 4))
    saw = _wave(pitch, 1 / np.arange(1, 30))
    grinding = rng.uniform(0.1, 0.5) * rng.normal(size=samples)
    return (saw + grinding) * _held(samples, 0.03)


def beep(rng: np.random.Generator) -> Sound:
    """One tone, two or three times, as of an oven or a lorry that goes backwards."""
    samples = _count(rng.uniform(0.06, 0.5))
    pitch = np.full(samples, rng.uniform(250, 3500))
    tone = _wave(pitch, _levels(rng, int(rng.integers(1, 4)))) * _held(samples, 0.005)
    rest = _silence(rng, 0.04, 0.3)
    return np.concatenate([tone, rest] * int(rng.integers(1, 4)))


def melody(rng: np.random.Generator) -> Sound:
    """Three to five notes that are struck, as of a telephone."""
    base, levels = rng.uniform(200, 900), _levels(rng, int(rng.integers(1, 6)))
    parts = []
    for _ in range(rng.integers(3, 6)):
        samples = _count(rng.uniform(0.08, 0.3))
        pitch = np.full(samples, base * 2 ** (rng.integers(0, 13) / 12))
        parts.append(_wave(pitch, levels) * _swell(samples, 80, rng.uniform(0.5, 5)))
    return np.concatenate(parts)


def two_tones(rng: np.random.Generator) -> Sound:
    """A notification: two notes, held."""
    samples = _count(rng.uniform(0.1, 0.35))
    base, step = rng.uniform(300, 1500), 2.0 ** (rng.integers(2, 13) / 12)
    levels = _levels(rng, int(rng.integers(1, 5)))
    low, high = (
        _wave(np.full(samples, hz), levels) * _held(samples, 0.01) for hz in (base, base * step)
    )
    gap = _silence(rng, 0.0, 0.08)
    return np.concatenate((low, gap, high) if rng.uniform() < 0.5 else (high, gap, low))


def chime(rng: np.random.Generator) -> Sound:
    """A door bell: two notes or three with a bell's partials, each ringing on under the next."""
    base = rng.uniform(300, 900)
    sound = np.zeros(_count(1.6))
    for number in range(rng.integers(2, 4)):
        at = number * _count(rng.uniform(0.25, 0.4))
        samples = len(sound) - at
        times = np.arange(samples) / SAMPLE_RATE_HZ
        note = base * 2 ** (-rng.integers(0, 8) / 12)
        for ratio in (0.5, 1.0, 1.19, 1.56, 2.0, 2.66):
            fading = np.exp(-times * rng.uniform(2, 8) * ratio)
            sound[at:] += rng.uniform(0.1, 1) * np.sin(2 * np.pi * note * ratio * times) * fading
    return sound


def ringing(rng: np.random.Generator) -> Sound:
    """A telephone's warble between two tones, many times a second."""
    samples = _count(rng.uniform(0.4, 1.5))
    times = np.arange(samples) / SAMPLE_RATE_HZ
    is_high = np.sin(2 * np.pi * rng.uniform(8, 25) * times) > 0
    base = rng.uniform(350, 1400)
    pitch = np.where(is_high, base * rng.uniform(1.1, 1.5), base)
    return _wave(pitch, _levels(rng, int(rng.integers(1, 6)))) * _held(samples)


def siren(rng: np.random.Generator) -> Sound:
    samples = _count(rng.uniform(0.8, 2.0))
    times = np.arange(samples) / SAMPLE_RATE_HZ
    sway = np.sin(2 * np.pi * (rng.uniform(0.3, 3) * times + rng.uniform()))
    pitch = rng.uniform(500, 900) * rng.uniform(1.15, 1.6) ** sway
    return _wave(pitch, _levels(rng, int(rng.integers(1, 8)))) * _held(samples, 0.05)


def horn(rng: np.random.Generator) -> Sound:
    """A car's: two reeds at once, rich in harmonics."""
    samples = _count(rng.uniform(0.15, 0.9))
    base = rng.uniform(300, 450)
    reeds = [_wave(np.full(samples, base * ratio), _levels(rng, 14)) for ratio in (1.0, 1.26)]
    return np.asarray(np.sum(reeds, axis=0) * _held(samples, 0.03))


def whistle(rng: np.random.Generator) -> Sound:
    """Of lips: nearly a pure tone, that glides, with a little breath."""
    samples = _count(rng.uniform(0.3, 1.2))
    pitch = rng.uniform(600, 2200) * rng.uniform(1.05, 1.6) ** _steps(rng, samples, 4)
    breath = rng.uniform(0.005, 0.05) * rng.normal(size=samples)
    return (_wave(pitch, [1.0, rng.uniform(0, 0.1)]) + breath) * _held(samples, 0.04)


def squeak(rng: np.random.Generator) -> Sound:
    """A door or a chair: harmonics that glide fast and break off."""
    parts = []
    for _ in range(rng.integers(1, 4)):
        samples = _count(rng.uniform(0.08, 0.5))
        pitch = rng.uniform(200, 1200) * rng.uniform(1.1, 2.0) ** _steps(rng, samples, 3)
        rough = 1 + rng.uniform(0, 0.3) * rng.normal(size=samples)
        parts.append(_wave(pitch, _levels(rng, 8)) * rough * _held(samples, 0.015))
    return np.concatenate(parts)


def bark(rng: np.random.Generator) -> Sound:
    """A dog's: once to three times, up and down in pitch, rough, through a throat."""
    peaks = [(rng.uniform(400, 900), 3.0), (rng.uniform(1000, 2200), 3.0)]
    parts = []
    for _ in range(rng.integers(1, 4)):
        samples = _count(rng.uniform(0.1, 0.25))
        arch = np.sin(np.pi * np.linspace(0, 1, samples) ** 0.6)
        pitch = rng.uniform(250, 600) * (1 + rng.uniform(0.2, 0.6) * arch)
        noise = rng.uniform(0.2, 0.8) * rng.normal(size=samples)
        parts += [_resonate((_wave(pitch, 1 / np.arange(1, 12)) + noise) * arch, peaks)]
        parts += [_silence(rng, 0.08, 0.3)]
    return np.concatenate(parts)


def mew(rng: np.random.Generator) -> Sound:
    """A cat's: a voice whose mouth opens and closes, so as near to speech as can be."""
    samples = _count(rng.uniform(0.4, 1.0))
    arch = np.sin(np.pi * np.linspace(0, 1, samples))
    voice = _wave(rng.uniform(350, 700) * (1 + 0.3 * arch), 1 / np.arange(1, 12))
    shut, wide = (
        _resonate(voice, [(rng.uniform(*span), 4.0), (second, 4.0)])
        for span, second in (((350, 500), 2200), ((800, 1100), 1600))
    )
    voiced = (1 - arch) * shut / shut.std() + arch * wide / wide.std()
    return np.asarray(voiced * arch**0.5)


def _named(*makes: Make) -> dict[str, Make]:
    return {make.__name__.replace("_", " "): make for make in makes}


#: Kinds that voicing.py's table is fitted to.
FITTED = _named(
    *(cough, double_cough, throat_clearing, click, knock, knocks, tap, clink, crackle, burst),
    *(hiss, breath, hum, wavering_hum, motor, beep, melody, ringing, whistle, squeak),
)
#: Kinds that it never saw.
UNSEEN = _named(sneeze, clatter, revving, drill, two_tones, chime, siren, horn, bark, mew)
NOISES = FITTED | UNSEEN


def noise(kind: str, seed: int) -> bytes:
    """One sound of `kind`; the same seed gives the same."""
    rng = np.random.default_rng([seed, *kind.encode()])
    sound = NOISES[kind](rng)
    peak = 32767 * 10 ** (-rng.uniform(1, 24) / 20)
    return bytes((sound / np.abs(sound).max() * peak).astype("<i2").tobytes())
