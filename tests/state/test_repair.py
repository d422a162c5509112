"""What --repair keeps of a damaged folder, what it puts aside, and what a crash in it leaves."""

import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from state.check import check
from state.files import BadFolder, DiskFile, DiskFolder
from state.journal import Header, encode_line
from state.repair import repair
from state.settings import StateSettings
from state.store import Store
from tests.state.known import (
    KINDS,
    Word,
    a_run_cut_off_at_its_snapshot,
    a_run_with_a_snapshot,
    a_run_without_a_snapshot,
    commit_line,
    files,
    flip,
    journal,
    started,
    words,
    write,
)

ALL = range(1, 15)


@pytest.fixture
def path(tmp_path):
    write(tmp_path, a_run_with_a_snapshot())
    return tmp_path


def all_but(*lost):
    return words([sequence for sequence in ALL if sequence not in lost])


def repaired(path, kinds=KINDS):
    """What the repair says, as one text. Everything it found is in the folder it made."""
    before = {name: data for name, data in files(path).items() if name.endswith(".log")}
    report = repair(DiskFolder(path), kinds)
    assert report.is_sound
    (aside,) = (entry for entry in path.iterdir() if entry.name.startswith("repair-"))
    assert {name: (aside / name).read_bytes() for name in before} == before
    assert not set(before) & set(files(path))
    assert set(files(aside)) == {*before, "dropped.log"}
    assert check(DiskFolder(path), kinds).is_sound
    return "\n".join(report.lines)


def dropped(path):
    (file,) = path.glob("repair-*/dropped.log")
    return file.read_text(encoding="utf-8")


def raw_line(path, name, line):
    return (path / name).read_bytes().splitlines(keepends=True)[line]


@pytest.mark.parametrize("harm", ["none", "tail", "needless"])
def test_a_folder_without_damage_is_left_as_it_is(path, harm):
    if harm == "tail":
        flip(path, "journal-3.log", 5)
    elif harm == "needless":
        write(path, {"journal-1.log": [b"nothing"]})
    before = files(path)
    report = repair(DiskFolder(path), KINDS)
    assert (report.lines, report.is_sound) == (["There is no damage: nothing was changed."], True)
    assert files(path) == before


def test_an_unreadable_line_is_dropped_and_all_others_are_kept(path):
    offset = flip(path, "journal-2.log", 3)
    raw = raw_line(path, "journal-2.log", 3)
    place = f"journal-2.log, byte {offset}: the line can't be read; commit 7 was here"
    text = repaired(path)
    assert f"  {place}\n" in text
    assert dropped(path) == f"{place}: {raw!r}\n"
    assert started(DiskFolder(path)) == all_but(7)


def test_what_vouches_that_nothing_is_missing_isnt_kept(path, monkeypatch):
    monkeypatch.setattr(Word, "vouches", True)
    flip(path, "journal-2.log", 3)
    assert "Kept: 0 records" in repaired(path)
    assert started(DiskFolder(path)) == words([])


def test_the_report_says_where_everything_is(path):
    flip(path, "journal-2.log", 3)
    lines = repaired(path).splitlines()
    assert lines[0] == "Dropped (places: 1; their raw bytes are in repair-4/dropped.log):"
    assert lines[2] == f"Kept: {len(all_but(7))} records, now in snapshot-4.log."
    assert "in repair-4" in lines[3]


def test_what_lies_before_and_after_a_missing_journal_is_kept(path):
    write(path, {"journal-4.log": journal(14, 15)})
    (path / "journal-3.log").unlink()
    assert "journal-3.log: it is missing; commits 10 to 14 were here" in repaired(path)
    assert started(DiskFolder(path)) == words([*range(1, 10), 15])


def test_of_a_snapshot_that_isnt_whole_the_readable_records_are_kept(path):
    offset = flip(path, "snapshot-2.log", 1)
    assert f"snapshot-2.log, byte {offset}: the line can't be read" in repaired(path)
    kept = words(ALL)
    del kept["2"]
    assert started(DiskFolder(path)) == kept


def test_a_snapshots_records_dont_need_its_header(path):
    flip(path, "snapshot-2.log", 0)
    repaired(path)
    assert started(DiskFolder(path)) == words(ALL)


def test_a_snapshots_records_dont_need_the_others(path):
    write(path, {"snapshot-2.log": a_run_with_a_snapshot()["snapshot-2.log"][:-2]})
    repaired(path)
    kept = words(ALL)
    del kept["3"]
    assert started(DiskFolder(path)) == kept


def test_a_record_of_another_moment_is_no_part_of_a_snapshot(path):
    lines = a_run_with_a_snapshot()["snapshot-2.log"]
    write(path, {"snapshot-2.log": [*lines, commit_line(77)]})
    assert "the line is of commit 77, the others of 4" in repaired(path)
    assert started(DiskFolder(path)) == words(ALL)


def test_a_snapshot_that_isnt_whole_still_gives_what_the_journals_before_it_lost(tmp_path):
    write(tmp_path, a_run_cut_off_at_its_snapshot())
    flip(tmp_path, "snapshot-2.log", 1)
    flip(tmp_path, "journal-1.log", 1)
    repaired(tmp_path)
    kept = words(ALL)  # commit 3's word is in the snapshot, what it deleted comes back
    assert started(DiskFolder(tmp_path)) == kept | {"1": "of commit 1"}


def test_a_lost_snapshot_leaves_the_journals_there_are(path):
    (path / "snapshot-2.log").unlink()
    repaired(path)
    assert started(DiskFolder(path)) == words(range(5, 15))


def test_a_lost_journal_leaves_the_snapshot(path):
    (path / "journal-2.log").unlink()
    (path / "journal-3.log").unlink()
    repaired(path)
    assert started(DiskFolder(path)) == words(range(1, 5))


@pytest.mark.parametrize("line", [None, 1])
def test_new_commits_come_after_those_that_only_a_snapshot_knew(path, line):
    (path / "journal-2.log").unlink()
    (path / "journal-3.log").unlink()
    if line is not None:
        flip(path, "snapshot-2.log", line)
    repaired(path)
    assert b' 4 4 {"vivavoz":"snapshot"' in (path / "snapshot-3.log").read_bytes()
    assert b' 4 4 {"vivavoz":"journal"' in (path / "journal-3.log").read_bytes()


def test_a_commit_that_is_there_twice_is_applied_once(path):
    lines = a_run_with_a_snapshot()["journal-2.log"]
    write(path, {"journal-2.log": [*lines, lines[2]]})
    repaired(path)
    assert repr(lines[2]) in dropped(path)
    assert started(DiskFolder(path)) == words(ALL)


def test_a_journal_without_its_header_is_read_all_the_same(path):
    write(path, {"journal-2.log": a_run_with_a_snapshot()["journal-2.log"][1:]})
    repaired(path)
    assert started(DiskFolder(path)) == words(ALL)


def test_readable_lines_of_a_tail_behind_damage_are_kept(path):
    flip(path, "journal-2.log", 3)
    with (path / "journal-3.log").open("ab") as file:
        file.write(b"bad\n" + commit_line(16, durable=14))
    repaired(path)
    assert "bad" in dropped(path)
    assert started(DiskFolder(path)) == words([*range(1, 7), *range(8, 15), 16])


def test_what_this_version_doesnt_know_is_dropped_and_listed(path):
    unknown = encode_line(15, 14, b'[["put","moods",{"id":"5"}]]')
    misshapen = encode_line(16, 15, b'[["put","words",{"id":5}]]')
    write(path, {"journal-4.log": [*journal(14, 14), unknown, misshapen, commit_line(17)]})
    text = repaired(path)
    assert "there is no table 'moods' in this version; commit 15 was here" in text
    assert repr(unknown) in dropped(path) and repr(misshapen) in dropped(path)
    assert started(DiskFolder(path)) == words([*ALL, 17])


def test_nul_bytes_are_counted_not_spelled_out(path):
    with (path / "journal-3.log").open("ab") as file:
        file.write(b"bad" + bytes(3000))
    flip(path, "journal-2.log", 3)
    repaired(path)
    assert "b'bad' and 3000 NUL bytes\n" in dropped(path)


def test_what_a_newer_version_wrote_is_not_touched(path):
    flip(path, "journal-2.log", 3)
    newer = encode_line(14, 14, msgspec.json.encode(Header("journal", 99)))
    write(path, {"journal-4.log": [newer]})
    before = files(path)
    with pytest.raises(BadFolder, match="newer Vivavoz"):
        repair(DiskFolder(path), KINDS)
    assert files(path) == before


async def test_a_store_goes_on_after_all_that_was_ever_seen(path):
    flip(path, "journal-3.log", 4)
    write(path, {"journal-4.log": [*journal(14, 14), b"bad\n", commit_line(29, durable=28)]})
    repaired(path)
    store = Store(DiskFolder(path), KINDS, StateSettings())
    assert {word.id for word in store.table(Word)} == set(words([*range(1, 13), 14, 29]))
    await store.commit(Word(id="new", text="after"))
    assert b" 30 29 [" in (path / "journal-6.log").read_bytes()
    await store.close()
    assert started(DiskFolder(path))["new"] == "after"


def test_a_second_repair_has_a_folder_of_its_own(path):
    flip(path, "journal-2.log", 3)
    repaired(path)
    flip(path, "snapshot-4.log", 1)
    repair(DiskFolder(path), KINDS)
    assert (path / "repair-4" / "snapshot-2.log").exists()
    assert (path / "repair-5" / "snapshot-4.log").exists()


def test_numbers_of_unfinished_snapshots_are_not_taken(path):
    flip(path, "journal-2.log", 3)
    write(path, {"snapshot-4.log.new": [b"half"]})
    assert "repair-5" in repaired(path)


# Random harm


def flat(lines_by_file):
    return {name: b"".join(lines) for name, lines in lines_by_file.items()}


@st.composite
def harmed(draw):
    """A run, and what one flipped byte or one removed file leaves of it: bytes by name."""
    run = draw(st.sampled_from([a_run_with_a_snapshot, a_run_without_a_snapshot]))()
    left = flat(run)
    name = draw(st.sampled_from(sorted(left)))
    if draw(st.booleans()):
        at = draw(st.integers(0, len(left[name]) - 1))
        data = bytearray(left[name])
        data[at] ^= draw(st.integers(1, 255))
        left[name] = bytes(data)
    else:
        del left[name]
    return run, left


def readable(run, left):
    """The words of all lines of `run` that are still in the files, in order."""
    kept = {}
    for name in sorted(left, key=lambda name: (int(name[-5]), name.startswith("journal"))):
        here = left[name].splitlines(keepends=True)
        for line in run[name][1:]:
            if line in here:
                _, sequence, _, payload = line.split(b" ", 3)
                for what, _, argument in msgspec.json.decode(payload):
                    if what == "put":
                        kept[argument["id"]] = argument["text"]
                    else:
                        kept.pop(argument, None)
    return kept


@pytest.mark.logs("never acknowledged")
@settings(deadline=None)
@given(harmed())
def test_every_readable_line_is_kept_whatever_one_harm_does(run_and_left):
    run, left = run_and_left
    with tempfile.TemporaryDirectory() as name:
        path = Path(name)
        folder = write(path, {name: [data] for name, data in left.items()})
        was_sound = check(folder, KINDS).is_sound
        repair(folder, KINDS)
        assert check(folder, KINDS).is_sound
        if was_sound:
            assert files(path) == left
        else:
            assert set(left.values()) <= set(files(path).values())
        assert started(folder) == readable(run, left)


# Crashes


class Died(Exception):
    """The process is gone: nothing is caught, nothing more is done."""


class DyingFile:
    def __init__(self, file: DiskFile, folder):
        self._file = file
        self._folder = folder

    def write(self, data):
        self._folder.step(lambda: self._file.write(data[: len(data) // 2]))
        self._file.write(data[len(data) // 2 :])

    def sync(self):
        self._folder.step()
        self._file.sync()

    def close(self):
        self._file.close()


class DyingFolder(DiskFolder):
    """Dies at its `steps`-th operation, before it or, of a write, in its middle."""

    def __init__(self, path, countdown):
        super().__init__(path)
        self._countdown = countdown

    def step(self, half=lambda: None):
        if self._countdown[0] == 0:
            half()
            self._countdown[0] = -1
        if self._countdown[0] < 0:
            raise Died
        self._countdown[0] -= 1
        half()

    def read(self, name, *, from_disk=False):
        self.step()
        return super().read(name, from_disk=from_disk)

    def create(self, name, *, reserve=0):
        self.step()
        return DyingFile(super().create(name, reserve=reserve), self)

    def rename(self, name, to):
        self.step()
        super().rename(name, to)

    def remove(self, name):
        self.step()
        super().remove(name)

    def sync(self):
        self.step()
        super().sync()

    def make_folder(self, name):
        self.step()
        return DyingFolder(super().make_folder(name).path, self._countdown)

    def link(self, name, to):
        self.step()
        super().link(name, to)


class WithoutLinks(DyingFolder):
    def link(self, name, to):
        raise PermissionError(1, "this file system has no second names")


def damaged(path):
    path.mkdir()
    write(path, a_run_with_a_snapshot())
    flip(path, "journal-2.log", 3)
    flip(path, "snapshot-2.log", 2)
    return path


def every_crash(tmp_path, kind):
    """The folder as a repair leaves it that dies at its first operation, its second, and so on."""
    step = 0
    while True:
        path = damaged(tmp_path / str(step))
        try:
            repair(kind(path, [step]), KINDS)
        except Died:
            yield path
        else:
            assert step > 20
            return
        step += 1


@pytest.fixture
def uninterrupted(tmp_path):
    path = damaged(tmp_path / "uninterrupted")
    repaired(path)
    return started(DiskFolder(path))


@pytest.mark.parametrize("kind", [DyingFolder, WithoutLinks])
def test_a_repair_that_died_can_be_run_again(tmp_path, uninterrupted, kind):
    originals = set(files(damaged(tmp_path / "originals")).values())
    for path in every_crash(tmp_path, kind):
        repair(DiskFolder(path), KINDS)
        assert check(DiskFolder(path), KINDS).is_sound
        assert originals <= set(files(path).values())
        assert started(DiskFolder(path)) == uninterrupted


@pytest.mark.parametrize("kind", [DyingFolder, WithoutLinks])
def test_after_a_repair_that_died_a_start_is_refused_or_has_all_that_it_keeps(
    tmp_path, uninterrupted, kind
):
    originals = set(files(damaged(tmp_path / "originals")).values())
    outcomes = []
    for path in every_crash(tmp_path, kind):
        try:
            assert started(DiskFolder(path)) == uninterrupted
            outcomes.append("started")
        except BadFolder:
            outcomes.append("refused")
        assert kind is WithoutLinks or originals <= set(files(path).values())
    assert outcomes == sorted(outcomes)  # refused until the new snapshot stands, then never again
    assert set(outcomes) == {"refused", "started"}


def test_where_files_have_no_second_names_they_are_moved(path):
    flip(path, "journal-2.log", 3)
    before = files(path)
    repair(WithoutLinks(path, [1000]), KINDS)
    assert {name: (path / "repair-4" / name).read_bytes() for name in before} == before
    assert started(DiskFolder(path)) == all_but(7)


def test_a_disk_that_reads_back_something_else_ends_the_repair(path):
    class Forgetful(DiskFolder):
        def read(self, name, *, from_disk=False):
            file = super().read(name)
            if from_disk:
                file.seek(1)
            return file

    flip(path, "journal-2.log", 3)
    with pytest.raises(BadFolder, match="reads back differently"):
        repair(Forgetful(path), KINDS)
    assert not check(DiskFolder(path), KINDS).is_sound
    repair(DiskFolder(path), KINDS)
    assert started(DiskFolder(path)) == all_but(7)
