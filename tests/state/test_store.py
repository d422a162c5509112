"""state/store.py, but for what it compacts (test_compaction.py) and disks that fail
(test_faults.py)."""

import asyncio
import io
import os
import threading
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from state import store as module
from state.errors import StoreBusy, StoreFailed
from state.files import BadFolder, Damaged
from state.journal import lines_of
from state.records import Delete, Record, UnreadableCommit
from state.settings import StateSettings
from state.store import Store
from tests.state.folders import QuickFile, QuickFolder, lay, read_all
from tests.state.items import ANNA, BORA, CHLOE, HELLO, KINDS, SMILE, Note, Visit
from tests.state.stores import GatedFolder, held, lines, of, on_disk, reopened
from tests.state.test_records import COMMITS

# Commits


async def test_a_commit_shows_at_once_and_is_done_when_it_is_safe(store, folder, tmp_path):
    folder.shut()
    done = store.commit(ANNA, HELLO)
    assert store.table(Visit).get("anna") == ANNA
    assert store.table(Note).get("anna/1") == HELLO
    await folder.is_syncing()
    assert not done.done()
    folder.gate.set()
    await done
    assert on_disk(tmp_path) == of(ANNA, HELLO)


async def test_commits_are_numbered_one_after_another(store, tmp_path):
    for changes in ([ANNA], [BORA, HELLO], [Delete(Visit, "anna")], []):
        await store.commit(*changes)
    assert [(line.sequence, line.durable) for line in lines(tmp_path)] == [
        (1, 0),
        (2, 1),
        (3, 2),
        (4, 3),
    ]


async def test_commits_of_one_turn_of_the_loop_share_a_write(store, folder, tmp_path):
    before = folder.syncs
    await asyncio.gather(*[store.commit(Note(visit="a", number=n)) for n in range(100)])
    assert folder.syncs == before + 1
    assert [(line.sequence, line.durable) for line in lines(tmp_path)] == [
        (n, 0) for n in range(1, 101)
    ]


async def test_commits_made_while_the_disk_is_busy_share_the_next_write(store, folder, tmp_path):
    before = folder.syncs
    folder.shut()
    first = store.commit(ANNA)
    await folder.is_syncing()
    rest = [store.commit(Note(visit="a", number=n)) for n in range(50)]
    await asyncio.sleep(0)
    assert len(lines(tmp_path)) == 1
    folder.gate.set()
    await asyncio.gather(first, *rest)
    assert folder.syncs == before + 2
    assert {line.durable for line in lines(tmp_path)[1:]} == {1}


async def test_a_waiter_that_is_cancelled_harms_nobody(store, folder, tmp_path):
    folder.shut()
    first, second = store.commit(ANNA), store.commit(BORA)
    waiter = asyncio.ensure_future(first)
    await folder.is_syncing()
    third = store.commit(CHLOE)
    waiter.cancel()
    third.cancel()
    folder.gate.set()
    await second
    await store.commit(HELLO)
    assert store.failure is None
    assert on_disk(tmp_path) == held(store) == of(ANNA, BORA, CHLOE, HELLO)


@pytest.mark.parametrize(
    "bad",
    [
        Note(visit="a", number="1"),  # type: ignore[arg-type]
        Note(visit="a", number=1, text="\ud800"),
        Note(visit="a", number=1, text=print),  # type: ignore[arg-type]
        Visit(id="a", agent="en", seconds=float("nan")),
        Delete(Visit, "\ud800"),
    ],
    ids=str,
)
async def test_a_commit_that_could_not_be_read_back_changes_nothing(store, bad, tmp_path):
    await store.commit(ANNA)
    with pytest.raises(UnreadableCommit):
        store.commit(BORA, Delete(Visit, "anna"), bad)
    assert held(store) == of(ANNA)
    await store.commit(CHLOE)
    assert [line.sequence for line in lines(tmp_path)] == [1, 2]
    assert on_disk(tmp_path) == of(ANNA, CHLOE)


async def test_what_is_held_is_what_was_written_not_what_was_given(store):
    tags = ["new"]
    given = Visit(id="a", agent="en", tags=tags)  # type: ignore[arg-type]
    await store.commit(given)
    tags.append("later")
    assert store.table(Visit).get("a") == Visit(id="a", agent="en", tags=("new",))


async def test_too_much_for_the_disk_is_refused_and_changes_nothing(store, folder, monkeypatch):
    monkeypatch.setattr(module, "STORE_BACKLOG_BYTES", 1_000)
    folder.shut()
    first = store.commit(ANNA)
    await folder.is_syncing()
    accepted = [store.commit(Note(visit="a", number=0, text="x" * 990))]
    for check in (store.check, lambda: store.commit(BORA)):
        with pytest.raises(StoreBusy):
            check()
    assert held(store) == of(ANNA, Note(visit="a", number=0, text="x" * 990))
    folder.gate.set()
    await asyncio.gather(first, *accepted)
    store.check()
    await store.commit(BORA)


# Starts and ends


async def test_closing_makes_all_safe_and_leaves_a_snapshot_and_a_journal(folder, tmp_path):
    store = reopened(folder)
    first, second = store.commit(ANNA), store.commit(BORA)
    await store.close()
    assert first.done() and second.done()
    assert folder.names() == ["journal-2.log", "snapshot-2.log"]
    assert on_disk(tmp_path) == of(ANNA, BORA)


async def test_commits_that_wait_for_the_disk_are_safe_when_it_is_closed(folder, tmp_path):
    store = reopened(folder)
    folder.shut()
    first = store.commit(ANNA)
    await folder.is_syncing()
    second = store.commit(BORA)
    closing = asyncio.create_task(store.close())
    await asyncio.sleep(0)
    folder.gate.set()
    await closing
    assert first.done() and second.done()
    assert on_disk(tmp_path) == of(ANNA, BORA)


async def test_closed_stores_take_no_change(folder, tmp_path):
    store = reopened(folder)
    await store.commit(ANNA)
    await store.close()
    for check in (store.check, lambda: store.commit(BORA)):
        with pytest.raises(StoreFailed, match="stopping"):
            check()
    assert held(store) == on_disk(tmp_path) == of(ANNA)


async def test_closing_again_does_nothing(folder):
    store = reopened(folder)
    await store.commit(ANNA)
    await store.close()
    left = read_all(folder.path)
    await store.close()
    assert read_all(folder.path) == left


async def test_closing_without_a_change_takes_no_snapshot(folder):
    await reopened(folder).close()
    assert folder.names() == ["journal-1.log"]


async def test_a_restart_goes_on_where_it_was(folder, tmp_path, caplog):
    store = reopened(folder)
    await store.commit(ANNA, HELLO)
    await store.close()
    with caplog.at_level("INFO"):
        store = reopened(folder)
    assert "2 records, 0 commits since the last snapshot" in caplog.text
    assert held(store) == of(ANNA, HELLO)
    await store.commit(BORA)
    assert [(line.sequence, line.durable) for line in lines(tmp_path, 3)] == [(2, 1)]
    await store.close()
    assert folder.names() == ["journal-4.log", "snapshot-4.log"]


async def test_a_killed_server_leaves_all_that_was_safe(store, tmp_path, caplog):
    await store.commit(ANNA)
    await store.commit(BORA, Delete(Visit, "anna"))
    lay(tmp_path / "killed", read_all(tmp_path))
    folder = GatedFolder(tmp_path / "killed")
    with caplog.at_level("INFO"):
        second = reopened(folder)
    assert "1 records, 2 commits since the last snapshot" in caplog.text
    assert held(second) == of(BORA)
    await second.commit(CHLOE)
    assert [(line.sequence, line.durable) for line in lines(folder.path, 2)] == [(3, 2)]
    await second.close()


async def test_what_was_replayed_is_compacted_even_if_nothing_changes(store, tmp_path):
    await store.commit(ANNA)
    lay(tmp_path / "killed", read_all(tmp_path))
    folder = GatedFolder(tmp_path / "killed")
    await reopened(folder).close()
    assert folder.names() == ["journal-3.log", "snapshot-3.log"]


async def test_a_store_of_another_time_opens_the_same(folder):
    store = reopened(folder)
    await store.commit(ANNA)
    await store.close()
    for name in folder.names():
        os.utime(folder.path / name, (4_000_000_000, 4_000_000_000))
    store = reopened(folder)
    assert held(store) == of(ANNA)
    await store.close()


async def test_damage_stops_the_start(folder, tmp_path):
    store = reopened(folder)
    await store.commit(ANNA)
    await store.close()
    (tmp_path / "snapshot-2.log").write_bytes(b"")
    with pytest.raises(Damaged, match="snapshot-2.log"):
        reopened(folder)


async def test_a_folder_that_can_not_be_written_stops_the_start(folder):
    class Full(QuickFolder):
        def create(self, name, *, reserve=0):
            raise OSError(28, "No space left on device")

    with pytest.raises(BadFolder, match="can't be used: .*No space left"):
        reopened(Full(folder.path))


# The loop


def recording(method):
    def recorded(self, *arguments, **options):
        self.by.add(threading.get_ident())
        return method(self, *arguments, **options)

    return recorded


class WatchedFile(QuickFile):
    by: set[int]

    write = recording(QuickFile.write)
    sync = recording(QuickFile.sync)
    close = recording(QuickFile.close)


class WatchedFolder(QuickFolder):
    """Knows which threads did anything to its files."""

    def __init__(self, path):
        super().__init__(path)
        self.by: set[int] = set()

    def create(self, name, *, reserve=0):
        self.by.add(threading.get_ident())
        file = WatchedFile(self.path / name, reserve=reserve)
        file.by = self.by
        return file

    names = recording(QuickFolder.names)
    read = recording(QuickFolder.read)
    rename = recording(QuickFolder.rename)
    remove = recording(QuickFolder.remove)
    sync = recording(QuickFolder.sync)


async def test_once_it_is_open_the_loop_does_nothing_to_files(tmp_path):
    folder = WatchedFolder(tmp_path)
    store = reopened(folder)
    folder.by.clear()
    await store.commit(ANNA)
    await asyncio.gather(store.commit(BORA), store.commit(SMILE), store.snapshot())
    await store.commit(CHLOE)
    await store.close()
    assert folder.by
    assert threading.get_ident() not in folder.by


# Any history

STEPS = st.lists(
    st.tuples(st.just("commit"), COMMITS) | st.sampled_from([("snapshot",), ("close",), ("kill",)]),
    max_size=8,
)


async def live_through(steps, path):
    """Do the steps; at each start and at the end there is what a dictionary would hold."""
    model: dict = {}
    folders = [QuickFolder(path / "0")]
    store = reopened(folders[-1])
    for name, *arguments in steps:
        if name == "commit":
            commits = arguments[0]
            for changes in commits:
                note(model, changes)
            await asyncio.gather(*[store.commit(*changes) for changes in commits])
        elif name == "snapshot":
            await store.snapshot()
        else:
            if name == "kill":
                lay(path / str(len(folders)), read_all(folders[-1].path))
                folders.append(QuickFolder(path / str(len(folders))))
            await store.close()
            store = reopened(folders[-1])
        assert held(store) == model
    await store.close()
    assert on_disk(folders[-1].path) == model


def note(model, changes):
    for change in changes:
        if isinstance(change, Delete):
            model.pop((change.kind.table, change.key), None)
        else:
            model[change.table, change.key] = change


@settings(deadline=None, max_examples=60)
@given(STEPS)
def test_any_history_leads_to_what_a_dictionary_would_hold(tmp_path_factory, steps):
    asyncio.run(live_through(steps, tmp_path_factory.mktemp("history")))


class Deep(Record, frozen=True):
    table = "deep"

    id: str
    nested: Any

    @property
    def key(self) -> str:
        return self.id


def nested(levels):
    value: Any = []
    for _ in range(levels):
        value = [value]
    return value


async def test_what_a_later_start_could_not_read_is_refused(tmp_path):
    """Other callers stand deeper in the stack."""
    store = Store(QuickFolder(tmp_path), [Deep], StateSettings())
    for levels in range(500, 1_200, 7):
        try:
            store.commit(Deep(id="a", nested=nested(levels)))
        except UnreadableCommit:
            break
    assert levels > 500
    for refused in (nested(levels), msgspec.Raw(b"[1,\n2]")):
        with pytest.raises(UnreadableCommit):
            store.commit(Deep(id="b", nested=refused))
    await store.snapshot()
    await store.close()
    again = Store(QuickFolder(tmp_path), [Deep], StateSettings())
    assert [record.id for record in again.table(Deep)] == ["a"]
    await again.close()


async def test_after_a_stall_what_waited_is_written_piece_by_piece(tmp_path):
    folder = GatedFolder(tmp_path)
    store = Store(folder, KINDS, StateSettings())
    done = [store.commit(msgspec.structs.replace(ANNA, seconds=float(n))) for n in range(2_500)]
    await asyncio.gather(*done)
    lines = [line for line in journal_lines(tmp_path) if line.payload.startswith(b"[")]
    assert len(lines) == 2_500
    assert len({line.durable for line in lines}) == 3
    await store.close()


def journal_lines(path):
    for found in lines_of(io.BytesIO((path / "journal-1.log").read_bytes())):
        yield found.line
