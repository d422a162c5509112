"""How many of something are there at once, in all and of each key. Pure."""

from collections import Counter
from collections.abc import Hashable


class Places:
    """0 as a limit is none."""

    def __init__(self, *, in_all: int = 0, each: int = 0) -> None:
        self._in_all = in_all
        self._each = each
        self._taken = 0
        self._by_key: Counter[Hashable] = Counter()

    def __len__(self) -> int:
        return self._taken

    @property
    def is_full(self) -> bool:
        return 0 < self._in_all <= self._taken

    def is_full_for(self, key: Hashable) -> bool:
        return 0 < self._each <= self._by_key[key]

    def take(self, key: Hashable) -> "Place":
        """One more, full or not: whoever asks has looked."""
        self._taken += 1
        self._by_key[key] += 1
        return Place(self, key)

    def give_back(self, key: Hashable) -> None:
        self._taken -= 1
        self._by_key[key] -= 1
        if not self._by_key[key]:
            del self._by_key[key]


class Place:
    """One that is taken."""

    __slots__ = ("_places", "key")

    def __init__(self, places: Places, key: Hashable) -> None:
        self._places: Places | None = places
        self.key = key

    def leave(self) -> None:
        """Give it back. Nothing the second time."""
        if self._places is not None:
            self._places.give_back(self.key)
            self._places = None
