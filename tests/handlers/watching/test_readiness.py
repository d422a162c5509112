"""/health/ready: what makes a server not ready, what only degrades it, and that it says why."""

import asyncio
import json
from dataclasses import replace

import pytest

from handlers.watching.readiness import Part, judged
from realtime.agents.base import Recognition
from state.contract import STORE_BACKLOG_BYTES
from tests.handlers.conftest import CONSULTATION
from tests.handlers.consultation import Visitor
from tests.handlers.talker import talking

WELL = dict.fromkeys(("server", "state", "agents", "avatars", "queue"), {"status": "ok"})


async def readiness(server):
    answer = await server.fetch("/health/ready")
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.code, json.loads(answer.body)


# The rule


def test_all_parts_well_is_ready():
    assert judged({"state": Part(), "agents": Part()}).status == "ready"


@pytest.mark.parametrize("status", ["failed", "busy", "stopping"])
def test_a_part_that_refuses_makes_it_not_ready_for_its_reason(status):
    verdict = judged({"agents": Part(), "state": Part(status, "the disk is full")})
    assert (verdict.status, verdict.reason) == ("not_ready", "state: the disk is full")


def test_a_degraded_part_is_told_and_takes_nobody_away():
    verdict = judged({"avatars": Part("degraded", "no credit")})
    assert verdict.status == "ready"
    assert verdict.parts["avatars"].reason == "no credit"


# Over real sockets


@pytest.mark.parametrize("development", [True, False])
async def test_a_server_that_is_well_is_ready_and_needs_no_token(serve, development):
    server = serve(development=development)
    assert await readiness(server) == (200, {"status": "ready", "parts": WELL})


async def test_a_store_that_failed_is_not_ready(serve):
    server = serve()
    server.store.failure = "the journal can't be written: No space left on device"
    code, body = await readiness(server)
    assert (code, body["status"], body["parts"]["state"]["status"]) == (503, "not_ready", "failed")
    assert body["reason"] == f"state: {server.store.failure}"


async def test_a_disk_that_cannot_keep_up_is_not_ready_until_it_does(serve, monkeypatch):
    server = serve()
    monkeypatch.setattr(server.store, "_backlog", 2 * STORE_BACKLOG_BYTES)
    code, body = await readiness(server)
    assert (code, body["parts"]["state"]["status"]) == (503, "busy")
    monkeypatch.setattr(server.store, "_backlog", 0)
    assert (await readiness(server))[0] == 200


async def test_a_server_that_stops_is_not_ready(serve):
    server = serve()
    talker = await talking(server)
    await server.drain.drain(asyncio.Event())
    code, body = await readiness(server)
    assert (code, body["parts"]["server"]["status"]) == (503, "stopping")
    assert body["reason"] == "server: the server is stopping; calls that go on: 1"
    assert await talker.is_alive()


async def test_without_recognition_it_is_degraded(serve):
    server = serve()
    server.directory.recognition = Recognition(down=2, is_hopeless=True)
    code, body = await readiness(server)
    assert (code, body["status"], body["parts"]["agents"]["status"]) == (200, "ready", "degraded")
    assert "type" in body["parts"]["agents"]["reason"]


async def test_without_faces_it_is_degraded_and_says_what_to_do(serve):
    server = serve()
    server.avatars.unavailable = "install the extra"
    code, body = await readiness(server)
    assert (code, body["parts"]["avatars"]) == (
        200,
        {"status": "degraded", "reason": "install the extra"},
    )


async def test_a_full_queue_is_degraded(serve):
    server = serve(consultation=replace(CONSULTATION, most_waiting=0))
    code, body = await readiness(server)
    assert (code, body["parts"]["queue"]["status"]) == (200, "degraded")
    assert (await Visitor(server).join())[0] == 503


async def test_health_is_as_it_was(serve):
    server = serve()
    await server.drain.drain(asyncio.Event())
    answer = await server.fetch("/health")
    assert (answer.code, json.loads(answer.body)) == (200, {"status": "healthy"})
