"""VoiceProtocol beside Tornado's own class, over the same bytes."""

import asyncio
import struct
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tornado.iostream import IOStream, StreamClosedError
from tornado.websocket import WebSocketProtocol13, _WebSocketParams

from handlers.websocket import VoiceProtocol


class Stream:
    """The reading side of an IOStream that gets these pieces, then the end."""

    def __init__(self, pieces):
        self._pieces = list(pieces)
        self._buffer = b""
        self._is_closed = False
        self.written = b""

    async def read_bytes(self, n, partial=False):
        while len(self._buffer) < (1 if partial else n):
            if not self._pieces:
                raise StreamClosedError
            self._buffer += self._pieces.pop(0)
            await asyncio.sleep(0)
        taken, self._buffer = self._buffer[:n], self._buffer[n:]
        return taken

    def write(self, data):
        self.written += data
        return asyncio.get_running_loop().create_future()

    def close(self):
        self._is_closed = True

    def closed(self):
        return self._is_closed


class Handler:
    """Notes what the protocol says."""

    def __init__(self):
        self.heard = []

    def __getattr__(self, name):
        return lambda *arguments: self.heard.append((name, *arguments))


def heard(kind, pieces):
    """What a handler hears of a connection that sends these pieces, and what it is answered."""

    async def read():
        handler, stream = Handler(), Stream(pieces)
        protocol = kind(handler, False, _WebSocketParams(max_message_size=1_000_000))
        protocol.stream = stream
        await protocol._receive_frame_loop()
        return handler.heard, stream.written, protocol

    return asyncio.run(read())


def frame(opcode, payload, *, final=True):
    mask = b"\x12\x34\x56\x78"
    length = len(payload)
    if length < 126:
        head = struct.pack("!BB", opcode | 0x80 * final, 0x80 | length)
    elif length < 65_536:
        head = struct.pack("!BBH", opcode | 0x80 * final, 0x80 | 126, length)
    else:
        head = struct.pack("!BBQ", opcode | 0x80 * final, 0x80 | 127, length)
    return head + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))


PAYLOADS = st.integers(0, 300).map(lambda size: b"a" * size) | st.sampled_from(
    [b"b" * 65_535, b"c" * 65_536, b"d" * 140_000]
)
MESSAGES = st.one_of(
    PAYLOADS.map(lambda payload: frame(1, payload)),
    PAYLOADS.map(lambda payload: frame(2, payload)),
    st.binary(max_size=125).map(lambda payload: frame(9, payload)),
    st.tuples(PAYLOADS, PAYLOADS).map(
        lambda two: frame(1, two[0], final=False) + frame(9, b"in between") + frame(0, two[1])
    ),
    st.binary(max_size=20),  # whatever: mostly no frame at all
)


@settings(max_examples=60, deadline=None)
@given(st.lists(MESSAGES, max_size=8), st.lists(st.integers(1, 70_000), max_size=12), st.booleans())
def test_it_hears_what_tornado_hears_however_the_stream_is_cut(messages, cuts, closes):
    stream = b"".join(messages) + (frame(8, b"\x03\xe8") if closes else b"")
    pieces, at = [], 0
    for cut in cuts:
        pieces.append(stream[at : at + cut])
        at += cut
    pieces = [piece for piece in (*pieces, stream[at:]) if piece]
    ours, written, _ = heard(VoiceProtocol, pieces)
    theirs, expected, _ = heard(WebSocketProtocol13, pieces)
    assert ours == theirs
    assert written == expected


def test_it_hears_a_stream_byte_by_byte():
    stream = frame(1, b"hello") + frame(9, b"") + frame(2, b"x" * 200) + frame(8, b"")
    pieces = [stream[at : at + 1] for at in range(len(stream))]
    assert heard(VoiceProtocol, pieces)[0] == heard(WebSocketProtocol13, pieces)[0]


@pytest.mark.parametrize("code", [b"", b"\x03\xe8"])
def test_a_close_frame_is_told_from_a_break(code):
    assert heard(VoiceProtocol, [frame(8, code)])[2].was_ended
    assert not heard(VoiceProtocol, [frame(1, b"hello")])[2].was_ended


def test_many_small_messages_let_the_loop_go_on():
    async def read():
        handler, turns = Handler(), 0
        protocol = VoiceProtocol(handler, False, _WebSocketParams(max_message_size=1_000))
        protocol.stream = cast(IOStream, Stream([frame(1, b"hi") * 1_000]))

        async def other():
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        ticking = asyncio.create_task(other())
        await protocol._receive_frame_loop()
        ticking.cancel()
        return turns

    assert asyncio.run(read()) > 30
