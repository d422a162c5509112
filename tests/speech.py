"""Sounds for tests, made on the spot: something like speech, silence, noise."""

import numpy as np

RATE = 16_000

_FORMANTS = ((700, 80), (1_220, 90), (2_600, 120))  # Hz and bandwidth of an "ah"


def babble(seconds, dbfs=-20.0):
    """Syllables of an "ah", four a second, falling in pitch: what the VAD takes for speech."""
    time = np.arange(int(seconds * RATE)) / RATE
    pitch = 140 - 20 * (time % 1.0)
    voice = np.diff(np.floor(np.cumsum(pitch) / RATE), prepend=0.0)  # one pulse a period
    for hz, width in _FORMANTS:
        voice = _resonate(voice, hz, width)
    syllables = 0.15 + 0.85 * np.abs(np.sin(2 * np.pi * 2 * time)) ** 0.5
    return at_level((voice / np.abs(voice).max() * 8_000 * syllables).astype("<i2").tobytes(), dbfs)


def cough(seconds=0.3, dbfs=-20.0):
    """A burst of breath through the same throat: loud at once, dying away, no pitch."""
    count = int(seconds * RATE)
    breath = np.random.default_rng(4).standard_normal(count) * np.exp(-np.arange(count) / count * 3)
    throat = sum(_resonate(breath, hz, width * 3) for hz, width in _FORMANTS)
    return at_level((throat / np.abs(throat).max() * 8_000).astype("<i2").tobytes(), dbfs)


def _resonate(signal, hz, width):
    decay = np.exp(-np.pi * width / RATE)
    response_time = np.arange(1_600)
    response = decay**response_time * np.sin(2 * np.pi * hz * (response_time + 1) / RATE)
    return np.convolve(signal, response)[: len(signal)]


def silence(seconds):
    return bytes(2 * int(seconds * RATE))


def noise(seconds, dbfs=-21.0, seed=1):
    """White noise of one level."""
    generator = np.random.default_rng(seed)
    samples = generator.standard_normal(int(seconds * RATE)) * 32768 * 10 ** (dbfs / 20)
    return samples.clip(-32768, 32767).astype("<i2").tobytes()


def room(seconds):
    """A quiet room: what a microphone gives when nobody speaks."""
    return noise(seconds, dbfs=-65.0, seed=2)


def mixed(*sounds):
    """Sounds laid over one another, as long as the longest."""
    total = np.zeros(max(len(sound) for sound in sounds) // 2)
    for sound in sounds:
        samples = np.frombuffer(sound, dtype="<i2")
        total[: len(samples)] += samples
    return total.clip(-32768, 32767).astype("<i2").tobytes()


def at_level(sound, dbfs):
    samples = np.frombuffer(sound, dtype="<i2").astype(float)
    rms = np.sqrt((samples**2).mean())
    scaled = samples * (32768 * 10 ** (dbfs / 20) / rms)
    return scaled.clip(-32768, 32767).astype("<i2").tobytes()


def chunks(sound, size):
    return [sound[at : at + size] for at in range(0, len(sound), size)]
