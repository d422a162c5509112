"""Avatar sessions whose provider does what a test tells it to: every way in which it can fail them,
and what it is asked."""

import asyncio
import json
import re
from dataclasses import replace

import pytest

from state.errors import AvatarFailed, AvatarFull
from tests.avatars import ScriptedAvatars
from tests.handlers.conftest import CONSULTATION
from tests.handlers.consultation import Visitor
from tests.waiting import until


@pytest.fixture
async def server(serve):
    return serve()


@pytest.fixture
def visitor(server):
    return Visitor(server, 1)


@pytest.fixture
def other(server):
    return Visitor(server, 2)


async def test_the_provider_gets_what_its_agent_type_and_the_client_want(server, visitor):
    await visitor.join()
    _, body = await visitor.initialize(avatar_id="other-face")
    [wanted] = server.avatars.wanted
    assert (wanted.user, wanted.agent, wanted.language) == (1, "scripted", "en")
    assert (wanted.part.avatar_id, wanted.limit_s) == ("other-face", 1_200)
    assert wanted.lead_id == body["session"]["lead_id"]


@pytest.mark.logs("not now")
async def test_a_renewal_that_fails_is_500_and_can_be_tried_again(server, visitor):
    await visitor.connect(await visitor.begin())
    server.avatars.steps["renew"] = [AvatarFailed("not now")]
    assert (await visitor.initialize())[0] == 500
    assert (await visitor.initialize())[0] == 200


@pytest.mark.logs("session")
@pytest.mark.parametrize("call", ["create", "start"])
@pytest.mark.parametrize(
    ("failure", "code", "error"),
    [
        (AvatarFailed("it refuses, 404 times"), 500, "session_failed"),
        (AvatarFull("no credit left"), 500, "provider_full"),
        (ValueError("garbage"), 500, "session_failed"),
        (OSError("connection reset"), 500, "session_failed"),
    ],
    ids=["refusing", "full", "garbage", "gone"],
)
async def test_a_provider_that_fails_is_500_and_the_turn_goes_on(
    server, visitor, other, call, failure, code, error
):
    await visitor.join()
    await other.join()
    server.later(50)
    server.avatars.steps[call] = [failure]
    status, body = await visitor.initialize()
    assert (status, body["error"]) == (code, error)
    assert not re.search(r"\d", body["message"]) and "404" not in visitor.raw
    assert server.avatars.live == {}
    assert (await visitor.status())[1]["expires_in"] == 70
    assert (await other.status())[1]["position"] == 1
    assert (await visitor.initialize())[0] == 200


@pytest.mark.parametrize("call", ["create", "start"])
async def test_a_provider_that_is_too_slow_is_500_and_the_turn_goes_on(server, visitor, call):
    await visitor.join()
    in_the_end = asyncio.Event()
    server.avatars.steps[call] = [in_the_end]
    waiting = asyncio.create_task(visitor.initialize())
    await until(lambda: call in [name for name, *_ in server.avatars.calls])
    assert (await visitor.status())[1]["status"] == "reserved"
    server.later(20)
    code, body = await waiting
    assert (code, body["error"]) == (500, "session_failed")
    assert server.avatars.live == {}
    assert (await visitor.status())[1]["status"] == "reserved"
    assert (await visitor.initialize())[0] == 200
    in_the_end.set()  # creating isn't broken off


async def test_who_leaves_while_it_starts_has_no_session_and_no_cooldown(server, visitor, other):
    await visitor.join()
    await other.join()
    server.avatars.steps["start"] = [asyncio.Event()]
    waiting = asyncio.create_task(visitor.initialize())
    await until(lambda: server.avatars.live)
    assert (await visitor.leave())[0] == 200
    code, body = await waiting
    assert (code, body["error"]) == (403, "no_reservation")
    assert server.avatars.live == {}
    assert (await other.status())[1]["status"] == "reserved"
    assert (await visitor.join())[1]["status"] == "queued"


@pytest.mark.parametrize(
    "candidate",
    ["candidate:1", 3, [], {"candidate": 3}, {"candidate": "x" * 2_000}, {"sdpMLineIndex": -1}],
    ids=["text", "number", "list", "no text", "long", "negative"],
)
async def test_a_candidate_of_a_wrong_form_is_400(visitor, candidate):
    id = await visitor.begin()
    code, body = await visitor.session("ice", id, candidate=candidate)
    assert (code, body["error"]) == (400, "bad_request")


@pytest.mark.parametrize("call", ["connect", "ice", "heartbeat", "terminate"])
@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[1]", b'{"session_id": 404}', b'{"session_id": null}'],
    ids=["empty", "no id", "list", "number", "null"],
)
async def test_a_body_without_a_session_is_400(visitor, call, body):
    code, answer = await visitor.post(f"/session/{call}/", body)
    assert (code, answer["error"]) == (400, "bad_request")
    assert not re.search(r"\d", answer["message"])


async def test_a_megabyte_of_sdp_is_413(visitor):
    id = await visitor.begin()
    code, body = await visitor.connect(id, {"type": "answer", "sdp": "v=0" * 350_000})
    assert (code, body["error"]) == (413, "body_too_large")
    assert not re.search(r"\d", body["message"])
    assert (await visitor.connect(id))[0] == 200


@pytest.mark.logs("session")
@pytest.mark.parametrize("failure", [AvatarFailed("no"), ValueError("garbage")], ids=["no", "odd"])
async def test_a_provider_that_fails_to_connect_is_500_and_the_session_lives_on(
    server, visitor, failure
):
    id = await visitor.begin()
    server.avatars.steps["connect"] = [failure]
    assert (await visitor.connect(id))[0] == 500
    assert (await visitor.connect(id))[0] == 200


async def test_no_error_but_a_404s_contains_404(server, visitor):
    headers = {**visitor.bearer, "Origin": "http://404.example:4040"}
    response = await server.fetch(
        "/api/consultoria/queue/join/", method="POST", body=b"{}", headers=headers
    )
    assert response.code == 403 and b"404" not in response.body
    broken = json.dumps({"agent_type": "x" * 403})[:-1].encode()
    code, _ = await visitor.post("/queue/join/", broken)
    assert code == 400 and "404" not in visitor.raw


async def test_lost_media_disconnects_and_media_that_came_back_doesnt(server, visitor):
    id = await visitor.begin()
    server.avatars.watcher.lost(id)
    assert (await visitor.current())[1]["status"] == "disconnected"
    server.avatars.watcher.came(id)
    assert (await visitor.current())[1]["status"] == "active"


@pytest.mark.logs("ended at its provider's")
async def test_a_session_that_dies_at_its_provider_ends_without_cooldown(server, visitor, other):
    id = await visitor.begin()
    await other.join()
    server.avatars.watcher.died(id, "out of credit")
    assert (await visitor.session("heartbeat", id))[0] == 404
    assert await visitor.current() == (200, {"status": "none"})
    await until(lambda: not server.avatars.live)
    assert (await visitor.join())[0] == 200
    assert (await other.status())[1]["status"] == "reserved"


@pytest.mark.logs("can't be stopped")
async def test_a_session_that_cant_be_stopped_keeps_its_slot_for_its_time_to_stop(
    server, visitor, other
):
    id = await visitor.begin()
    await other.join()
    server.avatars.steps["stop"] = [OSError("no route")]
    await visitor.session("terminate", id)
    await until(lambda: ("stop", id) in server.avatars.calls)
    assert (await other.status())[1]["status"] == "queued"
    server.later(10)
    assert (await other.status())[1]["status"] == "reserved"


async def test_heartbeats_keep_it_alive_at_its_provider_as_often_as_is_needed(serve):
    server = serve(avatars=ScriptedAvatars(idle_limit_s=60))
    visitor = Visitor(server, 1)
    id = await visitor.begin()
    for _ in range(7):
        await visitor.session("heartbeat", id)
        server.later(10)
    await until(lambda: server.avatars.calls.count(("keep_alive", id)) == 3)


async def test_agent_types_have_slots_of_their_own(serve):
    server = serve(consultation=replace(CONSULTATION, provider_capacity=3))
    for user, slug in enumerate(("gestao", "comercial", "tecnico")):
        assert (await Visitor(server, user).join(slug))[1]["status"] == "reserved"
    assert (await Visitor(server, 9).join("gestao"))[1]["status"] == "queued"


async def test_a_session_that_ends_while_its_page_comes_back_is_404(server, visitor):
    id = await visitor.begin()
    await visitor.connect(id)
    server.avatars.steps["renew"] = [asyncio.Event()]
    waiting = asyncio.create_task(visitor.initialize())
    await until(lambda: ("renew", id) in server.avatars.calls)
    await visitor.session("terminate", id)
    code, body = await waiting
    assert (code, body["error"]) == (404, "session_not_found")


async def test_who_is_lost_is_waited_for_at_the_provider_too(serve):
    server = serve(avatars=ScriptedAvatars(idle_limit_s=60))
    id = await Visitor(server, 1).begin()
    await Visitor(server, 1).session("heartbeat", id)
    server.later(20)
    server.avatars.watcher.lost(id)  # the heartbeat's was less than half its limit ago
    await until(lambda: server.avatars.calls.count(("keep_alive", id)) == 2)
