from hypothesis import given
from hypothesis import strategies as st

from handlers.limits.turns import Turns


def begun(turns):
    while len(turns):
        yield turns.next()


def test_a_few_go_at_once_and_the_rest_in_the_next_turns():
    turns: Turns[int] = Turns(2)
    assert [turns.may_go() for _ in range(3)] == [True, True, False]
    for number in range(5):
        turns.wait("a", number)
    assert list(begun(turns)) == [[0, 1], [2, 3], [4]]
    assert turns.may_go() and not turns.may_go()
    assert turns.next() == [] and turns.may_go()


def test_who_is_here_now_goes_behind_those_who_wait():
    turns: Turns[str] = Turns(2)
    turns.wait("a", "first")
    assert not turns.may_go()
    assert turns.next() == ["first"] and turns.may_go()


def test_the_next_of_every_address_goes_before_the_second_of_any():
    turns: Turns[str] = Turns(3)
    for number in range(100):
        turns.wait("flood", f"flood {number}")
    turns.wait("b", "b")
    turns.wait("c", "c")
    assert turns.next() == ["flood 0", "b", "c"]
    assert turns.next() == ["flood 1", "flood 2", "flood 3"]


def test_who_has_not_waited_of_late_goes_first_but_once():
    turns: Turns[str] = Turns(1)
    for number in range(10):
        for flood in "abc":
            turns.wait(flood, f"{flood}{number}")
    assert [turns.next() for _ in range(4)] == [["a0"], ["b0"], ["c0"], ["a1"]]
    turns.wait("now and then", "first")
    assert turns.next() == ["first"]
    turns.wait("now and then", "second")
    assert [turns.next() for _ in range(3)] == [["b1"], ["c1"], ["a2"]]
    assert turns.next() == ["second"]


def test_nothing_is_kept_of_who_has_gone():
    turns: Turns[int] = Turns(1)
    for number in range(100):
        turns.wait(number, number)
    assert len(list(begun(turns))) == 100
    turns.wait("flood", 100)
    turns.wait("flood", 101)
    turns.wait(3, 102)
    assert list(begun(turns)) == [[100], [102], [101]]


@given(st.integers(1, 4), st.lists(st.sampled_from("abc"), max_size=30))
def test_all_go_in_the_order_of_their_address(at_once, keys):
    turns: Turns[tuple[str, int]] = Turns(at_once)
    visits = list(zip(keys, range(len(keys)), strict=True))
    for key, number in visits:
        turns.wait(key, (key, number))
    rounds = list(begun(turns))
    assert all(len(one) <= at_once for one in rounds)
    going = [visit for one in rounds for visit in one]
    assert sorted(going) == sorted(visits)
    for key in "abc":
        assert [each for each in going if each[0] == key] == [v for v in visits if v[0] == key]
