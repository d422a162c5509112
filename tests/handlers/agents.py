"""The real agents behind a server: the embedded one with its recogniser, and Dialogflow's before
its stand-in. What a test needs of each, whichever it is."""

from contextlib import aclosing, asynccontextmanager
from dataclasses import replace

import pytest

from realtime.agents.base import NO_MATCH
from realtime.agents.dialogflow.settings import DialogflowSettings
from realtime.agents.local.agent import LocalAgent
from realtime.agents.local.recogniser import Recogniser
from realtime.agents.local.sentences import split_sentences
from realtime.agents.local.settings import LocalSettings
from realtime.agents.local.synthesiser import Synthesiser
from realtime.agents.tools import ToolRunner
from tests.realtime.agents.local.agents import shipped
from tests.speech import cough, mixed, room, silence

#: However busy the machine is, a turn is heard.
_SETTINGS = LocalSettings(workers=1, recognition_timeout_s=50.0)
_SHIPPED = "marketplace-en"
_VISITOR = "en-us+f3"


class Voice(Synthesiser):
    """Keeps what it has `said`: the same words never sound quite the same twice."""

    def __init__(self):
        super().__init__()
        self.said = {}

    async def speak(self, sentence, *, voice):
        self.said[sentence] = b""
        async with aclosing(super().speak(sentence, voice=voice)) as blocks:
            async for block in blocks:
                self.said[sentence] += block
                yield block


class Answering:
    """`servers`: all that had it, the last one now; they share what is kept."""

    name: str
    #: Whether the words are told as they are recognised, to who asked for that.
    has_interims = False
    #: Whether what isn't understood is transcribed all the same.
    transcribes_all = False

    def __init__(self, serve, recogniser):
        self._serve = serve
        self._recogniser = recogniser
        self._voice = Voice()
        self._tool_runner = ToolRunner(timeout_s=5.0, threads=1)
        self._loaded = shipped(_SHIPPED)
        self._agents = []
        self.servers = []

    async def open(self):
        pass

    async def server(self, **options):
        agent = self._agent()
        await agent.start()
        self._agents.append(agent)
        self.servers.append(self._serve(agent=agent, **options))
        return self.servers[-1]

    async def restarted(self):
        """The next server, over what the last one has kept."""
        await self.servers[-1].close()
        await self._agents[-1].close()
        return await self.server(time=self.servers[-1].time)

    def _agent(self):
        raise NotImplementedError

    async def hear(self, phrase):
        """Somebody saying it in a quiet room: the agent will understand that next."""
        self._expect(phrase)
        return _in_a_room(await self._voice.speak_whole(phrase.text, voice=_VISITOR))

    def hear_nobody(self):
        """A sound that no one makes to be understood."""
        return _in_a_room(cough(0.34))

    def read(self, phrase):
        """It typed: the agent will understand that next."""
        self._expect(phrase)
        return phrase.text

    def _expect(self, phrase):
        """Whoever has to be told what it will hear is."""

    def sound_of(self, reply):
        """All of a reply that it has given, as it has."""
        return self.spoken(reply)

    def spoken(self, text):
        """The same of words that are somebody else's."""
        return b"".join(self._voice.said[each] for each in split_sentences(text))

    @property
    def is_at_rest(self):
        """Whether it is at work for nobody."""
        raise NotImplementedError

    @property
    def has_begun(self):
        """Whether it is at work on all it was told to expect."""
        raise NotImplementedError

    def check_one_conversation(self):
        """That all turns so far were of one, where it can be seen from outside."""

    async def close(self):
        for server in self.servers:
            await server.close()
        for agent in self._agents:
            await agent.close()
        self._voice.close()
        self._tool_runner.close()


class Embedded(Answering):
    name = "embedded"

    def _agent(self):
        return LocalAgent(
            self._loaded,
            settings=_SETTINGS,
            recogniser=self._recogniser,
            synthesiser=self._voice,
            tool_runner=self._tool_runner,
        )

    @property
    def is_at_rest(self):
        return not self._recogniser.busy + self._recogniser.waiting

    @property
    def has_begun(self):
        return not self.is_at_rest


class Dialogflow(Answering):
    """`emulator`: the stand-in."""

    name = "dialogflow"
    has_interims = True
    transcribes_all = True

    async def open(self):
        from tests.dialogflow_emulator import Emulator

        self.emulator = Emulator()
        await self.emulator.listen()

    def _agent(self):
        from realtime.agents.dialogflow.agent import DialogflowAgent

        settings = DialogflowSettings(
            agent=self.emulator.agent,
            endpoint=self.emulator.address,
            language="en-US",
            own_voice="en-us",
        )
        return DialogflowAgent(
            settings,
            synthesiser=self._voice,
            tools=self._loaded.tools,
            tool_runner=self._tool_runner,
        )

    def hear_nobody(self):
        from tests.dialogflow_emulator import Turn

        self.emulator.turns.append(Turn(transcript=""))
        return super().hear_nobody()

    def _expect(self, phrase):
        self.emulator.turns.append(self.turn_of(phrase))

    def turn_of(self, phrase, **more):
        """What the service makes of it, and `more` than that."""
        from tests.dialogflow_emulator import Tool, Turn

        first, _, _ = phrase.words.rpartition(" ")
        turn = Turn(
            transcript=phrase.words,
            interims=(first,),
            intent=None if phrase.intent == NO_MATCH else phrase.intent,
            texts=(phrase.reply,),
            **more,
        )
        if not phrase.tool:
            return turn
        # A resource's name says nothing; the action is what the tool is called.
        tool = Tool(f"{self.emulator.agent}/tools/5f3c1e9a", phrase.tool, phrase.parameters)
        return replace(turn, texts=(), tool=tool, after_tool=Turn(texts=(phrase.reply,)))

    def sound_of(self, reply):
        from tests.dialogflow_emulator.tone import tone

        return tone(reply, 16_000)

    @property
    def is_at_rest(self):
        return not self.emulator.running

    @property
    def has_begun(self):
        return not self.emulator.turns

    def check_one_conversation(self):
        assert len({call.session for call in self.emulator.calls}) == 1

    async def close(self):
        for server in self.servers:
            await server.close()
        # Each is ended by its session: none needs the client's end for it.
        for call in [*self.emulator.open]:
            await call.over.wait()
        await super().close()
        await self.emulator.close()


AGENTS = (Embedded, Dialogflow)


@asynccontextmanager
async def started_recogniser():
    grammar = shipped(_SHIPPED).grammar
    assert grammar is not None, "it hears"
    recogniser = Recogniser(_SETTINGS, [grammar])
    await recogniser.start()
    yield recogniser
    await recogniser.close()


@asynccontextmanager
async def answered_by(kind, serve, recogniser=None):
    if kind is Dialogflow:
        pytest.importorskip("google.cloud.dialogflowcx_v3", reason="no extra `dialogflow`")
    answering = kind(serve, recogniser)
    await answering.open()
    yield answering
    await answering.close()


def _in_a_room(sound):
    """With what a microphone gives before and after it: enough for a turn to begin and to end."""
    padded = silence(0.6) + sound + silence(0.9)
    return mixed(room(len(padded) / 32_000), padded)
