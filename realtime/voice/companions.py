"""Who else has a part in a voice session: a role play in its calls.

A companion hears what goes to and fro while the session lives, learns why it ended, and may keep
something of its own in the step that puts the session away. Most sessions have none.
"""

from collections.abc import Sequence
from typing import Literal, Protocol

from realtime.agents.base import Agent
from realtime.voice.events import Event
from realtime.voice.records import SessionRecord
from state.records import Change

EndedBy = Literal["client", "agent", "limit", "lost"]
"""Who ended a session: its client, its agent, a time limit; or its client is gone without a word,
or was let go."""


class Companion(Protocol):
    """One session's."""

    def hear(self, pcm: bytes) -> None:
        """What the client sent: PCM16, in the order and at the moment it came."""
        ...

    def see(self, event: Event) -> None:
        """What happens, at the moment it does: a client may be told a little later."""
        ...

    async def leave(self) -> None:
        """The server stops; the session may go on after the start."""
        ...

    def end(self, by: EndedBy) -> None:
        """Nothing more comes but the last words. Once."""
        ...

    async def put_away(self) -> Sequence[Change]:
        """The last words are there. What to change in the step that puts the session away.

        Raises StoreFailed, and then it is asked again.
        """
        ...

    def is_put_away(self) -> None:
        """That step is safe."""
        ...


class Companions(Protocol):
    def companion_of(self, record: SessionRecord) -> Companion | None:
        """Whoever has a part in this session, as it opens or wakes."""
        ...

    def agent_of(self, record: SessionRecord) -> Agent | None:
        """Who answers in it, where that is none of the directory's. Raises AgentNotFound."""
        ...


class Nobody:
    """No session has a companion."""

    def companion_of(self, record: SessionRecord) -> Companion | None:
        return None

    def agent_of(self, record: SessionRecord) -> Agent | None:
        return None
