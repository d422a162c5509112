"""Servers that start at once: forked from a process that has imported and read what each needs.

    python -m tests.forking CONTROL

A start from nothing takes 1.5 s of a core, a fork a tenth of that, and nearly each test of the
dashboard has a server of its own. What is forked is `server.py` in all else: a process of its own,
with its arguments, environment, signals and exit. Nothing is made before the fork that couldn't
live on after it: no loop, no thread, no file. That it also starts from nothing, as its users start
it, is what tests/test_server.py is for.
"""

import functools
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parent.parent
#: Of a request, and of an answer; environments are a few KiB.
_LONGEST = 1 << 17
CAN_FORK = sys.platform == "linux"


class Forker:
    """The process that forks, started now and ready when it is needed first."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.forking", str(theirs.fileno())],
                cwd=ROOT,
                pass_fds=[theirs.fileno()],
            )

    def serve(
        self, arguments: Sequence[str], environment: Mapping[str, str], log: IO[str]
    ) -> "ForkedServer":
        """As `python server.py` with these arguments, in this environment."""
        reading, writing = os.pipe()
        told, keeper = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        request = json.dumps({"arguments": list(arguments), "environment": dict(environment)})
        with keeper:
            fds = [writing, log.fileno(), keeper.fileno()]
            socket.send_fds(self._control, [request.encode()], fds)
        os.close(writing)
        return ForkedServer(told, reading)

    def close(self) -> None:
        self._control.close()
        self._process.wait()


class ForkedServer:
    """As much of a subprocess.Popen as is needed."""

    def __init__(self, told: socket.socket, stdout: int) -> None:
        self._told = told
        self.stdout = open(stdout, encoding="utf-8")
        self.returncode: int | None = None
        self.pid = int(told.recv(_LONGEST))

    def poll(self) -> int | None:
        """The exit code, if it has ended."""
        if self.returncode is None:
            with suppress(BlockingIOError):
                self._hear(socket.MSG_DONTWAIT)
        return self.returncode

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def terminate(self) -> None:
        self._signal(signal.SIGTERM)

    def communicate(self) -> tuple[str, None]:
        """All that it still says, once it has ended."""
        with self.stdout:
            said = self.stdout.read()
        if self.returncode is None:
            self._hear()
        self._told.close()
        return said, None

    def _signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def _hear(self, flags: int = 0) -> None:
        self.returncode = int(self._told.recv(_LONGEST, flags))


def main(control: socket.socket) -> None:
    """Fork a server for each request until there is nobody to ask for one."""
    server = importlib.import_module("server")
    with suppress(ImportError, OSError):  # as where it is asked for
        importlib.import_module("realtime.avatars.local.studio")
    _read_agents_once()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who asks for servers
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers leave nothing to ask for
    while True:
        request, fds, _, _ = socket.recv_fds(control, _LONGEST, 3)
        if not request:
            return
        if os.fork() == 0:
            control.close()
            if _keep(*fds):
                _become(json.loads(request))
                server.main()
            return
        for fd in fds:
            os.close(fd)


def _read_agents_once() -> None:
    """The files of the same paths are read and compiled before anything is forked."""
    from realtime.agents import directory
    from realtime.agents.local.agent import load_agents
    from realtime.agents.local.files import agent_paths

    load = functools.cache(load_agents)

    def load_once(paths: Iterable[Path]) -> object:
        return load(tuple(paths))

    setattr(directory, "load_agents", load_once)  # noqa: B010 - to mypy it's another function
    load_once(agent_paths(directory.SHIPPED))


def _keep(stdout: int, stderr: int, told: int) -> bool:
    """Fork once more: True in the server; here, wait for its end and tell of it, then False.

    Who asked isn't its parent, and so couldn't wait for it.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        os.dup2(stdout, 1)
        os.dup2(stderr, 2)
    os.close(stdout)
    os.close(stderr)
    if pid == 0:
        os.close(told)
        return True
    with socket.socket(fileno=told) as asked:
        with suppress(ConnectionError):
            asked.send(str(pid).encode())
        _, status = os.waitpid(pid, 0)
        with suppress(ConnectionError):
            asked.send(str(os.waitstatus_to_exitcode(status)).encode())
    return False


def _become(request: Mapping[str, object]) -> None:
    """All that a process is given at its start."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv[1:] = request["arguments"]  # type: ignore[call-overload]
    os.environ.clear()
    os.environ.update(request["environment"])  # type: ignore[call-overload]


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
