"""What subscribers are told, and its form on the wire: server-sent events.

Every frame is unnamed, so that a browser's onmessage gets it, and holds `{"type", "data"}` in one
line. What a replay can repeat has an id; the rest has none, and so leaves a client's place alone.
"""

import re
from enum import StrEnum

import msgspec

from realtime.conversations.records import Conversation, Message, Update
from realtime.conversations.views import Said, said, timestamp_of


class EventType(StrEnum):
    """`type` of an event."""

    NEW_MESSAGE = "new_message"
    CONVERSATION_UPDATE = "conversation_update"
    TYPING = "typing"
    HEARTBEAT = "heartbeat"
    GAP = "gap"


class Status(msgspec.Struct, frozen=True):
    """A conversation's AI was switched, or the number of its unread messages has changed."""

    lead_id: str
    is_ai_active: bool
    unread_count: int


class NewMessage(msgspec.Struct, frozen=True):
    """A message, on whatever surface."""

    lead_id: str
    message: Said


class Typing(msgspec.Struct, frozen=True):
    """Somebody, or the agent, is about to say something, or isn't any more."""

    lead_id: str
    is_typing: bool


class Heartbeat(msgspec.Struct, frozen=True):
    """The stream is alive."""

    timestamp: str


class Gap(msgspec.Struct, frozen=True):
    """What followed the last event id isn't there any more: read the conversations anew."""

    #: What the client came with.
    requested: str
    #: Where the stream goes on: read the conversations anew, then nothing is missing.
    last_event_id: str


#: `data` by `type`.
DATA: dict[EventType, type[msgspec.Struct]] = {
    EventType.NEW_MESSAGE: NewMessage,
    EventType.CONVERSATION_UPDATE: Status,
    EventType.TYPING: Typing,
    EventType.HEARTBEAT: Heartbeat,
    EventType.GAP: Gap,
}
#: These have an id, and are sent again to who missed them.
REPLAYED = frozenset({EventType.NEW_MESSAGE, EventType.CONVERSATION_UPDATE})


class _Envelope(msgspec.Struct, frozen=True):
    type: EventType
    data: msgspec.Struct


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One event, ready to be written; its channel and lead say who may have it."""

    type: EventType
    channel: str
    lead_id: str
    frame: bytes
    #: None for what isn't replayed.
    seq: int | None = None


_encode = msgspec.json.Encoder().encode
_ID = re.compile(r"([0-9a-f]{16})-([0-9]{1,18})", re.ASCII)


def event_id(epoch: str, seq: int) -> str:
    return f"{epoch}-{seq}"


def parse_event_id(text: str) -> tuple[str, int] | None:
    """The epoch and seq; None for what no stream of ours ever sent."""
    match = _ID.fullmatch(text)
    return None if match is None else (match[1], int(match[2]))


def message_entry(message: Message, channel: str, epoch: str) -> Entry:
    data = NewMessage(message.lead_id, said(message))
    frame = _frame(EventType.NEW_MESSAGE, data, event_id(epoch, message.seq))
    return Entry(EventType.NEW_MESSAGE, channel, message.lead_id, frame, message.seq)


def update_entry(update: Update, channel: str, epoch: str) -> Entry:
    data = Status(update.lead_id, update.is_ai_active, update.unread_count)
    frame = _frame(EventType.CONVERSATION_UPDATE, data, event_id(epoch, update.seq))
    return Entry(EventType.CONVERSATION_UPDATE, channel, update.lead_id, frame, update.seq)


def typing_entry(conversation: Conversation, *, is_typing: bool) -> Entry:
    frame = _frame(EventType.TYPING, Typing(conversation.lead_id, is_typing))
    return Entry(EventType.TYPING, conversation.channel, conversation.lead_id, frame)


def heartbeat_frame(at: float, *, retry_ms: int | None = None) -> bytes:
    """`retry_ms`: how long the client is to wait when it has lost the stream.

    It rides on a heartbeat because some clients take a frame without data for a broken event.
    """
    frame = _frame(EventType.HEARTBEAT, Heartbeat(timestamp_of(at)))
    return frame if retry_ms is None else b"retry: %d\n%b" % (retry_ms, frame)


def gap_frame(requested: str, last_event_id: str) -> bytes:
    return _frame(EventType.GAP, Gap(requested, last_event_id))


def _frame(type_: EventType, data: msgspec.Struct, id: str | None = None) -> bytes:
    written = b"data: %b\n\n" % _encode(_Envelope(type_, data))
    return written if id is None else b"id: %b\n%b" % (id.encode(), written)
