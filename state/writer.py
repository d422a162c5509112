"""The thread that writes the journal: the only one that touches its files.

Jobs are done one after another, in the order they were given. The first one that fails is final:
nothing is tried again on a file whose state nobody knows, and all later jobs fail with it.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import SimpleQueue

from state import metrics
from state.files import File, Folder
from state.journal import journal_name

_RESERVE = 4 * 1_048_576

Then = Callable[[Exception | None], None]
"""Called with what a job failed with, or None."""


class NotBegun(Exception):
    """Raised when there can be no further journal, and the one there is can still be written."""


class JournalWriter:
    """Opens its first journal at once, so a disk that can't be written on shows at the start.

    `report` brings what follows a job to the thread that wants it: loop.call_soon_threadsafe.
    May raise OSError.
    """

    def __init__(
        self,
        folder: Folder,
        number: int,
        header: bytes,
        *,
        report: Callable[[Callable[[], None]], object],
    ) -> None:
        self._folder = folder
        self._report = report
        self._file = self._begun(self._create(number), header)
        self._jobs: SimpleQueue[tuple[Callable[[], None], Then] | None] = SimpleQueue()
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def append(self, lines: bytes, then: Then) -> None:
        """Write and sync."""
        self._jobs.put((partial(self._append, lines), then))

    def rotate(self, number: int, header: bytes, then: Then) -> None:
        """Go on in another journal; fails with NotBegun, which isn't final, if it can't."""
        self._jobs.put((partial(self._rotate, number, header), then))

    def close(self) -> None:
        """Finish what was given, then the thread. Blocks."""
        self._jobs.put(None)
        self._thread.join()
        with suppress(OSError):  # all that was acknowledged is synced
            self._file.close()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            work, then = job
            self._report(partial(then, self._failure or self._outcome(work)))

    def _outcome(self, work: Callable[[], None]) -> Exception | None:
        try:
            work()
        except NotBegun as refused:
            return refused
        except Exception as error:
            self._failure = error
        return self._failure

    def _append(self, lines: bytes) -> None:
        with metrics.SYNC_SECONDS.time():
            self._file.write(lines)
            self._file.sync()
        metrics.WRITTEN_BYTES.inc(len(lines))

    def _rotate(self, number: int, header: bytes) -> None:
        try:
            file = self._create(number)
        except OSError as error:
            # Too many open files, say. Nothing was written, and nothing need be.
            raise NotBegun(f"{journal_name(number)} can't be made: {error}") from error
        before, self._file = self._file, self._begun(file, header)
        before.close()

    def _create(self, number: int) -> File:
        return self._folder.create(journal_name(number), reserve=_RESERVE)

    def _begun(self, file: File, header: bytes) -> File:
        try:
            file.write(header)
            file.sync()
            self._folder.sync()
        except OSError:
            with suppress(OSError):
                file.close()
            raise
        return file
