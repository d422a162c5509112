"""A vendor that won't do is asked again, by who wants a session, now and then."""

import asyncio

import pytest

from realtime.avatars import readiness
from realtime.avatars.readiness import Readiness
from state.errors import AvatarUnavailable
from tests.waiting import until


class Vendor:
    def __init__(self, *answers):
        self.answers = list(answers)
        self.looks = 0

    async def __call__(self):
        self.looks += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, asyncio.Event):
            await answer.wait()
            return ""
        return answer


@pytest.fixture
def at_once(monkeypatch):
    monkeypatch.setattr(readiness, "_LOOK_AGAIN_SECONDS", 0.0)


def is_well(ready):
    try:
        ready.check()
    except AvatarUnavailable:
        return False
    return True


async def test_one_that_does_is_not_asked_again(at_once):
    vendor = Vendor("")
    ready = Readiness("X", vendor)
    await ready.look()
    assert is_well(ready) and is_well(ready)
    assert vendor.looks == 1


@pytest.mark.logs("no X")
async def test_what_it_refused_may_be_put_right(at_once):
    vendor = Vendor("no key", "")
    ready = Readiness("X", vendor)
    await ready.look()
    with pytest.raises(AvatarUnavailable, match="no key"):
        ready.check()
    await until(lambda: is_well(ready))
    assert vendor.looks == 2


@pytest.mark.logs("no X")
async def test_one_look_at_a_time(at_once):
    gate = asyncio.Event()
    vendor = Vendor("no key", gate)
    ready = Readiness("X", vendor)
    await ready.look()
    for _ in range(5):
        assert not is_well(ready)
        await asyncio.sleep(0)
    assert vendor.looks == 2
    gate.set()
    await until(lambda: is_well(ready))


@pytest.mark.logs("no X")
async def test_it_is_left_alone_for_a_while_and_told_once(caplog):
    vendor = Vendor("no key")
    ready = Readiness("X", vendor)
    await ready.look()
    assert not is_well(ready)
    await asyncio.sleep(0)
    assert vendor.looks == 1
    await ready.look()
    assert caplog.text.count("no X: no key") == 1


@pytest.mark.logs("no X")
async def test_closing_ends_a_look(at_once):
    ready = Readiness("X", Vendor("no key", asyncio.Event()))
    await ready.look()
    assert not is_well(ready)
    await ready.close()
    await ready.close()
    assert len(asyncio.all_tasks()) == 1
