import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state import snapshot as module
from state.files import DiskFile
from state.journal import decode_header, decode_line
from state.records import Tables
from state.recovery import load_snapshot
from state.snapshot import SnapshotFile, SnapshotUnsound, slices
from tests.state.folders import QuickFolder
from tests.state.items import ALL, ANNA, KINDS, Note, contents, tables_with

CODEC = Tables(KINDS)


def notes(count, *, size=0):
    return [Note(visit="anna", number=number, text="x" * size) for number in range(count)]


def pieces_of(records, sequence=7):
    return list(slices(CODEC, records, sequence))


def lines(piece):
    return piece.count(b"\n")


@pytest.fixture
def folder(tmp_path):
    return QuickFolder(tmp_path)


# Slices


@given(st.integers(0, 700), st.sampled_from([0, 300, 1_000, 40_000]))
def test_a_slice_takes_no_time_to_speak_of(count, size):
    pieces = pieces_of(notes(min(count, 2_000_000 // (size + 20)), size=size))
    for piece in pieces:
        assert lines(piece) <= module._SLICE_RECORDS + 1  # the header
        assert len(piece) < module._SLICE_BYTES + size + 200


def test_slices_are_no_smaller_than_they_need_to_be():
    assert [lines(piece) for piece in pieces_of(notes(450))] == [201, 200, 50]
    assert [lines(piece) for piece in pieces_of(notes(10, size=20_000))] == [1 + 4, 4, 2]


@pytest.mark.parametrize("count", [0, 1, 199, 200, 201, 400])
def test_slices_are_a_header_that_counts_and_a_line_a_record(count):
    data = b"".join(pieces_of(notes(count)))
    found = [decode_line(raw) for raw in data.splitlines(keepends=True)]
    first, *rest = [line for line in found if line is not None]
    assert len(found) == 1 + len(rest)
    header = decode_header(first, "snapshot", "snapshot-1.log")
    assert header is not None and header.records == count
    assert {(line.sequence, line.durable) for line in [first, *rest]} == {(7, 7)}
    assert [CODEC.decode(line.payload) for line in rest] == [[note] for note in notes(count)]


# The file


def save(folder, number, *records):
    file = SnapshotFile(folder, number)
    for piece in pieces_of(records):
        file.write(piece)
    return file


def finish(file):
    try:
        file.finish()
    finally:
        file.close()


@pytest.mark.parametrize("records", [(), ALL])
def test_a_snapshot_loads_as_what_was_saved(folder, records):
    finish(save(folder, 3, *records))
    loaded = Tables(KINDS)
    assert load_snapshot(folder, 3, loaded) == 7
    assert contents(loaded) == contents(tables_with(*records))


def test_a_snapshot_takes_its_place_only_when_it_is_finished(folder):
    file = save(folder, 3, ANNA)
    assert folder.names() == ["snapshot-3.log.new"]
    finish(file)
    assert folder.names() == ["snapshot-3.log"]


def test_a_snapshot_is_safe_before_it_takes_its_place_and_its_place_after(tmp_path):
    done = []

    class File(DiskFile):
        def sync(self):
            done.append("sync file")

    class Folder(QuickFolder):
        def create(self, name, *, reserve=0):
            assert not reserve
            return File(self.path / name, reserve=reserve)

        def read(self, name, *, from_disk=False):
            done.append("read from disk" if from_disk else "read")
            return super().read(name, from_disk=from_disk)

        def rename(self, name, to):
            done.append("rename")
            super().rename(name, to)

        def sync(self):
            done.append("sync folder")

    finish(save(Folder(tmp_path), 3, ANNA))
    assert done == ["sync file", "read from disk", "rename", "sync folder"]


class FolderThatLies(QuickFolder):
    """What is read is not what was written."""

    def __init__(self, path, change):
        super().__init__(path)
        self._change = change

    def read(self, name, *, from_disk=False):
        with super().read(name, from_disk=from_disk) as file:
            return io.BytesIO(self._change(file.read()))


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1],
        lambda data: data + b"\0",
        lambda data: data[:50] + b"?" + data[51:],
        lambda data: b"",
    ],
)
def test_a_snapshot_that_reads_back_differently_does_not_take_its_place(tmp_path, change):
    finish(save(QuickFolder(tmp_path), 3))
    before = (tmp_path / "snapshot-3.log").read_bytes()
    folder = FolderThatLies(tmp_path, change)
    for number in (3, 4):
        with pytest.raises(SnapshotUnsound, match=rf"^snapshot-{number}\.log reads back"):
            finish(save(folder, number, ANNA))
    assert (tmp_path / "snapshot-3.log").read_bytes() == before
    assert folder.names() == ["snapshot-3.log", "snapshot-3.log.new", "snapshot-4.log.new"]


def test_a_snapshot_of_several_blocks_is_read_back_whole(folder, monkeypatch):
    monkeypatch.setattr("state.files._READ_BYTES", 100)
    finish(save(folder, 3, *ALL))
    assert folder.names() == ["snapshot-3.log"]


def test_a_long_snapshot_is_synced_as_it_grows(tmp_path):
    synced = []

    class File(DiskFile):
        def sync(self):
            synced.append(self._size)

    class Folder(QuickFolder):
        def create(self, name, *, reserve=0):
            return File(self.path / name, reserve=reserve)

    file = SnapshotFile(Folder(tmp_path), 3)
    for _ in range(20):
        file.write(bytes(1_048_576))
    finish(file)
    mib = [size / 1_048_576 for size in synced]
    assert mib == [4.0, 8.0, 12.0, 16.0, 20.0, 20.0]


def test_what_is_discarded_is_gone_and_the_older_one_is_not(folder):
    finish(save(folder, 3, ANNA))
    file = save(folder, 4, ANNA)
    file.close()
    file.discard()
    assert folder.names() == ["snapshot-3.log"]


def test_a_snapshot_that_never_began_is_discarded_and_closed_without_a_word(folder):
    file = SnapshotFile(folder, 3)
    file.discard()
    file.close()
    file.close()
    assert folder.names() == []


def test_a_snapshot_of_the_same_name_being_written_is_an_error(folder):
    first = save(folder, 3, ANNA)
    with pytest.raises(FileExistsError):
        save(folder, 3, ANNA)
    first.close()
