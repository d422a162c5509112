"""Which of a visitor's candidates are used, which are none of ours, which are none at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.avatars.base import Candidate
from realtime.avatars.local import candidates
from realtime.avatars.local.candidates import heard_candidate, read_candidate
from state.errors import BadCandidate

HOST = "candidate:342 1 udp 2122194687 192.0.2.2 59211 typ host generation 0 ufrag 58bi"


def test_a_browsers_candidate_is_read():
    heard = read_candidate(Candidate(HOST, "0", 0))
    assert heard is not None
    assert (heard.ip, heard.port, heard.type) == ("192.0.2.2", 59211, "host")


@pytest.mark.parametrize("nothing", [None, Candidate(), Candidate("", "0", 0)])
def test_null_and_empty_say_that_there_are_no_more(nothing):
    assert read_candidate(nothing) is None


@pytest.mark.parametrize(
    "other",
    [
        HOST.replace("udp", "tcp") + " tcptype active",
        HOST.replace(" 1 udp", " 2 udp"),
        HOST.replace("192.0.2.2", "5d0e6d3c-1c30-4a3c-9f5a-7c0ad7a1b0e0.local"),
        HOST.replace("192.0.2.2", "host.example"),
        HOST.replace("typ host", "typ prflx"),
    ],
)
def test_what_is_not_for_us_is_no_error(other):
    assert heard_candidate(other) is None


@pytest.mark.parametrize(
    "wrong",
    [
        "hello",
        "candidate:",
        "candidate:1 1 udp",
        HOST.replace("59211", "x"),
        HOST.replace("59211", "0"),
        HOST.replace("59211", "70000"),
        HOST.replace("typ host", "typ boss"),
        HOST.replace("2122194687", "-1"),
        HOST + " x" * candidates.MOST_CHARACTERS,
        HOST.removeprefix("candidate:"),
    ],
)
def test_nonsense_is_refused(wrong):
    with pytest.raises(BadCandidate):
        read_candidate(Candidate(wrong))


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_is_a_candidate_or_refused(text, more):
    for candidate in (text, f"candidate:{text}", f"{HOST[:30]}{text} {more}", f"{HOST} {text}"):
        try:
            read_candidate(Candidate(candidate))
        except BadCandidate:
            pass


@pytest.mark.parametrize("answers", [False, True])
async def test_nobody_sends_more_than_a_machine_can_have(house, answers):
    session_id, opening = await house.started()
    if answers:
        await house.avatars.connect(session_id, await house.page().answer(opening))
    for port in range(1, candidates.MOST + 1):
        candidate = Candidate(HOST.replace("59211", str(port)).replace("192.0.2.2", "127.0.0.1"))
        await house.avatars.add_candidate(session_id, candidate)
    with pytest.raises(BadCandidate):
        await house.avatars.add_candidate(session_id, Candidate(HOST))
    await house.avatars.add_candidate(session_id, None)
