import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realtime.roleplay.tape import Tape

RATE = 16_000


def sound(seconds, level=1_000):
    return np.full(round(seconds * RATE), level, dtype="<i2").tobytes()


def sides(stereo):
    """Left and right, in samples."""
    both = np.frombuffer(stereo, dtype="<i2").reshape(-1, 2)
    return both[:, 0], both[:, 1]


def spans(side):
    """From when to when it isn't silent, in seconds."""
    loud = np.flatnonzero(np.diff(np.concatenate([[0], (side != 0).astype(int), [0]])))
    return [(a / RATE, b / RATE) for a, b in zip(loud[::2], loud[1::2], strict=True)]


def test_the_salesperson_is_left_and_the_buyer_right():
    tape = Tape()
    tape.hear(sound(1.0, 1), at=2.0)
    tape.play(sound(1.0, 2), at=3.0)
    left, right = sides(tape.take(until=5.0))
    assert spans(left) == [(1.0, 2.0)] and spans(right) == [(3.0, 4.0)]
    assert set(left) == {0, 1} and set(right) == {0, 2}


def test_jitter_leaves_no_gaps():
    tape = Tape()
    for at in (1.0, 1.13, 1.2, 1.28, 1.4):  # chunks of 100 ms
        tape.hear(sound(0.1), at=at)
    left, _ = sides(tape.take(until=2.0))
    [(start, end)] = spans(left)
    assert start == pytest.approx(0.9, abs=0.05) and end - start == pytest.approx(0.5)


def test_a_microphone_that_was_off_leaves_silence():
    tape = Tape()
    tape.hear(sound(0.5), at=1.0)
    tape.hear(sound(0.5), at=4.0)
    left, _ = sides(tape.take(until=5.0))
    assert spans(left) == [(0.5, 1.0), (3.5, 4.0)]


def test_frames_sent_ahead_are_heard_one_after_the_other():
    tape = Tape()
    for at in (1.0, 1.0, 1.0, 1.1):
        tape.play(sound(0.1), at=at)
    _, right = sides(tape.take(until=2.0))
    assert spans(right) == [(1.0, 1.4)]


def test_what_was_cut_is_not_heard():
    tape = Tape()
    tape.play(sound(2.0), at=1.0)
    tape.cut(at=1.5)
    tape.play(sound(0.5), at=2.0)
    _, right = sides(tape.take(until=4.0))
    assert spans(right) == [(1.0, 1.5), (2.0, 2.5)]


def test_a_cut_of_what_was_taken_takes_nothing_back():
    tape = Tape()
    tape.play(sound(2.0), at=0.0)
    tape.take(until=1.0)
    tape.cut(at=0.5)
    _, right = sides(tape.take(until=2.0))
    assert spans(right) == []


def test_it_goes_on_where_a_former_run_stopped():
    tape = Tape(recorded=10 * RATE)
    assert tape.taken_s == 10.0
    tape.hear(sound(1.0), at=12.0)
    left, _ = sides(tape.take(until=12.0))
    assert spans(left) == [(1.0, 2.0)]


def test_a_client_that_sends_faster_than_one_can_speak_loses_the_rest():
    tape = Tape()
    for _ in range(100):
        tape.hear(sound(1.0), at=1.0)
    assert len(tape._salesperson) <= 31 * RATE * 2


@pytest.mark.parametrize("until", [0.0, -1.0])
def test_before_its_beginning_there_is_nothing(until):
    assert Tape().take(until=until) == b""


steps = st.lists(
    st.tuples(
        st.sampled_from(["hear", "play", "cut", "take"]),
        st.floats(0.0, 40.0),  # seconds later
        st.integers(0, 20_000),  # samples
    ),
    max_size=40,
)


@settings(deadline=None)
@given(steps)
def test_whatever_comes_the_tape_is_as_long_as_the_call_and_holds_what_was_not_taken(steps):
    tape, now, taken = Tape(), 0.0, 0
    for what, later, count in steps:
        now += later
        match what:
            case "hear":
                tape.hear(bytes(2 * count), at=now)
            case "play":
                tape.play(bytes(2 * count), at=now)
            case "cut":
                tape.cut(at=now)
            case "take":
                while piece := tape.take(until=now):
                    taken += len(piece) // 4
                taken += tape.skip(until=now)
                assert taken == round(now * RATE)
        kept_s = max(len(tape._salesperson), len(tape._buyer)) / (2 * RATE)
        assert kept_s <= now - tape.taken_s + 30.1


def test_silence_is_counted_and_not_made():
    tape = Tape()
    tape.hear(sound(1.0), at=1.0)
    assert len(tape.take(until=7_200.0)) == 4 * RATE
    assert tape.skip(until=7_200.0) == 7_199 * RATE
    tape.play(sound(1.0), at=7_200.0)
    _, right = sides(tape.take(until=7_300.0))
    assert spans(right) == [(0.0, 1.0)]


@pytest.mark.parametrize("stall", [1, 3, 10])
def test_a_stall_of_the_network_moves_nothing_for_the_rest_of_the_call(stall):
    tape, stereo, waiting = Tape(), b"", []
    for tenth in range(700):
        now = (tenth + 1) / 10
        waiting.append(sound(0.1, 9_000 if tenth == 600 else 0))
        if not 10 < now < 10 + stall:
            for piece in waiting:
                tape.hear(piece, at=now)
            waiting = []
        if tenth % 10 == 9:
            stereo += tape.take(until=now - 1.0)
            stereo += bytes(4 * tape.skip(until=now - 6.0))
    while piece := tape.take(until=70.0):
        stereo += piece
    [(start, _)] = spans(sides(stereo)[0])
    assert start == pytest.approx(60.0, abs=0.5)
