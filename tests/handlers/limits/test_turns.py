from hypothesis import given
from hypothesis import strategies as st

from handlers.limits.turns import Turns


def begun(turns):
    """Who begins in each turn, until nobody waits."""
    return list(iter(turns.next, None))


def test_one_goes_at_once_and_the_rest_one_by_one():
    turns: Turns[int] = Turns()
    assert turns.may_go() and not turns.may_go()
    for number in range(3):
        turns.wait("a", number)
    assert begun(turns) == [0, 1, 2]
    assert turns.may_go() and not turns.may_go()


def test_who_is_here_now_goes_behind_those_who_wait():
    turns: Turns[str] = Turns()
    turns.wait("a", "first")
    assert not turns.may_go()
    assert turns.next() == "first"
    assert not turns.may_go()
    assert turns.next() is None and turns.may_go()


def test_each_address_has_its_turn():
    turns: Turns[str] = Turns()
    for number in range(3):
        for flood in "abc":
            turns.wait(flood, f"{flood}{number}")
    going = begun(turns)
    assert {"a0", "b0", "c0"} < set(going[:5])
    assert {"a1", "b1", "c1"} < set(going[:8])


def test_who_has_not_waited_of_late_goes_first_but_once():
    turns: Turns[str] = Turns()
    for number in range(10):
        for flood in "abc":
            turns.wait(flood, f"{flood}{number}")
    for _ in range(10):
        turns.next()
    turns.wait("now and then", "first")
    turns.wait("now and then", "second")
    going = begun(turns)
    assert going.index("first") == 0
    assert going.index("second") == 4


def test_fresh_addresses_without_end_do_not_keep_anybody_waiting():
    turns: Turns[str] = Turns()
    for number in range(3):
        turns.wait("office", f"office {number}")
    going = []
    for number in range(10):
        turns.wait(number, "fresh")
        going.append(turns.next())
    assert [each for each in going if each != "fresh"] == ["office 0", "office 1", "office 2"]


def test_nothing_is_kept_of_who_has_gone():
    turns: Turns[int] = Turns()
    for number in range(100):
        turns.wait(number, number)
    assert begun(turns) == list(range(100))
    assert not turns._old and not turns._new


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
