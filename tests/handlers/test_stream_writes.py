"""How a stream's frames leave: by a send of its own, and through the transport after a full one."""

import asyncio
import socket
from typing import Any

import pytest

from handlers.limits.places import Places
from handlers.stream import EventStream
from state.contract import SUBSCRIBER_BYTES
from tests.waiting import until

PIECE = bytes(range(256)) * 256


class Broadcast:
    """Hears of what becomes of its subscriber."""

    def __init__(self):
        self.drains = 0
        self.is_gone = asyncio.Event()

    def drained(self, subscriber):
        self.drains += 1

    def unsubscribe(self, subscriber):
        self.is_gone.set()


class Line:
    """A stream, and the client's end of its connection."""

    def __init__(self, reader, writer):
        self._reader, self._writer = reader, writer
        self.broadcast: Any = Broadcast()

    async def begin(self, connection):
        connection.setblocking(False)
        _, self.stream = await asyncio.get_running_loop().connect_accepted_socket(
            lambda: EventStream(self.broadcast, connection, Places().take(1)), connection
        )

    async def read(self, size):
        return await self._reader.readexactly(size)

    async def read_to_end(self):
        return await self._reader.read()

    def leave(self):
        self._writer.close()

    def fill(self):
        """Writes until nothing more goes at once; all of it."""
        written = b""
        while not self.stream.is_full:
            self.stream.write(PIECE)
            written += PIECE
        return written


@pytest.fixture
async def line():
    """A connection of which the kernel, and the client, hold little."""
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
    line = Line(*await asyncio.open_connection(sock=theirs, limit=4_096))
    await line.begin(ours)
    yield line
    line.stream.close()
    line.leave()
    await line.broadcast.is_gone.wait()


async def test_a_frame_is_on_its_way_when_write_returns():
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    line = Line(*await asyncio.open_connection(sock=theirs.dup()))
    await line.begin(ours)
    line.stream.write(b"data: x\n\n")
    assert theirs.recv(100) == b"data: x\n\n"
    theirs.close()
    line.leave()
    await line.broadcast.is_gone.wait()


async def test_what_the_kernel_does_not_take_follows_in_order(line):
    written = line.fill()
    line.stream.write(b"the last")
    assert await line.read(len(written) + 8) == written + b"the last"


async def test_once_all_is_taken_it_is_drained_and_goes_on(line):
    written = line.fill()
    assert await line.read(len(written)) == written
    await until(lambda: line.broadcast.drains == 1)
    line.stream.write(b"the next")
    assert await line.read(8) == b"the next"


async def test_last_words_are_told_before_the_end(line):
    line.stream.write(b"data: x\n\n")
    line.stream.close(b"retry: 5\n\n")
    assert await line.read_to_end() == b"data: x\n\nretry: 5\n\n"


async def test_after_the_end_nothing_is_written(line):
    line.stream.close(b"retry: 5\n\n")
    line.stream.write(b"data: x\n\n")
    assert await line.read_to_end() == b"retry: 5\n\n"


async def test_a_client_that_left_is_written_nothing_more(line):
    line.leave()
    await line.broadcast.is_gone.wait()
    line.stream.write(PIECE)


async def test_a_client_that_leaves_between_two_frames_ends_the_stream(line):
    line.leave()
    for _ in range(10):
        line.stream.write(PIECE)
    await line.broadcast.is_gone.wait()


async def test_who_is_too_far_behind_is_cut(line):
    for _ in range(2 * SUBSCRIBER_BYTES // len(PIECE)):
        line.stream.write(PIECE)
    await line.broadcast.is_gone.wait()
