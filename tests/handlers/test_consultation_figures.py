"""What /metrics says of consultations is what happened, over real sockets."""

import asyncio

import pytest

from realtime.consultation import metrics
from realtime.consultation.records import AvatarSession
from realtime.consultation.states import SessionState
from tests.figures import Growth, value
from tests.handlers.conftest import CONSULTATION, serving
from tests.handlers.consultation import Visitor
from tests.handlers.watching.test_metrics import scraped
from tests.waiting import until

GESTAO = {"agent_type": "gestao"}


@pytest.fixture
async def server(serve):
    return serve()


async def test_who_waits_is_seen_by_agent_type(server):
    joined = Growth("consultation_joined_total", **GESTAO)
    first, second, third = (Visitor(server, user) for user in (1, 2, 3))
    await first.join()
    await second.join()
    await third.join("tecnico")
    figures = await scraped(server)
    assert figures.of("consultation_waiting", **GESTAO) == 1
    assert figures.of("consultation_waiting", agent_type="tecnico") == 1
    assert figures.of("consultation_waiting", agent_type="comercial") == 0
    assert joined() == 2
    await second.leave()
    assert (await scraped(server)).of("consultation_waiting", **GESTAO) == 0


async def test_a_wait_lasts_from_joining_to_being_called(server):
    waits, waited_s = (
        Growth(f"consultation_wait_seconds_{each}", **GESTAO) for each in ("count", "sum")
    )
    first, second = Visitor(server, 1), Visitor(server, 2)
    await first.join()
    assert (waits(), waited_s()) == (1, 0.0)
    await second.join()
    server.later(50)
    await first.leave()
    await second.called()
    assert (waits(), waited_s()) == (2, 50.0)


async def test_a_call_that_is_let_pass_is_counted_and_the_next_wait_with_it(server):
    waits, lapsed = (
        Growth("consultation_wait_seconds_count", **GESTAO),
        Growth("consultation_lapsed_total", **GESTAO),
    )
    visitor = Visitor(server, 1)
    await visitor.join()
    server.later(CONSULTATION.reservation_s)
    await visitor.called()
    assert (lapsed(), waits()) == (1, 2)


async def test_a_session_from_its_start_to_its_end(server):
    starts = Growth("consultation_start_seconds_count", provider="scripted")
    ended = Growth("consultation_sessions_ended_total", reason="terminated", **GESTAO)
    visitor = Visitor(server, 1)
    session_id = await visitor.begin()
    assert starts() == 1
    figures = await scraped(server)
    assert figures.of("consultation_sessions", state="active", **GESTAO) == 1
    assert figures.of("consultation_sessions", state="disconnected", **GESTAO) == 0
    await visitor.session("terminate", session_id)
    await until(lambda: ended() == 1)
    figures = await scraped(server)
    assert figures.of("consultation_sessions", state="active", **GESTAO) == 0


@pytest.mark.logs("out of order")
async def test_a_session_that_fails_says_so(server):
    ended = Growth("consultation_sessions_ended_total", reason="provider_failed", **GESTAO)
    session_id = await Visitor(server, 1).begin()
    server.avatars.watcher.died(session_id, "out of order")
    await until(lambda: ended() == 1)


async def test_a_restart_counts_nothing_twice(tmp_path):
    async with serving(tmp_path) as serve:
        server = serve()
        await Visitor(server, 1).join()
        await Visitor(server, 2).join()
        joined, waits = (
            Growth("consultation_joined_total", **GESTAO),
            Growth("consultation_wait_seconds_count", **GESTAO),
        )
        await server.close()
        again = serve(time=server.time + 60)
        assert (await Visitor(again, 1).status())[1]["status"] == "reserved"
        assert (joined(), waits()) == (0, 0)


def test_a_session_is_seen_whose_agent_type_is_gone_from_the_settings():
    session = AvatarSession(
        id="left",
        user=1,
        agent_type="gestao",
        lead_id="lead",
        begun_at=0.0,
        ticket_id="ticket",
        joined_at=0.0,
        status=SessionState.UNSTOPPED,
    )
    seen = {"agent_type": "other", "state": "unstopped"}
    metrics.tell_present({"tecnico": 0}, [session])
    assert value("consultation_sessions", **seen) == 1
    metrics.tell_present({"tecnico": 0}, [])
    assert value("consultation_sessions", **seen) == 0


async def test_streams_that_follow_a_place_are_seen(server):
    visitor = Visitor(server, 1)
    await visitor.join()
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    bearer = visitor.bearer["Authorization"]
    lines = ["GET /api/consultoria/queue/stream/ HTTP/1.1", f"Host: {server.host}"]
    writer.write("\r\n".join([*lines, f"Authorization: {bearer}", "", ""]).encode())
    await reader.readuntil(b"queue_status")
    assert (await scraped(server)).of("consultation_followers") == 1
    writer.close()
    await until(lambda: not server.consultations._driver.followers)
    assert (await scraped(server)).of("consultation_followers") == 0


async def test_a_provider_that_can_t_be_had_is_seen(server):
    assert (await scraped(server)).of("avatar_available", provider="scripted") == 1
    server.avatars.unavailable = "install the extra"
    assert (await scraped(server)).of("avatar_available", provider="scripted") == 0
