"""Cuts a stream of bytes, however the client chunks it, into frames of one length.

The VAD takes exactly 20 ms; clients send what they like. What is left over waits for the next
piece, so no sample is lost or judged twice.
"""


class Framer:
    def __init__(self, frame_bytes: int) -> None:
        self._frame_bytes = frame_bytes
        self._carry = b""

    def push(self, piece: bytes) -> memoryview:
        """The bytes of all whole frames there are by now, end to end; the rest is carried over."""
        if self._carry:
            piece = self._carry + piece
        whole = len(piece) - len(piece) % self._frame_bytes
        self._carry = piece[whole:]
        return memoryview(piece)[:whole]
