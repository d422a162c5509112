"""What is counted of the store and the archive is what happened."""

import asyncio
import errno

import pytest

from state.errors import StoreFailed
from tests.figures import Growth
from tests.state.archives import NOVEMBER, opened
from tests.state.items import ANNA, BORA, CHLOE


async def test_commits_are_counted_and_syncs_that_they_share(store, folder, tmp_path):
    commits, syncs = Growth("journal_commits_total"), Growth("journal_sync_seconds_count")
    written = Growth("journal_written_bytes_total")
    folder.shut()
    first = store.commit(ANNA)
    await folder.is_syncing()
    rest = [store.commit(BORA), store.commit(CHLOE)]
    folder.gate.set()
    await asyncio.gather(first, *rest)
    assert (commits(), syncs()) == (3, 2)
    journal = (tmp_path / "journal-1.log").read_bytes().rstrip(b"\0")
    head, _, lines = journal.partition(b"\n")
    assert written() == len(lines) == store.journal_bytes > 0


async def test_a_snapshot_is_timed_and_every_hold_of_the_loop(store):
    taken, times = Growth("snapshots_total", outcome="ok"), Growth("snapshot_seconds_count")
    pauses, commits = Growth("snapshot_pause_seconds_count"), Growth("journal_commits_total")
    await store.commit(ANNA)
    await store.snapshot()
    await store.snapshot()  # of nothing
    assert (taken(), times(), commits()) == (1, 1, 1)
    assert pauses() >= 2
    assert store.journal_bytes == 0


@pytest.mark.logs("no snapshot: journal-2.log can't be made")
async def test_a_snapshot_that_fails_is_counted_as_such(store, folder, monkeypatch):
    failed, taken = (Growth("snapshots_total", outcome=each) for each in ("failed", "ok"))
    await store.commit(ANNA)
    create = folder.create

    def full(name, **options):
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(folder, "create", full)
    await store.snapshot()
    monkeypatch.setattr(folder, "create", create)
    assert (failed(), taken()) == (1, 0)


async def test_what_waits_for_the_disk_is_known(store, folder):
    folder.shut()
    first = store.commit(ANNA)
    await folder.is_syncing()
    second = store.commit(BORA)
    assert store.backlog_bytes > 0 and not store.is_busy
    folder.gate.set()
    await asyncio.gather(first, second)
    assert store.backlog_bytes == 0
    assert store.sizes()["visits"] == 2


@pytest.mark.logs("2026-11")
async def test_work_of_the_archive_that_the_disk_refuses_is_counted(tmp_path):
    failures = Growth("archive_failures_total")
    async with opened(tmp_path) as (archive, _):
        (tmp_path / "archive" / "2026-11").write_bytes(b"")
        with pytest.raises(StoreFailed):
            await archive.keep("result", "1", b"12345", owner=None, at=NOVEMBER)
    assert failures() == 1


async def test_the_archive_knows_how_much_it_has(tmp_path):
    async with opened(tmp_path) as (archive, _):
        await archive.keep("result", "1", b"12345", owner=None, at=NOVEMBER)
        assert (len(archive.others), archive.others.bytes) == (1, 5)
        assert (len(archive.recorded), archive.recorded.bytes) == (0, 0)
