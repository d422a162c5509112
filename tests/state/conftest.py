"""A store whose disk waits for the test."""

import pytest

from state.settings import StateSettings
from state.store import Store
from tests.state.items import KINDS
from tests.state.stores import GatedFolder


@pytest.fixture
async def folder(tmp_path):
    folder = GatedFolder(tmp_path)
    yield folder
    folder.gate.set()


@pytest.fixture
async def store(folder):
    store = Store(folder, KINDS, StateSettings())
    yield store
    folder.gate.set()
    await store.close()
