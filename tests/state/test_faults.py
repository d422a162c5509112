"""A disk that fails under the store: what it must say, refuse, and still keep."""

import errno
import io
import os

import pytest

from state.errors import StoreFailed
from state.files import BadFolder
from state.journal import journals, snapshots
from state.records import Tables
from state.recovery import UNFINISHED, recover
from state.settings import StateSettings
from state.store import Store
from tests.state.disk import Disk, Torn
from tests.state.items import Memo


class Fault:
    """From now on, one operation on the files whose names begin so fails, each time but the first
    `spared`; notes everything that is tried."""

    def __init__(self, disk, operation, name, number=errno.EIO, *, kept=None, spared=0, once=False):
        self._fails = (operation, name)
        self._number = number
        self._kept = kept
        self._spared = spared
        self.since = len(disk.history)
        self._once = once
        self.is_over = False
        #: What was tried, from the first failure on.
        self.tried: list[tuple[str, str]] = []
        disk.before = self._before

    def _before(self, operation, name):
        failing, prefix = self._fails
        hits = operation == failing and name.startswith(prefix) and bool(name) == bool(prefix)
        if hits and self._spared:
            self._spared -= 1
            return
        if hits or self.tried:
            self.tried.append((operation, name))
        if not hits or self.is_over:
            return
        self.is_over = self._once
        if self._kept is not None:
            raise Torn(self._number, kept=self._kept)
        raise OSError(self._number, os.strerror(self._number))


def mend_disk(disk):
    disk.before = lambda operation, name: None


def store_on(disk):
    return Store(disk, [Memo], StateSettings())


def ids(disk):
    """Of the memos that a start would find."""
    tables = Tables([Memo])
    recover(disk, tables)
    return [memo.id for memo in tables.of(Memo)]


def assert_every_cut_leaves(disk, *possible, since):
    for point, state in disk.crash_states(since=since):
        assert ids(state) in possible, f"a cut after {point} operations"


async def assert_a_restart_has(disk, *kept):
    """After a power cut or without one, and it takes commits again."""
    final = [state for _, state in disk.crash_states(since=len(disk.history))]
    for each in (disk.killed(len(disk.history)), *final):
        store = store_on(each)
        assert {*kept} <= {memo.id for memo in store.table(Memo)}
        await store.commit(Memo(id="new"))
        await store.close()
        assert {*kept, "new"} <= {*ids(each)}


LINE = len(b'01234567 3 2 [["put","memos",{"id":"c","text":""}]]\n')

JOURNAL_FAULTS = {
    "full": ("write", errno.ENOSPC, 0),
    "full after half a line": ("write", errno.ENOSPC, LINE // 2),
    "full after a line and a half": ("write", errno.ENOSPC, LINE * 3 // 2),
    "write error": ("write", errno.EIO, None),
    "sync error": ("sync", errno.EIO, None),
    "full at the sync": ("sync", errno.ENOSPC, None),
}


@pytest.fixture
async def disk():
    return Disk()


@pytest.fixture
async def store(disk):
    """With two memos in, both safe."""
    store = store_on(disk)
    await store.commit(Memo(id="a", text="a" * 700))
    await store.commit(Memo(id="b"))
    yield store
    mend_disk(disk)
    await store.close()


@pytest.mark.logs("the journal can't be written")
@pytest.mark.logs("never acknowledged")
@pytest.mark.parametrize("fault", JOURNAL_FAULTS)
class TestJournal:
    @pytest.fixture
    async def failed(self, disk, store, fault):
        """A group of three commits met the fault."""
        operation, number, kept = JOURNAL_FAULTS[fault]
        failed = Fault(disk, operation, "journal-", number, kept=kept)
        refused = [store.commit(Memo(id=name)) for name in "cde"]
        for each in refused:
            with pytest.raises(StoreFailed, match="couldn't save"):
                await each
        assert os.strerror(number) in str(store.failure)
        return failed

    async def test_later_commits_are_refused_at_once_and_change_nothing(self, store, failed):
        before = list(store.table(Memo))
        with pytest.raises(StoreFailed, match="nothing was changed"):
            store.commit(Memo(id="late"))
        with pytest.raises(StoreFailed):
            store.check()
        assert list(store.table(Memo)) == before

    async def test_reads_go_on(self, store, failed):
        assert store.table(Memo).get("a").text == "a" * 700

    async def test_nothing_is_tried_again(self, disk, store, failed):
        failed.is_over = True
        with pytest.raises(StoreFailed):
            store.commit(Memo(id="late"))
        await store.snapshot()
        await store.close()
        assert failed.tried[1:] == [("close", "journal-1.log")]

    async def test_a_restart_has_what_was_acknowledged(self, disk, store, failed):
        await store.close()
        whole = [[*"abcde"[:count]] for count in range(2, 6)]
        assert_every_cut_leaves(disk, *whole, since=failed.since)
        mend_disk(disk)
        await assert_a_restart_has(disk, "a", "b")


@pytest.mark.logs("the journal can't be written")
async def test_what_was_given_to_the_disk_before_it_failed_fails_too(disk, store):
    """Even if the disk is sound again at once."""
    Fault(disk, "sync", "journal-1", once=True)
    commit = store.commit(Memo(id="c"))
    await store.snapshot()
    with pytest.raises(StoreFailed):
        await commit
    assert journals(disk.names()) == [1]


ROTATION_FAULTS = {
    "write": ("write", "journal-2", errno.ENOSPC, 7),
    "sync": ("sync", "journal-2", errno.EIO, None),
    "folder's sync": ("sync", "", errno.EIO, None),
    "close of the one before": ("close", "journal-1", errno.EIO, None),
}


@pytest.mark.logs("no snapshot: journal-2.log can't be made")
async def test_a_journal_that_cannot_be_made_costs_only_the_snapshot(disk, store):
    """Too many open files: the journal there is can still be written."""
    Fault(disk, "create", "journal-", errno.EMFILE, once=True)
    waiting = store.commit(Memo(id="c"))
    await store.snapshot()
    await waiting
    await store.commit(Memo(id="d"))
    assert store.failure is None and journals(disk.names()) == [1]
    await store.snapshot()
    assert journals(disk.names()) == [2] and snapshots(disk.names()) == [2]
    await store.close()
    await assert_a_restart_has(disk, "a", "b", "c", "d")


@pytest.mark.logs("the journal can't be written")
@pytest.mark.logs("never acknowledged")
@pytest.mark.parametrize("fault", ROTATION_FAULTS)
async def test_a_journal_that_cannot_be_begun_is_final_too(disk, store, fault):
    operation, name, number, kept = ROTATION_FAULTS[fault]
    failed = Fault(disk, operation, name, number, kept=kept)
    await store.snapshot()
    assert store.failure is not None
    with pytest.raises(StoreFailed):
        store.commit(Memo(id="c"))
    await store.close()
    assert not [each for each in failed.tried[1:] if each[0] in ("write", "sync", "create")]
    assert_every_cut_leaves(disk, ["a", "b"], since=failed.since)
    await assert_a_restart_has(disk, "a", "b")


SNAPSHOT_FAULTS = {
    "create": ("create", "snapshot-", errno.ENOSPC, None, 0),
    "write": ("write", "snapshot-", errno.ENOSPC, 100, 0),
    "sync": ("sync", "snapshot-", errno.EIO, None, 0),
    "reading back": ("read", "snapshot-", errno.EIO, None, 0),
    "rename": ("rename", "snapshot-", errno.EIO, None, 0),
    "folder's sync": ("sync", "", errno.EIO, None, 1),
    "removal": ("remove", "journal-", errno.EIO, None, 0),
    "folder's sync after removal": ("sync", "", errno.EIO, None, 2),
    "listing": ("names", "", errno.EIO, None, 0),
}


@pytest.mark.logs("needless can't be removed")
@pytest.mark.logs("no snapshot")
@pytest.mark.parametrize("fault", SNAPSHOT_FAULTS)
async def test_a_snapshot_that_fails_costs_nothing(disk, store, fault):
    operation, name, number, kept, spared = SNAPSHOT_FAULTS[fault]
    failed = Fault(disk, operation, name, number, kept=kept, spared=spared)
    await store.snapshot()
    assert failed.tried, "the fault was met"
    assert store.failure is None
    await store.commit(Memo(id="c"))
    whole = [["a", "b"], ["a", "b", "c"]]
    assert_every_cut_leaves(disk, *whole, since=failed.since)
    assert_every_cut_leaves(disk, whole[1], since=len(disk.history))
    mend_disk(disk)
    assert not [name for name in disk.names() if name.endswith(UNFINISHED)]
    await assert_a_restart_has(disk, "a", "b", "c")
    await store.snapshot()
    assert [*snapshots(disk.names())] == [*journals(disk.names())] == [3]
    assert_every_cut_leaves(disk, whole[1], since=len(disk.history))
    await assert_a_restart_has(disk, "a", "b", "c")


@pytest.mark.logs("reads back differently")
async def test_a_snapshot_that_reads_back_differently_takes_no_place(disk, store, monkeypatch):
    read = disk.read
    monkeypatch.setattr(
        disk, "read", lambda name, *, from_disk=False: io.BytesIO(read(name).read()[:-1] + b"?")
    )
    await store.snapshot()
    assert snapshots(disk.names()) == []
    assert journals(disk.names()) == [1, 2]


@pytest.mark.logs("no snapshot")
async def test_a_snapshot_that_failed_is_due_even_if_nothing_has_changed_since(disk, store):
    Fault(disk, "write", "snapshot-", errno.ENOSPC)
    await store.snapshot()
    mend_disk(disk)
    await store.snapshot()
    assert snapshots(disk.names()) == [3]


async def test_a_snapshot_that_cannot_be_closed_is_one_nevertheless(disk, store):
    Fault(disk, "close", "snapshot-")
    await store.snapshot()
    assert snapshots(disk.names()) == [2]
    await store.commit(Memo(id="c"))


async def test_a_journal_that_cannot_be_closed_holds_up_no_end(disk, store):
    Fault(disk, "close", "journal-2")
    await store.close()
    assert ids(disk) == ["a", "b"]


@pytest.mark.logs("no snapshot")
async def test_a_close_whose_snapshot_fails_ends_cleanly(disk, store):
    Fault(disk, "write", "snapshot-", errno.ENOSPC, kept=3)
    await store.close()
    mend_disk(disk)
    await assert_a_restart_has(disk, "a", "b")


@pytest.mark.logs("the journal can't be written")
async def test_what_a_failed_sync_left_in_memory_is_not_taken_for_kept(disk, store):
    """The system shows it to who reads, though the disk never got it."""
    Fault(disk, "sync", "journal-")
    with pytest.raises(StoreFailed):
        await store.commit(Memo(id="c"))
    await store.close()
    again = disk.killed(len(disk.history))
    assert b'"c"' in again.read("journal-1.log").read()
    store = store_on(again)
    await store.commit(Memo(id="d"))
    since = len(again.history)
    await store.close()
    assert_every_cut_leaves(again, ["a", "b", "d"], since=since)


@pytest.fixture
async def littered(disk, store):
    """A folder in which a start has everything to do: clear away, cut, and begin."""
    old = disk.read("journal-1.log").getvalue()
    await store.snapshot()
    await store.close()
    files = {name: content.rstrip(b"\0") for name, content in disk.files().items()}
    assert sorted(files) == ["journal-2.log", "snapshot-2.log"]
    files["journal-1.log"] = old
    files["journal-2.log"] += b"half a li"
    files["snapshot-3.log.new"] = b"half a sn"
    return files


@pytest.mark.logs("never acknowledged")
@pytest.mark.parametrize(
    "operation, name",
    [
        ("names", ""),
        ("read", "journal-"),
        ("read", "snapshot-"),
        ("create", "journal-2.log.cut"),
        ("create", "journal-3"),
        ("write", "journal-2.log.cut"),
        ("write", "journal-3"),
        ("truncate", "journal-2"),
        ("sync", "journal-2"),
        ("sync", "journal-3"),
        ("sync", ""),
        ("remove", "snapshot-3.log.new"),
        ("remove", "journal-1.log"),
    ],
)
async def test_a_start_that_meets_a_bad_disk_says_so(littered, operation, name):
    disk = Disk(littered)
    fault = Fault(disk, operation, name, errno.ENOSPC)
    with pytest.raises(BadFolder, match="No space left.*start again"):
        store_on(disk)
    tried = [each for each in fault.tried if each[0] != "close"]
    assert len(tried) == 1, "and tries nothing more"
    mend_disk(disk)
    assert_every_cut_leaves(disk, ["a", "b"], since=0)
    await assert_a_restart_has(disk, "a", "b")
