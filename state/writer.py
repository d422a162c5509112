"""The thread that writes the journal: the only one that touches its files.

Jobs are done one after another, in the order they were given. The first one that fails is final:
nothing is tried again on a file whose state nobody knows, and all later jobs fail with it.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import SimpleQueue

from state.files import File, Folder
from state.journal import journal_name

_RESERVE = 4 * 1_048_576

Then = Callable[[OSError | None], None]
"""Called with what a job failed with, or None."""


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
        self._file = self._begin(number, header)
        self._jobs: SimpleQueue[tuple[Callable[[], None], Then] | None] = SimpleQueue()
        self._failure: OSError | None = None
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def append(self, lines: bytes, then: Then) -> None:
        """Write and sync."""
        self._jobs.put((partial(self._append, lines), then))

    def rotate(self, number: int, header: bytes, then: Then) -> None:
        """Go on in another journal."""
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
            if self._failure is None:
                try:
                    work()
                except OSError as error:
                    self._failure = error
            self._report(partial(then, self._failure))

    def _append(self, lines: bytes) -> None:
        self._file.write(lines)
        self._file.sync()

    def _rotate(self, number: int, header: bytes) -> None:
        file = self._begin(number, header)
        before, self._file = self._file, file
        before.close()

    def _begin(self, number: int, header: bytes) -> File:
        file = self._folder.create(journal_name(number), reserve=_RESERVE)
        file.write(header)
        file.sync()
        self._folder.sync()
        return file
