"""What the voice session's core wants done besides sending events; driver.py does it."""

from dataclasses import dataclass, field

from realtime.voice.events import Event
from realtime.voice.records import Role


@dataclass(frozen=True)
class AskAgent:
    """Let the agent answer: a typed turn, or (text None) a spoken one, read by take_audio()."""

    turn: int
    text: str | None


@dataclass(frozen=True)
class Say:
    """Let the agent speak words that aren't its answer, as this turn: a person's, or a greeting."""

    turn: int
    text: str


@dataclass(frozen=True)
class DropTurn:
    """Close what the agent is doing for this turn, at once."""

    turn: int


@dataclass(frozen=True)
class Keep:
    """Put into the transcript what was said, or heard by now, in this turn.

    What comes after it is told once it is kept.
    """

    turn: int
    role: Role
    text: str
    #: Whether that is all; else there may be more of it.
    is_final: bool = True
    #: The message of which that was heard: a person's words have one already.
    heard_of: str | None = None
    #: How and when it was said, by the clock of the session; None where nobody knows.
    is_typed: bool = field(default=False, compare=False)
    began: float | None = field(default=None, compare=False)
    ended: float | None = field(default=None, compare=False)


@dataclass(frozen=True)
class LetPersonAnswer:
    """The agent gives the conversation to a person: it answers no more until it is turned on."""


Output = Event | AskAgent | Say | DropTurn | Keep | LetPersonAnswer
