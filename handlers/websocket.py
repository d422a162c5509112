"""Tornado's WebSocket protocol, told apart and sped up where the voice socket needs it.

Rests on two names of Tornado's WebSocketProtocol13 that aren't public, `_read_bytes` and
`_wire_bytes_in`; were they to go, reading would be Tornado's own again, only slower.
"""

from tornado.websocket import WebSocketProtocol13

#: As much as Tornado reads from a socket at once.
_READ_AHEAD_BYTES = 65_536


class VoiceProtocol(WebSocketProtocol13):
    """One connection's frames."""

    #: Whether the client sent a close frame. Tornado reports a frame without a code, which is what
    #: browsers' close() sends, like a broken connection.
    said_goodbye = False

    _ahead = b""

    def close(self, code: int | None = None, reason: str | None = None) -> None:
        # A break sets both sides to terminated before it comes here; a frame, the client's only.
        if self.client_terminated and not self.server_terminated:
            self.said_goodbye = True
        super().close(code, reason)

    async def _read_bytes(self, n: int) -> bytes:
        """The next `n` bytes, from what one read of the socket brought.

        Tornado reads a frame in four pieces, each a future and a look at the socket; that was a
        third of what a session costs (bench/voice.py).
        """
        ahead = self._ahead
        if len(ahead) < n:
            assert self.stream is not None, "frames are read from an open connection"
            if n - len(ahead) > _READ_AHEAD_BYTES:
                ahead += await self.stream.read_bytes(n - len(ahead))
            while len(ahead) < n:
                ahead += await self.stream.read_bytes(_READ_AHEAD_BYTES, partial=True)
        self._ahead = ahead[n:]
        self._wire_bytes_in += n
        return ahead[:n]
