"""The earliest of many deadlines that mostly move later."""

from hypothesis import given
from hypothesis import strategies as st

from realtime.consultation.deadlines import Deadlines


def test_without_deadlines_nothing_is_due():
    deadlines = Deadlines()
    assert deadlines.next() is None and deadlines.take_due(1e9) == []


def test_what_is_due_is_taken_once_the_earliest_first():
    deadlines = Deadlines()
    deadlines.set("a", 20.0)
    deadlines.set("b", 10.0)
    deadlines.set("c", 30.0)
    assert deadlines.take_due(20.0) == ["b", "a"]
    assert deadlines.take_due(20.0) == []
    assert deadlines.next() == 30.0


def test_a_deadline_that_moves_later_isnt_due_at_its_old_time():
    deadlines = Deadlines()
    deadlines.set("a", 10.0)
    deadlines.set("a", 20.0)
    assert deadlines.next() == 10.0, "not after it; it may be before"
    assert deadlines.take_due(10.0) == []
    assert deadlines.next() == 20.0


def test_a_deadline_that_moves_earlier_is():
    deadlines = Deadlines()
    deadlines.set("a", 20.0)
    deadlines.set("a", 10.0)
    assert deadlines.take_due(10.0) == ["a"]
    assert deadlines.take_due(20.0) == []


def test_a_deadline_that_was_taken_away_never_comes():
    deadlines = Deadlines()
    deadlines.set("a", 10.0)
    deadlines.set("a", None)
    assert deadlines.take_due(10.0) == []
    deadlines.set("a", 30.0)
    assert deadlines.take_due(20.0) == [] and deadlines.take_due(30.0) == ["a"]


def test_of_many_that_are_due_some_are_taken_and_the_rest_stay_due():
    deadlines = Deadlines()
    for number in range(250):
        deadlines.set(str(number), 10.0)
    taken = []
    while deadlines.next() is not None:
        assert deadlines.next() == 10.0
        taken += deadlines.take_due(10.0)
        assert len(taken) in (100, 200, 250)
    assert sorted(taken, key=int) == [str(number) for number in range(250)]


keys = st.sampled_from("abc")
times = st.integers(0, 20).map(float)


@given(st.lists(st.tuples(keys, st.one_of(st.none(), times), st.integers(0, 3))))
def test_they_are_as_a_plain_dict_of_them(moves):
    deadlines, plain, now = Deadlines(), {}, 0.0
    for key, at, passes in moves:
        deadlines.set(key, at)
        plain[key] = at
        now += passes
        for due in deadlines.take_due(now):
            assert plain[due] is not None and plain[due] <= now
            plain[due] = None
        left = [each for each in plain.values() if each is not None]
        assert all(each > now for each in left)
        following = deadlines.next()
        assert following is None or following > now
        assert not left or (following is not None and following <= min(left))
