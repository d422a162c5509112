"""A snapshot being written: all records of one moment, as a file of the journal's form.

The store gives the records, a slice at a time, and finds the threads; here is what a slice is, and
when a snapshot may take its place: once every byte of it was read back from the disk. Until then it
has another name, and the snapshot before it stays what it was.
"""

import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress

from state.files import File, Folder, measure
from state.journal import encode_header, encode_line, snapshot_name
from state.records import Record, Tables
from state.recovery import UNFINISHED

# About half a millisecond of work on the loop, whichever comes first.
_SLICE_RECORDS = 200
_SLICE_BYTES = 65_536
# Synced as it grows: 50 MB at once would hold up the journal's own syncs.
_SYNC_EVERY = 4 * 1_048_576


class SnapshotUnsound(Exception):
    """Raised when a snapshot reads back as something else than was written."""


def slices(tables: Tables, records: Sequence[Record], sequence: int) -> Iterator[bytes]:
    """The snapshot's bytes, in pieces that each take no time to speak of."""
    piece = bytearray(encode_header("snapshot", sequence, records=len(records)))
    count = 0
    for record in records:
        piece += encode_line(sequence, sequence, tables.encode([record]))
        count += 1
        if count == _SLICE_RECORDS or len(piece) >= _SLICE_BYTES:
            yield bytes(piece)
            piece.clear()
            count = 0
    yield bytes(piece)


class SnapshotFile:
    """Blocks: for a thread. After an OSError: discard()."""

    def __init__(self, folder: Folder, number: int) -> None:
        self._folder = folder
        self._name = snapshot_name(number)
        self._file: File | None = None
        self._crc = 0
        self._unsynced = 0

    def write(self, piece: bytes) -> None:
        if self._file is None:
            self._file = self._folder.create(self._name + UNFINISHED)
        self._file.write(piece)
        self._crc = zlib.crc32(piece, self._crc)
        self._unsynced += len(piece)
        if self._unsynced >= _SYNC_EVERY:
            self._file.sync()
            self._unsynced = 0

    def finish(self) -> None:
        """Sync, verify, and take the place that recovery looks at.

        Raises SnapshotUnsound, besides OSError.
        """
        assert self._file is not None, "even of no records there is a header"
        self._file.sync()
        with self._folder.read(self._name + UNFINISHED, from_disk=True) as file:
            _, crc = measure(file)
        if crc != self._crc:
            raise SnapshotUnsound(f"{self._name} reads back differently: is the disk failing?")
        self._folder.rename(self._name + UNFINISHED, self._name)
        self._folder.sync()

    def close(self) -> None:
        if self._file is not None:
            with suppress(OSError):  # finish() has synced it, or it isn't wanted
                self._file.close()
            self._file = None

    def discard(self) -> None:
        """Remove what isn't whole, as far as the disk lets us; the next start removes the rest."""
        with suppress(OSError):
            self._folder.remove(self._name + UNFINISHED)
