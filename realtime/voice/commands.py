"""What the voice session's core wants done besides sending events; driver.py does it."""

from dataclasses import dataclass

from realtime.voice.events import Event


@dataclass(frozen=True)
class AskAgent:
    """Let the agent answer: a typed turn, or (text None) a spoken one, read by take_audio()."""

    turn: int
    text: str | None


@dataclass(frozen=True)
class DropTurn:
    """Close what the agent is doing for this turn, at once."""

    turn: int


Output = Event | AskAgent | DropTurn
