from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.conversations import replay as module
from realtime.conversations.events import Entry, EventType
from realtime.conversations.replay import Missed, Replay
from realtime.conversations.selection import Reach, Selection

ALL = Selection()
ANA = Selection(Reach(leads=frozenset({"ana"})))
EVERYTHING = 1_000_000


def entry(seq, *, lead_id="ana", channel="chat", frame=None):
    made = b"<%d>" % seq if frame is None else frame
    return Entry(EventType.NEW_MESSAGE, channel, lead_id, made, seq)


def replay_of(count, *, most_events=1_000, after=0):
    replay = Replay(most_events=most_events)
    replay.last = after
    for seq in range(after + 1, after + count + 1):
        replay.append(entry(seq))
    return replay


def read_all(replay, seq, selection, *, most_bytes):
    """All pieces after `seq`."""
    pieces = []
    while True:
        missed = replay.after(seq, selection, most_bytes=most_bytes)
        assert missed is not None
        pieces.append(missed)
        if missed.seq == replay.last:
            return pieces
        assert missed.seq > seq, "each piece goes on"
        seq = missed.seq


def test_an_empty_replay_reaches_its_own_end_only():
    replay = Replay(most_events=3)
    assert (replay.first, replay.last) == (1, 0)
    assert replay.reaches(0)
    assert not replay.reaches(1) and not replay.reaches(-1)


def test_an_empty_replay_has_nothing_after_its_end():
    assert Replay(most_events=3).after(0, ALL, most_bytes=9) == Missed(b"", 0)


def test_what_came_after_a_place_comes_in_order():
    replay = replay_of(4)
    assert replay.after(2, ALL, most_bytes=EVERYTHING) == Missed(b"<3><4>", 4)


def test_nothing_comes_after_the_latest():
    assert replay_of(4).after(4, ALL, most_bytes=EVERYTHING) == Missed(b"", 4)


def test_a_place_that_nobody_was_told_yet_is_out_of_reach():
    replay = replay_of(4)
    assert not replay.reaches(5)
    assert replay.after(5, ALL, most_bytes=EVERYTHING) is None


def test_more_events_than_it_holds_let_the_oldest_fall_out():
    replay = replay_of(3, most_events=3)
    assert replay.append(entry(4)) == [entry(1)]
    assert (replay.first, replay.last) == (2, 4)


def test_a_place_just_before_the_oldest_is_in_reach_and_the_one_before_is_not():
    replay = replay_of(10, most_events=3)
    assert replay.first == 8
    assert replay.after(7, ALL, most_bytes=EVERYTHING) == Missed(b"<8><9><10>", 10)
    assert replay.after(6, ALL, most_bytes=EVERYTHING) is None


def test_what_has_room_makes_nothing_fall_out():
    assert replay_of(2, most_events=3).append(entry(3)) == []


def test_more_bytes_than_it_holds_let_as_many_fall_out_as_needed(monkeypatch):
    monkeypatch.setattr(module, "REPLAY_BYTES", 10)
    replay = Replay(most_events=100)
    for seq in (1, 2, 3):
        assert replay.append(entry(seq, frame=b"abc")) == []
    fallen = replay.append(entry(4, frame=b"abcdefg"))
    assert [each.seq for each in fallen] == [1, 2]
    assert replay.after(2, ALL, most_bytes=EVERYTHING) == Missed(b"abcabcdefg", 4)


def test_an_event_that_is_too_big_for_it_falls_out_at_once(monkeypatch):
    monkeypatch.setattr(module, "REPLAY_BYTES", 10)
    replay = Replay(most_events=100)
    replay.append(entry(1))
    assert [each.seq for each in replay.append(entry(2, frame=b"x" * 11))] == [1, 2]
    assert (replay.first, replay.last) == (3, 2)
    assert replay.append(entry(3)) == []


def test_seqs_with_a_hole_are_refused_and_change_nothing():
    replay = replay_of(2)
    for seq in (2, 4):
        with pytest.raises(AssertionError):
            replay.append(entry(seq))
    assert replay.after(0, ALL, most_bytes=EVERYTHING) == Missed(b"<1><2>", 2)


def test_it_may_begin_anywhere():
    replay = replay_of(2, after=41)
    assert (replay.first, replay.last) == (42, 43)
    assert not replay.reaches(40)
    assert replay.after(41, ALL, most_bytes=EVERYTHING) == Missed(b"<42><43>", 43)


def test_a_piece_ends_with_the_event_that_fills_it():
    replay = replay_of(5)
    assert replay.after(0, ALL, most_bytes=4) == Missed(b"<1><2>", 2)


def test_a_piece_without_anything_wanted_still_goes_on():
    replay = replay_of(5)
    other = Selection(Reach(leads=frozenset({"bora"})))
    assert replay.after(1, other, most_bytes=4) == Missed(b"", 5)


def test_only_so_many_events_are_looked_at_in_one_step(monkeypatch):
    monkeypatch.setattr(module, "_STEP_EVENTS", 2)
    replay = replay_of(5)
    assert replay.after(0, ALL, most_bytes=EVERYTHING) == Missed(b"<1><2>", 2)


def test_what_fell_out_is_let_go_of():
    replay = replay_of(1_000, most_events=10)
    assert len(replay._entries) <= 2 * 10 + 1


selections = st.builds(
    Selection,
    st.builds(
        Reach,
        st.none() | st.frozensets(st.sampled_from(["chat", "voice"])),
        st.none() | st.frozensets(st.sampled_from(["ana", "bora"])),
    ),
)


@given(
    st.lists(st.tuples(st.sampled_from(["ana", "bora"]), st.sampled_from(["chat", "voice"]))),
    st.integers(0, 50),
    st.integers(1, 12),
    selections,
    st.integers(1, 40),
    st.integers(1, 5),
)
def test_any_place_gives_exactly_what_matches_after_it_in_order(
    talks, start, most_events, selection, most_bytes, step
):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_STEP_EVENTS", step)
        replay = Replay(most_events=most_events)
        replay.last = start
        entries = [
            entry(seq, lead_id=lead, channel=channel)
            for seq, (lead, channel) in enumerate(talks, start + 1)
        ]
        fallen = [gone for each in entries for gone in replay.append(each)]
        assert fallen == entries[: max(0, len(entries) - most_events)]
        for place in range(start - 2, start + len(entries) + 3):
            if not start + len(fallen) <= place <= start + len(entries):
                assert replay.after(place, selection, most_bytes=most_bytes) is None
                continue
            wanted = [each for each in entries if each.seq > place and selection.has(each)]
            pieces = read_all(replay, place, selection, most_bytes=most_bytes)
            assert b"".join(piece.frames for piece in pieces) == b"".join(
                each.frame for each in wanted
            )
            for before, after in pairwise([Missed(b"", place), *pieces]):
                assert after.seq - before.seq <= step
                assert len(after.frames) < most_bytes + len(b"<99>")


@given(
    st.lists(st.integers(0, 12)),
    st.integers(1, 5),
    st.integers(1, 20),
)
def test_it_holds_as_much_of_the_latest_as_both_bounds_let_it(sizes, most_events, most_bytes):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "REPLAY_BYTES", most_bytes)
        replay = Replay(most_events=most_events)
        for seq, size in enumerate(sizes, 1):
            replay.append(entry(seq, frame=b"x" * size))
            held = sizes[replay.first - 1 : seq]
            assert len(held) <= most_events and sum(held) <= most_bytes
            if replay.first > 1:
                more = sizes[replay.first - 2 : seq]
                assert len(more) > most_events or sum(more) > most_bytes
