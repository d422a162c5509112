"""Phrases, and the words they are compared with."""

import pytest

from realtime.roleplay.scoring.phrases import Phrases
from realtime.roleplay.scoring.words import count_words, words_of


def read(phrases, text, *, begins=0):
    words = [word.plain for word in words_of(text, {"pra": "para"})]
    return Phrases({"own": {2: phrases}}, {"pra": "para"}).read(words, begins=begins)


@pytest.mark.parametrize(
    ("phrases", "text"),
    [
        ("não dá", "Isso NÃO dá!"),
        ("pra mim", "é para mim"),
        ("problem*", "many problems"),
        ("*asse", "se eu falasse"),
        ("buy/sell now", "sell now"),
        ("if ... would", "if it could would"),
        ("^ what", "what is it"),
        ("right $", "so, right?"),
        ("don't know", "I do not know"),
    ],
)
def test_a_phrase_is_found(phrases, text):
    assert read(phrases, text).weights["own"] == 2


@pytest.mark.parametrize(
    ("phrases", "text"),
    [
        ("^ what", "so what"),
        ("right $", "right so"),
        ("if ... would", "if one two three four five would"),
        ("problem", "problems"),
        ("no way", "no"),
    ],
)
def test_a_phrase_is_not_found(phrases, text):
    assert not read(phrases, text).has("own")


def test_a_sentence_begins_after_what_leads_in():
    assert read("^ what", "so what", begins=1).has("own")


def test_a_phrase_counts_once():
    assert read("caro", "caro, caro, caro").weights["own"] == 2


def test_words_know_where_they_stood():
    text = "I can\u2019t pay"
    assert [(word.plain, text[word.start : word.end]) for word in words_of(text, {})] == [
        ("i", "I"),
        ("can", "can\u2019t"),
        ("not", "can\u2019t"),
        ("pay", "pay"),
    ]


def test_a_short_form_is_one_word_to_people():
    assert count_words("I can't pay") == 3
