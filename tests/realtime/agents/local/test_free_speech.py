import asyncio

import numpy as np
import pytest

from bench.clips import speak
from bench.noises import noise
from bench.sounds import as_turn, room
from realtime.agents.base import Pause
from realtime.agents.local.free_speech import (
    LEAST_PIECE_S,
    LONGEST_PIECE_S,
    FreeSpeech,
    Pieces,
    joined,
    quietest,
)
from realtime.agents.local.jobs import NoSpeech, Recognised, Refused
from realtime.agents.local.recogniser import Recogniser
from realtime.agents.local.settings import LocalSettings
from state.errors import AgentFailed
from tests.waiting import until

SECOND = 32_000
LEAST = room(LEAST_PIECE_S)
QUIET = room(0.5)


class Told(Recogniser):
    """Hears in a piece what the test says; keeps what it was given."""

    def __init__(self, *heard, until=None):
        super().__init__(LocalSettings(workers=1), [])
        self.given: list[bytes] = []
        self.cancelled = 0
        self._answers = list(heard)
        self._until = until

    async def transcribe(self, pcm):
        self.given.append(pcm)
        heard = self._answers.pop(0)
        if self._until is not None:
            try:
                await self._until.wait()
            except asyncio.CancelledError:
                self.cancelled += 1
                raise
        if isinstance(heard, Exception):
            raise heard
        return heard


async def turn(*given):
    for each in given:
        yield each


def said(text, confidence=0.5):
    return Recognised(text, confidence)


async def test_a_turn_without_a_pause_is_one_piece():
    pool = Told(said("how are you"))
    assert await FreeSpeech(pool, "en").hear(turn(LEAST, QUIET)) == said("how are you")
    assert pool.given == [LEAST + QUIET]


async def test_a_pause_ends_a_piece_and_the_turn_is_all_of_them():
    pool = Told(said("how are you", 0.5), said("today", 0.9))
    heard = await FreeSpeech(pool, "en-GB").hear(
        turn(LEAST, Pause.BEGAN, QUIET, Pause.ENDED, LEAST)
    )
    assert heard == said("how are you today", 0.6)
    assert pool.given == [LEAST, QUIET + LEAST]


async def test_a_piece_is_transcribed_while_the_turn_goes_on():
    pool = Told(said("how are you"), NoSpeech())

    async def audio():
        yield LEAST
        yield Pause.BEGAN
        await until(lambda: pool.given)
        yield Pause.ENDED
        yield QUIET

    assert await FreeSpeech(pool, "en").hear(audio()) == said("how are you")


async def test_a_pause_that_nothing_follows_is_not_transcribed():
    pool = Told(said("how are you"))
    await FreeSpeech(pool, "en").hear(turn(LEAST, Pause.BEGAN, QUIET, QUIET))
    assert pool.given == [LEAST]


async def test_a_slip_of_the_button_is_no_speech():
    pool = Told()
    assert await FreeSpeech(pool, "en").hear(turn(bytes(3_198))) == NoSpeech()
    assert pool.given == []


async def test_a_lost_piece_is_a_lost_turn():
    pool = Told(AgentFailed("lost"), AgentFailed("also lost"))
    with pytest.raises(AgentFailed, match="^lost"):
        await FreeSpeech(pool, "en").hear(turn(LEAST, Pause.BEGAN, Pause.ENDED, LEAST))


async def test_a_turn_that_is_given_up_takes_its_pieces_along():
    pool = Told(said("how"), said("are you"), until=asyncio.Event())
    hearing = asyncio.create_task(
        FreeSpeech(pool, "en").hear(turn(LEAST, Pause.BEGAN, Pause.ENDED, LEAST))
    )
    await until(lambda: len(pool.given) == 2)
    hearing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hearing
    assert pool.cancelled == 2


@pytest.mark.parametrize(("language", "words"), [("en", True), ("en-GB", True), ("pt-BR", False)])
def test_words_are_told_in_english(language, words):
    free = FreeSpeech(Told(), language)
    assert (free.hears_words, free.is_trusted) == (words, False)


@pytest.mark.parametrize(("language", "prepared"), [("en", 1), ("pt-BR", 0)])
def test_only_a_language_with_words_needs_the_model(language, prepared, monkeypatch):
    pool, asked = Told(), []
    monkeypatch.setattr(pool, "prepare_transcription", lambda: asked.append(1))
    FreeSpeech(pool, language).prepare()
    assert len(asked) == prepared


async def test_of_other_languages_it_is_heard_that_somebody_speaks():
    (clip,) = await asyncio.to_thread(speak, [("Bom dia, tudo bem com voc\u00eas?", "pt-br")])
    free = FreeSpeech(Told(), "pt-BR")
    assert await free.hear(turn(clip.pcm, Pause.BEGAN, QUIET)) == Refused(0.0)
    assert await free.hear(turn(as_turn(noise("cough", 1)))) == NoSpeech()
    assert await free.hear(turn(bytes(3_198))) == NoSpeech()


def test_an_early_pause_is_no_place_to_cut():
    pieces = Pieces()
    assert not [*pieces.add(LEAST[:-2])]
    assert not [*pieces.pause(Pause.BEGAN)]
    assert pieces.rest() == LEAST[:-2]


def test_who_never_pauses_is_cut_where_it_is_quietest():
    pieces = Pieces()
    before, after = LONGEST_PIECE_S - 3, 5.0
    speech = room(before, -20) + room(0.2, -60) + room(after, -20, seed=2)
    cut = [piece for at in range(0, len(speech), 4096) for piece in pieces.add(speech[at:][:4096])]
    assert len(cut) == 1
    assert 0 < len(cut[0]) - before * SECOND < 0.2 * SECOND
    assert cut[0] + pieces.rest() == speech


def test_no_piece_is_longer_than_the_longest_however_it_comes():
    pieces = Pieces()
    speech = room(2.5 * LONGEST_PIECE_S, -20)
    cut = [*pieces.add(speech)]
    assert max(map(len, cut)) <= LONGEST_PIECE_S * SECOND
    assert b"".join((*cut, pieces.rest())) == speech


def test_quietest_place_is_a_whole_sample():
    loud = np.full(48_001, 20_000, dtype="<i2")
    assert quietest(loud.tobytes()) % 2 == 0


@pytest.mark.parametrize(
    ("pieces", "turn_heard"),
    [
        ([NoSpeech(), NoSpeech()], NoSpeech()),
        ([Refused(0.1), NoSpeech(), Refused(0.2)], Refused(0.2)),
        ([Refused(0.1), said("yes", 0.7), NoSpeech()], said("yes", 0.7)),
        ([said("yes", 0.9), said("of course", 0.6)], said("yes of course", 0.7)),
    ],
)
def test_a_turn_is_what_was_heard_in_its_pieces(pieces, turn_heard):
    heard = joined(pieces)
    assert type(heard) is type(turn_heard)
    assert getattr(heard, "text", "") == getattr(turn_heard, "text", "")
    assert getattr(heard, "confidence", 0) == pytest.approx(getattr(turn_heard, "confidence", 0))
