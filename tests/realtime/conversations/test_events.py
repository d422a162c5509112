import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.conversations.events import (
    EventType,
    event_id,
    gap_frame,
    heartbeat_frame,
    message_entry,
    parse_event_id,
    typing_entry,
    update_entry,
)
from realtime.conversations.records import Conversation, Message, Update
from realtime.conversations.views import timestamp_of
from tests.realtime.conversations.talks import EPOCH, NOON

ANA = Conversation(lead_id="ana", channel="whatsapp", created_at=NOON, updated_at=NOON, seq=3)


def said(content="Olá!", *, lead_id="ana", id="m1"):
    return Message(lead_id=lead_id, id=id, content=content, role="user", at=NOON + 0.9, seq=7)


def data_of(frame):
    """The one data line of a frame, read."""
    *fields, last, end = frame.split(b"\n\n")[0].split(b"\n") + [b""]
    assert end == b"" and last.startswith(b"data: ")
    assert all(field.startswith(b"id: ") for field in fields)
    return json.loads(last.removeprefix(b"data: "))


def test_a_message_is_told_with_its_id():
    assert message_entry(said(), "whatsapp", EPOCH).frame == (
        b"id: 0123456789abcdef-7\n"
        b'data: {"type":"new_message","data":{"lead_id":"ana","message":{"id":"m1",'
        b'"content":"Ol\xc3\xa1!","role":"user","timestamp":"2024-01-15T10:30:00Z"}}}\n\n'
    )


def test_a_change_is_told_with_its_id():
    update = Update(lead_id="ana", is_ai_active=False, unread_count=0, seq=8)
    assert update_entry(update, "whatsapp", EPOCH).frame == (
        b"id: 0123456789abcdef-8\n"
        b'data: {"type":"conversation_update","data":{"lead_id":"ana","is_ai_active":false,'
        b'"unread_count":0}}\n\n'
    )


def test_typing_has_no_id():
    assert typing_entry(ANA, is_typing=True).frame == (
        b'data: {"type":"typing","data":{"lead_id":"ana","is_typing":true}}\n\n'
    )


def test_a_heartbeat_has_no_id():
    assert heartbeat_frame(NOON) == (
        b'data: {"type":"heartbeat","data":{"timestamp":"2024-01-15T10:30:00Z"}}\n\n'
    )


def test_a_gap_has_no_id_and_says_what_was_asked_for():
    assert gap_frame("x", event_id(EPOCH, 9)) == (
        b'data: {"type":"gap","data":{"requested":"x","last_event_id":"0123456789abcdef-9"}}\n\n'
    )


def test_when_to_come_back_rides_on_a_heartbeat():
    assert heartbeat_frame(NOON, retry_ms=3_000) == (
        b'retry: 3000\ndata: {"type":"heartbeat","data":{"timestamp":"2024-01-15T10:30:00Z"}}\n\n'
    )


def test_an_entry_says_who_may_have_it():
    entry = message_entry(said(), "whatsapp", EPOCH)
    assert (entry.type, entry.channel, entry.lead_id, entry.seq) == (
        EventType.NEW_MESSAGE,
        "whatsapp",
        "ana",
        7,
    )


def test_an_update_says_who_may_have_it():
    update = Update(lead_id="ana", is_ai_active=True, unread_count=2, seq=8)
    entry = update_entry(update, "whatsapp", EPOCH)
    assert (entry.type, entry.channel, entry.lead_id, entry.seq) == (
        EventType.CONVERSATION_UPDATE,
        "whatsapp",
        "ana",
        8,
    )


def test_typing_isnt_counted():
    entry = typing_entry(ANA, is_typing=False)
    assert (entry.type, entry.channel, entry.lead_id, entry.seq) == (
        EventType.TYPING,
        "whatsapp",
        "ana",
        None,
    )


HOSTILE = [
    "two\nlines",
    "\r\nid: 1\r\n\r\ndata: {}\r\n\r\n",
    "a\rb",
    "line\u2028and\u2029paragraph\x85next\x0bv\x0cf",
    "🙂👩‍👩‍👧",
    "\0\x01\x1f\x7f",
    '"}}\\',
    "",
    "\ufeffdata: x",
    "\uffff\U0010ffff",
]


@pytest.mark.parametrize("content", HOSTILE)
def test_whatever_is_said_stays_one_line(content):
    frame = message_entry(said(content), "chat", EPOCH).frame
    assert frame.count(b"\n") == 3 and b"\r" not in frame and b"\0" not in frame
    assert data_of(frame)["data"]["message"]["content"] == content


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_content_stays_one_line_and_is_read_as_it_was(content):
    frame = message_entry(said(content), "chat", EPOCH).frame
    assert frame.count(b"\n") == 3 and b"\r" not in frame
    assert data_of(frame)["data"]["message"]["content"] == content


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_was_asked_for_a_gap_stays_one_line(requested):
    frame = gap_frame(requested, event_id(EPOCH, 1))
    assert frame.count(b"\n") == 2 and b"\r" not in frame
    assert data_of(frame)["data"]["requested"] == requested


# Ids


def test_an_id_is_read_as_it_was_written():
    assert parse_event_id(event_id(EPOCH, 12)) == (EPOCH, 12)
    assert parse_event_id(event_id(EPOCH, 0)) == (EPOCH, 0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "12",
        EPOCH,
        f"{EPOCH}-",
        f"{EPOCH}--1",
        f"{EPOCH}-+1",
        f"{EPOCH}- 1",
        f" {EPOCH}-1",
        f"{EPOCH}-1 ",
        f"{EPOCH}-1\n",
        f"{EPOCH}-1\0",
        f"\0{EPOCH}-1",
        f"{EPOCH}-1_0",
        f"{EPOCH}-1.0",
        f"{EPOCH}-0x1",
        f"{EPOCH}-1e3",
        f"{EPOCH}-１２",
        f"{EPOCH}-١",
        f"{EPOCH}-²",
        f"{EPOCH.upper()}-1",
        f"{EPOCH[:-1]}-1",
        f"{EPOCH}0-1",
        f"０{EPOCH[1:]}-1",
        f"{EPOCH}-" + "9" * 19,
        f"{EPOCH}-" + "9" * 100_000,
        "0" * 100_000,
    ],
)
def test_what_no_stream_ever_sent_is_no_id(text):
    assert parse_event_id(text) is None


def test_the_largest_id_is_an_id():
    assert parse_event_id(f"{EPOCH}-" + "9" * 18) == (EPOCH, 10**18 - 1)


@given(
    st.text()
    | st.from_regex(r"[0-9a-fA-F]{15,17}-\d{1,25}", fullmatch=True)
    | st.from_regex(r"[0-9a-f]{16}-[0-9]{1,18}", fullmatch=True)
)
def test_any_text_is_an_id_or_none_and_never_an_error(text):
    match parse_event_id(text):
        case (epoch, seq):
            assert len(epoch) == 16 and set(epoch) <= set("0123456789abcdef")
            assert 0 <= seq < 10**18
            assert text.isascii() and text.startswith(f"{epoch}-")
            assert int(text[17:]) == seq
        case None:
            assert event_id(EPOCH, 1) != text


@given(st.integers(0, 10**18 - 1))
def test_every_id_we_write_can_be_read(seq):
    assert parse_event_id(event_id(EPOCH, seq)) == (EPOCH, seq)


# Timestamps


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (0.0, "1970-01-01T00:00:00Z"),
        (NOON, "2024-01-15T10:30:00Z"),
        (NOON + 0.999_999, "2024-01-15T10:30:00Z"),
        (1_709_164_800.0, "2024-02-29T00:00:00Z"),
        (4_102_444_799.5, "2099-12-31T23:59:59Z"),
    ],
)
def test_a_time_is_utc_to_the_second_and_never_ahead(at, written):
    assert timestamp_of(at) == written
