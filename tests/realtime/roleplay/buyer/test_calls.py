"""Whole calls of the shipped role plays: how they go is how the salesperson was."""

import pytest

from tests.realtime.roleplay.buyer.calls import GOOD, ONLY_TALKS, SHIPPED, did, held

IDS = sorted(SHIPPED)


@pytest.mark.parametrize("id", IDS)
def test_a_good_salesperson_is_told_every_fact(id):
    answers, _ = held(SHIPPED[id], GOOD[id])
    text = " ".join(answer.text for answer in answers)
    assert [fact.name for fact in SHIPPED[id].facts if fact.answer not in text] == []


@pytest.mark.parametrize("id", IDS)
def test_a_good_salesperson_softens_what_is_raised_and_gets_the_date(id):
    answers, buyer = held(SHIPPED[id], GOOD[id])
    assert answers[-1].did == "accepted_next_step" and answers[-1].hangs_up
    assert set(buyer.memory["standings"]) <= {"softened", "unsaid"}
    assert buyer.memory["standings"].count("softened") >= 2


@pytest.mark.parametrize("id", [3, 4])
def test_a_hard_buyer_raises_every_objection(id):
    answers, _ = held(SHIPPED[id], GOOD[id])
    text = " ".join(answer.text for answer in answers)
    assert all(objection.wording in text for objection in SHIPPED[id].objections)


@pytest.mark.parametrize("id", IDS)
def test_who_only_talks_is_hung_up_on_and_told_nothing(id):
    answers, buyer = held(SHIPPED[id], ONLY_TALKS[SHIPPED[id].language] * 2)
    assert answers[-1].did == "hung_up" and answers[-1].hangs_up
    assert buyer.memory["told"] == []


def test_the_harder_the_sooner_who_only_talks_is_hung_up_on():
    lengths = [len(held(SHIPPED[id], ONLY_TALKS["en"] * 2)[0]) for id in (2, 6, 4)]
    assert lengths == sorted(lengths, reverse=True) and lengths[0] > lengths[-1]


@pytest.mark.parametrize("id", IDS)
def test_the_same_turns_get_the_same_answers(id):
    assert held(SHIPPED[id], GOOD[id])[0] == held(SHIPPED[id], GOOD[id])[0]


@pytest.mark.parametrize("id", IDS)
def test_the_opening_is_never_said_again(id):
    answers, _ = held(SHIPPED[id], GOOD[id])
    assert all(SHIPPED[id].opening_line not in answer.text for answer in answers)


@pytest.mark.parametrize("id", IDS)
def test_no_fact_is_told_twice_in_full(id):
    twice = [*GOOD[id][:-1], *GOOD[id][1:]]
    answers, _ = held(SHIPPED[id], twice)
    names = [name for each in did(answers) for name in each.split("+") if name.startswith("fact:")]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("id", IDS)
def test_answers_besides_the_role_plays_own_words_are_short(id):
    definition = SHIPPED[id]
    own = [fact.answer for fact in definition.facts]
    own += [t for o in definition.objections for t in (o.wording, o.softened, o.hardened) if t]
    for answer in held(definition, GOOD[id])[0] + held(definition, ONLY_TALKS["pt-BR"])[0]:
        rest = answer.text
        for text in own:
            rest = rest.replace(text, "")
        assert len(rest.split()) <= 45


@pytest.mark.parametrize(
    "id, sells", [(5, "Vamos marcar na terça às três?"), (6, "Shall we meet?")]
)
def test_who_asks_nothing_worth_answering_gets_no_next_step(id, sells):
    answers, _ = held(SHIPPED[id], [sells, f"{sells} Ok?", f"So: {sells}", f"Well: {sells}"])
    assert not {"agreed_to_meet", "accepted_next_step"} & set(did(answers))
