"""What somebody says who may say anything: a turn's audio becomes text, in pieces.

A pause ends a piece, and a worker transcribes it while its speaker goes on: at the end of a turn
of a minute only the last piece is waited for, and no job is so long that others' turns wait for
it. Who never pauses is cut where it is quietest. Each piece stands for itself: at a pause the
general model expects the end of a sentence, and a word between two pieces is lost at worst.

English only; of other languages it is heard that somebody speaks (voices.py).
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence

import numpy as np

from realtime.agents.base import Audio, Pause
from realtime.agents.local.jobs import Heard, NoSpeech, Recognised, Refused
from realtime.agents.local.recogniser import Recogniser
from realtime.agents.local.voices import (
    BYTES_A_SECOND,
    SPOKEN_WITHIN_S,
    hear_voice,
    is_too_short,
)
from state.contract import SAMPLE_BYTES, SAMPLE_RATE_HZ

#: A pause before this is no place to cut: a word or two alone are hardly recognised.
LEAST_PIECE_S = 2.0
#: Where no pause comes, a piece is cut somewhere in its last third.
LONGEST_PIECE_S = 15.0
_LONGEST_BYTES = round(LONGEST_PIECE_S * BYTES_A_SECOND)
#: What is cut at: the quietest so long.
GAP_S = 0.1


class FreeSpeech:
    """Hears whatever is said, in any number of conversations at once; keeps nothing of a turn."""

    #: The words are a guess: one in three or so is wrong.
    is_trusted = False

    def __init__(self, recogniser: Recogniser, language: str) -> None:
        self._recogniser = recogniser
        #: Whether it tells words; else only that somebody spoke.
        self.hears_words = language.partition("-")[0].lower() == "en"

    def prepare(self) -> None:
        """Somebody is about to speak: what the first turn would wait for is loaded. Idempotent."""
        if self.hears_words:
            self._recogniser.prepare_transcription()

    async def hear(self, audio: Audio) -> Heard:
        """What was said in a turn, once it is over. Raises AgentFailed where nobody can tell.

        A turn may be of any length; one lost piece of it is a lost turn.
        """
        if not self.hears_words:
            return await hear_voice(await _beginning(audio))
        jobs: list[asyncio.Task[Heard]] = []
        try:
            async for piece in _pieces(audio):
                jobs.append(asyncio.create_task(self._transcribe(piece)))
            return joined([await job for job in jobs])
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)

    async def _transcribe(self, piece: bytes) -> Heard:
        return NoSpeech() if is_too_short(piece) else await self._recogniser.transcribe(piece)


class Pieces:
    """Cuts a turn where nobody speaks."""

    def __init__(self) -> None:
        self._pcm = bytearray()
        #: Whether nothing was said since the last piece.
        self._is_quiet = False

    def add(self, pcm: bytes) -> Iterator[bytes]:
        """The turn goes on; the pieces that are complete by now."""
        self._pcm += pcm
        while len(self._pcm) >= _LONGEST_BYTES:
            yield self._take(quietest(self._pcm[:_LONGEST_BYTES]))

    def pause(self, pause: Pause) -> Iterator[bytes]:
        """The speaker fell silent, or goes on; the piece that is complete by now, if any."""
        if pause is Pause.ENDED:
            self._is_quiet = False
        elif len(self._pcm) >= LEAST_PIECE_S * BYTES_A_SECOND:
            self._is_quiet = True
            yield self._take(len(self._pcm))

    def rest(self) -> bytes:
        """What is left at the turn's end, without a pause that nothing followed."""
        return b"" if self._is_quiet else bytes(self._pcm)

    def _take(self, end: int) -> bytes:
        piece = bytes(self._pcm[:end])
        del self._pcm[:end]
        return piece


def quietest(pcm: bytes | bytearray) -> int:
    """The middle of the quietest gap in the last third of `pcm`, in bytes."""
    begin = len(pcm) * 2 // 3 // SAMPLE_BYTES
    step = round(GAP_S / 2 * SAMPLE_RATE_HZ)
    samples = np.frombuffer(bytes(pcm[begin * SAMPLE_BYTES :]), dtype="<i2").astype(np.float64)
    halves = np.square(samples[: len(samples) // step * step]).reshape(-1, step).sum(axis=1)
    quiet = int((halves[:-1] + halves[1:]).argmin())
    return (begin + (quiet + 1) * step) * SAMPLE_BYTES


def joined(pieces: Sequence[Heard]) -> Heard:
    """The turn that the pieces make up: its words, each as sure as its piece."""
    heard = [piece for piece in pieces if isinstance(piece, Recognised)]
    if heard:
        words = [len(piece.text.split()) for piece in heard]
        sure = sum(piece.confidence * count for piece, count in zip(heard, words, strict=True))
        return Recognised(" ".join(piece.text for piece in heard), sure / sum(words))
    refused = [piece.confidence for piece in pieces if isinstance(piece, Refused)]
    return Refused(max(refused)) if refused else NoSpeech()


async def _pieces(audio: Audio) -> AsyncIterator[bytes]:
    pieces = Pieces()
    async for given in audio:
        for piece in pieces.add(given) if isinstance(given, bytes) else pieces.pause(given):
            yield piece
    yield pieces.rest()


async def _beginning(audio: Audio) -> bytes:
    """As much of the turn as tells whether anybody speaks; the rest is only waited for."""
    pcm = bytearray()
    async for given in audio:
        if isinstance(given, bytes) and len(pcm) < SPOKEN_WITHIN_S * BYTES_A_SECOND:
            pcm += given
    return bytes(pcm)
