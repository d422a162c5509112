"""Tornado's WebSocket protocol, told apart and sped up where the voice socket needs it.

Rests on what Tornado 6 doesn't promise: that a frame's bytes come from `_read_bytes`, that
`_wire_bytes_in` counts them, that `_write_frame` sends one, and in which order close() finds
`client_terminated` and `server_terminated` set. So setup.cfg holds Tornado below 7, and
tests/handlers/test_websocket.py reads streams beside Tornado's own class.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from tornado.escape import utf8
from tornado.httputil import HTTPHeaders
from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketClosedError, WebSocketProtocol13

from state.contract import CloseCode
from state.errors import BadRequest, UpgradeRequired

#: The protocol's only one (RFC 6455).
VERSION = "13"

#: Frames' opcodes.
_TEXT, _BINARY = 0x1, 0x2
#: As much as Tornado reads from a socket at once.
_READ_AHEAD_BYTES = 65_536
#: Reads before the loop gets its turn, which waiting may not give it: about 4 frames. A client
#: that sends many small messages must not hold up the others (measured: 76 ms without), nor must
#: twenty that do (bench/hostile.py: with 16 frames, others waited for 25 ms).
_READS_A_TURN = 16
#: Of most of a client's: two bytes, the length, the mask, and what is in it.
_READS_A_FRAME = 4


def check_handshake(headers: HTTPHeaders) -> None:
    """Whether Tornado would open a WebSocket with these, which it asks late and refuses as HTML.

    Raises BadRequest, UpgradeRequired.
    """
    named = {each.strip().lower() for each in headers.get("Connection", "").split(",")}
    if "upgrade" not in named:
        raise BadRequest("a WebSocket is opened with Connection: Upgrade")
    if not all(headers.get(f"Sec-WebSocket-{name}") for name in ("Key", "Version")):
        raise BadRequest("a WebSocket is opened with Sec-WebSocket-Key and -Version")
    if "Host" not in headers:
        raise BadRequest("a WebSocket is opened with a Host")
    if headers["Sec-WebSocket-Version"] != VERSION:
        raise UpgradeRequired(f"Sec-WebSocket-Version must be {VERSION}")


class VoiceProtocol(WebSocketProtocol13):
    """One connection's frames."""

    #: Whether the client ended the connection: by a close frame, or by breaking the protocol's
    #: limits. Tornado reports a close frame without a code, which is what browsers' close() sends,
    #: like a broken connection.
    was_ended = False

    #: How long to read nothing, after so many more frames with so many bytes.
    pace: Callable[[int, int], float] | None = None

    _paced_bytes = 0
    _ahead = b""
    _at = 0
    _reads = 0

    def close(self, code: int | None = None, reason: str | None = None) -> None:
        if code is None and reason is not None:
            # Only Tornado closes without a code, when pings go unanswered. That client isn't there
            # to read a close frame; without one it knows, once awake, that it may resume.
            if self.stream is not None:
                self.stream.close()
            return
        # A break sets both sides to terminated before it comes here; a frame, the client's only.
        by_frame = self.client_terminated and not self.server_terminated
        if by_frame or code == CloseCode.MESSAGE_TOO_BIG:
            self.was_ended = True
        super().close(code, reason)

    def write_message(
        self, message: str | bytes | dict[str, Any], binary: bool = False
    ) -> asyncio.Future[None]:
        """One message, uncompressed. Raises WebSocketClosedError, StreamBufferFullError.

        Tornado makes a task for each, which only says in other words that the connection broke;
        and the frame in that error's traceback has the future that has the error.
        """
        assert not isinstance(message, dict), "it is encoded where its types are known"
        data = utf8(message)
        self._message_bytes_out += len(data)
        try:
            return self._write_frame(True, _BINARY if binary else _TEXT, data)
        except StreamClosedError:
            raise WebSocketClosedError from None

    async def _read_bytes(self, n: int) -> bytes:
        """The next `n` bytes, from what one read of the socket brought.

        Tornado reads a frame in four pieces, each a future and a look at the socket; that was a
        third of what a session costs (bench/voice.py).
        """
        at, ahead = self._at, self._ahead
        if at + n > len(ahead):
            ahead, at = await self._refill(ahead[at:], n), 0
        self._reads += 1
        if self._reads > _READS_A_TURN or n > _READ_AHEAD_BYTES:
            await self._let_others()
        self._wire_bytes_in += n
        if at + n == len(ahead):
            self._ahead, self._at = b"", 0  # an idle connection keeps nothing
            return ahead[at:] if at else ahead
        self._ahead, self._at = ahead, at + n
        return ahead[at : at + n]

    async def _let_others(self) -> None:
        """The loop gets its turn; a client that sends too much is read no faster than it may.

        Nothing of what it sends is lost: it waits in the network. Counted here, not by message,
        pings and fragments count, too.
        """
        pause_s = 0.0
        if self.pace is not None:
            size = self._wire_bytes_in - self._paced_bytes
            self._paced_bytes = self._wire_bytes_in
            pause_s = self.pace(self._reads // _READS_A_FRAME, size)
        self._reads = 0
        await asyncio.sleep(pause_s)

    async def _refill(self, ahead: bytes, n: int) -> bytes:
        """`ahead`, read on until it has `n` bytes."""
        assert self.stream is not None, "frames are read from an open connection"
        missing = n - len(ahead)
        if missing > _READ_AHEAD_BYTES:
            return ahead + await self.stream.read_bytes(missing)
        if not ahead:
            ahead = await self.stream.read_bytes(_READ_AHEAD_BYTES, partial=True)
        while len(ahead) < n:
            ahead += await self.stream.read_bytes(_READ_AHEAD_BYTES, partial=True)
        return ahead
