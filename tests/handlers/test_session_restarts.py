"""Consultations over a restart, in each state: after a stop and after a kill, with each of the real
providers; and with one that does what its test tells it to."""

import asyncio
from dataclasses import replace

import pytest
from tornado.simple_httpclient import HTTPStreamClosedError

from tests.avatars import ScriptedAvatars
from tests.handlers.conftest import CONSULTATION
from tests.handlers.consultation import Visitor
from tests.handlers.providers import doubts_pass
from tests.heygen_fake import Slow
from tests.waiting import until


@pytest.fixture(params=[False, True], ids=["stopped", "killed"])
def kills(request):
    return request.param


def two(server):
    return Visitor(server, 1), Visitor(server, 2)


# Who waits


async def test_over_a_restart_who_waits_keeps_the_place(provider, kills):
    visitor, other = two(await provider.server())
    await visitor.join()
    await other.join()
    before = (await other.status())[1]
    _, other = two(await provider.restarted(kills=kills))
    assert (await other.status())[1] == before


async def test_after_a_restart_a_reservation_begins_anew(provider, kills):
    server = await provider.server()
    visitor, _ = two(server)
    await visitor.join()
    server.later(100)
    visitor, _ = two(await provider.restarted(kills=kills))
    assert (await visitor.status())[1]["expires_in"] == 120
    assert (await visitor.initialize())[0] == 200


# Who has a session


@pytest.mark.parametrize("is_lost", [False, True], ids=["active", "disconnected"])
async def test_a_session_goes_on_or_its_visitor_is_called_before_all_others(
    provider, kills, is_lost
):
    server = await provider.server()
    visitor, other = two(server)
    _, body = await visitor.begun()
    id = body["heygen_data"]["session_id"]
    await other.join()
    server.later(45 if is_lost else 40)
    if is_lost:
        await provider.kept_alive(id)
        await other.status()
    visitor, other = two(await provider.restarted(kills=kills))
    if provider.outlives_restart and kills:
        assert (await visitor.session("heartbeat", id))[0] == 200
        assert (await visitor.current())[1]["status"] == "active"
        assert provider.live() == [id]
    else:
        assert (await visitor.session("heartbeat", id))[0] == 404
        assert (await visitor.status())[1]["status"] == "reserved"
        assert (await visitor.initialize())[0] == 200
    assert (await other.status())[1]["position"] == 1


async def test_the_time_of_a_crash_isnt_the_visitors_silence(vendor):
    server = await vendor.server()
    visitor, _ = two(server)
    id = await visitor.begin()
    server.later(40)
    after = await vendor.restarted(kills=True)
    after.later(40)
    visitor, _ = two(after)
    assert (await visitor.current())[1]["status"] == "active"
    assert (await visitor.session("heartbeat", id))[0] == 200


async def test_a_session_that_outlived_a_crash_is_kept_alive_and_stopped(vendor):
    visitor, other = two(await vendor.server())
    id = await visitor.begin()
    after = await vendor.restarted(kills=True)
    visitor, other = two(after)
    session = vendor.fake.sessions[id]
    for kept_alive in (1, 2):
        assert (await visitor.session("heartbeat", id))[0] == 200
        await until(lambda kept_alive=kept_alive: session.keep_alives >= kept_alive)
        for _ in range(int(after.avatars.idle_limit_s / 2 / 30)):
            after.later(30)
            assert (await visitor.session("heartbeat", id))[0] == 200
    assert (await other.join())[1]["status"] == "queued"
    assert await visitor.session("terminate", id) == (200, {"status": "ended"})
    await other.called()
    assert vendor.live() == [] and session.stops == 1


@pytest.mark.logs("its page was reloaded")
@pytest.mark.logs("can't be entered again")
async def test_after_a_crash_the_page_comes_into_the_same_room(vendor):
    visitor, _ = two(await vendor.server())
    before = await visitor.meet(vendor)
    visitor, _ = two(await vendor.restarted(kills=True))
    code, again = await visitor.initialize()
    if vendor.is_by_sdp:  # its offer was answered
        assert (code, again["error"]) == (500, "session_failed")
        await until(lambda: not vendor.live())
        assert (await visitor.join())[0] == 200
    else:
        assert (code, again["heygen_data"]) == (200, before["heygen_data"])
        id = again["heygen_data"]["session_id"]
        assert (await visitor.connect(id, None))[0] == 200


async def test_connect_again_after_a_crash_is_fine(vendor):
    visitor, _ = two(await vendor.server())
    data = (await visitor.meet(vendor))["heygen_data"]
    visitor, _ = two(await vendor.restarted(kills=True))
    id, sdp = data["session_id"], await vendor.answer(data)
    assert (await visitor.connect(id, sdp))[0] == 200
    assert vendor.fake.sessions[id].starts == 1


# What was under way


@pytest.mark.logs("can't be stopped")
async def test_closing_stops_what_is_being_started(vendor):
    server = await vendor.server()
    visitor, _ = two(server)
    await visitor.join()
    gate = asyncio.Event()
    vendor.fake.faults[vendor.begins_by[-1]].append(Slow(gate, taken=True))
    waiting = asyncio.create_task(visitor.initialize())
    await until(vendor.live)
    closing = asyncio.create_task(server.consultations.close())
    await until(lambda: server.consultations.is_closed)
    gate.set()
    await closing
    assert vendor.live() == []
    assert (await waiting)[1]["error"] == "server_stopping"
    await server.close()
    visitor, _ = two(await vendor.server())
    assert await visitor.current() == (200, {"status": "none"})


@pytest.mark.logs("can't be stopped")
async def test_what_was_being_started_by_who_was_killed_is_stopped(vendor, monkeypatch):
    server = await vendor.server()
    visitor, _ = two(server)
    await visitor.join()
    gate = asyncio.Event()
    vendor.fake.faults[vendor.begins_by[-1]].append(Slow(gate, taken=True))
    waiting = asyncio.create_task(visitor.initialize())
    await until(vendor.live)
    [id] = vendor.live()
    server.time += 60
    after = await vendor.restarted(kills=True)
    with pytest.raises(HTTPStreamClosedError):
        await waiting
    gate.set()
    visitor, _ = two(after)
    if vendor.name == "liveavatar":
        await until(lambda: not vendor.live())
        after.later(10)
    else:  # nobody knows of it
        assert vendor.calls("stop") == []
        after.later(60)
        assert vendor.live() == []
        assert vendor.fake.sessions[id].end_reason == "IDLE_TIMEOUT"
    assert (await visitor.status())[1]["status"] == "reserved"
    assert (await visitor.initialize())[0] == 200
    assert id not in vendor.live() and len(vendor.live()) == 1
    # Once the first may no more be started late, nobody asks about it.
    doubts_pass(monkeypatch)
    await visitor.session("terminate", vendor.live()[0])
    await until(lambda: not vendor.live())


@pytest.mark.logs("can't be stopped")
async def test_what_was_being_stopped_is_stopped_after_a_restart(vendor):
    visitor, _ = two(await vendor.server())
    id = await visitor.begin()
    vendor.fake.faults["stop"].append(Slow(asyncio.Event()))
    assert (await visitor.session("terminate", id))[0] == 200
    await until(lambda: vendor.calls("stop"))
    after = await vendor.restarted(kills=True)
    visitor, other = two(after)
    await until(lambda: not vendor.live())
    assert (await visitor.join())[1]["error"] == "in_cooldown"
    after.later(10)  # the new server can't know that its start isn't still to come
    await other.join()
    await other.called()


async def test_a_cooldown_goes_on_over_a_restart(provider, kills):
    server = await provider.server()
    visitor, other = two(server)
    id = await visitor.begin()
    await other.join()
    await visitor.session("terminate", id)
    await other.called()
    server.later(100)
    visitor, _ = two(await provider.restarted(kills=kills))
    assert (await visitor.current())[1]["cooldown_in"] == 200
    assert (await visitor.join())[1]["error"] == "in_cooldown"
    assert await visitor.session("terminate", id) == (200, {"status": "ended"})


# With a provider that does as it is told


async def restarted(serve, server, **options):
    """Another server over what this one has kept; nothing else of it is left."""
    await server.consultations.close()
    after = serve(time=server.time, **options)
    return after, Visitor(after, 1), Visitor(after, 2)


async def test_a_restart_while_a_session_starts_gives_the_turn_back(serve):
    server = serve()
    visitor = Visitor(server, 1)
    await visitor.join()
    server.avatars.steps["start"] = [asyncio.Event()]
    waiting = asyncio.create_task(visitor.initialize())
    await until(lambda: server.avatars.live)
    after, again, _ = await restarted(serve, server)
    assert (await again.status())[1]["status"] == "reserved"
    assert await again.current() == (200, {"status": "none"})
    assert (await again.initialize())[0] == 200
    assert (await waiting)[1]["error"] == "server_stopping"


@pytest.mark.logs("can't be stopped")
async def test_what_couldnt_be_stopped_in_time_is_stopped_after_a_restart(serve):
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
