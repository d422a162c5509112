"""A crowd of subscribers and a few publishers, cheap enough for the core that the server leaves.

One epoll loop over plain sockets. An event is known by MARK, a byte that is in its content once and
nowhere else on the wire, near the event's end: so one is counted wherever the network cuts it.
"""

import select
import socket
import struct
import time
from collections.abc import Sequence
from typing import NamedTuple

MARK = b"~"
_ANSWER = b"HTTP/1.1 2"
_PATIENCE_S = 20.0
_BUFFER = bytearray(262_144)


class Place(NamedTuple):
    """Where to subscribe and to publish."""

    port: int
    stream: str
    publish: str
    headers: str = ""
    #: What is on the wire once a subscriber is one.
    opened: bytes = b"\r\n\r\n"

    def subscription(self, query: str = "", headers: str = "") -> bytes:
        return (
            f"GET {self.stream}{query} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
            f"{self.headers}{headers}\r\n"
        ).encode()

    def publication(self, body: bytes) -> bytes:
        head = (
            f"POST {self.publish} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
            f"Content-Type: application/json\r\n{self.headers}\r\n"
        )
        return head.encode() + body


def connected(
    port: int, request: bytes = b"", *, receive_bytes: int | None = None
) -> socket.socket:
    connection = socket.socket()
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if receive_bytes is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    connection.settimeout(_PATIENCE_S)
    connection.connect(("127.0.0.1", port))
    connection.sendall(request)
    return connection


def read_until(connection: socket.socket, wanted: bytes) -> bytes:
    """All that came up to then, and a little of what came after. Raises RuntimeError at the end."""
    read = b""
    while wanted not in read:
        piece = connection.recv(65_536)
        if not piece:
            raise RuntimeError(f"the server ended a connection after {read[:300]!r}")
        read += piece
    return read


class Crowd:
    """Subscribers who read all, and `publishers` connections to publish on."""

    def __init__(self, place: Place, count: int, *, publishers: int = 10, query: str = "") -> None:
        self._epoll = select.epoll()
        request = place.subscription(query)
        self._subscribers: dict[int, socket.socket] = {}
        for _ in range(count):
            self._add(self._subscribers, connected(place.port, request), place.opened)
        self._publishers: dict[int, socket.socket] = {}
        for _ in range(publishers):
            self._add(self._publishers, connected(place.port), b"")
        self._turn = 0

    def _add(self, to: dict[int, socket.socket], connection: socket.socket, first: bytes) -> None:
        read_until(connection, first)
        to[connection.fileno()] = connection
        self._epoll.register(connection, select.EPOLLIN)

    def __len__(self) -> int:
        return len(self._subscribers)

    def close(self) -> None:
        """At once, without a goodbye."""
        for connection in [*self._subscribers.values(), *self._publishers.values()]:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
        self._epoll.close()

    def publish(self, requests: Sequence[bytes]) -> float:
        """Shared out over the connections, without waiting for answers; when it began."""
        lots: dict[int, list[bytes]] = {fd: [] for fd in self._publishers}
        fds = list(lots)
        for request in requests:
            lots[fds[self._turn % len(fds)]].append(request)
            self._turn += 1
        begun = time.monotonic()
        for fd, lot in lots.items():
            if lot:
                self._publishers[fd].sendall(b"".join(lot))
        return begun

    def settle(self, *, events: int, answers: int) -> list[float]:
        """When each subscriber had `events` more; returns once all have, and all `answers` came.

        Raises RuntimeError when they don't.
        """
        left = dict.fromkeys(self._subscribers, events) if events else {}
        times: list[float] = []
        while left or answers > 0:
            ready = self._epoll.poll(_PATIENCE_S)
            if not ready:
                raise RuntimeError(f"{len(left)} subscribers and {answers} answers still wait")
            for fd, _ in ready:
                subscriber = self._subscribers.get(fd)
                if subscriber is None:
                    answers -= self._answers(fd)
                    continue
                size = subscriber.recv_into(_BUFFER)
                if not size:
                    raise RuntimeError("the server ended a subscriber's connection")
                if count := _BUFFER.count(MARK, 0, size):
                    left[fd] -= count
                    if left[fd] == 0:
                        times.append(time.monotonic())
                        del left[fd]
        return times

    def _answers(self, fd: int) -> int:
        size = self._publishers[fd].recv_into(_BUFFER)
        if not size:
            raise RuntimeError("the server ended a publisher's connection")
        if _BUFFER.find(b"HTTP/1.1 4", 0, size) >= 0 or _BUFFER.find(b"HTTP/1.1 5", 0, size) >= 0:
            raise RuntimeError(f"not published: {bytes(_BUFFER[:size])!r}")
        return _BUFFER.count(_ANSWER, 0, size)
