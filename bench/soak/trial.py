"""The server, everybody who uses it at once, and what is seen meanwhile (part of bench/soak)."""

import asyncio
import dataclasses
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bench.durable_peers import free_port
from bench.event_source import Caller
from bench.faulty import Vendor
from bench.restarted import Server
from bench.soak.account import SECRET, Account, token_of
from bench.soak.log import unprovoked
from bench.soak.players import Player
from bench.soak.posters import Poster
from bench.soak.readers import Ledger, Reader
from bench.soak.samples import Probe, Sample
from bench.soak.speakers import Sounds, Speaker
from bench.soak.visitors import Visitor
from state.contract import CONVERSATIONS_SCOPE

#: Bounds of what is kept that are reached while the load warms up: from then on all that grows
#: shouldn't.
KEPT = {
    "VIVAVOZ_CONVERSATIONS_MOST_MESSAGES": "1000",
    "VIVAVOZ_CONVERSATIONS_REPLAY_EVENTS": "3000",
    "VIVAVOZ_STATE_ARCHIVE_MIB": "1",
    "VIVAVOZ_STATE_RECORDINGS_MIB": "20",
}
VENDOR = "liveavatar"
_CONSULTATIONS_AT_ONCE = 6
_LEADS = 24
_ENDS_IN_S = 120.0
_ARRIVES_IN_S = 20.0
_RESTS_S, _LOOKS_EVERY_S = 10.0, 0.2


@dataclass(frozen=True)
class Crowd:
    """How many of each there are. `haste`: by how much faster than people all of them are."""

    silent: int = 190
    asking: int = 10
    readers: int = 200
    posters: int = 5
    visitors: int = 30
    players: int = 2
    haste: float = 1.0
    comes_in_s: float = 60.0
    sample_s: float = 5.0
    snapshot_minutes: float = 1.0

    def part(self, share: float) -> "Crowd":
        """As it is, with fewer in it."""
        names = ("silent", "asking", "readers", "posters", "visitors", "players")
        fewer = {name: max(1, round(share * getattr(self, name))) for name in names}
        return dataclasses.replace(self, **fewer)


@dataclass
class Outcome:
    account: Account
    #: At rest, before anybody came.
    before: Sample
    samples: list[Sample] = field(default_factory=list)
    #: At rest again.
    after: Sample | None = None
    snapshots: int = 0
    #: Acknowledged messages that no event told of.
    untold: int = 0
    log: list[str] = field(default_factory=list)
    health_s: list[float] = field(default_factory=list)


class Trial:
    def __init__(self, folder: Path, crowd: Crowd, sounds: Sounds, *, seed: int) -> None:
        self._folder = folder
        self._crowd = crowd
        self._sounds = sounds
        self._told = folder / "watch"
        self._vendor = Vendor(
            VENDOR, room=_CONSULTATIONS_AT_ONCE + 2, foreign=0, seed=seed, slow_s=0.0, call_s=10.0
        )
        self._account = Account(free_port(), Random(seed), haste=crowd.haste)
        self._monitor = Caller(self._account.port, token_of("monitor", "metrics"))
        self._ledger = Ledger(caller_named("ledger", self._account), self._account)
        self._leads = [f"lead-{number}" for number in range(_LEADS)]
        self._make_people()

    def _make_people(self) -> None:
        crowd, account = self._crowd, self._account
        self._speakers = [
            Speaker(number, account, self._sounds, asks=number < crowd.asking)
            for number in range(crowd.asking + crowd.silent)
        ]
        # Of three readers two want everything.
        self._readers = [
            Reader(
                caller_named(f"reader-{number}", account),
                account,
                self._leads[number % _LEADS] if number % 3 == 2 else "",
            )
            for number in range(crowd.readers)
        ]
        callers = [speaker.lead_id for speaker in self._speakers]
        self._posters = [
            Poster(number, caller_named(f"poster-{number}", account), account, self._leads, callers)
            for number in range(crowd.posters)
        ]
        self._visitors = [Visitor(number, account) for number in range(crowd.visitors)]
        self._players = [Player(number, account) for number in range(crowd.players)]

    async def run(
        self, minutes: float, *, enough: Callable[[Counter[str]], bool] = lambda done: False
    ) -> Outcome:
        """`enough`: of what was done; then it is over sooner."""
        self._vendor.go_well()
        await self._vendor.fake.listen()
        server = self._make_server()
        await server.start()
        try:
            self._probe = Probe(server.pid, server.port, self._told)
            outcome = Outcome(self._account, await self._started())
            first = self._last_snapshot(server)
            await self._load(minutes, enough, outcome)
            await self._rest(outcome)
            outcome.snapshots = self._last_snapshot(server) - first
            if code := await server.stop():
                self._account.blame("the server ended badly", code)
            outcome.log = unprovoked(server.log)
            return outcome
        finally:
            await server.kill()
            await self._vendor.fake.close()

    def _make_server(self) -> Server:
        settings = {
            "VIVAVOZ_ACCESS_SECRET": SECRET,
            "VIVAVOZ_STATE_SNAPSHOT_MINUTES": str(self._crowd.snapshot_minutes),
            "VIVAVOZ_CONSULTATION_PROVIDER_CAPACITY": str(_CONSULTATIONS_AT_ONCE),
            "VIVAVOZ_CONSULTATION_COOLDOWN_S": "5",
            **KEPT,
            **self._vendor.settings(),
        }
        watched = ("-m", "bench.soak.watched", str(self._told))
        return Server(self._folder, self._account.port, *watched, **settings)

    async def _load(
        self, minutes: float, enough: Callable[[Counter[str]], bool], outcome: Outcome
    ) -> None:
        ledger = asyncio.create_task(self._ledger.keep())
        loop = asyncio.get_running_loop()
        until = loop.time() + 60 * minutes
        reading = [asyncio.create_task(self._coming(each.read)) for each in self._readers]
        doing = [
            *(each.speak for each in self._speakers),
            *(each.post for each in self._posters),
            *(each.visit for each in self._visitors),
            *(each.play for each in self._players),
        ]
        busy = [asyncio.create_task(self._coming(do)) for do in doing]
        try:
            await self._watch(until, enough, outcome)
            self._account.is_over = True
            await self._end(busy, reading, outcome)
        finally:
            for task in (ledger, *busy, *reading):
                task.cancel()
            await asyncio.gather(ledger, *busy, *reading, return_exceptions=True)

    async def _coming(self, do: Callable[[], Awaitable[None]]) -> None:
        """Not all in one moment. A bug of the load is told, not waited for."""
        await asyncio.sleep(self._account.chance.uniform(0, self._crowd.comes_in_s))
        try:
            await do()
        except Exception as error:
            self._account.blame("the load itself failed", repr(error))
            raise

    async def _watch(
        self, until: float, enough: Callable[[Counter[str]], bool], outcome: Outcome
    ) -> None:
        loop = asyncio.get_running_loop()
        begun, minute = loop.time(), 0
        while loop.time() < until and not enough(self._account.done):
            await asyncio.sleep(min(self._crowd.sample_s, until - loop.time()))
            outcome.samples.append(await self._probe.take(loop.time() - begun))
            outcome.health_s.append(await self._ask_health())
            if outcome.samples[-1].at >= 60 * (minute + 1):
                minute += 1
                tell(minute, outcome)

    async def _ask_health(self) -> float:
        """How long /health took. And all figures are read, as a monitor does."""
        began = time.perf_counter()
        await self._ask_well("/health")
        took = time.perf_counter() - began
        await self._ask_well("/metrics")
        return took

    async def _ask_well(self, path: str) -> None:
        answer = await self._monitor.ask("GET", path)
        self._account.done[f"{path} read"] += 1
        if answer.status != 200:
            self._account.blame(f"{path} isn't well", answer)

    async def _end(
        self, busy: list[asyncio.Task], reading: list[asyncio.Task], outcome: Outcome
    ) -> None:
        _, late = await asyncio.wait(busy, timeout=_ENDS_IN_S)
        for _ in late:
            self._account.blame("the load itself failed", "somebody found no end")
        acknowledged = {id for each in self._posters for id in each.acknowledged}
        outcome.untold = await self._ledger.reach(acknowledged, _ARRIVES_IN_S)
        for task in reading:
            task.cancel()
        await asyncio.wait(reading)
        await asyncio.gather(*(each.catch_up(self._ledger) for each in self._readers))

    async def _started(self) -> Sample:
        """Once nothing of the start is under way: two looks find the same. Raises TimeoutError."""
        last = await self._probe.take(0.0)
        async with asyncio.timeout(_RESTS_S):
            while True:
                await asyncio.sleep(_LOOKS_EVERY_S)
                before, last = last, await self._probe.take(0.0)
                if (before.tasks, before.files) == (last.tasks, last.files):
                    return last

    async def _rest(self, outcome: Outcome) -> None:
        """Until there is as little as before, or that takes too long."""
        loop = asyncio.get_running_loop()
        until = loop.time() + _RESTS_S / self._crowd.haste
        while loop.time() < until:
            outcome.after = await self._probe.take(0.0)
            if not left_over(outcome.before, outcome.after):
                return
            await asyncio.sleep(_LOOKS_EVERY_S)

    def _last_snapshot(self, server: Server) -> int:
        names = [path.stem for path in server.data.glob("snapshot-*.log")]
        return max((int(name.rpartition("-")[2]) for name in names), default=0)


def caller_named(user: str, account: Account) -> Caller:
    """Each a user of its own, as the limits of the server count them."""
    return Caller(account.port, token_of(user, CONVERSATIONS_SCOPE))


def left_over(before: Sample, after: Sample) -> int:
    """Tasks and files."""
    return (after.tasks - before.tasks).total() + max(0, after.files - before.files)


def tell(minute: int, outcome: Outcome) -> None:
    last, done = outcome.samples[-1], outcome.account.done
    print(
        f"minute {minute}: {last.resident / 1e6:.1f} MB, children"
        f" {sum(last.children.values()) / 1e6:.0f} MB,"
        f" {last.tasks.total()} tasks, {last.files} files;"
        f" {done['voice: speech_started']:,} turns, {done['events delivered']:,} events,"
        f" {outcome.account.wrong.total()} wrong",
        file=sys.stderr,
        flush=True,
    )
