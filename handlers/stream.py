"""/backend/conversations/stream: the live stream, as server-sent events.

Tornado reads the request; all credentials are checked before anything is sent. Then the connection
leaves Tornado: an asyncio transport costs a fraction of its memory, and one send per subscriber is
all that an event takes (bench/sse.py). What the kernel doesn't take waits in the transport. The
stream ends with the connection, so HTTP/1.0 proxies get the same as everybody.
"""

import asyncio
import logging
import socket
from http import HTTPStatus
from typing import cast

from tornado.iostream import IOStream

from handlers.access import User
from handlers.conversations import FILTERS, ConversationsEndpoint
from handlers.documents.operations import Answer, Parameter, operation
from handlers.limits.places import Place
from handlers.rest import EVENT_STREAM
from realtime.conversations import metrics
from realtime.conversations.driver import Broadcast
from realtime.conversations.events import EventType
from realtime.conversations.selection import Selection
from state.contract import (
    CONVERSATIONS_SCOPE,
    LONGEST_STREAM_SECONDS,
    SUBSCRIBER_BYTES,
)
from state.errors import BadRequest, ServerFull, ServerStopping, ServiceError, TooManyStreams

logger = logging.getLogger(__name__)

#: What the kernel may hold of a connection, so that a reader that stalls is noticed: left alone it
#: takes 4 MiB and more.
_KERNEL_BYTES = 65_536
#: How much waits in the process before a subscriber that catches up is full.
_FULL_BYTES = 65_536
#: A client that takes nothing for so long, not even a heartbeat, is gone (milliseconds).
_GONE_MS = 120_000
_LONGEST_EVENT_ID = 200
_HEADERS = {**EVENT_STREAM, "Connection": "close"}


class EventStream(asyncio.Protocol):
    """One subscriber's connection."""

    __slots__ = (
        "_broadcast",
        "_connection",
        "_expiry",
        "_is_clear",
        "_place",
        "_transport",
        "is_full",
    )

    def __init__(self, broadcast: Broadcast, connection: socket.socket, place: Place) -> None:
        self._broadcast = broadcast
        self._place = place
        self._connection = connection
        self._expiry: asyncio.TimerHandle | None = None
        # Nothing waits in the transport, and nobody has ended it here.
        self._is_clear = True
        self.is_full = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=_FULL_BYTES)

    def begin(self, head: bytes, selection: Selection, last_event_id: str | None) -> None:
        """Answer, and subscribe."""
        self.write(head)
        try:
            self._broadcast.subscribe(self, selection, last_event_id=last_event_id)
        except ServiceError:  # all was well before the connection left Tornado
            self.close(self._broadcast.last_words())

    def end_after(self, seconds: float) -> None:
        self._expiry = asyncio.get_running_loop().call_later(seconds, self.close)

    def write(self, frames: bytes) -> None:
        transport = self._transport
        if not self._is_clear and not transport.is_closing():
            self._is_clear = transport.get_write_buffer_size() == 0
        if self._is_clear:
            try:
                sent = self._connection.send(frames)
            except OSError:  # it takes nothing now, or never again: the transport sees to either
                sent = 0
            if sent == len(frames):
                return
            frames = frames[sent:]
            self._is_clear = False
        if transport.is_closing():
            return
        if transport.get_write_buffer_size() + len(frames) > SUBSCRIBER_BYTES:
            metrics.CUT.labels("slow").inc()
            transport.abort()
        else:
            transport.write(frames)

    def close(self, last_words: bytes = b"") -> None:
        if self.is_full:
            self._transport.abort()  # it would never come to an end
        else:
            self.write(last_words)
            self._transport.close()
        self._is_clear = False

    def pause_writing(self) -> None:
        self.is_full = True

    def resume_writing(self) -> None:
        self.is_full = False
        self._broadcast.drained(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._is_clear = False
        if self._expiry is not None:
            self._expiry.cancel()
        self._broadcast.unsubscribe(self)
        self._place.leave()


class Stream(ConversationsEndpoint):
    """Filters: `channel`, `lead_id`, `type`, each as often as wanted."""

    def head(self, *args: str, **named: str) -> None:
        self._selection(self._subscriber())
        self._set_headers()
        self.finish()

    @operation(
        "Conversations, live",
        about="Server-sent events; the frames are in the AsyncAPI document.",
        answers={HTTPStatus.OK: Answer(media_type="text/event-stream")},
        errors=(BadRequest, TooManyStreams, ServerStopping, ServerFull),
        query=(
            *FILTERS,
            Parameter("type", "only events of these types", EventType, repeats=True),
            Parameter("last_event_id", "the last one the client has: what followed comes first"),
            Parameter("Last-Event-ID", "as last_event_id, and before it", place="header"),
        ),
        credentials=("token", "ticket"),
        scope=CONVERSATIONS_SCOPE,
    )
    async def get(self) -> None:
        user = self._subscriber()
        selection = self._selection(user)
        broadcast = self._conversations.stream
        broadcast.check()
        self.access.limits.check_stream(user.id)
        last_event_id = self._last_event_id()
        head = self._head()
        connection = self._leave_tornado()
        if connection is None:
            return
        logger.info("%s %s: a stream begins", self.request.method, self.request.path)
        place = self.access.limits.take_stream(user.id)
        try:
            _, stream = await asyncio.get_running_loop().connect_accepted_socket(
                lambda: EventStream(broadcast, connection, place), connection
            )
        except BaseException:
            connection.close()
            place.leave()
            raise
        stream.begin(head, selection, last_event_id)
        left_s = user.expires_at - self.access.wall_clock()
        stream.end_after(min(max(left_s, 0.0), LONGEST_STREAM_SECONDS))

    def _subscriber(self) -> User:
        """Raises NotAuthenticated, NotPermitted."""
        ticket = self.get_query_argument("ticket", None)
        if ticket is None:
            return self.caller()
        user = self.redeemed(ticket, "conversations")
        user.require(CONVERSATIONS_SCOPE)
        return user

    def _selection(self, user: User) -> Selection:
        try:
            types = frozenset(EventType(name) for name in self.filter("type"))
        except ValueError:
            raise BadRequest(f"type: there are {', '.join(EventType)}") from None
        return Selection(self.filtered(user.reach), types or None)

    def _last_event_id(self) -> str | None:
        # A browser that reconnects by itself sends the header beside the query it began with.
        given = self.request.headers.get("Last-Event-ID")
        for argument in ("last_event_id", "lastEventId"):
            given = given or self.get_query_argument(argument, None)
        return given[:_LONGEST_EVENT_ID] if given else None

    def _set_headers(self) -> None:
        for name, value in _HEADERS.items():
            self.set_header(name, value)

    def _head(self) -> bytes:
        self._set_headers()
        self.allow_cross_origin()
        lines = [
            "HTTP/1.1 200 OK",
            *(f"{name}: {value}" for name, value in self._headers.get_all()),
        ]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def _leave_tornado(self) -> socket.socket | None:
        """The connection itself: Tornado closes what it knows of it, not the connection.

        None when the client is gone already, or when the system has no file for it.
        """
        stream = self.detach()
        assert isinstance(stream, IOStream), "TLS ends before us"
        # As Tornado does when it finishes: what names this handler in it would be left to the
        # collector, which holds the loop.
        self.ui.clear()
        if stream.closed():
            return None
        try:
            connection = stream.socket.dup()
        except OSError as error:
            logger.error("a stream can't begin: %s", error)
            return None
        finally:
            stream.close()
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _KERNEL_BYTES)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _GONE_MS)
        return connection
