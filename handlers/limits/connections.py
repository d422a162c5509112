"""Who is connected, who of them waits, and who has to go when there is no room. Pure.

A connection *waits* while the server has no whole request of it: it is new and says nothing, sends
its headers or its body slowly, or is kept open between requests. When all places are taken one that
waits makes room: the longest of the address that has most waiting, so ten thousand half-open ones
keep nobody out and cut nobody else's. One of our proxies isn't an address: each of its connections
stands for itself. Fewer may wait than there are places: nobody needs thousands that say nothing.
Connections at work, voice sockets and streams among them, are left alone: when there are no others,
who comes is turned away.
"""

from collections import OrderedDict
from collections.abc import Hashable

from handlers.limits.places import Place, Places
from handlers.limits.proxies import Proxies, customer_of
from handlers.limits.waiting import Close, Waiting

#: How many of those that are overdue go at a time: each takes 0.1 ms of the loop.
_OVERDUE_AT_ONCE = 8


class Connections:
    def __init__(
        self,
        proxies: Proxies,
        *,
        in_all: int = 0,
        each: int = 0,
        waiting: int = 0,
        header_s: float,
        header_bytes: int = 32_768,
    ) -> None:
        """`each`: of one address; one of our proxies may have all. `waiting`: of those that wait.
        0 is no limit.

        `header_s`: how long a new connection may take for the headers of its first request;
        `header_bytes`: how long they may be.
        """
        self._proxies = proxies
        self._places = Places(in_all=in_all, each=each)
        self._most_waiting = waiting
        self._header_s = header_s
        self.header_bytes = header_bytes
        self._waiting = Waiting()
        # Whose first headers are awaited, with until when: the first to be overdue first.
        self._new: OrderedDict[Hashable, float] = OrderedDict()
        self.turned_away = 0
        self.cut = 0

    def __len__(self) -> int:
        return len(self._places)

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def admit(self, address: str) -> Place | None:
        """A place for who connects; somebody who waits may lose theirs for it. None: no room."""
        customer = object() if self._proxies.trusts(address) else customer_of(address)
        if self._places.is_full_for(customer) or (self._places.is_full and not self._make_room()):
            self.turned_away += 1
            return None
        return self._places.take(customer)

    def _make_room(self) -> bool:
        """Whether somebody waited, who doesn't now."""
        if not self._waiting:
            return False
        self._cut(self._waiting.first())
        return True

    def waits(
        self, connection: Hashable, close: Close, *, customer: Hashable, is_new: bool, now: float
    ) -> None:
        """Its next request is awaited. `customer`: whose it is, by its place.

        Then see to next_deadline().
        """
        self.works(connection)  # a request that was answered before all of it was here never ended
        self._waiting.add(connection, customer, close)
        if is_new:
            self._new[connection] = now + self._header_s
        if 0 < self._most_waiting < self.waiting:
            self._make_room()

    def headers_are_here(self, connection: Hashable) -> None:
        """Of its request, whose body is awaited still."""
        self._new.pop(connection, None)

    def works(self, connection: Hashable) -> None:
        """It waits no more: its request is here, or it is closed."""
        self._new.pop(connection, None)
        self._waiting.remove(connection)

    def note_too_long(self) -> None:
        """One is closed whose headers are."""
        self.cut += 1

    def next_deadline(self) -> float | None:
        """When to call expire()."""
        return next(iter(self._new.values()), None)

    def expire(self, now: float) -> None:
        """Close those whose first headers are overdue; of many, some."""
        for _ in range(_OVERDUE_AT_ONCE):
            connection, until = next(iter(self._new.items()), (None, now))
            if connection is None or until > now:
                return
            self._cut(connection)

    def _cut(self, connection: Hashable) -> None:
        self._new.pop(connection, None)
        close = self._waiting.remove(connection)
        assert close is not None, "it waits"
        self.cut += 1
        close()
