"""Processes that are told what to do: a line of JSON in, a line of JSON out, one after another."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import uvloop

from bench.servers import ROOT

_LONGEST_LINE = 1_048_576


class Asked:
    """One of them, seen from outside."""

    def __init__(self, *program: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, *program],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "GRPC_VERBOSITY": "NONE"},
        )

    def ask(self, what: str, **how: Any) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"what": what, **how}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the process is gone, asked to {what}")
        return json.loads(line)

    def __enter__(self) -> "Asked":
        return self

    def __exit__(self, *_: object) -> None:
        """Asked no more, it ends by itself."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


Answers = Mapping[str, Callable[..., Awaitable[Any]]]


async def answer(answers: Answers) -> None:
    """Within such a process: until nothing more is asked."""
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader(limit=_LONGEST_LINE)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        how = json.loads(line)
        print(json.dumps(await answers[how.pop("what")](**how)), flush=True)


def run(main: Awaitable[None]) -> None:
    """On the loop that the server has."""

    async def awaited() -> None:
        await main

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(awaited())
