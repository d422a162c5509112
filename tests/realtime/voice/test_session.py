import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realtime.agents import base as agents
from realtime.voice import events
from realtime.voice.commands import AskAgent, DropTurn, Keep, Say
from realtime.voice.messages import Configuration
from state.errors import AgentFailed, AudioOverrun
from tests.realtime.voice.sessions import (
    CHUNK,
    a_turn,
    hear,
    kinds,
    only,
    read_all,
    session,
    speaking,
    talk,
    told,
)
from tests.speech import babble, mixed, noise, room, silence


def speaking_early():
    """A session whose agent replies while the user's turn is still open."""
    core = session()
    core.start_speaking(now=0.0)
    core.answer(1, agents.ReplyText("one two"), now=0.1)
    core.answer(1, agents.ReplyAudio(silence(1)), now=0.1)
    return core


# Spoken turns


def test_speech_opens_a_turn_and_silence_ends_it():
    outputs = hear(session(), a_turn())
    assert kinds(outputs) == [events.SpeechStarted, AskAgent, events.SpeechStopped]
    assert outputs[1].text is None
    assert 640 <= outputs[0].audio_start_ms <= 700  # 300 ms before the speech at 1000
    assert outputs[2].reason == "silence"
    assert 2_580 <= outputs[2].audio_end_ms <= 2_700  # 600 ms after its end at 2000


def test_the_agent_gets_the_turn_s_audio_sample_for_sample():
    core, sound = session(), a_turn()
    outputs = hear(core, sound)
    start, end = outputs[0].audio_start_ms * 32, outputs[2].audio_end_ms * 32
    assert read_all(core, 1) == sound[start:end]
    assert core.take_audio(1) is None


def test_an_open_turn_whose_audio_is_read_has_more_to_come():
    core = session()
    hear(core, a_turn()[: 32_000 * 3 // 2])
    assert read_all(core, 1) != b""
    assert core.take_audio(1) == b""


def test_without_speech_nothing_happens_and_little_is_kept():
    core = session()
    assert hear(core, room(30)) == []
    assert core._spoken.ring.end - core._spoken.ring.start <= 16_640 + CHUNK


def test_steady_loud_noise_opens_no_turn():
    assert hear(session(), noise(20)) == []


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 16_000).map(lambda samples: 2 * samples), min_size=1, max_size=30))
def test_however_audio_is_cut_it_gives_the_same_events(sizes):
    sound = a_turn() + a_turn(0.7)
    whole, cut = session(), session()
    expected = hear(whole, sound, size=640)
    outputs, at = [], 0
    for size in itertools.cycle(sizes):
        outputs += cut.receive(sound[at : at + size], now=0.0)
        if (at := at + size) >= len(sound):
            break
    assert outputs == expected
    assert len(outputs) == 6
    assert read_all(cut, 2) == read_all(whole, 2)


def test_a_sample_at_a_time_gives_the_same_events():
    sound = a_turn(0.5)
    assert hear(session(), sound, size=2) == hear(session(), sound, size=32_000)


def test_a_turn_lasts_its_maximum_at_most_and_the_next_one_begins_there():
    core = session(max_utterance_s=2.0)
    outputs = hear(core, mixed(room(6), silence(1) + babble(5)))
    stopped = [output for output in outputs if isinstance(output, events.SpeechStopped)]
    started = [output for output in outputs if isinstance(output, events.SpeechStarted)]
    assert stopped[0].reason == "max_duration"
    assert stopped[0].audio_end_ms == started[0].audio_start_ms + 2_000
    assert started[1].audio_start_ms == stopped[0].audio_end_ms


def test_audio_that_stops_arriving_ends_the_turn():
    core = session()
    hear(core, a_turn()[: 32_000 * 3 // 2])
    deadline = core.next_deadline()
    assert deadline == pytest.approx(1.5 + 1.0)
    assert core.expire(now=deadline - 0.1) == []
    [stopped] = core.expire(now=deadline)
    assert stopped == events.SpeechStopped(1_500, "audio_idle")


def test_a_new_turn_takes_the_place_of_one_still_being_answered():
    core = session()
    hear(core, a_turn())
    outputs = hear(core, mixed(room(5.0), silence(1.0) + talk()), now=4.0)
    assert kinds(outputs)[:3] == [events.SpeechStarted, AskAgent, DropTurn]
    assert outputs[1].turn == 2 and outputs[2].turn == 1
    assert core.take_audio(1) is None


def test_when_the_agent_reads_too_slowly_the_oldest_goes_and_is_told_once():
    core = session()
    core.start_speaking(now=0.0)
    outputs = hear(core, noise(20))
    [problem] = outputs
    assert isinstance(problem, events.Problem)
    assert isinstance(problem.error, AudioOverrun)
    assert core._spoken.ring.end - core._spoken.ring.start <= 100 * CHUNK


# Turns by hand


def test_start_and_stop_speaking_bound_a_turn():
    core, sound = session(), noise(1)
    hear(core, room(1))
    assert kinds(core.start_speaking(now=1.0)) == [events.SpeechStarted, AskAgent]
    assert hear(core, sound) == []
    assert core.stop_speaking(now=2.0) == [events.SpeechStopped(2_000, "client")]
    assert read_all(core, 1)[-len(sound) :] == sound


def test_stop_speaking_with_no_turn_open_is_ignored():
    core = session()
    assert core.stop_speaking(now=0.0) == []
    hear(core, a_turn())
    assert core.stop_speaking(now=3.0) == []


def test_start_speaking_adopts_the_open_turn():
    core = session()
    sound = a_turn()
    hear(core, sound[:48_000])
    assert core.start_speaking(now=1.5) == []
    assert hear(core, sound[48_000:]) == []
    [stopped] = core.stop_speaking(now=3.0)
    assert stopped.reason == "client"


def test_with_automatic_off_only_the_client_opens_turns():
    core = session()
    core.configure(Configuration(automatic=False))
    assert hear(core, a_turn()) == []
    assert kinds(core.start_speaking(now=4.0)) == [events.SpeechStarted, AskAgent]


# The answer


def test_an_answer_reaches_the_client_in_order():
    core = session()
    core.read("hello", now=5.0)
    said = [
        agents.Intent("search_product", 0.9),
        agents.ToolCall("search_products", {"query": "phone"}),
        agents.ToolResult("search_products", []),
        agents.ReplyText("Here."),
        agents.ReplyAudio(silence(0.1)),
        agents.TurnDone(),
    ]
    outputs = [output for event in said for output in core.answer(1, event, now=5.1)]
    assert outputs == [
        events.IntentDetected("search_product", 0.9),
        events.ToolCalled("search_products", {"query": "phone"}),
        events.ToolReturned("search_products", []),
        events.ResponseStart("response-1"),
        events.ResponseText("response-1", "Here."),
        events.TurnMetrics("text", None, None, 100),
        events.AudioResponse(silence(0.1), "response-1", 0),
    ]
    outputs = core.expire(now=core.next_deadline())
    assert told(outputs) == [events.ResponseEnd("response-1", 100, False)]
    assert core.next_deadline() is None


def test_latency_counts_from_the_end_of_speech_silence_included():
    core = session()
    outputs = hear(core, a_turn()[: 32_000 * 28 // 10], size=640)
    ended_at = only(events.SpeechStopped, outputs).audio_end_ms / 1000
    core.answer(1, agents.Transcript("hi"), now=2.9)
    core.answer(1, agents.ReplyText("Hi."), now=3.0)
    metrics = only(events.TurnMetrics, core.answer(1, agents.ReplyAudio(silence(0.1)), now=3.0))
    since = ended_at - 0.6
    assert metrics.speech_end_to_transcription_ms == pytest.approx((2.9 - since) * 1000, abs=21)
    assert metrics.speech_end_to_first_audio_ms == pytest.approx((3.0 - since) * 1000, abs=21)
    assert metrics.text_to_first_audio_ms is None


def test_an_answer_without_sound_is_measured_too():
    core = session()
    core.read("hello", now=0.0)
    assert core.answer(1, agents.TurnDone(), now=1.0) == [
        events.TurnMetrics("text", None, None, None)
    ]


def test_interim_transcripts_come_only_on_request():
    core = session()
    hear(core, a_turn())
    interim = agents.Transcript("i want", final=False)
    assert core.answer(1, interim, now=3.0) == []
    core.configure(Configuration(interim_transcriptions=True))
    assert core.answer(1, interim, now=3.0) == [events.InterimTranscription("i want")]
    outputs = core.answer(1, agents.Transcript("i want it"), now=3.1)
    assert told(outputs) == [events.Transcription("i want it")]


def test_an_agent_that_breaks_costs_its_turn_and_what_it_said_is_still_played():
    core, now = speaking(seconds=0.3)
    failed = AgentFailed("broken")
    assert core.answer(1, failed, now=now) == [events.Problem(failed)]
    assert told(core.expire(now=now + 0.3)) == [events.ResponseEnd("response-1", 300, False)]
    assert kinds(core.read("again", now=1.0)) == [AskAgent]


def test_what_an_agent_says_too_late_is_dropped():
    core, now = speaking()
    core.barge_in(now=now)
    for event in (agents.ReplyText("late"), agents.ReplyAudio(silence(1)), agents.TurnDone()):
        assert core.answer(1, event, now=now) == []
    assert core.answer(1, AgentFailed("late"), now=now) == []


def test_the_agent_waits_while_the_reply_is_far_ahead():
    core, _ = speaking(seconds=10)
    assert not core.has_room(1)


# Interruptions


def interrupted(core, outputs):
    """Checks that the reply was cut, in order, and that nothing of it follows."""
    named = [output for output in outputs if getattr(output, "response_id", None) == "response-1"]
    assert kinds(named) == [events.ResponseEnd, events.Interruption]
    assert named[0].interrupted
    assert DropTurn(1) in outputs
    assert hear(core, room(1), now=100.0) == []
    return named[1]


def test_speech_during_a_reply_cuts_it():
    core, _ = speaking()
    outputs = hear(core, mixed(room(1.5), silence(0.5) + babble(1.0)))
    assert kinds(outputs)[0] is events.SpeechStarted
    assert only(AskAgent, outputs).turn == 2
    named = [output for output in outputs if getattr(output, "response_id", None) == "response-1"]
    assert kinds(named) == [events.ResponseEnd, events.Interruption]


def test_a_cough_during_a_reply_does_not():
    core, _ = speaking()
    cough = mixed(room(2.0), silence(1.0) + babble(0.14))
    assert hear(core, cough) == []


def test_the_same_sound_opens_a_turn_when_the_agent_is_silent():
    cough = mixed(room(2.0), silence(1.0) + babble(0.14))
    assert kinds(hear(session(), cough))[0] is events.SpeechStarted


def test_barge_in_cuts_the_reply_and_says_what_was_heard():
    core, now = speaking(seconds=1.0)
    core.expire(now=now + 0.1)
    cut = interrupted(core, core.barge_in(now=now + 0.4))
    assert cut == events.Interruption("response-1", 400, "one")


def test_barge_in_before_any_reply_drops_the_answer_silently():
    core = session()
    core.read("hello", now=0.0)
    assert core.barge_in(now=0.1) == [DropTurn(1)]
    assert core.barge_in(now=0.2) == []


def test_barge_in_keeps_the_turn_that_is_being_spoken():
    core = session()
    hear(core, a_turn()[:48_000])
    assert core.barge_in(now=1.5) == []
    assert only(events.SpeechStopped, hear(core, a_turn()[48_000:])).reason == "silence"
    assert core.take_audio(1)


@pytest.mark.parametrize("command", ["barge_in", "start_speaking"])
def test_a_reply_to_a_turn_still_open_is_cut_and_the_rest_asked_anew(command):
    core = speaking_early()
    outputs = getattr(core, command)(now=0.2)
    assert kinds(outputs) == [events.ResponseEnd, events.Interruption, DropTurn, AskAgent]
    assert core.answer(1, agents.ReplyAudio(silence(1)), now=0.3) == []
    hear(core, noise(0.2))
    assert core.stop_speaking(now=1.0)
    assert read_all(core, 2) == noise(0.2)


def test_empty_audio_does_not_keep_a_turn_open():
    core = session()
    hear(core, a_turn()[:48_000])
    deadline = core.next_deadline()
    assert core.receive(b"", now=deadline) == []
    assert core.next_deadline() == deadline


def test_turned_to_automatic_in_the_middle_of_speech_it_is_heard():
    core = session()
    core.configure(Configuration(automatic=False))
    hear(core, a_turn(2.0)[:64_000])
    core.configure(Configuration(automatic=True))
    assert kinds(hear(core, a_turn(2.0)[64_000:96_000]))[0] is events.SpeechStarted


def test_turned_to_by_hand_in_the_middle_of_a_turn_it_still_ends_by_silence():
    core = session()
    hear(core, a_turn()[:48_000])
    core.configure(Configuration(automatic=False))
    assert only(events.SpeechStopped, hear(core, a_turn()[48_000:])).reason == "silence"


def test_when_the_agent_was_done_before_the_turn_a_barge_in_asks_about_the_rest():
    core = speaking_early()
    core.answer(1, AgentFailed("broken"), now=0.2)
    for tenth in range(30):
        core.expire(now=0.2 + tenth / 10)
    assert kinds(core.barge_in(now=4.0)) == [AskAgent]


def test_a_dropped_turn_leaves_no_waiting_time_to_the_next():
    core = session()
    core.read("hello", now=0.0)
    core.start_speaking(now=5.0)
    told = core.answer(2, agents.ReplyAudio(silence(0.1)), now=5.1)
    assert events.TurnMetrics not in kinds(told)


def test_a_lost_client_s_audio_is_let_go_once_it_is_read():
    core = session()
    core.start_speaking(now=0.0)
    hear(core, noise(8))
    core.lose(now=8.0)
    assert read_all(core, 1)
    assert core._spoken.ring.end - core._spoken.ring.start <= 16_640 + CHUNK


def test_start_speaking_cuts_the_reply_and_opens_a_turn():
    core, now = speaking()
    outputs = core.start_speaking(now=now + 0.2)
    assert kinds(outputs) == [
        events.SpeechStarted,
        events.ResponseEnd,
        events.Interruption,
        DropTurn,
        AskAgent,
    ]


def test_typing_cuts_the_reply_and_asks_anew():
    core, now = speaking()
    outputs = core.read("stop", now=now + 0.2)
    assert kinds(outputs) == [events.ResponseEnd, events.Interruption, DropTurn, AskAgent]
    assert outputs[-1] == AskAgent(2, "stop")


def test_typing_takes_the_place_of_a_turn_being_spoken():
    core = session()
    hear(core, a_turn()[:48_000])
    outputs = core.read("never mind", now=1.5)
    assert kinds(outputs) == [events.SpeechStopped, DropTurn, AskAgent]
    assert core.take_audio(1) is None


def test_losing_the_client_ends_its_turn_and_its_reply():
    core, now = speaking()
    assert kinds(core.lose(now=now)) == [events.ResponseEnd, events.Interruption, DropTurn]
    assert core.next_deadline() is None
    assert core.lose(now=now) == []


# Configuration


def test_configure_changes_what_is_given_and_answers_with_all():
    core = session()
    [configured] = core.configure(Configuration(silence_ms=300, vad_mode=3))
    assert configured == events.Configured(300, False, 300, 240, 3, True, False, False)


def test_a_shorter_silence_ends_turns_sooner():
    core = session()
    core.configure(Configuration(silence_ms=300))
    stopped = only(events.SpeechStopped, hear(core, a_turn()))
    assert 2_280 <= stopped.audio_end_ms <= 2_400


def test_without_prefix_a_turn_begins_with_its_first_voiced_frame():
    core = session()
    core.configure(Configuration(prefix_ms=0))
    assert 940 <= only(events.SpeechStarted, hear(core, a_turn())).audio_start_ms <= 1_000


# All together

SOUNDS = {"room": room(0.3), "babble": babble(0.3), "noise": noise(0.3)}
REPLIES = {
    "text": agents.ReplyText("some words"),
    "audio": agents.ReplyAudio(silence(0.25)),
    "done": agents.TurnDone(),
    "fail": AgentFailed("failed"),
    "interim": agents.Transcript("wor", final=False),
    "so_far": agents.SoFar(is_whole=True),
    "tool": agents.ToolCall("look", {}),
    "transcript": agents.Transcript("words"),
}
CONFIGURATIONS = (
    Configuration(automatic=False),
    Configuration(automatic=True),
    Configuration(early_end=True),
    Configuration(silence_ms=100),
    Configuration(silence_ms=5_000),
    Configuration(interim_transcriptions=True),
)
STEPS = st.one_of(
    st.tuples(st.just("hear"), st.sampled_from(["room", "babble", "noise"])),
    st.tuples(st.sampled_from(["start_speaking", "stop_speaking", "barge_in", "lose"])),
    st.tuples(st.just("read")),
    st.tuples(st.just("configure"), st.sampled_from(CONFIGURATIONS)),
    st.tuples(
        st.just("reply"),
        st.sampled_from(sorted(REPLIES)),
        st.integers(0, 2),
    ),
    st.tuples(st.just("expire")),
)


def perform(core, step, turn, now):
    match step:
        case ("hear", sound):
            return core.receive(SOUNDS[sound], now=now)
        case ("read",):
            return core.read("words", now=now)
        case ("reply", reply, turns_ago):
            return core.answer(turn - turns_ago, REPLIES[reply], now=now)
        case ("configure", wanted):
            return core.configure(wanted)
        case ("expire",):
            deadline = core.next_deadline()
            return [] if deadline is None else core.expire(now=max(now, deadline))
        case (command,):
            return getattr(core, command)(now=now)


@settings(max_examples=150, deadline=None)
@given(st.lists(STEPS, max_size=60))
def test_no_history_breaks_the_order_of_events(steps):
    """Turns and responses open and close in pairs; a closed response is never heard of again."""
    core, now, turn, turn_open, playing, over = session(), 0.0, 0, False, None, set()
    for step in steps:
        now += 0.3
        for output in perform(core, step, turn, now):
            match output:
                case AskAgent():
                    assert output.turn == turn + 1
                    turn = output.turn
                case events.SpeechStarted():
                    assert not turn_open
                    turn_open = True
                case events.SpeechStopped():
                    assert turn_open
                    turn_open = False
                case events.ResponseStart():
                    assert playing is None and output.response_id not in over
                    playing = output.response_id
                case events.ResponseText() | events.AudioResponse():
                    assert output.response_id == playing
                case events.ResponseEnd():
                    assert output.response_id == playing
                    over.add(playing)
                    playing = None
                case events.Interruption():
                    assert output.response_id in over
                case events.InterruptionDismissed():
                    assert playing is None and output.response_id in over
    # However it went, what is left to do ends by itself.
    for _ in range(1_000):
        if (deadline := core.next_deadline()) is None:
            break
        now = max(now, deadline)
        core.expire(now=now)
    else:
        raise AssertionError("deadlines never end")
    assert core._floor._reply is None or not core._floor._reply.is_held


# An agent that speaks first


def test_a_greeting_is_the_agent_s_first_turn():
    core = session()
    assert core.greet("Hello?") == [Say(1, "Hello?")]
    core.answer(1, agents.ReplyText("Hello?"), now=0.0)
    outputs = core.answer(1, agents.ReplyAudio(bytes(3_200)), now=0.0)
    outputs += core.answer(1, agents.TurnDone(), now=0.0)
    outputs += core.expire(now=0.2)
    [keep] = [output for output in outputs if isinstance(output, Keep)]
    assert keep == Keep(1, "assistant", "Hello?")


def test_who_speaks_into_a_greeting_is_answered():
    core = session()
    core.greet("Hello?")
    core.answer(1, agents.ReplyText("Hello?"), now=0.0)
    core.answer(1, agents.ReplyAudio(bytes(64_000)), now=0.0)
    outputs = core.read("Hi!", now=1.0)
    assert outputs[-2:] == [Keep(2, "user", "Hi!"), AskAgent(2, "Hi!")]
