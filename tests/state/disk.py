"""A disk that remembers every operation, and gives every state that a power cut could leave.

Disk is a Folder (state/files.py) in memory. What may be lost of what, and what a sync that fails
does, is in platter.py. crash_states() walks the history: recovery must be right on all it gives.
"""

import io
import os
import threading
from collections.abc import Callable, Mapping

from tests.state.platter import (
    SECTOR,
    Content,
    Create,
    FailedSync,
    Operation,
    Platter,
    Remove,
    Rename,
    Resize,
    Sync,
    SyncNames,
    Write,
)

# The real 4 MiB would only be NULs to read, thousands of times.
RESERVE = 4 * SECTOR


class Torn(OSError):
    """Raised by a hook: a write fails after `kept` bytes."""

    def __init__(self, number: int, *, kept: int) -> None:
        super().__init__(number, os.strerror(number))
        self.kept = kept


class Disk:
    """A Folder of these files, all safe at first. For any number of threads.

    `before` is called with each operation and its file's name ("" for the folder's sync) before it
    happens, and may raise OSError.
    """

    def __init__(self, files: Mapping[str, bytes] | None = None) -> None:
        self._start = dict(files or {})
        self._platter = Platter(self._start)
        self._lock = threading.RLock()
        self.history: list[Operation] = []
        self.before: Callable[[str, str], None] = lambda operation, name: None

    def killed(self, point: int) -> "Disk":
        """The disk after `point` operations, as the next process finds it: nothing is lost, but
        what wasn't synced still isn't."""
        disk = Disk(self._start)
        for operation in self.history[:point]:
            disk.record(operation)
        return disk

    def crash_states(self, *, since: int = 0) -> list[tuple[int, "Disk"]]:
        """Each folder that a cut after `since` operations or more may leave, once, with the last
        point at which it may: the one that demands most of it."""
        last: dict[tuple[tuple[str, bytes], ...], int] = {}
        platter = Platter(self._start)
        for point in range(len(self.history) + 1):
            if point:
                platter.apply(self.history[point - 1])
            if point >= since:
                last.update(dict.fromkeys(platter.variants(), point))
        return [(point, Disk(dict(state))) for state, point in last.items()]

    def files(self) -> dict[str, bytes]:
        with self._lock:
            return {name: self.content(name).shown for name in self._platter.names.shown}

    def content(self, name: str) -> Content:
        try:
            return self._platter.contents[self._platter.names.shown[name]]
        except KeyError:
            raise FileNotFoundError(2, "no such file", name) from None

    def record(self, operation: Operation) -> None:
        with self._lock:
            self._platter.apply(operation)
            self.history.append(operation)

    # As a Folder

    def names(self) -> list[str]:
        self.before("names", "")
        with self._lock:
            return sorted(self._platter.names.shown)

    def read(self, name: str, *, from_disk: bool = False) -> io.BytesIO:
        self.before("read", name)
        with self._lock:
            content = self.content(name)
            if from_disk:
                content.drop_shown()
            return io.BytesIO(content.shown)

    def create(self, name: str, *, reserve: int = 0) -> "DiskFile":
        self.before("create", name)
        with self._lock:
            if name in self._platter.names.shown:
                raise FileExistsError(17, "there is one", name)
            inode = len(self._platter.contents)
            self.record(Create(inode, name))
        return DiskFile(self, name, inode, min(reserve, RESERVE))

    def truncate(self, name: str, size: int) -> None:
        self.before("truncate", name)
        with self._lock:
            self.content(name)
            inode = self._platter.names.shown[name]
            self.record(Resize(inode, size))
        self.sync_inode(name, inode)

    def sync_inode(self, name: str, inode: int) -> None:
        try:
            self.before("sync", name)
        except OSError:
            self.record(FailedSync(inode))
            raise
        self.record(Sync(inode))

    def rename(self, name: str, to: str) -> None:
        self.before("rename", name)
        with self._lock:
            self.content(name)
            self.record(Rename(name, to))

    def remove(self, name: str) -> None:
        self.before("remove", name)
        with self._lock:
            self.content(name)
            self.record(Remove(name))

    def sync(self) -> None:
        self.before("sync", "")
        self.record(SyncNames())


class DiskFile:
    """A File on a Disk."""

    def __init__(self, disk: Disk, name: str, inode: int, reserve: int) -> None:
        self._disk = disk
        self._name = name
        self._inode = inode
        self._reserve = reserve
        self._reserved = 0
        self._size = 0
        self._is_closed = False

    def write(self, data: bytes) -> None:
        assert not self._is_closed
        torn = None
        try:
            self._disk.before("write", self._name)
        except Torn as error:
            torn, data = error, data[: error.kept]
        end = self._size + len(data)
        if self._reserve and end > self._reserved:
            self._reserved = end + self._reserve
            self._disk.record(Resize(self._inode, self._reserved))
        self._disk.record(Write(self._inode, self._size, data))
        self._size = end
        if torn is not None:
            raise torn

    def sync(self) -> None:
        assert not self._is_closed
        self._disk.sync_inode(self._name, self._inode)

    def close(self) -> None:
        assert not self._is_closed, "the number may be another file's by now"
        self._is_closed = True
        self._disk.before("close", self._name)
        if self._reserved:
            self._disk.record(Resize(self._inode, self._size))
