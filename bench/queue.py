"""What a call of the consultations' queue costs, in the core and over HTTP.

    python -m bench.queue [--rounds 5] [--requests 4000] [--core-only]

Printed:

- microseconds of one call of the core (realtime/consultation/desk.py) with 1,000, 10,000 and
  100,000 waiting for three agent types over a shared provider: join, status (the user is heard, and
  told the place and both waits), leave from anywhere in the line, and reserve (who is called
  leaves, and the next is called). The least of the rounds, and how much it grew from 1,000 to
  100,000 beside the growth of log n. The peer, in the same run: a list that is scanned, with the
  place alone. The limit is that of a status call at 100,000;
- status calls a second over HTTP, with 10,000 waiting, of 16 clients in another process, each on a
  connection that is kept; their token is verified, they are heard, and the answer is made anew. The
  bound, in turn in the same run: a bare Tornado handler that answers the same bytes whoever asks.
"""

import argparse
import asyncio
import itertools
import json
import math
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from bench import figures
from bench.event_source import Caller, Connection
from bench.figures import Row
from bench.servers import ROOT, Measured, started, vivavoz
from realtime.avatars.base import User
from realtime.consultation.desk import Desk
from realtime.consultation.records import Ticket
from realtime.consultation.settings import ConsultationSettings
from realtime.consultation.states import TicketState

SIZES = (1_000, 10_000, 100_000)
CALLS = 1_000
BATCH = 50
#: A scan of 100,000 takes as long as a hundred of ours.
SCANS = 30
LIMIT_US = 50.0
SLUGS = ("gestao", "comercial", "tecnico")

WAITING = 10_000
CLIENTS = 16
STATUS = "/api/consultoria/queue/status/"


U = TypeVar("U")


# The core


class Full:
    """A desk with so many waiting, behind those who are being called."""

    def __init__(self, waiting: int) -> None:
        self.size = waiting
        self.desk = Desk(ConsultationSettings(most_waiting=1_000_000))
        self._users = itertools.count(1)
        # Time hardly passes: nobody's runs out.
        self._now = itertools.count(1_786_000_000.0, 1e-6)
        self.called = [self.join() for _ in range(2)]
        self.waiting = [self.join() for _ in range(waiting)]
        random.Random(waiting).shuffle(self.waiting)

    def now(self) -> float:
        return next(self._now)

    def join(self) -> User:
        user = next(self._users)
        self.desk.join(user, SLUGS[user % 3], now=self.now())
        return user

    def status(self, user: User) -> None:
        now = self.now()
        self.desk.hear(user, now=now)
        self.desk.place_of(user, now=now)

    def leave(self, user: User) -> None:
        self.desk.leave(user, now=self.now())

    def waits(self, user: User) -> bool:
        place = self.desk.place_of(user, now=self.now())
        return place is not None and place.position > 0

    def reserve(self, user: User) -> None:
        """Who is called leaves; whoever is called then is noted, at little cost."""
        for output in self.desk.leave(user, now=self.now()):
            if isinstance(output, Ticket) and output.status is TicketState.RESERVED:
                self.called.append(output.user)


class Scanned:
    """The peer: those who wait in one list."""

    def __init__(self, waiting: int) -> None:
        self._line = [(user, SLUGS[user % 3]) for user in range(waiting)]
        self.waiting: list[int] = list(range(waiting))
        random.Random(waiting).shuffle(self.waiting)

    def status(self, user: int) -> int:
        slug = next(slug for other, slug in self._line if other == user)
        place = 0
        for other, its in self._line:
            if its == slug:
                place += 1
            if other == user:
                break
        return place


def timed(call: Callable[[U], object], users: Sequence[U]) -> float:
    """Microseconds a call: the least of a few at a time, for others on the machine take time."""
    least = math.inf
    for at in range(0, len(users), BATCH):
        batch = users[at : at + BATCH]
        begun = time.perf_counter()
        for user in batch:
            call(user)
        least = min(least, (time.perf_counter() - begun) / len(batch) * 1e6)
    return least


def round_of(full: Full, scanned: Scanned) -> dict[str, float]:
    """One of each call; as many wait afterwards as before."""
    some = random.sample(full.waiting, CALLS)
    took = {"status": timed(full.status, some), "leave": timed(full.leave, some)}
    gone = set(some)
    full.waiting = [user for user in full.waiting if user not in gone]
    took["join"] = timed(lambda _: full.waiting.append(full.join()), range(CALLS))
    took["reserve"] = timed(lambda _: full.reserve(full.called.pop(0)), range(CALLS // 4))
    full.waiting = [user for user in full.waiting if full.waits(user)]
    while len(full.waiting) < full.size:
        full.waiting.append(full.join())
    took["status, scanned"] = timed(scanned.status, random.sample(scanned.waiting, SCANS))
    return took


def compare_core(rounds: int) -> list[Row]:
    least = least_of_each(rounds)
    print("µs a call of the core, the least of the rounds, with so many waiting:")
    print(f"    {'':16}" + "".join(f"{size:>10,}" for size in SIZES) + "    grew")
    for name in least[SIZES[0]]:
        costs = [least[size][name] for size in SIZES]
        row = "".join(f"{each:10.1f}" for each in costs)
        print(f"    {name:16}{row}{costs[-1] / costs[0]:8.2f} x")
    print(f"    log n grew {math.log(SIZES[-1]) / math.log(SIZES[0]):.2f} x")
    cost = least[SIZES[-1]]["status"]
    verdict = "ok" if cost <= LIMIT_US else "MISSED"
    print(f"    a status call at {SIZES[-1]:,}: {cost:.1f} µs (limit {LIMIT_US:.0f}): {verdict}")
    scanned = least[SIZES[-1]]["status, scanned"]
    what, peer = f"status of one of {SIZES[-1]:,}", figures.number(scanned, "µs, a list")
    ratio = cost / scanned
    return [figures.at_most(what, cost, LIMIT_US, "µs", peer=peer, ratio=ratio)]


def least_of_each(rounds: int) -> dict[int, dict[str, float]]:
    """By size. In turn, so that a machine that is slow for a while is that for all of them."""
    sides = {size: (Full(size), Scanned(size)) for size in SIZES}
    least: dict[int, dict[str, float]] = {size: {} for size in SIZES}
    for _ in range(rounds):
        for size, side in sides.items():
            for name, took in round_of(*side).items():
                least[size][name] = min(took, least[size].get(name, math.inf))
    return least


# Over HTTP


class Polled(NamedTuple):
    a_second: float
    #: CPU of the server.
    cpu_us: float
    median_ms: float
    p99_ms: float


def compare_http(rounds: int, requests: int) -> list[Row]:
    with vivavoz() as server:
        tokens, body = asyncio.run(fill(server))
        with started("-m", "bench.bare_answer", body) as bare:
            sides = {"vivavoz": server, "bare Tornado": bare}
            polled: dict[str, list[Polled]] = {name: [] for name in sides}
            names = list(sides)
            for _ in range(rounds):
                for name in names:
                    polled[name].append(poll(sides[name], tokens, requests))
                names.append(names.pop(0))
    print(f"status calls over HTTP, {WAITING:,} waiting, {CLIENTS} clients; best and median round:")
    for name, each in polled.items():
        rates = [one.a_second for one in each]
        best = max(each)
        print(
            f"    {name:13}{max(rates):7,.0f} {statistics.median(rates):7,.0f} a second,"
            f" {min(one.cpu_us for one in each):4.0f} µs of CPU,"
            f" p50 {best.median_ms:.1f} ms, p99 {best.p99_ms:.1f} ms"
        )
    ours, theirs = polled.values()
    ratio = statistics.median(
        one.cpu_us / other.cpu_us for one, other in zip(ours, theirs, strict=True)
    )
    print(f"    {ratio:.2f} x the bare one's CPU in the median round")
    our_us, their_us = (statistics.median(one.cpu_us for one in each) for each in (ours, theirs))
    peer = figures.number(their_us, "µs, bare Tornado")
    return [
        figures.measured("status over HTTP", our_us, "µs of CPU", peer=peer, ratio=ratio),
        figures.measured("status calls", statistics.median(one.a_second for one in ours), "/s"),
    ]


async def fill(server: Measured) -> tuple[list[str], str]:
    """Tokens of some who wait far behind, and what one of them is answered."""
    users = iter(range(WAITING))
    tokens: list[str] = []

    async def feed() -> None:
        connection = await Caller(server.port).connect()
        for user in users:
            tokens.append(await joined(connection, user))
        connection.cut()

    await asyncio.gather(*(feed() for _ in range(CLIENTS)))
    tokens = tokens[-CLIENTS:]
    answer = await Caller(server.port, tokens[-1]).ask("GET", STATUS)
    assert answer.status == 200 and json.loads(answer.body)["position"] > WAITING // 4
    return tokens, answer.body.decode()


async def joined(connection: Connection, user: int) -> str:
    """The token of one who waits now."""
    await connection.send("GET", f"/dev/token?user={user}")
    token = (await connection.answer()).field("access_token")
    body = json.dumps({"agent_type": SLUGS[user % 3]}).encode()
    await connection.send("POST", "/api/consultoria/queue/join/", body, token=token)
    answer = await connection.answer()
    assert answer.status == 200, answer.body
    return token


def poll(server: Measured, tokens: list[str], requests: int) -> Polled:
    before = server.cpu_seconds()
    finished = subprocess.run(
        (sys.executable, "-m", "bench.pollers", str(server.port), STATUS, str(requests)),
        input="\n".join(tokens),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    cpu = server.cpu_seconds() - before
    seconds, median, p99 = map(float, finished.stdout.split())
    return Polled(requests / seconds, cpu / requests * 1e6, median * 1000, p99 * 1000)


def main() -> list[Row]:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=4_000, help="a round, of each server")
    parser.add_argument("--core-only", action="store_true")
    options = parser.parse_args()
    rows = compare_core(options.rounds)
    if not options.core_only:
        rows += compare_http(options.rounds, options.requests)
    return rows


if __name__ == "__main__":
    figures.finish(main())
