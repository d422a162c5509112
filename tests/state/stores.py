"""Stores over a disk that is as slow as a test wants it, and what they hold and leave."""

import asyncio
import threading

from state.journal import decode_line
from state.records import Tables
from state.recovery import recover
from state.settings import StateSettings
from state.store import Store
from tests.state.folders import QuickFile, QuickFolder
from tests.state.items import KINDS, contents


class GatedFile(QuickFile):
    """Its syncs wait for the folder's gate, and are counted."""

    folder: "GatedFolder"

    def sync(self):
        self.folder.waiting.set()
        assert self.folder.gate.wait(timeout=30), "nobody opened the gate"
        self.folder.syncs += 1


class GatedFolder(QuickFolder):
    """A disk that is as slow as a test wants it, and says what became of it."""

    def __init__(self, path):
        super().__init__(path)
        self.syncs = 0
        self.gate = threading.Event()
        self.gate.set()
        self.waiting = threading.Event()
        self.renamed = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def create(self, name, *, reserve=0):
        file = GatedFile(self.path / name, reserve=reserve)
        file.folder = self
        return file

    def rename(self, name, to):
        super().rename(name, to)
        self._loop.call_soon_threadsafe(self.renamed.set)

    def shut(self):
        self.gate.clear()
        self.waiting.clear()

    async def is_syncing(self):
        assert await asyncio.to_thread(self.waiting.wait, 30)


def reopened(folder, **options):
    return Store(folder, KINDS, StateSettings(**options))


def held(store):
    return contents(store._tables)


def on_disk(path):
    """What a start would find, without one."""
    tables = Tables(KINDS)
    recover(QuickFolder(path), tables)
    return contents(tables)


def lines(path, number=1):
    """The commits in a journal."""
    data = (path / f"journal-{number}.log").read_bytes().rstrip(b"\0")
    found = [decode_line(raw) for raw in data.splitlines(keepends=True)]
    assert None not in found
    return [line for line in found if line is not None][1:]


def of(*records):
    return {(record.table, record.key): record for record in records}
