import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.limits.turns import LATELY, Turns


def begun(turns):
    """Who begins in each turn, until nobody waits."""
    return list(iter(turns.next, None))


def test_one_goes_at_once_and_the_rest_one_by_one():
    turns: Turns[int] = Turns()
    assert turns.may_go("a") and not turns.may_go("b")
    for number in range(3):
        turns.wait("a", number)
    assert begun(turns) == [0, 1, 2]
    assert turns.may_go("a") and not turns.may_go("a")


def test_who_is_here_now_goes_behind_those_who_wait():
    turns: Turns[str] = Turns()
    turns.wait("a", "first")
    assert not turns.may_go("b")
    assert turns.next() == "first"
    assert not turns.may_go("b")
    assert turns.next() is None and turns.may_go("b")


def test_each_address_has_its_turn():
    turns: Turns[str] = Turns()
    for number in range(3):
        for flood in "abc":
            turns.wait(flood, f"{flood}{number}")
    going = begun(turns)
    assert [each[0] for each in going[:3]] == ["a", "b", "c"]
    assert sorted(going[3:6]) == ["a1", "b1", "c1"]


def test_who_has_had_no_turn_of_late_goes_before_those_who_have():
    turns: Turns[str] = Turns()
    for number in range(100):
        for flood in "abc":
            turns.wait(flood, f"{flood}{number}")
    for _ in range(10):
        turns.next()
    turns.wait("now and then", "first")
    turns.wait("now and then", "second")
    going = begun(turns)
    assert going.index("first") <= 1
    assert going.index("second") <= 5


@pytest.mark.parametrize("others, is_of_late", [(LATELY - 10, True), (LATELY + 10, False)])
def test_of_late_is_so_many_turns_of_others(others, is_of_late):
    turns: Turns[str] = Turns()
    assert turns.may_go("now and then")
    assert turns.next() is None
    for number in range(others):
        turns.wait("abc"[number % 3], "flood")
        assert turns.next() == "flood"
    for flood in "abcabc":
        turns.wait(flood, "flood")
    turns.wait("now and then", "again")
    assert (begun(turns).index("again") == 3) is is_of_late


def test_fresh_addresses_without_end_do_not_keep_anybody_waiting():
    turns: Turns[str] = Turns()
    for number in range(3):
        turns.wait("office", f"office {number}")
    going = []
    for number in range(20):
        turns.wait(number, "fresh")
        going.append(turns.next())
    assert [each for each in going if each != "fresh"] == ["office 0", "office 1", "office 2"]


def test_little_is_kept_of_who_has_gone():
    turns: Turns[int] = Turns()
    for number in range(3 * LATELY):
        turns.wait(number, number)
        turns.next()
    assert not turns._old and not turns._new and len(turns._last) <= LATELY


@given(st.lists(st.one_of(st.sampled_from("abcdef"), st.none()), max_size=60))
def test_all_go_in_the_order_of_their_address(steps):
    """None is a turn in between."""
    turns: Turns[tuple[str, int]] = Turns()
    first = []
    for number, key in enumerate(steps):
        if key is None:
            first.append(turns.next())
        else:
            turns.wait(key, (key, number))
    going = [each for each in (*first, *begun(turns)) if each is not None]
    visits = [(key, number) for number, key in enumerate(steps) if key is not None]
    assert sorted(going) == sorted(visits)
    for key in "abcdef":
        assert [each for each in going if each[0] == key] == [v for v in visits if v[0] == key]
