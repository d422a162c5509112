"""A file that grows while a call goes on: what is written survives a killed server.

Room for a head of fixed length is left at the front, because a WAV header needs the final size;
what a head says is the caller's business. Until it is finished the file is `<name>.part` in the
archive's folder, and whatever ends the server, it is there after the next start, to be gone on
with, finished or thrown away (archive.py). Everything here blocks: for a thread.
"""

import errno
import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from state.archived import PART, Archived, made_folder, name_of, parse
from state.files import DiskFolder, measure, sync_file, write_at

logger = logging.getLogger(__name__)

# What a power cut may cost: two seconds of one voice. A killed server loses nothing written.
_SYNC_EVERY = 65_536
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}


class Unfinished(NamedTuple):
    """A recording that the end of a run cut off."""

    kind: str
    id: str
    suffix: str
    #: Of the file, the room for the head included.
    size: int
    #: Wall time.
    changed_at: float

    @property
    def name(self) -> str:
        return name_of(self.kind, self.id, self.suffix)


class PartFile:
    """`name`.part, begun or gone on with at the first call of any method.

    Calls may come from several threads; they wait for one another, so that one which its caller no
    longer waits for can't meet the next.
    """

    def __init__(self, folder: Path, name: str, *, head_bytes: int, frame_bytes: int) -> None:
        self.name = name
        self.size = 0
        """Of the payload."""
        self._folder = folder
        self._path = folder / (name + PART)
        self._head_bytes = head_bytes
        self._frame_bytes = frame_bytes
        self._lock = threading.Lock()
        self._fd: int | None = None
        self._has_ended = False
        self._unsynced = 0
        self._has_failed = False

    def write(self, data: bytes) -> None:
        """Append. After an OSError none of `data` counts, and a later call may succeed, unless it
        was a sync that failed: that one is final."""
        with self._lock:
            fd = self._open()
            write_at(fd, data, self._head_bytes + self.size)
            self.size += len(data)
            self._unsynced += len(data)
            if self._unsynced >= _SYNC_EVERY:
                self._sync(fd)

    def seal(self, head: Callable[[int], bytes]) -> tuple[int, int]:
        """Cut the payload to whole frames, put the head before it, sync: the file's size and CRC.

        Raises ValueError, and changes nothing, for a head of another length than was agreed.
        """
        with self._lock:
            fd = self._open()
            self.size -= self.size % self._frame_bytes
            front = head(self.size)
            if len(front) != self._head_bytes:
                raise ValueError(f"the head has {len(front)} bytes, not {self._head_bytes}")
            os.ftruncate(fd, self._head_bytes + self.size)
            write_at(fd, front, 0)
            self._sync(fd)
            with open(self._path, "rb") as file:
                return measure(file)

    def place(self, path: Path) -> None:
        """Give the sealed file a second name, that lasts.

        It keeps the first one until discard(), so that after a crash in between it is still found
        among what is unfinished. A file that is there already is put aside, never lost.
        """
        with self._lock:
            month = made_folder(path.parent)
            with suppress(FileNotFoundError):
                if not path.samefile(self._path):
                    os.replace(path, f"{path}.aside")
            try:
                os.link(self._path, path)
            except FileExistsError:
                pass  # of a finish that a crash cut off
            except OSError as error:
                if error.errno not in _NO_LINKS:
                    raise
                os.replace(self._path, path)
            month.sync()

    def discard(self) -> None:
        """Remove the name, for ever, and end. Idempotent."""
        with self._lock:
            self._close()
            self._path.unlink(missing_ok=True)
            DiskFolder(self._folder).sync()

    def close(self) -> None:
        """End, and leave the file for the next start. Idempotent."""
        with self._lock:
            self._close()

    def _open(self) -> int:
        if self._has_ended:
            raise ValueError(f"the recording {self.name} has ended")
        if self._has_failed:
            raise OSError(errno.EIO, "a sync has failed; the next start sees what is left")
        if self._fd is None:
            self._fd = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            DiskFolder(self._folder).sync()
            there = max(0, os.fstat(self._fd).st_size - self._head_bytes)
            self.size = there - there % self._frame_bytes
        return self._fd

    def _close(self) -> None:
        self._has_ended = True
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def _sync(self, fd: int) -> None:
        # The system may have dropped what it couldn't write; a second try would succeed.
        try:
            sync_file(fd)
        except OSError:
            self._has_failed = True
            raise
        self._unsynced = 0


def unfinished_in(folder: Path) -> list[Unfinished]:
    """The recordings that were never finished, as they lie in the archive's folder."""
    found = []
    for path in sorted(folder.glob(f"*{PART}")):
        parsed = parse(path.name.removesuffix(PART))
        if parsed is not None and path.is_file():
            status = path.stat()
            found.append(Unfinished(*parsed, status.st_size, status.st_mtime))
    return found


def remove_finished(folder: Path, part: Unfinished, entry: Archived) -> None:
    """Remove the first name of what is in its place, as the index knows, already."""
    path = folder / entry.file
    if path.exists() and path.stat().st_size == entry.size:
        os.unlink(folder / (part.name + PART))
    else:
        logger.error("%s isn't as it was finished; %s is left", entry.file, part.name + PART)
