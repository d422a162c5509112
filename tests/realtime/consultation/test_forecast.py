"""How long who waits will wait: what is likely, and what is certain."""

from functools import cache
from itertools import combinations_with_replacement, pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.consultation.forecast import Forecast
from realtime.consultation.records import Pace
from realtime.consultation.slots import Holding, Slots
from tests.realtime.consultation.town import settings_of

# A longest turn: reservation 15 + start 4 + session 60 + stop 3.
TURN = 82.0


def forecast_of(capacities, provider, *, held=(), paces=(), **limits):
    """`held`: agent type, since and until of each."""
    settings = settings_of(capacities, provider, **limits)
    slots = Slots({kind.slug: kind.capacity for kind in settings.agent_types}, provider)
    for number, (slug, since, until) in enumerate(held):
        slots.hold(str(number), Holding(slug, since, until))
    return Forecast(settings, slots, paces)


def pace(slug, mean_s):
    return Pace(agent_type=slug, mean_s=mean_s, count=20)


def likely(forecast, ahead, *, slug="a", of_all=None, now=0.0):
    of_all = ahead if of_all is None else of_all
    return forecast.likely(slug, ahead=ahead, ahead_of_all=of_all, now=now)


def longest(forecast, ahead, *, slug="a", of_all=None, now=0.0):
    of_all = ahead if of_all is None else of_all
    return forecast.longest(slug, ahead=ahead, ahead_of_all=of_all, now=now)


# Likely


def test_until_sessions_have_ended_half_the_longest_is_likely():
    forecast = forecast_of((1,), 1, held=[("a", 0.0, 80.0)])
    assert likely(forecast, 0) == 30.0
    assert likely(forecast, 2) == 90.0


def test_a_session_is_likely_to_last_as_long_as_the_past_ones():
    forecast = forecast_of((1,), 1, held=[("a", 0.0, 80.0)], paces=[pace("a", 20.0)])
    assert likely(forecast, 0, now=5.0) == 15.0
    assert likely(forecast, 1, now=5.0) == 35.0


def test_who_is_next_takes_the_slot_that_frees_first():
    held = [("a", 0.0, 80.0), ("a", 12.0, 90.0)]
    forecast = forecast_of((2,), 2, held=held, paces=[pace("a", 20.0)])
    assert [likely(forecast, ahead, now=15.0) for ahead in range(4)] == [5.0, 17.0, 25.0, 37.0]


def test_one_that_has_lasted_longer_is_half_way_to_its_limit():
    forecast = forecast_of((1,), 1, held=[("a", 0.0, 80.0)], paces=[pace("a", 20.0)])
    assert likely(forecast, 0, now=50.0) == 15.0


def test_but_not_likely_to_last_as_long_again_as_sessions_do():
    held = [("a", 0.0, 80.0), ("a", 20.0, 100.0)]
    forecast = forecast_of((2,), 2, held=held, paces=[pace("a", 4.0)])
    waits = [likely(forecast, ahead, now=30.0) for ahead in range(5)]
    assert waits == sorted(waits) and waits[0] == 4.0, "nobody waits less than who is before"


def test_free_slots_take_no_time():
    assert likely(forecast_of((2,), 2), 0) == 0.0
    assert likely(forecast_of((2,), 2), 1) == 0.0


def test_with_a_shared_provider_everybody_in_line_counts():
    held = [("b", 0.0, 80.0)]
    forecast = forecast_of((1, 1), 1, held=held, paces=[pace("a", 20.0), pace("b", 40.0)])
    assert likely(forecast, 0, of_all=0) == 30.0, "no longer than sessions do on the whole"
    assert likely(forecast, 0, of_all=1) == 60.0


def test_what_changes_in_the_slots_is_seen_at_once():
    forecast = forecast_of((1,), 1, held=[("a", 0.0, 80.0)])
    assert likely(forecast, 0) == 30.0
    forecast._slots.release("0")
    assert likely(forecast, 0) == 0.0


def test_the_mean_is_of_the_latest_sessions():
    forecast = forecast_of((1,), 1, held=[("a", 0.0, 80.0)])
    assert forecast.learn("a", 10.0) == Pace(agent_type="a", mean_s=10.0, count=1)
    assert forecast.learn("a", 20.0) == Pace(agent_type="a", mean_s=15.0, count=2)
    for _ in range(200):
        latest = forecast.learn("a", 40.0)
    assert latest.count == 20 and 39.9 < latest.mean_s < 40.0
    assert round(likely(forecast, 0), 1) == 40.0


def test_a_session_that_a_restart_made_long_counts_no_more_than_the_longest():
    assert forecast_of((1,), 1).learn("a", 100_000.0).mean_s == 60.0


# Certain


def test_everybody_ahead_may_take_as_long_as_can_be():
    forecast = forecast_of((1,), 1, held=[("a", 0.0, 30.0)])
    assert longest(forecast, 0, now=10.0) == 20.0
    assert longest(forecast, 2, now=10.0) == 20.0 + 2 * TURN


def test_slots_free_one_after_the_other_again_and_again():
    forecast = forecast_of((2,), 2, held=[("a", 0.0, 30.0), ("a", 0.0, 70.0)])
    assert [longest(forecast, ahead) for ahead in range(4)] == [30.0, 70.0, 112.0, 152.0]


def test_a_session_that_is_overdue_after_a_restart_ends_now():
    forecast = forecast_of((1,), 1, held=[("a", 0.0, 63.0)])
    assert longest(forecast, 1, now=5000.0) == TURN
    assert 0 < likely(forecast, 1, now=5000.0) <= TURN


def test_only_ones_own_agent_type_counts_where_each_has_its_slots():
    forecast = forecast_of((1, 1), 2, held=[("a", 0.0, 30.0), ("b", 0.0, 70.0)])
    assert longest(forecast, 0, of_all=5) == 30.0


def test_what_was_certain_comes_nearer_as_time_passes():
    held = [("a", 0.0, 30.0), ("b", 0.0, 70.0)]
    forecast = forecast_of((1, 1, 1), 2, held=held)
    before = longest(forecast, 1, of_all=3, now=0.0)
    assert longest(forecast, 1, of_all=3, now=20.0) == before - 20.0


def test_where_the_provider_is_shared_all_ahead_may_be_before_whoever_is_next():
    # Somebody behind for b may be called again and again while a is full.
    held = [("a", 0.0, 82.0), ("b", 0.0, 1.0)]
    forecast = forecast_of((1, 1, 1), 2, held=held)
    assert longest(forecast, 0, of_all=1) == 82.0 + TURN


def test_nobody_is_promised_more_where_capacity_was_lowered():
    held = [("a", 0.0, 10.0), ("a", 0.0, 20.0), ("a", 0.0, 30.0)]
    assert longest(forecast_of((1,), 1, held=held), 0) == 30.0


# The worst that can happen, by trying everything


def worst(capacities, provider, turn, held, line):
    """The longest that the last in `line` may wait if turns last from 1 to `turn` and anybody may
    join behind at any moment; `held`: (agent type, time left) of each slot."""

    def first(held, line):
        taken = [sum(kind == each for kind, _ in held) for each in range(len(capacities))]
        room = [each for each, most in enumerate(capacities) if taken[each] < most]
        return room, next((place for place, kind in enumerate(line) if kind in room), None)

    @cache
    def fill(held, line):
        if len(held) == provider:
            return pass_time(held, line)
        room, place = first(held, line)
        if place is not None:
            if place == len(line) - 1:
                return 0
            line, room = line[:place] + line[place + 1 :], [line[place]]
        called = [
            fill(tuple(sorted((*held, (kind, lasts)))), line)
            for kind in room
            for lasts in range(1, turn + 1)
        ]
        return max(called, default=-1) if place is not None else max(*called, pass_time(held, line))

    @cache
    def pass_time(held, line):
        if not held:
            return -1
        return 1 + free(tuple((kind, left - 1) for kind, left in held), line)

    @cache
    def free(held, line):
        """Those with no time left go one after the other, in any order."""
        over = {kind for kind, left in held if left == 0}
        if not over:
            return fill(held, line)
        return max(free_one(held, kind, line) for kind in over)

    def free_one(held, kind, line):
        at = held.index((kind, 0))
        held = held[:at] + held[at + 1 :]
        room, place = first(held, line)
        if place is None:
            return free(held, line)
        if place == len(line) - 1:
            return 0
        rest = line[:place] + line[place + 1 :]
        return max(
            free(tuple(sorted((*held, (line[place], lasts)))), rest) for lasts in range(1, turn + 1)
        )

    return fill(held, line)


def situations(capacities, provider, turn, most_ahead):
    """Every one in which the last of the line waits for the first agent type."""
    slots = list(product(range(len(capacities)), range(1, turn + 1)))
    for held in combinations_with_replacement(slots, provider):
        taken = [sum(kind == each for kind, _ in held) for each in range(len(capacities))]
        if all(number <= most for number, most in zip(taken, capacities, strict=True)):
            for ahead in range(most_ahead + 1):
                for line in product(range(len(capacities)), repeat=ahead):
                    yield held, (*line, 0)


LAYOUTS = [((1, 1), 1), ((1, 1), 2), ((1, 2), 2), ((2, 1), 2), ((2, 2), 3), ((1, 1, 1), 2)]


@pytest.mark.parametrize(("capacities", "provider"), LAYOUTS, ids=str)
def test_no_way_to_wait_longer_than_the_longest(capacities, provider):
    turn = 3
    limits = {"reservation_s": 0.0, "start_s": 0.0, "session_s": float(turn), "stop_s": 0.0}
    is_reached = False
    for held, line in situations(capacities, provider, turn, 2):
        forecast = forecast_of(
            capacities, provider, held=[("abc"[kind], 0.0, left) for kind, left in held], **limits
        )
        ahead = line.count(0) - 1
        promised = longest(forecast, ahead, of_all=len(line) - 1)
        waits = worst(capacities, provider, turn, held, line)
        assert waits <= promised, (held, line)
        is_reached |= len(line) > 1 and waits == promised
    assert is_reached, "and it is no longer than need be, sometimes"


capacities = st.lists(st.integers(1, 4), min_size=1, max_size=3)


@given(
    capacities=capacities,
    provider=st.integers(1, 8),
    held=st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 82)), max_size=8),
    means=st.lists(st.floats(0, 60), min_size=3, max_size=3),
    ahead=st.integers(0, 30),
    others=st.integers(0, 30),
)
def test_the_likely_wait_is_never_above_the_longest_and_grows_with_the_line(
    capacities, provider, held, means, ahead, others
):
    now = 100.0
    taken: list = []
    for slug, age in held:
        most = dict(zip("abc", capacities, strict=False)).get(slug, 0)
        if len(taken) < provider and [kind for kind, _, _ in taken].count(slug) < most:
            taken.append((slug, now - age, now - age + TURN))
    paces = [pace(slug, mean) for slug, mean in zip("abc", means, strict=True)]
    forecast = forecast_of(capacities, provider, held=taken, paces=paces)
    waits = [likely(forecast, ahead + n, of_all=ahead + n + others, now=now) for n in range(3)]
    certain = [longest(forecast, ahead + n, of_all=ahead + n + others, now=now) for n in range(3)]
    for one, other in [*pairwise(waits), *pairwise(certain)]:
        assert one <= other + 1e-9
    assert all(0 <= wait <= most + 1e-9 for wait, most in zip(waits, certain, strict=True))
