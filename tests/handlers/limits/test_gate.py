import asyncio

from handlers.limits.gate import Gate
from tests.waiting import until


async def come(gate, keys):
    """Those who have begun, in their order, and their tasks."""
    begun: list[str] = []

    async def one(key):
        await gate.turn_of(key)
        begun.append(key)

    tasks = [asyncio.create_task(one(key)) for key in keys]
    await asyncio.sleep(0)
    return begun, tasks


async def test_one_begins_at_once_and_each_address_in_its_turn():
    begun, _ = await come(Gate(), "aaab")
    assert begun == ["a"]
    await until(lambda: len(begun) == 4)
    assert begun == ["a", "a", "b", "a"]


async def test_who_gives_up_keeps_nobody_else_waiting():
    gate = Gate()
    begun, tasks = await come(gate, "abc")
    tasks[1].cancel()
    await until(lambda: len(begun) == 2)
    assert begun == ["a", "c"]
    await until(gate.may_go)


async def test_one_in_so_many_seconds_by_the_loop_s_clock(monkeypatch):
    loop, due = asyncio.get_running_loop(), []
    monkeypatch.setattr(loop, "call_later", lambda *call: due.append(call))
    gate = Gate(every_s=5.0)
    begun, _ = await come(gate, "ab")
    assert (begun, [seconds for seconds, _ in due]) == (["a"], [5.0])
    due.pop()[1]()
    await asyncio.sleep(0)
    assert (begun, [seconds for seconds, _ in due]) == (["a", "b"], [5.0])
    due.pop()[1]()
    assert gate.may_go() and not gate.may_go()
