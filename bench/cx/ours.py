"""Turns through the adapter, as a voice session has them: DialogflowSession.listen and read.

python -m bench.cx.ours ADDRESS AGENT
"""

import asyncio
import gc
import logging
import os
import random
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from bench.cx.asked import answer, run
from bench.cx.speech import CHUNK_S, chunks
from realtime.agents.base import AgentEvent, ReplyAudio, ReplyText, Transcript, TurnDone
from realtime.agents.dialogflow.client import Client
from realtime.agents.dialogflow.session import DialogflowSession
from realtime.agents.dialogflow.settings import DialogflowSettings
from realtime.agents.local.synthesiser import Synthesiser
from realtime.agents.tools import ToolRunner
from state.errors import DialogflowFailed

#: What the adapter says in its log of each call that broke off, by the turn.
_reported: ContextVar[list[Any]] = ContextVar("_reported")
#: Of a turn that is cut while it is heard: longer than any is left to speak.
_LONG = 400


class Reported(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        reported = _reported.get(None)
        if reported is not None and isinstance(record.args, tuple):
            reported.append(list(record.args[1:3]))


class Ours:
    def __init__(self, address: str, agent: str, *, seed: int) -> None:
        self._settings = DialogflowSettings(agent=agent, endpoint=address)
        self._client = Client(self._settings)
        self._synthesiser = Synthesiser()
        self._tool_runner = ToolRunner(timeout_s=5, threads=1)
        self._random = random.Random(seed)

    async def open(self) -> None:
        await self._client.open()

    async def close(self) -> None:
        await self._client.close()
        self._synthesiser.close()
        self._tool_runner.close()

    def _session(self, name: str) -> DialogflowSession:
        return DialogflowSession(
            self._client,
            self._settings,
            self._synthesiser,
            {},
            self._tool_runner,
            {"session": name, "is_new": True},
        )

    # CPU

    async def load(self, name: str, streams: int, turn_chunks: int) -> Any:
        """CPU microseconds a chunk, and how many were answered."""
        begun = time.process_time()
        answered = await asyncio.gather(
            *(
                self._turn(f"{name}-{number}", turn_chunks, number * CHUNK_S / streams)
                for number in range(streams)
            )
        )
        used = time.process_time() - begun
        return [used / (streams * turn_chunks) * 1e6, sum(answered)]

    async def _turn(self, session: str, count: int, late_s: float) -> bool:
        """Whether it was answered, with sound."""
        events = self._session(session).listen(chunks(count, CHUNK_S, late_s))
        return {ReplyAudio, TurnDone} <= {type(event) async for event in events}

    # Cancelling

    async def cut(self, moment: str, count: int, at_once: int) -> Any:
        """Of each turn: its session, when it was cut, when nothing was left of it."""
        before = len(asyncio.all_tasks())
        numbers = iter(range(count))
        cuts: list[Any] = []

        async def some() -> None:
            for number in numbers:
                cuts.append(await self._cut(f"{moment}-{number}", moment, number % 2 == 0))

        await asyncio.gather(*(some() for _ in range(at_once)))
        await _gone(before)
        return {"cuts": cuts, "tasks_left": len(asyncio.all_tasks()) - before}

    async def _cut(self, session: str, moment: str, by_its_task: bool) -> Any:
        spoken = asyncio.Event()
        count = _LONG if moment == "speaking" else 4
        events = self._session(session).listen(_then(chunks(count, CHUNK_S), spoken))
        if moment == "answering":
            listening = asyncio.create_task(_listen(events))
            await spoken.wait()
            await asyncio.sleep(self._random.uniform(0.05, 0.3))
            return await _cancelled(session, listening)
        wanted = Transcript if moment == "speaking" else ReplyAudio
        async for event in events:
            if isinstance(event, wanted):
                break
        if by_its_task:
            listening = asyncio.create_task(_listen(events))
            await asyncio.sleep(self._random.uniform(0.0, 0.3))
            return await _cancelled(session, listening)
        at = time.monotonic()
        await events.aclose()
        return [session, at, time.monotonic()]

    # Many turns

    async def many(self, name: str, count: int, at_once: int) -> Any:
        """Turns of all kinds, one after another, so many at a time; what is held afterwards."""
        before = len(asyncio.all_tasks())
        numbers = iter(range(count))
        ends: dict[str, int] = {}

        async def some() -> None:
            for number in numbers:
                end = await self._one_of_many(f"{name}-{number}", number)
                ends[end] = ends.get(end, 0) + 1

        await asyncio.gather(*(some() for _ in range(at_once)))
        gc.collect()
        await _gone(before)
        tasks = len(asyncio.all_tasks())
        return {"ends": ends, "tasks": tasks, "memory_mib": _resident_mib()}

    async def _one_of_many(self, session: str, number: int) -> str:
        """How it ended. Of ten one is typed, and two are cut: while heard, and in mid-reply."""
        talk = self._session(session)
        kind = number % 10
        cut_at = {7: Transcript, 8: ReplyText}.get(kind)
        turn = talk.read("olá") if kind == 9 else talk.listen(chunks(4, 0.005))
        try:
            async with aclosing(turn) as events:
                async for event in events:
                    if cut_at is not None and isinstance(event, cut_at):
                        return "cut"
        except DialogflowFailed:
            return "failed"
        return "typed" if kind == 9 else "spoken"

    # Races

    async def race(self, name: str, count: int, pace_s: float | None, at_once: int) -> Any:
        """Of each turn: its session, what was reported of its calls, and how it ended."""
        numbers = iter(range(count))
        raced: list[Any] = []

        async def some() -> None:
            for number in numbers:
                raced.append(await self._raced(f"{name}-{number}", pace_s))

        await asyncio.gather(*(some() for _ in range(at_once)))
        return raced

    async def _raced(self, session: str, pace_s: float | None) -> Any:
        reported: list[Any] = []
        _reported.set(reported)
        end = "nothing"
        try:
            async for event in self._session(session).listen(chunks(400, pace_s)):
                end = type(event).__name__
        except DialogflowFailed:
            end = "failed"
        return [session, reported, end]


def _resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 1_048_576


async def _then(audio: AsyncGenerator[bytes], spoken: asyncio.Event) -> AsyncGenerator[bytes]:
    async for each in audio:
        yield each
    spoken.set()


async def _gone(before: int) -> None:
    """gRPC has tasks of its own, a moment longer than its calls."""
    for _ in range(100):
        if len(asyncio.all_tasks()) <= before:
            return
        await asyncio.sleep(0.01)


async def _listen(events: AsyncGenerator[AgentEvent]) -> None:
    async with aclosing(events):
        async for event in events:
            if isinstance(event, ReplyAudio):
                await asyncio.sleep(0.05)


async def _cancelled(session: str, listening: asyncio.Task[None]) -> Any:
    # The loop's own clock stands still in between.
    at = time.monotonic()
    listening.cancel()
    await asyncio.wait([listening])
    return [session, at, time.monotonic()]


async def main(address: str, agent: str, seed: str) -> None:
    logger = logging.getLogger("realtime.agents.dialogflow")
    logger.addHandler(Reported())
    logger.propagate = False
    ours = Ours(address, agent, seed=int(seed))
    await ours.open()
    gc.freeze()
    try:
        await answer({"load": ours.load, "cut": ours.cut, "many": ours.many, "race": ours.race})
    finally:
        await ours.close()


if __name__ == "__main__":
    run(main(*sys.argv[1:]))
