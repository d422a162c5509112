"""What clients that don't keep to the protocol get, byte by byte, and what they leave: nothing."""

import asyncio
import gc
import gzip
import json
import struct

import pytest
from tornado.iostream import IOStream

from handlers.endpoint import Endpoint
from handlers.limits import door
from handlers.limits.limits import LimitsSettings
from handlers.limits.listener import Connection
from state.contract import MAX_JSON_BYTES
from tests.handlers.conftest import token
from tests.handlers.talker import talking
from tests.remains import left
from tests.waiting import until

UPGRADE = (
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Extensions: permessage-deflate",
)
JOIN = "/api/consultoria/queue/join/"


def frame(head, payload=b""):
    """A client's frame, whose mask changes nothing."""
    length = len(payload)
    size = struct.pack("!BH", 0xFE, length) if length > 125 else struct.pack("!B", 0x80 | length)
    return struct.pack("!B", head) + size + b"\0\0\0\0" + payload


class Wire:
    """A connection, as bytes."""

    def __init__(self, reader, writer):
        self._reader, self._writer = reader, writer

    def send(self, data):
        self._writer.write(data)

    def ask(self, line="GET / HTTP/1.1", *headers, body=b""):
        lines = [line, "Host: 127.0.0.1", *headers]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        self.send("\r\n".join([*lines, "", ""]).encode() + body)

    async def head(self):
        return (await self._reader.readuntil(b"\r\n\r\n")).decode()

    async def answer(self):
        """Status and body."""
        head = await self.head()
        length = int(head.partition("Content-Length: ")[2].partition("\r\n")[0] or 0)
        return int(head.split()[1]), await self._reader.readexactly(length)

    async def end(self):
        """All there is until the server hangs up."""
        try:
            return await self._reader.read()
        except ConnectionResetError:
            return b""

    @property
    def port(self):
        return self._writer.get_extra_info("sockname")[1]

    def close(self):
        self._writer.close()

    def reset(self):
        self._writer.transport.abort()


@pytest.fixture
async def hostile(serve):
    """Starts a server for others, with these limits; `await server.wire()` is a connection to it.

    At the end nothing of them is left: no connection, no place, no task of a visit.
    """
    wires, servers = [], []

    def start(**limits):
        server = serve(development=False, limits=LimitsSettings(**limits))

        async def wire():
            wires.append(Wire(*await asyncio.open_connection("127.0.0.1", server.port)))
            return wires[-1]

        server.wire = wire
        servers.append(server)
        return server

    yield start
    for wire in wires:
        wire.close()
    for server in servers:
        await server.close()
        await until(lambda server=server: len(server.limits.connections) == 0)
        assert server.limits.connections.waiting == 0


async def is_well(server):
    """Somebody else is answered."""
    return (await server.fetch("/health")).code == 200


# Connections


async def test_headers_that_are_too_large_end_the_connection(hostile):
    server = hostile(header_bytes=4_096)
    wire = await server.wire()
    wire.send(b"GET / HTTP/1.1\r\nX: " + b"x" * 5_000)
    head, _, body = (await wire.end()).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 431 ") and b"\r\nConnection: close" in head
    assert json.loads(body)["error"] == "headers_too_long"
    assert await is_well(server)


async def test_headers_that_are_all_here_and_too_large_are_told_so_too(hostile):
    server = hostile(header_bytes=4_096)
    wire = await server.wire()
    wire.ask("GET /health HTTP/1.1", "Cookie: " + 5_000 * "c")
    assert (await wire.end()).startswith(b"HTTP/1.1 431 ")


async def test_a_body_may_be_larger_than_headers_may_however_it_comes(hostile):
    server = hostile(header_bytes=4_096)
    body = b'{"agent_type":"' + b"x" * 60_000 + b'"}'
    head = f"POST {JOIN} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n".encode()
    head += b"X: " + b"x" * 3_000 + b"\r\n\r\n"
    for cut in (len(head) - 1, len(head), len(head) + 10):
        wire = await server.wire()
        [listening] = connections(server, wire)
        wire.send((head + body)[:cut])
        await until(lambda listening=listening: listening._before)
        wire.send((head + body)[cut:])
        assert (await wire.answer())[0] == 401


async def test_later_headers_that_are_too_large_are_told_so_too(hostile):
    server = hostile(header_bytes=4_096)
    wire = await server.wire()
    wire.ask("GET /health HTTP/1.1")
    assert (await wire.answer())[0] == 200
    wire.send(b"GET /health HTTP/1.1\r\n" + 100 * (b"X-Filler: " + b"x" * 90 + b"\r\n"))
    assert (await wire.end()).startswith(b"HTTP/1.1 431 ")
    assert await is_well(server)


async def test_of_a_body_nobody_asked_for_little_is_kept(hostile):
    server = hostile()
    wire = await server.wire()
    wire.ask("POST /nothing HTTP/1.1", f"Content-Length: {MAX_JSON_BYTES + 1}")
    assert (await wire.end()).startswith(b"HTTP/1.1 400 ")
    assert await is_well(server)


def connections(server, wire):
    """Its connection, as the server has it."""
    port = wire.port
    return [
        each
        for each in gc.get_objects()
        if type(each) is Connection and each.is_open and each.getpeername()[1] == port
    ]


async def test_who_is_refused_or_hangs_up_leaves_nothing_to_the_collector(hostile):
    server = hostile(header_bytes=4_096)
    gc.collect()
    gc.disable()
    try:
        refused, half, broken, long = [await server.wire() for _ in range(4)]
        refused.ask(f"POST {JOIN} HTTP/1.1", "Authorization: Bearer a.b.c", body=b"{}")
        assert (await refused.answer())[0] == 401
        half.ask(f"POST {JOIN} HTTP/1.1", "Content-Length: 9000")
        await until(lambda: len(left(Endpoint)) == 1)
        broken.send(b"GET /health HT")
        await until(lambda: server.limits.connections.waiting == 4)
        broken.reset()
        long.send(b"x" * 5_000)
        assert await long.end()
        refused.close()
        half.close()
        await until(lambda: not left(Endpoint, IOStream))
    finally:
        gc.enable()


async def test_headers_that_trickle_end_when_their_time_is_over(hostile, monkeypatch):
    server = hostile(header_s=20)
    wires = [await server.wire() for _ in range(3)]
    for wire in wires:
        wire.send(b"GET / HTTP/1.1\r\nX: x")
    await until(lambda: server.limits.connections.waiting == 3)
    clock = server.loop.time
    monkeypatch.setattr(server.loop, "time", lambda: clock() + 20)
    assert [await wire.end() for wire in wires] == [b""] * 3  # though nobody else comes
    assert await is_well(server)


async def test_a_first_body_has_more_time_than_headers(hostile, monkeypatch):
    server = hostile(header_s=20, body_s=30)
    wire, silent = await server.wire(), await server.wire()
    wire.ask(f"POST {JOIN} HTTP/1.1", f"Authorization: Bearer {token()}", "Content-Length: 24")
    silent.send(b"GET")
    await until(lambda: server.limits.connections.waiting == 2)
    await until(lambda: len(server.limits.connections._new) == 1)
    clock = server.loop.time
    monkeypatch.setattr(server.loop, "time", lambda: clock() + 25)
    assert await silent.end() == b""
    wire.send(b'{"agent_type": "gestao"}')
    assert (await wire.answer())[0] == 200


async def test_one_address_s_half_open_connections_cut_nobody_else_s(hostile, monkeypatch):
    server = hostile(trusted_proxies=("127.0.0.1",))
    server.limits.connections._most_waiting = 10
    kept = [await server.wire() for _ in range(3)]
    for wire in kept:
        wire.ask("GET /health HTTP/1.1")
        assert (await wire.answer())[0] == 200
    await until(lambda: server.limits.connections.waiting == 3)
    monkeypatch.setattr(server.limits.proxies, "trusts", lambda peer: False)  # none from now on
    flood = [await server.wire() for _ in range(30)]
    await until(lambda: server.limits.connections.cut >= 23)
    for wire in kept:
        wire.ask("GET /health HTTP/1.1")
        assert (await wire.answer())[0] == 200
    assert await flood[0].end() == b""


async def test_a_body_that_trickles_ends_when_its_time_is_over(hostile):
    server = hostile(body_s=1)
    wire = await server.wire()
    wire.ask(f"POST {JOIN} HTTP/1.1", f"Authorization: Bearer {token()}", "Content-Length: 100")
    wire.send(b"{")
    assert await wire.end() == b""
    assert await is_well(server)


async def test_half_open_connections_make_room_for_who_has_something_to_say(hostile):
    server = hostile(connections=10, address_connections=100)
    talker = await talking(server, Authorization=f"Bearer {token()}")
    wires = [await server.wire() for _ in range(40)]
    assert await is_well(server) and await talker.is_alive()
    await until(lambda: server.limits.connections.cut >= 30)
    assert len(server.limits.connections) <= 10
    wires[-1].ask()
    assert (await wires[-1].answer())[0] == 200


async def test_with_all_at_work_newcomers_are_told_and_those_inside_go_on(hostile):
    server = hostile(connections=3, address_connections=3, sockets=3)
    talkers = [await talking(server, Authorization=f"Bearer {token(user)}") for user in range(3)]
    wire = await server.wire()
    wire.ask()
    status, body = await wire.answer()
    assert (status, json.loads(body)["error"]) == (503, "server_full")
    assert all([await talker.is_alive() for talker in talkers])
    talkers[0].socket.close()
    await until(lambda: len(server.limits.connections) == 2)
    assert await is_well(server)


async def test_one_address_has_so_many_connections(hostile):
    server = hostile(address_connections=3)
    wires = [await server.wire() for _ in range(4)]
    assert b" 503 " in await wires[3].end()
    wires[0].ask()
    assert (await wires[0].answer())[0] == 200


async def test_who_asks_for_much_at_once_and_hangs_up_is_forgotten(hostile):
    server = hostile()
    asked = []
    find = server.limits.proxies.client_of

    def note(*said):
        asked.append(said)
        return find(*said)

    server.limits.proxies.client_of = note
    wire = await server.wire()
    for _ in range(500):
        wire.ask("GET /test HTTP/1.1")
    await until(lambda: asked)
    wire.reset()
    await until(lambda: len(server.limits.connections) == 0)
    done = len(asked)
    assert await is_well(server) and done < 900
    assert len(asked) <= done + 4


async def test_a_flood_of_one_address_waits_behind_the_first_of_another(hostile):
    server = hostile(trusted_proxies=("127.0.0.1",))
    flood = [await server.wire() for _ in range(100)]
    other = await server.wire()
    came = []

    async def note(name, wire):
        await wire.answer()
        came.append(name)

    for wire in flood:
        wire.ask("GET /health HTTP/1.1", "X-Forwarded-For: 203.0.113.1")
    other.ask("GET /health HTTP/1.1", "X-Forwarded-For: 203.0.113.2")
    await asyncio.gather(note("other", other), *(note("flood", wire) for wire in flood))
    assert came.index("other") < 50


# Bodies


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
async def test_compressed_bodies_are_refused_unread(hostile, encoding):
    server = hostile()
    bomb = gzip.compress(bytes(10_000_000))
    answer = await server.fetch(
        JOIN,
        method="POST",
        body=bomb,
        headers={"Content-Encoding": encoding, "Authorization": f"Bearer {token()}"},
    )
    assert (answer.code, json.loads(answer.body)["error"]) == (415, "unsupported_encoding")
    assert not any(letter.isdigit() for letter in json.loads(answer.body)["message"])


async def test_forms_with_files_are_refused_unread(hostile):
    server = hostile()
    body = b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x--\r\n"
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await server.fetch("/ws/voice-chat/ticket", method="POST", body=body, headers=kind)
    assert answer.code == 400 and await is_well(server)


# Voice sockets


async def opened(server, user=7):
    wire = await server.wire()
    wire.ask("GET /ws/voice-chat HTTP/1.1", *UPGRADE, f"Authorization: Bearer {token(user)}")
    head = await wire.head()
    assert head.startswith("HTTP/1.1 101 ")
    return wire, head


async def test_sockets_open_one_by_one_and_hold_up_nothing_else(hostile, monkeypatch):
    monkeypatch.setattr(door, "_OPENING_S", 3_600.0)
    server = hostile()
    await opened(server)
    wires = [await asked(server) for _ in range(3)]
    assert await is_well(server)
    wires[0].close()  # who hangs up leaves the line, and the rest when the server ends
    await until(lambda: len(held(server)) == 2)


async def asked(server):
    """Who asked for a voice socket and waits for a turn, of which there are no more."""
    before = len(held(server))
    wire = await server.wire()
    wire.ask("GET /ws/voice-chat HTTP/1.1", *UPGRADE, f"Authorization: Bearer {token()}")
    await until(lambda: len(held(server)) == before + 1)
    return wire


def held(server):
    """The connections whose requests wait for their turn."""
    return [
        each
        for each in gc.get_objects()
        if type(each) is Connection
        and each._connections is server.limits.connections
        and each.is_open
        and each.turn is not None
        and not each.turn.done()
    ]


async def test_who_waits_for_a_turn_makes_no_room_for_others(hostile, monkeypatch):
    monkeypatch.setattr(door, "_OPENING_S", 3_600.0)
    server = hostile(connections=4, address_connections=10)
    await opened(server)
    for _ in range(2):
        await asked(server)
    half = await server.wire()
    half.send(b"GET")
    await until(lambda: server.limits.connections.waiting == 1)
    assert await is_well(server)
    assert await half.end() == b"" and len(held(server)) == 2
    assert server.limits.connections.waiting <= 1


async def test_a_body_that_was_held_back_is_awaited_after_that(hostile, monkeypatch):
    server = hostile(body_s=30)
    monkeypatch.setattr(server.limits, "hold_s", lambda address, *, now: 0.001)
    wire = await server.wire()
    wire.ask(f"POST {JOIN} HTTP/1.1", f"Authorization: Bearer {token()}", "Content-Length: 24")
    await until(lambda: left(Endpoint))
    assert server.limits.connections.waiting == 1
    wire.send(b'{"agent_type": "gestao"}')
    assert (await wire.answer())[0] == 200


async def test_compression_is_not_agreed_to_and_ends_the_socket(hostile):
    server = hostile()
    wire, head = await opened(server)
    assert "Sec-WebSocket-Extensions" not in head
    wire.send(frame(0xC2, gzip.compress(bytes(1_000_000))))
    await wire.end()
    assert await is_well(server)


async def test_who_reads_no_pongs_is_let_go(hostile):
    server = hostile()
    wire, _ = await opened(server)
    wire._writer.transport.pause_reading()
    pings = frame(0x89, b"x" * 125) * 1_000
    for _ in range(200):
        wire.send(pings)
    await until(lambda: len(server.limits.connections) == 0)
    assert await is_well(server)


async def test_fragments_without_end_are_read_as_slowly_as_messages(hostile):
    server = hostile(socket_messages_a_second=1)
    wire, _ = await opened(server)
    [session] = server.sessions._live.values()
    protocol, pauses = session.client._protocol, []
    pace = protocol.pace

    def note(*done):
        pauses.append(pace(*done))
        return 0.0

    protocol.pace = note
    wire.send(frame(0x01, b"a") + frame(0x00, b"") * 1_000 + frame(0x80, b"b"))
    await until(lambda: any(pauses))
    assert await is_well(server)
