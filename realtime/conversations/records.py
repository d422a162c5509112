"""What is kept of conversations: themselves, their messages, and how their state changed.

Written by conversations.py before anybody is told of it; log.py is rebuilt from them at start.
Messages and updates share one count, `seq`: the order in which the live stream tells of them.
"""

from typing import ClassVar, Literal

from state.records import Record

Role = Literal["user", "assistant", "human"]
"""Who said it: the lead, an agent, or a person who speaks in the agent's place."""

Owner = str | int | None
"""Whose token opened a conversation by voice; None without one."""


class Conversation(Record, frozen=True, kw_only=True):
    """All that is said with one lead."""

    table: ClassVar[str] = "conversations"

    lead_id: str
    channel: str
    owner: Owner = None
    is_ai_active: bool = True
    unread_count: int = 0
    #: Wall time, in seconds: of its beginning, and of its latest message.
    created_at: float
    updated_at: float
    #: Of its latest event.
    seq: int
    #: Of its latest message: by it conversations are listed. Who reads one doesn't move it.
    message_seq: int = 0
    #: The latest message's id; None before the first.
    latest_message: str | None = None

    @property
    def key(self) -> str:
        return self.lead_id


def message_key(lead_id: str, id: str) -> str:
    """No lead_id has a slash."""
    return f"{lead_id}/{id}"


class Message(Record, frozen=True):
    """What was said; never changed. Two conversations may each have a message of the same id."""

    table: ClassVar[str] = "messages"
    indexed: ClassVar[tuple[str, ...]] = ("lead_id",)

    lead_id: str
    id: str
    content: str
    role: Role
    #: Wall time, in seconds.
    at: float
    seq: int

    @property
    def key(self) -> str:
        return message_key(self.lead_id, self.id)


class Update(Record, frozen=True):
    """A conversation's state after a change of it; kept as long as the stream can replay it."""

    table: ClassVar[str] = "conversation_updates"

    lead_id: str
    is_ai_active: bool
    unread_count: int
    seq: int

    @property
    def key(self) -> str:
        return str(self.seq)


class Epoch(Record, frozen=True):
    """The name of this run of seqs: where it is another one, an event's id means nothing.

    A new one after a repair: it may have dropped events that clients know, and their seqs return.
    """

    table: ClassVar[str] = "epochs"
    vouches: ClassVar[bool] = True

    name: str

    @property
    def key(self) -> str:
        return "stream"
