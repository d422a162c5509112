"""How a salesperson's words treat an objection, and where phrases alone say so."""

from dataclasses import replace

import pytest

from realtime.roleplay.scoring.language_en import ENGLISH
from realtime.roleplay.scoring.language_pt import PORTUGUESE
from realtime.roleplay.scoring.learnt import NORM, SCALE, Learnt
from realtime.roleplay.scoring.objections import hints_in, technique_in, techniques_in

LABELS = ("acknowledge", "alternative", "clarify", "evidence", "isolate", "none", "reframe_value")


def read(**weights):
    """The techniques of a word that says so much for each label."""
    row = [round(weights.get(label, -9) * SCALE / NORM) for label in LABELS]
    task = Learnt(LABELS, {"word": row})
    return techniques_in(["word"], replace(ENGLISH, learnt={"treatment": task}))


def test_the_strongest_technique_comes_first():
    assert read(evidence=3, clarify=4, none=0) == ("clarify", "evidence")


def test_one_far_behind_the_strongest_is_none():
    assert read(evidence=1, clarify=4, none=0) == ("clarify",)


def test_what_rather_treats_nothing_is_no_technique():
    assert read(evidence=3, clarify=4, none=3.5) == ("clarify",)
    assert read(evidence=1, clarify=2, none=3) == ()


@pytest.mark.parametrize(
    "language, text, technique",
    [
        (ENGLISH, "compared to what exactly", "clarify"),
        (ENGLISH, "if we solved that would you go ahead", "isolate"),
        (ENGLISH, "one of our customers cut its costs by a third", "evidence"),
        (PORTUGUESE, "caro em relação a quê exatamente", "clarify"),
        (PORTUGUESE, "fora isso tem mais alguma coisa que impede", "isolate"),
        (PORTUGUESE, "um cliente nosso reduziu as faltas em um terço", "evidence"),
    ],
)
def test_a_plain_reply_is_read(language, text, technique):
    words = [word.plain for word in language.words(text)]
    assert technique_in(words, language) == technique
    assert technique in hints_in(words, language)


def test_phrases_of_little_weight_hint_at_nothing():
    assert hints_in(["how", "many", "people", "work", "here"], ENGLISH) == frozenset()
