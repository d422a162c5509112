"""What a session wants kept of what was said: by the user, and of replies what was heard."""

import pytest

from realtime.agents import base as agents
from realtime.voice import events
from realtime.voice.commands import AskAgent, Keep
from tests.realtime.voice.sessions import a_turn, hear, session
from tests.realtime.voice.test_holding import cough, counted, listen, replying, run
from tests.speech import room


def kept(outputs):
    return [output for output in outputs if isinstance(output, Keep)]


def test_a_typed_turn_is_kept_before_the_agent_is_asked():
    outputs = session().read("hello", now=0.0)
    assert outputs == [Keep(1, "user", "hello"), AskAgent(1, "hello")]


def test_a_spoken_turn_is_kept_before_its_transcription_is_told():
    core = session()
    hear(core, a_turn())
    outputs = core.answer(1, agents.Transcript("hello"), now=3.0)
    assert outputs == [Keep(1, "user", "hello"), events.Transcription("hello")]


def test_what_may_still_change_is_not_kept():
    core = session()
    hear(core, a_turn())
    assert kept(core.answer(1, agents.Transcript("hel", final=False), now=3.0)) == []


def test_a_reply_is_kept_once_it_was_heard():
    core, outputs = replying(counted(0.4), text="Here.", done=True)
    assert kept(outputs) == []
    assert kept(run(core, 1.0)) == [Keep(1, "assistant", "Here.")]


def test_a_long_reply_is_kept_sentence_by_sentence():
    core, _ = replying(counted(1.0), text="One.")
    core.answer(1, agents.ReplyText("Two."), now=0.0)
    core.answer(1, agents.ReplyAudio(counted(1.0, start=1.0)), now=0.0)
    core.answer(1, agents.TurnDone(), now=0.0)
    assert kept(run(core, 0.9)) == []
    assert kept(run(core, 1.2)) == [Keep(1, "assistant", "One.", is_final=False)]
    assert kept(run(core, 3.0)) == [Keep(1, "assistant", "One. Two.")]


def test_the_end_of_a_reply_is_told_when_it_is_kept():
    core, _ = replying(counted(0.4), text="Here.", done=True)
    last = [type(output) for output in run(core, 1.0)][-2:]
    assert last == [Keep, events.ResponseEnd]


def test_a_reply_cut_is_kept_as_far_as_it_was_heard():
    core, _ = replying(counted(4.0), text="one two three four")
    run(core, 2.0)
    outputs = core.barge_in(now=2.0)
    interruption = next(each for each in outputs if isinstance(each, events.Interruption))
    assert kept(outputs) == [Keep(1, "assistant", interruption.heard_text)]
    assert interruption.heard_text.startswith("one") and "four" not in interruption.heard_text


def test_the_client_falls_silent_before_anything_is_kept():
    core, _ = replying(counted(4.0))
    outputs = core.barge_in(now=2.0)
    assert [type(output) for output in outputs[:3]] == [
        events.ResponseEnd,
        events.Interruption,
        Keep,
    ]


def test_a_reply_of_which_nothing_was_heard_is_not_kept():
    core, _ = replying(counted(4.0))
    assert kept(core.barge_in(now=0.0)) == []


def test_a_reply_that_goes_on_after_a_noise_is_kept_as_one():
    core, outputs = replying(counted(2.0), done=True)
    outputs += listen(core, cough() + room(5.0))
    *cut, whole = kept(outputs)
    assert [each.turn for each in cut] == [1]
    assert whole == Keep(1, "assistant", "one two three four five six seven eight nine ten")


def test_a_lost_client_s_reply_is_kept_as_far_as_it_was_heard():
    core, _ = replying(counted(4.0))
    assert [each.role for each in kept(core.lose(now=2.0))] == ["assistant"]


def test_turns_go_on_counting_in_a_session_that_went_on_elsewhere():
    core = session(turn=4)
    assert core.turn == 4
    assert core.read("hello", now=0.0)[-1] == AskAgent(5, "hello")


# When it was said


def when(keep):
    return keep.began, keep.ended


def test_a_typed_turn_was_said_in_one_moment():
    [keep] = kept(session().read("hello", now=4.0))
    assert keep.is_typed and when(keep) == (4.0, 4.0)


def test_a_spoken_turn_was_said_from_its_first_sound_to_its_last():
    core = session()
    hear(core, a_turn())  # a second of room, a second of speech, a second of room
    [keep] = kept(core.answer(1, agents.Transcript("hello"), now=3.0))
    assert not keep.is_typed
    assert keep.began == pytest.approx(1.0, abs=0.15) and keep.ended == pytest.approx(2.0, abs=0.15)


def test_a_turn_transcribed_before_it_has_ended_was_said_up_to_then():
    core = session()
    core.start_speaking(now=1.0)
    [keep] = kept(core.answer(1, agents.Transcript("hello"), now=3.0))
    assert keep.ended == 3.0


def test_a_reply_was_said_from_its_first_sound_until_it_was_heard():
    core, _ = replying(counted(0.4), text="Here.", done=True)
    [keep] = kept(run(core, 1.0))
    assert keep.ended - keep.began == pytest.approx(0.4, abs=0.01)


def test_a_reply_cut_was_said_until_the_cut():
    core, _ = replying(counted(4.0), text="one two three four")
    run(core, 2.0)
    [keep] = kept(core.barge_in(now=2.0))
    assert keep.began == 0.0 and keep.ended == 2.0
