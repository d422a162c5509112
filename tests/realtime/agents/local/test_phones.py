import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.agents.local.phones import NEIGHBOUR, ODD, OTHER, PHONES, SAME_MANNER, distance

STRINGS = st.lists(st.sampled_from(sorted(PHONES)), max_size=8)


@pytest.mark.parametrize(
    ("said", "heard", "cost"),
    [
        ("Y EH S", "Y EH S", 0.0),
        ("P IY", "B IY", NEIGHBOUR),
        ("P IY", "K IY", SAME_MANNER),
        ("P IY", "AA IY", OTHER),
        ("Y EH S", "EH S", ODD),
        ("", "Y EH S", 3 * ODD),
    ],
)
def test_near_sounds_cost_less(said, heard, cost):
    assert distance(said.split(), heard.split()) == pytest.approx(cost)


@given(STRINGS, STRINGS)
def test_distance_is_alike_both_ways_and_bounded(one, other):
    cost = distance(one, other)
    assert cost == pytest.approx(distance(other, one))
    assert abs(len(one) - len(other)) * ODD - 1e-9 <= cost <= ODD * (len(one) + len(other)) + 1e-9
