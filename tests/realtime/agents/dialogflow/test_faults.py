"""Every fault the service can have: what the client is told, what is tried again, what is left.

That nothing is left, neither here nor there, is asked after each test (conftest.py).
"""

import asyncio
import logging

import pytest

from realtime.agents.base import ReplyText, TurnDone
from realtime.agents.dialogflow import client
from state.errors import DialogflowFailed, DialogflowStreamFailed
from tests.dialogflow_emulator import (
    FAULTS,
    Abort,
    AudioLimit,
    CutAfterPartial,
    EndOkBeforeHalfClose,
    EndOkWithoutFinal,
    GoAway,
    Latency,
    NeverRead,
    NoAudio,
    Silence,
    Tool,
    Turn,
)
from tests.realtime.agents.dialogflow.talking import (
    BLOCK,
    SECOND,
    TOOL,
    Microphone,
    events_of,
    heard,
    kinds,
    replies,
    spoken,
)
from tests.waiting import until

TOLD = pytest.mark.logs("Dialogflow: session ")

AGAIN = "say it again"
LOOK = "whoever runs this server has to look"
TOO_MUCH = "asked too much at the moment"
REACHED = "can't be reached"
TOO_LONG = "took too long"
THREAD = "lost the audio's thread"
BROKE = "broke off"

CALL, STREAM = DialogflowFailed, DialogflowStreamFailed

#: What each fault becomes when it is met whatever is tried: the error, whether the turn may do
#: another time, its words, and how often it was tried.
MET = {
    "unavailable": (CALL, True, REACHED, 2),
    "unavailable-at-open": (CALL, True, REACHED, 2),
    "unavailable-mid-stream": (CALL, True, REACHED, 2),
    "internal": (STREAM, True, BROKE, 2),
    "unknown": (STREAM, True, BROKE, 2),
    "aborted-mid-stream": (STREAM, True, BROKE, 2),
    "deadline": (CALL, True, TOO_LONG, 2),
    "cancelled": (STREAM, True, BROKE, 2),
    "not-found": (CALL, False, LOOK, 1),
    "denied": (CALL, False, LOOK, 1),
    "unauthenticated": (CALL, False, LOOK, 1),
    "invalid": (CALL, False, LOOK, 1),
    "precondition": (CALL, False, LOOK, 1),
    "unimplemented": (CALL, False, LOOK, 1),
    "quota": (CALL, True, TOO_MUCH, 1),
    "out-of-range-mid-stream": (STREAM, True, THREAD, 2),
    "no-audio": (STREAM, True, THREAD, 2),
    "audio-limit": (STREAM, True, THREAD, 2),
    "silence": (STREAM, True, TOO_LONG, 1),
    "silence-after-transcript": (STREAM, True, TOO_LONG, 1),
    "never-read": (STREAM, True, TOO_LONG, 1),
    "no-final": (STREAM, True, BROKE, 1),
    "ends-early": (STREAM, True, BROKE, 2),
    "go-away": (CALL, True, REACHED, 2),
    "go-away-after-half-close": (CALL, True, REACHED, 2),
    "cut-after-partial": (STREAM, True, BROKE, 1),
}
#: Of these a turn doesn't fail.
HARMLESS = {"final-early", "garbage-audio", "slow"}
#: What takes a while in the table takes less here.
QUICK = {"no-audio": NoAudio(0.02), "audio-limit": AudioLimit(0.05)}

SILENT = {"silence", "silence-after-transcript", "never-read"}

OLA = Turn(transcript="olá", intent="greeting", texts=("Olá!",))


def fault_of(name):
    return QUICK.get(name, FAULTS[name])


def quick(name):
    """Silence needn't last."""
    return {"answer_timeout_s": 0.05} if name in SILENT else {}


def ended(name):
    """Whether its user stops talking, which some faults don't wait for."""
    return name != "no-audio"


async def talk(agent, name):
    microphone = Microphone()
    microphone.give(*[BLOCK] * 3)
    if ended(name):
        microphone.end()
    return await agent.fail(agent.session.listen(microphone.audio()))


def test_every_fault_is_in_the_table():
    assert MET.keys() | HARMLESS == FAULTS.keys()


@TOLD
@pytest.mark.parametrize("name", MET)
async def test_fault_that_stays_is_told_and_the_next_turn_works(emulator, talking, name):
    agent = await talking(**quick(name))
    emulator.always = fault_of(name)
    error, is_retryable, words, tries = MET[name]
    failed = await talk(agent, name)
    assert type(failed) is error
    assert failed.is_retryable is is_retryable
    assert words in str(failed)
    assert len(emulator.calls) == tries
    emulator.always = None
    emulator.turns.insert(0, OLA)
    assert replies(await agent.listen()) == ["Olá!"]


@TOLD
@pytest.mark.parametrize("name", [name for name in MET if MET[name][3] == 2 and ended(name)])
async def test_fault_that_passes_before_anything_was_heard_is_never_told(emulator, talking, name):
    agent = await talking(**quick(name))
    emulator.faults.append(fault_of(name))
    emulator.turns.append(OLA)
    events = await agent.listen()
    assert heard(events) == ["olá"]
    assert replies(events) == ["Olá!"]
    first, second = emulator.calls
    # All of the audio once more.
    assert second.audio == BLOCK * 4
    assert first.session in ("", second.session)


@TOLD
@pytest.mark.parametrize(
    "fault",
    [
        Abort("UNAVAILABLE", after_messages=3),
        Abort("INTERNAL", after_messages=3),
        Abort("OUT_OF_RANGE", after_messages=3),
        Abort("CANCELLED", after_messages=3),
        Abort("DEADLINE_EXCEEDED", after_messages=3),
        GoAway(after_messages=3),
        EndOkBeforeHalfClose(after_bytes=8192),
    ],
    ids=lambda fault: getattr(fault, "code", type(fault).__name__),
)
async def test_turn_of_which_something_was_heard_isnt_tried_again(emulator, talking, fault):
    agent = await talking()
    emulator.faults.append(fault)
    emulator.turns.append(Turn(transcript="oi", interims=("o",), interim_bytes=4096))
    microphone = Microphone()
    answer = agent.session.listen(microphone.audio())
    microphone.give(BLOCK)
    assert (await anext(answer)).text == "o"
    microphone.give(BLOCK)
    failed = await agent.fail(answer)
    assert type(failed) is DialogflowStreamFailed and failed.is_retryable
    assert len(emulator.calls) == 1
    assert replies(await agent.read("olá"))


@TOLD
@pytest.mark.parametrize("name", ["not-found", "invalid", "quota"])
async def test_refusal_in_mid_stream_is_one_of_the_call(emulator, talking, name):
    agent = await talking()
    fault = FAULTS[name]
    code = getattr(fault, "code", "RESOURCE_EXHAUSTED")
    emulator.faults.append(Abort(code, "no", after_messages=3))
    emulator.turns.append(Turn(transcript="oi", interims=("o",), interim_bytes=4096))
    microphone = Microphone()
    answer = agent.session.listen(microphone.audio())
    microphone.give(BLOCK)
    await anext(answer)
    microphone.give(BLOCK)
    assert type(await agent.fail(answer)) is DialogflowFailed


@TOLD
async def test_turn_whose_audio_isnt_held_any_more_isnt_tried_again(emulator, talking):
    agent = await talking()
    emulator.faults.append(Abort("INTERNAL", after_messages=None))
    await agent.fail(agent.session.listen(spoken(6, bytes(SECOND))))
    assert len(emulator.calls) == 1


@TOLD
async def test_long_turn_is_tried_again_once_not_once_a_part(emulator, talking):
    agent = await talking(audio_limit_s=5.0)
    emulator.turns += [Turn(transcript="um"), Turn(transcript="dois")]
    microphone = Microphone()
    emulator.faults.append(Abort("INTERNAL", after_messages=1))
    microphone.give(bytes(5 * SECOND))
    asking = asyncio.create_task(agent.fail(agent.session.listen(microphone.audio())))
    await until(lambda: len(emulator.calls) == 2)
    await emulator.calls[1].over.wait()
    emulator.faults.append(Abort("INTERNAL", after_messages=1))
    microphone.give(BLOCK)
    microphone.end()
    assert type(await asking) is DialogflowStreamFailed
    assert len(emulator.calls) == 3


#: What can befall a call with one message.
OF_ONE = [name for name in MET if "ServerStreamingDetectIntent" in fault_of(name).calls]


@TOLD
@pytest.mark.parametrize("name", OF_ONE)
async def test_typed_turn_is_never_asked_twice(emulator, talking, name):
    agent = await talking(**quick(name))
    emulator.faults.append(fault_of(name))
    emulator.turns.append(Turn(transcript="olá", texts=("Olá! Olá!",)))
    failed = await agent.fail(agent.session.read("olá"))
    assert type(failed) is DialogflowFailed
    assert failed.is_retryable is MET[name][1]
    assert len(emulator.calls) == 1
    assert replies(await agent.read("olá"))


@TOLD
async def test_tools_result_is_never_told_twice(emulator, talking):
    agent = await talking(tools={"search": lambda query: 1})
    emulator.turns.append(Turn(transcript="oi", tool=Tool(TOOL, "search", {"query": "x"})))
    emulator.faults.append(Abort(calls=("ServerStreamingDetectIntent", "DetectIntent")))
    failed = await agent.fail(agent.session.listen(spoken()))
    assert type(failed) is DialogflowFailed and failed.is_retryable
    assert [call.input for call in emulator.calls] == ["audio", "tool_call_result"]


async def test_final_answer_before_the_turns_end_is_its_answer(emulator, talking):
    agent = await talking()
    emulator.faults.append(FAULTS["final-early"])
    emulator.turns.append(OLA)
    microphone = Microphone()
    answer = agent.session.listen(microphone.audio())
    microphone.give(BLOCK, BLOCK)
    events = await events_of(answer)
    assert replies(events) == ["Olá!"] and events[-1] == TurnDone()


async def test_final_answer_before_the_turns_end_closes_its_audio(emulator, talking):
    agent = await talking()
    emulator.faults.append(FAULTS["final-early"])
    emulator.turns.append(OLA)
    closed = []

    async def audio():
        try:
            for _ in range(4):  # more than this service hears out
                yield BLOCK
            await asyncio.Event().wait()
        finally:
            closed.append(True)

    assert replies(await events_of(agent.session.listen(audio()))) == ["Olá!"]
    assert closed


async def test_slow_answer_is_waited_for(emulator, talking):
    agent = await talking()
    gate = asyncio.Event()
    emulator.faults.append(Latency("final", gate=gate))
    emulator.turns.append(Turn(transcript="oi", partials=("Um.",), texts=("Dois.",)))
    answer = agent.session.listen(spoken())
    while not isinstance(event := await anext(answer), ReplyText):
        pass
    assert event == ReplyText("Um.")
    gate.set()
    assert replies(await events_of(answer)) == ["Dois."]


@TOLD
async def test_what_was_said_before_a_cut_was_said(emulator, talking):
    agent = await talking()
    emulator.faults.append(CutAfterPartial())
    emulator.turns.append(Turn(transcript="oi", partials=("Um.",), texts=("Dois.",)))
    events = []
    with pytest.raises(DialogflowStreamFailed):
        async for event in agent.session.listen(spoken()):
            events.append(event)
    assert replies(events) == ["Um."]


async def until_it_fails(answer):
    """What was told before that."""
    events = []
    with pytest.raises(DialogflowFailed):
        async for event in answer:
            events.append(event)
    return events


@TOLD
async def test_words_that_were_heard_are_told_though_the_answer_fails(emulator, talking):
    agent = await talking()
    emulator.faults.append(EndOkWithoutFinal())
    emulator.turns.append(Turn(transcript="quero um violão"))
    assert heard(await until_it_fails(agent.session.listen(spoken()))) == ["quero um violão"]


@TOLD
async def test_words_of_a_part_are_told_though_the_next_one_fails(emulator, talking):
    agent = await talking(audio_limit_s=5.0)
    emulator.turns += [Turn(transcript="eu quero"), Turn(transcript="um violão")]
    emulator.faults += [None, Abort("NOT_FOUND", after_messages=None)]
    events = await until_it_fails(agent.session.listen(spoken(60)))
    assert heard(events) == ["eu quero"]


@TOLD
async def test_words_that_may_change_arent_told_as_final_when_the_answer_fails(emulator, talking):
    agent = await talking()
    emulator.faults.append(EndOkBeforeHalfClose(after_bytes=8192))
    emulator.turns.append(Turn(transcript="oi", interims=("o",), interim_bytes=4096))
    microphone = Microphone()
    microphone.give(BLOCK, BLOCK)
    events = await until_it_fails(agent.session.listen(microphone.audio()))
    assert heard(events) == []


@TOLD
async def test_words_are_told_once_when_the_answer_breaks_off(emulator, talking):
    agent = await talking()
    emulator.faults.append(CutAfterPartial())
    emulator.turns.append(Turn(transcript="oi", partials=("Um.",), texts=("Dois.",)))
    assert heard(await until_it_fails(agent.session.listen(spoken()))) == ["oi"]


@TOLD
async def test_answer_in_parts_has_its_time_for_each(emulator, talking):
    agent = await talking(answer_timeout_s=0.05)
    emulator.faults.append(Latency("final", gate=asyncio.Event()))
    emulator.turns.append(Turn(transcript="oi", partials=("Um.",), texts=("Dois.",)))
    failed = await agent.fail(agent.session.listen(spoken()))
    assert TOO_LONG in str(failed)


@TOLD
@pytest.mark.parametrize("utterance", [4096, None], ids=["heard", "ours"])
async def test_silence_after_the_turns_end_is_bounded_whoever_heard_it(
    emulator, talking, utterance
):
    agent = await talking(single_utterance=True, answer_timeout_s=0.05)
    emulator.faults.append(Silence())
    emulator.turns.append(Turn(transcript="oi", utterance_bytes=utterance))
    failed = await agent.fail(agent.session.listen(spoken()))
    assert type(failed) is DialogflowStreamFailed and TOO_LONG in str(failed)


@TOLD
@pytest.mark.parametrize("is_spoken", [True, False], ids=["spoken", "typed"])
async def test_refused_connection_is_one_and_the_next_turn_works(
    emulator, talking, monkeypatch, is_spoken
):
    agent = await talking()
    await emulator.close()
    await agent.misses_the_service()
    monkeypatch.setattr(client, "_OPEN_AGAIN_SECONDS", 30.0)
    with monkeypatch.context() as patch:
        patch.setattr(client, "_OPEN_SECONDS", 0.05)
        session = agent.session
        failed = await agent.fail(session.listen(spoken()) if is_spoken else session.read("olá"))
    assert type(failed) is DialogflowFailed and failed.is_retryable
    assert REACHED in str(failed)
    await emulator.listen()
    assert replies(await agent.read("olá"))


@TOLD
async def test_audio_that_stopped_too_long_is_sent_once_more(emulator, talking):
    agent = await talking()
    emulator.faults.append(NoAudio(0.02))
    emulator.turns.append(OLA)
    microphone = Microphone()
    microphone.give(BLOCK)
    asking = asyncio.create_task(events_of(agent.session.listen(microphone.audio())))
    await until(lambda: len(emulator.calls) == 2)
    microphone.give(BLOCK)
    microphone.end()
    assert replies(await asking) == ["Olá!"]
    assert emulator.calls[1].audio == BLOCK * 2


@TOLD
async def test_end_without_a_word_is_tried_again(emulator, talking):
    agent = await talking()
    emulator.faults.append(EndOkWithoutFinal(transcribes=False))
    emulator.turns.append(OLA)
    assert replies(await agent.listen()) == ["Olá!"]


@TOLD
@pytest.mark.parametrize("fault", [Abort(), NeverRead(), Silence(), EndOkWithoutFinal()], ids=repr)
async def test_nothing_private_is_logged(emulator, talking, caplog, fault):
    caplog.set_level(logging.DEBUG)
    agent = await talking(
        answer_timeout_s=0.05,
        webhook_headers={"Authorization": "Bearer s3cr3t"},
        parameters={"cpf": "p3rs0n"},
    )
    emulator.always = fault
    emulator.turns += [Turn(transcript="segredo", texts=("resposta",))] * 2
    secret = b"4ud10" * 400
    await agent.fail(agent.session.listen(spoken(3, secret)))
    emulator.always = None
    await agent.read("segredo")
    text = "\n".join(f"{each.getMessage()}{each.exc_text}" for each in caplog.records)
    for private in ("s3cr3t", "p3rs0n", "4ud10", "segredo", "resposta"):
        assert private not in text


@TOLD
async def test_log_says_whose_call_it_was_and_how_far_it_came(emulator, talking, caplog):
    agent = await talking()
    emulator.always = Abort("NOT_FOUND", "No agent.", None)
    await agent.fail(agent.session.listen(spoken(2)))
    id = agent.session.memory["session"]
    expected = f"Dialogflow: session {id}: NOT_FOUND: No agent. (2 messages sent, 0.3 s of audio)"
    assert expected in caplog.messages


async def test_harmless_faults_are(emulator, talking):
    agent = await talking()
    emulator.faults.append(Latency(seconds=0.0))
    assert kinds(await agent.listen())[-1] is TurnDone
