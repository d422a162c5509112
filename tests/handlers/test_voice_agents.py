"""Turns with each of the real agents: said and typed, with tools, and those that mean nothing."""

import pytest

from tests.handlers.phrases import BYE, HELP, SEARCH, THANKS, WEATHER, YES
from tests.handlers.talker import data_of, sound_of, talking, types_of
from tests.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

HEARD = ["speech_started", "speech_stopped", "transcription", "intent"]
REPLIED = ["response_start", "response_text", "turn_metrics", "audio_response", "response_end"]


def reply_of(told):
    return " ".join(data["text"] for data in data_of(told, "response_text"))


async def test_what_is_said_is_transcribed_understood_and_answered(answering):
    talker = await talking(await answering.server())
    talker.hear(await answering.hear(THANKS))
    told = await talker.until("response_end")
    assert types_of(told) == HEARD + REPLIED
    assert data_of(told, "speech_stopped")[0]["reason"] == "silence"
    assert data_of(told, "transcription") == [{"text": THANKS.words}]
    [intent] = data_of(told, "intent")
    assert intent["intent"] == "thanks" and 0.5 < intent["confidence"] <= 1
    assert reply_of(told) == THANKS.reply
    assert sound_of(told) == answering.sound_of(THANKS.reply)
    assert data_of(told, "response_end")[0]["interrupted"] is False


async def test_a_spoken_turn_s_metrics_count_from_the_end_of_speech(answering):
    talker = await talking(await answering.server())
    talker.hear(await answering.hear(THANKS))
    [metrics] = data_of(await talker.until("turn_metrics"), "turn_metrics")
    assert metrics["input"] == "speech" and metrics["text_to_first_audio_ms"] is None
    # The silence that ended the turn is part of the wait.
    assert 0 < metrics["speech_end_to_transcription_ms"] <= metrics["speech_end_to_first_audio_ms"]


async def test_a_turn_may_begin_and_end_by_hand(answering):
    talker = await talking(await answering.server())
    talker.send("configure", automatic=False)
    assert await talker.next("configured")
    sound = await answering.hear(THANKS)
    talker.hear(sound)  # to nobody: no turn is open
    talker.send("start_speaking")
    talker.hear(sound)
    talker.send("stop_speaking")
    told = await talker.until("audio_response")
    assert types_of(told) == HEARD + REPLIED[:-1]
    assert data_of(told, "speech_stopped")[0]["reason"] == "client"
    assert data_of(told, "transcription") == [{"text": THANKS.words}]


async def test_what_is_typed_is_understood_and_answered(answering):
    talker = await talking(await answering.server())
    talker.send("text", text=answering.read(THANKS))
    told = await talker.until("audio_response")
    assert types_of(told) == ["intent", *REPLIED[:-1]]
    assert data_of(told, "intent")[0]["intent"] == "thanks"
    assert reply_of(told) == THANKS.reply
    [metrics] = data_of(told, "turn_metrics")
    assert metrics["input"] == "text" and metrics["text_to_first_audio_ms"] > 0


async def test_a_conversation_has_many_turns(answering):
    talker = await talking(await answering.server())
    for phrase in (THANKS, BYE, SEARCH):
        talker.hear(await answering.hear(phrase))
        told = await talker.until("turn_metrics")
        assert data_of(told, "transcription") == [{"text": phrase.words}]
        assert data_of(told, "intent")[0]["intent"] == phrase.intent
        talker.send("barge_in")
        await talker.until("interruption")
    talker.send("text", text=answering.read(YES))
    told = await talker.until("response_text")
    # Of the headphones.
    assert data_of(told, "tool_call") == [{"tool": YES.tool, "parameters": YES.parameters}]
    answering.check_one_conversation()


async def test_interim_transcripts_come_where_there_are_any_and_are_asked_for(answering):
    talker = await talking(await answering.server())
    talker.send("configure", interim_transcriptions=True)
    talker.hear(await answering.hear(THANKS))
    told = data_of(await talker.until("intent"), "transcription")
    assert told[-1] == {"text": THANKS.words}
    assert bool(told[:-1]) is answering.has_interims
    assert all(each["final"] is False for each in told[:-1])


@pytest.mark.parametrize("is_typed", [False, True], ids=["said", "typed"])
async def test_a_tool_is_called_and_its_result_becomes_the_reply(answering, is_typed):
    talker = await talking(await answering.server())
    if is_typed:
        talker.send("text", text=answering.read(SEARCH))
    else:
        talker.hear(await answering.hear(SEARCH))
    told = await talker.until("turn_metrics")
    heard = [] if is_typed else HEARD[:3]
    assert types_of(told)[:-1] == [
        *heard,
        "intent",
        "tool_call",
        "tool_result",
        "response_start",
        "response_text",
    ]
    assert data_of(told, "tool_call") == [{"tool": SEARCH.tool, "parameters": SEARCH.parameters}]
    [result] = data_of(told, "tool_result")
    assert result["tool"] == SEARCH.tool and result["result"]["name"] == "headphones"
    assert SEARCH.reply.startswith(reply_of(told))


@pytest.mark.parametrize("is_typed", [False, True], ids=["said", "typed"])
async def test_what_is_not_understood_gets_an_answer_that_says_so(answering, is_typed):
    talker = await talking(await answering.server())
    if is_typed:
        talker.send("text", text=answering.read(WEATHER))
    else:
        talker.hear(await answering.hear(WEATHER))
    told = await talker.until("response_text")
    assert data_of(told, "intent")[0]["intent"] == "no_match"
    assert WEATHER.reply.startswith(reply_of(told))
    words = [{"text": WEATHER.words}] if answering.transcribes_all and not is_typed else []
    assert data_of(told, "transcription") == words


async def test_a_sound_of_nobody_is_no_turn(answering):
    server = await answering.server()
    talker = await talking(server)
    talker.send("start_speaking")
    talker.hear(answering.hear_nobody())
    talker.send("stop_speaking")
    told = await talker.until("turn_metrics")
    assert types_of(told) == ["speech_started", "speech_stopped", "turn_metrics"]
    talker.send("text", text=answering.read(THANKS))
    assert reply_of(await talker.until("response_text")) == THANKS.reply


async def test_audio_may_be_binary(answering):
    talker = await talking(await answering.server())
    talker.send("configure", binary_audio=True)
    assert (await talker.next("configured"))["data"]["binary_audio"] is True
    talker.send_raw(await answering.hear(THANKS), binary=True)
    told = []
    while isinstance(message := await talker.next(), dict):
        told.append(message)
    assert types_of(told) == [*HEARD, *REPLIED[:3]]
    assert message and answering.sound_of(THANKS.reply).startswith(message)


# Ends


async def test_who_goes_while_the_agent_speaks_leaves_it_at_rest(answering):
    server = await answering.server()
    talker = await talking(server)
    talker.send("text", text=answering.read(HELP))
    await talker.next("audio_response")
    talker.socket.close()
    await until(lambda: not len(server.sessions) and answering.is_at_rest)


async def resumed(server, talker, start):
    back = await server.connect(
        f"?session_id={talker.session_id}&resume_token={start['resume_token']}"
    )
    assert (await back.start())["resumed"] is True
    return back


async def goes_on(answering, talker):
    """It knows what it was about."""
    talker.hear(await answering.hear(YES))
    told = await talker.until("response_text")
    assert data_of(told, "tool_call") == [{"tool": YES.tool, "parameters": YES.parameters}]
    answering.check_one_conversation()


async def began(answering, server):
    talker = await server.connect()
    start = await talker.start()
    talker.hear(await answering.hear(SEARCH))
    await talker.until("response_text")
    talker.send("barge_in")
    await talker.until("interruption")
    return talker, start


async def test_after_a_lost_socket_the_conversation_goes_on(answering):
    server = await answering.server()
    talker, start = await began(answering, server)
    talker.vanish()
    await goes_on(answering, await resumed(server, talker, start))


async def test_after_a_restart_the_conversation_goes_on(answering):
    talker, start = await began(answering, await answering.server())
    server = await answering.restarted()
    await goes_on(answering, await resumed(server, talker, start))
