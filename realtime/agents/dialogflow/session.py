"""One conversation with a Dialogflow CX agent: turns in, events out, tools in between.

Of a spoken turn the words come first, as they are recognised; they are final with the first part of
the answer, which says what is meant, and what is to be said. A tool that the agent asks for is run
here, and its result sent back in the same turn. The service keeps the conversation; here is only
its name.

A turn that is longer than a stream may be is answered in parts. What is said to all but the last of
them isn't spoken, for the user goes on talking; unless nothing more comes that is speech.
"""

import logging
import re
import uuid
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing

from audio.wav import BadWav
from realtime.agents.base import (
    AgentEvent,
    Audio,
    HandOver,
    HangUp,
    Intent,
    Json,
    ReplyAudio,
    ReplyText,
    SoFar,
    ToolCall,
    ToolResult,
    Transcript,
    TurnDone,
)
from realtime.agents.dialogflow.answers import Answer, Recognised, Said, ToolAsked, UtteranceEnded
from realtime.agents.dialogflow.client import Client, said_in_answer
from realtime.agents.dialogflow.failures import (
    TOO_LONG_A_TEXT,
    TOO_MANY_TOOLS,
    Failure,
    failed,
)
from realtime.agents.dialogflow.listening import Listening, asked
from realtime.agents.dialogflow.requests import LONGEST_TEXT, Requests
from realtime.agents.dialogflow.settings import DialogflowSettings
from realtime.agents.dialogflow.sound import blocks_of, sound_in
from realtime.agents.dialogflow.turn import Turn
from realtime.agents.local.sentences import split_sentences
from realtime.agents.local.synthesiser import Synthesiser
from realtime.agents.tools import Tool, ToolRunner
from state.errors import DialogflowFailed

logger = logging.getLogger(__name__)

#: In one turn; an agent that asks for more goes round in circles.
_MOST_TOOLS = 8
_MOST_LOGGED = 300
#: The service's limit; a UUID just fits.
_ID = re.compile(r"[\w.-]{1,36}\Z", re.ASCII)

#: A person who was asked for comes, whatever is said after that.
_OF_THE_LAST_PART = (Intent, ReplyText, ReplyAudio, HangUp)

_Events = AsyncGenerator[AgentEvent, None]


class DialogflowSession:
    def __init__(
        self,
        client: Client,
        settings: DialogflowSettings,
        synthesiser: Synthesiser,
        tools: Mapping[str, Tool],
        tool_runner: ToolRunner,
        memory: Json,
    ) -> None:
        self._client = client
        self._settings = settings
        self._requests = Requests(settings)
        self._synthesiser = synthesiser
        self._tools = tools
        self._tool_runner = tool_runner
        self._id, self._is_new = _remembered(memory)

    @property
    def memory(self) -> Json:
        return {"session": self._id, "is_new": self._is_new}

    async def listen(self, audio: Audio) -> _Events:
        listening = Listening(self._client, self._settings, audio)
        turn = Turn(is_spoken=True)
        unsaid: list[AgentEvent] = []  # of the parts so far: what counts if nothing more is said
        is_told = False  # what was heard
        try:
            while await listening.has_audio():
                said = listening.part(self._first_of_speech)
                async with aclosing(self._answer(turn, said)) as events:
                    async for event in events:
                        if is_heard := isinstance(event, Transcript) and event.final:
                            unsaid.clear()
                        if listening.has_more and (
                            is_heard or isinstance(event, _OF_THE_LAST_PART)
                        ):
                            unsaid.append(event)
                        else:
                            is_told = is_told or is_heard
                            yield event
                if not listening.has_more:
                    break
                turn.next_part()
        except DialogflowFailed:
            # Said is said, whether it is answered or not.
            if not is_told and turn.certain_words:
                yield Transcript(turn.certain_words)
            raise
        finally:
            await listening.close()
        for event in unsaid:
            yield event
        yield TurnDone()

    def _first_of_speech(self) -> object:
        first: object = self._requests.first_of_speech(self._id, is_new=self._is_new)
        return first

    async def read(self, text: str) -> _Events:
        if len(text) > LONGEST_TEXT:
            failure = Failure(TOO_LONG_A_TEXT, f"{len(text)} characters")
            raise failed(failure, was_open=False)
        request = self._requests.text(self._id, text, is_new=self._is_new)
        async with aclosing(self._answer(Turn(is_spoken=False), self._asked(request))) as events:
            async for event in events:
                yield event
        yield TurnDone()

    async def say(self, text: str) -> _Events:
        async with aclosing(self._speak([text])) as spoken:
            async for event in spoken:
                yield event
        yield TurnDone()

    async def close(self) -> None:
        """Nothing is held between turns; the service forgets by itself."""

    def _asked(self, request: object) -> AsyncGenerator[Said, None]:
        return asked(self._client, request, self._settings, said_in_answer)

    # An answer

    async def _answer(self, turn: Turn, said: AsyncGenerator[Said, None]) -> _Events:
        """Of one part of a turn, with all tools that it takes."""
        id = self._id  # another one's once the agent hangs up
        async with aclosing(self._tell_all(turn, said)) as events:
            async for event in events:
                yield event
        while turn.tools:
            tool = turn.tools.popleft()
            turn.tools_run += 1
            if turn.tools_run > _MOST_TOOLS:
                failure = Failure(TOO_MANY_TOOLS, f"{tool.name} would be one more")
                logger.warning("Dialogflow: %s: %s", failure.status, failure.details)
                raise failed(failure, was_open=False)
            yield ToolCall(tool.name, tool.parameters)
            result = await self._run(tool)
            yield ToolResult(tool.name, result)
            request = self._requests.tool_result(id, tool, result)
            async with aclosing(self._tell_all(turn, self._asked(request))) as events:
                async for event in events:
                    yield event

    async def _run(self, asked_for: ToolAsked) -> Json:
        tool = self._tools.get(asked_for.name)
        if tool is None:
            logger.warning("Dialogflow: the agent asks for a tool %r; see tools_of", asked_for.name)
            return {"error": f"there is no tool {asked_for.name}"}
        return await self._tool_runner.run(asked_for.name, tool, asked_for.parameters)

    async def _tell_all(self, turn: Turn, said: AsyncGenerator[Said, None]) -> _Events:
        async with aclosing(said):
            async for each in said:
                match each:
                    case Recognised():
                        turn.hear(each)
                        yield Transcript(turn.words, final=False)
                    case UtteranceEnded():
                        yield SoFar(True)
                    case Answer():
                        async with aclosing(self._tell(turn, each)) as events:
                            async for event in events:
                                yield event

    async def _tell(self, turn: Turn, answer: Answer) -> _Events:
        self._take_note(answer)
        if turn.is_spoken and not turn.is_transcribed:
            turn.settle(answer)
            if answer.is_no_input or not f"{turn.heard}{turn.interim}".strip():
                # A cough isn't answered, whatever the agent has to say to silence; what it does
                # about it counts.
                for event in self._ends(answer):
                    yield event
                return
            turn.is_transcribed = True
            yield Transcript(turn.words)
        if answer.intent is not None and not turn.is_understood:
            turn.is_understood = True
            yield answer.intent
        for event in self._ends(answer):
            yield event
        async with aclosing(self._reply(turn.once(answer))) as spoken:
            async for event in spoken:
                yield event
        turn.tools.extend(answer.tools)

    def _take_note(self, answer: Answer) -> None:
        for complaint in answer.complaints:
            told = (answer.response_id, complaint[:_MOST_LOGGED])
            logger.warning("Dialogflow: response %s: a webhook failed: %s", *told)
        self._is_new = False
        if answer.hangs_up:
            # It is over there, whoever is told; who goes on all the same begins anew.
            self._id, self._is_new = str(uuid.uuid4()), True

    @staticmethod
    def _ends(answer: Answer) -> list[AgentEvent]:
        """The conversation, with this agent at least."""
        if answer.hands_over:
            return [HandOver()]
        return [HangUp()] if answer.hangs_up else []

    async def _reply(self, answer: Answer) -> _Events:
        if pcm := await self._sound_of(answer):
            if answer.texts:
                yield ReplyText(" ".join(answer.texts))
            for block in blocks_of(pcm):
                yield ReplyAudio(block)
            return
        async with aclosing(self._speak(answer.texts)) as spoken:
            async for event in spoken:
                yield event

    @staticmethod
    async def _sound_of(answer: Answer) -> bytes:
        """Empty: it has none that can be played."""
        if not answer.audio:
            return b""
        try:
            return await sound_in(answer.audio)
        except BadWav as error:
            logger.warning("Dialogflow: response %s: %s", answer.response_id, error)
            return b""

    async def _speak(self, texts: Sequence[str]) -> _Events:
        voice = self._settings.own_voice
        for sentence in (sentence for text in texts for sentence in split_sentences(text)):
            yield ReplyText(sentence)
            if not voice:
                continue
            async with aclosing(self._synthesiser.speak(sentence, voice=voice)) as blocks:
                async for block in blocks:
                    yield ReplyAudio(block)


def _remembered(memory: Json) -> tuple[str, bool]:
    """The conversation's name, and whether it has yet to begin; a new one for nonsense."""
    match memory:
        case {"session": str(id), "is_new": bool(is_new)} if _ID.match(id):
            return id, is_new
    return str(uuid.uuid4()), True
