import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.ring import AudioRing


def ring_of(*pieces, blocks=4, block_bytes=4):
    ring = AudioRing(blocks=blocks, block_bytes=block_bytes)
    for piece in pieces:
        ring.append(piece)
    return ring


def drain(ring, until=None):
    taken = []
    while piece := ring.take(until):
        taken.append(piece)
    return b"".join(taken)


@given(st.lists(st.binary(max_size=20)), st.integers(1, 8))
def test_without_overrun_what_goes_in_comes_out(pieces, block_bytes):
    ring = ring_of(*pieces, blocks=1000, block_bytes=block_bytes)
    assert drain(ring) == b"".join(pieces)
    assert ring.start == ring.end == sum(map(len, pieces))


@given(st.lists(st.binary(min_size=1, max_size=20), min_size=1))
def test_an_overrun_keeps_the_newest_and_counts_the_rest(pieces):
    ring = AudioRing(blocks=3, block_bytes=4)
    overruns = [ring.append(piece) for piece in pieces]
    stream = b"".join(pieces)
    lost = ring.start
    assert any(overruns) == (lost > 0)
    assert ring.end - lost <= 12
    assert drain(ring) == stream[lost:]


@given(st.lists(st.binary(max_size=20)), st.integers(0, 60))
def test_discarding_lets_go_of_just_what_is_before(pieces, position):
    ring = ring_of(*pieces, blocks=1000)
    stream = b"".join(pieces)
    ring.discard_before(position)
    assert ring.start == min(position, len(stream))
    assert drain(ring) == stream[position:]


@given(st.lists(st.binary(max_size=20)), st.integers(0, 30))
def test_keeping_the_last_keeps_at_least_that_and_less_than_a_block_more(pieces, count):
    ring = ring_of(*pieces, blocks=1000)
    ring.keep_last(count)
    held = ring.end - ring.start
    assert held >= min(count, ring.end)
    assert held < count + 4
    assert drain(ring) == b"".join(pieces)[ring.end - held :]


@given(st.lists(st.binary(max_size=20)), st.integers(0, 60))
def test_taking_until_stops_there(pieces, until):
    ring = ring_of(*pieces, blocks=1000)
    stream = b"".join(pieces)
    assert drain(ring, until) == stream[:until]
    assert drain(ring) == stream[until:]


def test_a_whole_block_is_kept_as_it_came():
    block = bytes(4)
    ring = ring_of(block)
    assert ring.take() is block


def test_blocks_are_cut_here_whatever_came():
    ring = ring_of(b"abcdefghij", blocks=10)
    assert [ring.take(), ring.take(), ring.take(), ring.take()] == [b"abcd", b"efgh", b"ij", b""]


@given(
    st.lists(st.tuples(st.binary(min_size=1, max_size=20), st.integers(0, 3)), min_size=1),
    st.integers(0, 30),
    st.integers(0, 30),
)
def test_the_last_of_what_was_read_is_remembered(steps, back, length):
    """However it was cut and read, the same positions give the same bytes."""
    ring, stream = AudioRing(blocks=1000, block_bytes=4, memory=30), b""
    for piece, takes in steps:
        ring.append(piece)
        stream += piece
        for _ in range(takes):
            ring.take()
    begin = max(ring.start - back, 0)
    assert ring.recent(begin, begin + length) == stream[begin : begin + length]


def test_no_more_than_was_held_or_is_remembered_can_be_read_again():
    ring = AudioRing(blocks=10, block_bytes=4, memory=4)
    ring.append(b"abcdefghijkl")
    ring.take(), ring.take()
    assert ring.recent(0, 99) == b"efghijkl"


@pytest.mark.parametrize(
    "let_go", [lambda ring: ring.discard_before(6), lambda ring: ring.keep_last(1)]
)
def test_what_was_let_go_unread_leaves_no_gap_in_what_is_remembered(let_go):
    ring = AudioRing(blocks=10, block_bytes=4, memory=100)
    ring.append(b"abcdefghijkl")
    ring.take()
    let_go(ring)
    assert ring.recent(0, 99) == drain(ring)


def test_an_overrun_leaves_no_gap_in_what_is_remembered():
    ring = AudioRing(blocks=2, block_bytes=4, memory=100)
    ring.append(b"abcd")
    ring.take()
    ring.append(b"efghijklmnop")
    assert ring.recent(0, 99) == b"ijklmnop"
