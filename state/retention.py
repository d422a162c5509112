"""Decides what of the archive is too much: the oldest, by age and by size.

Told of every entry when it comes; keeps totals, so that no question costs a walk over all of them.
Times are wall time. A clock that jumped back makes entries young, which deletes nothing.
"""

import heapq
from collections.abc import Iterable

from state.archived import Archived
from state.settings import StateSettings

_MIB = 1_048_576
_DAY = 86_400


class Retention:
    def __init__(self, settings: StateSettings, entries: Iterable[Archived]) -> None:
        self._days = settings.archive_days
        self._most_bytes = settings.archive_mib * _MIB
        self._oldest_first = [(entry.at, entry.key, entry) for entry in entries]
        heapq.heapify(self._oldest_first)
        self._bytes = sum(entry.size for _, _, entry in self._oldest_first)

    @property
    def is_over(self) -> bool:
        """Whether there is more than the settings allow."""
        return 0 < self._most_bytes < self._bytes

    def add(self, entry: Archived) -> None:
        heapq.heappush(self._oldest_first, (entry.at, entry.key, entry))
        self._bytes += entry.size

    def take_due(self, now: float, *, most: int) -> list[Archived]:
        """Up to `most` entries that must go, oldest first, and as if they were gone.

        What could not be removed is given back with add().
        """
        before = now - self._days * _DAY if self._days else float("-inf")
        due: list[Archived] = []
        while self._oldest_first and len(due) < most:
            if self._oldest_first[0][0] >= before and not self.is_over:
                break
            _, _, entry = heapq.heappop(self._oldest_first)
            self._bytes -= entry.size
            due.append(entry)
        return due
