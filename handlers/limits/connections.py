"""Who is connected, who of them waits, and who has to go when there is no room. Pure.

A connection *waits* while the server has no whole request of it: it is new and says nothing, sends
its headers or its body slowly, or is kept open between requests. When all places are taken whoever
has waited longest makes room (nginx does the same with idle connections), so ten thousand half-open
ones keep nobody out. Fewer may wait than there are places: a thousand that are half through a
request are half a million objects, and looking through those for cyclic garbage, as Python does now
and then, holds the loop for 100 ms. Connections at work, voice sockets and streams among them, are
left alone: when there are no others, who comes is turned away.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable

from handlers.limits.places import Place, Places
from handlers.limits.proxies import Proxies, customer_of

#: How many of those that are overdue go at a time: each takes 0.1 ms of the loop.
_OVERDUE_AT_ONCE = 8

Close = Callable[[], None]


class Connections:
    def __init__(
        self,
        proxies: Proxies,
        *,
        in_all: int = 0,
        each: int = 0,
        waiting: int = 0,
        first_request_s: float,
    ) -> None:
        """`each`: of one address; one of our proxies may have all. `waiting`: of those that wait.
        0 is no limit.

        `first_request_s`: how long a new connection may take for its first request.
        """
        self._proxies = proxies
        self._places = Places(in_all=in_all, each=each)
        self._most_waiting = waiting
        self._first_request_s = first_request_s
        # Who waits, with since when and how to close it, the longest first.
        self._new: OrderedDict[Hashable, tuple[float, Close]] = OrderedDict()
        self._kept: OrderedDict[Hashable, tuple[float, Close]] = OrderedDict()
        self.turned_away = 0
        self.cut = 0

    def __len__(self) -> int:
        return len(self._places)

    @property
    def waiting(self) -> int:
        return len(self._new) + len(self._kept)

    def admit(self, address: str) -> Place | None:
        """A place for who connects; somebody who waits may lose theirs for it. None: no room."""
        customer = customer_of(address)
        has_too_many = self._places.is_full_for(customer) and not self._proxies.trusts(address)
        if has_too_many or (self._places.is_full and not self._make_room()):
            self.turned_away += 1
            return None
        return self._places.take(customer)

    def _make_room(self) -> bool:
        """Whether somebody waited, who doesn't now."""
        both = [each for each in (self._new, self._kept) if each]
        if not both:
            return False
        self._cut_first(min(both, key=lambda waiting: next(iter(waiting.values()))[0]))
        return True

    def waits(self, connection: Hashable, close: Close, *, is_new: bool, now: float) -> None:
        """Its next request is awaited; those that let theirs be awaited too long are closed."""
        (self._new if is_new else self._kept)[connection] = (now, close)
        if 0 < self._most_waiting < self.waiting:
            self._make_room()
        for _ in range(_OVERDUE_AT_ONCE):
            since, _close = next(iter(self._new.values()), (now, close))
            if since + self._first_request_s > now:
                return
            self._cut_first(self._new)

    def works(self, connection: Hashable) -> None:
        """It waits no more: its request is here, or it is closed."""
        self._new.pop(connection, None)
        self._kept.pop(connection, None)

    def _cut_first(self, waiting: OrderedDict[Hashable, tuple[float, Close]]) -> None:
        _, (_, close) = waiting.popitem(last=False)
        self.cut += 1
        close()
