"""A role play's rubric as its calls are judged by it."""

import pytest

from realtime.roleplay.files import read_files
from realtime.roleplay.scoring.criteria import criteria_of, known_objections_of
from realtime.roleplay.scoring.rubric import Criterion
from tests.realtime.roleplay.plays import definition
from tests.realtime.roleplay.scoring.calls import GOOD, good_call, lines_of, scored

SHIPPED = sorted(read_files(None, agents=()).items())
FACTS = [
    {"name": "volume", "asked_by": ["how many"], "answer": "Forty a week, in three vans."},
    {"name": "cost", "asked_by": ["cost"], "answer": "Each late one costs us twenty pounds."},
]


def rubric(**criterion):
    return definition(facts=FACTS, rubric=[{"criterion": "it", "weight": 100, **criterion}])


def only(role_play):
    (criterion,) = criteria_of(role_play)
    return criterion


def test_phrases_are_the_salespersons():
    criterion = only(rubric(evidence=["hello", "good morning"], must_have=True, at_least=2))
    assert criterion == Criterion(
        "it",
        phrases=("hello", "good morning"),
        who="salesperson",
        weight=100.0,
        must_have=True,
        at_least=2,
    )


def test_a_check_keeps_its_name():
    assert only(rubric(evidence="asked_problem")) == Criterion(
        "it", check="asked_problem", weight=100.0
    )


def test_an_objection_to_treat_keeps_its_type():
    criterion = only(rubric(evidence="treated_objection", about="price"))
    assert (criterion.check, criterion.about, criterion.phrases) == (
        "treated_objection",
        "price",
        (),
    )


def test_a_fact_is_discovered_by_its_answer():
    criterion = only(rubric(evidence="discovered", about="cost"))
    assert criterion.phrases == (FACTS[1]["answer"],)


def test_any_facts_are_discovered_by_all_answers():
    criterion = only(rubric(evidence="discovered", at_least=2))
    assert criterion.phrases == tuple(each["answer"] for each in FACTS) and criterion.at_least == 2


@pytest.mark.parametrize("told", [0, 1, 2])
def test_distinct_facts_are_counted_in_a_call(told):
    criterion = only(rubric(evidence="discovered", at_least=2))
    answers = [("buyer", FACTS[min(at, told - 1)]["answer"]) for at in range(2)] if told else []
    lines = lines_of((*GOOD["en"], *answers))
    result = scored(good_call("en", lines=lines, criteria=(criterion,))).rubric_results[0]
    assert result.met == (told == 2)


@pytest.mark.parametrize("id", [id for id, _ in SHIPPED])
def test_every_fact_and_objection_that_ships_is_found_in_the_buyers_own_words(id):
    role_play = dict(SHIPPED)[id]
    known = known_objections_of(role_play)
    facts = tuple(
        Criterion(each.name, check="discovered", phrases=(each.answer,)) for each in role_play.facts
    )
    told = [("buyer", each.answer) for each in role_play.facts]
    raised = [
        pair
        for each in role_play.objections
        for pair in (("buyer", f"Well. {each.wording}"), ("salesperson", "I see."))
    ]
    lines = lines_of((*GOOD[role_play.language], *told, ("salesperson", "Thanks."), *raised))
    result = scored(
        good_call(role_play.language, lines=lines, criteria=facts, known_objections=known)
    )
    assert all(each.met for each in result.rubric_results)
    assert [each.type for each in known] == [
        each.type for each in result.objections.details if each.client_objection.startswith("Well.")
    ]


@pytest.mark.parametrize("id", [id for id, _ in SHIPPED])
def test_no_fact_that_ships_is_taken_for_another(id):
    role_play = dict(SHIPPED)[id]
    for fact in role_play.facts:
        others = [each.answer for each in role_play.facts if each is not fact]
        lines = lines_of((*GOOD[role_play.language], *(("buyer", each) for each in others)))
        criterion = Criterion(fact.name, check="discovered", phrases=(fact.answer,))
        (result,) = scored(
            good_call(role_play.language, lines=lines, criteria=(criterion,))
        ).rubric_results
        assert not result.met
