"""What readers that stall do to the others, and what becomes of them (part of bench/sse.py).

One server, a crowd that wants the events of one lead, and beside it subscribers of everything that
never read. Then a flood of large messages of another lead, and with every step of it one of the
crowd's events.
"""

import re
import socket
from typing import NamedTuple

from bench.crowd import MARK, Crowd, Place, connected, read_until
from bench.servers import Measured

_STEP_MESSAGES = 10
_MESSAGE_BYTES = 8_000
_RECEIVE_BYTES = 4_096
#: Steps between two looks at the memory: a look takes milliseconds of the server. Each of the first
#: is looked at: in them the stalled ones come to be cut, and after that they take nothing.
_LOOK = 25
_NUMBERED = re.compile(rb'"content":"flood-([0-9]{6})')


class Flooded(NamedTuple):
    #: Of the crowd's events, from sent to received.
    lags: list[float]
    grown_bytes: int
    cut: int
    #: What one that was cut and came back has lost, and has got twice; None when none was cut.
    lost: int | None
    doubled: int | None


class Returning:
    """A subscriber that was cut: what it has in its socket still, then the rest on a new one."""

    def __init__(self, stalled: socket.socket, place: Place) -> None:
        self._frames = _whole_frames(_rest_of(stalled).partition(b"\r\n\r\n")[2])
        place_id = re.findall(rb"^id: (\S+)$", self._frames, re.MULTILINE)[-1]
        request = place.subscription(headers=f"Last-Event-ID: {place_id.decode()}\r\n")
        self._connection = connected(place.port, request)
        head, _, frames = read_until(self._connection, b"\r\n\r\n").partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        self._read = [frames]

    def read(self) -> None:
        """All there is."""
        self._connection.setblocking(False)
        try:
            while piece := self._connection.recv(262_144):
                self._read.append(piece)
        except BlockingIOError:
            return
        raise RuntimeError("the server cut a reader that reads")

    def read_to_end(self, last: int) -> list[int]:
        """The numbers of all it has been told, up to `last`."""
        self._connection.settimeout(20.0)
        wanted = b'"content":"flood-%06d' % last
        while wanted not in b"".join(self._read[-3:]):
            self._read.append(self._connection.recv(262_144))
        self._connection.close()
        told = self._frames + b"".join(self._read)
        return [int(number) for number in _NUMBERED.findall(told)]


def _rest_of(connection: socket.socket) -> bytes:
    pieces = []
    try:
        while piece := connection.recv(262_144):
            pieces.append(piece)
    except ConnectionResetError:
        pass
    return b"".join(pieces)


def _whole_frames(text: bytes) -> bytes:
    return text[: text.rfind(b"\n\n") + 2]


class Flood:
    def __init__(self, server: Measured, place: Place, *, readers: int, stalled: int) -> None:
        self._server = server
        self._quick = place._replace(publish="/backend/conversations/quick/messages")
        self._large = place._replace(publish="/backend/conversations/large/messages")
        self._crowd = Crowd(self._quick, readers, query="?lead_id=quick")
        subscription = place.subscription()
        self._stalled = [
            connected(place.port, subscription, receive_bytes=_RECEIVE_BYTES)
            for _ in range(stalled)
        ]
        self._event = self._quick.publication(
            b'{"role":"assistant","content":"quick' + MARK + b'"}'
        )
        self._lags: list[float] = []
        self._sent = 0
        self._step()  # the stalled ones are there once this is answered
        self._files = server.open_files()

    def run(self, megabytes: int) -> Flooded:
        before = most = self._server.memory_bytes()
        self._lags.clear()
        steps = megabytes * 1_000_000 // (_STEP_MESSAGES * _MESSAGE_BYTES)
        returning: Returning | None = None
        cut = 0
        for number in range(steps):
            self._step()
            if number < _LOOK or number % _LOOK == _LOOK - 1:
                most = max(most, self._server.memory_bytes())
            if returning is not None:
                returning.read()
                continue
            cut = self._files - self._server.open_files()
            if self._stalled and cut == len(self._stalled):
                returning = Returning(self._stalled[0], self._large)
        lost = doubled = None
        if returning is not None:
            told = returning.read_to_end(self._sent - 1)
            lost = len(set(range(self._sent)) - set(told))
            doubled = len(told) - len(set(told))
        self._close()
        return Flooded(self._lags, most - before, cut, lost, doubled)

    def _step(self) -> None:
        """A piece of the flood, and one event in the middle of it."""
        flood = [self._large.publication(self._message()) for _ in range(_STEP_MESSAGES - 1)]
        self._crowd.publish(flood[: _STEP_MESSAGES // 2])
        begun = self._crowd.publish([self._event])
        self._crowd.publish(
            [*flood[_STEP_MESSAGES // 2 :], self._large.publication(self._message())]
        )
        times = self._crowd.settle(events=1, answers=_STEP_MESSAGES + 1)
        self._lags += [came - begun for came in times]

    def _message(self) -> bytes:
        text = f"flood-{self._sent:06d}".ljust(_MESSAGE_BYTES, ".")
        self._sent += 1
        return b'{"role":"assistant","content":"%b"}' % text.encode()

    def _close(self) -> None:
        self._crowd.close()
        for connection in self._stalled:
            connection.close()
