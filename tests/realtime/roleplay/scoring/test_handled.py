"""Objections with the answers they got, and the rubric's checks."""

import pytest

from realtime.roleplay.scoring.handled import KnownObjection, handled_of
from realtime.roleplay.scoring.language_en import ENGLISH
from realtime.roleplay.scoring.language_pt import PORTUGUESE
from realtime.roleplay.scoring.lines import Line, sentences_of
from realtime.roleplay.scoring.rubric import Criterion, results_of
from realtime.roleplay.scoring.rules import labels_of

PRICE = Line("buyer", "That is way too expensive.")
CASE = Line("salesperson", "One of our customers your size cut its costs by a third.")
DODGE = Line("salesperson", "No, it's not expensive, trust me.")


STEEP = KnownObjection("price", "Twelve is what I had in the plan.")
FIRM = KnownObjection("competitor", "There's a firm in Sheffield who quoted fourteen hundred.")


ASKED = Line("salesperson", "How do you handle deliveries today?")
FACT = Line("buyer", "We do it by hand in a spreadsheet.")


def labelled(lines, language=ENGLISH, criteria=()):
    sentences = sentences_of(lines, language)
    return labels_of(lines, sentences, language, criteria=criteria, known=())


def judged(lines, check, **criterion):
    criteria = [Criterion("it", check=check, **criterion)]
    labels = labelled(lines, criteria=criteria)
    (result,) = results_of(criteria, labels)
    return result


def test_the_next_line_of_the_salesperson_answers():
    (found,) = handled_of([PRICE, Line("buyer", "Hm."), CASE], ENGLISH)
    assert (found.type, found.response_line, found.technique) == ("price", 2, "evidence")


def test_arguing_treats_nothing():
    (found,) = handled_of([PRICE, DODGE], ENGLISH)
    assert found.technique is None and found.response == DODGE.text


def test_an_objection_without_an_answer_is_untreated():
    (found,) = handled_of([CASE, PRICE], ENGLISH)
    assert (found.response_line, found.response, found.technique) == (None, "", None)


def test_an_objection_said_again_before_the_answer_is_one():
    assert len(handled_of([PRICE, PRICE, CASE], ENGLISH)) == 1


def test_an_objection_is_known_by_the_role_plays_words():
    lines = [Line("buyer", "Right. TWELVE is what - I had, in the plan; look."), CASE]
    assert handled_of([lines[0]], ENGLISH) == []
    (found,) = handled_of(lines, ENGLISH, [FIRM, STEEP])
    assert (found.type, found.line, found.objection) == ("price", 0, lines[0].text)


def test_the_role_plays_type_wins_over_what_it_sounds_like():
    known = KnownObjection("trust", PRICE.text)
    assert [each.type for each in handled_of([PRICE, CASE], ENGLISH, [known])] == ["trust"]


def test_a_line_with_two_known_objections_raises_both_in_order():
    line = Line("buyer", f"{FIRM.wording} {STEEP.wording}")
    found = handled_of([line, line, CASE], ENGLISH, [STEEP, FIRM])
    assert [each.type for each in found] == ["competitor", "price"]


def test_a_known_objection_said_by_the_salesperson_is_none():
    assert handled_of([Line("salesperson", STEEP.wording)], ENGLISH, [STEEP]) == []


def test_other_objections_are_still_found_beside_known_ones():
    assert [each.type for each in handled_of([PRICE, CASE], ENGLISH, [FIRM])] == ["price"]


PRESSED = KnownObjection("price", STEEP.wording, "It is still way too expensive for me.")


def test_an_objection_that_is_pressed_is_the_same():
    lines = [Line("buyer", STEEP.wording), DODGE, Line("buyer", PRESSED.hardened), DODGE]
    (found,) = handled_of(lines, ENGLISH, [PRESSED])
    assert (found.line, found.response_line, found.technique) == (0, 1, None)


def test_an_objection_that_is_pressed_may_be_treated_after_all():
    lines = [Line("buyer", STEEP.wording), DODGE, Line("buyer", PRESSED.hardened), CASE]
    (found,) = handled_of(lines, ENGLISH, [PRESSED])
    assert (found.line, found.response_line, found.technique) == (0, 3, "evidence")
    assert found.response == CASE.text


def test_an_objection_that_was_treated_stays_treated():
    lines = [Line("buyer", STEEP.wording), CASE, Line("buyer", PRESSED.hardened), DODGE]
    (found,) = handled_of(lines, ENGLISH, [PRESSED])
    assert (found.response_line, found.technique) == (1, "evidence")


def test_the_salesperson_raises_no_objection():
    assert handled_of([Line("salesperson", PRICE.text)], ENGLISH) == []


def test_a_fact_that_was_asked_for_is_no_objection():
    pitch = Line("salesperson", "Our system plans every route for you.")
    assert [each.type for each in labelled([pitch, FACT]).objections] == ["need"]
    assert labelled([ASKED, FACT]).objections == ()
    assert labelled([ASKED, Line("buyer", "Well."), FACT]).objections == ()


def test_who_is_asked_for_facts_may_object_all_the_same():
    assert [each.type for each in labelled([ASKED, PRICE]).objections] == ["price"]


def test_only_the_line_before_asked():
    pitch = Line("salesperson", "Our system plans every route for you.")
    assert len(labelled([ASKED, Line("buyer", "Well."), pitch, FACT]).objections) == 1


@pytest.mark.parametrize(("answer", "met"), [(CASE, True), (DODGE, False)])
def test_a_criterion_wants_an_objection_treated(answer, met):
    assert judged([PRICE, answer], "treated_objection", about="price").met == met


def test_an_objection_that_never_came_was_not_treated():
    assert not judged([PRICE, CASE], "treated_objection", about="trust").met


def test_a_fact_is_discovered_when_the_buyer_says_it():
    lines = [Line("buyer", "Our contract ends in May."), CASE]
    result = judged(lines, "discovered", phrases=("ends in may",))
    assert result.met and result.evidence == lines[0].text and result.evidence_line == 0


def test_a_fact_the_salesperson_says_is_not_discovered():
    lines = [Line("salesperson", "Our contract ends in May.")]
    assert not judged(lines, "discovered", phrases=("ends in may",)).met


def test_a_sentence_of_a_fact_discovers_it():
    fact = "Yes. Our contract ends in May. After that it is July."
    assert judged([Line("buyer", "Our contract ends in May.")], "discovered", phrases=(fact,)).met
    assert not judged([Line("buyer", "Yes.")], "discovered", phrases=(fact,)).met


def test_the_same_fact_told_twice_is_one():
    lines = [Line("buyer", "Our contract ends in May.")] * 2
    facts = ("Our contract ends in May.", "We lose forty a week.")
    assert not judged(lines, "discovered", phrases=facts, at_least=2).met
    lines.append(Line("buyer", "We lose forty a week."))
    result = judged(lines, "discovered", phrases=facts, at_least=2)
    assert result.met and result.evidence_line == 0


def test_a_fact_without_words_is_never_discovered():
    assert not judged([PRICE], "discovered", phrases=("...",)).met


def test_so_many_treated_objections_are_wanted():
    assert judged([PRICE, CASE], "treated_objection", at_least=1).met
    assert not judged([PRICE, CASE], "treated_objection", at_least=2).met


def test_a_discount_before_any_value_fails():
    early = Line("salesperson", "I can give you a discount.")
    value = Line("salesperson", "You told me it would save ten hours.")
    assert not judged([early, value], "no_discount_before_value").met
    assert judged([value, early], "no_discount_before_value").met
    assert judged([value], "no_discount_before_value").met


def test_at_least_so_many_are_wanted():
    asked = Line("salesperson", "What problems do you have? What frustrates you?")
    assert judged([asked], "asked_problem", at_least=2).met
    assert not judged([asked], "asked_problem", at_least=3).met


def test_a_dated_step_has_its_day_in_the_same_line():
    assert judged([Line("salesperson", "Let's book Thursday.")], "dated_next_step").met
    assert not judged([Line("salesperson", "Let's book something.")], "dated_next_step").met


def test_pressure_is_shown_where_it_was():
    result = judged([Line("salesperson", "Sign today or you will regret it.")], "no_pressure")
    assert not result.met and result.evidence


@pytest.mark.parametrize(
    "text",
    [
        "Então marcamos na quinta às dez, te mando o convite.",
        "Fica combinado na terça, dia doze.",
        "Assinamos na sexta e começamos o piloto na segunda.",
        "Você me confirma até quarta se o seu sócio vem?",
        "Agendo a visita técnica para amanhã às nove.",
        "a gente se fala semana que vem",
    ],
)
def test_a_dated_step_is_known_in_portuguese(text):
    moments = labelled([Line("salesperson", text)], PORTUGUESE).moments
    assert len(moments["dated_next_step"]) == 1


@pytest.mark.parametrize(
    "text", ["A agenda de vocês lota na quinta?", "Vocês assinam muita coisa em papel?"]
)
def test_words_of_a_step_alone_are_none_in_portuguese(text):
    assert not labelled([Line("salesperson", text)], PORTUGUESE).moments["next_step"]
