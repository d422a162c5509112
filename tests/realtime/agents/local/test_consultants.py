"""The shipped consultants: that what they are asked is what they answer, briefly, and leads on."""

import re
from typing import Any

import pytest

from realtime.agents.local.consultant import USUAL_MARGIN, make_tools
from realtime.agents.local.dialogue import Dialogue
from realtime.agents.local.examples import spoken_examples

from .agents import CONSULTANTS, shipped

#: What can be followed by ear.
MOST_WORDS = 45

TOOLS = make_tools(shipped(CONSULTANTS[0]).definition)

every_consultant = pytest.mark.parametrize("name", CONSULTANTS)


class Talk:
    """A conversation without sound, tools included."""

    def __init__(self, name):
        agent = shipped(name)
        self._understanding, self._tools = agent.understanding, agent.tools
        self._dialogue = Dialogue(agent.definition)

    def say(self, text):
        plan = self._dialogue.decide(self._understanding.read(text))
        return self._dialogue.conclude(plan, self._call(plan) if plan.tool else None)

    def _call(self, plan) -> Any:
        return self._tools[plan.tool](**(plan.parameters or {}))


def tables(name):
    return shipped(name).definition.file.intents


@every_consultant
def test_consultants_hear_and_show_what_to_say(name):
    file = shipped(name).definition.file
    assert file.hears
    assert 6 <= len(file.samples) <= 8
    assert file.voice != file.sample_voice


@every_consultant
def test_samples_are_for_different_intents(name):
    agent = shipped(name)
    read = [agent.understanding.read(text) for text in agent.definition.file.samples]
    assert min(one.confidence for one in read) >= 0.9
    assert len({one.intent for one in read}) == len(read)


@every_consultant
def test_no_phrase_is_taken_for_another_intents(name):
    agent = shipped(name)
    for example in spoken_examples(agent.definition, each=2):
        assert agent.understanding.read(example.text).intent == example.intent, example.text


@every_consultant
def test_replies_are_short_and_without_lists(name):
    for table in tables(name):
        for reply in (text for texts in table.replies.values() for text in texts):
            assert len(reply.split()) <= MOST_WORDS, reply
            assert not re.search(r"[\n*•:;]\s*[-*\d]|\n", reply), reply


@every_consultant
def test_what_is_offered_ends_with_a_question_and_only_that(name):
    for table in tables(name):
        for outcome, replies in table.replies.items():
            if outcome in table.offers:
                assert all(reply.endswith("?") for reply in replies), table.name


@every_consultant
def test_an_offer_leads_to_another_subject(name):
    for table in tables(name):
        assert table.name not in table.offers.values()


def test_yes_follows_the_offer_down_to_the_sum():
    talk = Talk("consultant-management-en")
    assert "work out a price from your margin?" in talk.say("how do i set my prices")
    assert "Which margin" in talk.say("yes please")
    assert "sell for 167 what costs you one hundred" in talk.say("a margin of forty percent")


def test_no_leaves_the_choice():
    talk = Talk("consultant-sales-en")
    talk.say("how do i find new customers")
    assert talk.say("no thank you") == "All right. What else is on your mind?"


def test_what_is_missing_may_be_said_by_itself():
    talk = Talk("consultant-technical-en")
    assert talk.say("who should i call").startswith("That depends.")
    assert talk.say("it is about the payments").startswith("For payments,")


@every_consultant
def test_what_was_said_is_said_again_with_its_offer_open(name):
    talk = Talk(name)
    said = talk.say(shipped(name).definition.file.samples[0])
    assert talk.say("can you repeat that") == said
    followed = talk.say("yes")
    assert followed != said
    assert talk.say("say that again") == followed


@every_consultant
def test_a_person_of_the_team_can_be_asked_for(name):
    assert "this conversation" in Talk(name).say("i want to talk to a person")


@every_consultant
def test_consultants_have_the_tools_they_name(name):
    tools = make_tools(shipped(name).definition)
    assert {table.tool for table in tables(name) if table.tool} <= tools.keys()


def call(name, text):
    return TOOLS[name](text)


def test_price_keeps_the_margin():
    for margin in range(10, 70, 10):
        found = call("price_from_margin", str(margin))
        assert found["price"] - 100 == found["markup"]
        assert 100 * (found["price"] - 100) / found["price"] == pytest.approx(margin, abs=0.5)


def test_more_sales_make_up_for_the_discount():
    for discount in range(5, 35, 5):
        found = call("weigh_discount", str(discount))
        left = (USUAL_MARGIN - discount) * (1 + found["more"] / 100)
        assert left == pytest.approx(USUAL_MARGIN, rel=0.01)


@pytest.mark.parametrize("text", ["", "none", "0", "-5", "100", "1e3"])
def test_what_is_no_part_of_a_price_is_not_reckoned_with(text):
    assert call("price_from_margin", text) == {"outcome": "unknown"}
    assert call("weigh_discount", text) == {"outcome": "unknown"}


def test_discount_of_the_whole_margin_and_more_is_not_made_up_for():
    assert call("weigh_discount", str(USUAL_MARGIN))["outcome"] == "unknown"


def test_every_area_has_its_own_advice():
    (slot,) = shipped("consultant-technical-en").definition.slots.values()
    (table,) = (t for t in tables("consultant-technical-en") if t.tool == "whom_to_call")
    for value in slot.values:
        assert call("whom_to_call", value.value)["outcome"] in table.replies
