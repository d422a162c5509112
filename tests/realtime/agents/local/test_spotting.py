import pytest

from realtime.agents.local.chat import chat
from realtime.agents.local.spelling import Spelling
from realtime.agents.local.spotting import Kind, Mention, Spotting

COFFEE_MAKER = (Mention("product", "coffee maker", listed=True),)
SPOTTING = Spotting(
    {("coffee", "maker"): COFFEE_MAKER, ("coffee", "pot", "lid"): ()},
    open_slots=["product"],
    synonyms={("put", "me", "through"): ("talk",), ("put",): ("place",)},
    fillers=[("by", "any", "chance")],
    light=frozenset(["the", "of"]),
    stem=chat("en").stem,
)
SPELLING = Spelling({"makers", "price", "the", "of"} | SPOTTING.words, chat("en").stem)


def spot(text):
    return SPOTTING.spot(SPELLING.spell(text.split()))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("coffee maker", [Kind.NAMED]),
        ("coffee makers", [Kind.NAMED]),
        ("by any chance price", [Kind.FILLER, Kind.KNOWN]),
        ("put me through", [Kind.KNOWN]),
        ("price bagpipe", [Kind.KNOWN, Kind.UNKNOWN]),
    ],
)
def test_text_is_cut_into_what_is_known(text, kinds):
    assert [stretch.kind for stretch in spot(text)] == kinds


def test_longest_synonym_is_read_as_its_word():
    assert [stretch.words for stretch in spot("put me through put")] == [("talk",), ("place",)]
    assert SPOTTING.meaning(("put", "me", "through", "put", "x")) == ("talk", "place", "x")


def test_plural_names_the_value_a_little_less_surely():
    (stretch,) = spot("coffee makers")
    assert stretch.mentions == COFFEE_MAKER
    assert 0.5 < stretch.likeness < 1.0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("the xyz of abc", "xyz of abc"),
        ("xyz", "xyz"),
        ("15", None),
        ("15 of 27", None),
        ("vwx of yz abc def", None),
    ],
)
def test_few_unknown_words_may_name_something(text, value):
    mentions = [mention for stretch in spot(text) for mention in stretch.mentions]
    assert mentions == ([Mention("product", value, listed=False)] if value else [])
