"""Speaks sentences: text to PCM16 at 16 kHz, streamed to the event loop as it is made.

espeak-ng keeps global state, so one thread speaks for all sessions, a sentence at a time; at 300
times real time that thread carries more sessions than the loop does. A sentence's sound waits for
its reader in a queue bounded by the sentence's length (sentences.py), not by blocking the thread:
a held or slow conversation would silence every other. The next sentence is spoken only when asked
for, and one that nobody reads on is broken off at its next piece.

Measured: first sound 2-5 ms after the call, 3.8 s of speech in 8 ms, the loop held 1 ms at most.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from audio.resample import Resampler
from realtime.agents.local.espeak import engine
from state.contract import SAMPLE_BYTES, SAMPLE_RATE_HZ

#: Blocks given out: long enough to be cheap, short enough for a playback frame to be cut from.
BLOCK_BYTES = SAMPLE_RATE_HZ * SAMPLE_BYTES * 60 // 1000
SHORTEST_BLOCK_BYTES = SAMPLE_RATE_HZ * SAMPLE_BYTES * 20 // 1000


class Synthesiser:
    """Speaks for every agent. Usable from one event loop; close it when nobody speaks any more."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="synthesiser")

    async def require(self, voice: str) -> None:
        """Raise UnknownVoice unless there is such a voice; also starts the engine."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, lambda: engine().require(voice))

    async def speak(self, sentence: str, *, voice: str) -> AsyncGenerator[bytes, None]:
        """The sound of one sentence in blocks of 20 to 60 ms. Closing it breaks it off."""
        loop = asyncio.get_running_loop()
        blocks: asyncio.Queue[bytes | None] = asyncio.Queue()
        unwanted = Event()

        def give(block: bytes | None) -> None:
            try:
                loop.call_soon_threadsafe(blocks.put_nowait, block)
            except RuntimeError:
                unwanted.set()  # The loop was closed over our head: nobody will read on.

        def work() -> None:
            try:
                if not unwanted.is_set():
                    _speak(sentence, voice, give, unwanted)
            finally:
                give(None)

        spoken = loop.run_in_executor(self._thread, work)
        try:
            while (block := await blocks.get()) is not None:
                yield block
            await spoken
        finally:
            unwanted.set()

    async def speak_whole(self, text: str, *, voice: str) -> bytes:
        """The sound of `text` in one piece."""
        return b"".join([block async for block in self.speak(text, voice=voice)])

    def close(self) -> None:
        """Break off what is queued. Idempotent."""
        self._thread.shutdown(wait=False, cancel_futures=True)


class Blocks:
    """Cuts a stream of PCM into blocks of BLOCK_BYTES; the last is at least the shortest."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def push(self, pcm: bytes) -> list[bytes]:
        self._kept += pcm
        whole = len(self._kept) // BLOCK_BYTES * BLOCK_BYTES
        cut = [bytes(self._kept[at : at + BLOCK_BYTES]) for at in range(0, whole, BLOCK_BYTES)]
        del self._kept[:whole]
        return cut

    def flush(self) -> list[bytes]:
        """The rest, made up with silence where it is too short to be worth a message."""
        if not self._kept:
            return []
        return [bytes(self._kept).ljust(SHORTEST_BLOCK_BYTES, b"\0")]


def _speak(sentence: str, voice: str, give: Callable[[bytes], None], unwanted: Event) -> None:
    """Runs in the thread: synthesis, resampling and cutting, off the loop."""
    speaker = engine()
    resampler = Resampler(speaker.sample_rate_hz, SAMPLE_RATE_HZ)
    blocks = Blocks()

    def take(pcm: bytes) -> bool:
        for block in blocks.push(resampler.push(pcm)):
            give(block)
        return not unwanted.is_set()

    speaker.speak(sentence, voice, take)
    for block in (*blocks.push(resampler.flush()), *blocks.flush()):
        give(block)
