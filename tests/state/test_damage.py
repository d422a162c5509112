"""Every byte of real folders cut off or changed: a start loses nothing that is proven, or refuses.

The judge is the rule of state/journal.py put another way: what is damaged may be taken for a tail
just when no line that's left after it says that it was safe.
"""

import os
from typing import NamedTuple

import pytest

from state.files import BadFolder, Damaged
from state.journal import (
    SCHEMA,
    decode_line,
    encode_line,
    journal_name,
    journals,
    snapshots,
)
from state.records import Tables
from state.recovery import mend, recover
from tests.state.folders import STATES, QuickFolder, histories, lay
from tests.state.items import KINDS, contents

HISTORIES = ("one", "two", "snapshot", "snapshots")


class Written(NamedTuple):
    """A line of a journal that recovery looks at."""

    file: str
    start: int
    end: int
    sequence: int
    durable: int
    is_header: bool

    @property
    def commits_before(self):
        return self.sequence if self.is_header else self.sequence - 1


@pytest.fixture(scope="module")
def past(tmp_path_factory):
    return histories(tmp_path_factory.mktemp("past"))


def without(past, name, file, tmp_path):
    files, _commits = past[name]
    lay(tmp_path, {other: data for other, data in files.items() if other != file})
    return QuickFolder(tmp_path)


def written(files):
    """The journals' lines that a start reads, in order."""
    first = max(snapshots(list(files)), default=1)
    lines = []
    for name in [journal_name(number) for number in journals(list(files)) if number >= first]:
        start = 0
        for raw in files[name].rstrip(b"\0").splitlines(keepends=True):
            line = decode_line(raw)
            assert line is not None
            end = start + len(raw)
            lines.append(Written(name, start, end, line.sequence, line.durable, start == 0))
            start = end
    return lines


def flips(path):
    """The file with every byte changed in a few ways, in turn: where, and what is told of it."""
    data = path.read_bytes()
    with path.open("r+b", buffering=0) as file:
        for offset, byte in enumerate(data):
            for value in {byte ^ 0x01, byte ^ 0x20, byte ^ 0x80, 0, 0x0A} - {byte}:
                os.pwrite(file.fileno(), bytes([value]), offset)
                yield offset, f"{path.name}: byte {offset} set to {value}"
            os.pwrite(file.fileno(), data[offset : offset + 1], offset)


def cuts(path):
    """The file without its last byte, without the last two, and so on: where it is cut."""
    data = path.read_bytes()
    for size in reversed(range(len(data))):
        os.truncate(path, size)
        yield size, f"{path.name}: cut at {size}"
    path.write_bytes(data)


def outcome(folder):
    """What a start finds: a number of commits, or why it refuses."""
    tables = Tables(KINDS)
    try:
        recovered = recover(folder, tables)
    except Damaged as damaged:
        return damaged
    assert contents(tables) == STATES[recovered.sequence]
    return recovered


def whole(folder):
    return outcome(folder).sequence


def expected_after(lines, name, offset):
    """How many commits are left when this byte of a journal is changed; or where it is refused."""
    hit = [line for line in lines if line.file == name and line.start <= offset < line.end]
    if not hit:  # it's in the room after the last line
        last = [line for line in lines if line.file == name][-1]
        rest = lines[lines.index(last) + 1 :]
        return refused_or(last.sequence, rest, name, last.end)
    [bad] = hit
    rest = lines[lines.index(bad) + 1 :]
    if offset == bad.end - 1 and rest and rest[0].file == name:
        rest = rest[1:]  # without its end it runs into the next one
    if bad.is_header and goes_on_from_snapshot(lines, bad):
        return Damaged(name, 0, "")
    return refused_or(bad.commits_before, rest, name, bad.start, is_header=bad.is_header)


def refused_or(commits, rest, name, start, *, is_header=False):
    needed = commits if is_header else commits + 1
    if any(line.durable >= needed for line in rest):
        return Damaged(name, start, "")
    return commits


def goes_on_from_snapshot(lines, header):
    """Whether a snapshot has the number of this journal: then its header was safe."""
    return header == lines[0] and header.file != journal_name(1)


def assert_as(expected, found, told):
    if isinstance(expected, Damaged):
        assert isinstance(found, Damaged), told
        assert (found.file, found.offset) == (expected.file, expected.offset), told
    else:
        assert not isinstance(found, Damaged), (told, found)
        assert found.sequence == expected, told
        assert found.cut is not None, told


@pytest.mark.parametrize("name", HISTORIES)
def test_undamaged_folders_have_everything(past, name, tmp_path):
    files, commits = past[name]
    lay(tmp_path, files)
    assert whole(QuickFolder(tmp_path)) == commits


@pytest.mark.parametrize("name", ["two", "snapshot", "snapshots"])
def test_every_changed_byte_of_a_journal_is_cut_or_refused_as_it_should(past, name, tmp_path):
    files, _commits = past[name]
    lay(tmp_path, files)
    lines = written(files)
    for file in sorted({line.file for line in lines}):
        for offset, told in flips(tmp_path / file):
            expected = expected_after(lines, file, offset)
            assert_as(expected, outcome(QuickFolder(tmp_path)), told)


@pytest.mark.parametrize("name", HISTORIES)
def test_a_last_journal_cut_at_any_byte_keeps_its_whole_lines(past, name, tmp_path):
    files, _commits = past[name]
    lay(tmp_path, files)
    lines = written(files)
    file = lines[-1].file
    header, *commits = [line for line in lines if line.file == file]
    for size, told in cuts(tmp_path / file):
        if size < header.end:
            break
        found = outcome(QuickFolder(tmp_path))
        kept = [header, *(line for line in commits if line.end <= size)]
        assert found.sequence == kept[-1].sequence, told
        is_torn = size not in {line.end for line in kept} and size < commits[-1].end
        assert (found.cut is not None) == is_torn, told


@pytest.mark.parametrize("name", HISTORIES)
def test_a_last_journal_cut_in_its_header_is_passed_over_or_refused(past, name, tmp_path):
    files, _commits = past[name]
    lay(tmp_path, files)
    lines = written(files)
    header = [line for line in lines if line.is_header][-1]
    os.truncate(tmp_path / header.file, header.end)
    for _size, told in cuts(tmp_path / header.file):
        found = outcome(QuickFolder(tmp_path))
        if goes_on_from_snapshot(lines, header):
            assert isinstance(found, Damaged), told
            assert (found.file, found.offset) == (header.file, 0)
            assert found.reason == "its header can't be read"
        else:
            assert found.sequence == header.sequence, told


@pytest.mark.parametrize("name", ["two", "snapshots"])
def test_an_earlier_journal_cut_at_any_byte_is_refused(past, name, tmp_path):
    files, _commits = past[name]
    if name == "snapshots":
        files = {file: data for file, data in files.items() if not file.startswith("snapshot-")}
    lay(tmp_path, files)
    lines = written(files)
    last = lines[-1].file
    for file in sorted({line.file for line in lines} - {last}):
        ends = [0] + [line.end for line in lines if line.file == file]
        os.truncate(tmp_path / file, ends[-1])
        for size, told in cuts(tmp_path / file):
            found = outcome(QuickFolder(tmp_path))
            assert isinstance(found, Damaged), told
            assert (found.file, found.offset) == (file, max(end for end in ends if end <= size))


# Snapshots


@pytest.mark.parametrize("damaged", [cuts, flips])
def test_a_snapshot_with_any_damage_is_refused(past, damaged, tmp_path):
    files, _commits = past["snapshot"]
    lay(tmp_path, files)
    for _offset, told in damaged(tmp_path / "snapshot-3.log"):
        found = outcome(QuickFolder(tmp_path))
        assert isinstance(found, Damaged) and found.file == "snapshot-3.log", told


@pytest.mark.parametrize("damaged", [cuts, flips])
@pytest.mark.logs("snapshot-4.log is damaged at byte")
def test_an_older_snapshot_and_all_journals_since_stand_in_for_a_damaged_one(
    past, damaged, tmp_path, caplog
):
    files, commits = past["snapshots"]
    lay(tmp_path, files)
    for _offset, told in damaged(tmp_path / "snapshot-4.log"):
        caplog.clear()
        found = outcome(QuickFolder(tmp_path))
        assert (found.sequence, found.snapshot) == (commits, 3), told
        assert "stand in for a damaged one: snapshot-4.log is damaged" in caplog.text


@pytest.mark.logs("snapshot-4.log is damaged at byte")
def test_all_journals_stand_in_for_damaged_snapshots(past, tmp_path):
    files, commits = past["snapshots"]
    lay(tmp_path, {**files, "snapshot-3.log": b"", "snapshot-4.log": b""})
    found = outcome(QuickFolder(tmp_path))
    assert (found.sequence, found.snapshot, list(found.ends)) == (commits, 0, [1, 2, 3, 4])


@pytest.mark.parametrize("journal", ["journal-3.log", "journal-4.log"])
def test_a_damaged_snapshot_is_refused_when_a_journal_is_missing_too(past, journal, tmp_path):
    folder = without(past, "snapshots", journal, tmp_path)
    (tmp_path / "snapshot-4.log").write_bytes(b"")
    found = outcome(folder)
    assert isinstance(found, Damaged) and found.file == "snapshot-4.log"


def test_a_snapshot_with_a_record_of_an_unknown_table_is_refused(past, tmp_path):
    files, _commits = past["snapshot"]
    data = files["snapshot-3.log"]
    header, rest = data.split(b"\n", 1)
    strange = encode_line(7, 7, b'[["put","strangers",{}]]')
    lay(tmp_path, {**files, "snapshot-3.log": header + b"\n" + strange + rest})
    found = outcome(QuickFolder(tmp_path))
    assert isinstance(found, Damaged) and found.offset == len(header) + 1
    assert "'strangers'" in found.reason


# Tails


@pytest.mark.logs("never acknowledged")
@pytest.mark.parametrize("name", HISTORIES)
def test_a_tail_is_cut_off_and_kept_beside_and_the_log_says_so(past, name, tmp_path, caplog):
    files, _commits = past[name]
    last = written(files)[-1]
    for size in range(last.start + 1, last.end):
        lay(tmp_path, {**files, last.file: files[last.file][:size]})
        caplog.clear()
        folder = QuickFolder(tmp_path)
        mend(folder, outcome(folder))
        tail = files[last.file][last.start : size]
        aside = f"{last.file}.cut-{last.start}"
        assert (tmp_path / aside).read_bytes() == tail
        assert (tmp_path / last.file).read_bytes() == files[last.file][: last.start]
        assert f"{last.file}: the last {len(tail)} bytes, from {last.start} on" in caplog.text
        again = outcome(folder)
        assert (again.sequence, again.cut) == (last.sequence - 1, None)


# Whole files


@pytest.mark.parametrize(
    "name, file",
    [
        ("two", "journal-1.log"),
        ("snapshot", "journal-3.log"),
        ("snapshot", "snapshot-3.log"),
        ("snapshots", "journal-4.log"),
    ],
)
def test_a_file_that_is_missing_is_refused(past, name, file, tmp_path):
    with pytest.raises(BadFolder, match=r"^journal-\d\.log is missing"):
        outcome(without(past, name, file, tmp_path))


@pytest.mark.parametrize(
    "name, file, commits",
    [
        ("one", "journal-1.log", 0),
        ("two", "journal-2.log", 6),
        ("snapshots", "journal-1.log", 12),
        ("snapshots", "journal-2.log", 12),
        ("snapshots", "journal-3.log", 12),
        ("snapshots", "snapshot-3.log", 12),
        ("snapshots", "snapshot-4.log", 12),
    ],
)
def test_without_a_file_nobody_can_miss_the_commits_before_it_are_in(
    past, name, file, commits, tmp_path
):
    assert whole(without(past, name, file, tmp_path)) == commits


@pytest.mark.parametrize("file", ["journal-1.log", "journal-2.log", "snapshot-3.log"])
def test_a_file_of_a_newer_version_is_refused(past, file, tmp_path):
    name = "snapshot" if file.startswith("snapshot") else "two"
    files, _commits = past[name]
    header = decode_line(files[file].splitlines(keepends=True)[0])
    assert header is not None
    newer = header.payload.replace(b'"schema":%d' % SCHEMA, b'"schema":%d' % (SCHEMA + 1))
    rest = files[file].split(b"\n", 1)[1]
    lay(tmp_path, {**files, file: encode_line(header.sequence, header.durable, newer) + rest})
    with pytest.raises(BadFolder, match=f"{file} was written by a newer Vivavoz") as refused:
        outcome(QuickFolder(tmp_path))
    assert not isinstance(refused.value, Damaged)
