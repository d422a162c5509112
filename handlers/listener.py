"""A listening socket that lets in a few at a time, however many wait."""

import socket
from typing import Any

#: Let in in one turn of the loop. Tornado takes as many as it is given, up to 128, and reads the
#: requests of all in the next turn: 300 that came at once held the loop for 30 to 90 ms.
ACCEPTS_A_TURN = 8


class Listener(socket.socket):
    """Says after so many that nobody waits; the loop asks again in its next turn."""

    def __init__(self, bound: socket.socket) -> None:
        super().__init__(fileno=bound.detach())
        self.setblocking(False)
        self._let_in = 0

    def accept(self) -> tuple[socket.socket, Any]:
        if self._let_in == ACCEPTS_A_TURN:
            self._let_in = 0
            raise BlockingIOError
        try:
            accepted = super().accept()
        except OSError:
            self._let_in = 0
            raise
        self._let_in += 1
        return accepted
