"""Noise without speech, and speech over it: false starts a minute, and whether turns are found."""

import numpy as np

from audio.levels import rms_of
from bench.hearing import turns_in
from bench.pauses import Talk
from bench.sounds import pink, room
from bench.voices import RATE
from realtime.voice.settings import VoiceSettings

SPEECH_DBFS = -20.0
SIGNALS_TO_NOISE_DB = (20, 10, 5)
NOISE_S = 60
BABBLE_VOICES = 8
SOFT_DBFS = -35.0


def steady(voices: list[np.ndarray]) -> dict[str, np.ndarray]:
    """A minute of each, at no particular level; the babble is made of these voices."""
    generator, count = np.random.default_rng(1), NOISE_S * RATE
    time = np.arange(count) / RATE
    made = {
        "white": generator.standard_normal(count),
        "pink": pink(count, generator),
        "hum": np.sum([np.sin(2 * np.pi * 50 * n * time) / n for n in range(1, 6)], axis=0),
    }
    if voices:
        joint = np.concatenate(voices)
        rolled = [
            np.resize(np.roll(joint, generator.integers(len(joint))), count)
            for _ in range(BABBLE_VOICES)
        ]
        made["babble"] = np.sum(rolled, axis=0)
    return made


def at_level(samples: np.ndarray, dbfs: float) -> np.ndarray:
    factor: float = rms_of(dbfs) / np.sqrt((samples**2).mean())
    return samples * factor


def pcm(samples: np.ndarray) -> bytes:
    return bytes(samples.clip(-32768, 32767).astype("<i2").tobytes())


def starts(sound: bytes) -> str:
    """False starts a minute, and for how long of it they hold a turn open."""
    turns = turns_in(sound, VoiceSettings())
    last = len(sound) / 32
    held_ms = sum((turn.stopped_at_ms or last) - turn.started_at_ms for turn in turns)
    count = len(turns) * 60 / NOISE_S
    return f"{count:.0f}" + (f" ({held_ms / 1000:.0f} s)" if turns else "")


def found_over(talks: list[Talk], noise: np.ndarray, dbfs: float) -> str:
    """How many turns begin with their speech when it lies over the noise, and what is clipped."""
    count, late, clipped = 0, [], []
    for talk in talks:
        speech = np.frombuffer(talk.sound, dtype="<i2") * 1.0
        sound = pcm(speech + at_level(np.resize(noise, len(speech)), dbfs))
        turns = turns_in(sound, VoiceSettings(early_end=False, silence_ms=1_500))
        for span in talk.turns:
            count += 1
            heard = [t for t in turns if span.onset_ms - 300 < t.started_at_ms < span.end_ms]
            if heard:
                late.append(heard[0].started_at_ms - span.onset_ms)
                clipped.append(max(0.0, heard[0].begins_ms - span.onset_ms))
    times = f", p50 {np.median(late):.0f} ms, clipped at most {max(clipped):.0f} ms" if late else ""
    return f"{len(late)} of {count} turns found{times}"


def report(voices: list[np.ndarray], talks: list[Talk], soft: list[Talk]) -> None:
    """`talks` are at SPEECH_DBFS, `soft` the same at SOFT_DBFS."""
    print("False starts a minute (seconds of a turn held open)")
    print(f"  quiet room: {starts(room(NOISE_S))}; digital silence: {starts(bytes(32_000 * 60))}")
    made = steady(voices)
    for name, samples in made.items():
        levels = {snr: pcm(at_level(samples, SPEECH_DBFS - snr)) for snr in SIGNALS_TO_NOISE_DB}
        print(f"  {name}: " + ", ".join(f"{starts(levels[snr])} at {snr} dB" for snr in levels))
    print("Speech over noise 10 dB below it")
    for name, samples in made.items():
        print(f"  {name}: {found_over(talks, samples, SPEECH_DBFS - 10)}")
    quiet = np.frombuffer(room(NOISE_S), dtype="<i2") * 1.0
    print(f"  a quiet room, speech of {SOFT_DBFS:.0f} dBFS: {found_over(soft, quiet, -65.0)}")
