import re

import pytest

from bench.clips import speak
from bench.noises import noise
from bench.sounds import as_turn, quiet
from realtime.agents.local.jobs import LONGEST_TRANSCRIBED_S, NoSpeech, Recognised, Refused
from realtime.agents.local.transcriber import Transcriber, is_voice_in

#: In the voice that the model hears best.
(SPOKEN,) = speak([("Is it raining over there too?", "en-us+f2")])


@pytest.fixture(scope="module")
def transcriber():
    return Transcriber()


def test_free_speech_becomes_words_and_nothing_else(transcriber):
    heard = transcriber.transcribe(SPOKEN.pcm)
    assert isinstance(heard, Recognised)
    assert re.fullmatch("[a-z' ]+", heard.text)
    assert {"raining", "over", "there"} < set(heard.text.split())
    assert 0.5 < heard.confidence <= 1.0


def test_same_audio_gives_the_same_words_whatever_came_before(transcriber):
    first = transcriber.transcribe(SPOKEN.pcm)
    transcriber.transcribe(SPOKEN.pcm[:32_000])
    assert transcriber.transcribe(SPOKEN.pcm) == first


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
