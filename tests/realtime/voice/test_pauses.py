"""A turn's pauses reach its agent, and what the agent makes of them decides when it ends."""

import pytest

from realtime.agents import base as agents
from realtime.agents.base import Pause
from realtime.voice import events
from realtime.voice.messages import Configuration
from tests.realtime.voice.sessions import kinds, only, session
from tests.speech import babble, chunks, mixed, room, silence


def halting():
    """A second of room, speech from 1.0 to 2.0 s, a pause, speech from 2.4 to 3.0 s, room."""
    return mixed(room(4.5), silence(1.0) + babble(1.0) + silence(0.4) + babble(0.6))


def judged(core, sound, answers):
    """Events of a turn whose agent gives one of `answers` at each pause, and what it was told."""
    outputs, told, heard, now = [], [], b"", 0.0
    for chunk in chunks(sound, 640):
        now += 0.02
        outputs += core.receive(chunk, now=now)
        while given := core.take_audio(1):
            if isinstance(given, bytes):
                heard += given
                continue
            told.append((given, len(heard) / 32_000))
            if given is Pause.BEGAN and answers:
                core.answer(1, answers.pop(0), now=now)
        if events.SpeechStopped in kinds(outputs):
            break
    return only(events.SpeechStopped, outputs).audio_end_ms, told


def test_an_agent_is_told_where_the_audio_pauses_and_goes_on():
    stopped_at, told = judged(session(), halting(), [])
    assert [pause for pause, _ in told] == [Pause.BEGAN, Pause.ENDED, Pause.BEGAN]
    began = 0.7  # the turn's audio: a prefix before the speech
    assert [at + began for _, at in told] == pytest.approx([2.16, 2.46, 3.16], abs=0.08)
    assert stopped_at == pytest.approx(3_600, abs=60)


def test_a_whole_phrase_ends_the_turn_before_its_time():
    wholes = [agents.SoFar(is_whole=False), agents.SoFar(is_whole=True)]
    stopped_at, _ = judged(session(early_end=True), halting(), wholes)
    assert 3_100 <= stopped_at <= 3_400


@pytest.mark.parametrize("so_far", [False, None])
def test_anything_else_is_given_all_its_time(so_far):
    answers = [agents.SoFar(is_whole=so_far)] * 2
    stopped_at, _ = judged(session(early_end=True), halting(), answers)
    assert stopped_at == pytest.approx(3_600, abs=60)


def test_with_early_end_off_the_agent_s_word_changes_nothing():
    stopped_at, _ = judged(session(), halting(), [agents.SoFar(is_whole=True)] * 2)
    assert stopped_at == pytest.approx(3_600, abs=60)


def test_what_comes_after_the_pause_was_over_changes_nothing():
    core, now, outputs = session(early_end=True), 0.0, []
    for chunk in chunks(halting(), 640):
        now += 0.02
        outputs += core.receive(chunk, now=now)
        while given := core.take_audio(1):
            if given is Pause.BEGAN:
                core.answer(1, agents.SoFar(is_whole=False), now=now)
            if given is Pause.ENDED:
                core.answer(1, agents.SoFar(is_whole=True), now=now)
    assert only(events.SpeechStopped, outputs).audio_end_ms == pytest.approx(3_600, abs=60)


def test_a_turn_s_audio_is_whole_however_it_pauses():
    sound, core, heard = halting(), session(), b""
    outputs = []
    for chunk in chunks(sound, 1_000):
        outputs += core.receive(chunk, now=0.0)
    while (given := core.take_audio(1)) is not None:
        heard += given if isinstance(given, bytes) else b""
    start = only(events.SpeechStarted, outputs).audio_start_ms * 32
    end = only(events.SpeechStopped, outputs).audio_end_ms * 32
    assert heard == sound[start:end]


def test_a_turn_by_hand_has_no_pauses():
    core, now = session(early_end=True), 0.0
    core.start_speaking(now=0.0)
    for chunk in chunks(halting() + halting(), 640):
        now += 0.02
        core.receive(chunk, now=now)
        while given := core.take_audio(1):
            assert isinstance(given, bytes)


def test_a_pause_is_over_when_the_turn_is_kept_open_by_hand():
    core, now, told = session(), 0.0, []
    for chunk in chunks(halting()[: 32_000 * 23 // 10], 640):
        now += 0.02
        core.receive(chunk, now=now)
    core.start_speaking(now=now)
    while given := core.take_audio(1):
        told += [given] if isinstance(given, Pause) else []
    assert told == [Pause.BEGAN, Pause.ENDED]


def test_switched_off_in_a_pause_the_agent_s_word_changes_nothing():
    core, now, outputs = session(early_end=True, silence_ms=1_000), 0.0, []
    for chunk in chunks(halting(), 640):
        now += 0.02
        outputs += core.receive(chunk, now=now)
        while given := core.take_audio(1):
            if given is Pause.BEGAN:
                core.answer(1, agents.SoFar(is_whole=False), now=now)
                core.configure(Configuration(early_end=False))
                core.answer(1, agents.SoFar(is_whole=True), now=now)
    assert only(events.SpeechStopped, outputs).audio_end_ms == pytest.approx(4_000, abs=60)


def test_other_settings_leave_a_pause_as_it_was_judged():
    core, now, outputs = session(early_end=True, silence_ms=1_000), 0.0, []
    answers = [agents.SoFar(is_whole=False), agents.SoFar(is_whole=True)]
    for chunk in chunks(halting(), 640):
        now += 0.02
        outputs += core.receive(chunk, now=now)
        while given := core.take_audio(1):
            if given is Pause.BEGAN:
                core.answer(1, answers.pop(0), now=now)
                core.configure(Configuration(interim_transcriptions=True))
        if events.SpeechStopped in kinds(outputs):
            break
    assert only(events.SpeechStopped, outputs).audio_end_ms <= 3_700
