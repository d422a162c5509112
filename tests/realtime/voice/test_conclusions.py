"""What an agent wants done after its reply: a person goes on, or the call is over."""

import pytest

from realtime.agents import base as agents
from realtime.voice import events
from realtime.voice.commands import LetPersonAnswer
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


def test_a_goodbye_held_for_a_noise_ends_the_call_after_it():
    core, _ = answered(agents.HangUp(), agents.ReplyText("Bye."), agents.ReplyAudio(silence(4.0)))
    outputs = hear(core, silence(0.5) + babble(0.34) + silence(0.3))
    assert only(events.Interruption, outputs)
    while (due := core.next_deadline()) is not None:
        outputs += core.expire(now=due)
    assert only(events.InterruptionDismissed, outputs)
    assert outputs[-1] == events.HungUp()


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
