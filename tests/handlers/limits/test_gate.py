import asyncio
from collections.abc import Callable

from handlers.limits.gate import Gate
from tests.waiting import until


def come(gate, keys):
    """Their turns, and the keys of those who have begun in their order."""
    begun: list[str] = []
    turns = []
    for key in keys:
        turn = gate.turn_of(key)
        turn.add_done_callback(lambda _, key=key: begun.append(key))
        turns.append(turn)
    return turns, begun


async def test_one_begins_at_once_and_each_address_in_its_turn():
    _, begun = come(Gate(), "aaab")
    await until(lambda: len(begun) == 4)
    assert begun == list("abaa")


async def test_who_has_left_the_line_takes_nobody_s_turn(monkeypatch):
    due = timers(monkeypatch)
    gate = Gate(every_s=5.0)
    turns, begun = come(gate, "abbbc")
    for turn in turns[1:4]:
        turn.set_result(None)
    due.pop()()
    await asyncio.sleep(0)
    assert turns[4].done() and begun[-1] == "c"


async def test_one_begins_in_so_many_seconds_of_the_loop(monkeypatch):
    due = timers(monkeypatch)
    gate = Gate(every_s=5.0)
    turns, _ = come(gate, "ab")
    assert [turn.done() for turn in turns] == [True, False]
    due.pop()()
    assert turns[1].done() and not gate.may_go("c")
    due.pop()()
    assert gate.may_go("c") and not gate.may_go("c")


def timers(monkeypatch):
    """What is to be done in five seconds; there is one at a time."""
    due: list[Callable[[], None]] = []

    def call_later(seconds, do):
        assert (seconds, due) == (5.0, [])
        due.append(do)

    monkeypatch.setattr(asyncio.get_running_loop(), "call_later", call_later)
    return due
