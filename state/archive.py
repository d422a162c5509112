"""The archive: what has ended leaves the store's tables and becomes immutable files.

    archive/2026-11/result-7f3a.json        kept whole; the month is that of its end, in UTC
    archive/2026-11/recording-7f3a.wav      streamed, and finished
    archive/recording-91c2.wav.part         streamed, not finished yet

The store holds an entry a file; all else stays on disk. The rule: a file is whole, synced and in
its place before its entry is committed, and what it replaces goes with that same commit. A crash in
between leaves the live records, and a file without an entry that the next try replaces. So a file
without an entry is never deleted: a damaged index must not cost files. Only retention deletes, what
the index knows, the file first.

Files are written by one blocking call each, in threads of the archive's own: a caller that is
cancelled can't leave half of one, and a disk that hangs can't take the threads others need.
"""

import asyncio
import dataclasses
import logging
import os
import time
import zlib
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import aiofiles

from state import metrics
from state.archived import (
    RECORDING,
    Archived,
    key_of,
    made_folder,
    name_of,
    remove,
    remove_leftovers,
    save,
)
from state.contract import STORE_BACKLOG_BYTES
from state.errors import NotFound, StoreBusy, StoreFailed
from state.files import BadFolder
from state.recording import PartFile, Unfinished, remove_finished, unfinished_in
from state.records import Change, Delete
from state.retention import Retention
from state.settings import StateSettings
from state.store import Store

logger = logging.getLogger(__name__)

_TIDY_SECONDS = 3_600
# Removed in one step: half a millisecond on the loop, one sync of a folder.
_TIDY_FILES = 100
_THREADS = 4
_BLOCK_BYTES = 65_536
_NOT_SAVED = "the server couldn't save this; nothing was changed"
_NOT_READ = "the server can't read this at the moment; try again"

T = TypeVar("T")


class AlreadyArchived(Exception):
    """Raised when something else is in the archive under that kind and id: a bug of the caller."""


def file_of(name: str, at: float) -> str:
    """Its path: by month, so that people find it and folders stay small. UTC."""
    return f"{time.strftime('%Y-%m', time.gmtime(at))}/{name}"


class Archive:
    """Made inside the running loop, after the store; start() before use, close() before the store.

    Blocks while it is made: 0.1 s for 100,000 entries. Only it may change the table of Archived.
    """

    def __init__(
        self,
        folder: Path,
        store: Store,
        settings: StateSettings,
        *,
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        made_folder(folder)
        self._folder = folder
        self._store = store
        self._table = store.table(Archived)
        few = dataclasses.replace(settings, archive_mib=settings.recordings_mib)
        self.recorded = Retention(few, self._table.find("kind", RECORDING))
        self.others = Retention(settings, (each for each in self._table if each.kind != RECORDING))
        self._wall_clock = wall_clock
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="archive")
        self._changing = asyncio.Lock()  # of the index
        self._under_way: set[asyncio.Task[Any]] = set()
        self._waiting_bytes = 0
        self._recordings: dict[str, PartFile] = {}
        self._is_over = asyncio.Event()
        self._is_closed = False
        self._tidying: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Clear away what a crash left over, and begin to tidy. Raises BadFolder."""
        try:
            await asyncio.to_thread(self._clear_away)
        except OSError as error:
            raise BadFolder(f"the archive can't be used: {error}") from error
        self._tidying = asyncio.create_task(self._tidy_by_the_hour())

    def _clear_away(self) -> None:
        remove_leftovers(self._folder)
        for part in unfinished_in(self._folder):
            entry = self._table.get(key_of(part.kind, part.id))
            if entry is not None:
                remove_finished(self._folder, part, entry)

    async def close(self) -> None:
        """Finish what is under way and end. Recordings that aren't finished stay so. Idempotent."""
        self._is_closed = True
        self._is_over.set()
        if self._tidying is not None:
            await self._tidying
        await asyncio.gather(*self._under_way, return_exceptions=True)
        for recording in self._recordings.values():
            await self._run(recording.name, recording.close)
        self._recordings.clear()
        self._threads.shutdown(wait=False)

    async def keep(
        self,
        kind: str,
        id: str,
        data: bytes,
        *,
        owner: str | int | None,
        at: float,
        suffix: str = ".json",
        instead_of: Sequence[Change] = (),
    ) -> Archived:
        """Returns when it is safe and, in the same step, `instead_of` is done.

        Once more with the same bytes it does nothing. `at` says which month's folder it is in: a
        second try after a crash must give the same one to replace the first.

        Raises StoreFailed and StoreBusy, and then `instead_of` isn't done; AlreadyArchived when
        there are other bytes; ValueError for a kind, id or suffix that can't be in a file's name.
        """
        file = file_of(name_of(kind, id, suffix), at)
        entry = partial(Archived, kind=kind, id=id, owner=owner, at=at, file=file)
        self._check()
        if self._waiting_bytes > STORE_BACKLOG_BYTES:
            raise StoreBusy("the server's disk can't keep up; try again in a moment")
        self._waiting_bytes += len(data)
        return await self._to_the_end(self._keep(entry, data, instead_of))

    def stream(
        self, kind: str, id: str, *, suffix: str = ".wav", head_bytes: int = 0, frame_bytes: int = 1
    ) -> "Recording":
        """A recording to write to; one that was never finished is gone on with.

        Raises AlreadyArchived when it was, or is open; StoreFailed; ValueError, as keep() does.
        """
        name = name_of(kind, id, suffix)
        self._check()
        if name in self._recordings or self._table.get(key_of(kind, id)) is not None:
            raise AlreadyArchived(name)
        part = PartFile(self._folder, name, head_bytes=head_bytes, frame_bytes=frame_bytes)
        self._recordings[name] = part
        return Recording(self, part, partial(Archived, kind=kind, id=id))

    async def unfinished(self) -> list[Unfinished]:
        """The recordings of former runs that nobody has gone on with yet. Raises StoreFailed."""
        parts = await self._run("archive", unfinished_in, self._folder, refusal=_NOT_READ)
        return [
            part
            for part in parts
            if part.name not in self._recordings
            and self._table.get(key_of(part.kind, part.id)) is None
        ]

    async def read(self, kind: str, id: str) -> bytes:
        """All of it, verified. Raises NotFound, for what is damaged too: nobody can have it."""
        entry = self._entry(kind, id)
        blocks = [block async for block in self.blocks(kind, id)]
        data = await self._run(entry.file, b"".join, blocks)
        if await self._run(entry.file, zlib.crc32, data) != entry.crc:
            raise self._damaged(entry, "its checksum is wrong")
        return data

    def path_of(self, kind: str, id: str) -> Path:
        """Where it lies, for a process that reads it. Raises NotFound."""
        return self._folder / self._entry(kind, id).file

    async def blocks(
        self, kind: str, id: str, *, start: int = 0, stop: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        """Its bytes from `start` to before `stop`, in blocks of up to 64 KiB.

        The first block, if any, tells that the size is right; only read() verifies the rest.
        Raises NotFound; StoreFailed when it can't be read just now; ValueError unless
        0 <= start <= stop <= size.
        """
        entry = self._entry(kind, id)
        stop = entry.size if stop is None else stop
        if not 0 <= start <= stop <= entry.size:
            raise ValueError(f"no bytes {start} to {stop} in {entry.size}")
        try:
            async with aiofiles.open(
                self._folder / entry.file, "rb", executor=self._threads
            ) as file:
                if await file.seek(0, os.SEEK_END) != entry.size:
                    raise self._damaged(entry, "its size is wrong")
                await file.seek(start)
                while start < stop:
                    block = await file.read(min(_BLOCK_BYTES, stop - start))
                    if not block:
                        raise self._damaged(entry, "it ends early")
                    start += len(block)
                    yield block
        except FileNotFoundError as error:
            raise self._damaged(entry, "it is missing") from error
        except OSError as error:
            logger.error("archive: %s: %s", entry.file, error)
            raise StoreFailed(_NOT_READ) from error

    async def tidy(self) -> None:
        """Delete the oldest until age and size are within the settings.

        Runs of itself every hour, and when there is too much. Raises nothing: a failure is logged.
        """
        with suppress(StoreFailed):
            while not self._is_closed and await self._to_the_end(self._remove_some()):
                pass

    # Changes of the index, one after another

    async def _keep(
        self, entry_of: Callable[..., Archived], data: bytes, instead_of: Sequence[Change]
    ) -> Archived:
        try:
            crc = await self._run("archive", zlib.crc32, data)
            entry = entry_of(size=len(data), crc=crc)
            async with self._changing:
                self._store.check()
                there = self._table.get(entry.key)
                if there is None:
                    await self._run(entry.file, save, self._folder / entry.file, data)
                    await self._enter(entry, instead_of)
                elif (there.size, there.crc) != (entry.size, entry.crc):
                    raise AlreadyArchived(there.file)
                return there or entry
        finally:
            self._waiting_bytes -= len(data)

    async def _finish(
        self,
        part: PartFile,
        head: Callable[[int], bytes],
        entry_of: Callable[..., Archived],
        instead_of: Sequence[Change],
    ) -> Archived:
        size, crc = await self._run(part.name, part.seal, head)
        entry = entry_of(size=size, crc=crc)
        async with self._changing:
            self._store.check()
            if self._table.get(entry.key) is not None:
                raise AlreadyArchived(entry.file)
            await self._run(part.name, part.place, self._folder / entry.file)
            await self._enter(entry, instead_of)
        with suppress(StoreFailed):  # it is safe; the next start removes the other name
            await self._run(part.name, part.discard)
        self._recordings.pop(part.name, None)
        return entry

    async def _enter(self, entry: Archived, instead_of: Sequence[Change]) -> None:
        await self._store.commit(entry, *instead_of)
        retention = self.recorded if entry.kind == RECORDING else self.others
        retention.add(entry)
        if retention.is_over:
            self._is_over.set()

    async def _remove_some(self) -> bool:
        """Whether there was anything to remove."""
        async with self._changing:
            self._store.check()
            for retention in (self.recorded, self.others):
                due = retention.take_due(self._wall_clock(), most=_TIDY_FILES)
                if due:
                    break
            else:
                return False
            try:
                await self._run("archive", remove, [self._folder / entry.file for entry in due])
                await self._store.commit(*[Delete(Archived, entry.key) for entry in due])
            except StoreFailed:
                retention.give_back(due)
                raise
        return True

    async def _tidy_by_the_hour(self) -> None:
        while not self._is_closed:
            self._is_over.clear()
            await self.tidy()
            with suppress(TimeoutError):
                async with asyncio.timeout(_TIDY_SECONDS):
                    await self._is_over.wait()

    def _check(self) -> None:
        self._store.check()
        if self._is_closed:
            raise StoreFailed("the server is stopping; nothing was changed")

    def _entry(self, kind: str, id: str) -> Archived:
        entry = self._table.get(key_of(kind, id))
        if entry is None:
            raise NotFound(f"there is no {kind} {id}")
        return entry

    def _damaged(self, entry: Archived, reason: str) -> NotFound:
        logger.error("archive: %s is damaged: %s", entry.file, reason)
        return NotFound(f"the {entry.kind} {entry.id} can't be read any more")

    # Work off the loop

    async def _to_the_end(self, work: Coroutine[Any, Any, T]) -> T:
        """Done even when the caller is cancelled."""
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)

    async def _run(
        self, what: str, work: Callable[..., T], *arguments: Any, refusal: str = _NOT_SAVED
    ) -> T:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, partial(work, *arguments))
        except (OSError, BadFolder) as error:
            logger.error("%s: %s", what, error)
            metrics.ARCHIVE_FAILURES.inc()
            raise StoreFailed(refusal) from error


class Recording:
    """What stream() gives: written by one task at a time, which gathers about a second for each.

    Nothing is queued here: a slow disk holds the one who writes, who must drop what it can't keep.
    """

    def __init__(self, archive: Archive, part: PartFile, entry_of: Callable[..., Archived]) -> None:
        self._archive = archive
        self._part = part
        self._entry_of = entry_of

    async def write(self, data: bytes) -> None:
        """Returns when a killed server wouldn't lose it; a power cut may cost the last 64 KiB.

        Raises StoreFailed, and then none of `data` is in; the next write may succeed.
        """
        if self._archive._is_closed:
            raise StoreFailed("the server is stopping; nothing was changed")
        await self._archive._run(self._part.name, self._part.write, data)

    async def finish(
        self,
        head: Callable[[int], bytes],
        *,
        owner: str | int | None,
        at: float,
        instead_of: Sequence[Change] = (),
    ) -> Archived:
        """Into the archive, as keep() does it; `head` makes the head from the payload's size.

        Raises what keep() does, and ValueError for a head of a wrong length. Then the recording is
        what it was, and may be finished once more.
        """
        self._archive._check()
        entry = partial(self._entry_of, owner=owner, at=at, file=file_of(self._part.name, at))
        return await self._archive._to_the_end(
            self._archive._finish(self._part, head, entry, instead_of)
        )

    async def discard(self) -> None:
        """Throw it away, for ever. Idempotent. Raises StoreFailed."""
        await self._archive._run(self._part.name, self._part.discard)
        self._archive._recordings.pop(self._part.name, None)
