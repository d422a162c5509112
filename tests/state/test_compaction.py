"""state/store.py: what it compacts, when, and what is written meanwhile."""

import asyncio
import os

import pytest

from state.files import BadFolder
from state.records import Delete
from tests.state.items import ANNA, BORA, CHLOE, HELLO, Note, Visit
from tests.state.stores import GatedFolder, held, lines, of, on_disk, reopened


async def test_a_snapshot_is_all_there_is_and_the_journals_before_it_go(store, folder, tmp_path):
    await store.commit(ANNA, BORA)
    await store.commit(Delete(Visit, "anna"))
    await store.snapshot()
    assert folder.names() == ["journal-2.log", "snapshot-2.log"]
    assert lines(tmp_path, 2) == []
    assert on_disk(tmp_path) == of(BORA)
    await store.commit(CHLOE)
    assert on_disk(tmp_path) == of(BORA, CHLOE)


async def test_without_a_change_there_is_no_snapshot(store, folder):
    await store.snapshot()
    assert folder.names() == ["journal-1.log"]
    await store.commit(ANNA)
    await store.snapshot()
    await store.snapshot()
    assert folder.names() == ["journal-2.log", "snapshot-2.log"]


async def test_commits_made_during_a_snapshot_are_in_the_journal_after_it(store, folder, tmp_path):
    await store.commit(ANNA)
    folder.shut()
    snapshot = asyncio.create_task(store.snapshot())
    await folder.is_syncing()
    done = store.commit(BORA, Delete(Visit, "anna"))
    folder.gate.set()
    await snapshot
    await done
    assert len(lines(tmp_path, 2)) == 1
    assert on_disk(tmp_path) == of(BORA)


async def test_a_snapshot_waits_for_the_commits_it_holds(store, folder, tmp_path):
    folder.shut()
    done = store.commit(ANNA)
    await folder.is_syncing()
    late = store.commit(BORA)
    snapshot = asyncio.create_task(store.snapshot())
    await asyncio.sleep(0)
    assert folder.names() == ["journal-1.log"]
    folder.gate.set()
    await asyncio.gather(done, late, snapshot)
    assert folder.names() == ["journal-2.log", "snapshot-2.log"]
    assert lines(tmp_path, 2) == []
    assert on_disk(tmp_path) == of(ANNA, BORA)


async def test_what_waits_for_a_rotation_is_written_when_that_is_safe(store, folder, tmp_path):
    folder.shut()
    first = store.commit(ANNA)
    await folder.is_syncing()
    second = store.commit(BORA)
    snapshot = asyncio.create_task(store.snapshot())
    await asyncio.sleep(0)
    rest = [store.commit(CHLOE), store.commit(HELLO)]
    folder.gate.set()
    await asyncio.gather(first, second, *rest, snapshot)
    assert [(line.sequence, line.durable) for line in lines(tmp_path, 2)] == [(3, 2), (4, 2)]


async def test_snapshots_all_the_while_lose_nothing(store, tmp_path):
    notes = [Note(visit="a", number=n % 300, text=str(n)) for n in range(1_000)]

    async def snapshots():
        while writing:
            await store.snapshot()
            await asyncio.sleep(0)

    writing = True
    snapshotting = asyncio.create_task(snapshots())
    for first in range(0, 1_000, 20):
        await asyncio.gather(*[store.commit(note) for note in notes[first : first + 20]])
        assert on_disk_while_running(tmp_path) >= first + 19
    writing = False
    await snapshotting
    assert on_disk(tmp_path) == held(store) == of(*notes)
    assert int(max(file.stem.split("-")[1] for file in tmp_path.glob("snapshot-*"))) > 1


def on_disk_while_running(path):
    """The newest note a start would find: what's removed under its eyes was in the snapshot."""
    while True:
        try:
            return max(int(note.text) for note in on_disk(path).values())
        except (FileNotFoundError, BadFolder):
            continue


async def test_a_journal_that_has_grown_long_is_compacted(folder, tmp_path):
    store = reopened(folder, journal_mib=1)
    for number in range(11):
        assert not folder.renamed.is_set()
        await store.commit(Note(visit="a", number=number, text="x" * 100_000))
    await folder.renamed.wait()
    assert (tmp_path / "snapshot-2.log").stat().st_size > 1_000_000
    await store.close()


async def test_what_changed_is_compacted_every_so_often(folder):
    store = reopened(folder, snapshot_minutes=0.000_1)
    await store.commit(ANNA)
    await folder.renamed.wait()
    await store.close()
    assert on_disk(folder.path) == of(ANNA)


class LyingFolder(GatedFolder):
    """Reads nothing of what is there, while it lies."""

    lies = True

    def read(self, name, *, from_disk=False):
        return open(os.devnull if self.lies else self.path / name, "rb")


@pytest.mark.logs("no snapshot: snapshot-2.log reads back differently")
async def test_without_a_snapshot_the_journals_still_have_everything(tmp_path):
    folder = LyingFolder(tmp_path)
    store = reopened(folder)
    await store.commit(ANNA)
    await store.snapshot()
    assert folder.names() == ["journal-1.log", "journal-2.log"]
    assert on_disk(tmp_path) == of(ANNA)
    folder.lies = False
    await store.snapshot()  # what the one before didn't make needless, this does
    assert folder.names() == ["journal-3.log", "snapshot-3.log"]
    await store.commit(BORA)
    assert on_disk(tmp_path) == of(ANNA, BORA)
    await store.close()
