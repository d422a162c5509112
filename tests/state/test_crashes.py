"""Power cuts at every point of what a store does, with every loss a disk may make of it.

A script drives a real Store on a fake disk that records; each state the disk could be left in
(platter.py) is then recovered. What comes back must be the tables as they were after some commit,
no earlier than the last one acknowledged before the cut.
"""

import asyncio
import itertools
import logging
import threading

import pytest

from state.files import BadFolder
from state.journal import encode_header, journal_name
from state.records import Delete, Record, Tables
from state.recovery import mend, recover
from state.settings import StateSettings
from state.store import Store
from state.writer import JournalWriter
from tests.state.disk import Disk
from tests.state.items import Memo


class Person(Record, frozen=True, kw_only=True):
    table = "people"
    indexed = ("town",)
    id: str
    town: str = ""

    @property
    def key(self):
        return self.id


KINDS = (Person, Memo)
NEW, OLD = "snapshot-2.log.new", "journal-1.log"


def contents(table_of):
    return [list(table_of(kind)) for kind in KINDS]


class Held:
    """A thread stands at an operation, and waits."""

    def __init__(self, passes):
        #: How often the operation may go by first.
        self._passes = passes
        self.reached = threading.Event()
        self.may_go = threading.Event()

    def stop(self):
        self._passes -= 1
        if self._passes < 0:
            self.reached.set()
            assert self.may_go.wait(20)


class Run:
    """A store on a recording disk, and what it promised when."""

    def __init__(self, script=None, disk=None):
        self.script = script
        self.disk = disk or Disk()
        #: The tables after so many commits.
        self.after: list[list[list[Record]]] = [[[], []]]
        #: How long the disk's history was when each commit was acknowledged.
        self.acknowledged = []
        self._held = {}
        self._numbers = itertools.count()

    def open(self):
        self._loop = asyncio.get_running_loop()
        self.disk.before = self._before
        self.store = Store(self.disk, KINDS, StateSettings())

    def _before(self, operation, name):
        """Let the loop hear all it was told first, so that a mark can't be late."""
        if threading.current_thread() is threading.main_thread():
            return
        held = self._held.get((operation, name))
        if held is not None:
            held.stop()
        for _ in range(3):
            heard = threading.Event()
            self._loop.call_soon_threadsafe(heard.set)
            assert heard.wait(20)

    def hold(self, operation, name, *, passes=0):
        """Keep the store's threads from doing this to a file until told."""
        held = self._held[operation, name] = Held(passes)
        return held

    async def commit(self, *changes):
        await self.begin(*changes)

    async def group(self, commits):
        await asyncio.gather(*[self.begin(*changes) for changes in commits])

    def begin(self, *changes):
        done = self.store.commit(*changes)
        self.after.append(contents(self.store.table))
        done.add_done_callback(lambda _: self.acknowledged.append(len(self.disk.history)))
        return done

    async def restart(self):
        await self.store.close()
        self.open()

    async def kill(self):
        """The process dies, and another one goes on where it was."""
        disk, self.disk = self.disk, self.disk.killed(len(self.disk.history))
        disk.before = lambda operation, name: None
        await self.store.close()
        self.open()

    def promised(self, point):
        return sum(mark <= point for mark in self.acknowledged)

    def memo(self, size):
        number = next(self._numbers)
        return Memo(id=f"n{number}", text=chr(97 + number % 26) * size)

    def assert_recovers(self, point, state):
        """And give how many commits came back."""
        done = f"cut after {point} operations: {self.disk.history[max(point - 3, 0) : point]}"
        tables = Tables(KINDS)
        try:
            recovered = recover(state, tables)
        except BadFolder as error:
            pytest.fail(f"{done}: {error}")
        assert recovered.sequence >= self.promised(point), done
        assert contents(tables.of) == self.after[recovered.sequence], done
        return recovered


async def one_at_a_time(run):
    for size in (10, 400, 0, 1300, 90):
        await run.commit(run.memo(size))


async def groups_of_many_sectors(run):
    await run.commit(run.memo(30))
    for count, size in ((14, 190), (5, 600), (2, 3), (40, 300)):
        await run.group([(run.memo(size),) for _ in range(count)])


async def every_kind_of_change(run):
    await run.group([(Person(id="a", town="x"), run.memo(900)), (Person(id="b", town="x"),)])
    await run.commit(Person(id="a", town="y"), Delete(Memo, "n0"), run.memo(1700))
    await run.group(
        [(Delete(Person, "b"), run.memo(700)), (Person(id="b"),), (Delete(Person, "a"),)]
        + [(Memo(id="n1", text=letter * 500), Delete(Memo, "n2")) for letter in "xyz"]
    )
    await run.commit(Delete(Person, "a"), Memo(id="n1", text="z" * 500), Memo(id="n1"))
    await run.commit()


async def a_snapshot_between(run):
    await run.group([(run.memo(250),) for _ in range(5)])
    await run.commit(Person(id="a", town="x"), Delete(Memo, "n1"))
    await run.store.snapshot()
    await run.commit(Person(id="a", town="y"))
    await run.group([(run.memo(250),) for _ in range(4)])


async def commits_during_a_snapshot(run):
    await run.group([(run.memo(200),) for _ in range(4)])
    steps = [("create", NEW), ("sync", NEW), ("rename", NEW), ("sync", ""), ("remove", OLD)]
    # The folder is synced once before those, with the new journal in it.
    held = [run.hold(*step, passes=step == ("sync", "")) for step in steps]
    snapshot = asyncio.ensure_future(run.store.snapshot())
    await run.begin(run.memo(40), Delete(Memo, "n0"))
    for each in held:
        assert await asyncio.to_thread(each.reached.wait, 20)
        await run.group([(run.memo(300), Delete(Memo, "n2")) for _ in range(3)])
        await run.commit(Person(id="a"))
        each.may_go.set()
    await snapshot
    await run.commit(Person(id="b"))


async def a_snapshot_that_overtakes_a_commit(run):
    """It comes after the snapshot's moment, and is written but not synced when that is in place."""
    await run.group([(run.memo(200),) for _ in range(4)])
    written = run.hold("sync", "journal-2.log", passes=1)
    finished = run.hold("rename", NEW)
    snapshot = asyncio.ensure_future(run.store.snapshot())
    await asyncio.sleep(0)
    commit = run.begin(run.memo(900), Delete(Memo, "n2"))
    assert await asyncio.to_thread(written.reached.wait, 20)
    finished.may_go.set()
    await snapshot
    assert not commit.done()
    written.may_go.set()
    await commit


async def snapshot_after_snapshot(run):
    for town in "xyz":
        await run.commit(Person(id=town, town=town), run.memo(300))
        await run.group([(Person(id="a", town=town),), (run.memo(10),)])
        await run.store.snapshot()
    await run.commit(Delete(Person, "a"))


async def restart_after_restart(run):
    await run.group([(run.memo(300),) for _ in range(3)])
    await run.kill()
    await run.commit(run.memo(600))
    await run.kill()
    await run.kill()
    await run.group([(Delete(Memo, "n1"),), (run.memo(200),)])
    await run.restart()
    await run.commit(run.memo(100))
    await run.kill()
    await run.commit(run.memo(5))


#: Each with nearly the number of states it gives: fewer would mean that something isn't tried.
SCRIPTS = {
    one_at_a_time: 150,
    groups_of_many_sectors: 2500,
    every_kind_of_change: 180,
    a_snapshot_between: 200,
    commits_during_a_snapshot: 1000,
    a_snapshot_that_overtakes_a_commit: 100,
    snapshot_after_snapshot: 150,
    restart_after_restart: 200,
}

pytestmark = pytest.mark.logs("were written but never acknowledged")


@pytest.fixture(autouse=True)
def quiet(caplog):
    """A log line for each of many thousand states would only take time."""
    caplog.set_level(logging.ERROR, "state")


@pytest.fixture(params=SCRIPTS, ids=lambda script: script.__name__)
async def run(request):
    """A script that has run to its end."""
    run = Run(request.param)
    run.open()
    await request.param(run)
    await run.store.close()
    assert len(run.acknowledged) == len(run.after) - 1
    return run


def test_every_cut_leaves_whole_commits_and_all_that_were_acknowledged(run):
    states = run.disk.crash_states()
    for point, state in states:
        run.assert_recovers(point, state)
    assert len(states) >= SCRIPTS[run.script]


async def test_after_every_cut_commits_are_taken_and_kept(run):
    for point, state in some(run.disk.crash_states(), 40):
        again = Run(disk=state)
        again.open()
        kept = contents(again.store.table)
        assert kept in run.after[run.promised(point) :]
        again.after, again.acknowledged = [kept], []
        await again.group([(again.memo(200),) for _ in range(4)])
        await again.restart()
        assert contents(again.store.table) == again.after[-1]
        await again.store.close()


def start(disk):
    """All that a Store does to the disk before it takes a commit."""
    tables = Tables(KINDS)
    recovered = recover(disk, tables)
    mend(disk, recovered)
    header = encode_header("journal", recovered.sequence)
    JournalWriter(disk, recovered.next_journal, header, report=lambda then: None).close()
    return recovered


def some(states, count):
    """About so many, evenly out of all."""
    return states[:: -(-len(states) // count)]


def test_a_cut_during_recovery_loses_nothing_either(run):
    """Startings are recorded too: of what one cut left, what does a second one leave?"""
    count = 0
    for point, state in some(run.disk.crash_states(), 40):
        before = state.files()
        first = start(state)
        tail = b""
        if first.cut:
            written = before[journal_name(first.cut.journal)].rstrip(b"\0")
            tail = written[first.cut.found.offset :]
        for second_point, again in state.crash_states():
            second = run.assert_recovers(point, again)
            assert any(tail in content for content in again.files().values()) or not tail
            # What was served after the first start must not be taken back.
            is_started = second_point == len(state.history)
            assert second.sequence >= first.sequence or not is_started
            if count % 5 == 0:
                mend(again, second)
                run.assert_recovers(point, again)
            count += 1
    assert count >= 150


def test_a_cut_after_a_killed_server_was_started_again(run):
    """What a dead process had written is read back at once, though the disk may not have it."""
    count = 0
    for point in range(len(run.disk.history) + 1):
        disk = run.disk.killed(point)
        first = start(disk)
        for last, state in disk.crash_states(since=point):
            second = run.assert_recovers(point, state)
            assert second.sequence >= first.sequence or last < len(disk.history)
            count += 1
    assert count >= SCRIPTS[run.script]
