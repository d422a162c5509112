"""An archive over a real folder and a real store, and a process that dies at a given call."""

import asyncio
import itertools
import os
import resource
import signal
import subprocess
import sys
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import ClassVar

from state.archive import Archive
from state.archived import Archived, check
from state.files import DiskFolder
from state.records import Delete, Record
from state.settings import StateSettings
from state.store import Store

ROOT = Path(__file__).parent.parent.parent

#: 2026-11-20, a moment in the month that tests are about.
NOVEMBER = 1_795_132_800.0
DAY = 86_400.0


class Call(Record, frozen=True, kw_only=True):
    """What is there while it is live."""

    table: ClassVar[str] = "calls"
    id: str

    @property
    def key(self):
        return self.id


class WallClock:
    def __init__(self, now=NOVEMBER):
        self.now = now

    def __call__(self):
        return self.now


@asynccontextmanager
async def opened(path, *, start=True, clock=None, **settings):
    """The archive and its store, as a server has them; ends as a server does."""
    chosen = StateSettings(**settings)
    store = Store(DiskFolder(path), [Call, Archived], chosen)
    archive = Archive(path / "archive", store, chosen, wall_clock=clock or WallClock())
    if start:
        await archive.start()
    try:
        yield archive, store
    finally:
        await archive.close()
        await store.close()


def files(path):
    """Every file in the archive's folder, by its path there."""
    folder = path / "archive"
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


@contextmanager
def small_disk():
    """No file can grow beyond 5 MB: the journal's room fits, what tests keep then does not."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5_000_000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


class Synced(list):
    """The names of what is synced and replaced from now on, in order; asks Linux for them."""

    def __init__(self, monkeypatch):
        for name in ("fsync", "fdatasync"):
            monkeypatch.setattr(os, name, self._telling(getattr(os, name)))
        monkeypatch.setattr(os, "replace", self._telling(os.replace, "replace"))

    def _telling(self, call, name=None):
        def telling(*arguments):
            self.append(name or Path(os.readlink(f"/proc/self/fd/{arguments[0]}")).name)
            call(*arguments)

        return telling

    def but_journals(self):
        return [name for name in self if not name.startswith("journal-")]


async def until(condition):
    """Give the others their turns until it is so; the test's time limit is the only one."""
    for _ in itertools.count():
        if condition():
            return
        await asyncio.sleep(0)


def damages(path, store):
    return list(check(path / "archive", store.table(Archived)))


def die_at_call(number):
    """SIGKILL this process right before its `number`th call of anything that changes a disk."""
    left = number

    def guarded(call):
        def dying(*arguments, **options):
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **options)

        return dying

    for name in ("open", "pwrite", "fdatasync", "replace", "link", "unlink", "mkdir", "ftruncate"):
        setattr(os, name, guarded(getattr(os, name)))


def run_to_death(what, path, number):
    """What `what` below printed until its `number`th call killed it, and whether that came."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.state.archives", what, path, str(number)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert told.returncode in (0, -signal.SIGKILL), told.stderr
    return told.stdout, told.returncode != 0


async def keep_and_die(archive, store, number):
    await store.commit(Call(id="7f3a"))
    die_at_call(number)
    await archive.keep(
        "result",
        "7f3a",
        b'{"score":8}',
        owner=None,
        at=NOVEMBER,
        instead_of=[Delete(Call, "7f3a")],
    )
    print("kept", flush=True)


async def record_and_die(archive, store, number):
    """Prints what is written when it is; then that all of it is finished."""
    await store.commit(Call(id="7f3a"))
    die_at_call(number)
    recording = archive.stream("recording", "7f3a", head_bytes=4, frame_bytes=2)
    for letter in "abc":
        await recording.write(letter.encode() * 30_000)
        print(letter, end="", flush=True)
    await recording.finish(head, owner=None, at=NOVEMBER, instead_of=[Delete(Call, "7f3a")])
    print("!", flush=True)


def head(size):
    return size.to_bytes(4, "big")


async def main(what, path, number):
    async with opened(Path(path)) as (archive, store):
        await {"keep": keep_and_die, "record": record_and_die}[what](archive, store, int(number))
        os._exit(0)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
