"""The embedded buyer as an agent of a call: hears or reads the salesperson, answers in speech.

buyer.py decides all it says; free speech hears (realtime/agents/local/free_speech.py): English as a
guess at the words, of other languages only that somebody spoke. A buyer is built in a thread, for
that may take longer than the event loop can be held; its first turn waits for it.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from realtime.agents.base import (
    NO_MATCH,
    AgentCard,
    AgentEvent,
    Audio,
    HangUp,
    Intent,
    Json,
    Transcript,
    TurnDone,
)
from realtime.agents.local.free_speech import FreeSpeech
from realtime.agents.local.jobs import NoSpeech, Recognised
from realtime.agents.local.speaking import say
from realtime.agents.local.synthesiser import Synthesiser
from realtime.roleplay.buyer.buyer import Buyer
from realtime.roleplay.buyer.ear import ear_of
from realtime.roleplay.definition import Definition, Language
from state.errors import NotFound

#: Neither of them speaks the samples of another agent's card.
VOICES: dict[Language, str] = {"pt-BR": "pt-br+f2", "en": "en-gb-x-rp+f2"}


class BuyerAgent:
    """The buyer of one role play. Cheap to make; what it is given is shared with other agents."""

    def __init__(
        self, definition: Definition, name: str, synthesiser: Synthesiser, free_speech: FreeSpeech
    ) -> None:
        self.definition = definition
        self.synthesiser = synthesiser
        self.free_speech = free_speech
        self.voice = VOICES[definition.language]
        self.card = AgentCard(
            name=name,
            title=definition.persona.name,
            language=definition.language,
            hears=free_speech.hears_words,
        )

    def open_session(self, memory: Json = None) -> "BuyerSession":
        """Within the event loop."""
        self.free_speech.prepare()
        return BuyerSession(self, memory)

    async def speak_sample(self, index: int) -> bytes:
        raise NotFound(f"{self.card.name} has no sample {index}")

    async def start(self) -> None:
        await self.synthesiser.require(self.voice)
        await asyncio.to_thread(ear_of, self.definition)

    async def close(self) -> None:
        """What it uses is others'."""


class BuyerSession:
    """One call with the buyer."""

    def __init__(self, agent: BuyerAgent, memory: Json) -> None:
        self.memory = memory
        self._agent = agent
        loop = asyncio.get_running_loop()
        self._buyer = loop.run_in_executor(None, Buyer, agent.definition, memory)

    async def listen(self, audio: Audio) -> AsyncGenerator[AgentEvent, None]:
        heard = await self._agent.free_speech.hear(audio)
        if isinstance(heard, NoSpeech):
            yield TurnDone()
            return
        text = heard.text if isinstance(heard, Recognised) else None
        if text is not None:
            yield Transcript(text)
        async with aclosing(self._answer(text, round(heard.confidence, 3))) as answer:
            async for event in answer:
                yield event

    async def read(self, text: str) -> AsyncGenerator[AgentEvent, None]:
        async with aclosing(self._answer(text, 1.0)) as answer:
            async for event in answer:
                yield event

    async def say(self, text: str) -> AsyncGenerator[AgentEvent, None]:
        async with aclosing(self._speak(text)) as spoken:
            async for event in spoken:
                yield event
        yield TurnDone()

    async def close(self) -> None:
        """Nothing is held between turns."""

    async def _answer(
        self, text: str | None, confidence: float
    ) -> AsyncGenerator[AgentEvent, None]:
        # A turn that is cut while it waits mustn't cancel what the next one needs.
        buyer = await asyncio.shield(self._buyer)
        said = buyer.answer(text)
        self.memory = buyer.memory
        yield Intent(said.did, 0.0 if said.did == NO_MATCH else confidence)
        async with aclosing(self._speak(said.text)) as spoken:
            async for event in spoken:
                yield event
        if said.hangs_up:
            yield HangUp()
        yield TurnDone()

    def _speak(self, text: str) -> AsyncGenerator[AgentEvent, None]:
        return say(text, self._agent.synthesiser, voice=self._agent.voice)
