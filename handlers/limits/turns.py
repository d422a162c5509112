"""Whose request is begun next when many are here: one of each address in turn. Pure.

The loop serves connections in the order they are heard of: behind a hundred that ask as fast as
they are answered everybody waits for a hundred answers. So in each turn of the loop only a few
requests are begun, and of those that wait the next of every address before the second of any.

Who hasn't waited of late goes before all who have, once, as FQ-CoDel does it with flows of packets
(RFC 8290, section 4.2): some hundred addresses that flood hold up those who ask now and then for
one turn and not for a hundred.
"""

from collections import OrderedDict, deque
from collections.abc import Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Turns(Generic[V]):
    def __init__(self, at_once: int) -> None:
        """`at_once`: begun in one turn of the loop."""
        self._at_once = at_once
        self._left = at_once
        self._waiting = 0
        # Those who haven't waited of late, and the rest; the latter keep their place for a round.
        self._new: OrderedDict[Hashable, deque[V]] = OrderedDict()
        self._old: OrderedDict[Hashable, deque[V]] = OrderedDict()

    def __len__(self) -> int:
        return self._waiting

    def may_go(self) -> bool:
        """Whether a request may begin that is here now; then it has."""
        if self._waiting or not self._left:
            return False
        self._left -= 1
        return True

    def wait(self, key: Hashable, visit: V) -> None:
        """It may not, and next() will say when."""
        lines = self._old if key in self._old else self._new
        lines.setdefault(key, deque()).append(visit)
        self._waiting += 1

    def next(self) -> list[V]:
        """The loop's next turn: who begins in it."""
        going: list[V] = []
        while len(going) < min(self._at_once, self._waiting):
            lines = self._new or self._old
            key, line = lines.popitem(last=False)
            if line:
                going.append(line.popleft())
            if line or lines is self._new:
                self._old[key] = line
        self._left = self._at_once - len(going)
        self._waiting -= len(going)
        if not self._waiting:
            self._old.clear()
        return going
