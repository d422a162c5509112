import pytest

from state.files import BadFolder, Damaged
from state.journal import encode_header, encode_line, journal_name, snapshot_name
from state.records import Tables
from state.recovery import mend, recover, remove_before
from tests.state.folders import QuickFolder, lay, read_all
from tests.state.items import ANNA, BORA, CHLOE, KINDS, contents

CODEC = Tables(KINDS)


def journal(after, *lines, room=b""):
    return encode_header("journal", after) + b"".join(lines) + room


def line(sequence, durable, *changes):
    return encode_line(sequence, durable, CODEC.encode(changes))


def snapshot(sequence, *records, count=None):
    header = encode_header("snapshot", sequence, records=len(records) if count is None else count)
    return header + b"".join(line(sequence, sequence, record) for record in records)


def recovered(path):
    """What a start finds, and the records."""
    tables = Tables(KINDS)
    found = recover(QuickFolder(path), tables)
    return found, {record.key for record in tables.records()}


def start(path):
    """What a start finds, once it is over."""
    found, keys = recovered(path)
    mend(QuickFolder(path), found)
    return found, keys


def names(path):
    return sorted(read_all(path))


ONE = line(1, 0, ANNA)
TWO = line(2, 1, BORA)
THREE = line(3, 2, CHLOE)
#: What a power cut may leave of it: its middle sector was never written.
TORN = TWO[:40] + bytes(20) + TWO[60:]


# What is read


def test_an_empty_folder_is_a_beginning(tmp_path):
    found, keys = start(tmp_path)
    assert keys == set()
    assert (found.sequence, found.snapshot, found.replayed, found.next_journal) == (0, 0, 0, 1)


def test_commits_are_counted_on_from_the_snapshot(tmp_path):
    lay(tmp_path, {snapshot_name(4): snapshot(1, ANNA), journal_name(4): journal(1, TWO, THREE)})
    found, keys = recovered(tmp_path)
    assert keys == {"anna", "bora", "chloë"}
    assert (found.sequence, found.snapshot, found.replayed, found.next_journal) == (3, 4, 2, 5)


def test_numbers_are_those_in_the_names_not_the_order_of_the_names(tmp_path):
    journals = {journal_name(number): journal(0) for number in range(1, 10)}
    lay(tmp_path, {**journals, journal_name(10): journal(0, ONE), journal_name(11): journal(1)})
    found, keys = recovered(tmp_path)
    assert keys == {"anna"}
    assert found.next_journal == 12


def test_a_snapshot_of_no_records_is_whole(tmp_path):
    lay(tmp_path, {snapshot_name(2): snapshot(5), journal_name(2): journal(5)})
    assert recovered(tmp_path)[0].sequence == 5


def test_a_snapshot_without_all_its_records_is_refused_at_its_end(tmp_path):
    short = snapshot(1, ANNA, count=2)
    lay(tmp_path, {snapshot_name(2): short, journal_name(2): journal(1)})
    with pytest.raises(Damaged, match="1 of 2 records") as refused:
        recovered(tmp_path)
    assert (refused.value.file, refused.value.offset) == ("snapshot-2.log", len(short))


def test_a_snapshot_with_a_record_of_another_time_is_refused_there(tmp_path):
    mixed = snapshot(2, ANNA, count=2) + line(1, 1, BORA)
    lay(tmp_path, {snapshot_name(2): mixed, journal_name(2): journal(2)})
    with pytest.raises(Damaged, match="line can't be read") as refused:
        recovered(tmp_path)
    assert refused.value.offset == len(snapshot(2, ANNA, count=2))


@pytest.mark.logs("stand in for a damaged one")
def test_nothing_of_a_damaged_snapshot_stays(tmp_path):
    lay(
        tmp_path,
        {
            snapshot_name(1): snapshot(0, ANNA),
            journal_name(1): journal(0),
            snapshot_name(2): snapshot(0, BORA, CHLOE)[:-1],
            journal_name(2): journal(0),
        },
    )
    assert recovered(tmp_path)[1] == {"anna"}


def test_a_journal_in_the_place_of_a_snapshot_is_refused(tmp_path):
    lay(tmp_path, {snapshot_name(2): journal(1), journal_name(2): journal(1)})
    with pytest.raises(Damaged, match="header"):
        recovered(tmp_path)


@pytest.mark.parametrize("before", [{}, {journal_name(1): journal(0, ONE)}])
def test_a_snapshot_in_the_place_of_a_journal_is_refused(before, tmp_path):
    number = len(before) + 1
    lay(tmp_path, {**before, journal_name(number): snapshot(len(before)) + TWO})
    with pytest.raises(Damaged, match="header can't be read") as refused:
        recovered(tmp_path)
    assert (refused.value.file, refused.value.offset) == (journal_name(number), 0)


def test_a_journal_that_goes_on_further_than_the_one_before_is_refused_there(tmp_path):
    lay(tmp_path, {journal_name(1): journal(0, ONE), journal_name(2): journal(3)})
    with pytest.raises(Damaged, match="commits 2 to 3 should follow") as refused:
        recovered(tmp_path)
    assert (refused.value.file, refused.value.offset) == ("journal-1.log", len(journal(0, ONE)))


def test_a_commit_that_is_there_twice_is_refused(tmp_path):
    after = line(4, 3, ANNA) + line(5, 4, BORA)
    lay(tmp_path, {journal_name(1): journal(0, ONE, TWO, THREE, THREE, after)})
    with pytest.raises(Damaged, match="commit 4 was") as refused:
        recovered(tmp_path)
    assert refused.value.offset == len(journal(0, ONE, TWO, THREE))


def test_a_commit_nobody_can_read_is_refused_even_with_a_good_crc(tmp_path):
    lay(tmp_path, {journal_name(1): journal(0, ONE, encode_line(2, 1, b'[["put","gone",{}]]'))})
    with pytest.raises(Damaged, match="'gone'") as refused:
        recovered(tmp_path)
    assert refused.value.offset == len(journal(0, ONE))


def test_only_reading_changes_nothing_in_the_folder(tmp_path):
    files = {journal_name(1): journal(0, ONE, TORN), "x.new": b"", "journal-9.log.cut-3": b"x"}
    lay(tmp_path, files)
    recovered(tmp_path)
    assert read_all(tmp_path) == files


# What is mended


@pytest.mark.logs("never acknowledged")
def test_a_tail_torn_in_its_middle_is_cut_with_what_follows_of_its_batch(tmp_path):
    three = line(3, 1, CHLOE)  # written together with the torn one
    lay(tmp_path, {journal_name(1): journal(0, ONE, TORN, three)})
    assert start(tmp_path)[1] == {"anna"}
    assert read_all(tmp_path) == {
        "journal-1.log": journal(0, ONE),
        f"journal-1.log.cut-{len(journal(0, ONE))}": TORN + three,
    }


def test_a_bad_line_before_a_line_that_was_written_later_is_refused(tmp_path):
    lay(tmp_path, {journal_name(1): journal(0, ONE, TORN, THREE)})
    with pytest.raises(Damaged, match="commit 2 was acknowledged") as refused:
        recovered(tmp_path)
    assert refused.value.offset == len(journal(0, ONE))


def test_room_at_the_end_is_no_damage_and_goes(tmp_path):
    files = {journal_name(1): journal(0, ONE, room=bytes(5_000)), journal_name(2): journal(1)}
    lay(tmp_path, files)
    found, keys = start(tmp_path)
    assert (keys, found.cut) == ({"anna"}, None)
    assert (tmp_path / "journal-1.log").read_bytes() == files["journal-1.log"].rstrip(b"\0")


@pytest.mark.logs("the last 40 bytes")
def test_a_tail_torn_before_the_room_is_kept_without_the_room(tmp_path):
    lay(tmp_path, {journal_name(1): journal(0, ONE, TWO[:40], room=bytes(5_000))})
    assert start(tmp_path)[1] == {"anna"}
    assert read_all(tmp_path) == {
        "journal-1.log": journal(0, ONE),
        f"journal-1.log.cut-{len(journal(0, ONE))}": TWO[:40],
    }


@pytest.mark.logs("never acknowledged")
def test_a_tail_of_which_only_the_end_was_written_is_cut(tmp_path):
    tail = bytes(60) + TWO[60:]
    lay(tmp_path, {journal_name(1): journal(0, ONE, tail, room=bytes(100))})
    assert start(tmp_path)[1] == {"anna"}
    assert (tmp_path / f"journal-1.log.cut-{len(journal(0, ONE))}").read_bytes() == tail


@pytest.mark.parametrize("begun", [b"", bytes(4_096), encode_header("journal", 1)[:-1]])
def test_a_journal_that_was_only_begun_is_put_aside(begun, tmp_path):
    lay(tmp_path, {journal_name(1): journal(0, ONE), journal_name(2): begun})
    found, _keys = start(tmp_path)
    assert found.next_journal == 2
    assert names(tmp_path) == ["journal-1.log", "journal-2.log.cut-0"]


def test_what_was_never_whole_is_removed(tmp_path):
    lay(tmp_path, {journal_name(1): journal(0, ONE), "snapshot-1.log.new": snapshot(1)[:9]})
    assert start(tmp_path)[1] == {"anna"}
    assert names(tmp_path) == ["journal-1.log"]


def test_what_a_snapshot_made_needless_is_removed_and_nothing_else(tmp_path):
    lay(
        tmp_path,
        {
            journal_name(1): journal(0, ONE),
            snapshot_name(2): snapshot(1, ANNA),
            journal_name(2): journal(1, TWO),
            snapshot_name(3): snapshot(2, ANNA, BORA),
            journal_name(3): journal(2, THREE),
            "journal-1.log.cut-99": b"kept",
            "recording.wav": b"kept",
        },
    )
    assert start(tmp_path)[1] == {"anna", "bora", "chloë"}
    assert names(tmp_path) == [
        "journal-1.log.cut-99",
        "journal-3.log",
        "recording.wav",
        "snapshot-3.log",
    ]


@pytest.mark.logs("never acknowledged")
@pytest.mark.logs("stand in")
def test_a_second_start_finds_the_same_and_does_nothing(tmp_path):
    lay(
        tmp_path,
        {
            snapshot_name(2): snapshot(1, ANNA),
            journal_name(2): journal(1),
            snapshot_name(3): b"damaged",
            journal_name(3): journal(1, TORN),
            "snapshot-4.log.new": b"",
        },
    )
    assert start(tmp_path)[1] == {"anna"}
    files = read_all(tmp_path)
    found, keys = start(tmp_path)
    assert (keys, found.cut, found.next_journal) == ({"anna"}, None, 4)
    assert read_all(tmp_path) == files


class PowerCut(Exception):
    pass


class FolderWithoutTime(QuickFolder):
    """Only so many changes are made before the power is cut."""

    def __init__(self, path, changes):
        super().__init__(path)
        self.left = changes

    def spend(self):
        if not self.left:
            raise PowerCut
        self.left -= 1

    def create(self, name, *, reserve=0):
        self.spend()
        return super().create(name, reserve=reserve)

    def truncate(self, name, size):
        self.spend()
        super().truncate(name, size)

    def rename(self, name, to):
        self.spend()
        super().rename(name, to)

    def remove(self, name):
        self.spend()
        super().remove(name)


@pytest.mark.logs("never acknowledged")
def test_a_start_that_is_cut_off_anywhere_leads_the_next_one_to_the_same(tmp_path):
    files = {
        journal_name(1): journal(0, ONE),
        snapshot_name(2): snapshot(1, ANNA),
        journal_name(2): journal(1, TORN),
        journal_name(3): b"never begun",
        "snapshot-3.log.new": b"",
    }
    lay(tmp_path / "whole", files)
    start(tmp_path / "whole")
    wanted = read_all(tmp_path / "whole")
    is_over, changes = False, 0
    while not is_over:
        path = tmp_path / str(changes)
        lay(path, files)
        try:
            mend(FolderWithoutTime(path, changes), recovered(path)[0])
            is_over = True
        except PowerCut:
            assert start(path)[1] == {"anna"}
        assert read_all(path) == wanted
        changes += 1
    assert changes == 6  # five are made, so there are six places to stop at


def test_a_half_kept_tail_is_kept_anew(tmp_path, caplog):
    aside = f"journal-1.log.cut-{len(journal(0, ONE))}"
    lay(tmp_path, {journal_name(1): journal(0, ONE, TORN), aside: b"half"})
    with caplog.at_level("CRITICAL"):
        start(tmp_path)
    assert (tmp_path / aside).read_bytes() == TORN


def test_removing_before_a_snapshot_spares_it_and_its_journal(tmp_path):
    kept = {snapshot_name(2): b"", journal_name(2): b"", journal_name(3): b""}
    lay(tmp_path, {**kept, snapshot_name(1): b"", journal_name(1): b""})
    remove_before(QuickFolder(tmp_path), 2)
    assert read_all(tmp_path) == kept


def test_a_missing_journal_is_named_before_anything_is_changed(tmp_path):
    files = {journal_name(1): journal(0, ONE), journal_name(3): journal(1), "x.new": b""}
    lay(tmp_path, files)
    with pytest.raises(BadFolder, match="^journal-2.log is missing"):
        start(tmp_path)
    assert read_all(tmp_path) == files


def test_what_was_read_is_what_the_files_say(tmp_path):
    lay(tmp_path, {snapshot_name(1): snapshot(0, ANNA), journal_name(1): journal(0, ONE)})
    tables = Tables(KINDS)
    recover(QuickFolder(tmp_path), tables)
    assert contents(tables) == {("visits", "anna"): ANNA}


def test_what_was_read_is_synced(tmp_path):
    synced = []

    class Folder(QuickFolder):
        def truncate(self, name, size):
            synced.append(name)

        def sync(self):
            synced.append(".")

    lay(tmp_path, {journal_name(1): journal(0, ONE), journal_name(2): journal(1)})
    mend(Folder(tmp_path), recovered(tmp_path)[0])
    assert {"journal-1.log", "journal-2.log", "."} <= set(synced)


def test_only_unfinished_snapshots_are_removed(tmp_path):
    lay(tmp_path, {"notes.new": b"mine", "snapshot-3.log.new": b"torn"})
    start(tmp_path)
    assert (tmp_path / "notes.new").exists() and not (tmp_path / "snapshot-3.log.new").exists()
