"""Avatar sessions, over real sockets: the contract's bodies, statuses and codes, and every way in
which a client, the provider or the server can fail them."""

import asyncio
import json
import re
from dataclasses import replace

import pytest

from state.errors import AvatarFailed, AvatarFull
from tests.avatars import ScriptedAvatars
from tests.handlers.conftest import CONSULTATION
from tests.handlers.consultation import SDP, Visitor
from tests.waiting import until

UNKNOWN = "7d2d4f0e-1d0b-4d53-a1cb-000000000000"


@pytest.fixture
async def server(serve):
    return serve()


@pytest.fixture
def visitor(server):
    return Visitor(server, 1)


@pytest.fixture
def other(server):
    return Visitor(server, 2)


# Initialize


async def test_a_session_begins_in_the_contracts_form(server, visitor):
    uuid = (await visitor.join())[1]["agent_type"]
    code, body = await visitor.initialize()
    assert code == 200
    session, data = body["session"], body["heygen_data"]
    assert re.fullmatch(r"[0-9a-f-]{36}", session["id"])
    assert (session["user"], session["agent_type"], session["status"]) == (1, uuid, "active")
    assert session["heygen_session_id"] == data["session_id"] == "face-1"
    assert session["started_at"] == session["last_heartbeat"] == "1970-01-12T13:46:40Z"
    assert session["expires_in"] == 1_200 and session["heartbeat_after_ms"] == 10_000
    assert data["session_token"] == "secret-1"
    assert data["sdp"] == {"type": "offer", "sdp": "offer 1"}
    assert (await visitor.status())[0] == 404


async def test_the_provider_gets_what_its_agent_type_and_the_client_want(server, visitor):
    await visitor.join()
    _, body = await visitor.initialize(avatar_id="other-face")
    [wanted] = server.avatars.wanted
    assert (wanted.user, wanted.agent, wanted.language) == (1, "scripted", "en")
    assert (wanted.part.avatar_id, wanted.limit_s) == ("other-face", 1_200)
    assert wanted.lead_id == body["session"]["lead_id"]


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


async def test_initialize_twice_at_once_is_one_session_and_one_reply(server, visitor):
    await visitor.join()
    first, second = await asyncio.gather(visitor.initialize(), visitor.initialize())
    assert first == second and first[0] == 200
    assert len(server.avatars.wanted) == 1


async def test_initialize_again_gives_the_same_offer_until_it_was_answered(visitor):
    await visitor.join()
    _, first = await visitor.initialize()
    _, again = await visitor.initialize()
    assert again["heygen_data"] == first["heygen_data"]
    await visitor.connect("face-1")
    _, renewed = await visitor.initialize()
    assert renewed["session"]["id"] == first["session"]["id"]
    assert renewed["heygen_data"]["sdp"]["sdp"] == "offer 2"
    assert (await visitor.initialize())[1]["heygen_data"]["sdp"]["sdp"] == "offer 2"


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
    release = asyncio.Event()
    server.avatars.steps[call] = [release]
    waiting = asyncio.create_task(visitor.initialize())
    await until(lambda: call in [name for name, *_ in server.avatars.calls])
    assert (await visitor.status())[1]["status"] == "reserved"
    server.later(20)
    code, body = await waiting
    assert (code, body["error"]) == (500, "session_failed")
    assert server.avatars.live == {}
    assert (await visitor.status())[1]["status"] == "reserved"
    assert (await visitor.initialize())[0] == 200
    release.set()  # a creation isn't broken off, and the server would wait for it


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


# Connect, ICE, heartbeat, terminate


async def test_a_session_is_known_by_the_providers_id_and_by_ours(visitor):
    provider_id = await visitor.begin()
    ours = (await visitor.current())[1]["session"]["id"]
    for id in (provider_id, ours):
        assert await visitor.connect(id) == (200, {"status": "connected"})
        assert await visitor.session("heartbeat", id) == (200, {"status": "ok"})
        candidate = {"candidate": "candidate:1", "sdpMid": "0", "sdpMLineIndex": 0}
        assert (await visitor.session("ice", id, candidate=candidate)) == (200, {"status": "ok"})
    assert await visitor.session("terminate", ours) == (200, {"status": "ended"})
    assert await visitor.session("terminate", provider_id) == (200, {"status": "ended"})


@pytest.mark.parametrize(
    ("call", "body"),
    [("connect", {"sdp": SDP}), ("ice", {"candidate": None}), ("terminate", {})],
    ids=["connect", "ice", "terminate"],
)
async def test_somebody_elses_session_isnt_found(server, visitor, other, call, body):
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
    code, answer = await visitor.session(call, UNKNOWN, sdp=SDP)
    assert (code, answer["error"]) == (404, "session_not_found")


@pytest.mark.parametrize("call", ["connect", "ice", "heartbeat"])
async def test_an_ended_session_is_404(visitor, call):
    id = await visitor.begin()
    await visitor.session("terminate", id)
    code, answer = await visitor.session(call, id, sdp=SDP)
    assert (code, answer["error"]) == (404, "session_not_found")


@pytest.mark.parametrize("candidate", [None, {"candidate": ""}, {}], ids=["null", "empty", "none"])
async def test_the_end_of_candidates_is_taken_before_connect_too(server, visitor, candidate):
    id = await visitor.begin()
    assert (await visitor.session("ice", id, candidate=candidate))[0] == 200
    assert (await visitor.connect(id))[0] == 200
    assert len(server.avatars.candidates) == 1


async def test_the_same_answer_twice_is_fine_and_another_is_409(visitor):
    id = await visitor.begin()
    assert (await visitor.connect(id))[0] == 200
    assert (await visitor.connect(id))[0] == 200
    code, body = await visitor.connect(id, {**SDP, "sdp": SDP["sdp"] + "s=-\r\n"})
    assert (code, body["error"]) == (409, "conflict")


@pytest.mark.parametrize(
    ("sdp", "error"),
    [
        ({"type": "answer", "sdp": "not a description"}, "bad_description"),
        ({"type": "offer", "sdp": "v=0"}, "bad_description"),
        ({"type": "answer", "sdp": 3}, "bad_request"),
        ({"type": "answer"}, "bad_request"),
        ({"type": "pranswer", "sdp": "v=0"}, "bad_request"),
        ("v=0", "bad_request"),
        ({"type": "answer", "sdp": "v=0" + "x" * 70_000}, "bad_request"),
    ],
    ids=["garbage", "offer", "number", "missing", "type", "text", "long"],
)
async def test_a_description_that_wont_do_is_400_and_the_session_lives_on(visitor, sdp, error):
    id = await visitor.begin()
    code, body = await visitor.connect(id, sdp)
    assert (code, body["error"]) == (400, error)
    assert not re.search(r"\d", body["message"])
    assert (await visitor.connect(id))[0] == 200


async def test_a_megabyte_of_sdp_is_413(visitor):
    id = await visitor.begin()
    code, body = await visitor.connect(id, {"type": "answer", "sdp": "v=0" * 350_000})
    assert (code, body["error"]) == (413, "body_too_large")
    assert not re.search(r"\d", body["message"])
    assert (await visitor.connect(id))[0] == 200


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


# How it goes on, and ends


async def test_without_heartbeats_it_is_disconnected_and_a_heartbeat_brings_it_back(
    server, visitor
):
    id = await visitor.begin()
    server.later(45)
    _, body = await visitor.current()
    assert (body["status"], body["session"]["status"], body["reconnect_in"]) == (
        "disconnected",
        "disconnected",
        120,
    )
    server.later(119.9)
    assert (await visitor.session("heartbeat", id))[0] == 200
    assert (await visitor.current())[1]["status"] == "active"


async def test_connect_brings_a_disconnected_session_back_too(server, visitor):
    id = await visitor.begin()
    server.later(45)
    assert (await visitor.connect(id))[0] == 200
    assert (await visitor.current())[1]["status"] == "active"


async def test_who_doesnt_come_back_in_time_is_in_cooldown(server, visitor, other):
    id = await visitor.begin()
    await other.join()
    server.later(45)
    await other.status()
    server.later(120.1)
    assert (await visitor.session("heartbeat", id))[0] == 404
    _, body = await visitor.current()
    assert (body["status"], body["ended_because"]) == ("cooldown", "visitor_lost")
    await until(lambda: not server.avatars.live)
    assert (await other.status())[1]["status"] == "reserved"


async def test_lost_media_disconnects_and_media_that_came_back_doesnt(server, visitor):
    id = await visitor.begin()
    server.avatars.watcher.lost(id)
    assert (await visitor.current())[1]["status"] == "disconnected"
    server.avatars.watcher.came(id)
    assert (await visitor.current())[1]["status"] == "active"


async def test_after_20_minutes_it_is_over_whatever_is_heard(server, visitor):
    id = await visitor.begin()
    for _ in range(39):
        server.later(30)
        assert (await visitor.session("heartbeat", id))[0] == 200
    server.later(30)
    assert (await visitor.session("heartbeat", id))[0] == 404
    assert (await visitor.current())[1]["ended_because"] == "time_limit"


async def test_the_cooldown_counts_from_the_end_and_passes(server, visitor):
    await visitor.session("terminate", await visitor.begin())
    _, body = await visitor.current()
    assert (body["status"], body["cooldown_in"]) == ("cooldown", 300)
    assert body["session"]["status"] == "ended" and body["ended_because"] == "terminated"
    server.later(300)
    assert await visitor.current() == (200, {"status": "none"})
    assert (await visitor.join())[0] == 200


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


async def test_every_way_out_stops_the_providers_session(server, visitor):
    for _ in range(3):
        id = await visitor.begin()
        await visitor.session("terminate", id)
        await until(lambda: not server.avatars.live)
        server.later(301)
    assert server.avatars.most_at_once == 1


async def test_heartbeats_keep_it_alive_at_its_provider_as_often_as_is_needed(serve):
    server = serve(avatars=ScriptedAvatars(idle_limit_s=60))
    visitor = Visitor(server, 1)
    id = await visitor.begin()
    for _ in range(7):
        await visitor.session("heartbeat", id)
        server.later(10)
    await until(lambda: server.avatars.calls.count(("keep_alive", id)) == 3)


async def test_one_at_a_time_over_all_agent_types_where_the_provider_has_room_for_one(
    visitor, other
):
    await visitor.begin("gestao")
    assert (await other.join("comercial"))[1]["status"] == "queued"


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


async def test_with_a_failed_disk_nobody_comes_in_and_a_session_still_stops(server, visitor, other):
    id = await visitor.begin()
    server.store.failure = "the disk is gone"
    assert (await other.join())[0] == 503
    assert (await visitor.session("heartbeat", id))[0] == 200
    code, body = await visitor.session("terminate", id)
    assert (code, body["error"]) == (503, "store_failed")
    await until(lambda: not server.avatars.live)


# A restart, in each state


async def restarted(serve, server, **options):
    """Another server over what this one has kept; nothing else of it is left."""
    await server.consultations.close()
    after = serve(time=server.time, **options)
    return after, Visitor(after, 1), Visitor(after, 2)


async def test_over_a_restart_who_waits_keeps_the_place(serve, server, visitor, other):
    await visitor.join()
    await other.join()
    before = (await other.status())[1]
    _, _, other = await restarted(serve, server)
    assert (await other.status())[1] == before


async def test_after_a_restart_a_reservation_begins_anew(serve, server, visitor):
    await visitor.join()
    server.later(100)
    _, visitor, _ = await restarted(serve, server)
    assert (await visitor.status())[1]["expires_in"] == 120
    assert (await visitor.initialize())[0] == 200


async def test_a_restart_while_a_session_starts_gives_the_turn_back(serve, server, visitor):
    await visitor.join()
    server.avatars.steps["start"] = [asyncio.Event()]
    waiting = asyncio.create_task(visitor.initialize())
    await until(lambda: server.avatars.live)
    after, again, _ = await restarted(serve, server)
    assert (await again.status())[1]["status"] == "reserved"
    assert await again.current() == (200, {"status": "none"})
    assert (await again.initialize())[0] == 200
    assert (await waiting)[1]["error"] == "server_stopping"


@pytest.mark.parametrize("is_lost", [False, True], ids=["active", "disconnected"])
async def test_who_loses_a_session_to_a_restart_is_called_again_before_all_others(
    serve, server, visitor, other, is_lost
):
    id = await visitor.begin()
    await other.join()
    if is_lost:
        server.later(45)
        await other.status()
    _, visitor, other = await restarted(serve, server)
    assert (await visitor.session("heartbeat", id))[0] == 404
    assert (await visitor.status())[1]["status"] == "reserved"
    assert (await other.status())[1]["position"] == 1
    assert (await visitor.initialize())[0] == 200


async def test_a_session_that_outlives_a_restart_goes_on(serve):
    server = serve(avatars=ScriptedAvatars(outlives_restart=True))
    visitor = Visitor(server, 1)
    id = await visitor.begin()
    server.later(40)
    after, visitor, other = await restarted(
        serve, server, avatars=ScriptedAvatars(outlives_restart=True)
    )
    after.later(40)  # the time of the restart isn't the visitor's silence
    assert (await visitor.session("heartbeat", id))[0] == 200
    assert (await visitor.initialize())[1]["heygen_data"]["session_id"] == id
    assert (await other.join())[1]["status"] == "queued"
    await visitor.session("terminate", id)
    assert ("stop", id) in after.avatars.calls


@pytest.mark.logs("can't be stopped")
async def test_what_was_being_stopped_is_stopped_after_a_restart(serve):
    hasty = replace(CONSULTATION, stop_s=0.05)
    server = serve(avatars=ScriptedAvatars(outlives_restart=True), consultation=hasty)
    visitor = Visitor(server, 1)
    id = await visitor.begin()
    server.avatars.steps["stop"] = [asyncio.Event()]
    await visitor.session("terminate", id)
    after, visitor, other = await restarted(
        serve, server, avatars=ScriptedAvatars(outlives_restart=True)
    )
    await until(lambda: ("stop", id) in after.avatars.calls)
    assert (await visitor.join())[1]["error"] == "in_cooldown"
    assert (await other.join())[1]["status"] == "reserved"


async def test_what_was_being_started_is_stopped_after_a_restart_and_the_turn_begins_anew(serve):
    server = serve(avatars=ScriptedAvatars(outlives_restart=True))
    visitor = Visitor(server, 1)
    await visitor.join()
    server.avatars.steps["start"] = [asyncio.Event()]
    waiting = asyncio.create_task(visitor.initialize())
    await until(lambda: server.avatars.live)
    [id] = server.avatars.live
    server.time += 3_600
    after, visitor, _ = await restarted(
        serve, server, avatars=ScriptedAvatars(outlives_restart=True)
    )
    await until(lambda: ("stop", id) in after.avatars.calls)
    assert (await visitor.status())[1]["status"] == "reserved"
    assert (await visitor.initialize())[0] == 200
    await waiting


async def test_a_cooldown_goes_on_over_a_restart(serve, server, visitor):
    await visitor.session("terminate", await visitor.begin())
    await until(lambda: not server.avatars.live)
    server.later(100)
    _, visitor, _ = await restarted(serve, server)
    assert (await visitor.current())[1]["cooldown_in"] == 200
    assert (await visitor.join())[1]["error"] == "in_cooldown"
    assert await visitor.session("terminate", "face-1") == (200, {"status": "ended"})
