"""Practice calls when something goes wrong: kills, disks, networks, clocks, players."""

import asyncio
import json
import os
import time

import msgspec
import pytest

from realtime.agents import base as agents
from realtime.roleplay.records import Frozen, PracticeCall
from realtime.roleplay.settings import RolePlaySettings
from state.archived import Archived, key_of
from state.errors import StoreBusy
from state.recording import PartFile
from state.records import Delete
from tests.figures import Growth
from tests.handlers.conftest import serving
from tests.handlers.seller import TURNS, Seller
from tests.handlers.test_results import keep
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("forked_workers")


def started(serve, **options):
    server = serve(development=False, **options)
    server.agent.voice = (agents.ReplyAudio(bytes(6_400)),)
    return server


async def left(path, turns, *, calm=False, **options):
    async with serving(path) as serve:
        server = started(serve, **options)
        seller = Seller(server)
        talker = await server.connect(await seller.link())
        start = await talker.start()
        await talker.until("response_end")
        await seller.talk(talker, turns)
    return talker.session_id, start["resume_token"]


async def resumed(server, call_id, resume_token, **claims):
    seller = Seller(server, **claims)
    _, ticket = await seller.call("POST", "/ws/voice-chat/ticket", "")
    return seller, await server.connect(
        f"?ticket={ticket['ticket']}&session_id={call_id}&resume_token={resume_token}"
    )


async def test_a_call_is_no_longer_than_the_longest_though_the_server_was_down(tmp_path):
    call_id, token = await left(tmp_path, TURNS[:2])
    async with serving(tmp_path) as serve:
        server = started(serve, time=1_000_000.0 + 70 * 60)
        await server.practice.calls.start()
        seller, talker = await resumed(server, call_id, token)
        closed = asyncio.ensure_future(talker.closed())
        calls = server.store.table(PracticeCall)
        await until(lambda: closed.done() and calls.get(call_id).status != "calling")
        await closed
        call = calls.get(call_id)
        size = server.store.table(Archived).get(key_of("recording", call_id)).size
    assert call.duration_s <= 60 * 60 and size < 10_000_000


async def test_a_dropped_call_that_isn_t_recorded_lasts_as_long_as_it_did(tmp_path):
    """records_calls=False; killed or stopped; nobody comes back."""
    settings = RolePlaySettings(records_calls=False)
    async with serving(tmp_path) as serve:
        server = started(serve, roleplay=settings)
        seller = Seller(server)
        talker = await server.connect(await seller.link())
        await talker.start()
        await talker.until("response_end")
        await seller.talk(talker, TURNS[:2])
        server.time += 300
        await seller.talk(talker, TURNS[2:])
        call_id = talker.session_id
    async with serving(tmp_path) as serve:
        server = started(serve, roleplay=settings, time=1_000_400.0)
        await server.practice.calls.start()
        await server.sessions.end_asleep()
        result = await Seller(server).result(call_id)
    last = max(line["end_s"] or 0 for line in result["lines"])
    assert result["duration_seconds"] >= round(last)


async def test_who_may_begin_a_call_may_go_on_with_it(serve):
    """A token for certain leads begins a call; its socket breaks."""
    server = started(serve)
    seller = Seller(server, leads=["lead-1"])
    talker = await server.connect(await seller.link())
    start = await talker.start()
    talker.vanish()
    _, ticket = await seller.call("POST", "/ws/voice-chat/ticket", "")
    told = await server.fetch(
        f"/ws/voice-chat?ticket={ticket['ticket']}&session_id={talker.session_id}&resume_token={start['resume_token']}",
        headers={"Upgrade": "websocket"},
    )
    assert told.code not in (401, 403)


async def test_a_recording_s_address_is_good_no_longer_than_the_token(serve):
    now = time.time()
    server = started(serve, time=now)
    seller = Seller(server, exp=int(now) + 100)
    result = await seller.result(await seller.practise())
    server.time += 101
    assert (await server.fetch(f"/sessions/{result['id']}")).code == 401
    told = await server.fetch(result["recording_url"])
    assert told.code == 401


async def test_a_player_that_jumps_is_no_error(serve, caplog):
    """A browser's player gives up a long answer whenever one jumps in it."""
    server = started(serve)
    seller = Seller(server)
    result = await seller.result(await seller.practise())
    archive = server.sessions._archive
    call_id = result["id"]
    entry = server.store.table(Archived).get(key_of("recording", call_id))
    path = archive.path_of("recording", call_id)
    os.truncate(path, 50_000_000)
    await server.store.commit(msgspec.structs.replace(entry, size=50_000_000))
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    head = f"GET {result['recording_url']} HTTP/1.1\r\nHost: {server.host}\r\n"
    writer.write(f"{head}Range: bytes=0-\r\n\r\n".encode())
    await reader.read(1000)
    writer.transport.abort()
    for _ in range(20000):
        await asyncio.sleep(0)
        if caplog.records and any(r.levelname == "ERROR" for r in caplog.records):
            break
    assert not [r for r in caplog.records if r.levelname == "ERROR"]


@pytest.mark.logs("stays where it is")
async def test_a_recording_that_cannot_be_finished_just_now_is_finished_later(serve, monkeypatch):
    server = started(serve)
    seller = Seller(server)
    talker = await seller.begin()
    await seller.talk(talker)
    archive = server.sessions._archive
    companion = server.sessions._live[talker.session_id].driver.companion
    await until(lambda: companion._recording is not None)
    finish, fails = type(companion._recording).finish, [True]

    async def busy(self, *args, **more):
        if fails and fails.pop():
            raise StoreBusy("the server's disk can't keep up; try again in a moment")
        return await finish(self, *args, **more)

    monkeypatch.setattr(type(companion._recording), "finish", busy)
    call_id = await seller.hang_up(talker)
    await until(lambda: call_id in server.sessions._asleep)
    await server.sessions.end_asleep()
    result = await seller.result(call_id)
    parts = list(archive._folder.glob("*.part"))
    assert result["recording_url"] and not parts


@pytest.mark.logs("No space left")
@pytest.mark.logs("its recording ends here")
async def test_a_recording_that_the_disk_refuses_costs_no_call_and_is_counted(serve, monkeypatch):
    server = started(serve)
    broken = Growth("practice_recordings_broken_total")

    def full(part, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(PartFile, "write", full)
    seller = Seller(server)
    result = await seller.result(await seller.practise())
    assert result["status"] == "ready"
    assert broken() == 1


async def test_no_recording_is_left_behind_without_an_owner(tmp_path):
    """A call begun with recordings on; they are switched off; the server is started again."""
    call_id, _ = await left(tmp_path, TURNS)
    async with serving(tmp_path) as serve:
        server = started(serve, roleplay=RolePlaySettings(records_calls=False))
        await server.practice.calls.start()
        await server.sessions.end_asleep()
        await Seller(server).result(call_id)
        await server.practice.tidy()
    async with serving(tmp_path) as serve:
        server = started(serve, roleplay=RolePlaySettings(records_calls=False))
        await server.practice.calls.start()
        await server.practice.tidy()
        await server.sessions._archive.tidy()
    parts = list((tmp_path / "archive").glob("*.part"))
    assert not parts


async def test_a_call_that_has_ended_is_not_gone_on_with(tmp_path, monkeypatch):
    """Killed between the end of a call and its session being put away."""
    async with serving(tmp_path) as serve:
        server = started(serve)
        seller = Seller(server)
        talker = await server.connect(await seller.link())
        start = await talker.start()
        await talker.until("response_end")
        await seller.talk(talker, TURNS)

        async def never(record, companion):
            """The kill comes here."""

        monkeypatch.setattr(server.sessions, "_put_away", never)
        call_id = await seller.hang_up(talker)
        await until(lambda: server.store.table(PracticeCall).get(call_id).ended_by)
    monkeypatch.undo()
    async with serving(tmp_path) as serve:
        server = started(serve, time=1_000_100.0)
        await server.practice.calls.start()
        seller, again = await resumed(server, call_id, start["resume_token"])
        told = await again.next()
        if told is None:
            return
        again.session_id = told["session_id"]
        server.time += 100
        await seller.talk(again, ["And one question more, if I may, about the price of it all?"])
        result = await seller.result(await seller.hang_up(again))
    assert result["duration_seconds"] >= max(line["start_s"] or 0 for line in result["lines"])


@pytest.mark.logs("GET /ws/voice-chat")
async def test_a_call_that_could_not_begin_is_none(serve, monkeypatch, caplog):
    server = serve(development=False)
    seller = Seller(server)

    def broken(memory=None):
        raise RuntimeError("the buyer's library is missing")

    monkeypatch.setattr(server.agent, "open_session", broken)
    talker = await server.connect(await seller.link())
    await talker.closed()
    left = [call.status for call in server.store.table(PracticeCall)]
    assert left == []


async def test_a_greeting_nobody_heard_is_said_when_the_client_is_back(serve):
    server = serve(development=False)
    seller = Seller(server)
    gate = asyncio.Event()
    server.agent.voice = (gate,)
    talker = await server.connect(await seller.link())
    start = await talker.start()
    talker.vanish()
    await until(lambda: server.sessions._live[talker.session_id].client is None)
    server.agent.voice = (agents.ReplyAudio(bytes(6_400)),)
    gate.set()
    _, ticket = await seller.call("POST", "/ws/voice-chat/ticket", "")
    again = await server.connect(
        f"?ticket={ticket['ticket']}&session_id={talker.session_id}&resume_token={start['resume_token']}"
    )
    await again.start()
    again.send("ping")
    for _ in range(3000):
        await asyncio.sleep(0)
    told = await again.until("pong")
    again.send("ping")
    for _ in range(3000):
        await asyncio.sleep(0)
    told += await again.until("pong")
    assert len(server.agent.said) == 2


@pytest.mark.logs("stays where it is")
async def test_a_call_that_is_put_away_late_is_not_gone_on_with(serve, monkeypatch):
    """Its end met a busy disk, and its client is back before the next try."""
    server = serve(development=False)
    server.agent.voice = (agents.ReplyAudio(bytes(6_400)),)
    seller = Seller(server)
    talker = await server.connect(await seller.link())
    start = await talker.start()
    await talker.until("response_end")
    await seller.talk(talker)
    companion = server.sessions._live[talker.session_id].driver.companion
    await until(lambda: companion._recording is not None)
    kind, fails = type(companion._recording), [True]
    finish = kind.finish

    async def busy(self, *args, **more):
        if fails and fails.pop():
            raise StoreBusy("the server's disk can't keep up; try again in a moment")
        return await finish(self, *args, **more)

    monkeypatch.setattr(kind, "finish", busy)
    call_id = await seller.hang_up(talker)
    await until(lambda: call_id in server.sessions._asleep)
    _, ticket = await seller.call("POST", "/ws/voice-chat/ticket", "")
    query = f"?ticket={ticket['ticket']}&session_id={call_id}&resume_token={start['resume_token']}"
    told = await server.fetch(f"/ws/voice-chat{query}", headers={"Upgrade": "websocket"})
    assert told.code == 401
    await server.sessions.end_asleep()
    assert (await seller.result(call_id))["recording_url"]


async def test_one_call_whose_version_is_gone_costs_no_list(serve):
    """As after --repair dropped the damaged record of one version."""
    server = started(serve)
    archive = server.sessions._archive
    await keep(server, archive, 1)
    await keep(server, archive, 2, role_play_id=4)
    await server.store.commit(Delete(Frozen, "4/1"))
    told, _ = await Seller(server).call("GET", "/sessions")
    assert told.code == 200


async def test_behind_tls_the_signed_url_is_wss(serve):
    """A page of https://host asks through a proxy that ends TLS and keeps Host."""
    server = started(serve)
    told, link = await Seller(server).call(
        "POST",
        "/role_plays/2/get_agent_link",
        "",
        **{"Origin": f"https://{server.host}", "X-Forwarded-Proto": "https"},
    )
    assert link["signed_url"].startswith("wss://")


async def test_a_clock_that_is_set_moves_no_line(serve):
    """NTP sets the wall clock back an hour in mid-call."""
    server = started(serve)
    seller = Seller(server)
    talker = await seller.begin()
    await seller.talk(talker, TURNS[:2])
    server.time += 3600
    await seller.talk(talker, TURNS[2:])
    result = await seller.result(await seller.hang_up(talker))
    assert result["duration_seconds"] >= max(line["start_s"] for line in result["lines"])


async def test_malformed_json_is_told_as_existing_front_ends_know_it(serve):
    told, body = await Seller(started(serve)).call(
        "POST", "/role_plays_session/get_agent_link", "{"
    )
    assert told.code == 422 and body["detail"]


async def test_a_refused_range_is_told_as_other_errors(serve):
    server = started(serve)
    seller = Seller(server)
    result = await seller.result(await seller.practise())
    told, body = await seller.call("GET", result["recording_url"], Range="bytes=99999999-")
    assert told.code == 416 and json.loads(told.body)["error"]
