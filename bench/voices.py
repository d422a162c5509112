"""Speech to measure with: sentences of the bundled synthesiser with pauses and a quiet room."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from bench.sounds import room
from realtime.agents.local.synthesiser import Synthesiser

RATE = 16_000

SENTENCES = (
    "I was wondering whether you could help me find something for the kitchen.",
    "It should not be too large, and if at all possible it should be red.",
    "Yes.",
    "How long would the delivery take to the north of the country?",
)


def over_room(sound: bytes) -> bytes:
    samples = np.frombuffer(sound, dtype="<i2").astype(np.int32)
    quiet = np.frombuffer(room(len(samples) / RATE + 1.0), dtype="<i2")
    mixed = samples + quiet[: len(samples)]
    return bytes(mixed.clip(-32768, 32767).astype("<i2").tobytes())


def conversation(seconds: float, pause_s: float = 1.2) -> bytes:
    """Sentences and pauses, of this length: about two thirds of it speech."""

    async def speak() -> list[bytes]:
        synthesiser = Synthesiser()
        try:
            return [await synthesiser.speak_whole(each, voice="en-us") for each in SENTENCES]
        finally:
            synthesiser.close()

    with ThreadPoolExecutor(max_workers=1) as thread:  # the caller may run a loop of its own
        sentences = thread.submit(asyncio.run, speak()).result()
    pause = bytes(2 * int(pause_s * RATE))
    sound = pause
    number = 0
    while len(sound) < seconds * 2 * RATE:
        sound += sentences[number % len(sentences)] + pause
        number += 1
    return over_room(sound[: int(seconds * RATE) * 2])
