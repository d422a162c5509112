"""What only a stand-in of the server shows: what a proxy tells it, and what it does without it."""

import asyncio
import json
from contextlib import asynccontextmanager

import pytest

from tests.deploy.proxies import NAME, free_port

STREAMS = (
    "/backend/conversations/stream",
    "/consultoria/queue/stream/",
    "/api/consultoria/queue/stream",
)


async def read_request(reader):
    """The path of the next request, and its headers."""
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    return first.split()[1], {name.lower(): value for name, value in headers.items()}


@asynccontextmanager
async def answering(answer):
    """A server's port; each connection is answered once."""

    async def serve(reader, writer):
        await answer(await read_request(reader), writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


async def repeat(request, writer):
    """What was asked, as JSON."""
    body = json.dumps(request[1]).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    writer.write(head.encode() + body)
    await writer.drain()


async def test_the_server_learns_who_asks_and_how_and_for_whom(begin, kind):
    lies = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "gopher", "X-Real-IP": "::2"}
    async with answering(repeat) as port:
        async with begin(kind, port).client(address="127.0.0.2", **lies) as client:
            headers = (await client.get("/health")).json()
    assert headers["host"] == NAME
    assert headers["x-forwarded-for"] == "127.0.0.2"
    assert headers["x-forwarded-proto"] == "https"


async def test_nobody_pretends_to_be_on_this_machine(begin, kind):
    """In development mode, which a server without a secret is in, that would open everything."""
    async with answering(repeat) as port, begin(kind, port).client(Host="localhost") as client:
        answer = await client.get("/health")
    assert answer.content == b"" or answer.json()["host"] == NAME


@pytest.mark.parametrize("path", STREAMS)
async def test_a_stream_that_asks_for_nothing_is_passed_on_at_once(begin, kind, path):
    """The server's own streams have X-Accel-Buffering, with which nginx needn't be told."""
    is_read = asyncio.Event()

    async def stream(request, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
        writer.write(b"data: 1\n\n")
        await is_read.wait()

    async with answering(stream) as port, begin(kind, port).client() as client:
        async with client.stream("GET", path) as answer:
            assert await anext(answer.aiter_raw()) == b"data: 1\n\n"
            is_read.set()


async def test_without_the_server_it_says_so_and_logs_no_query(begin, kind):
    proxy = begin(kind, free_port())
    async with proxy.client(Referer=f"https://{NAME}/test?ticket=hidden") as client:
        answers = [await client.get("/health?ticket=hidden") for _ in range(3)]
    proxy.stop()
    for answer in answers:
        assert (answer.status_code, answer.json()["error"]) == (503, "server_stopping")
        assert answer.headers["Retry-After"] == "3"
        assert answer.headers["Content-Type"] == "application/json"
    assert "/health" in proxy.logs() and "hidden" not in proxy.logs()
