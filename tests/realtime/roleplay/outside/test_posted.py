"""Finished calls as a webhook brings them."""

import json
from contextlib import suppress

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from realtime.roleplay.marking.jobs import lines_of
from realtime.roleplay.outside.posted import PostedCall, read
from realtime.roleplay.records import NOBODY
from state.contract import (
    MAX_CONTENT_CHARACTERS,
    MOST_WEBHOOK_CHARACTERS,
    MOST_WEBHOOK_LINES,
    WEBHOOK_SECONDS,
)
from state.errors import InvalidBody, ServiceError
from tests.webhooks import event

NOW = 1_000_000.0


def posted(*said, **changes):
    return read(json.dumps(event(said, **changes)).encode(), now=NOW)


def lines(call):
    return lines_of(call.transcript, began_at=call.began_at)


# Who said what, and when


def test_the_agent_is_the_buyer_and_the_user_the_salesperson():
    found = lines(posted(("agent", "Yes?"), ("user", "Hello.")))
    assert [(each.who, each.text, each.start_s) for each in found] == [
        ("buyer", "Yes?", 0.0),
        ("salesperson", "Hello.", 10.0),
    ]


def test_nothing_is_made_up_of_when_a_line_ended():
    assert [each.end_s for each in lines(posted(("agent", "Yes?"), ("user", "Hello.")))] == [
        None
    ] * 2


def test_who_said_nothing_has_no_line():
    found = lines(posted(("agent", None), ("agent", " \n"), ("user", "Hello.")))
    assert [each.text for each in found] == ["Hello."]


def test_a_long_text_is_cut():
    [line] = lines(posted(("user", "x" * (MAX_CONTENT_CHARACTERS + 1))))
    assert line.text == "x" * MAX_CONTENT_CHARACTERS


def test_what_was_typed_is_told_from_what_was_spoken():
    body = event([("agent", "Yes?"), ("user", "Hello."), ("user", "Hello?")])
    for line in body["data"]["transcript"][:2]:
        line["source_medium"] = "text"
    found = lines(read(json.dumps(body).encode(), now=NOW))
    assert [each.is_typed for each in found] == [False, True, False]


def test_a_call_ends_with_its_last_line_at_the_earliest():
    said = [("user", "Hello.")] * 4
    assert posted(*said, metadata={"call_duration_secs": 5}).ended_at == 999_030
    assert posted(*said).ended_at == 999_090


@pytest.mark.parametrize("count", [MOST_WEBHOOK_LINES + 1, 2 * MOST_WEBHOOK_LINES + 1])
def test_there_are_so_many_lines_at_most(count):
    with pytest.raises(InvalidBody, match="transcript"):
        read(json.dumps(event([("user", "a")] * count)).encode(), now=NOW)


def test_there_is_so_much_text_at_most():
    longest = ("user", "x" * MAX_CONTENT_CHARACTERS)
    count = MOST_WEBHOOK_CHARACTERS // MAX_CONTENT_CHARACTERS
    assert len(lines(posted(*[longest] * count))) == count
    with pytest.raises(InvalidBody, match="characters"):
        posted(*[longest] * count, ("user", "x"))


# Which call it is


def test_a_conversation_is_one_call_whatever_else_is_told_of_it():
    one, same = posted(), posted(("user", "Hello."), variables={}, agent_id="agent-2")
    another = posted(conversation_id="conv-2")
    assert one.id == same.id != another.id


@pytest.mark.parametrize("value", [3, "3", 3.0])
@pytest.mark.parametrize("name", ["case_setup_id", "role_play_id"])
def test_the_role_play_is_named_by_a_variable(name, value):
    assert posted(variables={name: value}).role_play_id == 3


@pytest.mark.parametrize("variables", [None, {}, {"case_setup_id": None}, {"case_setup_id": ""}])
def test_without_one_it_is_the_agent_s(variables):
    client = {"dynamic_variables": variables} if variables != {} else None
    call = posted(conversation_initiation_client_data=client)
    assert call.role_play_id is None and call.agent_id == "agent-1"


@pytest.mark.parametrize("value", ["x", "0", 0, -1, True, 1.5, 10**18, "٣", "1\n"])
def test_what_is_no_role_play_s_id_is_refused(value):
    with pytest.raises(InvalidBody, match="case_setup_id"):
        posted(variables={"case_setup_id": value})


@pytest.mark.parametrize("user", [7, "7", "ann", -1, 0])
def test_the_user_is_who_is_named_as_they_are_named(user):
    for named in (posted(variables={"user_id": user}), posted(variables={}, user_id=user)):
        assert named.user == user and type(named.user) is type(user)


def test_a_variable_goes_before_the_service_s_own_user():
    assert posted(variables={"user_id": 7}, user_id="8").user == 7
    assert posted(variables={"user_id": ""}, user_id="8").user == "8"


def test_without_a_user_it_is_nobody_s():
    call = posted(variables={})
    assert call.user == NOBODY
    assert msgspec.json.decode(call.transcript)["user"] is None


@pytest.mark.parametrize("user", [True, False, 1.5, "x" * 201, 2**63])
def test_what_is_no_user_is_refused(user):
    with pytest.raises(InvalidBody, match="user_id"):
        posted(variables={"user_id": user})


@pytest.mark.parametrize(
    ("given", "shown"),
    [("Ann", "Ann"), (" Ann ", "Ann"), ("A" * 101, "A" * 100), (7, ""), ("A\nB", ""), (None, "")],
    ids=["plain", "blanks", "long", "number", "rows", "none"],
)
def test_a_name_is_for_show(given, shown):
    assert posted(variables={"user_name": given}).user_name == shown


@pytest.mark.parametrize(
    ("reason", "by"),
    [
        ("Client disconnected: 1000", "salesperson"),
        ("Client disconnected: 1006", "dropped"),
        ("Call ended by remote party", "salesperson"),
        ("user ended the call with the agent", "salesperson"),
        ("end_call tool was called.", "buyer"),
        ("Agent ended the call after the user was silent", "buyer"),
        ("Exceeded maximum call duration", "time_limit"),
        ("max_duration_exceeded", "time_limit"),
        ("time limit reached", "time_limit"),
        ("silence", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_who_ended_it_is_read_from_the_reason(reason, by):
    assert posted(metadata={"termination_reason": reason}).ended_by == by


# What is no call


@pytest.mark.parametrize("kind", ["post_call_audio", "call_initiation_failure", ""])
def test_another_event_is_no_call(kind):
    assert read(json.dumps({"type": kind}).encode(), now=NOW) is None


def test_a_call_that_is_not_over_is_refused():
    soon = {"start_time_unix_secs": NOW + WEBHOOK_SECONDS, "call_duration_secs": 0}
    assert posted(metadata=soon)
    with pytest.raises(InvalidBody, match="future"):
        posted(metadata=soon | {"call_duration_secs": 1})


@pytest.mark.parametrize(
    "data",
    [
        {"conversation_id": ""},
        {"conversation_id": "x" * 201},
        {"conversation_id": 1},
        {"agent_id": None},
        {"transcript": None},
        {"transcript": [{"role": "other", "message": "a", "time_in_call_secs": 0}]},
        {"transcript": [{"role": "user", "message": "a", "time_in_call_secs": -1}]},
        {"transcript": [{"role": "user", "message": 1, "time_in_call_secs": 1}]},
        {"transcript": [{"role": "user", "message": "a"}]},
        {"metadata": {}},
        {"metadata": {"start_time_unix_secs": 1e300}},
        {"metadata": {"start_time_unix_secs": -1}},
    ],
    ids=lambda data: repr(data)[:60],
)
def test_what_has_another_shape_is_refused(data):
    body = event()
    body["data"] |= data
    with pytest.raises(InvalidBody):
        read(json.dumps(body).encode(), now=NOW)


@given(st.binary())
@example(b'{"type":""}')
def test_any_bytes_are_read_or_refused(body):
    with suppress(ServiceError):
        assert read(body, now=NOW) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
PLACES = [
    ("agent_id",),
    ("conversation_id",),
    ("user_id",),
    ("transcript",),
    ("transcript", 0),
    ("transcript", 0, "role"),
    ("transcript", 0, "message"),
    ("transcript", 0, "time_in_call_secs"),
    ("transcript", 0, "source_medium"),
    ("metadata",),
    ("metadata", "start_time_unix_secs"),
    ("metadata", "call_duration_secs"),
    ("metadata", "termination_reason"),
    ("conversation_initiation_client_data",),
    ("conversation_initiation_client_data", "dynamic_variables"),
    ("conversation_initiation_client_data", "dynamic_variables", "case_setup_id"),
    ("conversation_initiation_client_data", "dynamic_variables", "user_id"),
    ("conversation_initiation_client_data", "dynamic_variables", "user_name"),
]


@given(st.sampled_from(PLACES), JSON)
def test_whatever_is_in_a_place_is_read_or_refused(place, value):
    body = event()
    inner = body["data"]
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    try:
        call = read(json.dumps(body).encode(), now=NOW)
    except ServiceError:
        return
    assert isinstance(call, PostedCall) and lines(call) is not None
    msgspec.json.encode(call)


@given(st.integers(0), st.integers(0, 255))
def test_a_body_with_a_byte_changed_is_read_or_refused(at, byte):
    body = bytearray(json.dumps(event()).encode())
    body[at % len(body)] = byte
    try:
        read(bytes(body), now=NOW)
    except ServiceError:
        return
