"""What outlives the process of a voice session: itself and its transcript.

Written by driver.py before anybody is told of it, read back by sessions.py. When a session has
ended, both leave the store for a file in the archive.
"""

import uuid
from typing import Any, ClassVar, Literal

from realtime.voice.messages import Configuration
from state.contract import VOICE_CHANNEL
from state.records import Record

Role = Literal["user", "assistant", "human"]
"""Who said it: the caller, the agent, or a person in the agent's place."""

User = str | int | None
"""Who talks, as the token says; None in development mode without one."""

#: The name space of the ids of messages.
_MESSAGES = uuid.UUID("5b0f2c5e-5f0e-4a0c-9a52-3b4f5a4c1d7e")


class SessionRecord(Record, frozen=True):
    """A session that hasn't ended: all it takes to go on with it."""

    table: ClassVar[str] = "voice_sessions"

    id: str
    user: User
    agent: str
    #: Wall time, in seconds.
    opened_at: float
    #: Whose conversation it is part of; empty in records older than conversations.
    lead_id: str = ""
    #: Of the conversation, if this session begins it.
    channel: str = VOICE_CHANNEL
    #: Whether its token's reach has that conversation, whoever began it.
    reaches_lead: bool = False
    #: SHA-256 of the tokens that resume it: the newest last, and before it the one it was resumed
    #: with, until its client surely has the newest.
    resume_digests: tuple[str, ...] = ()
    #: What its client has configured.
    configuration: Configuration = Configuration()
    #: The latest turn's number.
    turns: int = 0
    #: What the agent needs to go on: Json, which msgspec can't decode as such, for it holds itself.
    memory: Any = None

    @property
    def key(self) -> str:
        return self.id


class Utterance(Record, frozen=True):
    """What was said in a turn by one side; of a reply, what was heard."""

    table: ClassVar[str] = "voice_utterances"
    indexed: ClassVar[tuple[str, ...]] = ("session_id",)

    session_id: str
    turn: int
    role: Role
    text: str
    #: Wall time, in seconds.
    at: float
    #: Whether that is all of it; else it is a reply under way, as far as it was heard.
    is_final: bool = True
    #: The message of which that was heard, of a person's words; None in older records.
    heard_of: str | None = None
    #: When its first word was said and its last, wall time; None where nobody knows.
    began_at: float | None = None
    ended_at: float | None = None
    is_typed: bool = False

    @property
    def key(self) -> str:
        return f"{self.session_id}/{self.turn}/{self.role}"

    @property
    def message_id(self) -> str:
        """Of its message in the conversation: always the same, so that none is there twice."""
        return str(uuid.uuid5(_MESSAGES, self.key))
