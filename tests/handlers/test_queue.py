"""The waiting queue, over real sockets: the contract's bodies, statuses and codes."""

import asyncio
import re
from dataclasses import replace

import pytest

from tests.avatars import ScriptedAvatars
from tests.handlers.conftest import CONSULTATION
from tests.handlers.consultation import Visitor
from tests.sse import Stream


async def two(serve):
    server = serve()
    return server, Visitor(server, 1), Visitor(server, 2)


async def test_who_joins_is_told_the_place_in_the_contracts_form(serve):
    _, first, second = await two(serve)
    await first.join()
    code, body = await second.join()
    assert code == 200
    assert re.fullmatch(r"[0-9a-f-]{36}", body["id"])
    assert re.fullmatch(r"[0-9a-f-]{36}", body["agent_type"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", body["joined_at"])
    assert (body["user"], body["status"], body["position"]) == (2, "queued", 1)
    assert isinstance(body["estimated_wait_time"], int) and body["estimated_wait_time"] > 0


async def test_a_queued_ticket_is_shown_in_the_contracts_form(serve):
    _, first, second = await two(serve)
    await first.join()
    await second.join("comercial")
    code, body = await second.status()
    assert (code, body["status"], body["position"]) == (200, "queued", 1)
    assert body["agent_type"] == "comercial"
    assert body["max_wait_time"] >= body["estimated_wait_time"] > 0
    assert body["poll_after_ms"] == 3_000 and body["is_present"]


async def test_a_reserved_ticket_is_shown_in_the_contracts_form(serve):
    server, first, _ = await two(serve)
    await first.join()
    server.later(20)
    code, body = await first.status()
    assert (code, body["status"], body["position"], body["agent_type"]) == (
        200,
        "reserved",
        0,
        "gestao",
    )
    assert body["expires_in"] == 100
    assert "estimated_wait_time" not in body


async def test_without_a_ticket_the_status_is_404_not_queued(serve):
    _, first, _ = await two(serve)
    assert await first.status() == (404, {"status": "not_queued"})


async def test_both_bases_and_paths_without_the_slash_are_served(serve):
    server = serve()
    visitor = Visitor(server, 1, base="/consultoria")
    assert (await visitor.post("/queue/join", {"agent_type": "gestao"}))[0] == 200
    assert (await visitor.get("/queue/status"))[1]["status"] == "reserved"


async def test_an_agent_type_is_known_by_its_id_too(serve):
    _, first, second = await two(serve)
    uuid = (await first.join())[1]["agent_type"]
    assert (await second.join(uuid))[1]["agent_type"] == uuid


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b"null", b"{", b'{"agent_type": 3}', b'{"agent_type": ""}', b"\xff\xfe"],
    ids=["empty", "no field", "list", "null", "broken", "number", "blank", "no utf-8"],
)
async def test_a_body_that_wont_do_is_400(serve, body):
    _, first, _ = await two(serve)
    for path in ("/queue/join/", "/session/initialize/"):
        code, answer = await first.post(path, body)
        assert (code, answer["error"]) == (400, "bad_request")
        assert not re.search(r"\d", answer["message"])


async def test_an_unknown_agent_type_is_404(serve):
    _, first, _ = await two(serve)
    code, body = await first.join("juridico")
    assert (code, body["error"]) == (404, "agent_type_not_found")


async def test_joining_again_while_waiting_or_called_is_403(serve):
    _, first, second = await two(serve)
    await first.join()
    await second.join()
    for visitor in (first, second):
        code, body = await visitor.join("tecnico")
        assert (code, body["error"]) == (403, "already_queued")


async def test_of_two_who_join_at_once_as_one_user_one_does(serve):
    _, first, _ = await two(serve)
    codes = [code for code, _ in await asyncio.gather(first.join(), first.join())]
    assert sorted(codes) == [200, 403]


async def test_leaving_is_always_200(serve):
    _, first, _ = await two(serve)
    assert await first.leave() == (200, {"status": "cancelled"})
    await first.join()
    assert await first.leave() == (200, {"status": "cancelled"})
    assert (await first.status())[0] == 404


async def test_who_left_can_join_at_once(serve):
    _, first, _ = await two(serve)
    await first.join()
    await first.leave()
    assert (await first.join())[1]["status"] == "reserved"


async def test_leaving_while_called_gives_the_turn_to_the_next(serve):
    _, first, second = await two(serve)
    await first.join()
    await second.join()
    await first.leave()
    assert (await second.status())[1]["status"] == "reserved"


async def test_a_turn_that_isnt_taken_passes_to_the_next_and_expires_the_second_time(serve):
    server, first, second = await two(serve)
    await first.join()
    await second.join()
    server.later(119)
    await second.status()  # who waits is heard of; who is called needn't be
    server.later(1)
    assert (await second.status())[1]["status"] == "reserved"
    assert (await first.status())[1]["position"] == 1
    await second.leave()
    assert (await first.status())[1]["status"] == "reserved"
    server.later(120)
    assert await first.status() == (404, {"status": "not_queued"})


async def test_who_is_silent_keeps_the_place_and_isnt_called(serve):
    server, first, second = await two(serve)
    third = Visitor(server, 3)
    for visitor in (first, second, third):
        await visitor.join()
    server.later(100)
    await third.status()
    server.later(20)  # first's turn has passed, second is silent
    assert (await third.status())[1]["status"] == "reserved"
    _, body = await second.status()
    assert (body["status"], body["position"], body["is_present"]) == ("queued", 1, True)


async def test_a_full_queue_is_503(serve):
    server = serve(consultation=replace(CONSULTATION, most_waiting=1))
    for user in (1, 2):
        assert (await Visitor(server, user).join())[0] == 200
    code, body = await Visitor(server, 3).join()
    assert (code, body["error"]) == (503, "queue_full")


async def test_without_an_avatar_nobody_need_wait_and_is_told_what_to_install(serve):
    server, first, _ = await two(serve)
    server.avatars.unavailable = "install the extra"
    code, body = await first.join()
    assert (code, body) == (503, {"error": "avatar_unavailable", "message": "install the extra"})
    [kind, *_] = (await first.get("/agents/"))[1]["items"]
    assert (kind["is_available"], kind["unavailable_because"]) == (False, "install the extra")


async def test_who_can_be_consulted_is_listed_with_the_wait(serve):
    _, first, second = await two(serve)
    await first.join()
    await second.join()
    _, body = await first.get("/agents/")
    assert [kind["slug"] for kind in body["items"]] == ["gestao", "comercial", "tecnico"]
    gestao = body["items"][0]
    assert gestao["titles"]["pt-BR"] == "Gestão" and gestao["waiting"] == 1
    assert gestao["estimated_wait_time"] > 0 and gestao["hears"] and gestao["is_available"]


async def test_a_digit_and_a_text_are_two_users(serve):
    server = serve()
    await Visitor(server, 1).join()
    assert (await Visitor(server, "1").status())[0] == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/queue/join/"),
        ("GET", "/queue/status/"),
        ("POST", "/queue/leave/"),
        ("GET", "/queue/stream/"),
        ("POST", "/queue/stream/ticket/"),
        ("GET", "/agents/"),
        ("GET", "/session/"),
        ("POST", "/session/initialize/"),
        ("POST", "/session/connect/"),
        ("POST", "/session/ice/"),
        ("POST", "/session/heartbeat/"),
        ("POST", "/session/terminate/"),
    ],
)
async def test_without_a_token_everything_is_401(serve, method, path):
    server = serve()
    body = b"{}" if method == "POST" else None
    response = await server.fetch(f"/api/consultoria{path}", method=method, body=body)
    assert response.code == 401 and b"404" not in response.body


# The stream of one's own ticket


@pytest.fixture
async def follow():
    streams = []

    async def follow(server, visitor, query=""):
        path = f"/api/consultoria/queue/stream/{query}"
        headers = {} if query else visitor.bearer
        streams.append(await Stream.open(server.port, path, version="1.0", **headers))
        return streams[-1]

    yield follow
    for stream in streams:
        stream.close()


async def test_the_stream_tells_the_ticket_at_once_and_when_it_changes(serve, follow):
    server, first, second = await two(serve)
    await first.join()
    await second.join()
    stream = await follow(server, second)
    assert (await stream.next())["data"]["position"] == 1
    await first.leave()
    event = await stream.next()
    assert (event["type"], event["data"]["status"]) == ("queue_status", "reserved")
    await second.leave()
    assert (await stream.next())["data"] == {"status": "not_queued"}
    await second.join()
    assert (await stream.next())["data"]["status"] == "reserved"


async def test_who_follows_is_heard(serve, follow):
    server, first, second = await two(serve)
    await first.join()
    await second.join()
    server.later(121)  # first's turn has passed, second was silent
    stream = await follow(server, second)
    assert (await stream.next())["data"]["status"] == "reserved"


async def test_a_ticket_opens_the_stream_once(serve, follow):
    server, first, _ = await two(serve)
    _, body = await first.post("/queue/stream/ticket/")
    query = f"?ticket={body['ticket']}"
    stream = await follow(server, first, query)
    assert stream.headers["Content-Type"] == "text/event-stream"
    assert (await stream.next())["data"] == {"status": "not_queued"}
    assert (await follow(server, first, query)).status == 401


async def test_a_ticket_for_conversations_doesnt_open_the_stream(serve, follow):
    server = serve()
    visitor = Visitor(server, 1, base="", scope="conversations")
    _, body = await visitor.post("/backend/conversations/stream/ticket")
    assert (await follow(server, visitor, f"?ticket={body['ticket']}")).status == 401


async def test_more_who_follow_than_there_is_room_for_are_503(serve, follow):
    server = serve(consultation=replace(CONSULTATION, most_streams=1))
    visitor = Visitor(server, 1)
    first = await follow(server, visitor)
    assert first.status == 200
    assert (await follow(server, visitor)).status == 503
    first.close()
    while (await follow(server, visitor)).status == 503:
        pass  # the server notices that the first is gone


async def test_one_user_cant_take_all_places_of_those_who_follow(serve, follow):
    server, first, second = await two(serve)
    assert [(await follow(server, first)).status for _ in range(9)] == [200] * 8 + [503]
    assert (await follow(server, second)).status == 200


async def test_the_stream_ends_with_the_server(serve, follow):
    server, first, _ = await two(serve)
    stream = await follow(server, first)
    await stream.next()
    await server.consultations.close()
    assert await stream.next() is None


async def test_an_avatar_that_answers_itself_says_nothing_of_the_agent_s_phrases(serve):
    avatars = ScriptedAvatars()
    avatars.answers_itself, avatars.language = True, "pt"
    _, found = await Visitor(serve(avatars=avatars), 1).get("/agents/")
    assert {(each["language"], each["hears"]) for each in found["items"]} == {("pt", True)}
    assert [each["samples"] for each in found["items"]] == [[]] * 3
