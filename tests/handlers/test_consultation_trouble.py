"""Consultations when something goes wrong at the wrong moment."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from realtime.consultation.driver import DeskDriver
from state.errors import AvatarFailed
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


class HeldDisk:
    """Writes of the journal wait here until they are let go."""

    def __init__(self, store):
        self._writer, self._append = store._writer, store._writer.append
        self.held: list[tuple] = []
        store._writer.append = lambda *batch: self.held.append(batch)

    def let_go(self):
        self._writer.append = self._append
        for batch in self.held:
            self._append(*batch)


async def answered_while(disk, call):
    """What `call` answers before the disk has taken anything; None if it waits for it."""
    asking = asyncio.create_task(call)
    async with asyncio.timeout(30):
        for _ in range(2_000):
            await asyncio.sleep(0)
    early = asking.result() if asking.done() else None
    return asking, early


@pytest.mark.parametrize("what", ["leave", "terminate", "agents"])
async def test_nothing_is_told_before_it_is_durable(server, visitor, what):
    if what == "terminate":
        id = await visitor.begin()
    elif what == "leave":
        await visitor.join()
    disk = HeldDisk(server.store)
    again = Visitor(server, 1)
    if what == "terminate":
        first = asyncio.create_task(visitor.session("terminate", id))
        call = again.session("terminate", id)
    elif what == "leave":
        first = asyncio.create_task(visitor.leave())
        call = again.leave()
    else:
        other = Visitor(server, 2)
        first = asyncio.create_task(
            asyncio.wait([asyncio.create_task(visitor.join()), asyncio.create_task(other.join())])
        )
        call = again.get("/agents/")
    await until(lambda: disk.held)
    asking, early = await answered_while(disk, call)
    disk.let_go()
    await first
    await asking
    assert early is None


async def test_one_s_place_waits_for_one_s_own_changes_and_for_nobody_else_s(server, visitor):
    await visitor.join()
    disk = HeldDisk(server.store)
    joining = asyncio.create_task(Visitor(server, 2).join())
    await until(lambda: disk.held)
    assert (await visitor.status())[0] == 200
    asking, early = await answered_while(disk, Visitor(server, 2).status())
    disk.let_go()
    assert early is None and (await asking)[0] == 200
    await joining


@pytest.mark.logs("Future was cancelled")
async def test_a_disk_that_fails_while_the_avatar_starts_is_an_answer(server, visitor):
    await visitor.join()
    release = asyncio.Event()
    server.avatars.steps["start"] = [release]
    waiting = asyncio.create_task(visitor.initialize())
    await until(lambda: server.avatars.live)
    server.store.failure = "the disk is gone"
    release.set()
    code, body = await asyncio.wait_for(waiting, 2)
    assert (code, body["error"]) == (503, "store_failed")
    await until(lambda: not server.avatars.live)


@pytest.mark.logs("Future was cancelled")
async def test_a_disk_that_is_busy_while_the_avatar_starts_is_an_answer(server, visitor):
    await visitor.join()
    release = asyncio.Event()
    server.avatars.steps["start"] = [release]
    waiting = asyncio.create_task(visitor.initialize())
    await until(lambda: server.avatars.live)
    backlog, server.store._backlog = server.store._backlog, 1 << 40
    release.set()
    await until(lambda: not server.avatars.live)
    server.store._backlog = backlog
    code, body = await asyncio.wait_for(waiting, 2)
    assert code == 503


async def test_what_a_busy_disk_refused_is_kept_once_it_isnt(serve, server, visitor):
    """Memory and disk go apart for good: after a restart the ticket that expired is back."""
    other = Visitor(server, 2)
    await visitor.join()
    await other.join()
    backlog, server.store._backlog = server.store._backlog, 1 << 40
    server.later(601)
    server.store._backlog = backlog
    assert (await other.status())[0] == 404
    await server.consultations.close()
    after = serve(time=server.time)
    assert (await Visitor(after, 2).status())[0] == 404


@pytest.mark.logs("queue/join")
async def test_a_user_whose_name_cant_be_written_takes_no_slot(server):
    unusual, other = Visitor(server, "\ud800"), Visitor(server, 2)
    assert (await unusual.join())[0] in (401, 500)
    assert (await other.join())[1]["status"] == "reserved"


@pytest.mark.logs("queue/join")
async def test_a_user_whose_name_cant_be_written_doesnt_lose_others_changes(serve, server, visitor):
    """One commit for all that falls due at once: here a session's end, and with it its stop."""
    server = serve(consultation=replace(CONSULTATION, provider_capacity=2, session_s=120.0))
    visitor = Visitor(server, 1)
    await visitor.begin()
    await Visitor(server, "\ud800").join("comercial")
    with suppress(Exception):
        server.later(45)
    with suppress(Exception):
        server.later(75)  # the session is over; the unusual one's turn has passed
    await until(lambda: not server.avatars.live)


async def test_initialize_of_a_disconnected_session_answers_active(server, visitor):
    await visitor.begin()
    server.later(45)
    _, body = await visitor.initialize()
    assert body["session"]["status"] == "active"


async def test_a_call_that_comes_while_the_server_closes_is_answered(server, visitor):
    await visitor.join()
    await server.consultations.close()
    code, body = await asyncio.wait_for(visitor.initialize(), 2)
    assert (code, body["error"]) == (503, "server_stopping")
    assert server.avatars.calls == []


async def test_a_page_that_comes_back_while_the_server_closes_isnt_told_its_session_is_over(serve):
    server = serve(avatars=ScriptedAvatars(outlives_restart=True))
    visitor = Visitor(server, 1)
    id = await visitor.begin()
    await visitor.connect(id)
    server.avatars.steps["renew"] = [asyncio.Event()]
    waiting = asyncio.create_task(visitor.initialize())
    await until(lambda: ("renew", id) in server.avatars.calls)
    await server.consultations.close()
    code, body = await waiting
    assert (code, body["error"]) == (503, "server_stopping")


async def test_closing_while_somebody_begins_closes_all(server, visitor, serve):
    await visitor.join()
    server.avatars.steps["start"] = [asyncio.Event()]
    waiting = asyncio.create_task(visitor.initialize())
    await until(lambda: server.avatars.live)
    stays = server.consultations._faces._stays
    [stay] = stays.values()
    cancel = stay.cancel

    async def cancel_and_meanwhile_somebody_begins():
        await cancel()
        stays["another"] = stay

    stay.cancel = cancel_and_meanwhile_somebody_begins
    await server.consultations.close()
    await waiting


@pytest.mark.logs("can't be stopped")
async def test_a_session_whose_stop_failed_once_is_stopped_later(server, visitor):
    id = await visitor.begin()
    server.avatars.steps["stop"] = [OSError("no route")]
    await visitor.session("terminate", id)
    await until(lambda: ("stop", id) in server.avatars.calls)
    server.later(10)
    await until(lambda: not server.avatars.live)


@pytest.mark.logs("can't be stopped")
async def test_a_session_whose_stop_failed_is_stopped_by_the_next_server(serve):
    avatars = ScriptedAvatars(outlives_restart=True)
    server = serve(avatars=avatars)
    visitor = Visitor(server, 1)
    id = await visitor.begin()
    server.avatars.steps["stop"] = [OSError("no route")]
    await visitor.session("terminate", id)
    await until(lambda: ("stop", id) in server.avatars.calls)
    server.later(10)
    await server.consultations.close()
    serve(time=server.time, avatars=avatars)
    await until(lambda: not avatars.live)


@pytest.mark.logs("can't be stopped")
async def test_who_had_a_session_that_cant_be_stopped_is_told_of_the_cooldown(server, visitor):
    id = await visitor.begin()
    server.avatars.steps["stop"] = [OSError("no route")] * 2
    await visitor.session("terminate", id)
    await until(lambda: ("stop", id) in server.avatars.calls)
    server.later(10)
    code, current = await visitor.current()
    assert (code, current["status"]) == (200, "cooldown")
    assert current["session"]["status"] == "ended"


@pytest.mark.logs("can't be stopped")
async def test_of_a_session_that_never_stops_nothing_stays_for_ever(server, visitor):
    id = await visitor.begin()
    server.avatars.steps["stop"] = [OSError("no route")] * 100
    await visitor.session("terminate", id)
    for _ in range(60):
        server.later(30)
        for _ in range(20):
            await asyncio.sleep(0)
    await until(lambda: not server.consultations._faces._stays)
    assert await visitor.current() == (200, {"status": "none"})


async def test_the_time_a_server_was_away_isnt_the_disconnecteds_silence(serve):
    server = serve(avatars=ScriptedAvatars(outlives_restart=True))
    visitor = Visitor(server, 1)
    id = await visitor.begin()
    server.later(45)
    await server.consultations.close()
    after = serve(time=server.time + 130, avatars=ScriptedAvatars(outlives_restart=True))
    assert (await Visitor(after, 1).session("heartbeat", id))[0] == 200


async def test_no_digits_from_the_streams_tickets_either(server, visitor):
    response = await server.fetch(
        "/api/consultoria/queue/stream/ticket/",
        method="POST",
        body=b"",
        headers={**visitor.bearer, "Origin": "http://404.example:4040"},
    )
    assert response.code == 403 and b"404" not in response.body


async def test_a_page_of_another_origin_can_read_retry_after(serve):
    server = serve(development=False, allowed_origins=("https://app.example",))
    visitor = Visitor(server, 1)
    visitor.bearer["Origin"] = "https://app.example"
    await visitor.session("terminate", await visitor.begin())
    assert (await visitor.join())[1]["error"] == "in_cooldown"
    assert visitor.headers["Retry-After"]
    assert "retry-after" in visitor.headers.get("Access-Control-Expose-Headers", "").lower()


@pytest.mark.logs("ended at its provider's")
async def test_who_leaves_as_the_start_ends_has_the_same_answer(server, visitor):
    """Leave while the provider has started and the disk hasn't said so yet."""
    await visitor.join()
    release = asyncio.Event()
    server.avatars.steps["start"] = [release]
    waiting = asyncio.create_task(visitor.initialize())
    await until(lambda: server.avatars.live)
    disk = HeldDisk(server.store)
    leaving = asyncio.create_task(Visitor(server, 1).leave())
    await until(lambda: disk.held)
    release.set()
    for _ in range(200):
        await asyncio.sleep(0)
    disk.let_go()
    assert (await leaving)[0] == 200
    code, body = await waiting
    assert server.avatars.live == {}
    assert (code, body["error"]) == (403, "no_reservation")


@pytest.mark.logs("ended at its provider's")
async def test_a_session_that_dies_while_it_starts_is_500_and_says_so(server, visitor):
    await visitor.join()
    server.avatars.steps["start"] = [asyncio.Event()]
    waiting = asyncio.create_task(visitor.initialize())
    await until(lambda: server.avatars.live)
    server.avatars.watcher.died("face-1", "out of credit")
    code, body = await waiting
    assert (code, body["error"]) == (500, "session_failed")
    assert "too long" not in body["message"]


@pytest.mark.logs("ended at its provider's")
async def test_a_session_that_dies_as_it_has_started_is_500(server, visitor):
    await visitor.join()
    release = asyncio.Event()
    server.avatars.steps["start"] = [release]
    waiting = asyncio.create_task(visitor.initialize())
    await until(lambda: server.avatars.live)
    disk = HeldDisk(server.store)
    release.set()
    await until(lambda: disk.held)
    server.avatars.watcher.died("face-1", "out of credit")
    disk.let_go()
    code, body = await waiting
    assert code in (403, 500), body
    await until(lambda: not server.avatars.live)


@pytest.mark.logs(": no")
async def test_a_second_initialize_while_a_failed_start_is_stopped_isnt_403(server, visitor):
    await visitor.join()
    server.avatars.steps["start"] = [AvatarFailed("no")]
    release = asyncio.Event()
    server.avatars.steps["stop"] = [release]
    first = asyncio.create_task(visitor.initialize())
    await until(lambda: ("stop", "face-1") in server.avatars.calls)
    second = asyncio.create_task(Visitor(server, 1).initialize())
    release.set()
    assert (await first)[0] == 500
    # It has the first one's error, or began anew: as long as the turn goes on nobody is told no.
    assert (await second)[0] in (200, 500)


async def test_leave_is_always_200(server, visitor):
    server.store.failure = "the disk is gone"
    assert (await visitor.leave())[0] == 200


async def test_head_of_the_stream_says_what_get_does(server, visitor):
    response = await server.fetch(
        "/api/consultoria/queue/stream/", method="HEAD", headers=visitor.bearer
    )
    assert response.headers["Content-Type"] == "text/event-stream"


async def test_starting_is_given_up_though_the_disk_took_longer_than_stopping_may(server, visitor):
    """Its end and the end of its time to stop become safe at once: then nobody cancels it."""
    await visitor.join()
    release = asyncio.Event()
    server.avatars.steps["create"] = [release]
    waiting = asyncio.create_task(visitor.initialize())
    await until(lambda: server.avatars.calls)
    [stay] = server.consultations._faces._stays.values()
    disk = HeldDisk(server.store)
    joining = asyncio.create_task(Visitor(server, 2).join())
    await until(lambda: disk.held)
    leaving = asyncio.create_task(Visitor(server, 1).leave())
    await until(lambda: server.store._pending)
    server.later(10.1)
    disk.let_go()
    await asyncio.gather(joining, leaving)
    await asyncio.wait([waiting], timeout=1)
    release.set()  # it isn't broken off, and the server would wait for it
    assert stay._beginning.cancelled()
    release.set()  # creating isn't broken off


def test_a_deadline_within_half_a_millisecond_breaks_nothing_under_uvloop():
    """There call_at() of such a time returns a handle without when()."""
    uvloop = pytest.importorskip("uvloop")

    class AlmostDue:
        def next_deadline(self):
            return asyncio.get_running_loop().time() + 0.0003

        def expire(self, *, now):
            return []

    async def settle_twice():
        desk: Any = AlmostDue()
        store: Any = None
        driver = DeskDriver(
            desk,
            store,
            now=asyncio.get_running_loop().time,
            perform=lambda output: None,
            most_followers=1,
            patience_s=1.0,
        )
        driver.settle([])
        driver.settle([])

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(settle_twice())


@pytest.mark.logs("can't be stopped")
@pytest.mark.logs("it refuses")
async def test_what_the_last_run_could_not_start_is_no_bug_of_the_next(serve):
    """It is still being stopped: nobody can enter it."""
    server = serve(avatars=failing_to_start_and_stop())
    visitor = Visitor(server, 1)
    await visitor.join()
    waiting = asyncio.create_task(visitor.initialize())
    await until(lambda: ("stop", "face-1") in server.avatars.calls)
    await server.consultations.close()
    await waiting
    after = serve(time=server.time, avatars=failing_to_start_and_stop())
    code, body = await Visitor(after, 1).initialize()
    assert (code, body["error"]) == (500, "session_failed")


def failing_to_start_and_stop():
    avatars = ScriptedAvatars(outlives_restart=True)
    avatars.steps = {"start": [AvatarFailed("it refuses")], "stop": [OSError("no route")]}
    return avatars


async def left_while_it_was_created(server, visitor):
    """Its end is not on disk yet, so it isn't stopped yet, when the provider has made it."""
    await visitor.join()
    made = asyncio.Event()
    server.avatars.steps["create"] = [made]
    waiting = asyncio.create_task(visitor.initialize())
    await until(lambda: server.avatars.calls)
    [stay] = server.consultations._faces._stays.values()
    disk = HeldDisk(server.store)
    leaving = asyncio.create_task(Visitor(server, 1).leave())
    await until(lambda: disk.held)
    made.set()
    await until(lambda: stay.session_id)
    disk.let_go()
    await leaving
    return waiting


async def test_what_was_given_up_while_it_was_created_is_not_started(server, visitor):
    waiting = await left_while_it_was_created(server, visitor)
    assert (await waiting)[0] == 403
    await until(lambda: ("stop", "face-1") in server.avatars.calls)
    assert ("start", "face-1") not in server.avatars.calls


@pytest.mark.logs("can't be stopped")
async def test_what_was_given_up_while_it_was_created_is_stopped_until_it_is(server, visitor):
    server.avatars.steps["stop"] = [OSError("no route")]
    waiting = await left_while_it_was_created(server, visitor)
    await until(lambda: ("stop", "face-1") in server.avatars.calls)
    server.later(10)
    await until(lambda: server.avatars.calls.count(("stop", "face-1")) == 2)
    assert (await waiting)[0] == 403


async def test_a_session_that_is_ended_while_the_server_stops_is_stopped(serve):
    server = serve(avatars=ScriptedAvatars(outlives_restart=True))
    visitor = Visitor(server, 1)
    id = await visitor.begin()
    disk = HeldDisk(server.store)
    ending = asyncio.create_task(visitor.session("terminate", id))
    await until(lambda: disk.held)
    closing = asyncio.create_task(server.consultations.close())
    await asyncio.sleep(0)
    disk.let_go()
    await asyncio.gather(ending, closing)
    assert not server.avatars.live
