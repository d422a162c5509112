"""What an agent wants done after its reply: a person goes on, or the call is over."""

import pytest

from realtime.agents import base as agents
from realtime.voice import events
from realtime.voice.commands import LetPersonAnswer
from state.errors import AgentFailed
from tests.realtime.voice.sessions import hear, only, session, told
from tests.speech import babble, silence

BYE = (agents.ReplyText("Bye."), agents.ReplyAudio(silence(0.3)))


def answered(*said, done=True):
    """A typed turn whose answer is this, and what came of it."""
    core = session()
    core.read("hello", now=0.0)
    outputs = []
    for each in (*said, agents.TurnDone()) if done else said:
        outputs += core.answer(1, each, now=0.0)
    return core, outputs


@pytest.mark.parametrize(
    ("wanted", "done"),
    [(agents.HandOver(), LetPersonAnswer()), (agents.HangUp(), events.HungUp())],
    ids=["hand over", "hang up"],
)
def test_it_is_done_once_the_reply_was_heard(wanted, done):
    core, outputs = answered(wanted, *BYE)
    assert done not in outputs
    assert told(core.expire(now=0.3)) == [events.ResponseEnd("response-1", 300, False), done]
    assert core.next_deadline() is None


@pytest.mark.parametrize(
    ("wanted", "done"),
    [(agents.HandOver(), LetPersonAnswer()), (agents.HangUp(), events.HungUp())],
    ids=["hand over", "hang up"],
)
def test_without_a_reply_it_is_done_at_once(wanted, done):
    _, outputs = answered(wanted)
    assert outputs[-1] == done


@pytest.mark.parametrize("done", [True, False], ids=["all said", "still at work"])
def test_a_reply_that_is_cut_hands_over_all_the_same(done):
    core, _ = answered(agents.HandOver(), *BYE, done=done)
    assert LetPersonAnswer() in core.barge_in(now=0.1)


def test_who_breaks_into_a_goodbye_goes_on_talking():
    core, _ = answered(agents.HangUp(), *BYE)
    outputs = core.barge_in(now=0.1)
    assert only(events.Interruption, outputs)
    assert events.HungUp() not in outputs + core.expire(now=5.0)


def said_over_a_goodbye():
    """The goodbye was held for a sound and then heard; the agent is at work on the sound."""
    core, _ = answered(agents.HangUp(), agents.ReplyText("Bye."), agents.ReplyAudio(silence(2.5)))
    outputs = hear(core, silence(0.5) + babble(0.34) + silence(0.3))
    assert only(events.Interruption, outputs)
    while (due := core.next_deadline()) is not None:
        outputs += core.expire(now=due)
    assert only(events.InterruptionDismissed, outputs)
    assert events.HungUp() not in outputs
    return core


def test_a_noise_over_a_goodbye_ends_the_call_once_it_is_known_for_one():
    core = said_over_a_goodbye()
    assert core.answer(2, agents.TurnDone(), now=9.0)[-1] == events.HungUp()


def test_words_over_a_goodbye_are_answered_and_the_call_goes_on():
    core = said_over_a_goodbye()
    outputs = core.answer(2, agents.Transcript("wait"), now=9.0)
    for each in (agents.ReplyText("Yes?"), agents.ReplyAudio(silence(0.1)), agents.TurnDone()):
        outputs += core.answer(2, each, now=9.0)
    outputs += core.expire(now=9.2)
    assert only(events.Transcription, outputs) and only(events.ResponseText, outputs)
    assert events.HungUp() not in outputs


def test_a_sound_after_a_goodbye_that_waits_goes_on_with_the_call():
    core = said_over_a_goodbye()
    outputs = hear(core, silence(0.5) + babble(1.0), now=9.0)
    assert events.HungUp() not in outputs + core.answer(2, agents.TurnDone(), now=11.0)


@pytest.mark.parametrize("cut_by", ["a command", "words"])
def test_what_is_handed_over_while_a_sound_holds_the_reply_is_when_it_is_cut(cut_by):
    core, _ = answered(agents.ReplyText("One moment."), agents.ReplyAudio(silence(4.0)), done=False)
    hear(core, silence(0.5) + babble(0.34))
    for each in (agents.HandOver(), agents.TurnDone()):
        assert LetPersonAnswer() not in core.answer(1, each, now=0.9)
    by_words = cut_by == "words"
    cut = core.answer(2, agents.Transcript("ok"), now=1.0) if by_words else core.barge_in(now=1.0)
    assert LetPersonAnswer() in cut


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_who_hands_over_and_hangs_up_hands_over(order):
    wanted = [(agents.HandOver(), agents.HangUp())[each] for each in order]
    _, outputs = answered(*wanted)
    assert outputs[-1] == LetPersonAnswer() and events.HungUp() not in outputs


def test_an_answer_that_breaks_off_ends_no_call():
    core, _ = answered(agents.HangUp(), *BYE, done=False)
    outputs = core.answer(1, AgentFailed("broken"), now=0.1) + core.expire(now=5.0)
    assert only(events.ResponseEnd, outputs)
    assert events.HungUp() not in outputs


def test_what_is_overheard_hands_nobody_over():
    core = session()
    core.set_ai_active(False, now=0.0)
    core.start_speaking(now=0.0)
    core.receive(babble(0.2), now=0.2)
    core.stop_speaking(now=0.2)
    outputs = []
    for each in (agents.Transcript("a person"), agents.HandOver(), agents.TurnDone()):
        outputs += core.answer(1, each, now=0.3)
    assert LetPersonAnswer() not in outputs
