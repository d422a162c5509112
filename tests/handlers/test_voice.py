import asyncio
import base64
import json

import pytest
from tornado.httpclient import HTTPClientError

from handlers.voice import CLOSE_CODES
from realtime.agents import base as agents
from state.contract import MAX_MESSAGE_BYTES
from state.errors import AgentFailed, DialogflowFailed, StoreFailed
from tests.handlers.conftest import token
from tests.handlers.talker import talking
from tests.speech import babble, mixed, room, silence

REPLY = (
    agents.Transcript("hello"),
    agents.Intent("greeting", 0.9),
    agents.ToolCall("look_up", {"query": "x"}),
    agents.ToolResult("look_up", {"found": 1}),
    agents.ReplyText("Hi there."),
    agents.ReplyAudio(silence(0.1)),
    agents.TurnDone(),
)


async def test_the_first_message_is_session_start(serve):
    talker = await serve().connect()
    message = await talker.next()
    assert message["type"] == "session_start"
    assert message["data"]["session_id"] == message["session_id"]
    assert message["data"]["resume_token"]
    assert message["timestamp"] == 1_000_000.0


async def test_speech_is_heard_by_the_agent(serve):
    server = serve()
    server.agent.script = REPLY
    talker = await talking(server)
    talker.hear(mixed(room(3), silence(1) + babble(1)))
    assert (await talker.next())["type"] == "speech_started"
    assert (await talker.next())["data"]["reason"] == "silence"
    assert (await talker.next())["data"] == {"text": "hello"}
    [heard] = server.agent.heard
    assert 32_000 * 1.5 < len(heard) < 32_000 * 2.2


async def test_audio_may_be_binary_once_asked_for(serve):
    server = serve()
    sound = b"\1\2" * 50
    server.agent.script = (agents.ReplyText("Hi."), agents.ReplyAudio(sound), agents.TurnDone())
    talker = await talking(server)
    talker.send_raw(b"ab", binary=True)
    assert (await talker.next())["data"]["error"] == "message_processing_error"
    talker.send("configure", binary_audio=True)
    assert (await talker.next())["data"]["binary_audio"] is True
    talker.send("start_speaking")
    talker.send_raw(bytes(3_200), binary=True)
    talker.send_raw(b"abc", binary=True)
    assert (await talker.next("error"))["data"]["error"] == "audio_processing_error"
    talker.send("stop_speaking")
    while isinstance(message := await talker.next(), dict):
        pass
    assert message == sound
    assert server.agent.heard == [bytes(3_200)]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("this is not json", "message_processing_error"),
        ("[1, 2]", "message_processing_error"),
        ('{"type": "audio_chunk"}', "message_processing_error"),
        ('{"type": "sing"}', "message_processing_error"),
        ('{"type": "ping", "session_id": "of-another"}', "message_processing_error"),
        ('{"type": "text", "data": {"text": 5}}', "message_processing_error"),
        ('{"type": "audio_chunk", "data": {"audio": "@@@@"}}', "audio_processing_error"),
        ('{"type": "audio_chunk", "data": {"audio": "YWJj"}}', "audio_processing_error"),
    ],
)
async def test_bad_input_gets_its_error_and_harms_nobody(serve, message, code):
    server = serve()
    talker, other = await talking(server), await talking(server)
    talker.send_raw(message)
    error = await talker.next()
    assert error["type"] == "error" and error["session_id"] == talker.session_id
    assert error["data"]["error"] == code and error["data"]["message"]
    assert await talker.is_alive() and await other.is_alive()
    assert len(server.sessions) == 2


async def test_empty_audio_is_no_audio(serve):
    talker = await talking(serve())
    talker.send("audio_chunk", audio="")
    assert (await talker.is_alive()) is True


async def test_a_message_as_large_as_allowed_is_heard(serve):
    talker = await talking(serve())
    frame = json.dumps({"type": "audio_chunk", "data": {"audio": ""}})
    room_left = (MAX_MESSAGE_BYTES - len(frame)) // 8 * 8
    talker.send("start_speaking")
    talker.send("audio_chunk", audio=base64.b64encode(bytes(room_left * 3 // 4)).decode())
    assert (await talker.next())["type"] == "speech_started"
    assert await talker.is_alive()


@pytest.mark.parametrize("letter", ["x", "é"])
async def test_a_larger_message_closes_with_1009(serve, letter):
    server = serve()
    talker, other = await talking(server), await talking(server)
    talker.send_raw(letter * ((MAX_MESSAGE_BYTES + len(letter.encode())) // len(letter.encode())))
    assert (await talker.next())["data"] == {"reason": "message_too_big"}
    assert await talker.closed() == 1009
    assert await other.is_alive()
    assert len(server.sessions) == 1


async def test_a_far_larger_one_ends_the_session_too(serve):
    server = serve()
    talker, other = await talking(server), await talking(server)
    talker.send_raw("x" * 3 * MAX_MESSAGE_BYTES)
    await talker.closed()
    while len(server.sessions) > 1:
        assert await other.is_alive()


async def test_unanswered_pings_leave_the_session_to_be_resumed(serve):
    server = serve()
    talker, other = await talking(server), await talking(server)
    [live] = [live for key, live in server.sessions._live.items() if key == talker.session_id]
    live.client._protocol.close(reason="ping timed out")
    assert await talker.closed() is None  # no close frame: the client may resume
    while live.client is not None:
        assert await other.is_alive()
    assert len(server.sessions) == 2


async def test_an_agent_that_fails_is_a_stream_error_and_the_session_lives(serve):
    server = serve()
    server.agent.script = (AgentFailed("no worker; say it again"),)
    talker = await talking(server)
    talker.send("text", text="hello")
    assert (await talker.next("error"))["data"] == {
        "error": "stream_processing_error",
        "message": "no worker; say it again",
    }
    assert await talker.is_alive()


async def test_an_agent_says_whether_to_try_again(serve):
    server = serve()
    server.agent.script = (DialogflowFailed("too busy", is_retryable=True),)
    talker = await talking(server)
    talker.send("text", text="hello")
    assert (await talker.next("error"))["data"] == {
        "error": "dialogflow_error",
        "message": "too busy",
        "retryable": True,
    }


@pytest.mark.logs("a message broke the handler")
async def test_a_bug_is_a_websocket_error_without_detail(serve, monkeypatch):
    def broken(self):
        raise KeyError("secret")

    talker = await talking(serve())
    monkeypatch.setattr("realtime.voice.driver.VoiceDriver.barge_in", broken)
    talker.send("barge_in")
    error = await talker.next("error")
    assert error["data"]["error"] == "websocket_error"
    assert "secret" not in error["data"]["message"]
    assert await talker.is_alive()


async def test_a_client_that_never_reads_is_closed_with_1013(serve):
    server = serve()
    bulky = agents.ToolResult("look_up", "x" * 100_000)
    server.agent.script = (*[bulky] * 200, agents.TurnDone())
    talker, other = await talking(server), await talking(server)
    talker.socket.protocol.stream.read_from_fd = lambda buffer: None
    for _ in range(3):
        talker.send("text", text="hello")
    while len(server.sessions) > 1:
        await other.is_alive()
    del talker.socket.protocol.stream.read_from_fd
    assert await talker.closed() == 1013


async def test_a_client_that_vanishes_in_a_turn_costs_only_its_own(serve):
    server = serve()
    talker, other = await talking(server), await talking(server)
    server.agent.script = (agents.ReplyText("Hi."), asyncio.Event())
    talker.send("text", text="hello")
    await talker.next("response_text")
    talker.vanish()
    await server.agent.cut.wait()
    assert await other.is_alive()
    assert len(server.sessions) == 2  # it may come back


# Who may come in


async def refused(connecting):
    with pytest.raises(HTTPClientError) as refusal:
        await connecting
    response = refusal.value.response
    assert response is not None
    return response.code, json.loads(response.body)["error"]


async def test_a_foreign_origin_is_refused_before_the_upgrade(serve):
    server = serve()
    assert await refused(server.connect(Origin="https://evil.example")) == (403, "foreign_origin")
    assert len(server.sessions) == 0


@pytest.mark.parametrize("origin", ["http://localhost:3000", "http://127.0.0.1:5173", "own"])
async def test_its_own_and_local_pages_may_connect(serve, origin):
    server = serve()
    own = f"http://{server.host}"
    await talking(server, Origin=own if origin == "own" else origin)


async def test_in_development_mode_a_foreign_host_name_is_refused(serve):
    server = serve()
    rebound = {"Host": "evil.example", "Origin": "http://evil.example"}
    assert await refused(server.connect(**rebound)) == (403, "foreign_host")


async def test_elsewhere_a_credential_is_needed(serve):
    server = serve(development=False)
    assert await refused(server.connect()) == (401, "not_authenticated")
    await talking(server, Authorization=f"Bearer {token()}")


@pytest.mark.parametrize("query", ["?ticket=wrong", "?ticket=", "?ticket=a.b.c"])
async def test_a_wrong_ticket_is_refused_in_either_mode(serve, query):
    for development in (True, False):
        server = serve(development=development)
        assert await refused(server.connect(query)) == (401, "not_authenticated")


async def test_a_wrong_token_is_refused_in_either_mode(serve):
    forged = token(secret="another secret of at least 32 characters")
    for development in (True, False):
        server = serve(development=development)
        refusal = await refused(server.connect(Authorization=f"Bearer {forged}"))
        assert refusal == (401, "not_authenticated")


async def test_a_ticket_opens_once_and_for_thirty_seconds(serve):
    server = serve(development=False)
    bearer = {"Authorization": f"Bearer {token()}"}

    async def ticket():
        answer = await server.fetch("/ws/voice-chat/ticket", method="POST", body="", headers=bearer)
        assert answer.code == 200
        body = json.loads(answer.body)
        assert body["expires_in"] == 30
        return body["ticket"]

    first = await ticket()
    await talking(server, f"?ticket={first}")
    assert (await refused(server.connect(f"?ticket={first}")))[0] == 401
    late = await ticket()
    server.time += 30
    assert (await refused(server.connect(f"?ticket={late}")))[0] == 401


async def test_an_unknown_agent_is_refused(serve):
    assert await refused(serve().connect("?agent=nobody")) == (404, "agent_not_found")


@pytest.mark.parametrize("missing", ["Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version"])
async def test_half_a_handshake_is_refused_in_our_words(serve, missing):
    headers = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Version": "13",
    }
    del headers[missing]
    answer = await serve().fetch("/ws/voice-chat", headers=headers)
    assert (answer.code, json.loads(answer.body)["error"]) == (400, "bad_request")


async def test_plain_http_is_told_to_upgrade(serve):
    answer = await serve().fetch("/ws/voice-chat")
    assert answer.code == 426
    assert json.loads(answer.body)["error"] == "upgrade_required"
    assert (await serve().fetch("/ws/voice-chat", method="HEAD")).code == 405


# Ends and returns


async def test_a_close_frame_ends_the_session(serve):
    server = serve()
    talker = await talking(server)
    talker.socket.close()
    await talker.closed()
    other = await talking(server)
    while len(server.sessions) > 1:
        assert await other.is_alive()


async def lost(server):
    """A session whose socket broke, and what resumes it."""
    talker = await server.connect()
    start = await talker.start()
    talker.vanish()
    return talker.session_id, start["resume_token"]


async def test_a_lost_session_is_resumed_with_its_token_once(serve):
    server = serve()
    session_id, resume_token = await lost(server)
    query = f"?session_id={session_id}&resume_token={resume_token}"
    back = await server.connect(query)
    start = await back.start()
    assert start["session_id"] == session_id and start["resumed"] is True
    assert await back.is_alive()
    assert await refused(server.connect(query)) == (401, "not_authenticated")
    assert len(server.sessions) == 1


async def test_a_resumed_session_lets_its_old_socket_go(serve):
    server = serve()
    talker = await server.connect()
    start = await talker.start()
    back = await server.connect(
        f"?session_id={talker.session_id}&resume_token={start['resume_token']}"
    )
    await back.start()
    assert await talker.closed() == CLOSE_CODES["resumed_elsewhere"]
    assert await back.is_alive()


async def test_a_session_is_resumed_by_nobody_else(serve):
    server = serve(development=False)
    talker = await server.connect(Authorization=f"Bearer {token(1)}")
    start = await talker.start()
    talker.vanish()
    query = f"?session_id={talker.session_id}&resume_token={start['resume_token']}"
    assert (await refused(server.connect(query, Authorization=f"Bearer {token(2)}")))[0] == 401
    await talking(server, query, Authorization=f"Bearer {token(1)}")


async def test_a_wrong_resume_token_and_an_unknown_session_get_the_same_answer(serve):
    server = serve()
    session_id, _ = await lost(server)
    wrong = await refused(server.connect(f"?session_id={session_id}&resume_token=x"))
    unknown = await refused(server.connect("?session_id=none&resume_token=x"))
    assert wrong == unknown == (401, "not_authenticated")


async def test_when_the_server_stops_each_client_is_told(serve):
    server = serve()
    talker = await talking(server)
    await server.sessions.close()
    assert (await talker.next())["data"] == {"reason": "shutdown"}
    assert await talker.closed() == 1012
    assert server.agent.closed == 1


async def test_a_resume_overtaken_by_another_is_let_go_as_such(serve, monkeypatch):
    server = serve()
    session_id, resume_token = await lost(server)
    query = f"?session_id={session_id}&resume_token={resume_token}"
    monkeypatch.setattr(server.store, "commit", lambda *_: server.loop.create_future())
    first = await server.connect(query)
    await server.connect(query)
    assert await first.closed() == CLOSE_CODES["resumed_elsewhere"]


# The store


async def test_no_session_is_opened_when_nothing_can_be_saved(serve):
    server = serve()
    server.store.failure = "no space left"
    assert await refused(server.connect()) == (503, "store_failed")


@pytest.mark.logs("its transcript stays where it is")
async def test_a_session_that_cannot_be_saved_is_not_started(serve, monkeypatch):
    server = serve()
    lost = asyncio.get_running_loop().create_future()
    lost.set_exception(StoreFailed("no space left"))
    monkeypatch.setattr(server.store, "commit", lambda *changes: lost)
    talker = await server.connect()
    assert await talker.next() is None
    assert talker.socket.close_code == 1012
    assert len(server.sessions) == 0


async def test_a_turn_that_cannot_be_saved_is_an_error_and_is_not_answered(serve):
    server = serve()
    talker = await talking(server)
    server.agent.script = (agents.ReplyText("Hi."), agents.TurnDone())
    server.store.failure = "no space left"
    talker.send("text", text="hello")
    message = await talker.next()
    assert (message["type"], message["data"]["error"]) == ("error", "websocket_error")
    assert await talker.is_alive()
    assert server.agent.heard == []


# Agents


async def test_the_agents_are_listed(serve):
    answer = await serve().fetch("/ws/voice-chat/agents")
    [card] = json.loads(answer.body)["items"]
    assert card == {
        "name": "scripted",
        "title": "Scripted",
        "language": "en",
        "hears": True,
        "samples": ["hello"],
    }


async def test_a_sample_is_a_wav(serve):
    server = serve()
    answer = await server.fetch("/ws/voice-chat/agents/scripted/samples/0")
    assert answer.headers["Content-Type"] == "audio/wav"
    assert answer.body[:4] == b"RIFF" and len(answer.body) == 364
    assert (await server.fetch("/ws/voice-chat/agents/scripted/samples/9")).code == 404
    assert (await server.fetch("/ws/voice-chat/agents/nobody/samples/0")).code == 404


async def test_elsewhere_the_agents_are_for_those_who_may_talk_to_them(serve):
    server = serve(development=False)
    assert (await server.fetch("/ws/voice-chat/agents")).code == 401
    bearer = {"Authorization": f"Bearer {token()}"}
    assert (await server.fetch("/ws/voice-chat/agents", headers=bearer)).code == 200
