"""Tickets and links over real sockets: only who is let in has used theirs up."""

import json

import pytest

from handlers.limits.limits import LimitsSettings
from tests.handlers.conftest import token
from tests.handlers.talker import talking
from tests.waiting import until

HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
}


async def shown(server, kind):
    """What a voice socket is opened with: one that is good once."""
    path = {"ticket": "/ws/voice-chat/ticket", "link": "/role_plays/1/get_agent_link"}[kind]
    bearer = {"Authorization": f"Bearer {token()}"}
    told = json.loads((await server.fetch(path, method="POST", body="", headers=bearer)).body)
    return (
        f"?ticket={told['ticket']}" if kind == "ticket" else "?" + told["signed_url"].split("?")[1]
    )


async def refused(server, query, **headers):
    """Status and code, in JSON as all errors are."""
    answer = await server.fetch(f"/ws/voice-chat{query}", headers={**HANDSHAKE, **headers})
    return answer.code, json.loads(answer.body)["error"]


@pytest.mark.parametrize("kind", ["ticket", "link"])
@pytest.mark.parametrize(
    ("full", "refusal"),
    [
        ({"user_sockets": 1}, (429, "too_many_requests")),
        ({"user_voice_sessions": 1}, (429, "too_many_requests")),
        ({"voice_sessions": 1}, (503, "server_full")),
    ],
)
async def test_who_finds_no_place_comes_again_with_the_same(serve, kind, full, refusal):
    server = serve(development=False, limits=LimitsSettings(**full))
    there = await talking(server, Authorization=f"Bearer {token()}")
    query = await shown(server, kind)
    assert await refused(server, query) == refusal
    there.socket.close()
    await there.closed()
    await until(lambda: not len(server.sessions))
    assert await (await talking(server, query)).is_alive()
    assert await refused(server, query) == (401, "not_authenticated")


@pytest.mark.parametrize("kind", ["ticket", "link"])
@pytest.mark.parametrize(
    ("bad", "refusal"),
    [
        ({"Connection": "keep-alive, not-upgrade"}, (400, "bad_request")),
        ({"Sec-WebSocket-Key": ""}, (400, "bad_request")),
        ({"Sec-WebSocket-Version": ""}, (400, "bad_request")),
        ({"Sec-WebSocket-Version": "8"}, (426, "upgrade_required")),
    ],
)
async def test_a_bad_handshake_uses_nothing_up(serve, kind, bad, refusal):
    server = serve(development=False)
    query = await shown(server, kind)
    assert await refused(server, query, **bad) == refusal
    assert await (await talking(server, query)).is_alive()


async def test_who_speaks_another_version_learns_which_is_spoken_here(serve):
    headers = {**HANDSHAKE, "Sec-WebSocket-Version": "8"}
    answer = await serve().fetch("/ws/voice-chat", headers=headers)
    assert answer.headers["Sec-WebSocket-Version"] == "13"
