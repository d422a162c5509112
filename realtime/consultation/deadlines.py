"""The earliest of many deadlines that mostly move later.

Each time somebody is heard of, a deadline moves; so moving one is a write to a dict, and the heap
that orders them is set right when an entry that is too early comes up: O(log n), once in the
original time rather than at each move.
"""

from heapq import heappop, heappush


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
        self._at[key] = at
        if at < self._earliest.get(key, float("inf")):
            self._earliest[key] = at
            heappush(self._heap, (at, key))

    def next(self) -> float | None:
        """Not after the earliest deadline; perhaps before it, if that one has moved."""
        return self._heap[0][0] if self._heap else None

    def take_due(self, now: float) -> str | None:
        """A key whose deadline has come, the earliest first; it has none any more."""
        while self._heap and self._heap[0][0] <= now:
            at, key = heappop(self._heap)
            if self._earliest.get(key) != at:
                continue  # there is an earlier entry, or was
            del self._earliest[key]
            due = self._at.get(key)
            if due is None:
                continue
            if due <= now:
                del self._at[key]
                return key
            self.set(key, due)
        return None
