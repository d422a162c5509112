"""The store: tables in memory, every change of them in the journal before anybody is told.

commit() applies a change at once and returns a future that is done when the change is synced; who
shows the change to anybody waits for it. Commits that come while the disk is busy share the next
write and sync (group commit: one of 64 writers costs 1/64 of a sync). Everything here runs on the
loop but what blocks: the journal's thread writes, the pool's threads write snapshots.

When a write or a sync of the journal fails the store has failed, for good: memory goes on being
read, changes are refused, and only a restart, which reads what the disk really has, ends it. Memory
may then show changes that were never acknowledged. A snapshot that fails is only tried again later:
the journal still has all that is in it.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial

import msgspec

from state import metrics
from state.contract import STORE_BACKLOG_BYTES
from state.errors import StoreBusy, StoreFailed
from state.files import BadFolder, Folder
from state.journal import encode_header, encode_line
from state.records import Change, R, Record, Table, Tables
from state.recovery import Recovered, mend, recover, remove_before
from state.settings import StateSettings
from state.snapshot import SnapshotFile, SnapshotUnsound, slices
from state.writer import JournalWriter, NotBegun

logger = logging.getLogger(__name__)

_MIB = 1_048_576
# Of one write: after a disk that hung much may be waiting, and the loop has other work.
_BATCH = 1_000
_BATCH_BYTES = _MIB


Commit = asyncio.Future[None]
"""Done when a commit is safe."""


class _Pending(msgspec.Struct, frozen=True, gc=False):
    """A commit that is applied, and not yet safe."""

    sequence: int
    payload: bytes
    done: Commit


class Store:
    """What the folder holds, and its future. Made inside the running loop; blocks while it reads.

    Raises BadFolder when the folder can't be read or written.
    """

    def __init__(
        self, folder: Folder, kinds: Iterable[type[Record]], settings: StateSettings
    ) -> None:
        self._folder = folder
        self._settings = settings
        self._loop = asyncio.get_running_loop()
        self._tables = Tables(kinds)
        recovered, self._writer = self._recover()
        self._sequence = self._durable = recovered.sequence
        self._journal = recovered.next_journal
        self.failure: str | None = None
        """Why no change is taken any more; None while all is well."""
        self._pending: deque[_Pending] = deque()
        self._backlog = 0  # bytes of _pending
        # Who waits until all up to a sequence is safe.
        self._readers: deque[tuple[int, Commit]] = deque()
        self._batches = 0  # with the writer
        self._is_flush_due = False
        self._is_closed = False
        # What the next snapshot would make needless: commits, and journals of former runs.
        self._in_journals = recovered.replayed + len(recovered.ends)
        self._journal_bytes = 0
        self._is_long = asyncio.Event()
        self._snapshotting = asyncio.Lock()
        self._compacting = self._loop.create_task(self._compact())

    def _recover(self) -> tuple[Recovered, JournalWriter]:
        try:
            recovered = recover(self._folder, self._tables)
            mend(self._folder, recovered)
            header = encode_header("journal", recovered.sequence)
            report = self._loop.call_soon_threadsafe
            writer = JournalWriter(self._folder, recovered.next_journal, header, report=report)
        except OSError as error:
            raise BadFolder(
                f"the data folder can't be used: {error}. See that its disk is sound, has room and "
                "may be written to, then start again"
            ) from error
        logger.info(
            "%d records, %d commits since the last snapshot",
            len(self._tables.records()),
            recovered.replayed,
        )
        return recovered, writer

    def table(self, kind: type[R]) -> Table[R]:
        """The records of that kind, as they are now."""
        return self._tables.of(kind)

    @property
    def backlog_bytes(self) -> int:
        """Of the changes that wait for the disk."""
        return self._backlog

    @property
    def is_busy(self) -> bool:
        """Whether so many wait that no more are taken."""
        return self._backlog > STORE_BACKLOG_BYTES

    @property
    def journal_bytes(self) -> int:
        """Written since the last snapshot of this run."""
        return self._journal_bytes

    def sizes(self) -> dict[str, int]:
        """How many records each table has."""
        return self._tables.sizes()

    def check(self) -> None:
        """Raises StoreFailed, or StoreBusy, when a commit would."""
        if self.failure is not None:
            raise StoreFailed("the server can't save anything at the moment; nothing was changed")
        if self._is_closed:
            raise StoreFailed("the server is stopping; nothing was changed")
        if self.is_busy:
            raise StoreBusy("the server's disk can't keep up; try again in a moment")

    def commit(self, *changes: Change) -> Commit:
        """All of `changes` or none. Applied at once; the future is done when they are safe.

        Raises StoreFailed, at once or from the future, and then none of it may be shown; and
        UnreadableCommit, a bug, for a record that isn't what its type says.
        """
        self.check()
        payload, read = self._tables.write(changes)
        self._tables.apply(read)
        self._sequence += 1
        done = self._loop.create_future()
        self._pending.append(_Pending(self._sequence, payload, done))
        self._backlog += len(payload)
        if not self._batches and not self._is_flush_due:
            self._is_flush_due = True
            self._loop.call_soon(self._flush)
        return done

    async def settled(self) -> None:
        """Returns when all that can be read now is safe, so that it may be shown.

        After a failure at once: what is read then was never promised to last.
        """
        if self.failure is None and self._durable < self._sequence:
            settled = self._loop.create_future()
            self._readers.append((self._sequence, settled))
            await settled

    def _let_read(self) -> None:
        while self._readers and (self.failure or self._readers[0][0] <= self._durable):
            _, settled = self._readers.popleft()
            if not settled.done():
                settled.set_result(None)

    async def snapshot(self) -> None:
        """Compact the journals to what is there now. Raises nothing: a failure is logged."""
        async with self._snapshotting:
            while len(self._pending) > _BATCH or self._backlog > _BATCH_BYTES:
                await asyncio.wait([self._pending[-1].done])
            if self.failure is None and self._in_journals:
                with metrics.SNAPSHOT_SECONDS.time():
                    await self._take_snapshot()

    async def close(self) -> None:
        """Take no more changes, make all there are safe, compact, and end. Idempotent."""
        if self._is_closed:
            return
        self._is_closed = True
        self._is_long.set()
        try:
            await self._compacting
            self._flush()
            await self.snapshot()
        finally:
            while self._pending:
                self._flush()
            await asyncio.to_thread(self._writer.close)

    # The journal

    def _flush(self) -> None:
        """Give what is pending to the writer."""
        self._is_flush_due = False
        if not self._pending:
            return
        batch = self._next_batch()
        lines = b"".join(
            [encode_line(commit.sequence, self._durable, commit.payload) for commit in batch]
        )
        self._batches += 1
        self._in_journals += len(batch)
        self._journal_bytes += len(lines)
        self._writer.append(lines, partial(self._written, batch))
        if self._journal_bytes >= self._settings.journal_mib * _MIB:
            self._is_long.set()

    def _next_batch(self) -> list[_Pending]:
        batch: list[_Pending] = []
        size = 0
        while self._pending and len(batch) < _BATCH and size < _BATCH_BYTES:
            batch.append(self._pending.popleft())
            size += len(batch[-1].payload)
        self._backlog -= size
        return batch

    def _written(self, batch: list[_Pending], error: Exception | None) -> None:
        self._batches -= 1
        if error is not None:
            self._fail(error, batch)
            return
        metrics.COMMITS.inc(batch[-1].sequence - self._durable)
        self._durable = batch[-1].sequence
        if not self._batches:
            self._flush()
        for commit in batch:
            if not commit.done.done():
                commit.done.set_result(None)
        self._let_read()

    def _fail(self, error: Exception, batch: Iterable[_Pending] = ()) -> None:
        if self.failure is None:
            reason = error.strerror if isinstance(error, OSError) else None
            self.failure = f"the journal can't be written: {reason or error}"
            logger.critical("%s; changes are refused until a restart", self.failure)
        refused = StoreFailed("the server couldn't save this; it may not have been kept")
        for commit in (*batch, *self._pending):
            if not commit.done.done():
                commit.done.set_exception(refused)
                commit.done.exception()  # told above: who doesn't wait needn't hear of it again
        self._pending.clear()
        self._backlog = 0
        self._let_read()

    # Snapshots

    async def _compact(self) -> None:
        while not self._is_closed:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._settings.snapshot_minutes * 60):
                    await self._is_long.wait()
            self._is_long.clear()
            await self.snapshot()

    async def _take_snapshot(self) -> None:
        # Up to the rotation nothing may come between: it is all of one moment. A list of what there
        # is takes 2 ms for 100,000 records; slices of tables that change meanwhile would take less
        # at a time, and come to a state that there never was.
        with metrics.SNAPSHOT_PAUSE_SECONDS.time():
            records, sequence = self._tables.records(), self._sequence
            self._flush()
        covered, self._in_journals = self._in_journals, 0
        file = SnapshotFile(self._folder, self._journal + 1)
        try:
            await self._rotated(sequence)
            for piece in _timed(slices(self._tables, records, sequence)):
                await asyncio.to_thread(file.write, piece)
            await asyncio.to_thread(file.finish)
        except StoreFailed:
            return  # told by _fail()
        except (OSError, NotBegun, SnapshotUnsound) as error:
            self._in_journals += covered
            logger.error("no snapshot: %s; the journals still have everything", error)
            metrics.SNAPSHOTS.labels("failed").inc()
            await asyncio.to_thread(file.discard)
            return
        finally:
            await asyncio.to_thread(file.close)
        metrics.SNAPSHOTS.labels("ok").inc()
        try:
            await asyncio.to_thread(remove_before, self._folder, self._journal)
        except OSError as error:
            logger.warning("what the snapshot makes needless can't be removed: %s", error)

    def _rotated(self, sequence: int) -> Commit:
        """Asks for the next journal, at once; done when it is the one that is written to."""
        done: Commit = self._loop.create_future()
        self._batches += 1
        header = encode_header("journal", sequence)
        self._writer.rotate(self._journal + 1, header, partial(self._has_rotated, sequence, done))
        return done

    def _has_rotated(self, sequence: int, done: Commit, error: Exception | None) -> None:
        if isinstance(error, NotBegun):
            self._batches -= 1
            if not self._batches:
                self._flush()
            if not done.done():
                done.set_exception(error)
            return
        if error is None:
            self._journal += 1
            self._journal_bytes = 0
        self._written([_Pending(sequence, b"", done)], error)


def _timed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same; how long each holds the loop is told."""
    while True:
        with metrics.SNAPSHOT_PAUSE_SECONDS.time():
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece
