"""A server that is killed and comes back at the same place (part of bench/resume.py)."""

import asyncio
import sys
from pathlib import Path

from bench.servers import ROOT


class Server:
    """server.py as its user starts it, always at the same place."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self.port = port
        self.is_up = asyncio.Event()
        self.starts = 0

    async def start(self) -> None:
        """Raises RuntimeError when it doesn't."""
        with open(self._folder / "server.log", "ab") as log:  # noqa: ASYNC230 - before anything runs
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                str(ROOT / "server.py"),
                *("--port", str(self.port), "--data-dir", str(self._folder / "data")),
                cwd=self._folder,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        assert self._process.stdout is not None
        if b"ready" not in await self._process.stdout.readline():
            raise RuntimeError(f"the server doesn't start: see {self._folder / 'server.log'}")
        self.starts += 1
        self.is_up.set()

    async def kill(self) -> None:
        self.is_up.clear()
        self._process.kill()
        await self._process.communicate()
