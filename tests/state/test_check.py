"""What --check says of a folder, against what a start would really do."""

import tempfile
import zlib
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from state.archived import Archived
from state.check import check, check_archive
from state.examination import examine
from state.files import BadFolder, DiskFolder
from state.journal import Header, encode_line, journal_name
from state.records import Tables
from state.recovery import recover
from tests.state.known import (
    KINDS,
    a_run_cut_off_at_its_snapshot,
    a_run_with_a_snapshot,
    a_run_without_a_snapshot,
    commit_line,
    contents,
    files,
    flip,
    journal,
    started,
    words,
    write,
)


def said(path, kinds=KINDS):
    """What check says, as one text; it must have changed nothing."""
    before = files(path)
    report = check(DiskFolder(path), kinds)
    assert files(path) == before
    return report.is_sound, "\n".join(report.lines)


@pytest.fixture
def path(tmp_path):
    write(tmp_path, a_run_with_a_snapshot())
    return tmp_path


def test_every_file_has_a_line(path):
    is_sound, text = said(path)
    assert is_sound
    sizes = {name: len(data) for name, data in files(path).items()}
    assert text.splitlines() == [
        f"snapshot-2.log: 4 lines, as of commit 4, {sizes['snapshot-2.log']} bytes",
        f"journal-2.log: 6 lines, commits 5 to 9, {sizes['journal-2.log']} bytes",
        f"journal-3.log: 6 lines, commits 10 to 14, {sizes['journal-3.log']} bytes",
        f"Sound: a start succeeds and nothing is missing. {len(words(range(1, 15)))} records.",
    ]


def test_an_empty_folder_is_sound(tmp_path):
    told = "There is no journal and no snapshot: a start begins anew, with nothing."
    assert said(tmp_path) == (True, told)


def test_room_reserved_at_the_end_is_no_matter(path):
    before = said(path)
    with (path / "journal-3.log").open("ab") as file:
        file.write(bytes(5000))
    assert said(path) == before


def test_a_journal_with_no_commit_is_said_to_have_none(path):
    write(path, {"journal-4.log": journal(14, 14)})
    assert "journal-4.log: 1 line, nothing after the header" in said(path)[1]


def test_files_that_a_snapshot_made_needless_are_said_to_be_and_may_be_damaged(tmp_path):
    write(tmp_path, a_run_cut_off_at_its_snapshot())
    flip(tmp_path, "journal-1.log", 1)
    is_sound, text = said(tmp_path)
    assert is_sound
    assert text.count("no longer needed") == 2
    assert "journal-1.log: 3 lines, 1 of them unreadable, commits 4 to 4" in text


def test_a_tail_is_no_damage(path):
    size = (path / "journal-3.log").stat().st_size
    with (path / "journal-3.log").open("ab") as file:
        file.write(b"torn in the mid")
    is_sound, text = said(path)
    assert is_sound
    assert f"journal-3.log, byte {size}: the line can't be read" in text
    assert "cuts off 15 bytes from there on; they are kept beside, as journal-3.log.cut-…" in text


def test_journals_after_a_tail_go_with_it(path):
    with (path / "journal-3.log").open("ab") as file:
        file.write(b"torn")
    (path / "journal-4.log").write_bytes(b"torn too")
    is_sound, text = said(path)
    assert is_sound
    assert "4 bytes from there on and all of journal-4.log" in text


def test_every_damaged_line_is_named_with_the_commits_it_held(path):
    first, second = flip(path, "journal-2.log", 2), flip(path, "journal-3.log", 2)
    third = flip(path, "journal-3.log", 3)
    is_sound, text = said(path)
    assert not is_sound
    assert "Damage, because of which the next start is refused:\n" in text
    assert f"  journal-2.log, byte {first}: the line can't be read; commit 6 was here\n" in text
    assert f"  journal-3.log, byte {second}: the line can't be read; commits 11 to 12 were" in text
    assert f"  journal-3.log, byte {third}: the line can't be read\n" in text
    left = len(words(sorted({*range(1, 15)} - {6, 11, 12})))
    assert f"Not sound: 3 places. {left} records can be read." in text
    assert "run --repair" in text


def test_a_tail_behind_damage_is_told_from_it(path):
    flip(path, "journal-2.log", 2)
    offset = flip(path, "journal-3.log", 5)
    is_sound, text = said(path)
    assert not is_sound
    assert "Not sound: 1 place." in text
    assert f"(no damage):\n  journal-3.log, byte {offset}: the line can't be read\n" in text
    assert "cuts off" not in text


def test_lines_taken_out_are_missed(path):
    lines = a_run_with_a_snapshot()["journal-2.log"]
    write(path, {"journal-2.log": [*lines[:2], *lines[4:]]})
    is_sound, text = said(path)
    assert not is_sound
    assert "lines before it are missing; commits 6 to 7 were here" in text


def test_lines_that_are_there_twice_are_damage(path):
    lines = a_run_with_a_snapshot()["journal-2.log"]
    write(path, {"journal-2.log": [*lines[:3], lines[2], *lines[3:]]})
    is_sound, text = said(path)
    assert not is_sound
    assert "commit 6 comes a second time" in text


def test_a_journal_without_its_header_is_damage(path):
    write(path, {"journal-3.log": a_run_with_a_snapshot()["journal-3.log"][1:]})
    is_sound, text = said(path)
    assert not is_sound
    assert "journal-3.log, byte 0: it has no header" in text


def test_a_journal_that_goes_back_is_damage(path):
    write(path, {"journal-3.log": journal(8, 14)})
    is_sound, text = said(path)
    assert not is_sound
    assert "journal-3.log, byte 0: it begins at commit 8, which is not the last one" in text


def test_the_journal_of_the_snapshot_has_to_have_its_header(path):
    (path / "journal-3.log").unlink()
    (path / "journal-2.log").write_bytes(b"")
    is_sound, text = said(path)
    assert not is_sound
    assert "journal-2.log, byte 0: the header can't be read" in text


def test_missing_journals_are_named(tmp_path):
    write(tmp_path, a_run_with_a_snapshot() | {"journal-7.log": journal(20, 21)})
    (tmp_path / "journal-2.log").unlink()
    is_sound, text = said(tmp_path)
    assert not is_sound
    assert "journal-2.log: it is missing; commits 5 to 9 were here" in text
    assert "journal-4.log to journal-6.log: they are missing; commits 15 to 20 were here" in text


def test_where_a_journal_is_missing_nothing_is_told_to_be_cut(path):
    (path / "journal-2.log").unlink()
    offset = flip(path, "journal-3.log", 5)
    text = said(path)[1]
    assert text.count(f"journal-3.log, byte {offset}: the line can't be read") == 1
    assert "A tail" not in text


def test_a_number_out_of_all_bounds_costs_no_more_than_another(path):
    write(path, {f"journal-{10**15}.log": journal(14, 14)})
    assert f"journal-4.log to journal-{10**15 - 1}.log: they are missing" in said(path)[1]
    with pytest.raises(BadFolder, match="journal-4.log is missing"):
        started(DiskFolder(path))


def test_a_snapshot_alone_lacks_its_journal(path):
    (path / "journal-2.log").unlink()
    (path / "journal-3.log").unlink()
    is_sound, text = said(path)
    assert not is_sound
    assert "journal-2.log: it is missing" in text


def test_a_damaged_snapshot_that_nothing_stands_in_for_is_damage(path):
    first, second = flip(path, "snapshot-2.log", 1), flip(path, "snapshot-2.log", 3)
    is_sound, text = said(path)
    assert not is_sound
    assert f"snapshot-2.log, byte {first}: the line can't be read" in text
    assert f"snapshot-2.log, byte {second}: the line can't be read" in text
    assert "journal-1.log: it is missing; commits 1 to 4 were here" in text


@pytest.mark.logs("stand in")
def test_an_older_snapshot_and_all_since_stand_in_for_a_damaged_one(tmp_path):
    folder = write(tmp_path, a_run_cut_off_at_its_snapshot())
    offset = flip(tmp_path, "snapshot-2.log", 1)
    is_sound, text = said(tmp_path)
    assert is_sound
    assert f"snapshot-2.log, byte {offset}: the line can't be read" in text
    assert "a start takes snapshot-1.log and all the journals since" in text
    assert started(folder) == words(range(1, 15))


def test_journals_from_the_first_on_stand_in_for_a_damaged_snapshot(tmp_path):
    write(tmp_path, a_run_with_a_snapshot() | a_run_without_a_snapshot())
    flip(tmp_path, "snapshot-2.log", 0)
    is_sound, text = said(tmp_path)
    assert is_sound
    assert "a start takes no snapshot and all the journals since" in text


def test_a_snapshot_that_lacks_records_is_damaged(path):
    write(path, {"snapshot-2.log": a_run_with_a_snapshot()["snapshot-2.log"][:-1]})
    is_sound, text = said(path)
    assert not is_sound
    assert "there are 2 of 3 records" in text


def test_records_this_version_doesnt_know_are_damage(path):
    is_sound, text = said(path, kinds=())
    assert not is_sound
    assert text.count("there is no table 'words' in this version") == 3 + 5 + 5


def test_records_of_an_unknown_shape_are_damage(path):
    wrong = encode_line(15, 14, b'[["put","words",{"id":5}]]')
    write(path, {"journal-4.log": [*journal(14, 14), wrong]})
    is_sound, text = said(path)
    assert not is_sound
    assert "; commit 15 was here" in text


@pytest.mark.parametrize("kind", ["journal", "snapshot"])
def test_a_newer_schema_is_named_and_the_files_are_still_listed(path, kind):
    header = msgspec.json.encode(Header(kind, 99))
    write(path, {f"{kind}-4.log": [encode_line(14, 14, header)]})
    write(path, {f"journal-{n}.log": journal(14, 14) for n in (4, 5)} if kind != "journal" else {})
    is_sound, text = said(path)
    assert not is_sound
    assert f"Not sound: {kind}-4.log was written by a newer Vivavoz (schema 99" in text
    assert "journal-3.log: 6 lines" in text


@pytest.mark.parametrize("failing", ["snapshot-2.log", "journal-3.log"])
def test_a_file_that_the_disk_doesnt_give_is_named(path, failing):
    class Failing(DiskFolder):
        def read(self, name, *, from_disk=False):
            if name == failing:
                raise OSError(5, "Input/output error")
            return super().read(name)

    for look in (check, examine):
        with pytest.raises(BadFolder, match=f"{failing} can't be read: Input/output error"):
            look(Failing(path), KINDS)


def test_progress_is_told_by_file_and_a_percent_once(path):
    write(path, {"journal-4.log": journal(14, 500)})
    told: list[tuple[str, int]] = []
    examine(DiskFolder(path), KINDS, lambda name, percent: told.append((name, percent)))
    assert {name for name, _ in told} == {"journal-2.log", "journal-3.log", "journal-4.log"}
    assert [percent for name, percent in told if name == "journal-4.log"] == [*range(100)]


def test_progress_of_looking_at_the_files_is_told_too(path):
    told = set()
    check(DiskFolder(path), KINDS, lambda name, percent: told.add(name))
    assert told == set(files(path))


# One verdict

_RUNS = (a_run_with_a_snapshot, a_run_without_a_snapshot, a_run_cut_off_at_its_snapshot)


@st.composite
def damage(draw):
    """A run, and harm done to its files: lines by file."""
    lines = draw(st.sampled_from(_RUNS))()
    raw = {name: b"".join(lines) for name, lines in lines.items()}
    for _ in range(draw(st.integers(0, 3))):
        name = draw(st.sampled_from(sorted(raw)))
        data = bytearray(raw[name])
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        harm = draw(st.sampled_from(["flip", "flip", "flip", "cut", "append", "remove", "line"]))
        if harm == "flip" and data:
            data[at] ^= draw(st.sampled_from([1, 128, data[at] ^ 10 or 1]))
        elif harm == "cut":
            del data[at:]
        elif harm == "append":
            data += draw(st.sampled_from([b"x", b"\n", bytes(9), commit_line(15, 9)]))
        elif harm == "line":
            split = bytes(data).splitlines(keepends=True)
            data = bytearray(b"".join(split[:2] + split[3:]))
        raw[name] = bytes(data)
        if harm == "remove" and len(raw) > 1:
            del raw[name]
    return {name: [data] for name, data in raw.items()}


@pytest.mark.logs("stand in")
@settings(deadline=None)
@given(damage())
def test_check_and_start_agree(lines_by_file):
    with tempfile.TemporaryDirectory() as name:
        folder = write(Path(name), lines_by_file)
        tables = Tables(KINDS)
        is_sound, text = said(Path(name))
        try:
            recovered = recover(folder, tables)
        except BadFolder:
            assert not is_sound, text
            return
        assert is_sound, text
        found = examine(folder, KINDS)
        if recovered.cut is None:
            assert found.tail is None
            assert contents(found.tables) == contents(tables)
            assert found.sequence == recovered.sequence
        else:
            assert found.tail is not None
            assert found.tail.file == f"journal-{recovered.cut.journal}.log"
            assert found.tail.offset == recovered.cut.found.offset


# The archive


def archived(path, *names):
    """Tables with an entry for each of these, whose file holds its name."""
    tables = Tables([Archived])
    for name in names:
        (path / name).write_bytes(name.encode())
        tables.apply(
            [
                Archived(
                    kind="transcript",
                    id=name,
                    owner=None,
                    at=0.0,
                    file=name,
                    size=len(name),
                    crc=zlib.crc32(name.encode()),
                )
            ]
        )
    return tables


def test_an_archive_that_has_everything_is_sound(tmp_path):
    report = check_archive(tmp_path, archived(tmp_path, "a", "b"))
    assert (report.lines, report.is_sound) == (["The archive is sound: 2 files."], True)


def test_what_the_archive_lost_is_named(tmp_path):
    tables = archived(tmp_path, "a", "b")
    (tmp_path / "a").unlink()
    (tmp_path / "b").write_bytes(b"x")
    report = check_archive(tmp_path, tables)
    assert not report.is_sound
    assert report.lines == [
        "archive/a is missing",
        "archive/b is damaged: its checksum is wrong",
        "The archive is not sound: 2 of its 2 files.",
    ]


def test_files_that_nothing_knows_of_are_told(tmp_path):
    (tmp_path / "2026-11").mkdir()
    (tmp_path / "2026-11" / "transcript-a.json").write_bytes(b"{}")
    report = check_archive(tmp_path, Tables([Archived]))
    assert not report.is_sound and "nothing knows of" in report.lines[0]


@pytest.mark.logs("never acknowledged")
def test_what_is_after_a_cut_is_not_counted(tmp_path):
    lines = [*journal(0, 1), b"torn\n", commit_line(3, 1)]
    report = check(write(tmp_path, {journal_name(1): lines}), KINDS)
    assert report.is_sound and report.lines[-1].endswith("1 record.")
    assert contents(report.tables) == started(DiskFolder(tmp_path))
