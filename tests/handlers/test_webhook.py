"""Calls from outside over real sockets: told of, kept, scored as any other."""

import asyncio
import json
import socket
from contextlib import suppress

import pytest

from realtime.roleplay.records import PracticeCall
from realtime.roleplay.settings import RolePlaySettings
from state.contract import MAX_WEBHOOK_BYTES, WEBHOOK_SECONDS
from tests.figures import Growth
from tests.handlers.conftest import serving
from tests.handlers.seller import Seller
from tests.waiting import until
from tests.webhooks import PATH, SAID, SECRET, Service, event, signed

pytestmark = pytest.mark.usefixtures("forked_workers")

TAKEN = RolePlaySettings(webhook_secret=SECRET)


@pytest.fixture
async def server(serve):
    return serve(development=False, roleplay=TAKEN)


@pytest.fixture
def service(server):
    return Service(server)


async def taken(service, body):
    """The call's id."""
    status, answer = await service.post(body)
    assert status == 200, answer
    return answer["id"]


# What is taken


async def test_a_call_from_outside_is_scored(server, service):
    told = Growth("practice_webhooks_total", outcome="taken")
    status, answer = await service.post(event())
    assert status == 200 and answer["status"] == "processing"
    assert told() == 1
    result = await Seller(server).result(answer["id"])
    assert result["status"] == "ready" and result["ended_by"] == "salesperson"
    assert result["agent_id"] == 2 and result["duration_seconds"] == 90
    assert result["created_at"].startswith("1970-01-12T13:30:00")
    assert [(line["who"], line["start_s"]) for line in result["lines"]][:2] == [
        ("buyer", 0.0),
        ("salesperson", 10.0),
    ]
    assert f"Vendedor: {SAID[1][1]}" in result["transcript"]


async def test_what_takes_the_ends_of_lines_is_not_measured(server, service):
    result = await Seller(server).result(await taken(service, event()))
    metrics = result["spin_metrics"]
    assert metrics["longestMonologue"] is metrics["talkSpeed"] is None
    assert metrics["talkListenRatio"] > 0
    assert all(line["end_s"] is None for line in result["lines"])


async def heard_by_an_agent(server):
    """A role play whose buyer understands what is said."""
    writer = Seller(server, scope="roleplays:write")
    written = await writer.get("/role_plays/2") | {"agent": server.agent.card.name}
    del written["id"], written["version"]
    _, made = await writer.call("POST", "/role_plays", written)
    return made["id"], made["opening_line"]


async def test_it_is_scored_as_if_it_had_been_held_here(server, service):
    seller = Seller(server)
    role_play_id, opening = await heard_by_an_agent(server)
    turns = [text for role, text in SAID if role == "user"]
    replies = [*(text for role, text in SAID[1:] if role == "agent"), "Fine."]
    server.agent.voice = ()
    called = await seller.practise(role_play_id, turns=turns, replies=replies)
    said = [("agent", opening), *SAID[1:], ("agent", "Fine.")]
    body = event(said, {"role_play_id": str(role_play_id), "user_id": 7})
    for line in body["data"]["transcript"]:
        line["source_medium"] = "text"
    inside = comparable(await seller.result(called))
    outside = comparable(await seller.result(await taken(service, body)))
    assert outside == inside
    raised = [each["clientObjection"] for each in outside["objections"]["details"]]
    assert any("pricey" in objection for objection in raised)


def comparable(result):
    """What is said of the words, however long the call took and whatever came before it."""
    assert result["status"] == "ready"
    for figure in ("callHistory", "questionRate"):
        del result["spin_metrics"][figure]
    parts = ("spin_metrics", "rubric_results", "objections", "transcript", "scorer_version")
    return {part: result[part] for part in parts}


async def test_it_is_in_the_list_of_its_role_play(server, service):
    call_id = await taken(service, event())
    seller = Seller(server)
    await seller.result(call_id)
    for path in ("/sessions", "/sessions?agent_id=2", "/role_plays/2/sessions"):
        assert [call["id"] for call in await seller.get(path)] == [call_id]
    assert await seller.get("/role_plays/3/sessions") == []


async def test_it_is_read_by_whose_it_is_and_who_reads_all(server, service):
    call_id = await taken(service, event())
    for stranger in (8, "7"):
        told, _ = await Seller(server, user=stranger).call("GET", f"/sessions/{call_id}")
        assert told.code == 404
    await Seller(server).get(f"/sessions/{call_id}")
    await Seller(server, user=8, scope="results:read").get(f"/sessions/{call_id}")


async def test_a_call_of_nobody_is_read_by_who_reads_all_only(server, service):
    call_id = await taken(service, event(variables={"case_setup_id": 2}))
    told, _ = await Seller(server).call("GET", f"/sessions/{call_id}")
    assert told.code == 404
    everybodys = Seller(server, user=8, scope="results:read")
    assert (await everybodys.result(call_id))["user_name"] is None


async def test_calls_of_nobody_have_no_history_in_common(server, service):
    everybodys = Seller(server, user=8, scope="results:read")
    for conversation in ("conv-1", "conv-2"):
        body = event(variables={"case_setup_id": 2}, conversation_id=conversation)
        result = await everybodys.result(await taken(service, body))
        assert len(result["spin_metrics"]["callHistory"]) <= 1


async def test_calls_held_here_and_elsewhere_are_listed_newest_first(server, service):
    seller = Seller(server)
    server.agent.voice = ()
    called = [await taken(service, event())]
    called.append(await seller.practise(turns=("Hello.",)))
    called.append(await taken(service, event(conversation_id="conv-2")))
    for call_id in called:
        await seller.result(call_id)
    listed = [call["id"] for call in await seller.get("/sessions")]
    first = [call["id"] for call in await seller.get("/sessions?limit=1")]
    assert listed == called[::-1] and first == called[:-2:-1]
    number = server.store.table(PracticeCall).get(called[-1]).number
    [before, *_] = await seller.get(f"/sessions?cursor={number}")
    assert before["id"] == called[1]


async def test_without_a_role_play_it_is_the_agent_s(server, service):
    writer = Seller(server, scope="roleplays:write")
    for _ in range(2):
        written = await writer.get("/role_plays/2") | {"elevenlabs_agent_id": "agent-1"}
        del written["id"], written["version"]
        told, made = await writer.call("POST", "/role_plays", written)
        assert told.code == 201, made
    call_id = await taken(service, event(variables={"user_id": 7}))
    assert (await Seller(server).result(call_id))["agent_id"] == made["id"] - 1


@pytest.mark.parametrize("agent_id", ["agent-1", ""])
@pytest.mark.parametrize("variables", [{"case_setup_id": 99}, {}], ids=["number", "agent"])
async def test_a_call_of_no_role_play_is_refused(service, variables, agent_id):
    status, refused = await service.post(event(variables=variables, agent_id=agent_id))
    assert (status, refused["error"]) == (404, "role_play_not_found")


async def test_a_call_in_which_nobody_spoke_is_unscored(server, service):
    call_id = await taken(service, event([]))
    assert (await Seller(server).result(call_id))["status"] == "unscored"


@pytest.mark.parametrize("kind", ["post_call_audio", "call_initiation_failure", "anything"])
async def test_what_is_not_about_a_transcript_is_acknowledged(server, service, kind):
    ignored = Growth("practice_webhooks_total", outcome="ignored")
    assert await service.post({"type": kind, "data": 1}) == (200, {"status": "ignored"})
    assert ignored() == 1
    assert len(server.store.table(PracticeCall)) == 0


async def test_a_longer_body_than_others_fits(server, service):
    told = event()
    told["data"]["transcript"][0]["tool_calls"] = ["x" * 1_048_576]
    body = json.dumps(told).encode()
    assert 1_048_576 < len(body) < MAX_WEBHOOK_BYTES
    assert (await service.post(body))[0] == 200


# Once


async def test_told_twice_it_is_one_call(server, service):
    first = await service.post(event())
    await Seller(server).result(first[1]["id"])
    assert await service.post(event()) == (200, {"id": first[1]["id"], "status": "ready"})
    assert len(await Seller(server).get("/sessions")) == 1


async def test_told_at_once_it_is_one_call(server, service):
    answers = await asyncio.gather(*(service.post(event()) for _ in range(5)))
    assert answers == [answers[0]] * 5 and answers[0][0] == 200
    await Seller(server).result(answers[0][1]["id"])
    assert len(await Seller(server).get("/sessions")) == 1


async def test_what_is_told_otherwise_changes_nothing(server, service):
    another = event([*SAID, ("agent", "Otherwise.")], {"case_setup_id": 3, "user_id": 8})
    answers = await asyncio.gather(service.post(event()), service.post(another))
    assert answers[0] == answers[1]
    [call] = server.store.table(PracticeCall)
    whose = Seller(server, user=call.user)
    result = await whose.result(call.id)
    assert (result["agent_id"], call.user) in ((2, 7), (3, 8))
    assert ("Otherwise." in result["transcript"]) == (call.user == 8)
    assert (await service.post(another))[1] == (await service.post(event()))[1]


async def test_told_again_after_a_restart_it_is_one_call(tmp_path):
    async with serving(tmp_path) as serve:
        server = serve(development=False, roleplay=TAKEN)
        await server.practice.marking.close()
        call_id = await taken(Service(server), event())
    async with serving(tmp_path) as serve:
        server = serve(development=False, roleplay=TAKEN)
        await server.practice.calls.start()
        assert await taken(Service(server), event()) == call_id
        assert (await Seller(server).result(call_id))["status"] == "ready"
        assert len(await Seller(server).get("/sessions")) == 1


@pytest.mark.logs("disk")
async def test_a_call_that_could_not_be_kept_is_taken_when_told_again(server, service, monkeypatch):
    def full(path, data):
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("state.archive.save", full)
        status, refused = await service.post(event())
        assert (status, refused["error"]) == (503, "store_failed")
    seller = Seller(server)
    assert await seller.get("/sessions") == []
    later = await taken(service, event(conversation_id="conv-2"))
    again = await taken(service, event())
    await seller.result(later), await seller.result(again)
    assert [call["id"] for call in await seller.get("/sessions")] == [again, later]


@pytest.mark.logs("disk")
async def test_a_start_forgets_what_was_never_acknowledged(server, service, monkeypatch):
    def full(path, data):
        raise OSError("the disk is full")

    monkeypatch.setattr("state.archive.save", full)
    await service.post(event())
    await server.practice.calls.start()
    assert len(server.store.table(PracticeCall)) == 0


# What is refused


async def test_without_a_secret_nothing_is_taken(serve):
    status, refused = await Service(serve(development=False)).post(event())
    assert (status, refused["error"]) == (404, "not_found")
    assert "webhook_secret" in refused["message"]


async def test_a_wrong_signature_is_401(server, service):
    refused = Growth("practice_webhooks_total", outcome="refused")
    assert (await service.post(event(), secret="another"))[0] == 401
    assert refused() == 1
    assert len(server.store.table(PracticeCall)) == 0


async def test_a_signature_of_another_body_is_401(service):
    header = signed(json.dumps(event()).encode())
    body = json.dumps(event(conversation_id="conv-2")).encode()
    assert (await service.send(body, {"ElevenLabs-Signature": header}))[0] == 401


async def test_without_a_signature_it_is_401(service):
    status, refused = await service.send(json.dumps(event()).encode(), {})
    assert (status, refused["error"]) == (401, "not_authenticated")


async def test_one_of_several_signatures_will_do(service):
    body = json.dumps(event()).encode()
    header = signed(body).replace(",", ",v0=" + "0" * 64 + ",")
    assert (await service.send(body, {"ElevenLabs-Signature": header}))[0] == 200


@pytest.mark.parametrize("late", [WEBHOOK_SECONDS + 1, -WEBHOOK_SECONDS - 1])
async def test_a_signature_of_another_time_is_401(server, service, late):
    server.later(late)
    assert (await service.post(event()))[0] == 401


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"type": "post_call_transcription"}'])
async def test_what_is_no_call_is_422(service, body):
    status, refused = await service.post(body)
    assert (status, refused["error"]) == (422, "invalid_body") and refused["message"]


# What is too large


async def refused_midway(server, headers, blocks=()):
    """What a sender of all that is told; how many blocks it was rid of."""
    head = f"POST {PATH} HTTP/1.1\r\nHost: {server.host}\r\n{headers}\r\n"
    loop, sent = asyncio.get_running_loop(), 0
    with socket.create_connection(("127.0.0.1", server.port)) as sender:
        sender.setblocking(False)
        with suppress(ConnectionError):
            for block in (head.encode(), *blocks):
                await loop.sock_sendall(sender, block)
                sent += 1
        return (await loop.sock_recv(sender, 4_096)).decode(), sent


SIGNED = "ElevenLabs-Signature: t=1000000,v0=00\r\n"
MIB = 1_048_576


async def test_fifty_megabytes_are_refused_unread(server):
    told, _ = await refused_midway(server, f"{SIGNED}Content-Length: {50 * MIB}\r\n")
    assert told.startswith("HTTP/1.1 413") and "Connection: close" in told


async def test_five_megabytes_are_refused_once_they_are_sent(server):
    """So that a client which reads no answer before hears of it."""
    told, sent = await refused_midway(
        server, f"{SIGNED}Content-Length: {5 * MIB}\r\n", [b"x" * MIB] * 5
    )
    assert told.startswith("HTTP/1.1 413") and sent == 6


async def test_fifty_megabytes_of_no_said_length_are_refused_on_the_way(server):
    blocks = [b"100000\r\n" + b"x" * MIB + b"\r\n"] * 50
    told, sent = await refused_midway(server, f"{SIGNED}Transfer-Encoding: chunked\r\n", blocks)
    assert told.startswith("HTTP/1.1 413") and "Connection: close" in told
    assert sent < len(blocks)


async def test_an_unsigned_body_is_refused_unread(server):
    told, _ = await refused_midway(server, f"Content-Length: {MIB}\r\n")
    assert told.startswith("HTTP/1.1 401")


async def test_so_many_may_tell_at_once(server, service):
    head = f"POST {PATH} HTTP/1.1\r\nHost: {server.host}\r\n{SIGNED}Content-Length: 9\r\n\r\n"
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(8)]
    for each in slow:
        each.sendall(head.encode())
    await until(lambda: len(server.limits._webhooks) == len(slow))
    assert (await service.post(event()))[0] == 503
    slow.pop().close()
    await until(lambda: len(server.limits._webhooks) == len(slow))
    assert (await service.post(event()))[0] == 200
    assert len(server.limits._webhooks) == len(slow)
    for each in slow:
        each.close()
    await until(lambda: not len(server.limits._webhooks))
