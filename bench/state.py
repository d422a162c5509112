"""What the store costs: durable commits a second, the loop's pause, the start.

    python -m bench.state [--dir FOLDER] [--rounds 7]

All on one disk, in one run, in a folder that is removed afterwards. Printed, each beside its bound:

- durable commits a second of 1, 8 and 64 writers, each waiting for its last commit before the next:
  a record of 250 bytes of JSON through Store.commit, on uvloop as in the server; the same as SETs
  to Redis with `appendfsync always`, loaded by redis-benchmark; the same as upserts in SQLite (WAL,
  synchronous FULL). Round after round, in rotated order; the best and the median of each, and how
  they compare by the best and in the median round, for a shared disk has good and bad minutes.
  SQLite has one writer at a time, however many want to write: its upserts come from one loop on one
  connection, a transaction each, without the queue that many writers would need before it;
- the longest gap of a 1 ms ticker on the loop while 100,000 records of 500 bytes are snapshotted,
  beside the same ticker idle for as long; and both again with 8 writers committing. What others
  on the machine take is in both; the CPU that the loop used at a time is its own alone;
- how long Store(...) takes over these records, from a snapshot and from journals alone (as after a
  kill), in a process of its own whose memory is compared, too. The files are in the system's
  memory, as after a restart of the server.
"""

import argparse
import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from random import choice
from typing import NamedTuple, TypeVar

import msgspec
import uvloop

from bench import figures
from bench.durable_peers import redis, sqlite_a_second
from bench.figures import Row
from bench.servers import ROOT
from state.files import DiskFolder
from state.records import Record
from state.settings import StateSettings
from state.store import Store

COMMITS = {1: 1_500, 8: 8_000, 64: 40_000}
#: SQLite does no more a second for many than for one.
SQLITE_COMMITS = 3_000
KEYS = 10_000
RECORD_BYTES = 250
#: In the snapshots.
RECORDS = 100_000
KEPT_BYTES = 500
# Nothing is snapshotted but when it is asked for.
STILL = StateSettings(snapshot_minutes=1440, journal_mib=4096)

T = TypeVar("T")


class Said(Record, frozen=True, kw_only=True, gc=False):
    """A record as the server keeps many."""

    table = "said"

    id: str
    session: str
    at: float
    text: str

    @property
    def key(self) -> str:
        return self.id


def said(number: int, size: int) -> Said:
    """Of `size` bytes of JSON."""
    text = "And what does it cost to send it back? " * 13
    bare = Said(id=f"said-{number:08d}", session="4f1c" * 8, at=1_786_000_000.25, text="")
    return msgspec.structs.replace(bare, text=text[: size - len(msgspec.json.encode(bare))])


def on_uvloop(main: Coroutine[object, object, T]) -> T:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main)


# Commits


def ours_a_second(place: Path, writers: int, commits: int, records: list[Said]) -> float:
    with tempfile.TemporaryDirectory(dir=place) as folder:
        return on_uvloop(_ours_a_second(Path(folder), writers, commits, records))


async def _ours_a_second(folder: Path, writers: int, commits: int, records: list[Said]) -> float:
    store = Store(DiskFolder(folder), [Said], STILL)

    async def write() -> None:
        for _ in range(commits // writers):
            await store.commit(choice(records))

    begun = time.perf_counter()
    await asyncio.gather(*(write() for _ in range(writers)))
    took = time.perf_counter() - begun
    await store.close()
    return commits / took


def compare_commits(place: Path, rounds: int) -> list[Row]:
    rows = []
    records = [said(number, RECORD_BYTES) for number in range(KEYS)]
    payload = msgspec.json.encode(records[0]).decode()
    with redis(place) as peer:
        if peer is None:
            print("no redis-server and redis-benchmark on the PATH: measured without Redis")
            rows.append(figures.not_measured("Redis", "it isn't installed"))
        for writers, count in COMMITS.items():
            ways: dict[str, Callable[[], float]] = {
                "vivavoz": partial(ours_a_second, place, writers, count, records),
                "SQLite": partial(sqlite_a_second, place, SQLITE_COMMITS, payload, KEYS),
            }
            if peer is not None:
                ways["Redis"] = partial(peer.a_second, writers, count, len(payload), KEYS)
            rows += report_commits(writers, in_turn(ways, rounds))
    return rows


def in_turn(ways: dict[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """The rates of each way; another one goes first in every round."""
    rates: dict[str, list[float]] = {name: [] for name in ways}
    names = list(ways)
    for _ in range(rounds):
        for name in names:
            rates[name].append(ways[name]())
        names.append(names.pop(0))
    return rates


def report_commits(writers: int, rates: dict[str, list[float]]) -> list[Row]:
    rows = []
    print(f"writers: {writers}; durable commits a second, best and median:")
    for name, each in rates.items():
        print(f"    {name:8} {max(each):8,.0f} {statistics.median(each):8,.0f}")
    for names, bound in bounds_of(writers, list(rates)):
        ours, theirs = (
            rates["vivavoz"],
            [max(each) for each in zip(*(rates[name] for name in names), strict=True)],
        )
        rounds = [one / other for one, other in zip(ours, theirs, strict=True)]
        peers = "the better of " * (len(names) > 1) + " and ".join(names)
        print(
            f"    {max(ours) / max(theirs):.2f} x {peers} by the best, "
            f"{statistics.median(rounds):.2f} x in the median round (to reach: {bound})"
        )
        by_best = max(ours) / max(theirs)
        rows.append(
            Row(
                what=f"durable commits, writers: {writers}, beside {peers}; best",
                ours=figures.number(max(ours), "/s"),
                limit=f"≥ {bound} ×",
                peer=figures.number(max(theirs), "/s"),
                ratio=f"{by_best:.2f} ×",
                is_ok=by_best >= bound,
            )
        )
    return rows


def bounds_of(writers: int, names: list[str]) -> list[tuple[list[str], float]]:
    """The peers to compare with, and the ratio to reach."""
    peers = names[1:]
    match writers:
        case 1:
            return [(peers, 0.7)]
        case 64:
            return [([name], {"Redis": 1.3, "SQLite": 1.0}[name]) for name in peers]
        case _:
            return []


# The loop's pause


class Pause(NamedTuple):
    """The longest of a 1 ms ticker, and the most CPU that the loop's thread used between two."""

    gap_ms: float
    cpu_ms: float


async def longest_pause(work: Coroutine[object, object, object]) -> tuple[Pause, float]:
    """While `work` is done; and how many seconds that took."""
    working = asyncio.ensure_future(work)
    begun = last = time.perf_counter()
    cpu_last, gap, cpu = time.thread_time(), 0.0, 0.0
    while not working.done():
        await asyncio.sleep(0.001)
        now, cpu_now = time.perf_counter(), time.thread_time()
        gap, cpu = max(gap, now - last), max(cpu, cpu_now - cpu_last)
        last, cpu_last = now, cpu_now
    await working
    return Pause(1000 * gap, 1000 * cpu), last - begun


async def pauses(folder: Path, rounds: int) -> list[Row]:
    store = Store(DiskFolder(folder), [Said], STILL)
    await fill(store)
    rows = await compare_pauses(store, rounds, "")
    is_over = asyncio.Event()
    writers = [asyncio.create_task(_write_on(store, n, is_over)) for n in range(8)]
    rows += await compare_pauses(store, rounds, ", 8 writers committing")
    is_over.set()
    await asyncio.gather(*writers)
    await store.close()
    return rows


async def fill(store: Store) -> None:
    """All the records, a commit each."""
    for begin in range(0, RECORDS, 2_000):
        numbers = range(begin, begin + 2_000)
        await asyncio.gather(*(store.commit(said(n, KEPT_BYTES)) for n in numbers))


async def _write_on(store: Store, number: int, is_over: asyncio.Event) -> None:
    record = said(number, KEPT_BYTES)
    while not is_over.is_set():
        await store.commit(record)


async def compare_pauses(store: Store, rounds: int, beside: str) -> list[Row]:
    busy, idle, took = [], [], []
    for _ in range(rounds):
        await store.commit(said(0, KEPT_BYTES))  # without a change there is no snapshot
        pause, seconds = await longest_pause(store.snapshot())
        busy.append(pause)
        took.append(seconds)
        idle.append((await longest_pause(asyncio.sleep(seconds)))[0])
    more = [one.gap_ms - other.gap_ms for one, other in zip(busy, idle, strict=True)]
    print(
        f"snapshot of {RECORDS:,} records{beside}: {statistics.median(took):.2f} s; "
        f"the loop's longest pause {listed(busy)} ms, without it {listed(idle)} ms; "
        f"more: median {statistics.median(more):.1f} ms, worst {max(more):.1f} ms (bound 10); "
        f"most CPU at a time {max(pause.cpu_ms for pause in busy):.1f} ms"
    )
    what = f"a snapshot of {RECORDS:,} records{beside}"
    cpu_ms = max(pause.cpu_ms for pause in busy)
    return [
        figures.at_most(f"{what}: longer pauses, median", statistics.median(more), 10, "ms"),
        figures.measured(f"{what}: most CPU at a time", cpu_ms, "ms"),
    ]


def listed(pauses: list[Pause]) -> str:
    return " ".join(f"{pause.gap_ms:.1f}" for pause in pauses)


# The start


async def make_folders(place: Path) -> None:
    """The same records twice: in journals, as a kill would leave them, and in a snapshot."""
    whole = place / "from a snapshot"
    store = Store(DiskFolder(whole), [Said], STILL)
    await fill(store)
    shutil.copytree(whole, place / "from journals")
    await store.close()


def report_start(folder: Path, rounds: int) -> list[Row]:
    """Each round on a copy of its own, for a start begins a journal."""
    seconds, cpu, grown = [], [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(dir=folder.parent) as copy:
            shutil.copytree(folder, copy, dirs_exist_ok=True)
            os.sync()
            command = [sys.executable, "-m", "bench.state", "--start", copy]
            done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        took, used, memory = map(float, done.stdout.split())
        seconds.append(took)
        cpu.append(used)
        grown.append(memory)
    print(
        f"start {folder.name}, {RECORDS:,} records of {KEPT_BYTES} bytes: "
        f"best {min(seconds):.2f} s, median {statistics.median(seconds):.2f} s (bound 2.0), "
        f"of it CPU {statistics.median(cpu):.2f} s; memory grew by {max(grown):.0f} MB"
    )
    what = f"start {folder.name}, {RECORDS:,} records"
    return [
        figures.at_most(f"{what}, median", statistics.median(seconds), 2.0, "s"),
        figures.measured(f"{what}: memory", max(grown), "MB"),
    ]


async def start(folder: Path) -> None:
    before = resident_mb()
    begun, cpu_begun = time.perf_counter(), time.process_time()
    store = Store(DiskFolder(folder), [Said], STILL)
    took, cpu = time.perf_counter() - begun, time.process_time() - cpu_begun
    assert len(store.table(Said)) == RECORDS
    print(took, cpu, resident_mb() - before, flush=True)
    os._exit(0)  # an orderly end would write a snapshot


def resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6


def main() -> list[Row]:
    parser = argparse.ArgumentParser(description="What the store costs.")
    parser.add_argument("--dir", type=Path, default=Path.cwd(), help="where the disk is")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--start", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.start is not None:
        on_uvloop(start(options.start))
    with tempfile.TemporaryDirectory(prefix="bench-state-", dir=options.dir) as folder:
        place = Path(folder)
        rows = compare_commits(place, options.rounds)
        rows += on_uvloop(pauses(place / "pauses", options.rounds))
        on_uvloop(make_folders(place))
        rows += report_start(place / "from a snapshot", options.rounds)
        rows += report_start(place / "from journals", options.rounds)
    return rows


if __name__ == "__main__":
    figures.finish(main())
