"""TransportStream over real sockets, on the loop of the standard library and on uvloop's."""

import asyncio
import errno
import socket
import struct

import pytest
import uvloop
from tornado.iostream import IOStream, StreamBufferFullError, StreamClosedError
from tornado.websocket import _WebSocketParams

from handlers.limits.connections import Connections
from handlers.limits.listener import Connection
from handlers.limits.proxies import Proxies
from handlers.transport_stream import TransportStream
from handlers.websocket import VoiceProtocol
from tests.waiting import until

#: More than the kernel holds of a connection, in both buffers.
MUCH = 32 * 1_048_576


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def run(request):
    """Runs a test with both ends of a connection."""

    def run(test):
        with asyncio.Runner(loop_factory=request.param) as runner:
            runner.run(_with_both_ends(test))

    return run


async def _with_both_ends(test):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        theirs = socket.create_connection(listening.getsockname())
        ours, _ = listening.accept()
    theirs.setblocking(False)
    stream = IOStream(ours)
    with theirs:
        try:
            await asyncio.wait_for(test(stream, theirs), timeout=30)
        finally:
            stream.close()


async def begun(stream):
    left = TransportStream(stream)
    await left.begin()
    return left


async def send(theirs, data):
    await asyncio.get_running_loop().sock_sendall(theirs, data)


async def receive(theirs, count):
    received = b""
    while len(received) < count:
        piece = await asyncio.get_running_loop().sock_recv(theirs, count - len(received))
        if not piece:
            break
        received += piece
    return received


async def read_all(left):
    """What is read to the end."""
    read = b""
    try:
        while True:
            read += await left.read()
    except StreamClosedError:
        return read


def test_what_comes_is_read_to_the_end(run):
    async def test(stream, theirs):
        left = await begun(stream)
        reading = asyncio.create_task(read_all(left))
        for piece in (b"one", b"two" * 100_000, b"three"):
            await send(theirs, piece)
        theirs.shutdown(socket.SHUT_WR)
        assert await reading == b"one" + b"two" * 100_000 + b"three"
        assert left.closed()

    run(test)


def test_what_came_is_read_though_its_sender_is_gone(run):
    async def test(stream, theirs):
        left = await begun(stream)
        await send(theirs, b"last words")
        theirs.close()
        assert await left.read() == b"last words"
        with pytest.raises(StreamClosedError):
            await left.read()

    run(test)


def test_what_nobody_reads_stays_in_the_network(run):
    async def test(stream, theirs):
        left = await begun(stream)
        sending = asyncio.create_task(send(theirs, bytes(MUCH)))
        await until(lambda: left._came)
        for _ in range(1_000):
            await asyncio.sleep(0)
        assert len(left._came) <= 262_144 and not sending.done()
        read = 0
        while read < MUCH:
            read += len(await left.read())
        await sending

    run(test)


def test_a_write_is_done_when_the_kernel_has_it(run):
    async def test(stream, theirs):
        stream.max_write_buffer_size = MUCH
        left = await begun(stream)
        assert left.write(b"little").done()
        assert await receive(theirs, 6) == b"little"
        writing = left.write(bytes(MUCH))
        assert not writing.done()
        after = asyncio.create_task(receive(theirs, MUCH))
        await writing
        assert left.write(b"").done()
        left.write(b"more")
        assert await after == bytes(MUCH)
        assert await receive(theirs, 4) == b"more"

    run(test)


def test_no_more_waits_than_may(run):
    async def test(stream, theirs):
        stream.max_write_buffer_size = MUCH
        left = await begun(stream)
        left.write(bytes(MUCH))
        with pytest.raises(StreamBufferFullError):
            left.write(bytes(MUCH))
        left.max_write_buffer_size = 2 * MUCH  # for last words
        left.write(b"bye")
        assert (await receive(theirs, MUCH + 3))[-3:] == b"bye"

    run(test)


def test_what_is_written_before_it_begins_comes_first(run):
    async def test(stream, theirs):
        left = TransportStream(stream)
        left.max_write_buffer_size = 10
        left.write(b"one, ")
        left.write(b"two, ")
        with pytest.raises(StreamBufferFullError):
            left.write(b"and")
        await left.begin()
        left.write(b"three")
        assert await receive(theirs, 15) == b"one, two, three"

    run(test)


@pytest.mark.parametrize("is_begun", [True, False])
def test_closing_ends_both_ends(run, is_begun):
    async def test(stream, theirs):
        left = TransportStream(stream)
        if is_begun:
            await left.begin()
            reading = asyncio.create_task(left.read())
            await asyncio.sleep(0)
        left.close()
        left.close()
        assert left.closed()
        with pytest.raises(StreamClosedError):
            left.write(b"too late")
        with pytest.raises(StreamClosedError):
            if is_begun:
                await reading
            else:
                await left.begin()
                await left.read()
        assert await receive(theirs, 1) == b""

    run(test)


def test_what_waits_when_it_ends_is_lost_and_said_to_be(run):
    async def test(stream, theirs):
        left = await begun(stream)
        writing = left.write(bytes(MUCH))
        left.close()
        with pytest.raises(StreamClosedError):
            await writing
        assert len(await receive(theirs, MUCH)) < MUCH

    run(test)


def test_a_connection_that_breaks_is_closed(run):
    async def test(stream, theirs):
        left = await begun(stream)
        reading = asyncio.create_task(left.read())
        await asyncio.sleep(0)
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        theirs.close()
        with pytest.raises(StreamClosedError):
            await reading
        assert left.closed()

    run(test)


def test_one_that_breaks_is_closed_to_who_writes_next(run):
    async def test(stream, theirs):
        left = await begun(stream)
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        theirs.close()
        left.write(b"nobody is told that this is lost")
        assert left.closed()
        with pytest.raises(StreamClosedError):
            left.write(b"too late")

    run(test)


def test_its_place_is_free_when_it_ends(run):
    async def test(stream, theirs):
        connections = Connections(Proxies(), header_s=1)
        place = connections.admit("127.0.0.1")
        assert place is not None
        connection = Connection(stream.socket, "127.0.0.1", place, connections)
        left = await begun(IOStream(connection))
        assert len(connections) == 1
        theirs.close()
        with pytest.raises(StreamClosedError):
            await left.read()
        await until(lambda: not len(connections))

    run(test)


class Handler:
    def __init__(self):
        self.heard = []

    def on_message(self, message):
        self.heard.append(message)

    def __getattr__(self, name):
        return lambda *arguments: None


def said(text):
    """As a frame."""
    return b"\x81" + struct.pack("!BH", 0x80 | 126, len(text)) + bytes(4) + text.encode()


def heard_by(stream):
    """What is heard, by which protocol, in which task."""
    handler = Handler()
    protocol = VoiceProtocol(handler, False, _WebSocketParams(max_message_size=1_000_000))
    protocol.stream = stream
    return handler.heard, protocol, asyncio.create_task(protocol._receive_frame_loop())


def test_what_is_said_at_once_is_heard_on_both_sides_of_leaving(run):
    async def test(stream, theirs):
        texts = [f"{number} " * 300 for number in range(400)]
        frames = b"".join(map(said, texts))
        heard, protocol, reading = heard_by(stream)
        await send(theirs, frames[:1_000])
        await until(lambda: isinstance(protocol.stream, TransportStream))
        await send(theirs, frames[1_000:])
        theirs.close()
        await reading
        assert heard == texts

    run(test)


def test_a_socket_stays_with_tornado_while_something_waits_to_be_sent(run):
    async def test(stream, theirs):
        stream.write(bytes(MUCH))
        heard, protocol, reading = heard_by(stream)
        await send(theirs, said("one"))
        await until(lambda: heard)
        assert protocol.stream is stream
        await receive(theirs, MUCH)
        await send(theirs, said("two"))
        await until(lambda: isinstance(protocol.stream, TransportStream))
        theirs.close()
        await reading
        assert heard == ["one", "two"]

    run(test)


class NoFile(socket.socket):
    """The system has none for another connection."""

    def dup(self):
        raise OSError(errno.EMFILE, "too many")


@pytest.mark.parametrize("has_file", [True, False])
def test_a_socket_leaves_tornado_with_the_first_word_if_there_is_a_file(run, has_file):
    async def test(stream, theirs):
        if not has_file:
            stream.socket = NoFile(fileno=stream.socket.detach())
        heard, protocol, reading = heard_by(stream)
        for text in ("one", "two"):
            await send(theirs, said(text))
            await until(lambda text=text: text in heard)
            assert isinstance(protocol.stream, TransportStream) is has_file
        theirs.close()
        await reading

    run(test)
