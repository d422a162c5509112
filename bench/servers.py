"""Starts servers to be measured, each a process of its own, and reads their CPU and memory."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
_TICKS = os.sysconf("SC_CLK_TCK")


class Measured:
    """A server process: where it listens, what it costs."""

    def __init__(self, pid: int, port: int) -> None:
        self.port = port
        self._pid = pid

    def cpu_seconds(self) -> float:
        """CPU it has used, user and system, without its worker processes."""
        fields = Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory_bytes(self) -> int:
        """Its private memory."""
        rollup = Path(f"/proc/{self._pid}/smaps_rollup").read_text()
        return sum(
            int(line.split()[1]) * 1024 for line in rollup.splitlines() if line[:8] == "Private_"
        )

    def resident_bytes(self) -> int:
        """Its memory as the system counts it: read in microseconds, and nothing waits meanwhile."""
        pages = int(Path(f"/proc/{self._pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def threads(self) -> int:
        return len(os.listdir(f"/proc/{self._pid}/task"))

    def children(self) -> list[int]:
        """The ids of processes that it started and that still run."""
        tasks = Path(f"/proc/{self._pid}/task").glob("*/children")
        return [int(pid) for task in tasks for pid in task.read_text().split()]

    def open_files(self) -> int:
        """Connections among them."""
        return len(os.listdir(f"/proc/{self._pid}/fd"))

    def signal(self, number: signal.Signals) -> None:
        os.kill(self._pid, number)


@contextmanager
def started(*command: str, **environment: str) -> Iterator[Measured]:
    """A Python program that prints a line with its port in it when it is ready."""
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    try:
        yield Measured(process.pid, int(line.rpartition(":")[2].split("/")[0]))
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


@contextmanager
def vivavoz(*program: str, **settings: str) -> Iterator[Measured]:
    """`program`: what starts the server in place of server.py."""
    with tempfile.TemporaryDirectory() as data:
        command = (*(program or ("server.py",)), "--port", "0", "--data-dir", data)
        with started(*command, **settings) as server:
            yield server


@contextmanager
def bare_loop() -> Iterator[Measured]:
    with started("-m", "bench.bare_loop") as server:
        yield server
