"""Avatar sessions, over real sockets: the contract's bodies, statuses and codes, with each of the
real providers."""

import asyncio
import re

import pytest

from tests.handlers.consultation import Visitor
from tests.handlers.providers import ANSWER, CANDIDATE
from tests.waiting import until

UNKNOWN = "7d2d4f0e-1d0b-4d53-a1cb-000000000000"


@pytest.fixture
async def server(provider):
    return await provider.server()


@pytest.fixture
def visitor(server):
    return Visitor(server, 1)


@pytest.fixture
def other(server):
    return Visitor(server, 2)


# Initialize


async def test_a_session_begins_in_the_contracts_form(provider, visitor):
    uuid = (await visitor.join())[1]["agent_type"]
    code, body = await visitor.initialize()
    assert code == 200
    session, data = body["session"], body["heygen_data"]
    assert re.fullmatch(r"[0-9a-f-]{36}", session["id"])
    assert (session["user"], session["agent_type"], session["status"]) == (1, uuid, "active")
    assert session["heygen_session_id"] == data["session_id"]
    assert session["started_at"] == session["last_heartbeat"] == "1970-01-12T13:46:40Z"
    assert session["expires_in"] == 1_200 and session["heartbeat_after_ms"] == 10_000
    assert data["session_id"] and data["session_token"]
    assert provider.live() == [data["session_id"]]
    assert (await visitor.status())[0] == 404


async def test_a_page_is_given_what_its_transport_needs(provider, visitor):
    await visitor.join()
    data = (await visitor.initialize())[1]["heygen_data"]
    assert data.keys() == {"session_id", "session_token", *provider.way_in}
    if provider.is_by_sdp:
        assert data["sdp"]["type"] == "offer" and data["sdp"]["sdp"].startswith("v=0")
        assert isinstance(data["ice_servers"], list)
    else:
        assert data["livekit_url"] and data["livekit_token"]


@pytest.mark.parametrize("field", ["avatar_id", "voice_id"])
async def test_what_may_not_be_asked_for_is_400_and_the_turn_goes_on(visitor, field):
    await visitor.join()
    code, body = await visitor.initialize(**{field: "an expensive one"})
    assert (code, body["error"]) == (400, "bad_request")
    assert (await visitor.initialize(**{field: None}))[0] == 200


async def test_without_a_turn_initialize_is_403(visitor, other):
    assert (await visitor.initialize())[1]["error"] == "no_reservation"
    await other.join()
    await visitor.join()
    code, body = await visitor.initialize()
    assert (code, body["error"]) == (403, "no_reservation")


async def test_the_turn_is_for_its_own_agent_type(visitor):
    await visitor.join("gestao")
    assert (await visitor.initialize("comercial"))[0] == 403
    assert (await visitor.initialize("juridico"))[0] == 404
    await visitor.initialize("gestao")
    assert (await visitor.initialize("comercial"))[0] == 403


async def test_after_the_turn_has_passed_initialize_is_403(server, visitor):
    await visitor.join()
    server.later(120)
    # Nobody else waits: it is called once more, at the end of the line.
    assert (await visitor.status())[1]["status"] == "reserved"
    server.later(120)
    assert (await visitor.initialize())[0] == 403


async def test_initialize_twice_at_once_is_one_session_and_one_reply(provider, visitor):
    await visitor.join()
    first, second = await asyncio.gather(visitor.initialize(), visitor.initialize())
    assert first == second and first[0] == 200
    assert len(provider.live()) == 1


async def test_joining_during_a_session_is_403(visitor):
    await visitor.begin()
    code, body = await visitor.join()
    assert (code, body["error"]) == (403, "in_session")


# A second initialize: the page was reloaded


async def test_until_it_was_used_the_way_in_is_the_same(visitor):
    await visitor.join()
    _, first = await visitor.initialize()
    _, again = await visitor.initialize()
    assert again["heygen_data"] == first["heygen_data"]


@pytest.mark.logs("its page was reloaded")
@pytest.mark.logs("can't be entered again")
async def test_a_page_that_was_reloaded_has_another_way_in_or_none(provider, visitor):
    first = await visitor.meet(provider)
    code, again = await visitor.initialize()
    if provider.name == "heygen_streaming":  # one offer a session: it is given up, and no cooldown
        assert (code, again["error"]) == (500, "session_failed")
        assert await visitor.current() == (200, {"status": "none"})
        await until(lambda: not provider.live())
        return
    assert again["session"]["id"] == first["session"]["id"]
    assert again["heygen_data"].keys() == first["heygen_data"].keys()
    is_same = again["heygen_data"] == first["heygen_data"]
    assert is_same is (provider.name == "liveavatar")  # a room takes its token twice
    assert (await visitor.initialize())[1]["heygen_data"] == again["heygen_data"]
    assert len(provider.live()) == 1


# Connect, ICE, heartbeat, terminate


async def test_a_session_is_known_by_the_providers_id_and_by_ours(provider, visitor):
    _, body = await visitor.begun()
    ours, provider_id = body["session"]["id"], body["heygen_data"]["session_id"]
    sdp = await provider.answer(body["heygen_data"])
    for id in (provider_id, ours):
        assert await visitor.connect(id, sdp) == (200, {"status": "connected"})
        assert await visitor.session("heartbeat", id) == (200, {"status": "ok"})
        assert (await visitor.session("ice", id, candidate=CANDIDATE)) == (200, {"status": "ok"})
    assert await visitor.session("terminate", ours) == (200, {"status": "ended"})
    assert await visitor.session("terminate", provider_id) == (200, {"status": "ended"})
    await until(lambda: not provider.live())


@pytest.mark.parametrize(
    ("call", "body"),
    [("connect", {"sdp": ANSWER}), ("ice", {"candidate": None}), ("terminate", {})],
    ids=["connect", "ice", "terminate"],
)
async def test_somebody_elses_session_isnt_found(visitor, other, call, body):
    id = await visitor.begin()
    code, answer = await other.session(call, id, **body)
    assert (code, answer["error"]) == (404, "session_not_found")
    assert (await visitor.current())[1]["status"] == "active"


async def test_a_heartbeat_on_somebody_elses_session_is_403(visitor, other):
    id = await visitor.begin()
    code, answer = await other.session("heartbeat", id)
    assert (code, answer["error"]) == (403, "not_permitted")
    assert not re.search(r"\d", answer["message"])


@pytest.mark.parametrize("call", ["connect", "ice", "heartbeat", "terminate"])
async def test_an_unknown_session_is_404(visitor, call):
    code, answer = await visitor.session(call, UNKNOWN, sdp=ANSWER)
    assert (code, answer["error"]) == (404, "session_not_found")


async def test_an_ended_session_is_404_but_can_be_terminated_again(visitor):
    id = await visitor.begin()
    await visitor.session("terminate", id)
    for call in ("connect", "ice", "heartbeat"):
        code, answer = await visitor.session(call, id, sdp=ANSWER)
        assert (code, answer["error"]) == (404, "session_not_found"), call
    assert await visitor.session("terminate", id) == (200, {"status": "ended"})


async def test_candidates_are_taken_before_connect_and_after(provider, visitor):
    _, body = await visitor.begun()
    id = body["heygen_data"]["session_id"]
    assert (await visitor.session("ice", id, candidate=CANDIDATE))[0] == 200
    assert (await visitor.connect(id, await provider.answer(body["heygen_data"])))[0] == 200
    assert (await visitor.session("ice", id, candidate=CANDIDATE))[0] == 200
    if provider.name == "heygen_streaming":
        given = {**CANDIDATE, "usernameFragment": None}
        assert provider.fake.sessions[id].candidates == [given, given]


@pytest.mark.parametrize("candidate", [None, {"candidate": ""}, {}], ids=["null", "empty", "none"])
async def test_the_end_of_candidates_is_taken_before_connect_too(provider, visitor, candidate):
    _, body = await visitor.begun()
    id = body["heygen_data"]["session_id"]
    assert (await visitor.session("ice", id, candidate=candidate))[0] == 200
    assert (await visitor.connect(id, await provider.answer(body["heygen_data"])))[0] == 200


async def test_the_same_answer_twice_is_fine_and_another_is_409(provider, visitor):
    _, body = await visitor.begun()
    id, sdp = body["heygen_data"]["session_id"], await provider.answer(body["heygen_data"])
    assert (await visitor.connect(id, sdp))[0] == 200
    assert (await visitor.connect(id, sdp))[0] == 200
    if provider.is_by_sdp:
        code, answer = await visitor.connect(id, {**sdp, "sdp": sdp["sdp"] + "a=other\r\n"})
        assert (code, answer["error"]) == (409, "conflict")


@pytest.mark.logs("invalid parameter")
@pytest.mark.parametrize(
    ("sdp", "error"),
    [
        ({"type": "answer", "sdp": "not a description"}, "bad_description"),
        ({"type": "offer", "sdp": "v=0"}, "bad_description"),
        (None, "bad_description"),
        ({"type": "answer", "sdp": 3}, "bad_request"),
        ({"type": "answer"}, "bad_request"),
        ({"type": "pranswer", "sdp": "v=0"}, "bad_request"),
        ("v=0", "bad_request"),
        ({"type": "answer", "sdp": "v=0" + "x" * 70_000}, "bad_request"),
    ],
    ids=["garbage", "offer", "none", "number", "missing", "type", "text", "long"],
)
async def test_a_description_that_wont_do_is_400_and_the_session_lives_on(
    provider, visitor, sdp, error
):
    _, body = await visitor.begun()
    id = body["heygen_data"]["session_id"]
    code, answer = await visitor.connect(id, sdp)
    if error == "bad_description" and not provider.is_by_sdp:
        assert code == 200  # it needs none, and looks at none
    else:
        assert (code, answer["error"]) == (400, error)
        assert not re.search(r"\d", answer["message"])
    assert (await visitor.connect(id, await provider.answer(body["heygen_data"])))[0] == 200


# How it goes on, and ends


async def test_without_heartbeats_it_is_disconnected_and_a_heartbeat_brings_it_back(
    provider, server, visitor
):
    id = await visitor.begin()
    server.later(45)
    await provider.kept_alive(id)  # the vendor, too, has to wait for the visitor
    _, body = await visitor.current()
    assert (body["status"], body["session"]["status"], body["reconnect_in"]) == (
        "disconnected",
        "disconnected",
        120,
    )
    server.later(119.9)
    assert (await visitor.session("heartbeat", id))[0] == 200
    assert (await visitor.current())[1]["status"] == "active"


async def test_connect_brings_a_disconnected_session_back_too(provider, server, visitor):
    _, body = await visitor.begun()
    sdp = await provider.answer(body["heygen_data"])
    server.later(45)
    assert (await visitor.connect(body["session"]["id"], sdp))[0] == 200
    assert (await visitor.current())[1]["status"] == "active"


async def test_who_doesnt_come_back_in_time_is_in_cooldown(provider, server, visitor, other):
    id = await visitor.begin()
    await other.join()
    server.later(45)
    await provider.kept_alive(id)
    await other.status()
    server.later(119.9)
    assert provider.live() == [id]
    server.later(0.2)
    assert (await visitor.session("heartbeat", id))[0] == 404
    _, body = await visitor.current()
    assert (body["status"], body["ended_because"]) == ("cooldown", "visitor_lost")
    await other.called()
    assert provider.live() == []


async def test_after_20_minutes_it_is_over_whatever_is_heard(provider, server, visitor):
    id = await visitor.begin()
    for _ in range(39):
        server.later(30)
        assert (await visitor.session("heartbeat", id))[0] == 200
    assert provider.live() == [id]
    server.later(30)
    assert (await visitor.session("heartbeat", id))[0] == 404
    assert (await visitor.current())[1]["ended_because"] == "time_limit"
    await until(lambda: not provider.live())


async def test_the_cooldown_counts_from_the_end_and_passes(provider, server, visitor):
    await visitor.session("terminate", await visitor.begin())
    _, body = await visitor.current()
    assert (body["status"], body["cooldown_in"]) == ("cooldown", 300)
    assert body["session"]["status"] == "ended" and body["ended_because"] == "terminated"
    server.later(100.5)
    code, body = await visitor.join()
    assert (code, body["error"]) == (403, "in_cooldown")
    assert visitor.headers["Retry-After"] == "200"
    assert not re.search(r"\d", body["message"])
    await until(lambda: not provider.live())
    server.later(199.5)
    assert await visitor.current() == (200, {"status": "none"})
    assert (await visitor.join())[0] == 200


async def test_every_way_out_stops_the_providers_session(provider, server, visitor):
    for _ in range(3):  # and there is room for one
        await visitor.session("terminate", await visitor.begin())
        await until(lambda: not provider.live())
        server.later(301)


async def test_who_waits_is_called_when_the_session_before_is_over(visitor, other):
    id = await visitor.begin()
    assert (await other.join())[1]["status"] == "queued"
    await visitor.session("terminate", id)
    await other.called()
    assert (await other.initialize())[0] == 200


async def test_one_at_a_time_over_all_agent_types_where_the_provider_has_room_for_one(
    visitor, other
):
    await visitor.begin("gestao")
    assert (await other.join("comercial"))[1]["status"] == "queued"


async def test_with_a_failed_disk_nobody_comes_in_and_a_session_still_stops(
    provider, server, visitor, other
):
    id = await visitor.begin()
    server.store.failure = "the disk is gone"
    assert (await other.join())[0] == 503
    assert (await visitor.session("heartbeat", id))[0] == 200
    code, body = await visitor.session("terminate", id)
    assert (code, body["error"]) == (503, "store_failed")
    await until(lambda: not provider.live())
