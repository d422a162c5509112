"""Writers whose every commit is known by its number: what bench/kill.py kills.

Commit n of writer w always makes the same changes, to keys that only w writes. Each says on a pipe
what it begins, just before Store.commit and with nothing in between, and what it was told is safe.
What is in the pipe outlives the process; so whoever reads it knows every state that the store may
come back with.

    recovering · ready · begin 3 17 · acked 3 17 · snapshotting · snapshotted · stopping · stopped
"""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple

import uvloop

from state.files import DiskFolder
from state.records import Change, Delete, Record
from state.settings import StateSettings
from state.store import Store

WRITERS = 8
KEYS = 64

Say = Callable[[str], object]


class Commit(NamedTuple):
    writer: int
    number: int


class Kept(Record, frozen=True, kw_only=True, gc=False):
    table = "kept"

    id: str
    writer: int
    number: int
    padding: str

    @property
    def key(self) -> str:
        return self.id

    @property
    def commit(self) -> Commit:
        """The one that put it there."""
        return Commit(self.writer, self.number)


def changes_of(commit: Commit) -> list[Change]:
    """Mostly a put; of twenty commits three put a pair, two delete, one puts and deletes."""
    chance = Random(commit.writer << 48 | commit.number)
    one, other = (f"{commit.writer}-{n}" for n in chance.sample(range(KEYS), 2))
    padding = "x" * chance.randrange(1_000)
    put, second = (
        Kept(id=key, writer=commit.writer, number=commit.number, padding=padding)
        for key in (one, other)
    )
    match chance.randrange(20):
        case 0 | 1 | 2:
            return [put, second]
        case 3 | 4:
            return [Delete(Kept, one)]
        case 5:
            return [put, Delete(Kept, other)]
        case _:
            return [put]


async def write(folder: Path, say: Say, *, first: int, snapshots: bool) -> None:
    """Recover, write from number `first` on until SIGTERM, and end well."""
    is_over = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, is_over.set)
    disk = DiskFolder(folder)
    disk.lock()
    say("recovering")
    store = Store(disk, [Kept], StateSettings())
    say("ready")
    tasks = [asyncio.create_task(_write(store, say, n, first, is_over)) for n in range(WRITERS)]
    if snapshots:
        tasks.append(asyncio.create_task(_snapshot(store, say, is_over)))
    await is_over.wait()
    say("stopping")
    await asyncio.gather(*tasks)
    await store.close()
    say("stopped")


async def _write(store: Store, say: Say, writer: int, first: int, is_over: asyncio.Event) -> None:
    """One to three commits at a time."""
    number = first
    while not is_over.is_set():
        begun = []
        for _ in range(1 + number % 3):
            changes = changes_of(Commit(writer, number))
            say(f"begin {writer} {number}")
            begun.append((number, store.commit(*changes)))
            number += 1
        for each, done in begun:
            await done
            say(f"acked {writer} {each}")


async def _snapshot(store: Store, say: Say, is_over: asyncio.Event) -> None:
    while not is_over.is_set():
        say("snapshotting")
        await store.snapshot()
        say("snapshotted")
        await asyncio.sleep(0.001)


def run(folder: Path, pipe: int, *, first: int, snapshots: bool) -> None:
    def say(text: str) -> None:
        os.write(pipe, f"{text}\n".encode())

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(write(folder, say, first=first, snapshots=snapshots))


class Heard(NamedTuple):
    """What writers have said, in order, and where that breaks off."""

    begun: list[Commit]
    acked: list[Commit]
    phase: str


_PHASES = {
    "recovering": "recovery",
    "ready": "steady work",
    "snapshotting": "a snapshot",
    "snapshotted": "steady work",
}


def heard(said: bytes) -> Heard:
    begun, acked, phase = [], [], "start"
    for line in said.decode().splitlines():
        match line.split():
            case ["begin", writer, number]:
                begun.append(Commit(int(writer), int(number)))
            case ["acked", writer, number]:
                acked.append(Commit(int(writer), int(number)))
            case ["stopping"]:
                phase = "the stop"
            case ["stopped"]:
                phase = "none, a clean stop"
            case [word] if phase != "the stop":
                phase = _PHASES[word]
    return Heard(begun, acked, phase)
