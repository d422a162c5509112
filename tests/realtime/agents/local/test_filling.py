import pytest

from realtime.agents.local.filling import NothingToFill, enumerate_in_words, fill, places


def test_places_are_filled_with_what_is_said():
    assert fill("{name}: {price} of {stock}", {"name": "hat", "price": 3.0, "stock": 2}) == (
        "hat: 3 of 2"
    )


def test_nothing_is_said_of_null():
    assert fill("a{b}c", {"b": None}) == "ac"


def test_place_without_a_value_is_named():
    with pytest.raises(NothingToFill, match="'colour'"):
        fill("the {colour} hat", {})


def test_places_are_listed_in_order():
    assert places("{a} and {b_2}, not {C}") == ["a", "b_2"]


@pytest.mark.parametrize(
    ("parts", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists_are_said_as_people_do(parts, said):
    assert enumerate_in_words(parts, last_joint="and") == said
