import gc
import weakref

from garbage import ALL, YOUNG, Schedule, collected_in_time
from tests.waiting import until


def test_the_young_are_looked_at_mostly_and_all_every_hour():
    schedule = Schedule(1_000, now=0.0)
    assert schedule.next(None, now=3_599.0) == YOUNG
    assert schedule.next(None, now=3_600.0) == ALL
    schedule.has_seen_all(1_000, now=3_600.0)
    assert schedule.next(None, now=7_199.0) == YOUNG
    assert schedule.next(None, now=7_200.0) == ALL


def test_all_are_looked_at_when_much_memory_is_in_use():
    schedule = Schedule(1_000, now=0.0)
    assert schedule.next(500_999, now=1.0) == YOUNG
    assert schedule.next(501_000, now=2.0) == ALL
    schedule.has_seen_all(501_000, now=2.0)
    assert schedule.next(1_000_999, now=3.0) == YOUNG


def test_memory_is_asked_for_once_a_second():
    schedule = Schedule(1_000, now=0.0)
    assert not schedule.asks_blocks(now=0.9)
    assert schedule.asks_blocks(now=1.0)
    schedule.next(1_000, now=1.0)
    assert not schedule.asks_blocks(now=1.9)


class Thing:
    def __init__(self):
        self.itself = self


async def test_a_running_server_has_its_cycles_freed_and_leaves_the_collector_as_it_was():
    with collected_in_time():
        assert not gc.isenabled()
        thing = weakref.ref(Thing())
        await until(lambda: thing() is None)
    assert gc.isenabled() and gc.get_freeze_count() == 0
