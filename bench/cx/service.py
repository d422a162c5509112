"""The stand-in for Dialogflow CX in a process of its own, so that its work isn't in our figures.

    python -m bench.cx.service

Asked to `serve`, it makes of each spoken turn the same, with the same fault; `told` is what came
since: each call's session, status and details, whether it was answered, and when it was over, by
the clock that all processes of a machine share.
"""

import time
from typing import Any

import msgspec

from bench.cx.asked import answer, run
from tests.dialogflow_emulator import Call, Emulator, Turn, faults

_MOST_TURNS = 10_000


class Service:
    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._told: list[Any] = []
        emulator.keeps_audio = False
        emulator.on_end = self._note

    async def where(self) -> Any:
        return [self._emulator.address, self._emulator.agent]

    async def serve(self, turn: Any, always: Any = None, once: Any = ()) -> None:
        """`always`, `once`: faults as [name, what it is made with]; of every call, of the next."""
        emulator = self._emulator
        emulator.turns = [msgspec.convert(turn, Turn)] * _MOST_TURNS
        emulator.always = None if always is None else _fault(always)
        emulator.faults = [_fault(each) for each in once]
        emulator.calls.clear()
        self._told.clear()

    async def told(self) -> Any:
        return {"running": self._emulator.running, "calls": self._told}

    def _note(self, call: Call) -> None:
        session = call.session.rpartition("/")[2]
        is_answered = "FINAL" in call.sent
        self._told.append([session, call.status, call.details, is_answered, time.monotonic()])


def _fault(told: Any) -> Any:
    name, made_with = told
    return getattr(faults, name)(**made_with)


async def main() -> None:
    emulator = Emulator()
    await emulator.listen()
    service = Service(emulator)
    await answer({"where": service.where, "serve": service.serve, "told": service.told})
    await emulator.close()


if __name__ == "__main__":
    run(main())
