"""When cyclic garbage is looked for, so that it never holds the event loop for long.

Python looks for it when so many more objects were made than freed. A server whose clients come and
go frees as many as it makes: tens of thousands of young objects gather before any is looked at, and
one look at all that a thousand sessions are made of holds the loop for 300 ms (1 µs an object;
bench/hostile.py). So it is done here by time instead: the young ones often, a few each time, and
all of them rarely. Nearly everything is freed without that, since handlers break their own cycles.
"""

import asyncio
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_YOUNG_SECONDS = 0.05
_ALL_SECONDS = 3_600.0
#: Of memory, more than there were at the least since the last look at all: some 50 MB. Only pieces
#: of up to 512 bytes count; what is larger waits for its hour.
_MORE_BLOCKS = 500_000
_BLOCKS_SECONDS = 1.0

YOUNG, ALL = 1, 2
"""Generations, as gc.collect() numbers them: those below are part of it."""


class Schedule:
    """Which generation's turn it is. Pure."""

    def __init__(self, blocks: int, *, now: float) -> None:
        """`blocks`: of memory that are in use after a look at all (sys.getallocatedblocks())."""
        self._blocks = blocks
        self._all_at = now + _ALL_SECONDS
        self._blocks_at = now + _BLOCKS_SECONDS

    def asks_blocks(self, *, now: float) -> bool:
        """Whether next() wants to know them: to count takes time, too."""
        return now >= self._blocks_at

    def next(self, blocks: int | None, *, now: float) -> int:
        """`blocks` as they are now, if they were asked for."""
        has_grown = False
        if blocks is not None:
            self._blocks_at = now + _BLOCKS_SECONDS
            self._blocks = min(self._blocks, blocks)
            has_grown = blocks >= self._blocks + _MORE_BLOCKS
        return ALL if has_grown or now >= self._all_at else YOUNG

    def has_seen_all(self, blocks: int, *, now: float) -> None:
        self._blocks, self._all_at = blocks, now + _ALL_SECONDS


@contextmanager
def collected_in_time() -> Iterator[None]:
    """By the running loop; what is there by now stays, and isn't looked at again (33 ms)."""
    was_enabled = gc.isenabled()
    gc.collect()
    gc.freeze()
    gc.disable()
    collector = _Collector()
    try:
        yield
    finally:
        collector.stop()
        gc.unfreeze()
        if was_enabled:
            gc.enable()


class _Collector:
    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._schedule = Schedule(sys.getallocatedblocks(), now=self._loop.time())
        self._arm()

    def _arm(self) -> None:
        self._timer = self._loop.call_later(_YOUNG_SECONDS, self._collect)

    def _collect(self) -> None:
        now = self._loop.time()
        blocks = sys.getallocatedblocks() if self._schedule.asks_blocks(now=now) else None
        generation = self._schedule.next(blocks, now=now)
        gc.collect(generation)
        if generation == ALL:
            self._schedule.has_seen_all(sys.getallocatedblocks(), now=now)
        self._arm()

    def stop(self) -> None:
        self._timer.cancel()
