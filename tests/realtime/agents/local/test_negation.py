import pytest

from realtime.agents.local.chat import chat
from realtime.agents.local.negation import Negation

NEGATION = Negation(
    words=frozenset({"not"}),
    forms=frozenset({("not",), ("not", "think", "i")}),
    exempt=frozenset({("is", "not"), ("not", "you")}),
    turns=frozenset({("but",), ("i",)}),
)


def negated(negation, text):
    words = text.split()
    scope = negation.scope(words)
    return [word for word, inside in zip(words, scope, strict=True) if inside]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("do not show it", "not show it"),
        ("it is not here", ""),
        ("do not you show it", ""),
        ("show it not that but these", "not that"),
        ("not i", "not i"),
        ("do not think i want it", "not think i want it"),
        ("do not want it i want that", "not want it"),
        ("do not say it is not here", "not say it is not here"),
        ("", ""),
    ],
)
def test_negator_reaches_to_where_the_clause_turns(text, inside):
    assert negated(NEGATION, text) == inside.split()


def test_language_without_a_table_negates_nothing():
    assert negated(chat("tlh").negation, "do not never") == []
