"""A person takes the agent's place: turns it off, or says something to the caller."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realtime.agents import base as agents
from realtime.voice import events
from realtime.voice.commands import AskAgent, DropTurn, Keep, Say
from realtime.voice.interjections import MOST
from state.errors import AgentFailed
from tests.realtime.voice.sessions import a_turn, hear, kinds, only, read_all, session, told
from tests.realtime.voice.test_holding import cough, counted, heard_of, listen, replying, run
from tests.speech import room


def said_by_a_person(seconds=4.0, text="one two three four", **how):
    """A session in which a person's words have just begun to be heard."""
    core = session()
    hear(core, room(1.0), now=-1.0)
    if not how.get("is_ai_active", True):
        core.set_ai_active(False, now=0.0)
    outputs = core.say("m", text, now=0.0)
    outputs += core.answer(1, agents.ReplyText(text), now=0.0)
    outputs += core.answer(1, agents.ReplyAudio(counted(seconds)), now=0.0)
    outputs += core.answer(1, agents.TurnDone(), now=0.0)
    return core, outputs


def off():
    core = session()
    core.set_ai_active(False, now=0.0)
    return core


# The agent is turned off


def test_a_reply_that_is_heard_is_cut_at_once():
    core, _ = replying(counted(4.0), text="one two three four")
    run(core, 2.0)
    outputs = core.set_ai_active(False, now=2.0)
    assert outputs[:2] == [
        events.ResponseEnd("response-1", 2_000, True),
        events.Interruption("response-1", 2_000, "one two"),
    ]
    assert outputs[2:] == [Keep(1, "assistant", "one two"), DropTurn(1)]
    assert core.next_deadline() is None
    assert core.answer(1, agents.ReplyAudio(counted(1.0)), now=2.1) == []


def test_a_held_reply_is_over_and_its_sound_s_words_are_still_told():
    core, _ = replying(counted(4.0))
    listen(core, cough(at=2.0))
    outputs = core.set_ai_active(False, now=2.7)
    [kept] = [output for output in outputs if isinstance(output, Keep)]
    assert kept.is_final and DropTurn(1) in outputs and DropTurn(2) not in outputs
    assert events.InterruptionDismissed not in kinds(listen(core, room(4.0), now=2.7))
    assert told(core.answer(2, agents.Transcript("stop"), now=7.0))[0] == events.Transcription(
        "stop"
    )


def test_an_answer_in_the_making_is_cancelled():
    core = session()
    core.read("hello", now=0.0)
    assert core.set_ai_active(False, now=0.1) == [DropTurn(1)]


def test_a_turn_still_recognised_is_transcribed_and_then_its_agent_is_let_go():
    core = session()
    hear(core, a_turn())
    assert core.set_ai_active(False, now=3.0) == []
    outputs = core.answer(1, agents.Transcript("hello"), now=3.5)
    assert outputs[:2] == [Keep(1, "user", "hello"), events.Transcription("hello")]
    metrics = only(events.TurnMetrics, outputs)
    assert metrics.speech_end_to_first_audio_ms is None
    assert outputs[-1] == DropTurn(1)
    assert core.answer(1, agents.Intent("buy", 1.0), now=3.6) == []


def test_a_turn_still_open_goes_on_to_its_end():
    core, sound = session(), a_turn()
    hear(core, sound[: 32_000 * 3 // 2])
    assert core.set_ai_active(False, now=1.5) == []
    outputs = hear(core, sound[32_000 * 3 // 2 :], now=1.5)
    assert kinds(outputs) == [events.SpeechStopped]
    assert len(read_all(core, 1)) > 32_000
    assert DropTurn(1) in core.answer(1, agents.Transcript("hello"), now=4.0)


def test_a_turn_transcribed_already_is_not_answered():
    core = session()
    hear(core, a_turn())
    core.answer(1, agents.Transcript("hello"), now=3.0)
    assert core.set_ai_active(False, now=3.1) == [DropTurn(1)]


def test_a_transcript_that_waits_behind_a_noise_is_not_lost():
    core = session()
    hear(core, a_turn())
    listen(core, cough(), now=3.0)
    assert core.answer(1, agents.Transcript("hello"), now=4.0) == []
    outputs = core.set_ai_active(False, now=4.1)
    assert outputs[:2] == [Keep(1, "user", "hello"), events.Transcription("hello")]
    assert DropTurn(1) in outputs and DropTurn(2) not in outputs


def test_the_rest_of_a_turn_that_was_answered_too_early_is_asked_about():
    core = session()
    core.start_speaking(now=0.0)
    core.answer(1, agents.Transcript("one"), now=0.1)
    core.answer(1, agents.ReplyText("one two"), now=0.1)
    outputs = core.set_ai_active(False, now=0.2)
    assert outputs[-2:] == [DropTurn(1), AskAgent(2, None)]
    assert core.answer(2, agents.Transcript("more"), now=1.0)[0] == Keep(2, "user", "more")


# While it is off


def test_what_is_typed_is_kept_and_nobody_is_asked():
    assert off().read("hello", now=1.0) == [Keep(1, "user", "hello")]


def test_what_is_spoken_is_only_transcribed():
    core = off()
    outputs = hear(core, a_turn())
    assert kinds(outputs) == [events.SpeechStarted, AskAgent, events.SpeechStopped]
    outputs = core.answer(1, agents.Transcript("hello"), now=3.0)
    assert events.Transcription("hello") in outputs and outputs[-1] == DropTurn(1)


def test_words_told_before_the_turn_s_end_cost_none_of_those_after_them():
    core = off()
    core.start_speaking(now=0.0)
    outputs = core.answer(1, agents.Transcript("one"), now=0.1)
    assert outputs[-2:] == [DropTurn(1), AskAgent(2, None)]
    core.receive(room(0.5), now=0.6)
    core.stop_speaking(now=0.7)
    assert read_all(core, 2)
    assert core.answer(2, agents.Transcript("two"), now=1.0)[0] == Keep(2, "user", "two")


@pytest.mark.parametrize("event", [agents.Intent("no_match", 0.1), agents.ReplyText("Sorry?")])
def test_an_agent_that_goes_on_without_words_is_let_go(event):
    core = off()
    hear(core, a_turn())
    outputs = core.answer(1, event, now=3.0)
    assert kinds(outputs) == [events.TurnMetrics, DropTurn]


def test_one_that_cannot_hear_says_so():
    core = off()
    hear(core, a_turn())
    outputs = core.answer(1, AgentFailed("no worker"), now=3.0)
    assert kinds(outputs) == [events.Problem, events.TurnMetrics]


def test_words_after_words_are_all_told():
    core = off()
    hear(core, a_turn())
    outputs = hear(core, a_turn(), now=4.0)
    assert DropTurn(1) not in outputs
    assert core.answer(1, agents.Transcript("one"), now=8.0)[0] == Keep(1, "user", "one")
    assert core.answer(2, agents.Transcript("two"), now=8.0)[0] == Keep(2, "user", "two")


def test_what_is_typed_meanwhile_costs_no_spoken_word():
    core = off()
    hear(core, a_turn())
    assert core.read("typed", now=3.0) == [Keep(2, "user", "typed")]
    assert read_all(core, 1)
    assert core.answer(1, agents.Transcript("spoken"), now=3.5)[0] == Keep(1, "user", "spoken")


def test_nobody_thinks():
    core = off()
    core.read("hello", now=0.0)
    hear(core, a_turn())
    assert not core.is_thinking


def test_once_it_is_on_the_next_turn_is_answered():
    core = off()
    hear(core, a_turn())
    assert core.set_ai_active(True, now=3.0) == []
    assert core.answer(1, agents.Transcript("before"), now=3.1)[-1] == DropTurn(1)
    assert core.read("hello", now=4.0)[-1] == AskAgent(2, "hello")
    assert kinds(core.answer(2, agents.ReplyText("Hi."), now=4.1))[-1] is events.ResponseText


# Thinking


def test_the_agent_thinks_from_the_turn_s_end_to_its_reply():
    core, sound = session(), a_turn()
    hear(core, sound[: 32_000 * 3 // 2])
    assert not core.is_thinking
    hear(core, sound[32_000 * 3 // 2 :], now=1.5)
    assert core.is_thinking
    core.answer(1, agents.Transcript("hello"), now=3.0)
    assert core.is_thinking
    core.answer(1, agents.ReplyText("Hi."), now=3.1)
    assert not core.is_thinking


def test_the_agent_thinks_on_through_a_noise():
    core = session()
    core.read("hello", now=0.0)
    outputs = listen(core, cough(then=0.8))
    assert events.SpeechStopped in kinds(outputs) and core.next_deadline() is not None
    assert core.is_thinking


def test_a_person_s_words_are_no_thinking():
    core = session()
    core.say("m", "hello", now=0.0)
    assert not core.is_thinking


# A person speaks


def test_a_person_s_words_are_told_as_such_and_kept_as_heard():
    core, outputs = said_by_a_person(1.0)
    assert outputs[0] == Say(1, "one two three four")
    assert events.ResponseStart("response-1", "human") in outputs
    outputs = run(core, 5.0)
    assert outputs[-2:] == [
        Keep(1, "human", "one two three four", heard_of="m"),
        events.ResponseEnd("response-1", 1_000, False),
    ]


def test_a_person_interrupts_the_agent_who_stays_on():
    core, _ = replying(counted(4.0), text="one two three four")
    run(core, 2.0)
    outputs = core.say("m", "wait", now=2.0)
    assert outputs == [
        events.ResponseEnd("response-1", 2_000, True),
        events.Interruption("response-1", 2_000, "one two"),
        Keep(1, "assistant", "one two"),
        DropTurn(1),
        Say(2, "wait"),
    ]
    assert core.read("hello", now=3.0)[-1] == AskAgent(3, "hello")


def test_who_is_speaking_is_heard_out_and_transcribed_first():
    core, sound = session(), a_turn()
    hear(core, sound[: 32_000 * 3 // 2])
    assert core.say("m", "wait", now=1.5) == []
    outputs = hear(core, sound[32_000 * 3 // 2 :], now=1.5)
    assert kinds(outputs) == [events.SpeechStopped, Say]
    outputs = core.answer(1, agents.Transcript("hello"), now=3.2)
    assert outputs[0] == Keep(1, "user", "hello") and outputs[-1] == DropTurn(1)


def test_a_turn_being_recognised_is_still_transcribed():
    core = session()
    hear(core, a_turn())
    assert core.say("m", "wait", now=3.0) == [Say(2, "wait")]
    assert read_all(core, 1)
    assert core.answer(1, agents.Transcript("hello"), now=3.2)[-1] == DropTurn(1)


def test_one_waits_for_another():
    core, _ = said_by_a_person(1.0)
    assert core.say("m", "second", now=0.1) == core.say("m", "third", now=0.2) == []
    outputs = run(core, 5.0)
    assert [output for output in outputs if isinstance(output, Say)] == [Say(2, "second")]
    assert core.answer(2, agents.TurnDone(), now=5.0)[-1] == Say(3, "third")


def test_of_too_many_the_oldest_are_given_up():
    core, _ = said_by_a_person(1.0)
    for number in range(MOST + 2):
        core.say(f"m{number}", f"{number}", now=0.1)
    assert run(core, 5.0)[-1] == Say(2, "2")


def test_to_nobody_nothing_is_said_before_somebody_is_back():
    core = session()
    core.lose(now=0.0)
    assert core.say("m", "hello", now=1.0) == []
    assert core.come_back(now=2.0) == [Say(1, "hello")]


def test_what_was_not_heard_when_the_client_was_lost_is_said_again():
    core = session()
    core.say("m", "hello", now=0.0)
    core.say("m", "second", now=0.0)
    assert DropTurn(1) in core.lose(now=0.1)
    assert core.come_back(now=2.0) == [Say(2, "hello")]


def test_what_was_heard_in_part_is_not_said_again():
    core, _ = said_by_a_person(4.0)
    run(core, 2.0)
    assert Keep(1, "human", "one two", heard_of="m") in core.lose(now=2.0)
    assert core.come_back(now=3.0) == []


def test_what_waits_is_not_given_up_for_what_was_not_heard():
    core = session()
    core.say("m", "first", now=0.0)
    for number in range(MOST):
        core.say(f"m{number}", f"{number}", now=0.0)
    core.lose(now=0.1)
    assert core.come_back(now=2.0) == [Say(2, "0")]


def test_words_after_words_over_a_person_s_are_all_told():
    core, _ = said_by_a_person(9.0, is_ai_active=False)
    listen(core, cough(at=3.0, then=0.8))
    listen(core, cough(at=0.02, then=0.8), now=4.5)
    assert core.barge_in(now=6.0)[-1] != DropTurn(2)
    assert core.answer(2, agents.Transcript("one"), now=6.1)[0] == Keep(2, "user", "one")
    assert core.answer(3, agents.Transcript("two"), now=6.1)[0] == Keep(3, "user", "two")


@pytest.mark.parametrize("is_ai_active", [True, False])
def test_a_noise_does_not_end_a_person_s_words(is_ai_active):
    core, outputs = said_by_a_person(4.0, is_ai_active=is_ai_active)
    outputs += listen(core, cough())
    assert events.Interruption in kinds(outputs)
    outputs += core.answer(2, agents.TurnDone(), now=1.2)
    outputs += run(core, 20.0)
    assert heard_of(outputs) == counted(4.0)
    assert Keep(1, "human", "one two three four", heard_of="m") in outputs


def test_who_breaks_into_a_person_s_words_is_transcribed_while_the_agent_is_off():
    core, _ = said_by_a_person(9.0, is_ai_active=False)
    outputs = listen(core, cough(at=3.0))
    assert AskAgent(2, None) in outputs
    outputs = core.answer(2, agents.Transcript("stop"), now=3.7)
    assert outputs[0].is_final and outputs[0].role == "human"
    assert outputs[1:3] == [Keep(2, "user", "stop"), events.Transcription("stop")]
    assert outputs[-2:] == [DropTurn(2), AskAgent(3, None)]  # the rest of the open turn
    assert events.InterruptionDismissed not in kinds(run(core, 30.0))


def test_who_breaks_into_a_person_s_words_is_answered_while_the_agent_is_on():
    core, _ = said_by_a_person(9.0)
    listen(core, cough(at=3.0))
    assert events.Transcription("stop") in core.answer(2, agents.Transcript("stop"), now=3.7)
    assert core.answer(2, agents.Intent("stop", 0.9), now=3.8) == [
        events.IntentDetected("stop", 0.9)
    ]


def test_a_person_s_words_go_on_when_the_agent_is_turned_off():
    core, _ = said_by_a_person(1.0)
    assert core.set_ai_active(False, now=0.5) == []
    assert Keep(1, "human", "one two three four", heard_of="m") in run(core, 5.0)


def test_a_barge_in_ends_a_person_s_words_and_the_next_begin():
    core, _ = said_by_a_person(4.0)
    core.say("m", "second", now=1.0)
    assert core.barge_in(now=2.0)[-1] == Say(2, "second")


# Whatever happens

SOUNDS = {
    "room": room(0.5),
    "voice": cough(at=0.02, seconds=0.4, then=0.9),
    "turn": a_turn()[-50_000:],
}
COMMANDS = ["barge_in", "start_speaking", "stop_speaking", "come_back", "lose"]
STEPS = st.one_of(
    st.tuples(st.just("hear"), st.sampled_from(sorted(SOUNDS))),
    st.tuples(st.just("off")),
    st.tuples(st.just("on")),
    st.tuples(st.just("say")),
    st.tuples(st.just("read")),
    st.tuples(st.sampled_from(COMMANDS)),
    st.tuples(st.just("wait"), st.floats(0, 3)),
    st.tuples(
        st.just("answer"),
        st.integers(0, 4),
        st.sampled_from(
            [
                agents.Transcript("words"),
                agents.Intent("buy", 0.9),
                agents.ReplyText("one two"),
                agents.ReplyAudio(room(0.5)),
                agents.TurnDone(),
                AgentFailed("failed"),
            ]
        ),
    ),
)


class Told:
    """Checks what a session tells, in order."""

    def __init__(self):
        self.asked, self.said, self.dropped, self.final = [], [], [], []
        self.speaking = None
        self.is_active = True

    def check(self, outputs):
        for output in outputs:
            match output:
                case AskAgent() | Say():
                    self.asked.append(output.turn)
                    if isinstance(output, Say):
                        self.said.append(output.turn)
                case DropTurn():
                    assert output.turn in self.asked and output.turn not in self.dropped
                    self.dropped.append(output.turn)
                case Keep(is_final=True):
                    assert (output.turn, output.role) not in self.final or output.role == "user"
                    self.final.append((output.turn, output.role))
                case events.ResponseStart():
                    assert self.speaking is None
                    assert self.is_active or output.role == "human"
                    self.speaking = output.response_id
                case events.ResponseText() | events.AudioResponse():
                    assert output.response_id == self.speaking
                case events.ResponseEnd():
                    assert output.response_id == self.speaking
                    self.speaking = None
                case events.IntentDetected():
                    assert self.is_active

    def answer(self, core, back, event, now):
        """As the driver does: one that is let go says nothing more, one without room waits."""
        turns = [turn for turn in self.asked if turn not in self.dropped and core.has_room(turn)]
        if back >= len(turns):
            return
        turn = turns[-1 - back]
        if turn not in self.said or not isinstance(event, agents.Transcript | agents.Intent):
            self.check(core.answer(turn, event, now=now))


@settings(max_examples=300, deadline=None)
@given(st.lists(STEPS, max_size=40))
def test_one_speaks_at_a_time_and_never_an_agent_that_is_off(steps):
    core, seen, now = session(), Told(), 0.0
    for step in steps:
        now += 0.01
        match step:
            case ("hear", sound):
                seen.check(listen(core, SOUNDS[sound], now=now))
                now += len(SOUNDS[sound]) / 32_000
            case ("off",) | ("on",):
                # What ends the reply is told before anything else.
                outputs = core.set_ai_active(step[0] == "on", now=now)
                seen.is_active = step[0] == "on"
                seen.check(outputs)
                assert seen.is_active or not core.is_thinking
            case ("say",):
                seen.check(core.say("m", "one two three", now=now))
            case ("read",):
                seen.check(core.read("one two three", now=now))
            case ("wait", seconds):
                now += seconds
                seen.check(run(core, now))
            case ("answer", back, event):
                seen.answer(core, back, event, now)
            case (command,):
                seen.check(getattr(core, command)(now=now))
    seen.check(core.lose(now=now + 1))
    assert seen.speaking is None and core.next_deadline() is None
