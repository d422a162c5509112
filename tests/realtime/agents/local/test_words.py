import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.agents.local.words import likeness, plain_words, typos


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Show me!", ("show", "me")),
        ("What\u2019s up?", ("whats", "up")),
        ("what's", ("whats",)),
        ("Quanto é a CÂMERA?", ("quanto", "e", "a", "camera")),
        ("yoga-mat_1002", ("yoga", "mat", "1002")),
        ("...", ()),
    ],
)
def test_case_accents_and_punctuation_go(text, words):
    assert plain_words(text) == words


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [("mouse", "mouse", 0), ("mose", "mouse", 1), ("muose", "mouse", 1), ("moose", "house", 2)],
)
def test_typos_are_counted(a, b, distance):
    assert typos(a, b, limit=3) == distance


def test_counting_stops_beyond_the_limit():
    assert typos("abcdef", "uvwxyz", limit=2) == 3
    assert typos("a", "abcdef", limit=2) == 3


def test_short_words_and_numbers_take_no_typo():
    assert likeness("yes", "yet") == 0.0
    assert likeness("1002", "1003") == 0.0


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("fala", "cala"),  # few mistype the first letter
        ("slip", "ship"),  # of four letters another one makes another word
        ("presidente", "presente"),  # two letters more are a longer word's
    ],
)
def test_words_of_their_own_are_no_typos(written, other):
    assert likeness(written, other) == 0.0


@pytest.mark.parametrize("written", ["mose", "mosue", "muse"])
def test_short_words_with_a_typo_are_known(written):
    assert likeness(written, "mouse") > 0.0


@pytest.mark.parametrize("written", ["costumer", "cusomer", "customre"])
def test_longer_words_take_two_typos(written):
    assert likeness(written, "customer") > 0.0


def test_a_typo_makes_a_word_less_alike():
    assert 0.0 < likeness("headphnes", "headphones") < 1.0


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_is_symmetric_and_bounded(a, b):
    assert 0.0 <= likeness(a, b) == likeness(b, a) <= 1.0
