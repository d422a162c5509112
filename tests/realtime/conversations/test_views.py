from msgspec.structs import asdict, replace

from realtime.conversations.records import Conversation, Message
from realtime.conversations.views import ConversationView, Said, overview, said
from tests.realtime.conversations.talks import NOON

ANA = Conversation(
    lead_id="ana",
    channel="whatsapp",
    owner=7,
    is_ai_active=False,
    unread_count=3,
    created_at=NOON,
    updated_at=NOON + 60.5,
    seq=9,
    latest_message="m1",
)
HELLO = Message(lead_id="ana", id="m1", content="hello", role="user", at=NOON, seq=8)


def test_a_message_is_shown_without_what_is_only_ours():
    assert said(HELLO) == Said("m1", "hello", "user", "2024-01-15T10:30:00Z")


def test_a_conversation_is_shown_without_its_owner():
    assert overview(ANA, HELLO) == ConversationView(
        lead_id="ana",
        channel="whatsapp",
        is_ai_active=False,
        unread_count=3,
        last_message=said(HELLO),
        created_at="2024-01-15T10:30:00Z",
        updated_at="2024-01-15T10:31:00Z",
    )
    assert "owner" not in asdict(overview(ANA, HELLO))


def test_a_conversation_may_have_no_message():
    assert overview(replace(ANA, latest_message=None), None).last_message is None
