"""What hostile clients do to the others, and what they leave behind.

    python -m bench.hostile [--seconds 5] [--rounds 3] [--scale 1.0] [--attack NAME]…

A server for others (with a secret, so its limits are on), attacked by a process of its own
(bench/attackers.py): from sixteen other addresses with connections, from four with requests. It
takes only the CPU that is left over (nice 19) and opens at most 1,000 connections a second: with
two cores for all, an attacker that takes one of them for itself would be measured in place of the
server. Meanwhile good clients, from fifty addresses, do three things fifty times a second: *ask*
for a place in the queue on a connection that is kept, *connect* and ask, and say a word on an open
voice session and hear an answer (*talk*).

Printed for each attack: the 99th percentile of each while all was quiet, and from the attack's
first connection on, the best of the rounds (what others on the machine take isn't the attackers');
the bound, twice the quiet one or 20 ms; how long after the attack's end until open files and tasks
are what they were and a new session answers; and the memory it left behind. Sessions that nobody
came back to end after two minutes, so an attack with many voice sockets takes that long.
"""

import argparse
import asyncio
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGUSR2
from typing import NamedTuple

import jwt
import uvloop

from bench.attackers import ATTACKS, NICENESS
from bench.figures import Row, at_most, finish, none_of
from bench.servers import ROOT, Measured, vivavoz

SECRET = "a secret of at least thirty-two characters"
EVERY_S = 0.02
#: Good people are at different addresses, too.
PEOPLE = 50
LEAST_BOUND_S = 0.020
#: Sessions that nobody resumes end after two minutes.
PATIENCE_S = 150.0
USERS = 2_000
STATUS = "/api/consultoria/queue/status/"
KINDS = ("ask", "connect", "talk")


def token(user: int) -> str:
    return jwt.encode({"user_id": user, "exp": 4_102_444_800}, SECRET, algorithm="HS256")


def request(path: str, *headers: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", *headers, "", ""]
    return "\r\n".join(lines).encode()


class Good:
    """Clients that keep to the rules."""

    def __init__(self, port: int) -> None:
        self._port = port
        # As different people: nobody asks a hundred times a second.
        self._asking = [f"Authorization: Bearer {token(10_000 + each)}" for each in range(PEOPLE)]
        self._count = 0

    async def come(self) -> None:
        """Connect, and begin a session, as soon as there is room for one."""
        self._kept = [await self._connect() for _ in range(PEOPLE)]
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                self._line = await self._talk()
                return
            except ConnectionError:
                if time.monotonic() > deadline:
                    raise
            await asyncio.sleep(1.0)

    async def measure(self, seconds: float) -> dict[str, list[float]]:
        """How long each took, by kind; a refusal or a silence is an error."""
        acts = dict(zip(KINDS, (self._ask, self._connect_and_ask, self._say), strict=True))
        took: dict[str, list[float]] = {kind: [] for kind in acts}
        until = time.perf_counter() + seconds
        await asyncio.gather(*(self._repeat(acts[kind], took[kind], until) for kind in acts))
        return took

    async def leave(self) -> None:
        """All of them, the one who talks with a close frame, so that its session is over."""
        self._line[1].write(struct.pack("!BBIH", 0x88, 0x82, 0, 1_000))
        await asyncio.wait_for(self._line[0].read(), 5)
        for _, writer in (*self._kept, self._line):
            writer.close()

    async def _repeat(self, act: Callable, took: list[float], until: float) -> None:
        while (begun := time.perf_counter()) < until:
            await asyncio.wait_for(act(), 30)
            took.append(time.perf_counter() - begun)
            await asyncio.sleep(max(0.0, EVERY_S - took[-1]))

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        self._count += 1
        address = f"127.0.1.{1 + self._count % PEOPLE}"
        return await asyncio.open_connection("127.0.0.1", self._port, local_addr=(address, 0))

    def _whose(self) -> str:
        return self._asking[self._count % PEOPLE]

    async def _ask(self) -> None:
        kept = self._kept.pop(0)
        try:
            await self._fetch(*kept)
        except (OSError, asyncio.IncompleteReadError):  # as browsers do with one that was closed
            kept = await self._connect()
            await self._fetch(*kept)
        self._kept.append(kept)

    async def _connect_and_ask(self) -> None:
        reader, writer = await self._connect()
        await self._fetch(reader, writer)
        writer.close()

    async def _fetch(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(request(STATUS, self._whose()))
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 404 "):  # not queued
            raise RuntimeError(f"a good client was answered {head[:300]!r}")
        await reader.readexactly(int(head.partition(b"Content-Length: ")[2].split(b"\r\n")[0]))

    async def _talk(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A voice session."""
        reader, writer = await self._connect()
        upgrade = (
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        )
        writer.write(request("/ws/voice-chat?agent=silent", self._whose(), *upgrade))
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 101 "):
            writer.close()
            raise ConnectionError(f"no session: {head[:300]!r}")
        await reader.readuntil(b'"session_start"')
        return reader, writer

    async def _say(self) -> None:
        reader, writer = self._line
        message = b'{"type":"ping"}'
        writer.write(struct.pack("!BBI", 0x81, 0x80 | len(message), 0) + message)
        await reader.readuntil(b'"type":"pong"')

    async def session_works(self) -> bool:
        try:
            self._line = await asyncio.wait_for(self._talk(), 5)
            await asyncio.wait_for(self._say(), 5)
        except (OSError, TimeoutError):
            return False
        self._kept = []
        await self.leave()
        return True


class State(NamedTuple):
    files: int
    tasks: int


class Watched:
    """The server and what it holds."""

    def __init__(self, server: Measured, counted: Path) -> None:
        self.server = server
        self._counted = counted

    async def state(self) -> State:
        self._counted.unlink(missing_ok=True)
        self.server.signal(SIGUSR2)
        deadline = time.monotonic() + 30
        while not self._counted.exists() and time.monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        return State(self.server.open_files(), int(self._counted.read_text()))


class Result(NamedTuple):
    quiet: dict[str, float]
    attacked: dict[str, float]
    recovered_s: float | None
    left_bytes: int

    @property
    def bounds(self) -> dict[str, float]:
        return {kind: max(2 * took, LEAST_BOUND_S) for kind, took in self.quiet.items()}

    @property
    def holds(self) -> bool:
        within = all(self.attacked[kind] <= bound for kind, bound in self.bounds.items())
        return within and self.recovered_s is not None


def keep_least(least: dict[str, float], took: dict[str, list[float]]) -> None:
    """The 99th percentiles: what others on the machine add in one round isn't the server's."""
    for kind, each in took.items():
        least[kind] = min(least.get(kind, 60.0), statistics.quantiles(each, n=100)[98])


@contextmanager
def attacked(name: str, port: int, count: int) -> Iterator[None]:
    process = subprocess.Popen(
        (sys.executable, "-m", "bench.attackers", name, str(port), str(count)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write("\n".join(token(user) for user in range(USERS)).encode())
    process.stdin.close()
    process.stdout.readline()  # the first is there
    try:
        yield
        if process.poll() is not None:
            raise RuntimeError(f"the attackers of {name} gave up")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


async def one(watched: Watched, name: str, seconds: float, rounds: int, count: int) -> Result:
    good = Good(watched.server.port)
    await good.come()
    await good.measure(1.0)  # warm
    await good.leave()
    before, memory = await watched.state(), watched.server.memory_bytes()
    quiet: dict[str, float] = {}
    under: dict[str, float] = {}
    for _ in range(rounds):
        await good.come()
        keep_least(quiet, await good.measure(seconds))
        with attacked(name, watched.server.port, count):
            keep_least(under, await good.measure(seconds))
            held = watched.server.open_files() - before.files
        await good.leave()
        recovered_s = await recovered(watched, good, before)
    left = watched.server.memory_bytes() - memory
    print(f"    {name}: {held} connections held at its end", file=sys.stderr)
    return Result(quiet, under, recovered_s, left)


async def recovered(watched: Watched, good: Good, before: State) -> float | None:
    """Seconds until all is as it was."""
    begun = time.monotonic()
    while time.monotonic() < begun + PATIENCE_S:
        now = await watched.state()
        if now.files <= before.files and now.tasks <= before.tasks and await good.session_works():
            return time.monotonic() - begun
        await asyncio.sleep(0.2)
    print(f"    {before} before, {await watched.state()} now", file=sys.stderr)
    return None


def rows_of(name: str, result: Result) -> list[Row]:
    kind = max(KINDS, key=lambda each: result.attacked[each] / result.bounds[each])
    limit_ms, took_ms = 1000 * result.bounds[kind], 1000 * result.attacked[kind]
    return [
        at_most(f"{name}: p99 of others who {kind}", took_ms, limit_ms, "ms"),
        none_of(f"{name}: not as before afterwards", int(result.recovered_s is None)),
    ]


def report(name: str, result: Result) -> None:
    def cell(took: dict[str, float]) -> str:
        return " / ".join(f"{took[kind] * 1000:4.1f}" for kind in KINDS)

    within = "never" if result.recovered_s is None else f"{result.recovered_s:.1f} s"
    verdict = "ok" if result.holds else "MISSED"
    print(
        f"{name:18}| {cell(result.quiet)} | {cell(result.attacked)} | {cell(result.bounds)}"
        f" | {within:>8} | {result.left_bytes / 1e6:+6.1f} MB | {verdict}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=5.0, help="quiet, and under each attack")
    parser.add_argument("--rounds", type=int, default=3, help="of both; the best of each counts")
    parser.add_argument("--scale", type=float, default=1.0, help="of how many attackers")
    parser.add_argument("--attack", choices=ATTACKS, action="append", help="only this")
    options = parser.parse_args()
    print(f"p99 in ms of {' / '.join(KINDS)}; attackers run at nice {NICENESS}")
    print(f"{'attack':18}| quiet | under attack | bound | recovered | memory left")
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        counted = Path(folder) / "tasks"
        settings = {"VIVAVOZ_ACCESS_SECRET": SECRET, "WATCHED": str(counted)}
        with vivavoz("-m", "bench.watched", **settings) as server:
            for name in options.attack or ATTACKS:
                count = max(1, round(ATTACKS[name][1] * options.scale))
                with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                    watched = Watched(server, counted)
                    result = runner.run(one(watched, name, options.seconds, options.rounds, count))
                report(name, result)
                rows += rows_of(name, result)
    finish(rows)


if __name__ == "__main__":
    main()
