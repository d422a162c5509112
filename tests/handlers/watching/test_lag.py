"""The loop's lateness: seen whatever holds it, told once."""

import asyncio
from typing import Any

from handlers.watching import lag
from handlers.watching.metrics import WORST_LOOP_LAG
from tests.figures import Growth, value
from tests.waiting import until


class HeldLoop:
    """A loop whose clock a test moves, and its one timer."""

    def __init__(self):
        self.now = 0.0
        self._due: Any = None

    def time(self):
        return self.now

    def call_at(self, due, call, *arguments):
        self._due = (due, call, arguments)
        return self

    def cancel(self):
        self._due = None

    @property
    def is_armed(self):
        return self._due is not None

    def come(self, *, late_s):
        due, call, arguments = self._due
        self.now = due + late_s
        call(*arguments)


def test_it_is_asked_ten_times_a_second_how_late_it_comes(monkeypatch):
    loop = HeldLoop()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: loop)
    ticks, late_s = (Growth(f"loop_lag_seconds_{each}") for each in ("count", "sum"))
    WORST_LOOP_LAG.tell()
    with lag.watched_loop():
        loop.come(late_s=0.0)
        assert (loop.now, ticks(), late_s()) == (0.1, 1, 0.0)
        loop.come(late_s=0.5)
        loop.come(late_s=0.25)
        loop.come(late_s=-0.001)  # a hair early
    assert ticks() == 4
    assert round(late_s(), 6) == 0.75
    WORST_LOOP_LAG.tell()
    assert round(value("loop_lag_worst_seconds"), 6) == 0.5
    assert not loop.is_armed


def test_the_worst_is_told_once_whenever_it_came():
    WORST_LOOP_LAG.tell()
    WORST_LOOP_LAG.see(0.2)
    WORST_LOOP_LAG.see(0.1)
    WORST_LOOP_LAG.tell()
    WORST_LOOP_LAG.see(0.1)  # while the figures are being written
    assert value("loop_lag_worst_seconds") == 0.2
    WORST_LOOP_LAG.tell()
    assert value("loop_lag_worst_seconds") == 0.1
    WORST_LOOP_LAG.tell()
    assert value("loop_lag_worst_seconds") == 0.0


async def test_a_real_loop_ticks():
    ticks = Growth("loop_lag_seconds_count")
    with lag.watched_loop():
        await until(lambda: ticks() >= 1)
