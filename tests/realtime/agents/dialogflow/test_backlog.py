"""What a turn's audio goes through on its way: no byte is lost, doubled or out of order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.agents.dialogflow.backlog import (
    MOST_HELD_BYTES,
    MOST_MESSAGE_BYTES,
    MOST_UNSENT_BYTES,
    Backlog,
)

SECOND = 32_000


def seconds(count, byte=b"\1"):
    return byte * int(count * SECOND)


def taken(backlog):
    """All there is for this stream."""
    return b"".join(iter(backlog.take, b""))


def test_message_has_no_more_than_the_service_takes():
    backlog = Backlog(55)
    backlog.push(seconds(2))
    backlog.push(b"ab")
    sizes = [len(piece) for piece in iter(backlog.take, b"")]
    assert sizes == [MOST_MESSAGE_BYTES, MOST_MESSAGE_BYTES, 2 * SECOND + 2 - 48_000]
    backlog.rewind()
    assert len(backlog.take()) == MOST_MESSAGE_BYTES <= 25_000


def test_a_little_that_came_is_taken_in_one_piece():
    backlog = Backlog(55)
    backlog.push(b"ab")
    backlog.push(b"cd")
    assert backlog.take() == b"abcd"
    assert backlog.take() == b""


def test_sent_is_what_is_over_and_taken():
    backlog = Backlog(55)
    backlog.push(b"ab")
    backlog.is_over = True
    assert not backlog.is_sent
    taken(backlog)
    assert backlog.is_sent


def test_what_may_come_yet_isnt_sent():
    backlog = Backlog(55)
    assert not backlog.is_sent


def test_room_ends_at_five_seconds_and_comes_back_when_they_are_taken():
    backlog = Backlog(55)
    backlog.push(bytes(MOST_UNSENT_BYTES - 2))
    assert backlog.has_room
    backlog.push(b"ab")
    assert not backlog.has_room
    taken(backlog)
    assert backlog.has_room


def test_stream_is_full_at_its_limit_and_the_rest_is_for_the_next():
    backlog = Backlog(5)
    backlog.push(seconds(5, b"\1") + b"\2\2")
    assert taken(backlog) == seconds(5)
    assert backlog.is_full and backlog.has_any and taken(backlog) == b""
    backlog.next_stream()
    assert not backlog.is_full
    assert taken(backlog) == b"\2\2"


def test_stream_ends_at_a_pause_close_to_its_limit():
    backlog = Backlog(55)
    backlog.push(seconds(46))
    backlog.pause()
    backlog.push(seconds(1, b"\2"))
    assert taken(backlog) == seconds(46)
    assert backlog.is_full
    backlog.next_stream()
    assert taken(backlog) == seconds(1, b"\2")


def test_pause_that_is_already_sent_past_doesnt_end_a_stream_twice():
    backlog = Backlog(55)
    backlog.push(seconds(46))
    taken(backlog)
    backlog.pause()
    assert backlog.is_full
    assert taken(backlog) == b""


@pytest.mark.parametrize("at_s", [0, 1, 44], ids=str)
def test_pause_far_from_the_limit_ends_no_stream(at_s):
    backlog = Backlog(55)
    backlog.push(seconds(at_s))
    backlog.pause()
    backlog.push(seconds(1))
    assert len(taken(backlog)) == (at_s + 1) * SECOND
    assert not backlog.is_full


def test_pause_in_what_is_for_the_next_stream_is_none_of_this_one():
    backlog = Backlog(5)
    backlog.push(seconds(6))
    backlog.pause()
    assert len(taken(backlog)) == 5 * SECOND


def test_next_stream_has_its_own_pause():
    backlog = Backlog(5)
    backlog.push(seconds(3))
    backlog.pause()
    taken(backlog)
    backlog.next_stream()
    backlog.push(seconds(4))
    assert len(taken(backlog)) == 4 * SECOND


def test_stream_may_have_to_end_at_the_next_pause_however_short_it_is():
    backlog = Backlog(55)
    backlog.push(seconds(1))
    backlog.pause()
    taken(backlog)
    backlog.end_at_pause()
    assert not backlog.is_full
    backlog.push(seconds(1))
    backlog.pause()
    backlog.push(b"ab")
    assert taken(backlog) == seconds(1) and backlog.is_full
    backlog.next_stream()
    backlog.pause()
    assert taken(backlog) == b"ab" and not backlog.is_full


def test_stream_may_have_to_end_at_once():
    backlog = Backlog(55)
    backlog.push(seconds(1))
    taken(backlog)
    backlog.push(b"ab")
    backlog.end_here()
    assert backlog.is_full and taken(backlog) == b""
    backlog.next_stream()
    assert taken(backlog) == b"ab"


def test_turn_that_is_sent_needs_no_other_stream():
    backlog = Backlog(55)
    backlog.push(seconds(1))
    backlog.is_over = True
    taken(backlog)
    backlog.end_here()
    assert not backlog.is_full


def test_what_was_sent_can_be_sent_again():
    backlog = Backlog(55)
    backlog.push(b"ab")
    taken(backlog)
    backlog.push(b"cd")
    backlog.rewind()
    assert backlog.sent_s == 0
    assert taken(backlog) == b"abcd"
    backlog.rewind()
    assert taken(backlog) == b"abcd"


def test_what_was_let_go_cant_be_sent_again():
    backlog = Backlog(55)
    backlog.push(b"ab")
    taken(backlog)
    backlog.let_go()
    assert not backlog.may_rewind


def test_what_was_sent_is_held_for_five_seconds():
    backlog = Backlog(55)
    backlog.push(bytes(MOST_HELD_BYTES))
    taken(backlog)
    assert backlog.may_rewind
    backlog.push(b"ab")
    taken(backlog)
    assert not backlog.may_rewind


def test_rewinding_keeps_the_pause():
    backlog = Backlog(8)
    backlog.push(seconds(4.5))
    backlog.pause()
    backlog.push(seconds(0.5, b"\2"))
    assert taken(backlog) == seconds(4.5)
    backlog.rewind()
    assert taken(backlog) == seconds(4.5)
    assert backlog.is_full


def test_what_comes_after_the_close_is_dropped():
    backlog = Backlog(55)
    backlog.push(seconds(6))
    backlog.close()
    backlog.push(seconds(6))
    assert backlog.has_room and not backlog.has_any and taken(backlog) == b""


class Told:
    """What a sequence of calls must have done."""

    def __init__(self, limit_s):
        self.backlog = Backlog(limit_s)
        self.pushed = b""
        self.done = b""  # in streams before
        self.stream = b""  # in this one

    def push(self, blocks):
        # Each sample says where it is.
        at = len(self.pushed) // 4
        pcm = b"".join(i.to_bytes(4, "big") for i in range(at, at + blocks))
        self.backlog.push(pcm)
        self.pushed += pcm

    def take(self, _):
        self.stream += self.backlog.take()

    def pause(self, _):
        self.backlog.pause()

    def end_at_pause(self, _):
        self.backlog.end_at_pause()

    def end_here(self, _):
        # The service has said something.
        self.backlog.let_go()
        self.backlog.end_here()

    def let_go(self, _):
        self.backlog.let_go()

    def rewind(self, _):
        if self.backlog.may_rewind:
            self.backlog.rewind()
            self.stream = b""

    def next_stream(self, _):
        if self.backlog.is_full:
            self.backlog.next_stream()
            self.done, self.stream = self.done + self.stream, b""


CALLS = ["push", "push", "take", "take", "pause", "let_go", "rewind", "next_stream"]
CALLS += ["end_at_pause", "end_here"]


@given(
    limit=st.integers(1, 40).map(lambda kib: kib / 31.25),
    calls=st.lists(st.tuples(st.sampled_from(CALLS), st.integers(0, 3000)), max_size=40),
)
def test_no_byte_is_lost_doubled_or_out_of_order(limit, calls):
    told = Told(limit)
    for name, size in calls:
        getattr(told, name)(size)
        sent = told.done + told.stream
        assert told.pushed.startswith(sent)
        assert len(told.stream) <= int(limit * 16_000) * 2
        assert told.backlog.sent_s == len(told.stream) / SECOND
        assert told.backlog.has_any == (len(sent) < len(told.pushed))
    told.backlog.is_over = True
    while not told.backlog.is_sent:
        told.take(0)
        told.next_stream(0)
    assert told.done + told.stream == told.pushed
