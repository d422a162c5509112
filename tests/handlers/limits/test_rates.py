import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.limits.places import Places
from handlers.limits.rates import Pace, Rate, Rates, a_minute

#: Pauses between what is asked, in seconds; and by whom.
ASKED = st.lists(st.tuples(st.floats(0, 30), st.sampled_from("abc")), min_size=1, max_size=200)


def times_of(asked, begin=1_000_000.0):
    now = begin
    for pause, key in asked:
        now += pause
        yield now, key


@given(ASKED, st.integers(1, 600), st.integers(1, 30))
@settings(deadline=None)
def test_never_more_than_the_rate_and_the_burst_in_any_stretch_of_time(asked, often, burst):
    rates = Rates(Rate(often, burst))
    let_in: dict[str, list[float]] = {"a": [], "b": [], "c": []}
    for now, key in times_of(asked):
        if not rates.take(key, now=now):
            let_in[key].append(now)
    for times in let_in.values():
        for first in range(len(times)):
            for last in range(first, len(times)):
                allowed = burst + (times[last] - times[first]) * often / 60
                assert last - first + 1 <= allowed + 0.01


@given(ASKED, st.integers(1, 600), st.integers(1, 30))
@settings(deadline=None)
def test_who_waits_as_long_as_told_is_let_in_and_no_sooner(asked, often, burst):
    rates = Rates(Rate(often, burst))
    for now, key in times_of(asked):
        wait_s = rates.take(key, now=now)
        if wait_s:
            assert rates.wait(key, now=now + wait_s / 2) > 0
            assert rates.wait(key, now=now + wait_s) == 0


@given(ASKED)
def test_who_keeps_to_the_rate_is_never_refused(asked):
    rates = Rates(Rate(60, 1))
    for number, (_, key) in enumerate(asked):
        assert rates.take(key, now=1_000_000.0 + number) == 0


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 10**9)), max_size=300))
def test_there_are_never_more_keys_than_the_limit(asked):
    rates = Rates(Rate(60, 5), most_keys=20)
    for now, key in times_of(asked):
        rates.take(key, now=now)
        assert len(rates) <= 20


def test_who_did_nothing_for_long_is_forgotten_and_who_is_refused_is_not():
    rates = Rates(Rate(60, 2), most_keys=3)
    for key in "ab":
        rates.take(key, now=0.0)
    rates.take("c", now=10.0)  # a and b are even by now
    assert len(rates) == 1
    rates.take("c", now=10.0)
    assert rates.take("c", now=10.0) > 0
    for key in "de":
        rates.take(key, now=10.0)
        assert rates.take("c", now=10.0) > 0
    rates.take("f", now=10.0)
    assert len(rates) == 3 and rates.take("c", now=10.0) > 0


def test_no_rate_is_no_limit_and_keeps_nothing():
    rates = Rates(a_minute(0))
    assert not any(rates.take("a", now=5.0) for _ in range(1_000)) and len(rates) == 0


@pytest.mark.parametrize(("often", "burst"), [(3_000, 500), (60, 10), (1, 10)])
def test_ten_seconds_worth_may_come_at_once(often, burst):
    rates = Rates(a_minute(often))
    assert [rates.take("a", now=7.0) > 0 for _ in range(burst + 1)] == [False] * burst + [True]


@given(st.lists(st.tuples(st.floats(0, 5), st.integers(1, 500)), max_size=100))
def test_who_pauses_as_told_keeps_to_the_pace(done):
    pace, now, total = Pace(Rate(600, 50)), 1_000_000.0, 0
    for idle, cost in done:
        now += idle
        total += cost
        now += pace.pause_after(cost, now=now)
        assert total <= 50 + (now - 1_000_000.0) * 10 + 0.01


def test_a_pace_without_a_rate_never_pauses():
    assert Pace(a_minute(0)).pause_after(10**9, now=1.0) == 0


def test_places_are_counted_in_all_and_for_each_and_given_back_once():
    places = Places(in_all=3, each=2)
    first, second = places.take("a"), places.take("a")
    assert places.is_full_for("a") and not places.is_full_for("b") and not places.is_full
    places.take("b")
    assert places.is_full and len(places) == 3
    first.leave()
    first.leave()
    assert not places.is_full and not places.is_full_for("a") and len(places) == 2
    second.leave()
    assert len(places) == 1


def test_places_without_a_limit_are_never_full():
    places = Places()
    places.take("a")
    assert not places.is_full and not places.is_full_for("a")
