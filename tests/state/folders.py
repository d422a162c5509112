"""Real data folders for the store's tests, and what servers leave in them.

What is written by a real store is a history of COMMITS, in one of a few runs; STATES[n] is what
there is after the first n of them.
"""

import asyncio
import os

from msgspec.structs import replace

from state.files import DiskFile, DiskFolder
from state.records import Change, Delete, Tables
from state.settings import StateSettings
from state.store import Store
from tests.state.items import ANNA, BORA, CHLOE, HELLO, KINDS, SMILE, Note, Visit, contents

#: As much of the room reserved at the end of a journal as is looked at: all is 4 MiB.
ROOM = 12


class QuickFile(DiskFile):
    def sync(self):
        pass


class QuickFolder(DiskFolder):
    """A real folder that nothing is synced in: for tests in which the power stays on."""

    def create(self, name, *, reserve=0):
        return QuickFile(self.path / name, reserve=reserve)

    def truncate(self, name, size):
        os.truncate(self.path / name, size)

    def sync(self):
        pass


class HoardingFolder(QuickFolder):
    """Nothing is ever removed."""

    def remove(self, name):
        pass


def read_all(path):
    """The files by their names; of reserved room, the beginning."""
    files = {file.name: file.read_bytes() for file in path.iterdir() if file.name != "lock"}
    return {name: _with_less_room(data) for name, data in files.items()}


def _with_less_room(data):
    end = len(data.rstrip(b"\0"))
    return data[: end + ROOM]


def lay(path, files):
    path.mkdir(exist_ok=True)
    for name, data in files.items():
        (path / name).write_bytes(data)


COMMITS: list[list[Change]] = [
    [ANNA],
    [BORA, HELLO],
    [CHLOE],
    [replace(ANNA, agent="pazar-mk")],
    [Delete(Visit, "bora")],
    [SMILE, Delete(Note, "anna/1")],
    [HELLO],
    [replace(CHLOE, seconds=99.0)],
    [Delete(Visit, "nobody")],
    [replace(SMILE, text="")],
    [BORA],
    [Delete(Visit, "anna"), HELLO],
]


def _states():
    tables = Tables(KINDS)
    yield contents(tables)
    for changes in COMMITS:
        tables.apply(changes)
        yield contents(tables)


STATES = list(_states())


def live(folder, run):
    """What lies there when `run(store)` is over and the server is killed."""

    async def main():
        store = Store(folder, KINDS, StateSettings())
        await run(store)
        left = read_all(folder.path)
        await store.close()
        return left

    return asyncio.run(main())


async def commit_batches(store, *batches):
    """Each batch, a slice of COMMITS, is written at once and synced before the next."""
    for first, last in batches:
        done = [store.commit(*changes) for changes in COMMITS[first - 1 : last]]
        await done[-1]


async def _first_run(store):
    await commit_batches(store, (1, 1), (2, 4), (5, 6))


async def _second_run(store):
    await commit_batches(store, (7, 7), (8, 9))


async def _with_snapshot(store):
    await commit_batches(store, (7, 7))
    await store.snapshot()
    await commit_batches(store, (8, 8), (9, 10))


async def _with_snapshots(store):
    await _with_snapshot(store)
    await store.snapshot()
    await commit_batches(store, (11, 11), (12, 12))


def histories(path):
    """Folders as killed servers left them, by name, with how many commits are in."""
    one = live(QuickFolder(path / "one"), _first_run)
    for name in ("two", "snapshot", "snapshots"):
        lay(path / name, one)
    return {
        "one": (one, 6),
        "two": (live(QuickFolder(path / "two"), _second_run), 9),
        "snapshot": (live(QuickFolder(path / "snapshot"), _with_snapshot), 10),
        "snapshots": (live(HoardingFolder(path / "snapshots"), _with_snapshots), 12),
    }
