"""Servers and their workers that start at once: forked from a process that has imported and read
what each needs.

    python -m tests.forking CONTROL LISTENING

A server's start from nothing takes 1.5 s of a core, that of a worker which recognises or scores
half a second; a fork takes a tenth of that, and nearly each test of the dashboard has a server of
its own. What is forked is the same in all else: a process of its own, with its arguments,
environment, signals and exit. Nothing is made before the fork that couldn't live on after it: no
loop, no thread, no file. That they also start from nothing, as their users start them, is what
tests/test_server.py and those of the workers are for.
"""

import functools
import gc
import importlib
import json
import multiprocessing
import os
import select
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NoReturn
from unittest import mock

ROOT = Path(__file__).parent.parent
#: Of a request, and of an answer; environments are a few KiB.
_LONGEST = 1 << 17
CAN_FORK = sys.platform == "linux"


class Forker:
    """The process that forks, started now and ready when it is needed first."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, listening:
            listening.bind("")  # to whatever name is free
            listening.listen(100)
            self._address: bytes = listening.getsockname()
            fds = [theirs.fileno(), listening.fileno()]
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.forking", *map(str, fds)], cwd=ROOT, pass_fds=fds
            )

    def serve(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        log: IO[str],
        folder: Path = ROOT,
    ) -> "ForkedServer":
        """As `python server.py` with these arguments, in this environment and folder."""
        reading, writing = os.pipe()
        told, keeper = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        given = {"arguments": [*arguments], "environment": {**environment}, "folder": str(folder)}
        with keeper:
            fds = [writing, log.fileno(), keeper.fileno()]
            socket.send_fds(self._control, [json.dumps(given).encode()], fds)
        os.close(writing)
        return ForkedServer(told, reading, Path(log.name))

    @contextmanager
    def workers(self) -> Iterator[None]:
        """Meanwhile, what this process makes to recognise and to score has its workers forked."""
        with _workers_from(self._address):
            yield

    def close(self) -> None:
        self._control.close()
        self._process.wait()


class ForkedServer:
    """As much of a subprocess.Popen as is needed."""

    def __init__(self, told: socket.socket, stdout: int, log: Path) -> None:
        self._told = told
        self.stdout = open(stdout, encoding="utf-8")
        self.stderr = log.open()
        self.returncode: int | None = None
        self.pid = int(told.recv(_LONGEST))

    def poll(self) -> int | None:
        """The exit code, if it has ended."""
        if self.returncode is None:
            with suppress(BlockingIOError):
                self._hear(socket.MSG_DONTWAIT)
        return self.returncode

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, when it has ended. Raises TimeoutError."""
        if self.returncode is None:
            self._told.settimeout(timeout)
            self._hear()
        assert self.returncode is not None
        return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """All that it has said that nobody has read, no more than a pipe holds, and its log."""
        self.wait(timeout)
        with self.stdout, self.stderr, self._told:
            return self.stdout.read(), self.stderr.read()

    def send_signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def _hear(self, flags: int = 0) -> None:
        self.returncode = int(self._told.recv(_LONGEST, flags))


@contextmanager
def _workers_from(address: bytes) -> Iterator[None]:
    """Those who start workers start tests/forked.py instead, unless they are told what."""
    from realtime.agents.local.recogniser import Recogniser
    from realtime.roleplay.marking.driver import Marking

    def forked(module: str) -> tuple[str, ...]:
        stand_in = str(ROOT / "tests" / "forked.py")
        return (sys.executable, "-I", "-S", stand_in, address.hex(), module)

    recognising = {"command": forked("realtime.agents.local.worker")}
    scoring = {"command": forked("realtime.roleplay.marking.worker")}
    with (
        mock.patch.dict(Recogniser.__init__.__kwdefaults__, recognising),
        mock.patch.dict(Marking.__init__.__kwdefaults__, scoring),
    ):
        yield


def main(control: socket.socket, listening: socket.socket) -> None:
    """Fork what is asked for until there is nobody to ask."""
    _read_agents_once()
    _make_ear_once()
    for module in ("server", "realtime.roleplay.marking.worker"):
        importlib.import_module(module)
    with suppress(ImportError, OSError):  # as where it is asked for
        importlib.import_module("realtime.avatars.local.studio")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who asks for servers
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers and workers leave nothing to ask for
    gc.freeze()  # what a fork doesn't touch it needn't copy
    with _workers_from(listening.getsockname()):
        while True:
            ready, _, _ = select.select([control, listening], [], [])
            if listening in ready:
                asked, _ = listening.accept()
                if _is_forked(control, listening):
                    _work(asked)
                asked.close()
            if control in ready:
                request, fds, _, _ = socket.recv_fds(control, _LONGEST, 3)
                if not request:
                    return
                if _is_forked(control, listening):
                    _keep(json.loads(request), *fds)
                for fd in fds:
                    os.close(fd)


def _is_forked(*ours: socket.socket) -> bool:
    """Fork; True in the new process, which lets go of what is ours."""
    if os.fork():
        return False
    for each in ours:
        each.close()
    return True


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


def _make_ear_once() -> None:
    """What a worker hears with is there before anything is forked."""
    from realtime.agents.local import worker

    ear = worker.Ear()
    setattr(worker, "Ear", lambda: ear)  # noqa: B010 - to mypy it's another function


def _work(asked: socket.socket) -> NoReturn:
    """Be the worker that is asked for, and tell of its end; killed, as soon as who asks is gone."""
    import fcntl  # there is none where nothing is forked

    module, fds, _, _ = socket.recv_fds(asked, _LONGEST, 3)
    if not module:
        os._exit(0)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    fcntl.fcntl(asked, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(asked, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(asked, fcntl.F_SETFL, os.O_ASYNC)
    for standard, fd in enumerate(fds):
        os.dup2(fd, standard)
        os.close(fd)
    code = 1
    try:
        importlib.import_module(module.decode()).main()
        code = 0
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    asked.send(str(code).encode())
    os._exit(code)


def _keep(request: Mapping[str, object], stdout: int, stderr: int, told: int) -> NoReturn:
    """Fork once more, wait for the server's end and tell of it.

    Who asked isn't its parent, and so couldn't wait for it.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    server = multiprocessing.get_context("fork").Process(
        target=_serve, args=(request, stdout, stderr, told)
    )
    server.start()
    os.close(stdout)
    os.close(stderr)
    with socket.socket(fileno=told) as asked:
        with suppress(ConnectionError):
            asked.send(str(server.pid).encode())
        server.join()
        with suppress(ConnectionError):
            asked.send(str(server.exitcode).encode())
    os._exit(0)


def _serve(request: Mapping[str, object], stdout: int, stderr: int, told: int) -> None:
    """Be a server, with all that a process is given at its start."""
    os.close(told)
    for standard, fd in ((1, stdout), (2, stderr)):
        os.dup2(fd, standard)
        os.close(fd)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(request["folder"])  # type: ignore[arg-type]
    sys.argv[1:] = request["arguments"]  # type: ignore[call-overload]
    os.environ.clear()
    os.environ.update(request["environment"])  # type: ignore[call-overload]
    importlib.import_module("server").main()


if __name__ == "__main__":
    main(*(socket.socket(fileno=int(fd)) for fd in sys.argv[1:]))
