"""An emulator that listens, and a client of it."""

import pytest

from tests.dialogflow_emulator import Emulator
from tests.dialogflow_emulator.clients import Client


@pytest.fixture
async def emulator():
    emulator = Emulator()
    await emulator.listen()
    yield emulator
    await emulator.close()


@pytest.fixture
async def client(emulator):
    client = Client(emulator)
    yield client
    await client.close()
