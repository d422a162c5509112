"""Before the endpoints: whose request is awaited, and whose has to wait for its turn.

Tornado tells of each connection's next request before it is there (start_request), of its headers,
and of its end (finish): until then it waits, by connections.py, but for the time in which it is
held back here. Requests from an address that asks more often than it may are held back for a
moment before anything is done for them, so that a flood of clients that await each answer costs
little; who still comes too often then is refused by the endpoint. When many are here at once, each
address gets its turn (gate.py), and who opens a WebSocket waits for one of the turns of those
besides.
"""

import asyncio
from collections.abc import Awaitable, Collection, Hashable, Iterable
from typing import cast

from tornado.http1connection import HTTP1Connection
from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    HTTPServerConnectionDelegate,
    RequestStartLine,
    ResponseStartLine,
)

from handlers.limits.gate import Gate
from handlers.limits.limits import Limits
from handlers.limits.listener import Connection
from handlers.limits.proxies import customer_of
from state.context import REQUEST_ID

_LONGEST_HOLD_S = 1.0
#: From one WebSocket's beginning to the next one's; a voice session takes some of it, and the rest
#: is everybody else's (bench/hostile.py: 2,000 at once made others wait 28 ms, now 10).
_OPENING_S = 0.005
_UNMETERED = "unmetered"


class Door(HTTPServerConnectionDelegate):
    """In front of the application."""

    def __init__(
        self,
        inside: HTTPServerConnectionDelegate,
        limits: Limits,
        unmetered: Collection[str] = (),
        sockets: Collection[str] = (),
    ) -> None:
        """`unmetered`: paths whose requests aren't held, whatever else comes from their address.
        `sockets`: where WebSockets are opened.
        """
        self._inside = inside
        self._limits = limits
        self._unmetered = frozenset(unmetered)
        self._sockets = frozenset(sockets)
        self._requests, self._openings = Gate(), Gate(every_s=_OPENING_S)
        self._timer: asyncio.TimerHandle | None = None

    def start_request(
        self, server_conn: object, request_conn: HTTPConnection
    ) -> HTTPMessageDelegate:
        http = cast(HTTP1Connection, request_conn)
        connection = http.stream.socket
        REQUEST_ID.set("")  # of the request before, in the connection's one task
        if not isinstance(connection, Connection):
            return _Gone(http)
        connection.awaits_head()
        self.awaits(http, connection)
        visit = self._inside.start_request(server_conn, request_conn)
        return _Visit(visit, http, connection, self)

    def awaits(self, http: HTTP1Connection, connection: Connection) -> None:
        """Its next request, or what is still to come of it."""
        self._limits.connections.waits(
            connection,
            http.close,
            customer=connection.customer,
            is_new=connection.is_new,
            now=_now(),
        )
        self._look_in_time()

    def wait_for(
        self, connection: Connection, path: str, headers: HTTPHeaders
    ) -> Awaitable[None] | None:
        """Until the request of these headers may begin; None: at once."""
        client = self._limits.proxies.client_of(connection.peer, headers.get("X-Forwarded-For"))
        key: Hashable = customer_of(client)
        path = path.partition("?")[0].rstrip("/")
        if path in self._unmetered:
            key, hold_s = (_UNMETERED, key), 0.0  # a line beside their address's
        else:
            hold_s = min(self._limits.hold_s(client, now=_now()), _LONGEST_HOLD_S)
        if path in self._sockets:
            return self._wait(connection, key, hold_s, (self._openings, self._requests))
        if hold_s or not self._requests.may_go(key):
            return self._wait(connection, key, hold_s, (self._requests,))
        return None

    async def _wait(
        self, connection: Connection, key: Hashable, hold_s: float, gates: Iterable[Gate]
    ) -> None:
        """Or until it is closed, which leaves its line."""
        if hold_s:
            await asyncio.sleep(hold_s)
        for gate in gates:
            if connection.is_open:
                connection.turn = gate.turn_of(key)
                await connection.turn

    def _look_in_time(self) -> None:
        """Sleep until the next headers are overdue, whose connection may be gone by then."""
        deadline = self._limits.connections.next_deadline()
        if self._timer is None and deadline is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(deadline, self._look, deadline)

    def _look(self, deadline: float) -> None:
        self._timer = None
        # The loop may wake a hair early.
        self._limits.connections.expire(max(_now(), deadline))
        self._look_in_time()

    def headers_are_here(self, connection: Connection) -> None:
        connection.is_new = False
        self._limits.connections.headers_are_here(connection)

    def is_here(self, connection: Connection) -> None:
        """All of its request, or as much as is looked at for now."""
        self._limits.connections.works(connection)


class _Gone(HTTPMessageDelegate):
    """A request of a client that has hung up.

    Tornado works through all that it has read of a connection that is closed: of one who asked for
    a hundred pages at once and left it would make them all, for nobody.
    """

    def __init__(self, http: HTTP1Connection) -> None:
        self._http = http

    def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> Awaitable[None] | None:
        self._http.detach()
        return None


class _Visit(HTTPMessageDelegate):
    """One request."""

    def __init__(
        self,
        inside: HTTPMessageDelegate,
        http: HTTP1Connection,
        connection: Connection,
        door: Door,
    ) -> None:
        self._inside = inside
        self._http = http
        self._connection = connection
        self._door = door

    def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> Awaitable[None] | None:
        self._door.headers_are_here(self._connection)
        path = getattr(start_line, "path", "")
        turn = self._door.wait_for(self._connection, path, headers)
        if turn is not None:
            return self._later(turn, start_line, headers)
        return self._inside.headers_received(start_line, headers)

    async def _later(
        self,
        turn: Awaitable[None],
        start_line: RequestStartLine | ResponseStartLine,
        headers: HTTPHeaders,
    ) -> None:
        self._door.is_here(self._connection)  # it waits for us, not we for it
        await turn
        if self._connection.is_open:
            self._door.awaits(self._http, self._connection)  # it may have to make room just then
        if self._http.stream.closed():
            self._http.detach()  # by which Tornado goes no further with it
            return
        going_on = self._inside.headers_received(start_line, headers)
        if going_on is not None:
            await going_on

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        return self._inside.data_received(chunk)

    def finish(self) -> None:
        self._door.is_here(self._connection)
        self._inside.finish()

    def on_connection_close(self) -> None:
        self._inside.on_connection_close()


def _now() -> float:
    return asyncio.get_running_loop().time()
