import re

import pytest

from bench.clips import speak
from bench.noises import noise
from bench.sounds import as_turn, quiet
from realtime.agents.local.jobs import LONGEST_TRANSCRIBED_S, NoSpeech, Recognised, Refused
from realtime.agents.local.transcriber import Transcriber, is_voice_in, judged

#: In the voice that the model hears best.
(SPOKEN,) = speak([("Is it raining over there too?", "en-us+f2")])


@pytest.fixture(scope="module")
def transcriber():
    return Transcriber()


@pytest.fixture(scope="module")
def heard(transcriber):
    return transcriber.transcribe(SPOKEN.pcm)


def test_free_speech_becomes_words_and_nothing_else(heard):
    assert isinstance(heard, Recognised)
    assert re.fullmatch("[a-z' ]+", heard.text)
    assert {"raining", "over", "there"} < set(heard.text.split())
    assert 0.5 < heard.confidence <= 1.0


def test_same_audio_gives_the_same_words_whatever_came_before(transcriber, heard):
    transcriber.transcribe(SPOKEN.pcm[:32_000])
    assert transcriber.transcribe(SPOKEN.pcm) == heard


@pytest.mark.parametrize(
    ("found", "heard"),
    [
        ([("<s>", 1.0), ("go", 0.5), ("to(2)", 0.9), ("[NOISE]", 0.1)], Recognised("go to", 0.7)),
        ([("it's", 1.000_1)], Recognised("it's", 1.0)),
        ([("the(2)", 0.5), ("shit", 0.9), ("we", 0.5)], Recognised("the we", 0.5)),
        ([("one", 0.1), ("resource", 0.3)], Refused(0.2)),
        ([("shit", 0.9)], Refused(0.0)),
        ([("<sil>", 0.9)], Refused(0.0)),
    ],
    ids=["not silence", "sure", "not what nobody said", "unsure", "nothing else", "nothing"],
)
def test_what_is_found_becomes_words(found, heard):
    assert judged(found) == heard


@pytest.mark.parametrize(
    "pcm", [b"", b"\1", quiet(1.0), as_turn(noise("cough", 1)), as_turn(noise("beep", 1))]
)
def test_where_nobody_speaks_there_are_no_words(transcriber, pcm):
    assert transcriber.transcribe(pcm) == NoSpeech()


def test_what_is_longer_than_any_turn_is_refused_unheard(transcriber):
    longer = SPOKEN.pcm + quiet(LONGEST_TRANSCRIBED_S)
    assert transcriber.transcribe(longer) == Refused(0.0)


@pytest.mark.parametrize("before", [0.0, 4.0, 9.0])
def test_who_speaks_late_in_a_turn_is_heard(before):
    assert is_voice_in(quiet(before) + SPOKEN.pcm)


def test_who_says_a_word_at_a_long_turns_end_is_heard():
    (word,) = speak([("Yes", "en-us+f2")])
    assert is_voice_in(quiet(12.0) + word.pcm)
