"""What the voice session's core wants done besides sending events; driver.py does it."""

from dataclasses import dataclass

from realtime.voice.events import Event
from realtime.voice.records import Role


@dataclass(frozen=True)
class AskAgent:
    """Let the agent answer: a typed turn, or (text None) a spoken one, read by take_audio()."""

    turn: int
    text: str | None


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


Output = Event | AskAgent | DropTurn | Keep
