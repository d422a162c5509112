"""A user of the real agent over the emulator: speaks, and takes what is answered."""

import asyncio
import dataclasses
from contextlib import aclosing

import grpc

from realtime.agents.base import ReplyAudio, ReplyText, Transcript
from realtime.agents.dialogflow.agent import DialogflowAgent
from realtime.agents.dialogflow.settings import DialogflowSettings

BLOCK = bytes(4096)
SECOND = 32_000
TOOL = "projects/p/locations/global/agents/a/tools/5f3c"


async def spoken(blocks=4, pcm=BLOCK):
    """A turn that came as a whole."""
    for _ in range(blocks):
        yield pcm


async def events_of(answer):
    async with aclosing(answer) as events:
        return [event async for event in events]


def kinds(events):
    """The events' types, a run of audio as one; without what was heard so far."""
    types = [type(each) for each in events if not (is_interim(each))]
    return [
        kind
        for at, kind in enumerate(types)
        if kind is not ReplyAudio or types[at - 1] is not ReplyAudio
    ]


def is_interim(event):
    return isinstance(event, Transcript) and not event.final


def interims(events):
    return [each.text for each in events if is_interim(each)]


def heard(events):
    return [each.text for each in events if isinstance(each, Transcript) and each.final]


def replies(events):
    return [each.text for each in events if isinstance(each, ReplyText)]


def sound(events):
    return b"".join(each.pcm for each in events if isinstance(each, ReplyAudio))


class Microphone:
    """A turn's audio, as the test has it come. It may be closed, or break."""

    def __init__(self):
        self._given: asyncio.Queue[bytes | Exception | None] = asyncio.Queue()
        self.taken = 0

    def give(self, *blocks):
        for each in blocks:
            self._given.put_nowait(each)

    def end(self):
        self._given.put_nowait(None)

    async def audio(self):
        while (given := await self._given.get()) is not None:
            if isinstance(given, Exception):
                raise given
            self.taken += 1
            yield given


class Talking:
    """One agent, and all its sessions."""

    def __init__(self, emulator, synthesiser, tool_runner, tools, settings):
        self.emulator = emulator
        told = {"agent": emulator.agent, "endpoint": emulator.address, **settings}
        self.agent = DialogflowAgent(
            DialogflowSettings(**told),
            synthesiser=synthesiser,
            tools=tools,
            tool_runner=tool_runner,
        )
        self.session = self.agent.open_session()

    def be_patient(self):
        """The service has all the time that a busy machine takes, from now on."""
        settings = dataclasses.replace(self.session._settings, answer_timeout_s=60.0)
        self.session._settings = settings

    async def misses_the_service(self):
        """Once it went: until this is known, a call may still be made, and end in many ways."""
        channel = self.agent._client._transport.grpc_channel
        await channel.wait_for_state_change(grpc.ChannelConnectivity.READY)

    async def listen(self, blocks=4):
        return await events_of(self.session.listen(spoken(blocks)))

    async def read(self, text):
        return await events_of(self.session.read(text))

    async def fail(self, answer):
        """What it raises. What comes after it isn't to be hurried."""
        try:
            events = await events_of(answer)
        except Exception as error:
            self.be_patient()
            return error
        raise AssertionError(f"it was answered: {kinds(events)}")


def ours():
    """The tasks that are none of the emulator's server's."""
    return {
        task
        for task in asyncio.all_tasks()
        if task is not asyncio.current_task() and not _is_of_server(task)
    }


def _is_of_server(task):
    name = getattr(task.get_coro(), "__qualname__", "")
    return name.startswith(("AioServer.", "_handle_", "Emulator.")) or "_rpc" in name
