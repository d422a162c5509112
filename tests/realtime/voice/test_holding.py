"""A sound over a reply: the reply is held, and goes on unless the sound was speech."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realtime.agents import base as agents
from realtime.voice import events
from realtime.voice.commands import AskAgent, DropTurn
from realtime.voice.messages import Configuration
from state.errors import AgentFailed
from tests.realtime.voice.sessions import hear, kinds, only, read_all, session, talk, told
from tests.speech import babble, chunks, mixed, noise, room, silence
from tests.speech import cough as breath


def counted(seconds, start=0.0):
    """Sound in which a sample tells where it belongs, so that none is lost unseen."""
    samples = np.arange(round(start * 16_000), round((start + seconds) * 16_000))
    return (samples * 7919 % 65_521 - 32_760).astype("<i2").tobytes()


def cough(at=0.5, seconds=0.34, then=0.3):
    """A short sound in a quiet room."""
    return mixed(room(at + seconds + then), silence(at) + babble(seconds))


def replying(sound, *, text="one two three four five six seven eight nine ten", done=False):
    """A session that has heard a second of room and has just begun to reply with `sound`."""
    core = session()
    hear(core, room(1.0), now=-1.0)
    core.read("hello", now=0.0)
    outputs = core.answer(1, agents.ReplyText(text), now=0.0)
    outputs += core.answer(1, agents.ReplyAudio(sound), now=0.0)
    if done:
        outputs += core.answer(1, agents.TurnDone(), now=0.0)
    return core, outputs


def listen(core, sound, now=0.0):
    """What comes of `sound` while the clock goes on with it."""
    outputs = []
    for chunk in chunks(sound, 640):
        now += 0.02
        outputs += run(core, now)
        outputs += core.receive(chunk, now=now)
    return outputs


def run(core, until):
    """What comes of time going on."""
    outputs = []
    while (deadline := core.next_deadline()) is not None and deadline <= until:
        outputs += core.expire(now=deadline)
    return outputs


def heard_of(outputs):
    """What a client has played of all responses, each cut at what its interruption says."""
    played: dict[str, bytes] = {}
    for output in outputs:
        match output:
            case events.AudioResponse():
                played[output.response_id] = played.get(output.response_id, b"") + output.audio
            case events.Interruption():
                heard = played.get(output.response_id, b"")
                played[output.response_id] = heard[: output.played_ms * 32]
    return b"".join(played.values())


def test_a_cough_holds_the_reply_and_then_it_goes_on_where_it_stopped():
    core, outputs = replying(counted(4.0), done=True)
    outputs += listen(core, cough())
    held = kinds(outputs)[-4:]
    assert held == [events.SpeechStarted, events.ResponseEnd, events.Interruption, AskAgent]
    outputs += listen(core, room(8.0), now=1.14)
    dismissed = only(events.InterruptionDismissed, outputs)
    cut = only(events.Interruption, outputs)
    assert dismissed == events.InterruptionDismissed("response-1", "response-1-2", cut.played_ms)
    assert heard_of(outputs) == counted(4.0)
    assert told(outputs)[-1] == events.ResponseEnd("response-1-2", 4_000 - cut.played_ms, False)


def test_the_reply_goes_on_a_second_after_the_noise():
    core, _ = replying(counted(4.0))
    outputs = []
    now = 0.0
    for chunk in chunks(cough() + room(3.0), 640):
        now += 0.02
        outputs += run(core, now) + core.receive(chunk, now=now)
        if events.InterruptionDismissed in kinds(outputs):
            break
    assert now == pytest.approx(0.5 + 0.34 + 1.0, abs=0.06)


def test_the_words_not_heard_are_said_again_under_the_new_id():
    core, outputs = replying(counted(2.0), done=True)
    outputs += listen(core, cough() + room(5.0))
    cut = only(events.Interruption, outputs)
    again = [output for output in outputs if isinstance(output, events.ResponseText)][1]
    assert cut.heard_text and again.response_id == "response-1-2"
    assert f"{cut.heard_text} {again.text}" == "one two three four five six seven eight nine ten"


def test_what_the_agent_says_meanwhile_follows_in_order():
    core, outputs = replying(counted(1.0))
    outputs += listen(core, cough())
    for said in (
        agents.ReplyText("More."),
        agents.ReplyAudio(counted(1.0, start=1.0)),
        agents.TurnDone(),
        AgentFailed("stopped"),
    ):
        assert core.answer(1, said, now=1.14) == []
    outputs += listen(core, room(6.0), now=1.14)
    assert heard_of(outputs) == counted(2.0)
    end = told(outputs)[-1]
    assert end.response_id == "response-1-2" and not end.interrupted
    assert events.Problem not in kinds(outputs)


def test_a_held_reply_takes_no_more_than_the_backlog():
    core, _ = replying(counted(3.0))
    listen(core, cough())
    assert core.has_room(1)
    core.answer(1, agents.ReplyAudio(silence(3.0)), now=1.2)
    assert not core.has_room(1)


def test_an_answer_held_before_its_first_word_is_not_worked_on():
    core = session()
    hear(core, room(1.0), now=-1.0)
    core.read("hello", now=0.0)
    outputs = listen(core, cough())
    assert DropTurn(1) not in outputs and events.Interruption not in kinds(outputs)
    assert not core.has_room(1)
    assert core.answer(1, agents.ToolCall("buy", {}), now=1.2) == []
    outputs = listen(core, room(2.0), now=1.2)
    assert outputs.index(events.ToolCalled("buy", {})) > 0
    assert core.has_room(1)
    assert kinds(core.answer(1, agents.ReplyText("Hi."), now=4.0)) == [
        events.ResponseStart,
        events.ResponseText,
    ]


@pytest.mark.parametrize(
    "understood",
    [
        agents.Transcript("stop"),
        agents.Intent("no_match", 0.2),
        agents.ReplyText("Yes?"),
        agents.ToolCall("stop", {}),
    ],
)
def test_what_the_agent_understands_makes_the_interruption_final(understood):
    core, _ = replying(counted(4.0))
    listen(core, cough(seconds=0.5) + room(0.4))
    outputs = core.answer(2, understood, now=1.6)
    assert told(outputs)[0] == DropTurn(1)
    assert events.InterruptionDismissed not in kinds(listen(core, room(4.0), now=1.6))
    assert core.answer(1, agents.ReplyAudio(silence(1)), now=6.0) == []


def test_a_short_sound_that_means_nothing_to_the_agent_is_a_noise():
    core, _ = replying(counted(4.0))
    listen(core, cough(seconds=0.28) + room(0.4))
    assert core.answer(2, agents.Intent("no_match", 0.2), now=1.6) == [DropTurn(2)]
    assert core.answer(2, agents.ReplyText("Sorry?"), now=1.6) == []
    assert events.InterruptionDismissed in kinds(listen(core, room(2.0), now=1.6))


def test_an_interim_transcript_is_told_and_proves_nothing():
    core, _ = replying(counted(4.0))
    core.configure(Configuration(interim_transcriptions=True))
    listen(core, cough() + room(0.4))
    interim = agents.Transcript("st", final=False)
    assert core.answer(2, interim, now=1.6) == [events.InterimTranscription("st")]
    assert events.InterruptionDismissed in kinds(listen(core, room(2.0), now=1.6))


@pytest.mark.parametrize("nothing", [agents.TurnDone(), AgentFailed("no worker")])
def test_an_agent_that_understands_nothing_lets_the_reply_go_on(nothing):
    core, _ = replying(counted(4.0))
    listen(core, cough() + room(0.4))
    told = core.answer(2, nothing, now=1.6)
    assert events.TurnMetrics in kinds(told) and DropTurn(1) not in told
    assert events.InterruptionDismissed in kinds(listen(core, room(2.0), now=1.6))


def test_enough_voice_is_speech_whatever_it_says():
    core, _ = replying(counted(4.0))
    sound = mixed(room(4.0), silence(0.5) + talk())
    outputs = listen(core, sound[: 32_000 * 2])
    assert DropTurn(1) in outputs


def test_a_long_cough_is_no_speech():
    core, _ = replying(counted(6.0))
    outputs = listen(core, mixed(room(4.0), silence(0.5) + breath(0.9)))
    assert DropTurn(1) not in outputs
    assert events.InterruptionDismissed in kinds(outputs)


def test_a_sound_that_goes_on_and_on_is_speech_with_or_without_voice():
    core, _ = replying(counted(6.0))
    outputs = listen(core, mixed(room(2.5), silence(0.5) + noise(1.9)))
    assert kinds(outputs)[-1] is DropTurn


def test_voice_before_the_reply_went_on_does_not_count_for_a_later_sound():
    core, _ = replying(counted(20.0))
    outputs = []
    for number in range(5):
        outputs += listen(core, cough(then=1.8), now=2.64 * number)
    assert kinds(outputs).count(events.InterruptionDismissed) == 5
    assert DropTurn(1) not in outputs


@pytest.mark.parametrize("command", ["barge_in", "start_speaking"])
def test_a_command_makes_it_final(command):
    core, _ = replying(counted(4.0))
    listen(core, cough(then=0.1))
    assert DropTurn(1) in getattr(core, command)(now=1.0)
    assert events.InterruptionDismissed not in kinds(run(core, 20.0))


def test_typing_makes_it_final_and_drops_the_noise_too():
    core, _ = replying(counted(4.0))
    listen(core, cough(then=0.1))
    outputs = core.read("stop", now=1.0)
    assert told(outputs) == [
        only(events.SpeechStopped, outputs),
        DropTurn(1),
        DropTurn(2),
        AskAgent(3, "stop"),
    ]


def test_a_lost_client_s_held_reply_is_let_go():
    core, _ = replying(counted(4.0))
    listen(core, cough(then=0.1))
    outputs = core.lose(now=1.0)
    assert DropTurn(1) in outputs and DropTurn(2) not in outputs
    assert core.next_deadline() is None


def test_what_the_agent_understands_too_late_cuts_the_reply_that_went_on():
    core, _ = replying(counted(9.0))
    outputs = listen(core, cough() + room(2.0))
    assert events.InterruptionDismissed in kinds(outputs)
    outputs = core.answer(2, agents.Transcript("stop"), now=3.2)
    assert kinds(outputs) == [
        events.ResponseEnd,
        events.Interruption,
        DropTurn,
        events.Transcription,
    ]
    assert outputs[1].response_id == "response-1-2"


def test_a_turn_still_open_when_the_reply_goes_on_is_ended():
    core, _ = replying(counted(9.0))
    core.configure(Configuration(silence_ms=3_000))
    outputs = listen(core, cough() + room(2.0))
    order = [kind for kind in kinds(outputs) if kind is not events.AudioResponse]
    assert order[-4:-1] == [
        events.SpeechStopped,
        events.InterruptionDismissed,
        events.ResponseStart,
    ]
    assert only(events.SpeechStopped, outputs).reason == "silence"
    assert read_all(core, 2)
    assert core.take_audio(2) is None


def test_sounds_that_keep_coming_hold_a_reply_no_longer_than_the_limit():
    core, _ = replying(counted(60.0))
    outputs, now = listen(core, cough(then=0.66)), 1.5
    while events.InterruptionDismissed not in kinds(outputs):
        outputs += listen(core, cough(at=0.1, seconds=0.26, then=0.64), now=now)
        now += 1.0
        assert now < 6
    assert 3.5 <= now <= 4.8


def test_audio_that_stops_arriving_lets_the_reply_go_on():
    core, _ = replying(counted(9.0))
    listen(core, cough(then=0.02))
    assert events.InterruptionDismissed in kinds(run(core, 3.0))


def test_a_reply_can_be_held_again_and_again():
    core, outputs = replying(counted(6.0), done=True)
    for number in range(3):
        outputs += listen(core, cough(then=1.6), now=2.44 * number)
    outputs += run(core, 60.0)
    assert kinds(outputs).count(events.InterruptionDismissed) == 3
    assert heard_of(outputs) == counted(6.0)
    assert told(outputs)[-1].response_id == "response-1-4"


def test_a_cough_does_not_cost_the_word_said_before_it():
    core, _ = replying(counted(9.0))
    outputs = listen(core, cough(then=0.7))
    outputs += listen(core, cough(at=0.1, then=0.1), now=1.54)
    assert [output.turn for output in outputs if isinstance(output, AskAgent)] == [2, 3]
    assert DropTurn(2) not in outputs
    assert core.answer(2, agents.Transcript("stop"), now=2.1) == [DropTurn(1)]
    outputs = listen(core, room(2.0), now=2.1)
    assert events.Transcription("stop") in outputs
    assert DropTurn(2) not in outputs


def test_a_word_still_being_recognised_outlives_the_reply_it_broke_into():
    core, _ = replying(counted(1.0), done=True)
    outputs = listen(core, cough(then=0.5) + room(3.0))
    assert isinstance(told(outputs)[-1], events.ResponseEnd)
    assert DropTurn(2) not in listen(core, cough(), now=4.34)
    assert core.answer(2, agents.Transcript("stop"), now=5.5) == []
    assert events.Transcription("stop") in listen(core, room(2.0), now=5.5)


def test_of_many_sounds_in_a_row_the_oldest_is_given_up():
    core, _ = replying(counted(60.0))
    outputs = []
    for number in range(5):
        outputs += listen(core, cough(at=0.1, seconds=0.28, then=0.7), now=1.08 * number)
    asked = [output.turn for output in outputs if isinstance(output, AskAgent)]
    dropped = [output.turn for output in outputs if isinstance(output, DropTurn)]
    assert asked == [2, 3, 4, 5, 6] and dropped == [2, 3]


def test_what_its_agent_has_not_read_of_a_turn_is_kept_while_its_answer_is_held():
    core, sound = session(), mixed(room(3.0), silence(1.0) + babble(1.0))
    outputs = listen(core, sound)
    started, stopped = only(events.SpeechStarted, outputs), only(events.SpeechStopped, outputs)
    listen(core, cough(), now=3.0)
    assert read_all(core, 1) == sound[started.audio_start_ms * 32 : stopped.audio_end_ms * 32]
    assert core.take_audio(1) is None


# Whatever happens

STEPS = st.one_of(
    st.tuples(st.just("hear"), st.sampled_from(["room", "voice", "click"])),
    st.tuples(st.just("say"), st.sampled_from([0.05, 0.125, 1.0, 2.5])),
    st.tuples(st.just("wait"), st.floats(0, 3)),
    st.tuples(st.just("noise"), st.sampled_from([agents.TurnDone(), AgentFailed("failed")])),
    st.tuples(st.just("finish")),
)
SOUNDS = {"room": room(0.5), "voice": cough(at=0.02, seconds=0.3, then=0.2), "click": room(0.1)}


@settings(max_examples=150, deadline=None)
@given(st.lists(STEPS, max_size=40))
def test_noises_cost_a_reply_no_sample_and_never_leave_it_silent(steps):
    """Unless enough voice ended it: then what was heard is where it was cut."""
    core, outputs = replying(counted(1.0))
    now, said, finished = 0.0, 1.0, False
    for step in steps:
        match step:
            case ("hear", sound):
                outputs += listen(core, SOUNDS[sound], now=now)
                now += len(SOUNDS[sound]) / 32_000
            case ("say", seconds) if not finished:
                more = counted(seconds, start=said)
                said += seconds
                outputs += core.answer(1, agents.ReplyAudio(more), now=now)
            case ("wait", seconds):
                now += seconds
                outputs += run(core, now)
            case ("noise", nothing):
                turns = [output.turn for output in outputs if isinstance(output, AskAgent)]
                outputs += core.answer(max(turns, default=0), nothing, now=now)
            case ("finish",) if not finished:
                finished = True
                outputs += core.answer(1, agents.TurnDone(), now=now)
    if not finished:
        outputs += core.answer(1, agents.TurnDone(), now=now)
    outputs += run(core, now + 120)
    heard = heard_of(outputs)
    if speech_ended_it(outputs):
        assert counted(said).startswith(heard)
    else:
        assert heard == counted(said)
    assert core.next_deadline() is None
    assert not core._floor._reply.is_held


def speech_ended_it(outputs):
    """An answer the agent still worked on was dropped, or the last of its responses cut."""
    ends = [output for output in outputs if isinstance(output, events.ResponseEnd)]
    return DropTurn(1) in outputs or ends[-1].interrupted
