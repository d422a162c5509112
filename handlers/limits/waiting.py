"""Who waits, and who of them goes first: whoever has most there loses the longest of theirs. Pure.

So one address with hundreds of half-open connections cuts its own, and nobody else's. All is O(1):
a customer's number changes by one at a time, and so does the largest of all.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable

Close = Callable[[], None]


class Waiting:
    """Connections, each somebody's."""

    def __init__(self) -> None:
        self._whose: dict[Hashable, Hashable] = {}
        # Of each customer, with how to close it, the longest first.
        self._of: dict[Hashable, OrderedDict[Hashable, Close]] = {}
        # Customers by how many they have, who has had so many the longest first.
        self._with: dict[int, OrderedDict[Hashable, None]] = {}
        self._most = 0

    def __len__(self) -> int:
        return len(self._whose)

    def add(self, connection: Hashable, customer: Hashable, close: Close) -> None:
        """One that isn't among them."""
        self._whose[connection] = customer
        theirs = self._of.setdefault(customer, OrderedDict())
        theirs[connection] = close
        self._moves(customer, len(theirs) - 1, len(theirs))

    def remove(self, connection: Hashable) -> Close | None:
        """How to close it; None: it isn't among them."""
        if connection not in self._whose:
            return None
        customer = self._whose.pop(connection)
        theirs = self._of[customer]
        close = theirs.pop(connection)
        if not theirs:
            del self._of[customer]
        self._moves(customer, len(theirs) + 1, len(theirs))
        return close

    def first(self) -> Hashable | None:
        """Who goes first. None: nobody is there."""
        if not self._whose:
            return None
        customer = next(iter(self._with[self._most]))
        return next(iter(self._of[customer]))

    def _moves(self, customer: Hashable, before: int, after: int) -> None:
        if before:
            del self._with[before][customer]
            if not self._with[before]:
                del self._with[before]
        if after:
            self._with.setdefault(after, OrderedDict())[customer] = None
        if after > self._most or self._most not in self._with:
            self._most = after
