"""The data folder: the few things that are done to files, and who may do them.

All of the store's file work goes through Folder, so that tests can stand in a disk that fails, or
that forgets what was never synced. Names are plain, without a path.
"""

import fcntl
import os
import zlib
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol

_LOCK = "lock"
_READ_BYTES = 1_048_576


class BadFolder(Exception):
    """Raised when the data folder can't be used; the text says what is wrong and what to do."""


class Damaged(BadFolder):
    """Raised when something in `file` that was acknowledged can't be read any more."""

    def __init__(self, file: str, offset: int, reason: str) -> None:
        super().__init__(
            f"{file} is damaged at byte {offset}: {reason}. Look at it with --check; --repair "
            "keeps what can be read and puts the rest aside"
        )
        self.file = file
        self.offset = offset
        self.reason = reason


class File(Protocol):
    """A file being written: by one thread at a time."""

    def write(self, data: bytes) -> None:
        """Append all of `data`; OSError when that fails, and then nobody knows how much is in."""
        ...

    def sync(self) -> None:
        """Returns when all that was written would survive a power cut. OSError is final: after it
        the system may have dropped what it couldn't write, and a second try would succeed."""
        ...

    def close(self) -> None: ...


class Folder(Protocol):
    """A flat folder of files. Every method may raise OSError."""

    def names(self) -> list[str]: ...

    def read(self, name: str, *, from_disk: bool = False) -> BinaryIO:
        """The file, open for reading; `from_disk`: not from what the system holds in memory."""
        ...

    def create(self, name: str, *, reserve: int = 0) -> File:
        """A new file; FileExistsError when there is one. Its name lasts from sync() on.

        `reserve`: claim so many bytes ahead of what is written, again and again. Until close() the
        file then ends in NUL bytes, and a sync needn't record a new size each time: a commit on its
        own takes 0.35 ms in place of 0.45 (ext4, bench/state.py).
        """
        ...

    def truncate(self, name: str, size: int) -> None:
        """Cut the file at `size`, and sync it."""
        ...

    def rename(self, name: str, to: str) -> None:
        """In one step, over whatever had that name; it lasts from sync() on."""
        ...

    def remove(self, name: str) -> None: ...

    def sync(self) -> None:
        """Returns when created, renamed and removed names would survive a power cut."""
        ...


class DiskFile:
    def __init__(self, path: Path, *, reserve: int) -> None:
        self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._reserve = reserve if hasattr(os, "posix_fallocate") else 0
        self._size = 0
        self._reserved = 0

    def write(self, data: bytes) -> None:
        end = self._size + len(data)
        if self._reserve and end > self._reserved:
            self._reserve_up_to(end + self._reserve)
        write_at(self._fd, data, self._size)
        self._size = end

    def _reserve_up_to(self, end: int) -> None:
        try:
            os.posix_fallocate(self._fd, self._reserved, end - self._reserved)
        except OSError:
            # This file system can't, or has less room than that. It was only for speed: whether
            # there is room for what must be written, the write tells.
            self._reserve = 0
        else:
            self._reserved = end

    def sync(self) -> None:
        sync_file(self._fd)

    def close(self) -> None:
        try:
            if self._reserved:
                os.ftruncate(self._fd, self._size)
        finally:
            os.close(self._fd)


class DiskFolder:
    """A real folder, made if it isn't there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: int | None = None
        self._folder: int | None = None  # kept open while locked: a sync mustn't lack a descriptor
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._unusable(error) from error

    def lock(self) -> None:
        """Keep every other process out until unlock() or the end of this one.

        Raises BadFolder when another one has it.
        """
        try:
            self._lock = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
            self._folder = os.open(self.path, os.O_RDONLY)
        except OSError as error:
            self.unlock()
            raise self._unusable(error) from error
        self._keep_out(self._lock)
        with suppress(OSError):  # a full disk; the lock itself is what counts
            os.truncate(self._lock, 0)
            os.pwrite(self._lock, f"{os.getpid()}\n".encode(), 0)

    def lock_for_reading(self) -> None:
        """As lock(), and leaves no trace: for a folder that may not or shall not be written to."""
        try:
            self._lock = os.open(self.path / _LOCK, os.O_RDONLY)
        except FileNotFoundError:
            return  # no server was ever here
        except OSError as error:
            raise self._unusable(error) from error
        self._keep_out(self._lock)

    def _keep_out(self, fd: int) -> None:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            pid = os.pread(fd, 32, 0).decode(errors="replace").strip() or "unknown"
            self.unlock()
            if not isinstance(error, BlockingIOError):
                raise BadFolder(f"--data-dir {self.path} can't be locked: {error}") from error
            raise BadFolder(
                f"the data folder {self.path} is in use by another server, process {pid}: "
                "stop that one first, or give this one another --data-dir"
            ) from None

    def _unusable(self, error: OSError) -> BadFolder:
        return BadFolder(
            f"--data-dir {self.path}: {error.strerror or error}: it must be a folder that the "
            "server may write to"
        )

    def unlock(self) -> None:
        for fd in (self._lock, self._folder):
            if fd is not None:
                os.close(fd)
        self._lock = self._folder = None

    def names(self) -> list[str]:
        return sorted(entry.name for entry in os.scandir(self.path) if entry.is_file())

    def read(self, name: str, *, from_disk: bool = False) -> BinaryIO:
        file = open(self.path / name, "rb")
        if from_disk and hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return file

    def create(self, name: str, *, reserve: int = 0) -> DiskFile:
        return DiskFile(self.path / name, reserve=reserve)

    def truncate(self, name: str, size: int) -> None:
        os.truncate(self.path / name, size)
        _sync_path(self.path / name, os.O_RDWR)

    def rename(self, name: str, to: str) -> None:
        os.replace(self.path / name, self.path / to)

    def remove(self, name: str) -> None:
        os.unlink(self.path / name)

    def make_folder(self, name: str) -> "DiskFolder":
        """A folder inside this one; FileExistsError when there is one. It lasts from sync() on.

        link() and rename() take `folder/name` as the second name.
        """
        (self.path / name).mkdir(mode=0o700)
        return DiskFolder(self.path / name)

    def link(self, name: str, to: str) -> None:
        """Give a file a second name. OSError where the file system has no such thing."""
        os.link(self.path / name, self.path / to)

    def sync(self) -> None:
        if self._folder is None:
            _sync_path(self.path, os.O_RDONLY)
        else:
            os.fsync(self._folder)


def measure(file: BinaryIO) -> tuple[int, int]:
    """The size and the CRC-32 of what is left to read."""
    size = crc = 0
    while block := file.read(_READ_BYTES):
        size += len(block)
        crc = zlib.crc32(block, crc)
    return size, crc


def write_at(fd: int, data: bytes, offset: int) -> None:
    """All of it, in as many parts as the system makes of it."""
    rest = memoryview(data)
    while rest:
        written = os.pwrite(fd, rest, offset)
        offset += written
        rest = rest[written:]


def sync_file(fd: int) -> None:
    """Returns when what was written to it would survive a power cut."""
    if hasattr(fcntl, "F_FULLFSYNC"):  # macOS: its fsync stops at the drive's own memory
        fcntl.fcntl(fd, fcntl.F_FULLFSYNC)
    else:
        os.fdatasync(fd)


def _sync_path(path: Path, flags: int) -> None:
    fd = os.open(path, flags)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
