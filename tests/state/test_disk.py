"""The fake disk: what it may lose, what it may not, and that it is a folder like a real one."""

import errno

import pytest

from state.files import DiskFolder
from tests.state.disk import RESERVE, Disk, Torn
from tests.state.platter import SECTOR, Rename, combinations

A, B, C = (bytes([letter]) * SECTOR for letter in b"abc")
NULS = bytes(SECTOR)


def left(disk, *, since=None):
    """What a cut now may leave."""
    since = len(disk.history) if since is None else since
    return [state.files() for _, state in disk.crash_states(since=since)]


def written(disk, *pieces, name="f"):
    file = disk.create(name)
    for piece in pieces:
        file.write(piece)
    return file


@pytest.fixture
def disk():
    return Disk()


@pytest.fixture
def named(disk):
    """A file with one safe sector, and a safe name."""
    file = written(disk, A)
    file.sync()
    disk.sync()
    return file


def test_what_was_synced_is_never_lost(disk, named):
    assert left(disk) == [{"f": A}]


def test_an_unsynced_write_may_be_lost_or_not(disk, named):
    named.write(B)
    assert {"f": A} in left(disk)
    assert {"f": A + B} in left(disk)


def test_of_two_unsynced_sectors_either_may_be_lost(disk, named):
    named.write(B + C)
    states = [state["f"] for state in left(disk)]
    assert {A + B + C, A + NULS + C, A + B + NULS, A + NULS + NULS, A + B, A + NULS, A} == {*states}


def test_a_write_in_a_safe_sector_leaves_what_was_safe(disk):
    file = written(disk, b"safe")
    file.sync()
    disk.sync()
    file.write(b"new")
    assert {state["f"] for state in left(disk)} == {b"safe", b"safenew", b"safe\0\0\0"}


def test_a_sector_may_be_as_it_was_between_two_writes(disk, named):
    named.write(b"x")
    named.write(b"y")
    assert {A, A + b"x", A + b"xy"} <= {state["f"] for state in left(disk)}


def test_a_synced_file_may_have_no_name(disk):
    written(disk, A).sync()
    assert left(disk) == [{}, {"f": A}]


def test_a_safe_name_may_have_no_content(disk):
    written(disk, A)
    disk.sync()
    assert {"f": b""} in left(disk)


def test_a_file_whose_sync_says_nothing_of_another(disk, named):
    written(disk, B, name="g").sync()
    disk.sync()
    named.write(C)
    assert {state["g"] for state in left(disk)} == {B}
    assert A in {state["f"] for state in left(disk)}


def test_a_rename_is_whole_or_has_not_been(disk, named):
    disk.rename("f", "g")
    assert left(disk) == [{"f": A}, {"g": A}]
    disk.sync()
    assert left(disk) == [{"g": A}]


def test_a_rename_over_a_file_never_leaves_neither(disk, named):
    written(disk, B, name="g").sync()
    disk.sync()
    disk.rename("g", "f")
    assert left(disk) == [{"f": A, "g": B}, {"f": B}]


def test_names_change_each_on_its_own(disk, named):
    written(disk, B, name="g").sync()
    disk.sync()
    disk.rename("g", "h")
    disk.remove("f")
    assert {"f": A, "g": B} in left(disk)
    assert {"g": B} in left(disk), "the later change without the earlier one"
    assert {"f": A, "h": B} in left(disk)
    disk.sync()
    assert left(disk) == [{"h": B}]


def test_a_truncation_may_be_lost_until_it_is_synced(disk, named):
    disk.truncate("f", 10)
    before_its_sync = len(disk.history) - 1
    assert {state["f"] for state in left(disk.killed(before_its_sync))} >= {A, A[:10]}
    assert left(disk) == [{"f": A[:10]}]


def test_reserved_room_reads_as_nuls_until_the_file_is_closed(disk):
    file = disk.create("f", reserve=10**6)
    file.write(b"x")
    assert disk.files() == {"f": b"x" + bytes(RESERVE)}
    file.close()
    assert disk.files() == {"f": b"x"}


def test_every_point_of_the_history_is_cut_at(disk, named):
    named.write(B)
    named.sync()
    states = left(disk, since=0)
    assert {} in states and {"f": A} in states and {"f": A + B} in states


def test_a_state_is_given_once_with_the_last_point_it_is_possible_at(disk, named):
    named.write(B)
    named.sync()
    points = {state.files().get("f"): point for point, state in disk.crash_states()}
    assert points[A] == len(disk.history) - 1
    assert points[A + B] == len(disk.history)


def test_a_killed_process_loses_nothing_but_a_cut_after_it_may(disk, named):
    named.write(B)
    again = disk.killed(len(disk.history))
    assert again.files() == {"f": A + B}
    assert {"f": A} in left(again)
    again.truncate("f", len(A + B))
    assert left(again) == [{"f": A + B}]


def test_a_failed_sync_is_not_mended_by_a_second_one(disk, named):
    def fail(operation, name):
        raise OSError(errno.EIO, "bad")

    named.write(B)
    disk.before = fail
    with pytest.raises(OSError, match="bad"):
        named.sync()
    disk.before = lambda operation, name: None
    named.sync()
    assert disk.read("f").read() == A + B, "what the system holds in memory"
    assert left(disk) == [{"f": A}]
    assert disk.read("f", from_disk=True).read() == A
    assert disk.read("f").read() == A


def test_a_torn_write_leaves_its_beginning(disk, named):
    def tear(operation, name):
        raise Torn(errno.ENOSPC, kept=3)

    disk.before = tear
    with pytest.raises(OSError):
        named.write(b"abcdef")
    assert disk.files() == {"f": A + b"abc"}


def test_an_operation_that_fails_does_not_happen(disk, named):
    def fail(operation, name):
        raise OSError(errno.EIO, "bad")

    before = disk.history[:]
    disk.before = fail
    for operation in (
        lambda: disk.create("g"),
        lambda: disk.rename("f", "g"),
        lambda: disk.remove("f"),
        lambda: disk.truncate("f", 0),
        disk.sync,
    ):
        with pytest.raises(OSError, match="bad"):
            operation()
    assert disk.history == before


def test_too_many_combinations_are_sampled_with_the_telling_ones_among_them():
    count = 20
    taken = set(combinations([(0, 1)] * count))
    assert len(taken) < 5_000
    for at in range(count + 1):
        assert (*[1] * at, *[0] * (count - at)) in taken, "a prefix"
        assert (*[0] * at, *[1] * (count - at)) in taken, "a suffix"
    for at in range(count):
        alone = tuple(int(place == at) for place in range(count))
        assert alone in taken
        assert tuple(1 - each for each in alone) in taken, "one missing"
    assert taken == set(combinations([(0, 1)] * count)), "the same each time"


def do_everything(folder):
    """What the store does to a folder; yields what is in it from time to time."""

    def contents():
        found = {}
        for name in folder.names():
            with folder.read(name, from_disk=True) as file:
                found[name] = file.read().rstrip(b"\0")
        return found

    first = folder.create("first", reserve=3 * SECTOR)
    first.write(b"one\n")
    first.sync()
    folder.sync()
    first.write(A + b"\n")
    yield contents()
    second = folder.create("second")
    second.write(b"two\n")
    second.write(b"three\n")
    second.sync()
    second.close()
    first.close()
    with folder.read("first") as file:
        yield contents(), file.read()
    for failing in (
        lambda: folder.create("first"),
        lambda: folder.read("none"),
        lambda: folder.remove("none"),
        lambda: folder.rename("none", "first"),
        lambda: folder.truncate("none", 0),
    ):
        with pytest.raises(OSError) as raised:
            failing()
        yield raised.type
    folder.rename("second", "first")
    folder.sync()
    yield contents()
    folder.truncate("first", 5)
    yield contents()
    folder.remove("first")
    yield contents()


def test_it_does_what_a_real_folder_does(disk, tmp_path):
    assert [*do_everything(disk)] == [*do_everything(DiskFolder(tmp_path))]
    assert any(isinstance(operation, Rename) for operation in disk.history)
