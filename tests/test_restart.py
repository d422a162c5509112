"""A server killed in the middle of a conversation, and the next one over its folder."""

import json
import signal
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import jwt
import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPClientError
from tornado.websocket import websocket_connect

from tests.test_server import (  # noqa: F401 - fixtures
    address_of,
    fetched,
    refusal,
    start,
    start_from_nothing,
)
from tests.waiting import until


class Talk:
    """A conversation with a real server."""

    def __init__(self, socket):
        self._socket = socket

    async def begin(self):
        self.start = (await self.next("session_start"))["data"]

    @property
    def resume(self):
        return {name: self.start[name] for name in ("session_id", "resume_token")}

    async def next(self, wanted):
        while (message := await self._socket.read_message()) is not None:
            decoded = json.loads(message)
            if decoded["type"] == wanted:
                return decoded
        raise AssertionError(f"the socket closed before {wanted}")

    def hang_up(self):
        self._socket.close()

    async def say(self, text, wanted):
        message = {"type": "text", "data": {"text": text}}
        await self._socket.write_message(json.dumps(message))
        return (await self.next(wanted))["data"]


@pytest.fixture
async def talk():
    """Begins or resumes conversations with the server at an address."""
    sockets = []

    async def with_server(address, **resume):
        query = "&".join(f"{name}={value}" for name, value in resume.items())
        url = f"{address}/ws/voice-chat?{query}".replace("http", "ws")
        sockets.append(await websocket_connect(url))
        talk = Talk(sockets[-1])
        await talk.begin()
        return talk

    yield with_server
    for socket in sockets:
        socket.close()
        while await socket.read_message() is not None:
            pass


async def test_a_killed_server_s_conversation_goes_on_where_it_was(start, talk):  # noqa: F811
    first = start("--port", "0")
    before = await talk(address_of(first))
    await before.say("how much is the bicycle", "response_text")
    first.kill()
    first.wait(timeout=20)
    second = start("--port", "0")
    again = await talk(address_of(second), **before.resume)
    assert again.start["resumed"] is True
    assert again.start["session_id"] == before.start["session_id"]
    called = await again.say("how much is it", "tool_call")
    assert called == {"tool": "get_price", "parameters": {"product": "bicycle"}}
    assert (await again.next("response_start"))["data"]["response_id"] == "response-2"


async def test_a_stopped_server_s_conversation_goes_on_too(start, talk):  # noqa: F811
    first = start("--port", "0")
    before = await talk(address_of(first))
    await before.say("how much is the bicycle", "response_text")
    first.send_signal(signal.SIGTERM)
    first.wait(timeout=20)
    second = start("--port", "0")
    again = await talk(address_of(second), **before.resume)
    called = await again.say("how much is it", "tool_call")
    assert called["parameters"] == {"product": "bicycle"}


SECRET = "a secret of at least thirty-two characters"


@pytest.fixture
async def ticket():
    """Gives tickets for the voice socket."""
    http = AsyncHTTPClient(force_instance=True)
    token = jwt.encode({"user_id": 7, "exp": 4_102_444_800}, SECRET, algorithm="HS256")

    async def of(address):
        url, bearer = f"{address}/ws/voice-chat/ticket", {"Authorization": f"Bearer {token}"}
        return json.loads((await http.fetch(url, method="POST", body="", headers=bearer)).body)

    yield of
    http.close()


@pytest.fixture
async def call(start, talk, ticket):  # noqa: F811
    """A server outside development mode that was told to stop in the middle of a call."""
    process = start("--port", "0", VIVAVOZ_ACCESS_SECRET=SECRET, VIVAVOZ_DRAIN_LIMIT_S="600")
    address = address_of(process)
    call = await talk(address, ticket=(await ticket(address))["ticket"])
    process.send_signal(signal.SIGTERM)
    assert (await call.next("server_stopping"))["data"] == {"ends_in_ms": 600_000}
    return process, address, call


async def test_told_to_stop_it_lets_a_call_end_and_begins_none(call, talk, ticket):
    process, address, call = call
    with pytest.raises(HTTPClientError, match="503"):
        await talk(address, ticket=(await ticket(address))["ticket"])
    await call.say("how much is the bicycle", "response_text")
    assert process.poll() is None
    call.hang_up()
    assert process.wait(timeout=20) == 0


async def test_told_twice_it_cuts_calls_off_which_can_go_on_later(call, start, talk, ticket):  # noqa: F811
    process, _, call = call
    process.send_signal(signal.SIGTERM)
    assert (await call.next("session_end"))["data"] == {"reason": "shutdown"}
    assert process.wait(timeout=20) == 0
    address = address_of(start("--port", "0", VIVAVOZ_ACCESS_SECRET=SECRET))
    again = await talk(address, ticket=(await ticket(address))["ticket"], **call.resume)
    assert again.start["resumed"] is True


def asked(url, token, data=None):
    headers = {"Authorization": f"Bearer {token}"}
    with urlopen(Request(url, data=data, headers=headers), timeout=10) as answer:
        return json.load(answer)


SAID = (
    "Hello, how many people answer the phone at your front desk today?",
    "And what goes wrong most often when it gets busy in the morning?",
    "What does a missed call cost the practice, and who notices it first?",
)


async def test_a_killed_server_s_practice_call_goes_on_and_is_scored(
    start_from_nothing,  # noqa: F811
    talk,
    tmp_path,
):
    first = start_from_nothing("--port", "0")
    address = address_of(first)
    token = fetched(f"{address}/dev/token?user=7")["access_token"]
    link = asked(f"{address}/role_plays/2/get_agent_link", token, b"")["signed_url"]
    before = await talk(address, link=parse_qs(urlsplit(link).query)["link"][0])
    await before.next("audio_response")
    await before.say(SAID[0], "intent")
    await before.say(SAID[1], "intent")
    first.kill()
    first.wait()
    second = start_from_nothing("--port", "0")
    address = address_of(second)
    ticket = asked(f"{address}/ws/voice-chat/ticket", token, b"")["ticket"]
    again = await talk(address, ticket=ticket, **before.resume)
    await again.say(SAID[2], "intent")
    again.hang_up()
    call_id = before.start["session_id"]
    # Asking all the while would fill the pipe of the server's log, which nobody reads.
    await until(lambda: any((tmp_path / "data" / "archive").glob(f"*/result-{call_id}.json")))
    result: dict[str, Any] = {"status": "processing"}
    while result["status"] == "processing":
        result = asked(f"{address}/sessions/{call_id}", token)
    assert result["status"] == "ready" and result["ended_by"] == "salesperson"
    assert [line["text"] for line in result["lines"] if line["who"] == "salesperson"] == [*SAID]
    assert result["recording_url"]


def test_a_folder_serves_one_server_at_a_time(start):  # noqa: F811
    first = start("--port", "0")
    address = address_of(first)
    assert f"process {first.pid}" in refusal(start("--port", "0"))
    assert fetched(f"{address}/health") == {"status": "healthy"}


def consultoria(address, user, path, **body):
    """A POST to the consultations, or without a body a GET; the body of the answer."""
    token = fetched(f"{address}/dev/token?user={user}")["access_token"]
    request = Request(
        f"{address}/api/consultoria/{path}",
        data=json.dumps(body).encode() if body else None,
        headers={"Authorization": f"Bearer {token}"},
    )
    with urlopen(request, timeout=10) as response:
        return json.load(response)


def test_a_killed_server_s_queue_is_as_it_was(start):  # noqa: F811
    first = start("--port", "0")
    address = address_of(first)
    for user in (1, 2, 3):
        consultoria(address, user, "queue/join/", agent_type="gestao")
    before = [consultoria(address, user, "queue/status/") for user in (2, 3)]
    first.kill()
    first.wait()
    address = address_of(start("--port", "0"))
    after = [consultoria(address, user, "queue/status/") for user in (2, 3)]
    assert [each["position"] for each in after] == [1, 2]
    for was, is_now in zip(before, after, strict=True):
        assert {
            name: was[name] for name in ("id", "position", "joined_at")
        }.items() <= is_now.items()
    assert consultoria(address, 1, "queue/status/")["status"] == "reserved"
