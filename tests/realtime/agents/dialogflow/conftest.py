"""The real agent over an emulator; after each test nothing of either may be left."""

import asyncio

import pytest

from realtime.agents.local.synthesiser import Synthesiser
from realtime.agents.tools import ToolRunner
from tests.dialogflow_emulator import Emulator
from tests.realtime.agents.dialogflow.talking import Talking, ours
from tests.waiting import until


@pytest.fixture
async def emulator():
    emulator = Emulator()
    await emulator.listen()
    yield emulator
    await emulator.close()


@pytest.fixture
async def talking(emulator):
    """Starts agents: `await talking(language="pt-BR", …)`."""
    before = ours()
    synthesiser, tool_runner = Synthesiser(), ToolRunner(timeout_s=20.0, threads=2)
    started = []

    async def start(tools=None, **settings):
        each = Talking(emulator, synthesiser, tool_runner, tools or {}, settings)
        started.append(each)
        await each.agent.start()
        each.session = each.agent.open_session()
        return each

    yield start
    async with asyncio.timeout(5):
        await until(lambda: emulator.running == 0)
        await until(lambda: ours() <= before)
    for each in started:
        await each.agent.close()
    synthesiser.close()
    tool_runner.close()
