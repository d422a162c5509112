import asyncio
import errno
import json
import socket
import struct

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from httpx_sse import aconnect_sse

from handlers.limits.limits import LimitsSettings
from handlers.limits.listener import Connection
from realtime.conversations.settings import ConversationsSettings
from state.contract import SUBSCRIBER_BYTES
from tests.figures import Growth
from tests.handlers.conftest import FOREVER, SECRET, token
from tests.handlers.watching.test_metrics import scraped
from tests.sse import Stream
from tests.waiting import until

PATH = "/backend/conversations"


def bearer(**claims):
    return {"Authorization": f"Bearer {token(**{'scope': 'conversations', **claims})}"}


@pytest.fixture
async def streams(serve):
    """Opens streams of a server; closes them in the end."""
    opened = []

    async def open_(server, query="", **headers):
        opened.append(
            await Stream.open(server.port, f"{PATH}/stream{query}", **(headers or bearer()))
        )
        return opened[-1]

    yield open_
    for stream in opened:
        stream.close()


async def post(server, lead_id="lead-1", content="Olá!", role="user", **body):
    answer = await server.fetch(
        f"{PATH}/{lead_id}/messages",
        method="POST",
        headers=bearer(),
        body=json.dumps({"content": content, "role": role, **body}),
    )
    assert answer.code in (200, 201), answer.body
    return json.loads(answer.body)


async def ticket(server, **claims):
    answer = await server.fetch(
        f"{PATH}/stream/ticket", method="POST", headers=bearer(**claims), body=""
    )
    assert answer.code == 200
    return json.loads(answer.body)["ticket"]


# What a subscriber gets


async def test_events_are_as_the_contract_has_them(serve, streams):
    server = serve()
    stream = await streams(server)
    said = await post(server)
    assert await stream.next("new_message") == {
        "type": "new_message",
        "data": {"lead_id": "lead-1", "message": said},
        "id": f"{server.conversations.log.epoch}-1",
    }
    assert said["timestamp"] == "1970-01-12T13:46:40Z"
    assert await stream.next() == {
        "type": "conversation_update",
        "data": {"lead_id": "lead-1", "is_ai_active": True, "unread_count": 1},
        "id": f"{server.conversations.log.epoch}-2",
    }
    await server.fetch(
        f"{PATH}/lead-1/typing", method="POST", headers=bearer(), body='{"is_typing": true}'
    )
    assert await stream.next() == {
        "type": "typing",
        "data": {"lead_id": "lead-1", "is_typing": True},
        "id": None,
    }


async def test_the_head_keeps_proxies_and_caches_away(serve, streams):
    stream = await streams(serve())
    assert stream.headers["Content-Type"] == "text/event-stream"
    assert stream.headers["Cache-Control"] == "no-store"
    assert stream.headers["X-Accel-Buffering"] == "no"
    first = await stream.frame()
    assert first["retry"] == "3000" and json.loads(first["data"])["type"] == "heartbeat"


async def test_it_works_with_httpx_sse_as_it_is(serve):
    server = serve()
    got = []
    async with (
        httpx.AsyncClient(base_url=f"http://{server.host}", headers=bearer()) as client,
        aconnect_sse(client, "GET", f"{PATH}/stream") as source,
    ):
        await post(server)
        async for event in source.aiter_sse():
            got.append((event.event, event.json()["type"]))
            if got[-1][1] == "conversation_update":
                break
    assert got == [
        ("message", "heartbeat"),
        ("message", "new_message"),
        ("message", "conversation_update"),
    ]


async def test_a_page_of_an_allowed_origin_may_read_it(serve, streams):
    server = serve(allowed_origins=("https://app.example",))
    stream = await streams(server, Origin="https://app.example", **bearer())
    assert stream.headers["Access-Control-Allow-Origin"] == "https://app.example"
    stream = await streams(server, Origin="https://evil.example", **bearer())
    assert "Access-Control-Allow-Origin" not in stream.headers


async def test_head_tells_what_it_is_and_ends(serve):
    answer = await serve().fetch(f"{PATH}/stream", method="HEAD", headers=bearer())
    assert (answer.code, answer.headers["Content-Type"]) == (200, "text/event-stream")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?channel=whatsapp", ["a"]),
        ("?lead_id=b&lead_id=c", ["b", "c"]),
        ("?channel=whatsapp&lead_id=b", []),
        ("?type=typing", []),
        ("", ["a", "b", "c"]),
    ],
)
async def test_filters(serve, streams, query, expected):
    server = serve()
    stream = await streams(server, query)
    await post(server, "a", channel="whatsapp")
    await post(server, "b")
    await post(server, "c", channel="email")
    await server.conversations.stream.close()
    events = await stream.events_until_the_end()
    assert [e["data"]["lead_id"] for e in events if e["type"] == "new_message"] == expected


# Coming back


@pytest.mark.parametrize("way", ["header", "last_event_id", "lastEventId"])
async def test_who_comes_back_gets_what_was_missed_and_goes_on(serve, streams, way):
    server = serve()
    stream = await streams(server)
    await post(server, content="1")
    seen = (await stream.next("conversation_update"))["id"]
    stream.close()
    await post(server, content="2", role="human")
    if way == "header":
        stream = await streams(server, "?last_event_id=stale-1", Last_Event_ID=seen, **bearer())
    else:
        stream = await streams(server, f"?{way}={seen}")
    await post(server, content="3", role="human")
    got = [await stream.next("new_message") for _ in range(2)]
    assert [event["data"]["message"]["content"] for event in got] == ["2", "3"]


@pytest.mark.parametrize("given", ["nonsense", "0123456789abcdef-7", "x" * 5_000, "%00x%0ay", "-"])
async def test_a_place_that_means_nothing_is_told_as_a_gap(serve, streams, given):
    server, gaps = serve(), Growth("stream_gaps_total")
    await post(server)
    stream = await streams(server, f"?last_event_id={given}")
    assert gaps() == 1
    gap = await stream.next("gap")
    assert gap["id"] is None
    assert gap["data"]["last_event_id"] == server.conversations.log.published_id
    await post(server, content="later", role="human")
    assert (await stream.next())["data"]["message"]["content"] == "later"


async def test_the_list_s_place_misses_nothing_that_isn_t_in_the_list(serve, streams):
    server = serve()
    await post(server, content="listed", role="human")
    listed = json.loads((await server.fetch(PATH, headers=bearer())).body)
    await post(server, content="after", role="human")
    stream = await streams(server, f"?last_event_id={listed['last_event_id']}")
    assert (await stream.next("new_message"))["data"]["message"]["content"] == "after"


async def test_a_long_absence_is_told_in_order_and_whole(serve, streams):
    server = serve()
    place = server.conversations.log.published_id
    for at in range(300):
        server.conversations.post("lead-1", id=str(at), role="human", content="x" * 1_000)
    await server.conversations.settled()
    stream = await streams(server, f"?last_event_id={place}")
    got = [await stream.next("new_message") for _ in range(300)]
    assert [event["data"]["message"]["id"] for event in got] == [str(at) for at in range(300)]


# Who gets in


def forged():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    claims = {"user_id": 7, "scope": "conversations", "exp": FOREVER}
    return {
        "another secret": token(scope="conversations", secret="x" * 40),
        "expired": token(scope="conversations", exp=1),
        "no expiry": jwt.encode({"user_id": 7, "scope": "conversations"}, SECRET, "HS256"),
        "unsigned": token(scope="conversations").rsplit(".", 1)[0] + ".",
        "alg none": jwt.encode(claims, "", "none"),
        "another algorithm": jwt.encode(claims, SECRET * 2, "HS512"),
        "a key of another kind": jwt.encode(claims, key, "RS256"),
        "nonsense": "abc",
    }


@pytest.mark.parametrize(("name", "credential"), forged().items(), ids=lambda x: x[:20])
async def test_a_wrong_token_is_refused_before_the_stream(serve, streams, name, credential):
    server = serve()
    stream = await streams(server, Authorization=f"Bearer {credential}")
    assert stream.status == 401
    assert json.loads(stream.body)["error"] == "not_authenticated"
    assert len(server.conversations.stream) == 0


async def test_without_a_token_or_its_scope_nobody_gets_in(serve, streams):
    server = serve()
    assert (await streams(server, Accept="text/event-stream")).status == 401
    assert (await streams(server, **bearer(scope=""))).status == 403
    assert (await streams(server, **bearer(scope="results:read"))).status == 403


async def test_a_ticket_opens_one_stream(serve, streams):
    server = serve()
    query = f"?ticket={await ticket(server)}"
    assert (await streams(server, query, Accept="*/*")).status == 200
    assert (await streams(server, query, Accept="*/*")).status == 401


async def test_a_ticket_is_no_wider_than_its_token(serve, streams):
    server = serve()
    stream = await streams(
        server, f"?ticket={await ticket(server, leads=['b'], channels=['chat'])}", Accept="*/*"
    )
    await post(server, "a", role="human")
    await post(server, "b", role="human")
    assert (await stream.next("new_message"))["data"]["lead_id"] == "b"
    answer = await server.fetch(
        f"{PATH}/stream/ticket", method="POST", headers=bearer(scope=""), body=""
    )
    assert answer.code == 403


async def test_a_ticket_for_the_voice_socket_opens_no_stream(serve, streams):
    server = serve()
    answer = await server.fetch("/ws/voice-chat/ticket", method="POST", headers=bearer(), body="")
    voice = json.loads(answer.body)["ticket"]
    assert (await streams(server, f"?ticket={voice}", Accept="*/*")).status == 401


async def test_a_filter_outside_the_token_s_claims_is_refused(serve, streams):
    server = serve()
    assert (await streams(server, "?lead_id=b", **bearer(leads=["a"]))).status == 403
    assert (await streams(server, "?channel=b", **bearer(channels=["a"]))).status == 403


@pytest.mark.parametrize(
    "query", ["?type=other", "?lead_id=" + "&lead_id=".join(map(str, range(101)))]
)
async def test_filters_that_mean_nothing_are_refused(serve, streams, query):
    assert (await streams(serve(), query)).status == 400


async def test_the_stream_ends_with_its_token(serve, streams):
    server = serve()
    # The token is valid by the real clock, and ends now by the server's.
    server.time = FOREVER
    stream = await streams(server)
    assert [event["type"] for event in await stream.events_until_the_end()] == ["heartbeat"]
    await until(lambda: len(server.conversations.stream) == 0)


# Bounds


async def test_more_streams_than_there_may_be_are_refused(serve, streams):
    server = serve(conversations=ConversationsSettings(most_streams=1))
    await streams(server)
    refused = await streams(server)
    assert (refused.status, json.loads(refused.body)["error"]) == (503, "too_many_streams")


async def test_who_doesn_t_read_is_cut_and_can_come_back(serve, streams):
    server, cut = serve(), Growth("stream_cuts_total", reason="slow")
    slow, quick = await streams(server), await streams(server)
    posted = 0
    while len(server.conversations.stream) == 2:
        server.conversations.post("lead-1", id=str(posted), role="human", content="x" * 10_000)
        await server.conversations.settled()
        assert (await quick.next("new_message"))["data"]["message"]["id"] == str(posted)
        posted += 1
        assert posted * 10_000 < 8 * SUBSCRIBER_BYTES, "nobody was cut"
    assert cut() == 1
    got = []
    try:
        while (event := await slow.next()) is not None:
            got.append(event)
    except ConnectionResetError:
        pass
    last = [event["id"] for event in got if event["id"]][-1]
    back = await streams(server, Last_Event_ID=last, **bearer())
    rest = [await back.next("new_message") for _ in range(posted - int(last.split("-")[1]))]
    assert rest[-1]["data"]["message"]["id"] == str(posted - 1)


async def test_a_stop_says_when_to_come_back(serve, streams):
    server = serve()
    stream = await streams(server)
    assert (await stream.frame())["retry"] == "3000"
    await server.conversations.stream.close()
    assert 1_000 <= int((await stream.frame())["retry"]) <= 5_000
    assert await stream.frame() is None
    refused = await streams(server)
    assert (refused.status, json.loads(refused.body)["error"]) == (503, "server_stopping")


async def test_a_client_that_leaves_is_forgotten(serve, streams):
    server = serve()
    stream = await streams(server)
    await stream.frame()
    stream.close()
    await until(lambda: len(server.conversations.stream) == 0)


async def test_a_client_that_is_gone_before_the_answer_is_forgotten(serve):
    server = serve()
    lines = [f"GET {PATH}/stream HTTP/1.1", f"Host: {server.host}"]
    lines += [f"{name}: {value}" for name, value in bearer().items()]
    request = "\r\n".join([*lines, "", ""]).encode()
    for _ in range(10):
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(request[:-1])
            await server.fetch("/health")  # now the server waits for the rest
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.sendall(request[-1:])
        await server.fetch("/health")
    await until(lambda: len(server.conversations.stream) == 0)


@pytest.mark.logs("Too many open files")
@pytest.mark.logs(f"GET {PATH}/stream")
@pytest.mark.parametrize("step", ["copying", "leaving"])
async def test_without_files_a_stream_ends_and_leaves_nothing(serve, streams, monkeypatch, step):
    def cannot(*given):
        raise OSError(errno.EMFILE, "Too many open files")

    server = serve(development=False, limits=LimitsSettings(user_streams=1))
    with monkeypatch.context() as patched:
        if step == "copying":
            patched.setattr(Connection, "dup", cannot)
        else:
            patched.setattr(server.loop, "connect_accepted_socket", cannot)
        lines = [f"GET {PATH}/stream HTTP/1.1", f"Host: {server.host}"]
        lines += [f"{name}: {value}" for name, value in bearer().items()]
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write("\r\n".join([*lines, "", ""]).encode())
        assert await reader.read() == b""
        writer.close()
    await until(lambda: len(server.limits.connections) == 0)
    assert (await streams(server)).status == 200  # the user's only place is free


async def test_what_a_subscriber_sends_is_ignored(serve, streams):
    server = serve()
    stream = await streams(server)
    stream._writer.write(b"x" * 100_000)
    await post(server)
    assert await stream.next("new_message")


async def test_many_get_the_same(serve, streams):
    server = serve()
    everybody = await asyncio.gather(*[streams(server) for _ in range(50)])
    await post(server)
    got = await asyncio.gather(*[stream.next("new_message") for stream in everybody])
    assert len({json.dumps(event) for event in got}) == 1


# What is counted


async def test_subscribers_and_events_are_counted_and_how_late_they_are(serve, streams):
    server = serve()
    begun, lags = Growth("stream_subscriptions_total"), Growth("stream_lag_seconds_count")
    said = Growth("stream_events_total", type="new_message")
    updated = Growth("stream_events_total", type="conversation_update")
    first, second = await streams(server), await streams(server)
    assert (await scraped(server)).of("stream_subscribers") == 2
    await post(server)
    for stream in (first, second):
        assert await stream.next("new_message")
    assert (begun(), said(), updated()) == (2, 1, 1)
    assert lags() == 1
    second.close()
    await until(lambda: len(server.conversations.stream) == 1)
    assert (await scraped(server)).of("stream_subscribers") == 1
