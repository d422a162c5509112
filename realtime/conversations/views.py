"""Conversations and messages as clients see them, on the stream and in answers alike."""

from datetime import UTC, datetime

import msgspec

from realtime.conversations.records import Conversation, Message, Role


class Said(msgspec.Struct, frozen=True):
    """A message."""

    id: str
    content: str
    role: Role
    #: UTC, to the second: 2024-01-15T10:30:00Z.
    timestamp: str


class ConversationView(msgspec.Struct, frozen=True):
    """A conversation."""

    lead_id: str
    channel: str
    is_ai_active: bool
    unread_count: int
    last_message: Said | None
    created_at: str
    updated_at: str


def timestamp_of(at: float) -> str:
    return datetime.fromtimestamp(int(at), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def said(message: Message) -> Said:
    return Said(message.id, message.content, message.role, timestamp_of(message.at))


def overview(conversation: Conversation, last_message: Message | None) -> ConversationView:
    return ConversationView(
        lead_id=conversation.lead_id,
        channel=conversation.channel,
        is_ai_active=conversation.is_ai_active,
        unread_count=conversation.unread_count,
        last_message=None if last_message is None else said(last_message),
        created_at=timestamp_of(conversation.created_at),
        updated_at=timestamp_of(conversation.updated_at),
    )
