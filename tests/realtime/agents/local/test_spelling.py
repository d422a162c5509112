import pytest

from realtime.agents.local.chat import chat
from realtime.agents.local.spelling import Spelled, Spelling

SPELLING = Spelling(
    ["hello", "entrega", "goodbye", "order", "coffee", "maker", "price", "vacuum", "cleaner"],
    chat("pt").stem,
)


def known(*words):
    return [spelled.known for spelled in SPELLING.spell(words) if spelled.likeness > 0.0]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (["hello"], ["hello"]),
        (["heeellooo"], ["hello"]),
        (["entregariam"], ["entrega"]),
        (["prcie"], ["price"]),
        (["coffeemaker"], ["coffee", "maker"]),
        (["order1002"], ["order"]),
        (["good", "bye"], ["goodbye"]),
        (["zebra"], []),
    ],
)
def test_words_are_known_however_they_are_written(written, meant):
    assert known(*written) == meant


def test_number_is_cut_from_its_word():
    assert [spelled.written for spelled in SPELLING.spell(["order1002"])] == ["order", "1002"]


def test_known_words_are_not_joined():
    spelling = Spelling(["key", "board", "keyboard"], chat("en").stem)
    assert [spelled.known for spelled in spelling.spell(["key", "board"])] == ["key", "board"]


def test_only_the_word_itself_is_certain():
    assert SPELLING.spell(["price"]) == [Spelled("price", "price", 1.0)]
    assert all(0.0 < s.likeness < 1.0 for s in SPELLING.spell(["priice", "entregar", "prcie"]))


def test_endless_word_is_left_alone():
    assert SPELLING.spell(["ab" * 500]) == [Spelled("ab" * 500, "ab" * 500, 0.0)]
