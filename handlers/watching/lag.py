"""How late the event loop is: every session waits as long as whatever holds it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from handlers.watching import metrics

_TICK_SECONDS = 0.1


@contextmanager
def watched_loop() -> Iterator[None]:
    """The running loop, asked ten times a second how late it comes."""
    ticker = _Ticker()
    try:
        yield
    finally:
        ticker.stop()


class _Ticker:
    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._arm()

    def _arm(self) -> None:
        due = self._loop.time() + _TICK_SECONDS
        self._timer = self._loop.call_at(due, self._tick, due)

    def _tick(self, due: float) -> None:
        # uvloop's clock has milliseconds, and a timer may come a hair early.
        late_s = max(0.0, self._loop.time() - due)
        metrics.LOOP_LAG_SECONDS.observe(late_s)
        metrics.WORST_LOOP_LAG.see(late_s)
        self._arm()

    def stop(self) -> None:
        self._timer.cancel()
