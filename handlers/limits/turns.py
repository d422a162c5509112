"""Whose request is begun next when many are here: one of each address in turn. Pure.

The loop serves connections in the order they are heard of: behind a hundred that ask as fast as
they are answered everybody waits for a hundred answers. So requests are begun one by one, each
address in its turn.

Who hasn't waited of late goes before those who have, once, as FQ-CoDel does it with flows of
packets (RFC 8290, section 4.2): a hundred addresses that flood don't hold up whoever asks now and
then. Unlike there, the others have every second turn, whatever fresh addresses come.
"""

from collections import OrderedDict, deque
from collections.abc import Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Turns(Generic[V]):
    def __init__(self) -> None:
        self._is_free = True
        self._waiting = 0
        # Those who haven't waited of late, and the rest; the latter keep their place for a round.
        self._new: OrderedDict[Hashable, deque[V]] = OrderedDict()
        self._old: OrderedDict[Hashable, deque[V]] = OrderedDict()
        self._was_new = False

    def may_go(self) -> bool:
        """Whether a request may begin that is here now; then it has the turn."""
        may_go = self._is_free and not self._waiting
        self._is_free = self._is_free and not may_go
        return may_go

    def wait(self, key: Hashable, visit: V) -> None:
        """It may not, and next() will say when."""
        lines = self._old if key in self._old else self._new
        lines.setdefault(key, deque()).append(visit)
        self._waiting += 1

    def next(self) -> V | None:
        """The next turn: who begins in it. None: nobody waits, and the turn is anybody's."""
        self._is_free = not self._waiting
        if not self._waiting:
            self._old.clear()
            return None
        self._waiting -= 1
        lines = self._old if self._was_new and self._has_old() else self._new or self._old
        self._was_new = lines is self._new
        line: deque[V] = deque()
        while not line:
            key, line = lines.popitem(last=False)
        visit = line.popleft()
        if line or self._was_new:
            self._old[key] = line
        return visit

    def _has_old(self) -> bool:
        """Whether one of them waits; those who don't and would be next lose their place."""
        while self._old and not next(iter(self._old.values())):
            self._old.popitem(last=False)
        return bool(self._old)
