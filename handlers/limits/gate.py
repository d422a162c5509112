"""Lets requests begin one after another, each address in its turn (turns.py)."""

import asyncio
from collections.abc import Hashable

from handlers.limits.turns import Turns


class Gate:
    """One in each turn of the loop, or one in so many seconds.

    Each request takes several turns of the loop, in each of which others take theirs: with four
    begun in a turn, others waited twice as long (bench/hostile.py).
    """

    def __init__(self, *, every_s: float = 0.0) -> None:
        """0: in each turn of the loop."""
        self._every_s = every_s
        self._turns: Turns[asyncio.Future[None]] = Turns()
        self._is_turning = False

    def may_go(self, key: Hashable) -> bool:
        """Whether one of `key` may begin at once; then it has."""
        may_go = self._turns.may_go(key)
        if may_go:
            self._turn_soon()
        return may_go

    def turn_of(self, key: Hashable) -> asyncio.Future[None]:
        """Done when one of `key` may begin; whoever does away with it sooner has left the line."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self.may_go(key):
            turn.set_result(None)
        else:
            self._turns.wait(key, turn)
            self._turn_soon()
        return turn

    def _turn_soon(self) -> None:
        if self._is_turning:
            return
        self._is_turning = True
        loop = asyncio.get_running_loop()
        if self._every_s:
            loop.call_later(self._every_s, self._turn)
        else:
            loop.call_soon(self._turn)

    def _turn(self) -> None:
        self._is_turning = False
        while (turn := self._turns.next()) is not None:
            if not turn.done():
                turn.set_result(None)
                self._turn_soon()
                return
