"""A listening socket that lets in a few at a time, however many wait, and nobody without room."""

import asyncio
import errno
import logging
import socket
from contextlib import suppress
from typing import Any

import msgspec
from tornado.ioloop import IOLoop

from handlers.errors import ErrorBody, wire_of
from handlers.limits.connections import Connections
from handlers.limits.places import Place
from state.errors import HeadersTooLong, ServerFull, ServiceError

logger = logging.getLogger(__name__)

#: Let in in one turn of the loop. Tornado takes as many as it is given, up to 128, and reads the
#: requests of all in the next turn: 300 that came at once held the loop for 30 to 90 ms.
ACCEPTS_A_TURN = 4
#: Wait to be let in, at most; more are dropped and try again after a second.
BACKLOG = 1_024
#: Turned away in one turn: each takes a tenth of one that is let in.
_TURNED_AWAY_A_TURN = 64
#: A client that takes nothing of what it asked for is gone: what it doesn't read is memory here.
_GONE_MS = 60_000
#: And so is what the kernel holds of it: left alone it takes 4 MiB a connection.
_KERNEL_BYTES = 262_144
_RETRY_AFTER_S = 10.0
#: What headers end with, a lone line feed being as good as a line's whole end; and how much of it
#: may have come before.
_HEAD_ENDS = (b"\n\r\n", b"\n\n")
_BEFORE_BYTES = 2
_LONGEST_UNREAD = 65_536
#: The system has no file or memory for another connection, which waits on: asked again at once, it
#: would say so again.
_SHORTAGES = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_PAUSE_S = 0.25
#: What a connection ends with: reset, or given up after _GONE_MS.
_BROKEN = (ConnectionError, TimeoutError)


class Connection(socket.socket):
    """One that was let in: its place goes with it, whoever closes it."""

    def __init__(
        self, accepted: socket.socket, peer: str, place: Place, connections: Connections
    ) -> None:
        super().__init__(fileno=accepted.detach())
        self.peer = peer
        self.customer = place.key
        """Who is one and the same to connections.py."""
        self._place: Place | None = place
        self._connections = connections
        self.is_new = True
        """Until the headers of its first request are here."""
        self.turn: asyncio.Future[None] | None = None
        """What its request waits for; done, too, when it is closed."""
        # Of its next request's headers, what came so far; None while none are awaited.
        self._head_bytes: int | None = 0
        self._before = b""
        self._error: OSError | None = None

    def awaits_head(self) -> None:
        """Of its next request; what came of it with the one before isn't counted."""
        self._head_bytes, self._before = 0, b""

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        """As ever, until the headers of a request are too long: then who sent them is told, and it
        is as if they had hung up.

        Tornado has the same limit, but looks for their end with a pattern that takes 1 ms for
        64 kB, and closes the connection without a word. A connection that breaks has ended, too: an
        error would have a traceback with the frames that have the stream that keeps the error, and
        64 kB with it, for the collector to find.
        """
        try:
            count = super().recv_into(buffer, nbytes, flags)
        except _BROKEN:
            return 0
        if self._head_bytes is not None and self._is_too_long(memoryview(buffer)[:count]):
            self._connections.note_too_long()
            _tell(self, _TOO_LONG)
            return 0
        return count

    def _is_too_long(self, piece: memoryview) -> bool:
        assert self._head_bytes is not None, "it is awaited"
        read = self._before + piece
        ends = [at for end in _HEAD_ENDS if (at := read.find(end)) >= 0]
        head_bytes = self._head_bytes + (min(ends) - len(self._before) if ends else len(piece))
        self._head_bytes = None if ends else head_bytes
        self._before = read[-_BEFORE_BYTES:]
        return head_bytes > self._connections.header_bytes

    def send(self, data: Any, flags: int = 0) -> int:
        try:
            return super().send(data, flags)
        except _BROKEN as error:
            self._error = error
            raise

    @property
    def is_open(self) -> bool:
        return self._place is not None

    def close(self) -> None:
        super().close()
        self._leave()
        if self.turn is not None and not self.turn.done():
            self.turn.set_result(None)

    def detach(self) -> int:
        # How uvloop closes the socket of a transport.
        self._leave()
        return super().detach()

    def dup(self) -> "Connection":
        """The same connection once more: the place goes to the copy.

        Raises OSError: no file is to be had; the place stays.
        """
        copied = socket.socket(fileno=socket.dup(self.fileno()))
        assert self._place is not None, "it is open"
        place, self._place = self._place, None
        copy = Connection(copied, self.peer, place, self._connections)
        copy._head_bytes = None
        return copy

    def _leave(self) -> None:
        if self._error is not None:
            # Tornado's stream keeps it, too, and the frames in its traceback have that stream and
            # its handler: what there was of a voice session would wait for the collector.
            self._error.__traceback__ = None
            self._error = None
        self._connections.works(self)
        if self._place is not None:
            self._place.leave()
            self._place = None


class Listener(socket.socket):
    """Says after so many that nobody waits; the loop asks again in its next turn."""

    def __init__(self, bound: socket.socket, connections: Connections) -> None:
        super().__init__(fileno=bound.detach())
        self.setblocking(False)
        # Those that are let in have both from here.
        self.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _KERNEL_BYTES)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            self.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _GONE_MS)
        self.connections = connections
        self._let_in = self._turned_away = 0
        self._is_short = False
        self._pause: object | None = None

    def accept(self) -> tuple[socket.socket, Any]:
        try:
            while self._let_in < ACCEPTS_A_TURN and self._turned_away < _TURNED_AWAY_A_TURN:
                accepted, address = super().accept()
                place = self.connections.admit(address[0])
                if place is not None:
                    self._let_in += 1
                    return Connection(accepted, address[0], place, self.connections), address
                self._turned_away += 1
                _turn_away(accepted)
        except OSError as error:
            self._let_in = self._turned_away = 0
            if error.errno in _SHORTAGES:
                self._wait_for_better(error)
                raise BlockingIOError from error
            if isinstance(error, BlockingIOError):  # all who waited are in
                self._is_short = False
            raise
        self._let_in = self._turned_away = 0
        raise BlockingIOError

    def _wait_for_better(self, error: OSError) -> None:
        """Listen to nobody for a moment. Said once until all who waited are let in."""
        if not self._is_short:
            logger.error("nobody can connect for now: %s; lower limits.connections", error)
            self._is_short = True
        if self._pause is None:
            loop = IOLoop.current()
            loop.update_handler(self, 0)
            self._pause = loop.call_later(_PAUSE_S, self._go_on)

    def _go_on(self) -> None:
        self._pause = None
        IOLoop.current().update_handler(self, IOLoop.READ)

    def close(self) -> None:
        if self._pause is not None:
            IOLoop.current().remove_timeout(self._pause)
            self._pause = None
        super().close()


def _turn_away(connection: socket.socket) -> None:
    """Say why, without a look at what is wanted."""
    with connection:
        connection.setblocking(False)
        _tell(connection, _FULL)


def _tell(connection: socket.socket, answer: bytes) -> None:
    """The last that goes out to it."""
    with suppress(OSError):
        connection.send(answer)
        connection.shutdown(socket.SHUT_WR)
        # What was sent and isn't read would make of the end a reset, which loses the answer.
        connection.recv(_LONGEST_UNREAD)


def _answer(error: ServiceError) -> bytes:
    wire = wire_of(error)
    body = msgspec.json.encode(ErrorBody(wire.code, str(error)))
    lines = [
        f"HTTP/1.1 {wire.http.value} {wire.http.phrase}",
        "Server: Vivavoz",
        "Content-Type: application/json; charset=utf-8",
        f"Content-Length: {len(body)}",
        *([] if error.retry_after_s is None else [f"Retry-After: {error.retry_after_s:.0f}"]),
        "Connection: close",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


_FULL = _answer(
    ServerFull(
        "the server has no room for another connection; try again in a moment",
        retry_after_s=_RETRY_AFTER_S,
    )
)
_TOO_LONG = _answer(
    HeadersTooLong("the headers are too long; the cookies or the token may be far too large")
)
