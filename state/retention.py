"""Decides what of the archive is too much: the oldest, by age and by size.

Told of every entry in the order they were archived, which is the order they leave in; keeps totals,
and apart what is from the future, so that no question costs a walk over all of them, but for the
first after the clock has jumped. Times are wall time, and clocks jump: an entry is never taken for
older than one archived before it, so that what was archived while the clock stood in 1970 isn't
deleted as soon as it is right again; and one from the future is as old as the next that isn't.
"""

from collections import deque
from collections.abc import Iterable, Sequence

from state.archived import Archived
from state.settings import StateSettings

_MIB = 1_048_576
_DAY = 86_400


class Retention:
    def __init__(self, settings: StateSettings, entries: Iterable[Archived]) -> None:
        self._days = settings.archive_days
        self._most_bytes = settings.archive_mib * _MIB
        # What there is, the oldest first: what was found to be from the future, then the rest.
        self._ahead: deque[Archived] = deque()
        self._rest: deque[Archived] = deque()
        self._nearest = float("inf")  # from then on not all of _ahead is from the future
        self.bytes = 0
        # Of the oldest there is, or of one that left before it: the latest time.
        self._since = float("-inf")
        for entry in entries:
            self.add(entry)

    def __len__(self) -> int:
        return len(self._ahead) + len(self._rest)

    @property
    def is_over(self) -> bool:
        """Whether there is more than the settings allow."""
        return 0 < self._most_bytes < self.bytes

    def add(self, entry: Archived) -> None:
        self._rest.append(entry)
        self.bytes += entry.size

    def give_back(self, entries: Sequence[Archived]) -> None:
        """What take_due() gave, and couldn't be removed."""
        self._ahead.extendleft(reversed(entries))
        self._nearest = float("-inf")
        self.bytes += sum(entry.size for entry in entries)

    def take_due(self, now: float, *, most: int) -> list[Archived]:
        """Up to `most` entries that must go, oldest first, and as if they were gone."""
        before = now - self._days * _DAY if self._days else float("-inf")
        due: list[Archived] = []
        while (self._ahead or self._rest) and len(due) < most:
            self._since = max(self._since, self._oldest_time(now))
            if self._since >= before and not self.is_over:
                break
            entry = (self._ahead or self._rest).popleft()
            self.bytes -= entry.size
            due.append(entry)
        return due

    def _oldest_time(self, now: float) -> float:
        if self._nearest <= now:
            self._rest.extendleft(reversed(self._ahead))
            self._ahead.clear()
            self._nearest = float("inf")
        while self._rest and self._rest[0].at > now:
            entry = self._rest.popleft()
            self._ahead.append(entry)
            self._nearest = min(self._nearest, entry.at)
        return self._rest[0].at if self._rest else now
