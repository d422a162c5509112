"""An agent that says what its test tells it to, when it is told to."""

import asyncio

from audio.wav import Wav, write_wav
from realtime.agents.base import AgentCard, Pause, Recognition, ReplyText, TurnDone
from state.errors import AgentNotFound, NotFound


class ScriptedSession:
    """Each turn's events come from `play`: AgentEvents, exceptions to raise, events to await."""

    def __init__(self, agent):
        self._agent = agent

    @property
    def memory(self):
        return self._agent.memory

    async def listen(self, audio):
        heard = b""
        async for block in audio:
            if isinstance(block, Pause):
                self._agent.pauses.append((block, len(heard)))
                if self._agent.so_far is not None:
                    yield self._agent.so_far
            else:
                heard += block
            self._agent.hearing.set()
        self._agent.heard.append(heard)
        async for event in self._play():
            yield event

    async def read(self, text):
        self._agent.heard.append(text)
        async for event in self._play():
            yield event

    async def say(self, text):
        self._agent.said.append(text)
        yield ReplyText(text)
        for step in self._agent.voice:
            if isinstance(step, asyncio.Event):
                await step.wait()
            else:
                yield step
        yield TurnDone()

    async def _play(self):
        try:
            for step in self._agent.script:
                if isinstance(step, Exception):
                    raise step
                if isinstance(step, asyncio.Event):
                    await step.wait()
                else:
                    self._agent.given += 1
                    yield step
        except (asyncio.CancelledError, GeneratorExit):
            self._agent.cut.set()
            raise

    async def close(self):
        self._agent.closed += 1


class ScriptedAgent:
    card = AgentCard(
        name="scripted", title="Scripted", language="en", hears=True, samples=("hello",)
    )

    def __init__(self, *script):
        self.script = script
        self.so_far = None
        self.memory = None
        self.heard = []
        # What others said through it; `voice` is the sound of each.
        self.said = []
        self.voice = ()
        self.pauses = []
        self.given = 0
        self.closed = 0
        self.hearing = asyncio.Event()
        self.cut = asyncio.Event()

    def open_session(self, memory=None):
        self.memory = memory
        return ScriptedSession(self)

    async def speak_sample(self, index):
        if index:
            raise NotFound("only one")
        return write_wav(Wav(16_000, bytes(320)))

    async def start(self):
        pass

    async def close(self):
        pass


class OneAgent:
    """A directory of one."""

    def __init__(self, agent):
        self._agent = agent

    @property
    def cards(self):
        return (self._agent.card,)

    recognition = Recognition(idle=2)

    def get(self, name):
        if name not in (None, self._agent.card.name):
            raise AgentNotFound(f"no agent {name!r}")
        return self._agent
