"""Tornado's WebSocket protocol, told apart and sped up where the voice socket needs it.

Rests on what Tornado 6 doesn't promise: that a frame's bytes come from `_read_bytes`, that
`_wire_bytes_in` counts them, and in which order close() finds `client_terminated` and
`server_terminated` set. So setup.cfg holds Tornado below 7, and tests/handlers/test_websocket.py
reads streams beside Tornado's own class.
"""

import asyncio

from tornado.websocket import WebSocketProtocol13

from state.contract import CloseCode

#: As much as Tornado reads from a socket at once.
_READ_AHEAD_BYTES = 65_536
#: Reads served without waiting before the loop gets its turn: about 16 frames. A client that sends
#: many small messages must not hold up the others (measured: 76 ms without).
_READS_A_TURN = 64


class VoiceProtocol(WebSocketProtocol13):
    """One connection's frames."""

    #: Whether the client ended the connection: by a close frame, or by breaking the protocol's
    #: limits. Tornado reports a close frame without a code, which is what browsers' close() sends,
    #: like a broken connection.
    was_ended = False

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

    async def _read_bytes(self, n: int) -> bytes:
        """The next `n` bytes, from what one read of the socket brought.

        Tornado reads a frame in four pieces, each a future and a look at the socket; that was a
        third of what a session costs (bench/voice.py).
        """
        self._reads += 1
        if self._at + n > len(self._ahead):
            await self._refill(n)
        elif self._reads > _READS_A_TURN:
            await asyncio.sleep(0)
            self._reads = 0
        start, self._at = self._at, self._at + n
        taken = self._ahead[start : self._at]
        if self._at == len(self._ahead):
            self._ahead, self._at = b"", 0  # an idle connection keeps nothing
        self._wire_bytes_in += n
        return taken

    async def _refill(self, n: int) -> None:
        """Read until `n` bytes are ahead."""
        assert self.stream is not None, "frames are read from an open connection"
        pieces = [self._ahead[self._at :]]
        missing = n - len(pieces[0])
        if missing > _READ_AHEAD_BYTES:
            pieces.append(await self.stream.read_bytes(missing))
            missing = 0
        while missing > 0:
            pieces.append(await self.stream.read_bytes(_READ_AHEAD_BYTES, partial=True))
            missing -= len(pieces[-1])
        self._ahead, self._at = b"".join(pieces), 0
