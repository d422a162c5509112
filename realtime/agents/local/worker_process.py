"""The pool's end of one worker process: started, given a job, heard, killed.

Raises nothing of its own when the process dies: `ended` is set, and the job it had is lost.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import realtime
from realtime.agents.local.jobs import LENGTH, Order, Report, decode_report, frame

#: `-P`: a folder the server happens to be started in must not be searched for our modules.
COMMAND = (sys.executable, "-P", "-m", "realtime.agents.local.worker")


class WorkerProcess:
    """A running process. Reports go to `on_report`; at the end `on_end` is called, once."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        *,
        on_report: Callable[["WorkerProcess", Report], None],
        on_end: Callable[["WorkerProcess"], None],
    ) -> None:
        self._process = process
        self._on_report = on_report
        self._on_end = on_end
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def start(
        cls,
        command: Sequence[str],
        *,
        on_report: Callable[["WorkerProcess", Report], None],
        on_end: Callable[["WorkerProcess"], None],
    ) -> "WorkerProcess":
        """Raises OSError where the process can't be made."""
        root = str(Path(realtime.__file__).parents[1])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        )
        return cls(process, on_report=on_report, on_end=on_end)

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, order: Order) -> None:
        """Hand over an order. One to a process that is dying is lost, as `on_end` will tell.

        Not awaited: a worker has one job at a time, so what is buffered is bounded by it.
        """
        assert self._process.stdin is not None
        self._process.stdin.write(frame(order))

    def kill(self) -> None:
        """End it now; `on_end` follows."""
        if self._process.returncode is not None:
            return
        # Not Process.kill(): that polls first, and would take the exit status of a process that has
        # just died away from the loop's own watcher.
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    async def close(self) -> None:
        """Kill it and wait until it is gone: it holds nothing worth a graceful end."""
        assert self._process.stdin is not None
        self.kill()
        self._process.stdin.close()
        await self.ended()

    async def ended(self) -> None:
        """Return when the process is gone and `on_end` was called."""
        await asyncio.shield(self._listening)

    async def _listen(self) -> None:
        assert self._process.stdout is not None
        try:
            while True:
                header = await self._process.stdout.readexactly(LENGTH.size)
                body = await self._process.stdout.readexactly(LENGTH.unpack(header)[0])
                self._on_report(self, decode_report(body))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # The end of its output is the end of the worker.
        finally:
            self.kill()
            await self._process.wait()
            self._on_end(self)
