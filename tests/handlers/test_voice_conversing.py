"""The conversation behind a call with each of the real agents: its messages, and people in it."""

import pytest

from tests.handlers.phrases import AGAIN, BRIEF, BYE, HELP, SEARCH, THANKS
from tests.handlers.talker import data_of, sound_of, talking, types_of
from tests.handlers.test_conversations import PATH, Caller
from tests.sse import Stream
from tests.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def messages(server):
    """Who said what, the oldest first."""
    items = (await Caller(server).get("/lead-1/messages"))["items"]
    return [(item["role"], item["content"]) for item in reversed(items)]


async def turn_off(server):
    status, _ = await Caller(server).call("PATCH", "/lead-1", {"is_ai_active": False})
    assert status == 200


async def test_both_sides_of_it_become_messages(answering):
    server = await answering.server()
    talker = await talking(server, "?lead_id=lead-1")
    talker.hear(await answering.hear(THANKS))
    await talker.until("response_end")
    talker.send("text", text=answering.read(AGAIN))
    await talker.until("response_end")
    assert await messages(server) == [
        ("user", THANKS.words),
        ("assistant", THANKS.reply),
        ("user", AGAIN.text),
        ("assistant", AGAIN.reply),
    ]


async def test_of_a_reply_that_is_cut_only_what_was_heard_is_a_message(answering):
    server = await answering.server()
    talker = await talking(server, "?lead_id=lead-1")
    talker.send("text", text=answering.read(HELP))
    while (await talker.next("audio_response"))["data"]["seq"] < 15:
        pass  # with the last of these, more than a second was heard
    talker.send("barge_in")
    [cut] = data_of(await talker.until("interruption"), "interruption")
    assert cut["played_ms"] >= 1_000
    assert HELP.reply.startswith(cut["heard_text"]) and cut["heard_text"]
    assert len(cut["heard_text"]) < len(HELP.reply) // 2
    assert await talker.is_alive()
    assert await messages(server) == [("user", HELP.text), ("assistant", cut["heard_text"])]


@pytest.mark.parametrize("is_lost", [False, True], ids=["closed", "lost"])
async def test_who_goes_while_speaking_leaves_it_at_rest_and_the_words_kept(
    answering, is_lost, monkeypatch
):
    # However long the recogniser waits for a core.
    monkeypatch.setattr("realtime.voice.driver.LET_GO_SECONDS", 50.0)
    server = await answering.server()
    talker = await talking(server, "?lead_id=lead-1")
    sound = await answering.hear(THANKS)
    talker.send("start_speaking")
    talker.hear(sound)
    assert await talker.is_alive()
    if is_lost:
        talker.vanish()
    else:
        talker.socket.close()
    await until(lambda: server.conversations.log.find("lead-1") and answering.is_at_rest)
    assert await messages(server) == [("user", THANKS.words)]


async def test_an_agent_that_is_turned_off_falls_silent_and_words_are_still_told(answering):
    server = await answering.server()
    talker = await talking(server, "?lead_id=lead-1")
    talker.send("text", text=answering.read(HELP))
    await talker.next("audio_response")
    await turn_off(server)
    await talker.until("interruption")
    for phrase in (THANKS, SEARCH):
        talker.hear(await answering.hear(phrase))
        told = await talker.until("turn_metrics")
        assert types_of(told) == [
            "speech_started",
            "speech_stopped",
            "transcription",
            "turn_metrics",
        ]
        assert data_of(told, "transcription") == [{"text": phrase.words}]
    await until(lambda: answering.is_at_rest)
    assert await talker.is_alive()
    said = await messages(server)
    assert said[-2:] == [("user", THANKS.words), ("user", SEARCH.words)]


async def test_what_a_person_writes_is_spoken_by_the_agent_s_voice(answering):
    server = await answering.server()
    talker = await talking(server, "?lead_id=lead-1")
    talker.send("text", text=answering.read(HELP))
    await talker.next("audio_response")
    status, _ = await Caller(server).post(content="Hello.", role="human")
    assert status == 201
    await talker.until("interruption")
    told = await talker.until("response_end")
    assert data_of(told, "response_start")[0]["role"] == "human"
    assert data_of(told, "response_text")[0]["text"] == "Hello."
    assert sound_of(told) == answering.spoken("Hello.")
    # The agent goes on with the next turn, and knows nothing of it.
    talker.send("text", text=answering.read(THANKS))
    assert data_of(await talker.until("response_text"), "response_text")[0]["text"] == THANKS.reply


# What only Dialogflow's agent does by itself


async def test_who_is_handed_over_to_a_person_is_heard_and_not_answered(dialogflow):
    server = await dialogflow.server()
    caller = Caller(server)
    stream = await Stream.open(server.port, f"{PATH}/stream", **caller._headers)
    talker = await talking(server, "?lead_id=lead-1")
    sound = await dialogflow.hear(BRIEF)
    dialogflow.emulator.turns[-1] = dialogflow.turn_of(BRIEF, hands_over={"reason": "asked"})
    talker.hear(sound)
    told = await talker.until("response_end")
    # Its reply is heard first.
    assert data_of(told, "response_text")[0]["text"] == BRIEF.reply
    assert data_of(told, "response_end")[0]["interrupted"] is False
    while (await stream.next("conversation_update"))["data"]["is_ai_active"]:
        pass
    assert (await caller.get("/lead-1"))["is_ai_active"] is False
    talker.hear(await dialogflow.hear(BYE))
    told = await talker.until("turn_metrics")
    assert data_of(told, "transcription") == [{"text": BYE.words}]
    assert data_of(told, "intent") == []
    assert await talker.is_alive()
    stream.close()


async def test_who_was_handed_over_and_back_is_answered_again(dialogflow):
    server = await dialogflow.server()
    talker = await talking(server, "?lead_id=lead-1")
    text = dialogflow.read(BRIEF)
    dialogflow.emulator.turns[-1] = dialogflow.turn_of(BRIEF, hands_over={"reason": "asked"})
    talker.send("text", text=text)
    await talker.until("response_end")
    await until(lambda: not server.conversations.log.find("lead-1").is_ai_active)
    await Caller(server).call("PATCH", "/lead-1", {"is_ai_active": True})
    talker.send("text", text=dialogflow.read(BRIEF))
    assert data_of(await talker.until("response_text"), "response_text")[0]["text"] == BRIEF.reply


@pytest.mark.parametrize("is_typed", [False, True], ids=["said", "typed"])
async def test_an_agent_that_ends_the_conversation_ends_the_session_once_it_was_heard(
    dialogflow, is_typed
):
    server = await dialogflow.server()
    talker = await talking(server, "?lead_id=lead-1")
    if is_typed:
        talker.send("text", text=dialogflow.read(BRIEF))
    else:
        talker.hear(await dialogflow.hear(BRIEF))
    dialogflow.emulator.turns[-1] = dialogflow.turn_of(BRIEF, ends=True)
    told = await talker.until("session_end")
    assert types_of(told)[-2:] == ["response_end", "session_end"]
    assert data_of(told, "response_end")[0]["interrupted"] is False
    assert told[-1]["data"] == {"reason": "ended_by_agent"}
    assert await talker.closed() == 1000
    await server.sessions.close()
    assert (await messages(server))[-1] == ("assistant", BRIEF.reply)


async def test_who_cuts_the_last_words_goes_on_in_a_new_conversation_of_the_service(dialogflow):
    talker = await talking(await dialogflow.server())
    text = dialogflow.read(HELP)
    dialogflow.emulator.turns[-1] = dialogflow.turn_of(HELP, ends=True)
    talker.send("text", text=text)
    await talker.next("audio_response")
    talker.send("barge_in")
    await talker.until("interruption")
    talker.send("text", text=dialogflow.read(BRIEF))
    told = await talker.until("response_end")
    assert data_of(told, "response_text")[0]["text"] == BRIEF.reply
    assert await talker.is_alive()
    first, second = (call.session for call in dialogflow.emulator.calls)
    assert first != second


async def test_who_cuts_the_words_that_hand_over_is_handed_over(dialogflow):
    server = await dialogflow.server()
    talker = await talking(server, "?lead_id=lead-1")
    text = dialogflow.read(HELP)
    dialogflow.emulator.turns[-1] = dialogflow.turn_of(HELP, hands_over={"reason": "asked"})
    talker.send("text", text=text)
    await talker.next("audio_response")
    talker.send("barge_in")
    await talker.until("interruption")
    assert await talker.is_alive()
    assert (await Caller(server).get("/lead-1"))["is_ai_active"] is False
