"""Sessions of vendors as they go: what is said in LiveAvatar's, how vendors end theirs, and whole
lives, in which no secret is told (each test's end looks for them: providers.py)."""

import asyncio
import json

import pytest

from tests.handlers.conftest import token
from tests.handlers.consultation import Visitor
from tests.handlers.providers import CANDIDATE, LiveAvatar, Streaming
from tests.sse import Stream
from tests.waiting import until

PATH = "/backend/conversations"
BEARER = {"Authorization": f"Bearer {token(99, scope='conversations')}"}

live = pytest.mark.parametrize("vendor", [LiveAvatar], ids=["liveavatar"], indirect=True)
streaming = pytest.mark.parametrize("vendor", [Streaming], ids=["heygen_streaming"], indirect=True)


@pytest.fixture
async def server(vendor):
    return await vendor.server()


@pytest.fixture
def visitor(server):
    return Visitor(server, 1)


@pytest.fixture
def other(server):
    return Visitor(server, 2)


async def ask(server, method, path, body=None):
    raw = None if body is None else json.dumps(body)
    answer = await server.fetch(PATH + path, method=method, headers=BEARER, body=raw)
    return answer.code, json.loads(answer.body)


async def messages(server, lead_id):
    """Who said what, the oldest first."""
    code, body = await ask(server, "GET", f"/{lead_id}/messages")
    assert code == 200, body
    return [(each["role"], each["content"]) for each in reversed(body["items"])]


async def heard(vendor, server, lead_id, count):
    """Its provider looks, until so many messages are there."""
    while True:
        await until(lambda: not vendor.pauses.are_over)
        vendor.pauses.tick()
        code, body = await ask(server, "GET", f"/{lead_id}/messages")
        if code == 200 and len(body["items"]) >= count:
            return


# What is said


@live
async def test_what_is_said_is_a_conversation_on_the_channel_avatar(vendor, server, visitor):
    body = await visitor.meet(vendor)
    lead_id, id = body["session"]["lead_id"], body["heygen_data"]["session_id"]
    stream = await Stream.open(server.port, f"{PATH}/stream", **BEARER)
    vendor.fake.say(id, "user", "Bom dia!")
    vendor.fake.say(id, "avatar", "Olá!")
    await heard(vendor, server, lead_id, 2)
    assert await messages(server, lead_id) == [("user", "Bom dia!"), ("assistant", "Olá!")]
    _, listed = await ask(server, "GET", "")
    [conversation] = listed["items"]
    assert (conversation["lead_id"], conversation["channel"]) == (lead_id, "avatar")
    told = [await stream.next("new_message") for _ in range(2)]
    assert [each["data"]["message"]["content"] for each in told] == ["Bom dia!", "Olá!"]
    stream.close()


@live
async def test_over_a_restart_nothing_said_is_lost_or_there_twice(vendor, server, visitor):
    body = await visitor.meet(vendor)
    lead_id, id = body["session"]["lead_id"], body["heygen_data"]["session_id"]
    vendor.fake.say(id, "user", "one")
    await heard(vendor, server, lead_id, 1)
    vendor.fake.say(id, "avatar", "two")
    after = await vendor.restarted(kills=True)
    vendor.fake.say(id, "user", "three")
    await heard(vendor, after, lead_id, 3)
    assert [text for _, text in await messages(after, lead_id)] == ["one", "two", "three"]


@live
async def test_the_last_words_are_kept(vendor, server, visitor):
    body = await visitor.meet(vendor)
    lead_id, id = body["session"]["lead_id"], body["heygen_data"]["session_id"]
    vendor.fake.say(id, "user", "Tchau!")
    await visitor.session("terminate", id)
    while (await ask(server, "GET", f"/{lead_id}/messages"))[0] != 200:
        pass
    assert await messages(server, lead_id) == [("user", "Tchau!")]


@live
@pytest.mark.parametrize("is_restarted", [False, True], ids=["", "killed"])
async def test_a_call_cant_be_taken_over_until_it_is_over(vendor, server, visitor, is_restarted):
    body = await visitor.meet(vendor)
    lead_id, id = body["session"]["lead_id"], body["heygen_data"]["session_id"]
    vendor.fake.say(id, "user", "Bom dia!")
    await heard(vendor, server, lead_id, 1)
    if is_restarted:
        server = await vendor.restarted(kills=True)
        visitor = Visitor(server, 1)
    off = {"is_ai_active": False}
    words = {"role": "human", "content": "I am a person"}
    for method, path, wanted in (("PATCH", "", off), ("POST", "/messages", words)):
        code, answer = await ask(server, method, f"/{lead_id}{path}", wanted)
        assert (code, answer["error"]) == (409, "conflict")
    assert await messages(server, lead_id) == [("user", "Bom dia!")]
    _, conversation = await ask(server, "GET", f"/{lead_id}")
    assert conversation["is_ai_active"] is True
    assert (await ask(server, "PATCH", f"/{lead_id}", {"unread_count": 0}))[0] == 200
    await visitor.session("terminate", id)
    while (await ask(server, "PATCH", f"/{lead_id}", off))[0] != 200:
        pass
    assert (await ask(server, "POST", f"/{lead_id}/messages", words))[0] == 201


@live
async def test_who_may_not_see_the_conversation_learns_nothing_of_the_call(vendor, server, visitor):
    """404, as of one that isn't there."""
    body = await visitor.meet(vendor)
    lead_id, id = body["session"]["lead_id"], body["heygen_data"]["session_id"]
    vendor.fake.say(id, "user", "Bom dia!")
    await heard(vendor, server, lead_id, 1)
    narrow = {"Authorization": f"Bearer {token(5, scope='conversations', channels=['voice'])}"}
    answer = await server.fetch(
        f"{PATH}/{lead_id}", method="PATCH", headers=narrow, body='{"is_ai_active": false}'
    )
    assert answer.code == 404


# Ended by the vendor


@pytest.mark.logs("ended at its provider's")
@pytest.mark.parametrize(
    ("reason", "ended_because"),
    [
        ("MAX_DURATION_REACHED", "time_limit"),
        ("AGENT_HANG_UP", "time_limit"),
        ("IDLE_TIMEOUT", "visitor_lost"),
        ("ZOMBIE_SESSION_REAP", "visitor_lost"),
        ("USER_DISCONNECTED", "visitor_lost"),
        ("SERVER_ERROR", None),
        ("NO_CREDITS", None),
        ("AVATAR_DELETED", None),
        ("SOMETHING_NEW", None),
    ],
)
@live
async def test_a_session_the_vendor_ends_is_over_here_and_the_next_is_called(
    vendor, server, visitor, other, reason, ended_because
):
    id = (await visitor.meet(vendor))["heygen_data"]["session_id"]
    await other.join()
    vendor.fake.end(id, reason)
    vendor.pauses.tick()
    await other.called()
    assert (await visitor.session("heartbeat", id))[0] == 404
    _, current = await visitor.current()
    if ended_because is None:  # not the visitor's fault
        assert current == {"status": "none"}
        assert (await visitor.join())[1]["status"] == "queued"
    else:
        assert (current["status"], current["ended_because"]) == ("cooldown", ended_because)
        assert (await visitor.join())[1]["error"] == "in_cooldown"
    assert (await other.initialize())[0] == 200


@pytest.mark.logs("ended at its provider's")
@pytest.mark.logs("the avatar is gone")
@streaming
async def test_of_v1_the_next_keep_alive_finds_out(vendor, server, visitor, other):
    id = (await visitor.meet(vendor))["heygen_data"]["session_id"]
    await other.join()
    vendor.fake.end(id, "SERVER_ERROR")
    assert (await visitor.session("heartbeat", id))[0] == 200
    await other.called()
    assert await visitor.current() == (200, {"status": "none"})
    assert (await other.initialize())[0] == 200


@pytest.mark.logs("the avatar is gone")
@live
async def test_what_ended_while_the_server_was_away_is_found_out(vendor, server, visitor, other):
    id = (await visitor.meet(vendor))["heygen_data"]["session_id"]
    await server.kill()
    vendor.fake.end(id, "MAX_DURATION_REACHED")
    after = await vendor.server()
    visitor = Visitor(after, 1)
    assert (await visitor.session("heartbeat", id))[0] in (200, 404)
    await until(lambda: not vendor.pauses.are_over)
    vendor.pauses.tick()
    while (await visitor.current())[1]["status"] != "cooldown":
        pass
    assert (await visitor.current())[1]["ended_because"] == "time_limit"


# Whole lives


async def test_a_whole_life_tells_no_secret(vendor, server, visitor, other):
    foreign = Visitor(server, 3)
    for _ in range(2):
        body = await visitor.meet(vendor)
        id = body["heygen_data"]["session_id"]
        token = body["heygen_data"]["session_token"]
        await visitor.session("ice", id, candidate=CANDIDATE)
        await visitor.session("heartbeat", id)
        await vendor.kept_alive(id)
        # A token opens nothing here.
        assert (await foreign.session("heartbeat", token))[0] == 404
        for path in ("/agents/", "/session/", "/queue/status/"):
            await visitor.get(path)
        await asyncio.gather(visitor.session("terminate", id), visitor.session("terminate", id))
        await until(lambda: not vendor.live())
        await other.join()
        await other.called()
        await other.leave()
        server.later(301)
    assert (await server.fetch("/health")).code == 200
