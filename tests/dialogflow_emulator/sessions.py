"""What the service keeps of a conversation between two calls, by its session's name.

Told the time, never asks for it.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.dialogflow_emulator.turn import Tool, Turn

TTL_S = 30 * 60.0


@dataclass
class Session:
    name: str
    used_at: float
    ttl_s: float = TTL_S
    parameters: dict[str, Any] = field(default_factory=dict)
    #: Answered ones.
    turns: int = 0
    #: The tool whose result the agent waits for, and what it leads to.
    waits_for: Tool | None = None
    after_tool: Turn | None = None


class Sessions:
    def __init__(self) -> None:
        self._by_name: dict[str, Session] = {}

    def __len__(self) -> int:
        return len(self._by_name)

    def get(self, name: str) -> Session | None:
        return self._by_name.get(name)

    def open(self, name: str, *, now: float) -> Session:
        """The one of that name: a new one if it wasn't used for too long."""
        for each in [each for each in self._by_name.values() if now - each.used_at > each.ttl_s]:
            del self._by_name[each.name]
        session = self._by_name.setdefault(name, Session(name, now))
        session.used_at = now
        return session

    def answered(self, session: Session, turn: Turn) -> None:
        """With that turn."""
        session.parameters |= turn.parameters
        session.turns += 1
        session.waits_for, session.after_tool = turn.tool, turn.after_tool
        if turn.ends:
            self._by_name.pop(session.name, None)
