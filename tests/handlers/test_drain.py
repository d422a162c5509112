"""A server that was told to stop: what it refuses, what goes on, and when it is done waiting."""

import asyncio

import pytest
from tornado.httpclient import HTTPClientError

from handlers.drain import Drain
from tests.handlers.consultation import Visitor
from tests.handlers.seller import Seller
from tests.handlers.talker import talking
from tests.waiting import until


def stop_taking(server, limit_s=30.0):
    for surface in (server.sessions, server.consultations):
        surface.refuse_new(limit_s=limit_s)


# Voice


async def test_who_talks_is_told_how_long_and_goes_on(serve):
    server = serve()
    talker = await talking(server)
    stop_taking(server)
    told = await talker.next("server_stopping")
    assert told["data"] == {"ends_in_ms": 30_000}
    assert await talker.is_alive()


async def test_a_new_session_is_refused_before_the_upgrade(serve):
    server = serve()
    stop_taking(server)
    with pytest.raises(HTTPClientError, match="503"):
        await server.connect()


async def test_who_was_lost_comes_back_all_the_same(serve):
    server = serve()
    talker = await server.connect()
    start = await talker.start()
    stop_taking(server)
    talker.vanish()
    await until(lambda: not server.sessions.running)
    query = f"?session_id={talker.session_id}&resume_token={start['resume_token']}"
    server.time += 10
    again = await server.connect(query)
    assert (await again.start())["resumed"] is True
    assert (await again.next("server_stopping"))["data"] == {"ends_in_ms": 20_000}


async def test_a_call_s_link_is_not_used_up_in_vain(serve):
    server = serve(development=False)
    seller = Seller(server)
    link = await seller.link()
    server.sessions._stops_at = server.time + 30
    with pytest.raises(HTTPClientError, match="503"):
        await server.connect(link)
    server.sessions._stops_at = None
    assert await (await server.connect(link)).start()


async def test_no_more_links_are_given(serve):
    server = serve(development=False)
    stop_taking(server)
    told, body = await Seller(server).call("POST", "/role_plays/2/get_agent_link", "")
    assert (told.code, body["error"]) == (503, "server_stopping")


# Consultations


async def test_nobody_joins_nor_begins_and_who_has_a_session_goes_on(provider):
    server = await provider.server()
    first, second, third = (Visitor(server, user) for user in (1, 2, 3))
    id = await first.begin()
    await second.join()
    assert await first.session("heartbeat", id) == (200, {"status": "ok"})
    stop_taking(server)
    assert (await third.join())[0] == 503
    server.later(10)
    assert await first.session("heartbeat", id) == (200, {"status": "ok", "ends_in_ms": 20_000})
    assert (await first.initialize())[0] == 200
    assert (await first.session("terminate", id))[0] == 200
    await until(lambda: not provider.live())
    assert (await second.status())[1]["status"] == "queued"  # it would be called for nothing


async def test_who_was_called_before_keeps_the_turn(provider):
    server = await provider.server()
    visitor = Visitor(server, 1)
    await visitor.join()
    stop_taking(server)
    code, body = await visitor.initialize()
    assert (code, body["error"]) == (503, "server_stopping")
    assert (await visitor.status())[1]["status"] == "reserved"


async def test_who_was_lost_is_not_waited_for(provider):
    server = await provider.server()
    await Visitor(server, 1).begin()
    assert server.consultations.running == 1
    server.later(46)
    await until(lambda: server.consultations.running == 0)


async def test_in_the_end_sessions_stop_at_their_provider_s_and_who_had_one_is_called_first(
    provider,
):
    server = await provider.server()
    visitor, other = Visitor(server, 1), Visitor(server, 2)
    await visitor.begin()
    await other.join()
    assert server.consultations.running == 1
    await server.consultations.end_all()
    assert server.consultations.running == 0
    await server.close()
    assert not provider.live()
    server = await provider.server()
    visitor, other = Visitor(server, 1), Visitor(server, 2)
    assert (await visitor.current())[1] == {"status": "none"}
    assert (await visitor.status())[1]["status"] == "reserved"
    assert (await other.status())[1]["position"] == 1
    assert (await visitor.initialize())[0] == 200


# How long it waits


class Rooms:
    """A surface with as many calls as a test says."""

    def __init__(self, running):
        self.running = running
        self.limit_s = None

    def refuse_new(self, *, limit_s):
        self.limit_s = limit_s


async def test_it_waits_for_nobody_where_nobody_is():
    rooms = Rooms(0)
    drain = Drain([rooms], limit_s=1e6)
    await drain.drain(asyncio.Event())
    assert drain.is_draining and rooms.limit_s == 1e6


async def test_it_waits_until_the_last_one_is_gone():
    rooms, others = Rooms(1), Rooms(1)
    draining = asyncio.create_task(Drain([rooms, others], limit_s=1e6).drain(asyncio.Event()))
    await until(lambda: rooms.limit_s)
    others.running = 0
    assert not draining.done()
    rooms.running = 0
    await draining


async def test_told_again_it_hurries():
    hurry = asyncio.Event()
    draining = asyncio.create_task(Drain([Rooms(1)], limit_s=1e6).drain(hurry))
    await asyncio.sleep(0)
    hurry.set()
    await draining


async def test_it_waits_no_longer_than_its_limit():
    await Drain([Rooms(1)], limit_s=0.01).drain(asyncio.Event())
