"""Questions of a salesperson, their kind, and what only looks like one."""

import pytest

from realtime.roleplay.scoring.language_en import ENGLISH
from realtime.roleplay.scoring.language_pt import PORTUGUESE
from realtime.roleplay.scoring.lines import Line, sentences_of, transcript_of
from realtime.roleplay.scoring.questions import questions_of


def kinds(text, language, who="salesperson"):
    return [each.kind for each in questions_of(sentences_of([Line(who, text)], language))]


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("Quantos funcionários vocês têm?", PORTUGUESE, "situation"),
        ("quantos funcionários vocês têm", PORTUGUESE, "situation"),
        ("Me conta como funciona o estoque.", PORTUGUESE, "situation"),
        ("Qual a maior dificuldade com isso?", PORTUGUESE, "problem"),
        ("O que acontece quando isso atrasa?", PORTUGUESE, "implication"),
        ("Se isso fosse resolvido, o que mudaria?", PORTUGUESE, "need_payoff"),
        ("Posso te mostrar uma coisa?", PORTUGUESE, "other_question"),
        ("How many people work here?", ENGLISH, "situation"),
        ("how many people work here", ENGLISH, "situation"),
        ("What frustrates you most about it?", ENGLISH, "problem"),
        ("What happens when that goes down?", ENGLISH, "implication"),
        ("How would it help if that were automatic?", ENGLISH, "need_payoff"),
        ("Can you hear me?", ENGLISH, "other_question"),
    ],
)
def test_a_question_has_its_kind(text, language, kind):
    assert kinds(text, language) == [kind]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("O que a gente faz é cuidar de tudo.", PORTUGUESE),
        ("quando o cliente assina a gente agenda", PORTUGUESE),
        ("What we do is take care of everything", ENGLISH),
        ("Thanks for that.", ENGLISH),
    ],
)
def test_a_statement_asks_nothing(text, language):
    assert kinds(text, language) == []


def test_the_buyer_asks_nothing():
    assert kinds("How many people work here?", ENGLISH, who="buyer") == []


def test_each_question_of_a_line_counts():
    assert kinds("How are you? How many stores do you run?", ENGLISH) == [
        "other_question",
        "situation",
    ]


def test_speech_without_marks_is_cut_where_a_question_begins():
    text = (
        "okay thanks that is very good to know so let me write that down "
        "how many people do you have in the shop"
    )
    assert kinds(text, ENGLISH) == ["situation"]


def test_a_line_is_one_row_of_the_transcript():
    lines = [Line("salesperson", "Oi.\n  Tudo bem?"), Line("buyer", "Tudo.")]
    assert transcript_of(lines) == "Vendedor: Oi. Tudo bem?\nComprador: Tudo."


def test_a_point_within_a_figure_ends_no_sentence():
    (sentence,) = sentences_of([Line("salesperson", "Is it 3.5 percent a month?")], ENGLISH)
    assert sentence.text == "Is it 3.5 percent a month?"
