import asyncio

import pytest

from realtime.voice import events
from realtime.voice.outbox import MOST_WAITING, Outbox
from state.errors import StoreBusy, StoreFailed


class Outside:
    """An outbox's client, and whoever hears of its failures."""

    def __init__(self):
        self.told: list[events.Event] = []
        self.failures: list[StoreFailed] = []
        self.emptied = 0
        self.outbox = Outbox(failed=self.failures.append, emptied=self._count)
        self.outbox.attach(self.told.append)

    def _count(self):
        self.emptied += 1

    def commit(self):
        commit = asyncio.get_running_loop().create_future()
        self.outbox.wait_for(commit)
        return commit


@pytest.fixture
async def outside():
    return Outside()


def event(number):
    return events.ResponseText("response-1", str(number))


async def settled(commit, error=None):
    if error is None:
        commit.set_result(None)
    else:
        commit.set_exception(error)
    await asyncio.sleep(0)


async def test_with_nothing_to_wait_for_an_event_passes_at_once(outside):
    outside.outbox.tell(event(1))
    assert outside.told == [event(1)]


async def test_an_event_waits_for_the_commit_before_it_and_not_for_the_one_after(outside):
    before = outside.commit()
    outside.outbox.tell(event(1))
    after = outside.commit()
    outside.outbox.tell(event(2))
    assert outside.told == []
    await settled(before)
    assert outside.told == [event(1)]
    await settled(after)
    assert outside.told == [event(1), event(2)]


async def test_commits_that_are_safe_out_of_order_change_no_order(outside):
    first = outside.commit()
    outside.outbox.tell(event(1))
    second = outside.commit()
    outside.outbox.tell(event(2))
    await settled(second)
    assert outside.told == []
    await settled(first)
    assert outside.told == [event(1), event(2)]


async def test_a_commit_that_fails_costs_all_that_waits(outside):
    commit, error = outside.commit(), StoreFailed("the disk")
    outside.outbox.tell(event(1))
    await settled(commit, error)
    assert (outside.told, outside.failures) == ([], [error])
    outside.outbox.tell(event(2))
    assert outside.told == [event(2)]


async def test_what_is_told_while_telling_comes_after(outside):
    commit = outside.commit()

    def answer(each):
        outside.told.append(each)
        if each == event(1):
            outside.outbox.tell(event(3))

    outside.outbox.attach(answer)
    outside.outbox.tell(event(1))
    outside.outbox.tell(event(2))
    await settled(commit)
    assert outside.told == [event(1), event(2), event(3)]


async def test_a_client_that_leaves_while_being_told_is_told_no_more(outside):
    commit = outside.commit()

    def leave(each):
        outside.told.append(each)
        outside.outbox.detach()

    outside.outbox.attach(leave)
    outside.outbox.tell(event(1))
    outside.outbox.tell(event(2))
    await settled(commit)
    assert outside.told == [event(1)]


async def test_what_waited_for_a_lost_client_is_not_told_to_the_next(outside):
    commit = outside.commit()
    outside.outbox.tell(event(1))
    outside.outbox.detach()
    outside.outbox.attach(outside.told.append)
    await settled(commit)
    assert outside.told == []


async def test_no_more_than_so_many_events_wait(outside):
    outside.commit()
    for number in range(MOST_WAITING - 1):
        outside.outbox.tell(event(number))
    for refused in (outside.outbox.check, lambda: outside.outbox.tell(event(0))):
        with pytest.raises(StoreBusy):
            refused()
    assert outside.told == []


async def test_who_waits_until_all_is_told_hears_of_it(outside):
    first, second = outside.commit(), outside.commit()
    assert not outside.outbox.is_empty
    await settled(first)
    assert outside.emptied == 0
    await settled(second)
    assert outside.emptied == 1 and outside.outbox.is_empty
