"""An embedded agent and its conversations: walks each turn from audio or text to spoken reply.

Fed by the voice driver through the interface in base.py. What is shared by all agents (the pool
that recognises, the voice, the tools' threads) is the directory's; an agent only uses it. Each
step decides elsewhere: this module only orders them and turns them into events.
"""

import importlib
import logging
from collections.abc import AsyncGenerator, Collection, Iterable, Iterator, Mapping
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from audio.wav import Wav, write_wav
from realtime.agents.base import (
    NO_MATCH,
    AgentCard,
    AgentEvent,
    Audio,
    Intent,
    Json,
    Pause,
    ReplyAudio,
    ReplyText,
    SoFar,
    ToolCall,
    ToolResult,
    Transcript,
    TurnDone,
)
from realtime.agents.local.definition import AgentDefinition, DefinitionError, define
from realtime.agents.local.dialogue import Dialogue, Plan
from realtime.agents.local.espeak import UnknownVoice
from realtime.agents.local.files import BadAgentFile, read_agent_file
from realtime.agents.local.filling import NothingToFill
from realtime.agents.local.grammar import Grammar, compile_grammar, words_needed
from realtime.agents.local.jobs import Heard, NoSpeech, Recognised, Refused
from realtime.agents.local.model import dictionary_of
from realtime.agents.local.recogniser import Recogniser
from realtime.agents.local.settings import LocalSettings
from realtime.agents.local.speaking import say
from realtime.agents.local.synthesiser import Synthesiser
from realtime.agents.local.understanding import Understanding, Understood
from realtime.agents.local.voices import BYTES_A_SECOND, hear_voice, is_too_short
from realtime.agents.tools import Tool, ToolRunner
from state.contract import SAMPLE_RATE_HZ
from state.errors import AgentFailed, NotFound

logger = logging.getLogger(__name__)

#: Up to here a turn may be one phrase, worth a look at each pause.
LONGEST_AHEAD_S = 6.0
#: How sure it must be that a phrase was said to end its turn there. The grammar finds whole phrases
#: in their beginnings too ("I want to buy bike" in "I want to buy"): of those 3 % reach this, of
#: whole phrases 57 % (with 0.9: 8 and 66 %).
WHOLE = 0.95


@dataclass(frozen=True)
class LoadedAgent:
    """An agent file read, checked and compiled."""

    path: Path
    definition: AgentDefinition
    understanding: Understanding
    tools: Mapping[str, Tool]
    #: None for an agent that doesn't hear.
    grammar: Grammar | None


def load_agents(paths: Iterable[Path]) -> list[LoadedAgent]:
    """The agents of these files, in order, or BadAgentFile. Blocking: before the server listens.

    Of all together the dictionary is read once: that takes as long as all else of an agent.
    """
    defined = [(path, *_define(path)) for path in paths]
    dictionary = dictionary_of({word for _, _, words in defined for word in words})
    return [_compile(path, definition, words, dictionary) for path, definition, words in defined]


def load_agent(path: Path) -> LoadedAgent:
    """The agent of the file `path` alone."""
    return load_agents([path])[0]


def _define(path: Path) -> tuple[AgentDefinition, set[str]]:
    """What the file means, and the words it must hear."""
    file, catalogue = read_agent_file(path)
    with _told_of(path):
        definition = define(file, catalogue)
        return definition, words_needed(definition) if file.hears else set()


def _compile(
    path: Path,
    definition: AgentDefinition,
    words: Collection[str],
    dictionary: Mapping[str, list[str]],
) -> LoadedAgent:
    with _told_of(path):
        grammar = None
        if definition.file.hears:
            own = {word: dictionary[word] for word in words if word in dictionary}
            grammar = compile_grammar(definition, own)
        tools = _tools(definition)
    return LoadedAgent(path, definition, Understanding(definition), tools, grammar)


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """A file that means nothing is told with its path."""
    try:
        yield
    except DefinitionError as error:
        raise BadAgentFile(path, error.key, error.reason) from None


def _tools(definition: AgentDefinition) -> Mapping[str, Tool]:
    name = definition.file.tools
    tools: dict[str, Tool] = {}
    if name:
        try:
            tools = importlib.import_module(name).make_tools(definition)
        except (ImportError, AttributeError) as error:
            raise DefinitionError("tools", f"module {name!r} has no tools: {error}") from None
    for intent in definition.intents.values():
        if intent.table.tool and intent.table.tool not in tools:
            there = ", ".join(sorted(tools)) or "none"
            raise DefinitionError(
                f"intents.{intent.table.name}.tool",
                f"{intent.table.tool!r} is no tool; there are: {there}",
            )
    return tools


class LocalAgent:
    """One agent file, ready to talk."""

    def __init__(
        self,
        loaded: LoadedAgent,
        *,
        settings: LocalSettings,
        recogniser: Recogniser,
        synthesiser: Synthesiser,
        tool_runner: ToolRunner,
    ) -> None:
        self.loaded = loaded
        self.settings = settings
        self.recogniser = recogniser
        self.synthesiser = synthesiser
        self.tool_runner = tool_runner
        self._samples: dict[int, bytes] = {}
        file = loaded.definition.file
        self.card = AgentCard(
            name=file.name,
            title=file.title,
            language=file.language,
            hears=file.hears,
            samples=file.samples,
        )

    def open_session(self, memory: Json = None) -> "LocalSession":
        if self.loaded.grammar is not None:
            self.recogniser.prepare(self.loaded.grammar.name)
        return LocalSession(self, memory)

    async def speak_sample(self, index: int) -> bytes:
        if not 0 <= index < len(self.card.samples):
            raise NotFound(f"{self.card.name} has no sample {index}")
        if index not in self._samples:
            voice = self.loaded.definition.file.sample_voice
            pcm = await self.synthesiser.speak_whole(self.card.samples[index], voice=voice)
            self._samples[index] = write_wav(Wav(SAMPLE_RATE_HZ, pcm))
        return self._samples[index]

    async def start(self) -> None:
        """Start what turns need. Raises BadAgentFile for a voice that doesn't exist."""
        file = self.loaded.definition.file
        for key, voice in (("voice", file.voice), ("sample_voice", file.sample_voice)):
            try:
                await self.synthesiser.require(voice)
            except UnknownVoice as error:
                raise BadAgentFile(self.loaded.path, key, str(error)) from None
        if file.hears:
            await self.recogniser.start()

    async def close(self) -> None:
        self._samples.clear()


class LocalSession:
    """One conversation with a LocalAgent."""

    def __init__(self, agent: LocalAgent, memory: Json) -> None:
        self._agent = agent
        self._loaded = agent.loaded
        self._file = agent.loaded.definition.file
        self._dialogue = Dialogue(agent.loaded.definition, memory)

    @property
    def memory(self) -> Json:
        return self._dialogue.memory

    async def listen(self, audio: Audio) -> AsyncGenerator[AgentEvent, None]:
        # The voice engine ends a turn at its maximum, so what is collected is bounded by that.
        pcm = bytearray()
        heard: Heard | None = None  # of all that was said; the rest is a pause
        async for given in audio:
            if isinstance(given, bytes):
                pcm += given
            elif given is Pause.ENDED:
                heard = None
            elif self._may_look_ahead(pcm):
                yield SoFar(None)
                heard = await self._recognise(pcm)
                yield SoFar(isinstance(heard, Recognised) and heard.confidence >= WHOLE)
        if heard is None:
            heard = await self._recognise(pcm)
        # Closed with us, not whenever it is collected: a cancelled turn falls silent at once.
        async with aclosing(self._reply_to(heard)) as answer:
            async for event in answer:
                yield event

    def _may_look_ahead(self, pcm: bytearray) -> bool:
        """Whether a worker that has nothing better to do can look at what was said so far.

        One that fails costs the turn, as at its end: audio that kills workers isn't tried again.
        """
        if self._loaded.grammar is None or not self._agent.recogniser.is_idle:
            return False
        return len(pcm) < LONGEST_AHEAD_S * BYTES_A_SECOND

    async def _recognise(self, pcm: bytearray) -> Heard:
        if self._loaded.grammar is None:
            return await hear_voice(pcm)
        if is_too_short(pcm):
            return NoSpeech()
        return await self._agent.recogniser.recognise(self._loaded.grammar.name, bytes(pcm))

    async def _reply_to(self, heard: Heard) -> AsyncGenerator[AgentEvent, None]:
        if isinstance(heard, NoSpeech):
            # Nobody addressed us: a reply to a cough would interrupt whoever is about to speak.
            yield TurnDone()
            return
        if isinstance(heard, Recognised):
            yield Transcript(heard.text)
        deaf = self._loaded.grammar is None
        answer = self._excuse_deafness() if deaf else self._answer(self._understand(heard))
        async with aclosing(answer):
            async for event in answer:
                yield event

    async def read(self, text: str) -> AsyncGenerator[AgentEvent, None]:
        answer = self._answer(self._loaded.understanding.read(text))
        async with aclosing(answer):
            async for event in answer:
                yield event

    async def say(self, text: str) -> AsyncGenerator[AgentEvent, None]:
        async with aclosing(self._say(text)) as spoken:
            async for event in spoken:
                yield event
        yield TurnDone()

    async def close(self) -> None:
        """Nothing is held between turns."""

    def _understand(self, heard: Recognised | Refused) -> Understood:
        """As sure as hearing and understanding are together."""
        if isinstance(heard, Refused):
            return Understood(NO_MATCH, round(heard.confidence, 3))
        understood = self._loaded.understanding.read(heard.text)
        return replace(understood, confidence=round(understood.confidence * heard.confidence, 3))

    async def _answer(self, understood: Understood) -> AsyncGenerator[AgentEvent, None]:
        plan = self._dialogue.decide(understood)
        yield Intent(plan.intent, plan.confidence)
        result: Json = None
        if plan.tool:
            parameters = dict(plan.parameters or {})
            yield ToolCall(plan.tool, parameters)
            tool = self._loaded.tools[plan.tool]
            result = await self._agent.tool_runner.run(plan.tool, tool, parameters)
            yield ToolResult(plan.tool, result)
        async with aclosing(self._say(self._word(plan, result))) as spoken:
            async for event in spoken:
                yield event
        yield TurnDone()

    async def _excuse_deafness(self) -> AsyncGenerator[AgentEvent, None]:
        yield Intent(NO_MATCH, 0.0)
        async with aclosing(self._say(self._file.sayings.deaf)) as spoken:
            async for event in spoken:
                yield event
        yield TurnDone()

    def _word(self, plan: Plan, result: Json) -> str:
        try:
            return self._dialogue.conclude(plan, result)
        except NothingToFill:
            logger.exception("%s: a reply of %s can't be filled", self._file.name, plan.intent)
            raise AgentFailed(
                "the agent found no words for its answer; ask something else"
            ) from None

    def _say(self, reply: str) -> AsyncGenerator[ReplyText | ReplyAudio, None]:
        return say(reply, self._agent.synthesiser, voice=self._file.voice)
