"""Synthetic calls of two sides, whose truth is known: who spoke, from when to when."""

import numpy as np
import numpy.typing as npt

from bench.clips import speak

RATE = 16_000

Samples = npt.NDArray[np.int16]
Spans = list[tuple[float, float]]

SENTENCES = (
    "Good morning, thank you for taking the time to talk to me today.",
    "We count everything by hand at the end of each month, and it takes two days.",
    "How many people are needed for that, and what do they leave undone meanwhile?",
    "Four people, and the orders of those two days go out late, every single time.",
    "What would it be worth to you if those two days were free?",
    "Quite a lot, to be honest; our largest customer has complained twice.",
)


def loud(pcm: bytes, least: int = 60) -> Samples:
    """From the first to the last sound of a clip."""
    samples = np.frombuffer(pcm, dtype="<i2")
    there = np.flatnonzero(np.abs(samples) > least)
    return samples[there[0] : there[-1] + 1]


def two_sided(
    pauses: tuple[float, float], *, noise: float = 0.0, turns: int = 60, seed: int = 1
) -> tuple[list[bytes], tuple[Spans, Spans]]:
    """Two sides' sound, and when each speaks.

    They take turns after pauses of between these seconds; less than 0 is into the other's turn.
    `noise`: the RMS of what else is to hear of the first, who has a microphone.
    """
    random = np.random.default_rng(seed)
    clips = [loud(clip.pcm) for clip in speak([(text, "en-us") for text in SENTENCES])]
    sides: tuple[list[tuple[int, Samples]], ...] = ([], [])
    truth: tuple[Spans, Spans] = ([], [])
    at = 1.0
    for turn in range(turns):
        clip, side = clips[turn % len(clips)], turn % 2
        sides[side].append((round(at * RATE), clip))
        truth[side].append((at, at + len(clip) / RATE))
        at += len(clip) / RATE + random.uniform(*pauses)
    recorded = []
    for clips_of, level in zip(sides, (noise, 0.0), strict=True):
        samples = random.normal(0.0, level, round((at + 1.0) * RATE))
        for start, clip in clips_of:
            samples[start : start + len(clip)] += clip
        recorded.append(samples.clip(-32_768, 32_767).astype("<i2").tobytes())
    return recorded, truth
