"""Whose request is begun next when many are here: one of each address in turn. Pure.

The loop serves connections in the order they are heard of: behind a hundred that ask as fast as
they are answered everybody waits for a hundred answers. So requests are begun one by one, each
address in its turn.

Who hasn't had one of late goes before those who have, much as FQ-CoDel has it with flows of packets
(RFC 8290, section 4.2): a hundred addresses that flood don't hold up whoever asks now and then.
Unlike there, the others have every fourth turn, whatever fresh addresses come.
"""

from collections import OrderedDict, deque
from collections.abc import Hashable
from typing import Generic, TypeVar

V = TypeVar("V")

#: Of late is within so many turns: in a flood, a tenth of a second.
LATELY = 100
_OTHERS_EVERY = 4


class Turns(Generic[V]):
    def __init__(self) -> None:
        self._is_free = True
        self._waiting = 0
        self._turn = 0
        # When each had its last turn, the longest ago first.
        self._last: OrderedDict[Hashable, int] = OrderedDict()
        # Who waits: those without a turn of late, and the others.
        self._new: OrderedDict[Hashable, deque[V]] = OrderedDict()
        self._old: OrderedDict[Hashable, deque[V]] = OrderedDict()

    def may_go(self, key: Hashable) -> bool:
        """Whether one may begin that is here now; then it has the turn."""
        if not self._is_free or self._waiting:
            return False
        self._is_free = False
        self._note_turn_of(key)
        return True

    def wait(self, key: Hashable, visit: V) -> None:
        """It may not, and next() will say when."""
        is_old = key in self._old or (key in self._last and key not in self._new)
        lines = self._old if is_old else self._new
        lines.setdefault(key, deque()).append(visit)
        self._waiting += 1

    def next(self) -> V | None:
        """The next turn: who begins in it. None: nobody waits, and the turn is anybody's."""
        self._is_free = not self._waiting
        if not self._waiting:
            return None
        self._waiting -= 1
        is_others = self._turn % _OTHERS_EVERY == 0
        lines = (self._old or self._new) if is_others else (self._new or self._old)
        key, line = lines.popitem(last=False)
        visit = line.popleft()
        if line:
            self._old[key] = line
        self._note_turn_of(key)
        return visit

    def _note_turn_of(self, key: Hashable) -> None:
        self._turn += 1
        self._last[key] = self._turn
        self._last.move_to_end(key)
        if self._turn - next(iter(self._last.values())) >= LATELY:
            self._last.popitem(last=False)
