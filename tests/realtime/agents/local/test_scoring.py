import pytest

from realtime.agents.local.understanding import Understanding

from .agents import small

SHOP = small(
    (
        "[[intents]]",
        """
[synonyms]
find = ["look for"]
how = ["exactly how"]

[[intents]]
name = "greeting"
yields = true
phrases = ["hello"]
replies = { default = ["Hi."] }

[[intents]]""",
    )
)


def score(text):
    """What the intent's confidence is computed of."""
    return Understanding(SHOP).read(text).confidence


def intent(text):
    return Understanding(SHOP).read(text).intent


def test_order_of_words_does_not_matter():
    assert score("apple the find me") == score("find me the apple")


def test_what_stands_around_a_phrase_costs_less_than_what_stands_within():
    assert score("how much is the apple zzz") > score("how much zzz is the apple")


def test_what_another_sentence_says_costs_less_still():
    assert score("zzz. how much is the apple") > score("zzz how much is the apple")


def test_more_words_of_the_same_intent_cost_less_than_those_of_another():
    assert score("find show the apple") > score("much find the apple")


def test_of_two_phrases_that_fit_the_one_with_more_words_is_meant():
    agent = small(('["yes"]', '["yes", "fine"]'), ('["no"]', '["no", "(so|all) fine"]'))
    assert Understanding(agent).read("so fine").intent == "no"
    assert Understanding(agent).read("fine").intent == "yes"


def test_saying_a_thing_twice_costs_nothing():
    assert score("find the apple find the apple") == score("find the apple") == 1.0


def test_the_last_of_two_mentions_counts_for_what_is_between():
    assert score("much zzz zzz. how much is it") > score("much zzz zzz how is it")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("hello", "greeting"),
        ("hello, find the apple", "find"),
        ("yes find the apple", "find"),
        ("hello qwe rty", "no_match"),
        ("yes qwe rty", "no_match"),
        ("apple qwe rty", "no_match"),
    ],
)
def test_courtesy_answer_and_bare_value_count_only_alone(text, meant):
    assert intent(text) == meant


@pytest.mark.parametrize(
    ("text", "fruit"),
    [
        ("find the kiwi", "kiwi"),
        ("kiwi find", None),  # before the word that would carry it
        ("look for kiwi", None),  # not as the phrase says it
        ("fnd kiwi", None),
        ("find apple kiwi", "apple"),
        ("find kiwi apple", "apple"),
    ],
)
def test_unlisted_value_follows_a_word_of_a_phrase(text, fruit):
    assert Understanding(SHOP).read(text).slots.get("fruit") == fruit
