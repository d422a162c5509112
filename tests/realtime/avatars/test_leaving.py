import asyncio

import pytest

from realtime.avatars import leaving as leaving_module
from realtime.avatars.base import StopInDoubt
from realtime.avatars.complaints import Complaint
from realtime.avatars.leaving import Leaving
from realtime.avatars.vendor import VendorFailed, VendorGone
from tests.waiting import until


class Told:
    """What the vendor was told to stop, and what it says to that."""

    def __init__(self):
        self.ids = []
        self.steps = {}

    async def __call__(self, session_id):
        self.ids.append(session_id)
        steps = self.steps.get(session_id)
        step = steps.pop(0) if steps else None
        if isinstance(step, asyncio.Event):
            await step.wait()
        elif step is not None:
            raise (VendorGone if step is Complaint.GONE else VendorFailed)(step)


class Loop:
    """Its clock is turned by hand, and it keeps who wants to be called."""

    def __init__(self):
        self.now = 1_000.0
        self.calls = []

    def time(self):
        return self.now

    def call_later(self, delay_s, call, *args):
        self.calls.append((self.now + delay_s, call, args))

    def turn(self, seconds):
        self.now += seconds
        due = [each for each in self.calls if each[0] <= self.now]
        self.calls = [each for each in self.calls if each[0] > self.now]
        for _, call, args in due:
            call(*args)


@pytest.fixture
def told():
    return Told()


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def loop():
    return Loop()


@pytest.fixture
async def leaving(told, pauses, loop):
    async def pause(seconds):
        pauses.append(seconds)

    leaving = Leaving(told, pause)
    leaving._loop = loop
    return leaving


async def test_one_whose_start_was_answered_is_stopped_once_it_was_told(leaving, told):
    leaving.settle("a")
    await leaving.stop("a")
    assert told.ids == ["a"]


@pytest.mark.parametrize("is_gone", [False, True], ids=["stopped", "never heard of"])
async def test_one_whose_start_may_be_under_way_is_stopped_only_after_a_while(
    leaving, told, loop, is_gone
):
    told.steps["a"] = [Complaint.GONE] * 3 if is_gone else []
    for _ in range(2):
        with pytest.raises(StopInDoubt):
            await leaving.stop("a")
        loop.turn(leaving_module._DOUBT_SECONDS / 2)
    await leaving.stop("a")
    assert told.ids == ["a"] * 3


async def test_one_of_unknown_outcome_is_in_doubt_again(leaving):
    leaving.settle("a")
    leaving.unsettle("a")
    with pytest.raises(StopInDoubt):
        await leaving.stop("a")


async def test_one_that_is_gone_is_stopped(leaving, told):
    leaving.settle("a")
    told.steps["a"] = [Complaint.GONE]
    await leaving.stop("a")


@pytest.mark.parametrize(
    "complaint",
    [each for each in Complaint if each is not Complaint.GONE],
    ids=lambda each: each.name,
)
async def test_one_that_may_go_on_is_not_stopped(leaving, told, complaint):
    leaving.settle("a")
    told.steps["a"] = [complaint]
    with pytest.raises(VendorFailed):
        await leaving.stop("a")
    await leaving.stop("a")
    assert told.ids == ["a", "a"]


async def test_who_stops_one_twice_finds_it_stopped(leaving, told):
    leaving.settle("a")
    await leaving.stop("a")
    told.steps["a"] = [Complaint.GONE]
    await leaving.stop("a")


async def test_who_stops_one_at_the_same_time_finds_it_stopped(leaving, told):
    leaving.settle("a")
    gates = told.steps["a"] = [asyncio.Event(), asyncio.Event()]
    both = list(gates)
    stopping = [asyncio.create_task(leaving.stop("a")) for _ in both]
    await until(lambda: len(told.ids) == 2)
    for gate in both:
        gate.set()
    await asyncio.gather(*stopping)


# A full house


async def test_a_house_that_is_full_of_others_is_left_alone(leaving, told, pauses):
    assert not await leaving.make_room()
    assert told.ids == [] and pauses == []


async def test_those_that_are_leaving_are_told_once_more_and_given_time(leaving, told, pauses):
    told.steps["b"] = [Complaint.BROKEN, Complaint.BROKEN]
    leaving.settle("a")
    leaving.settle("c")
    await leaving.stop("a")
    with pytest.raises(VendorFailed):
        await leaving.stop("b")
    told.ids.clear()
    assert await leaving.make_room()
    assert sorted(told.ids) == ["a", "b"] and pauses == [leaving_module._FREED_SECONDS]


async def test_one_that_was_stopped_long_ago_takes_no_room(leaving, told, loop):
    leaving.settle("a")
    await leaving.stop("a")
    loop.turn(leaving_module._REMEMBERED_SECONDS)
    assert not await leaving.make_room()
    assert told.ids == ["a"]


async def test_one_that_could_not_be_stopped_takes_room_however_long(leaving, told, loop):
    told.steps["a"] = [Complaint.KEY]
    with pytest.raises(VendorFailed):
        await leaving.stop("a")
    loop.turn(100 * leaving_module._REMEMBERED_SECONDS)
    assert await leaving.make_room()


async def test_nothing_is_kept_of_what_is_over(leaving, loop):
    for number in range(100):
        leaving.settle(str(number))
        await leaving.stop(str(number))
        await leaving.stop(str(number))
    loop.turn(leaving_module._REMEMBERED_SECONDS)
    assert not leaving._told_at and not leaving._settled
