import re
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realtime.avatars.complaints import Complaint, cleaned, message_in, number_in, sort
from tests.heygen_fake import LiveAvatarFaults, StreamingFaults

KEYS = st.sampled_from(["code", "detail", "data", "message", "error", "msg"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(), inner, max_size=4)
    ),
    max_leaves=20,
)
ID = uuid.UUID(int=7).hex
SESSION_ID = str(uuid.UUID("672c3098-63d6-4af4-9ffc-176c6b2f4952"))
UUID = "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"


def sorted_out(refuse):
    return sort(refuse.status, number_in(refuse.body), message_in(refuse.body))


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        ("bad_key", Complaint.KEY),
        ("concurrency", Complaint.FULL),
        ("no_credits", Complaint.NO_CREDIT),
        ("unknown_avatar", Complaint.REFUSED),
        ("server_error", Complaint.BROKEN),
        ("too_many", Complaint.BUSY),
        ("unprocessable", Complaint.REFUSED),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
@pytest.mark.parametrize("faults", [LiveAvatarFaults, StreamingFaults], ids=["live", "streaming"])
def test_each_refusal_means_what_the_vendor_says(faults, fault, complaint):
    assert sorted_out(getattr(faults, fault)()) is complaint


@pytest.mark.parametrize(
    ("status", "number", "message", "complaint"),
    [
        (400, 10004, "session state wrong: closing", Complaint.GONE),
        (400, 10007, "session not found", Complaint.GONE),
        (400, 10005, "Concurrent limit reached", Complaint.FULL),
        (400, 400004, "Session does not exist. SessionID: x", Complaint.GONE),
        (400, 10004, "session is already closed", Complaint.GONE),
        (403, 4003, "Trial API limit reached", Complaint.NO_CREDIT),
        (500, 4003, "Too many requests", Complaint.BROKEN),
        (404, 404, "Avatar not found", Complaint.REFUSED),
        (404, 10006, "LLM configuration with id 'x' not found in your space", Complaint.REFUSED),
        (400, 10014, "avatar not allowed", Complaint.REFUSED),
    ],
)
def test_the_message_comes_before_status_and_number(status, number, message, complaint):
    assert sort(status, number, message) is complaint


@pytest.mark.parametrize(
    ("status", "number", "complaint"),
    [
        (401, 10004, Complaint.KEY),
        (402, None, Complaint.NO_CREDIT),
        (404, 10007, Complaint.REFUSED),
        (429, 10007, Complaint.BUSY),
        (403, None, Complaint.KEY),
        (403, 4003, Complaint.FULL),
        (400, 10004, Complaint.FULL),
        (400, 10007, Complaint.FULL),
        (400, 10005, Complaint.GONE),
        (400, 10013, Complaint.REFUSED),
        (200, 400112, Complaint.KEY),
        (200, 77, Complaint.BROKEN),
        (302, None, Complaint.BROKEN),
        (503, None, Complaint.BROKEN),
    ],
)
def test_without_words_the_status_comes_before_the_number(status, number, complaint):
    assert sort(status, number, "") is complaint


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            {"detail": [{"loc": ["body", "id"], "msg": "Field required"}], "message": "no"},
            "body.id: Field required",
        ),
        ({"detail": "Not Found"}, "Not Found"),
        ({"data": [{"message": "first"}], "message": "second"}, "first"),
        ({"data": {"message": "inner"}}, "inner"),
        ({"data": None, "message": "told", "error": "other"}, "told"),
        ({"error": {"code": "x", "message": "newer"}}, "newer"),
        ({"message": {}, "error": ["listed"]}, "listed"),
        ({"message": 7}, ""),
        ([{"message": "x"}], ""),
        (None, ""),
    ],
    ids=repr,
)
def test_the_words_are_found_wherever_they_are(answer, message):
    assert message_in(answer) == message


def test_words_deep_within_are_nobodys():
    deep: object = "x"
    for _ in range(5_000):
        deep = [deep]
    assert message_in({"detail": deep}) == ""


@pytest.mark.parametrize("code", [True, "1000", 1000.0, None, [1000]], ids=repr)
def test_a_number_is_an_integer(code):
    assert number_in({"code": code}) is None


def test_of_what_is_logged_ids_stay_and_tokens_go():
    told = cleaned(f"Session {SESSION_ID} of eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x-_~+/= ended")
    assert told == f"Session {SESSION_ID} of … ended"


@pytest.mark.parametrize(
    "message",
    [f"k{SESSION_ID}", f"{SESSION_ID}-{SESSION_ID}", f"{SESSION_ID}0123456789abcdef", ID],
)
def test_what_only_begins_or_ends_like_an_id_goes(message):
    assert cleaned(f"key {message}") == "key …"


@pytest.mark.parametrize("secret", ["short", SESSION_ID, "with space", "x" * 3_000])
def test_a_secret_that_is_known_goes_whatever_it_looks_like(secret):
    assert cleaned(f"key '{secret}' and ({secret})", [secret, ""]) == "key '…' and (…)"


def test_what_is_logged_is_one_short_line():
    assert cleaned("a\nb\r\n\tc\x1b[31m\u202e") == "a b c?[31m?"
    assert len(cleaned("word " * 1_000)) <= 200


@settings(deadline=None)
@given(JSON, st.integers(100, 599))
def test_nothing_that_is_json_breaks_it(answer, status):
    complaint = sort(status, number_in(answer), message_in(answer))
    assert isinstance(complaint, Complaint)


@settings(deadline=None)
@given(st.text() | st.from_regex(r"([\w.~+/=-]{20,30}|[0-9a-f-]{36}|[ :\n\x00])+", fullmatch=True))
def test_nothing_that_may_be_a_token_is_ever_left(message):
    for run in re.findall(r"[\w.~+/=-]{24,}", cleaned(message)):
        assert re.fullmatch(UUID, run)


@pytest.mark.parametrize("status", [408, 500, 502, 503])
def test_words_of_a_server_that_failed_are_doubted(status):
    for words in ("Session not found", "too many requests", "unauthorized", "avatar not found"):
        assert sort(status, None, words) is Complaint.BROKEN
    assert sort(status, None, "Session concurrency limit reached") is Complaint.FULL


def test_however_long_the_words_are_they_are_read_only_so_far():
    assert sort(400, None, "session " * 100 + "not found") is Complaint.REFUSED
