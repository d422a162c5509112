"""The one interface every agent has: a turn goes in, events come out.

The voice driver opens a session on an agent, hands it one turn at a time and pulls the events of
the answer. Pulling is the flow control: an agent that isn't asked for its next event waits, so a
reply that is held or ahead of its playback costs bounded memory. Cancelling is closing the
generator, at any point. An agent never blocks the loop and knows nothing of sockets, turns'
detection or playback.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import msgspec

#: Parameters and results of tools: plain JSON.
Json = dict[str, "JsonValue"] | list["JsonValue"] | str | int | float | bool | None
JsonValue = Json

#: The intent of a turn that the agent understood as none of its own.
NO_MATCH = "no_match"


class Pause(Enum):
    """Between two blocks of a turn's audio: here its speaker fell silent, or went on."""

    BEGAN = "began"
    ENDED = "ended"


#: PCM16 mono at 16 kHz as it arrives, and where it pauses. The audio of a pause is in the blocks.
Audio = AsyncIterator[bytes | Pause]


class SoFar(msgspec.Struct, frozen=True):
    """At a pause, what the agent makes of the turn up to there: may it stand as a whole?

    Who has said something complete needn't wait for a long silence, who looks for a word is given
    one. An agent that can't tell says nothing. One that needs a moment says None at once, so that
    the turn isn't ended by its sound alone in the meantime.
    """

    is_whole: bool | None


class Transcript(msgspec.Struct, frozen=True):
    """What the user said; not final: may still change."""

    text: str
    final: bool = True


class Intent(msgspec.Struct, frozen=True):
    """What the user wants, and how sure that is (0.0 to 1.0)."""

    name: str
    confidence: float
    #: How that was found, where an agent tells: "intent", "parameter_filling", "event".
    kind: str | None = None


class ToolCall(msgspec.Struct, frozen=True):
    """A tool is about to run."""

    tool: str
    parameters: dict[str, Json]


class ToolResult(msgspec.Struct, frozen=True):
    """What the tool returned; `{"error": text}` where it failed or ran out of time."""

    tool: str
    result: Json


class ReplyText(msgspec.Struct, frozen=True):
    """The next piece of the reply; the ReplyAudio up to the next ReplyText speaks it."""

    text: str


class ReplyAudio(msgspec.Struct, frozen=True):
    """Some of the reply's sound: PCM16 mono at 16 kHz, whole samples, of any length."""

    pcm: bytes


class HandOver(msgspec.Struct, frozen=True):
    """A person is to go on with this user, once the reply was heard, or cut."""


class HangUp(msgspec.Struct, frozen=True):
    """The conversation is over once the reply was heard; one that the user cuts goes on."""


class TurnDone(msgspec.Struct, frozen=True):
    """The turn was answered in full. Always last; a stream that ends without it broke off."""


#: What answers a turn, as far as an agent goes into it.
AnswerEvent = (
    Transcript
    | Intent
    | ToolCall
    | ToolResult
    | ReplyText
    | ReplyAudio
    | HandOver
    | HangUp
    | TurnDone
)
AgentEvent = SoFar | AnswerEvent


class AgentSession(Protocol):
    """One conversation with an agent.

    Turns begin one after another, but one that was cut may still be closing when the next begins,
    and one that a sound broke into goes on if the next turn, that sound, turns out to be a noise.
    """

    @property
    def memory(self) -> Json:
        """What open_session needs to go on with this conversation, after a restart of the server.

        Compared by value after each event, and saved before what shows it is told.
        """
        ...

    def listen(self, audio: Audio) -> AsyncGenerator[AgentEvent, None]:
        """Answer a spoken turn. `audio` yields it as it arrives, to the turn's end.

        A turn in which nobody spoke (a cough, a knock) gets no answer: only TurnDone.

        Raises AgentFailed, while iterated, when this turn can't be answered; the session lives on.
        """
        ...

    def read(self, text: str) -> AsyncGenerator[AgentEvent, None]:
        """Answer a typed turn: as `listen`, without a Transcript."""
        ...

    def say(self, text: str) -> AsyncGenerator[AgentEvent, None]:
        """Speak somebody else's words in the agent's voice: the text, its sound, TurnDone.

        It is nothing that the agent said: its memory doesn't change.
        """
        ...

    async def close(self) -> None:
        """Give back what the session holds; idempotent."""
        ...


@dataclass(frozen=True, kw_only=True)
class AgentCard:
    """What a page shows of an agent before talking to it."""

    name: str
    title: str
    #: BCP 47.
    language: str
    #: Whether it understands speech; every agent reads.
    hears: bool
    #: Things one can say to it.
    samples: tuple[str, ...] = ()


class Agent(Protocol):
    """Who answers: as many sessions as wanted, one after another or at once."""

    @property
    def card(self) -> AgentCard: ...

    def open_session(self, memory: Json = None) -> AgentSession:
        """A new conversation, or one that went on elsewhere and left `memory`.

        A memory that means nothing to this agent any more is no error: what isn't known is
        forgotten.
        """
        ...

    async def speak_sample(self, index: int) -> bytes:
        """Sample `index` of the card as a WAV file, in a voice that isn't the agent's.

        Raises NotFound for an index the card doesn't have.
        """
        ...

    async def start(self) -> None:
        """Make ready what the first turn would otherwise wait for."""
        ...

    async def close(self) -> None:
        """Stop what was started; idempotent."""
        ...


@dataclass(frozen=True, kw_only=True)
class Recognition:
    """How the workers are that recognise speech: numbers of them, and of turns that wait."""

    busy: int = 0
    idle: int = 0
    down: int = 0
    waiting: int = 0
    #: Whether nobody is up, nor about to be: what is said isn't understood.
    is_hopeless: bool = False


class Directory(Protocol):
    """Agents by name."""

    @property
    def recognition(self) -> Recognition:
        """How it is just now; of agents that hear elsewhere it says nothing."""
        ...

    @property
    def cards(self) -> tuple[AgentCard, ...]: ...

    def get(self, name: str | None) -> Agent:
        """The agent of that name, the default one for None. Raises AgentNotFound."""
        ...
