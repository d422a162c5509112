import asyncio

import pytest

from state import store as module
from state.errors import StoreFailed
from state.settings import StateSettings
from state.store import Store
from tests.state.items import ANNA, BORA, CHLOE, KINDS, Visit
from tests.state.stores import GatedFolder


class FailingFolder(GatedFolder):
    """Its syncs fail once it is broken."""

    def __init__(self, path):
        super().__init__(path)
        self.is_broken = False

    def create(self, name, *, reserve=0):
        file = super().create(name, reserve=reserve)
        sync = file.sync

        def sync_or_fail():
            sync()
            if self.is_broken:
                raise OSError(5, "Input/output error")

        file.sync = sync_or_fail
        return file


@pytest.fixture
async def folder(tmp_path):
    folder = FailingFolder(tmp_path)
    yield folder
    folder.gate.set()


async def turns(count=5):
    for _ in range(count):
        await asyncio.sleep(0)


def reading(store, order=None, name=None):
    async def read():
        await store.settled()
        if order is not None:
            order.append(name)

    return asyncio.create_task(read())


async def test_an_empty_store_may_be_shown_at_once(store, folder):
    folder.shut()
    await store.settled()


async def test_what_is_safe_may_be_shown_at_once(store, folder):
    await store.commit(ANNA)
    folder.shut()
    await store.settled()


async def test_what_was_read_from_the_disk_may_be_shown_at_once(folder):
    first = Store(folder, KINDS, StateSettings())
    await first.commit(ANNA)
    await first.close()
    again = Store(folder, KINDS, StateSettings())
    folder.shut()
    await again.settled()
    folder.gate.set()
    await again.close()


async def test_what_isnt_safe_may_be_shown_when_it_is(store, folder):
    folder.shut()
    done = store.commit(ANNA)
    reader = reading(store)
    await folder.is_syncing()
    await turns()
    assert not reader.done()
    folder.gate.set()
    await reader
    assert done.done() and done.exception() is None


async def test_it_waits_for_the_latest_commit_too_when_an_earlier_is_being_written(store, folder):
    folder.shut()
    first = store.commit(ANNA)
    await folder.is_syncing()
    second = store.commit(BORA)
    reader = reading(store)
    folder.gate.set()
    await first
    await reader
    assert second.done()


async def test_it_doesnt_wait_for_what_comes_after(store, folder, monkeypatch):
    monkeypatch.setattr(module, "_BATCH", 1)
    folder.shut()
    store.commit(ANNA)
    reader = reading(store)
    await folder.is_syncing()
    order: list[str] = []
    store.commit(BORA).add_done_callback(lambda _: order.append("later"))
    reader.add_done_callback(lambda _: order.append("reader"))
    folder.gate.set()
    await reader
    await store.settled()
    await turns()
    assert order == ["reader", "later"]


async def test_who_waits_for_the_commit_itself_knows_first(store):
    order: list[str] = []
    store.commit(ANNA).add_done_callback(lambda _: order.append("commit"))
    reader = reading(store, order, "reader")
    await reader
    assert order == ["commit", "reader"]


async def test_readers_go_on_in_the_order_they_came(store, folder):
    folder.shut()
    order: list[str] = []
    readers = []
    for record in (ANNA, BORA, CHLOE):
        store.commit(record)
        readers += [reading(store, order, f"{record.id}{number}") for number in (1, 2)]
        await turns()
    folder.gate.set()
    await asyncio.gather(*readers)
    assert order == ["anna1", "anna2", "bora1", "bora2", "chloë1", "chloë2"]


async def test_a_reader_that_gives_up_harms_nobody(store, folder):
    folder.shut()
    done = store.commit(ANNA)
    readers = [reading(store) for _ in range(3)]
    await folder.is_syncing()
    readers[0].cancel()
    readers[1].cancel()
    await turns()
    folder.gate.set()
    await readers[2]
    await done
    await store.commit(BORA)
    await store.settled()
    assert readers[0].cancelled() and readers[1].cancelled()


@pytest.mark.logs("can't be written")
async def test_readers_dont_wait_for_ever_when_the_disk_fails(store, folder):
    folder.shut()
    done = store.commit(ANNA)
    reader = reading(store)
    await folder.is_syncing()
    folder.is_broken = True
    later = store.commit(BORA)
    last = reading(store)
    await turns()
    folder.gate.set()
    await asyncio.gather(reader, last)
    for commit in (done, later):
        with pytest.raises(StoreFailed):
            await commit


@pytest.mark.logs("can't be written")
async def test_after_a_failure_reading_goes_on_at_once(store, folder):
    folder.is_broken = True
    with pytest.raises(StoreFailed):
        await store.commit(ANNA)
    await store.settled()
    assert store.table(Visit).get("anna") == ANNA


async def test_a_snapshot_in_between_holds_nobody_up(store, folder):
    store.commit(ANNA)
    snapshot = asyncio.create_task(store.snapshot())
    await turns(1)
    store.commit(BORA)
    await asyncio.gather(reading(store), snapshot)
    await store.settled()


async def test_readers_that_wait_when_the_store_closes_go_on(folder):
    store = Store(folder, KINDS, StateSettings())
    folder.shut()
    store.commit(ANNA)
    reader = reading(store)
    await folder.is_syncing()
    closing = asyncio.create_task(store.close())
    await turns()
    assert not reader.done()
    folder.gate.set()
    await asyncio.gather(reader, closing)


async def test_after_the_store_is_closed_reading_goes_on_at_once(folder):
    store = Store(folder, KINDS, StateSettings())
    store.commit(ANNA)
    await store.close()
    await store.settled()
