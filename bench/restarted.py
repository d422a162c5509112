"""A server that is killed and comes back at the same place (of bench/resume.py, bench/leaks.py)."""

import asyncio
import os
import sys
from pathlib import Path

from bench.servers import ROOT


class Server:
    """server.py as its user starts it, always at the same place."""

    def __init__(self, folder: Path, port: int, *program: str, **settings: str) -> None:
        """`program`: what starts it in place of server.py. `settings`: in its environment."""
        self._folder = folder
        self._program = program or (str(ROOT / "server.py"),)
        self._settings = settings
        self.port = port
        self.data = folder / "data"
        self.log = folder / "server.log"
        self.is_up = asyncio.Event()
        self.starts = 0

    async def start(self) -> None:
        """Raises RuntimeError when it doesn't."""
        await self.launch()
        if not await self.is_ready():
            raise RuntimeError(f"the server doesn't start: see {self.log}")

    async def launch(self) -> None:
        """Begin to start it."""
        with open(self.log, "ab") as log:  # noqa: ASYNC230 - a local file, once a start
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *self._program,
                *("--port", str(self.port), "--data-dir", str(self.data)),
                cwd=self._folder,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env={**os.environ, "PYTHONPATH": str(ROOT), **self._settings},
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    async def is_ready(self) -> bool:
        """Once it is; False when it ended before."""
        assert self._process.stdout is not None
        if b"ready" not in await self._process.stdout.readline():
            return False
        self.starts += 1
        self.is_up.set()
        return True

    async def kill(self) -> None:
        self.is_up.clear()
        if self._process.returncode is None:
            self._process.kill()
        await self._process.communicate()

    async def stop(self) -> int | None:
        """As its user does. Returns its exit code."""
        self.is_up.clear()
        self._process.terminate()
        await self._process.communicate()
        return self._process.returncode
