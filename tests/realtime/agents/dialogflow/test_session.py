"""Conversations with the real agent, against a service that works."""

import asyncio
from dataclasses import replace

import pytest

from realtime.agents.base import (
    HandOver,
    HangUp,
    Intent,
    Pause,
    ReplyAudio,
    ReplyText,
    SoFar,
    ToolCall,
    ToolResult,
    Transcript,
    TurnDone,
)
from realtime.agents.dialogflow import listening
from realtime.agents.dialogflow.answers import Answer, Recognised
from state.errors import DialogflowFailed
from tests.dialogflow_emulator import WRONG_AUDIO, Garbage, Tool, Turn
from tests.dialogflow_emulator.tone import tone
from tests.realtime.agents.dialogflow.talking import (
    BLOCK,
    SECOND,
    TOOL,
    Microphone,
    events_of,
    heard,
    interims,
    kinds,
    replies,
    sound,
    spoken,
)
from tests.waiting import until

SENTENCE = [ReplyText, ReplyAudio]
SEARCH = Tool(TOOL, "search", {"query": "violão"})
SEARCHES = Turn(transcript="procuro um violão", intent="search", tool=SEARCH)


# Turns


async def test_spoken_turn_goes_from_words_over_intent_to_sound(emulator, talking):
    agent = await talking()
    emulator.turns.append(
        Turn(transcript="oi", intent="greeting", confidence=0.8, texts=("Olá!", "Diga."))
    )
    events = await agent.listen()
    assert kinds(events) == [Transcript, Intent, *SENTENCE, TurnDone]
    assert heard(events) == ["oi"]
    assert events[2] == Intent("greeting", 0.8, "intent")
    assert replies(events) == ["Olá! Diga."]
    assert sound(events) == tone("Olá! Diga.", 16_000)


async def test_all_of_the_audio_arrives_in_order(emulator, talking):
    agent = await talking()
    blocks = [bytes([i, i]) * 2048 for i in range(1, 9)]

    async def audio():
        for each in blocks:
            yield each

    await events_of(agent.session.listen(audio()))
    assert emulator.calls[0].audio == b"".join(blocks)
    assert emulator.calls[0].half_closed


async def test_typed_turn_has_no_transcript(emulator, talking):
    agent = await talking()
    emulator.turns.append(Turn(intent="greeting", texts=("Olá!",)))
    events = await agent.read("oi")
    assert kinds(events) == [Intent, *SENTENCE, TurnDone]
    assert (emulator.calls[0].input, emulator.calls[0].text) == ("text", "oi")


async def test_words_are_told_while_one_speaks_and_are_final_once(emulator, talking):
    agent = await talking()
    emulator.turns.append(
        Turn(transcript="quero um violão", interims=("quero", "quero um"), interim_bytes=4096)
    )
    microphone = Microphone()
    answer = agent.session.listen(microphone.audio())
    microphone.give(BLOCK)
    assert await anext(answer) == Transcript("quero", final=False)
    microphone.give(BLOCK)
    assert await anext(answer) == Transcript("quero um", final=False)
    microphone.end()
    assert heard(await events_of(answer)) == ["quero um violão"]


async def test_several_final_pieces_are_one_transcript(emulator, talking):
    agent = await talking()
    emulator.turns.append(Turn(finals=("um violão", "por favor"), final_bytes=4096))
    events = await agent.listen()
    assert heard(events) == ["um violão por favor"]
    assert "um violão" in interims(events)


async def test_partial_answers_are_spoken_in_order_and_the_intent_told_once(emulator, talking):
    agent = await talking()
    emulator.turns.append(
        Turn(transcript="oi", intent="greeting", partials=("Um.", "Dois."), texts=("Três.",))
    )
    events = await agent.listen()
    assert replies(events) == ["Um.", "Dois.", "Três."]
    assert sound(events) == b"".join(tone(each, 16_000) for each in replies(events))
    assert kinds(events).count(Intent) == kinds(events).count(Transcript) == 1


@pytest.mark.parametrize("is_spoken", [True, False], ids=["spoken", "typed"])
async def test_what_the_final_answer_repeats_is_said_once(emulator, talking, is_spoken):
    agent = await talking()
    turn = Turn(transcript="oi", partials=("Um.", "Dois."), final_repeats_partials=True)
    emulator.turns += [replace(turn, texts=("Três.",)), turn]
    events = await (agent.listen() if is_spoken else agent.read("oi"))
    assert replies(events) == ["Um.", "Dois.", "Três."]
    # The rest has no sound of its own.
    began = tone("Um.", 16_000) + tone("Dois.", 16_000)
    assert sound(events).startswith(began) and len(sound(events)) > len(began)
    events = await (agent.listen() if is_spoken else agent.read("oi"))
    assert replies(events) == ["Um.", "Dois."] and sound(events) == began


async def test_what_only_begins_alike_is_said(emulator, talking):
    agent = await talking()
    emulator.turns.append(Turn(transcript="oi", partials=("Um.", "Dois."), texts=("Um.", "Mais.")))
    assert replies(await agent.listen()) == ["Um.", "Dois.", "Um. Mais."]


def answer(**told):
    nothing = {"audio": b"", "tools": (), "complaints": (), "intent": None, "transcript": None}
    flags = {"is_final": True, "is_no_input": False, "hands_over": False, "hangs_up": False}
    return Answer(**{"response_id": "r", "texts": (), **nothing, **flags, **told})


def says(monkeypatch, *said):
    """The next stream, whatever it is fed."""

    async def part(self, first):
        for each in said:
            yield each

    monkeypatch.setattr(listening.Listening, "part", part)


@pytest.mark.parametrize(
    ("more", "replied"),
    [({}, ["Um.", "Dois."]), ({"is_no_input": True}, [])],
    ids=["words", "none"],
)
async def test_words_so_far_are_those_of_a_partial_answer_that_has_none(
    talking, monkeypatch, more, replied
):
    agent = await talking()
    partial = answer(is_final=False, texts=("Um.",), **more)
    final = answer(texts=("Dois.",), **more)
    says(monkeypatch, Recognised("quero um violão", is_final=False), partial, final)
    events = await agent.listen()
    assert replies(events) == replied
    assert heard(events) == (["quero um violão"] if replied else [])


async def test_words_that_came_to_nothing_arent_heard(talking, monkeypatch):
    agent = await talking()
    says(monkeypatch, Recognised("hum", is_final=False), answer(texts=("Como?",)))
    assert kinds(await agent.listen()) == [TurnDone]


async def test_typed_turn_has_partial_answers_too(emulator, talking):
    agent = await talking()
    emulator.turns.append(Turn(intent="greeting", partials=("Um.",), texts=("Dois.",)))
    assert replies(await agent.read("oi")) == ["Um.", "Dois."]


async def test_turn_that_isnt_understood_has_the_intent_of_none(emulator, talking):
    agent = await talking()
    emulator.turns.append(Turn(transcript="xyz", confidence=0.3, texts=("Como?",)))
    events = await agent.listen()
    assert [each for each in events if isinstance(each, Intent)] == [
        Intent("no_match", 0.3, "no_match")
    ]
    assert replies(events) == ["Como?"]


@pytest.mark.parametrize("single", [True, False], ids=["single", "continuous"])
async def test_turn_in_which_nobody_spoke_is_only_done(emulator, talking, single):
    agent = await talking(single_utterance=single)
    emulator.turns.append(Turn(transcript="", texts=("Não ouvi nada.",), utterance_bytes=4096))
    assert kinds(await agent.listen()) == ([SoFar] if single else []) + [TurnDone]


@pytest.mark.parametrize(
    ("end", "told"),
    [({"ends": True}, HangUp), ({"hands_over": {}}, HandOver)],
    ids=["bye", "person"],
)
async def test_what_the_agent_does_about_silence_is_told(emulator, talking, end, told):
    agent = await talking(single_utterance=True)
    emulator.turns.append(Turn(transcript="", texts=("Tchau.",), **end))
    before = agent.session.memory
    assert kinds(await agent.listen()) == [told, TurnDone]
    assert (agent.session.memory["session"] != before["session"]) is (told is HangUp)


async def test_turn_without_audio_opens_no_stream(emulator, talking):
    agent = await talking()
    assert await agent.listen(blocks=0) == [TurnDone()]
    assert emulator.calls == []


@pytest.mark.parametrize("is_ended", [True, False], ids=["over", "paused"])
async def test_service_may_hear_the_turns_end_itself(emulator, talking, is_ended):
    agent = await talking(single_utterance=True)
    emulator.turns.append(
        Turn(transcript="oi", intent="greeting", texts=("Olá!",), utterance_bytes=4096)
    )
    microphone = Microphone()
    answer = agent.session.listen(microphone.audio())
    microphone.give(BLOCK)
    assert await anext(answer) == SoFar(True)
    if is_ended:
        microphone.end()
    else:
        microphone.give(Pause.BEGAN)
    events = await events_of(answer)
    assert kinds(events) == [Transcript, Intent, *SENTENCE, TurnDone]
    assert emulator.calls[0].half_closed


async def test_turn_that_goes_on_after_the_end_that_the_service_heard_is_not_answered_yet(
    emulator, talking
):
    agent = await talking(single_utterance=True)
    emulator.turns.append(Turn(transcript="oi", texts=("Olá!",), utterance_bytes=4096))
    microphone = Microphone()
    answer = agent.session.listen(microphone.audio())
    microphone.give(BLOCK)
    assert await anext(answer) == SoFar(True)
    told = []

    async def take():
        async for event in answer:
            told.append(event)

    taking = asyncio.create_task(take())
    # More than is ever held, so the rest is dropped; a pause that is over is none.
    microphone.give(Pause.BEGAN, Pause.ENDED, *[BLOCK] * 100)
    await until(lambda: microphone.taken == 103)
    await emulator.calls[0].over.wait()
    assert heard(told) == replies(told) == []
    microphone.end()
    await taking
    assert heard(told) == ["oi"] and replies(told) == ["Olá!"]
    assert emulator.calls[0].audio_bytes == 4096


async def test_what_comes_after_the_turns_end_isnt_sent(emulator, talking):
    agent = await talking(single_utterance=True)
    emulator.turns.append(Turn(transcript="oi", texts=("Olá!",), utterance_bytes=4096))
    microphone = Microphone()
    answer = agent.session.listen(microphone.audio())
    microphone.give(BLOCK)
    assert await anext(answer) == SoFar(True)
    microphone.give(BLOCK)
    microphone.end()
    assert replies(await events_of(answer)) == ["Olá!"]
    assert emulator.calls[0].audio_bytes == 4096


# Tools


async def search(query):
    return {"found": [query, 2]}


async def no_use(query):
    raise RuntimeError("no use")


async def never(**_):
    await asyncio.get_running_loop().create_future()


@pytest.mark.parametrize("is_spoken", [True, False], ids=["spoken", "typed"])
async def test_tool_is_run_and_its_result_answered_in_the_same_turn(emulator, talking, is_spoken):
    agent = await talking(tools={"search": search})
    emulator.turns.append(
        Turn(
            transcript="procuro um violão",
            intent="search",
            tool=SEARCH,
            after_tool=Turn(texts=("Achei dois.",)),
        )
    )
    events = await (agent.listen() if is_spoken else agent.read("procuro um violão"))
    assert kinds(events)[-6:] == [Intent, ToolCall, ToolResult, *SENTENCE, TurnDone]
    assert ToolCall("search", {"query": "violão"}) in events
    assert ToolResult("search", {"found": ["violão", 2]}) in events
    assert replies(events) == ["Achei dois."]
    assert emulator.calls[-1].tool_result == {
        "tool": TOOL,
        "action": "search",
        "output_parameters": {"found": ["violão", 2.0]},
    }
    assert emulator.calls[-1].session == emulator.calls[0].session


@pytest.mark.parametrize(
    ("tool", "error"),
    [
        pytest.param(no_use, "search failed", marks=pytest.mark.logs("tool search failed")),
        pytest.param(never, "search took too long", marks=pytest.mark.logs("took longer")),
        pytest.param(
            None, "there is no tool search", marks=pytest.mark.logs("asks for a tool 'search'")
        ),
    ],
    ids=["failing", "slow", "unknown"],
)
async def test_tool_that_has_no_result_is_told_as_an_error(emulator, talking, tool, error):
    agent = await talking(tools={"search": tool} if tool else {})
    if tool is never:
        agent.session._tool_runner._timeout_s = 0.0
    emulator.turns.append(SEARCHES)
    events = await agent.listen()
    assert ToolResult("search", {"error": error}) in events
    assert emulator.calls[-1].tool_result["error"] == {"message": error}
    assert replies(events) == ["Desculpe, não consegui procurar agora."]


@pytest.mark.parametrize("result", [[1, "a"], "text", 3, None, True, {"a": {"b": [None]}}], ids=str)
async def test_tool_may_return_any_json(emulator, talking, result):
    agent = await talking(tools={"search": lambda query: result})
    emulator.turns.append(SEARCHES)
    events = await agent.listen()
    assert ToolResult("search", result) in events
    told = emulator.calls[-1].tool_result["output_parameters"]
    assert told == (result if isinstance(result, dict) else {"result": result})


async def test_tools_may_follow_one_another(emulator, talking):
    agent = await talking(tools={"search": search})
    second = Turn(tool=Tool(TOOL, "search", {"query": "2"}), after_tool=Turn(texts=("Pronto.",)))
    emulator.turns.append(Turn(transcript="oi", tool=SEARCH, after_tool=second))
    events = await agent.listen()
    assert [each.parameters["query"] for each in events if isinstance(each, ToolCall)] == [
        "violão",
        "2",
    ]
    assert replies(events) == ["Pronto."]


@pytest.mark.logs("TOO_MANY_TOOLS")
async def test_tools_without_end_are_ended(emulator, talking):
    agent = await talking(tools={"search": search})
    turn = Turn(texts=("never said",))
    for _ in range(12):
        turn = Turn(transcript="oi", tool=SEARCH, after_tool=turn)
    emulator.turns.append(turn)
    events = []
    with pytest.raises(DialogflowFailed, match="without end") as failed:
        async for event in agent.session.listen(spoken()):
            events.append(event)
    assert not failed.value.is_retryable
    assert kinds(events).count(ToolCall) == 8


async def test_closing_while_a_tool_runs_tells_nothing_of_it(emulator, talking):
    began = asyncio.Event()

    async def endless(query):
        began.set()
        await asyncio.get_running_loop().create_future()

    agent = await talking(tools={"search": endless})
    emulator.turns.append(SEARCHES)
    asking = asyncio.create_task(agent.listen())
    await began.wait()
    asking.cancel()
    await asyncio.wait([asking])
    assert len(emulator.calls) == 1


# Sound


async def test_reply_without_sound_is_spoken_by_the_embedded_voice(emulator, talking):
    agent = await talking()
    emulator.turns.append(Turn(transcript="oi", audio=False, texts=("Olá! Tudo bem?",)))
    events = await agent.listen()
    assert replies(events) == ["Olá!", "Tudo bem?"]
    assert kinds(events)[-5:] == [*SENTENCE, *SENTENCE, TurnDone]
    assert len(sound(events)) > SECOND // 2


async def test_sound_at_another_rate_is_made_ours(emulator, talking):
    agent = await talking()
    emulator.turns.append(Turn(transcript="oi", audio_rate_hz=24_000, texts=("Olá, tudo bem?",)))
    events = await agent.listen()
    expected = len(tone("Olá, tudo bem?", 16_000))
    assert abs(len(sound(events)) - expected) <= 64


UNPLAYABLE = ["no header", "header cut short", "header alone", "no data", "no such format"]


@pytest.mark.logs("Dialogflow: response")
@pytest.mark.parametrize("wrong", UNPLAYABLE)
async def test_sound_that_is_none_is_replaced_by_the_embedded_voice(emulator, talking, wrong):
    agent = await talking()
    emulator.turns.append(Turn(transcript="oi", texts=("Olá, tudo bem com você?",)))
    emulator.faults.append(Garbage(WRONG_AUDIO[wrong]))
    events = await agent.listen()
    assert replies(events) == ["Olá, tudo bem com você?"]
    assert len(sound(events)) > SECOND


async def test_somebody_elses_words_are_spoken_by_the_embedded_voice(emulator, talking):
    agent = await talking()
    before = agent.session.memory
    events = await events_of(agent.session.say("Bom dia. Aqui é a Ana."))
    assert replies(events) == ["Bom dia.", "Aqui é a Ana."]
    assert kinds(events) == [*SENTENCE, *SENTENCE, TurnDone]
    assert agent.session.memory == before
    assert emulator.calls == []


async def test_held_reply_costs_no_more_than_itself(emulator, talking):
    agent = await talking()
    emulator.turns.append(Turn(transcript="oi", partials=("Um.",) * 5, texts=("Fim.",)))
    answer = agent.session.listen(spoken())
    while not isinstance(await anext(answer), ReplyText):
        pass
    await emulator.calls[0].over.wait()  # though nobody takes what it said
    assert replies(await events_of(answer)) == ["Um."] * 4 + ["Fim."]


# Its end


async def test_handing_over_is_told_with_what_is_said(emulator, talking):
    agent = await talking()
    emulator.turns.append(
        Turn(transcript="um atendente", texts=("Um momento.",), hands_over={"reason": "asked"})
    )
    events = await agent.listen()
    assert kinds(events).count(HandOver) == 1 and HangUp not in kinds(events)
    assert replies(events) == ["Um momento."]


async def test_after_hanging_up_who_goes_on_begins_anew(emulator, talking):
    agent = await talking(parameters={"store": 7})
    emulator.turns += [
        Turn(transcript="tchau", texts=("Até logo!",), ends=True),
        Turn(texts=("?",)),
    ]
    before = agent.session.memory
    events = await agent.listen()
    assert kinds(events).count(HangUp) == 1
    assert replies(events) == ["Até logo!"]
    assert agent.session.memory != before
    await agent.read("oi")
    first, second = emulator.calls
    assert first.session != second.session
    assert second.parameters == {"store": 7.0}


@pytest.mark.logs("FAILED_PRECONDITION")
async def test_tool_of_an_answer_that_hangs_up_is_answered_where_it_was_asked(emulator, talking):
    agent = await talking(tools={"search": search})
    emulator.turns.append(Turn(transcript="tchau", tool=SEARCH, ends=True))
    await agent.fail(agent.session.listen(spoken()))
    first, second = emulator.calls
    assert first.session == second.session


# What the service is told


async def test_conversation_goes_on_after_a_restart(emulator, talking):
    agent = await talking(parameters={"store": 7})
    await agent.read("oi")
    memory = agent.session.memory
    agent.session = agent.agent.open_session(memory)
    await agent.read("oi")
    first, second = emulator.calls
    assert first.session == second.session
    assert (first.parameters, second.parameters) == ({"store": 7.0}, {})


async def test_conversation_that_hasnt_begun_is_remembered_as_such(emulator, talking):
    agent = await talking(parameters={"store": 7})
    memory = agent.session.memory
    agent.session = agent.agent.open_session(memory)
    assert agent.session.memory == memory
    await agent.read("oi")
    assert emulator.calls[0].parameters == {"store": 7.0}


@pytest.mark.parametrize(
    "memory",
    [None, 3, "a", [], {}, {"session": 1, "is_new": True}, {"session": "a"}]
    + [{"session": id, "is_new": False} for id in ("", "a" * 37, "a/b", "a\nb", "\udc80")],
    ids=ascii,
)
async def test_memory_that_means_nothing_begins_anew(talking, memory):
    agent = await talking()
    session = agent.agent.open_session(memory)
    assert session.memory["is_new"] and len(session.memory["session"]) == 36


async def test_sessions_are_conversations_of_their_own(emulator, talking):
    agent = await talking()
    other = agent.agent.open_session()
    await asyncio.gather(agent.read("oi"), events_of(other.read("oi")))
    assert len({call.session for call in emulator.calls}) == 2


@pytest.mark.parametrize("is_spoken", [True, False], ids=["spoken", "typed"])
async def test_settings_are_what_the_service_gets(emulator, talking, is_spoken):
    agent = await talking(
        language="en-US",
        model="telephony",
        voice="en-US-Neural2-C",
        single_utterance=True,
        webhook_headers={"Authorization": "Bearer x"},
        parameters={"a": 1, "b": [{"c": None}]},
    )
    await (agent.listen() if is_spoken else agent.read("hello"))
    call = emulator.calls[0]
    assert call.language == "en-US"
    assert call.session == f"{emulator.agent}/sessions/{agent.session.memory['session']}"
    assert call.webhook_headers == {"Authorization": "Bearer x"}
    assert call.parameters == {"a": 1.0, "b": [{"c": None}]}
    assert call.output_config["sample_rate_hertz"] == 16_000
    voice = call.output_config["synthesize_speech_config"]["voice"]["name"]
    assert voice == "en-US-Neural2-C"
    if is_spoken:
        assert call.config == {
            "audio_encoding": "AUDIO_ENCODING_LINEAR_16",
            "sample_rate_hertz": 16_000,
            "model": "telephony",
            "single_utterance": True,
        }
        assert call.wants_partials


@pytest.mark.logs("a webhook failed: 5 not there")
async def test_webhook_that_failed_is_no_failure_of_the_turn(emulator, talking):
    agent = await talking()
    emulator.turns.append(Turn(transcript="oi", texts=("Olá!",), webhook_status=(5, "not there")))
    assert replies(await agent.listen()) == ["Olá!"]


# Turns longer than a stream may be


async def test_long_turn_is_heard_in_parts_and_only_the_last_is_answered(emulator, talking):
    agent = await talking(audio_limit_s=5.0)
    emulator.turns += [
        Turn(transcript="eu quero", intent="one", texts=("Quer o quê?",)),
        Turn(transcript="um violão", intent="two", texts=("Achei.",)),
    ]
    events = await agent.listen(blocks=60)  # 7.7 s
    assert heard(events) == ["eu quero um violão"]
    assert [each.name for each in events if isinstance(each, Intent)] == ["two"]
    assert replies(events) == ["Achei."]
    assert [call.audio_bytes for call in emulator.calls] == [5 * SECOND, 60 * 4096 - 5 * SECOND]
    assert len({call.session for call in emulator.calls}) == 1


@pytest.mark.parametrize("single", [True, False], ids=["single", "continuous"])
async def test_part_before_a_silence_is_answered(emulator, talking, single):
    agent = await talking(audio_limit_s=5.0, single_utterance=single)
    emulator.turns += [
        Turn(transcript="um violão", intent="one", texts=("Achei.",), utterance_bytes=10 * SECOND),
        Turn(transcript="", texts=("Não ouvi nada.",), utterance_bytes=10 * SECOND),
    ]
    events = await agent.listen(blocks=60)
    assert heard(events) == ["um violão"]
    assert [each.name for each in events if isinstance(each, Intent)] == ["one"]
    assert replies(events) == ["Achei."]


async def test_part_that_is_all_there_is_is_answered(emulator, talking):
    agent = await talking(audio_limit_s=5.0)
    emulator.turns.append(Turn(transcript="um violão", intent="one", texts=("Achei.",)))

    async def exactly():
        yield bytes(5 * SECOND)

    events = await events_of(agent.session.listen(exactly()))
    assert heard(events) == ["um violão"] and replies(events) == ["Achei."]
    assert len(emulator.calls) == 1


async def test_part_ends_at_a_pause(emulator, talking):
    agent = await talking(audio_limit_s=5.0)
    emulator.turns += [Turn(transcript="um"), Turn(transcript="dois", texts=("Três.",))]

    async def audio():
        yield bytes(3 * SECOND)
        yield Pause.BEGAN
        yield bytes(SECOND)
        yield Pause.ENDED
        yield bytes(SECOND)

    events = await events_of(agent.session.listen(audio()))
    assert heard(events) == ["um dois"]
    assert [call.audio_bytes for call in emulator.calls] == [3 * SECOND, 2 * SECOND]


@pytest.mark.parametrize(
    ("first", "ends_at_once"), [("á" * 100, False), ("á" * 120, True)], ids=["soon", "at once"]
)
async def test_part_ends_before_its_words_are_too_many(emulator, talking, first, ends_at_once):
    agent = await talking()
    emulator.turns += [
        Turn(finals=(first,), final_bytes=4096),
        Turn(transcript="b" * 200, texts=("Sim.",)),
    ]
    microphone = Microphone()
    answer = agent.session.listen(microphone.audio())
    microphone.give(BLOCK)
    assert interims([await anext(answer)]) == [first]
    if not ends_at_once:
        microphone.give(BLOCK, Pause.BEGAN)
    asking = asyncio.create_task(events_of(answer))
    await until(lambda: emulator.calls[0].half_closed)
    microphone.give(BLOCK)
    microphone.end()
    events = await asking
    assert heard(events) == [f"{first} {'b' * 200}"]
    assert replies(events) == ["Sim."]
    assert [call.audio_bytes for call in emulator.calls] == [4096 * (2 - ends_at_once), 4096]


async def test_words_that_may_change_count_too_where_there_is_no_pause(emulator, talking):
    agent = await talking()
    emulator.turns += [
        Turn(transcript="a" * 250, interims=("a" * 240,), interim_bytes=4096),
        Turn(transcript="b", texts=("Sim.",)),
    ]
    microphone = Microphone()
    microphone.give(BLOCK)
    asking = asyncio.create_task(events_of(agent.session.listen(microphone.audio())))
    await until(lambda: emulator.calls and emulator.calls[0].half_closed)
    microphone.give(BLOCK)
    microphone.end()
    assert heard(await asking) == [f"{'a' * 250} b"]


async def test_turn_that_ends_with_many_words_has_one_part(emulator, talking):
    agent = await talking()
    emulator.turns.append(Turn(finals=("a" * 250,), final_bytes=4096, texts=("Sim.",)))
    events = await agent.listen(blocks=1)
    assert heard(events) == ["a" * 250] and replies(events) == ["Sim."]
    assert len(emulator.calls) == 1


async def test_longest_text_is_answered(emulator, talking):
    agent = await talking()
    emulator.turns.append(Turn(texts=("Sim.",)))
    assert replies(await agent.read("ç" * 256)) == ["Sim."]


async def test_longer_text_is_refused_before_it_is_sent(emulator, talking):
    agent = await talking()
    failed = await agent.fail(agent.session.read("a" * 257))
    assert type(failed) is DialogflowFailed and not failed.is_retryable
    assert "fewer words" in str(failed)
    assert emulator.calls == []


async def test_conversation_that_ended_in_a_part_goes_on_with_who_goes_on_talking(
    emulator, talking
):
    agent = await talking(audio_limit_s=5.0)
    emulator.turns += [
        Turn(transcript="tchau", texts=("Até logo!",), ends=True),
        Turn(transcript="espere", texts=("Sim?",)),
    ]
    events = await agent.listen(blocks=60)
    assert HangUp not in kinds(events)
    assert replies(events) == ["Sim?"]


async def test_person_who_was_asked_for_in_a_part_comes(emulator, talking):
    agent = await talking(audio_limit_s=5.0)
    emulator.turns += [
        Turn(transcript="um atendente", texts=("Um momento.",), hands_over={"reason": "asked"}),
        Turn(transcript="por favor", texts=("Sim?",)),
    ]
    assert HandOver in kinds(await agent.listen(blocks=60))


# Two turns at once


async def test_held_turn_goes_on_after_the_noise_that_broke_into_it(emulator, talking):
    agent = await talking()
    emulator.turns += [
        Turn(transcript="oi", partials=("Um.",), texts=("Dois.",)),
        Turn(transcript=""),
    ]
    answer = agent.session.listen(spoken())
    while not isinstance(await anext(answer), ReplyText):
        pass
    assert await agent.listen() == [TurnDone()]
    assert replies(await events_of(answer)) == ["Dois."]


@pytest.mark.parametrize(("blocks", "messages"), [(5, 2), (10, 3), (39, 8)], ids=str)
async def test_backlog_while_a_stream_opens_goes_in_as_few_messages_as_may_be(
    emulator, talking, blocks, messages
):
    agent = await talking()
    await agent.listen(blocks=blocks)
    call = emulator.calls[0]
    assert call.audio_bytes == blocks * 4096
    assert call.largest_bytes <= 24_000 and call.messages == messages


async def test_turn_whose_audio_stops_for_a_while_is_kept_open_with_silence(
    emulator, talking, monkeypatch
):
    monkeypatch.setattr(listening, "_QUIET_S", 0.005)
    agent = await talking()
    emulator.turns.append(Turn(transcript="oi", texts=("Olá!",)))
    microphone = Microphone()
    loud = b"\1\1" * 2048
    microphone.give(loud)
    asking = asyncio.create_task(events_of(agent.session.listen(microphone.audio())))
    await until(lambda: emulator.calls and emulator.calls[0].audio_bytes >= 4096 + 3 * 3200)
    microphone.give(loud)
    microphone.end()
    assert replies(await asking) == ["Olá!"]
    audio = bytes(emulator.calls[0].audio)
    assert audio.startswith(loud) and audio.endswith(loud)
    assert not audio[4096:-4096].strip(b"\0") and not len(audio[4096:-4096]) % 3200


async def test_turns_audio_is_taken_no_faster_than_it_is_sent(emulator, talking):
    """By no more than five seconds, while the service can't be reached."""
    agent = await talking()
    await emulator.close()
    await agent.misses_the_service()
    microphone = Microphone()
    microphone.give(*[BLOCK] * 100)
    answer = agent.session.listen(microphone.audio())
    asking = asyncio.create_task(anext(answer))
    await until(lambda: microphone.taken >= 1)
    asking.cancel()
    await asyncio.wait([asking])
    assert microphone.taken * 4096 <= 5 * SECOND + 4096
    await emulator.listen()
