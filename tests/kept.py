"""A store and an archive over a test's own folder, as the server has them."""

from contextlib import asynccontextmanager

from realtime.conversations.conversations import Conversations
from realtime.conversations.settings import ConversationsSettings
from server import RECORDS
from state.archive import Archive
from state.files import DiskFolder
from state.settings import StateSettings
from state.store import Store


@asynccontextmanager
async def kept_in(path):
    # Tests' clocks stand in 1970: whatever is archived would be too old for the next start.
    settings = StateSettings(archive_days=0)
    store = Store(DiskFolder(path), RECORDS, settings)
    archive = Archive(path / "archive", store, settings)
    await archive.start()
    yield store, archive
    await archive.close()
    await store.close()


def conversations_over(store, archive=None):
    return Conversations(ConversationsSettings(), store, archive, wall_clock=lambda: 1_000.0)
