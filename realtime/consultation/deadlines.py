"""The earliest of many deadlines that mostly move later.

Each time somebody is heard of, a deadline moves; so moving one is a write to a dict, and the heap
that orders them is set right when an entry that is too early comes up: O(log n), once in the
original time rather than at each move.
"""

from heapq import heappop, heappush

#: What comes of one, and keeping it, takes up to 40 µs: so many don't hold the loop for long.
_AT_ONCE = 100


class Deadlines:
    """One for each key."""

    def __init__(self) -> None:
        self._at: dict[str, float] = {}
        # For each key an entry at its deadline or before, and others that mean nothing any more.
        self._heap: list[tuple[float, str]] = []
        self._earliest: dict[str, float] = {}

    def set(self, key: str, at: float | None) -> None:
        """None: no deadline."""
        if at is None:
            self._at.pop(key, None)
            return
        before, self._at[key] = self._at.get(key), at
        if before is not None and before <= at:
            return  # mostly
        if at < self._earliest.get(key, float("inf")):
            self._enter(key, at)

    def _enter(self, key: str, at: float) -> None:
        self._earliest[key] = at
        heappush(self._heap, (at, key))

    def next(self) -> float | None:
        """Not after the earliest deadline; perhaps before it, if that one has moved."""
        return self._heap[0][0] if self._heap else None

    def take_due(self, now: float) -> list[str]:
        """Keys whose deadline has come, the earliest first; they have none any more.

        Not all of them if there are many: then next() is still in the past.
        """
        due: list[str] = []
        for _ in range(_AT_ONCE):
            if not self._heap or self._heap[0][0] > now:
                break
            at, key = heappop(self._heap)
            if self._earliest.get(key) != at:
                continue  # there is an earlier entry, or was
            del self._earliest[key]
            deadline = self._at.get(key)
            if deadline is None:
                continue
            if deadline <= now:
                del self._at[key]
                due.append(key)
            else:
                self._enter(key, deadline)
        return due
