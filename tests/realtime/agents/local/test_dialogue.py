import json
from typing import Any

import pytest

from realtime.agents.base import NO_MATCH
from realtime.agents.local.dialogue import Dialogue
from realtime.agents.local.filling import NothingToFill
from realtime.agents.local.understanding import Understanding

from .agents import shipped, small


class Talk:
    """A conversation without sound: what is said to each text."""

    def __init__(self, agent):
        self._understanding = Understanding(agent)
        self._dialogue = Dialogue(agent)

    def plan(self, text):
        return self._dialogue.decide(self._understanding.read(text))

    def say(self, text, result=None):
        return self._dialogue.conclude(self.plan(text), result)


def test_replies_take_turns():
    talk = Talk(small())
    assert [talk.say("find the apple") for _ in range(3)] == [
        "Here is the apple.",
        "The apple again.",
        "Here is the apple.",
    ]


def test_it_is_what_was_spoken_of_last():
    talk = Talk(small())
    talk.say("find the apple")
    talk.say("find the pear")
    assert talk.say("how much is it") == "The pear is cheap."


def test_what_is_missing_is_asked_for_and_the_answer_taken():
    talk = Talk(small())
    assert talk.say("how much is it") == "Which fruit?"
    plan = talk.plan("the pear")
    assert (plan.intent, plan.slots) == ("price", {"fruit": "pear"})


def test_another_wish_drops_the_question():
    talk = Talk(small())
    talk.say("how much is it")
    talk.say("no")
    assert talk.plan("the pear").intent == "find"


def test_yes_takes_the_offer_once():
    talk = Talk(small())
    talk.say("find the apple")
    plan = talk.plan("yes")
    assert (plan.intent, plan.answered_as) == ("yes", "price")
    assert [talk.say("yes"), talk.say("yes")] == ["The apple is cheap.", "Fine."]


def test_no_declines_the_offer():
    talk = Talk(small())
    talk.say("find the apple")
    assert talk.say("no") == "All right."
    assert talk.say("yes") == "Fine."


def test_noise_leaves_offer_and_question_open():
    talk = Talk(small())
    talk.say("find the apple")
    assert talk.say("xyzzy") == "Sorry?"
    assert talk.plan("yes").answered_as == "price"


def test_plan_never_concluded_leaves_the_question_open():
    talk = Talk(shipped("marketplace-en").definition)
    talk.say("how much is it")
    assert talk.plan("where is my order 1001").tool == "get_order_status"
    plan = talk.plan("the laptop")
    assert (plan.intent, plan.slots["product"]) == ("product_price", "laptop")


def test_plan_never_concluded_leaves_the_offer_open():
    talk = Talk(small())
    talk.say("find the apple")
    talk.plan("no")
    assert talk.plan("yes").answered_as == "price"


def test_failed_tool_drops_the_offer():
    talk = Talk(small())
    talk.say("find the apple")
    talk.say("find the pear", {"error": "broken"})
    assert talk.say("yes") == "Fine."


def test_no_match_says_what_can_be_asked_in_turn():
    talk = Talk(small())
    assert talk.plan("xyzzy").intent == NO_MATCH
    assert [talk.say("xyzzy"), talk.say("xyzzy")] == ["Sorry?", "What?"]


ABOUT = (
    'list_and = "and"',
    'list_and = "and"\nabout = { fruit = ["The {fruit}, what?", "{fruit}?"] }',
)


def test_no_match_says_what_can_be_asked_of_what_was_named():
    talk = Talk(small(ABOUT))
    assert talk.plan("why qwe rty apple").intent == NO_MATCH
    assert [talk.say("why qwe rty apple"), talk.say("why qwe rty pear")] == [
        "The apple, what?",
        "pear?",
    ]
    assert talk.say("xyzzy") == "Sorry?"


def test_it_may_be_what_was_named_but_not_understood():
    talk = Talk(small(ABOUT))
    talk.say("why qwe rty pear")
    assert talk.say("how much is it") == "The pear is cheap."


SAYS_AGAIN = (
    "[sayings]",
    """
[[intents]]
name = "again"
repeats = true
phrases = ["say that again"]
replies = { default = ["I said nothing."] }

[sayings]
""",
)


def test_last_reply_is_said_again_and_what_it_asks_stays_open():
    talk = Talk(small(SAYS_AGAIN))
    assert talk.say("find the apple") == "Here is the apple."
    assert [talk.say("say that again") for _ in range(2)] == ["Here is the apple."] * 2
    assert talk.say("yes") == "The apple is cheap."


def test_what_was_not_understood_is_not_the_last_reply():
    talk = Talk(small(SAYS_AGAIN))
    talk.say("how much is it")
    talk.say("xyzzy")
    assert talk.say("say that again") == "Which fruit?"
    assert talk.plan("the pear").intent == "price"


def test_before_any_reply_there_is_nothing_to_say_again():
    talk = Talk(small(SAYS_AGAIN))
    assert [talk.say("say that again") for _ in range(2)] == ["I said nothing."] * 2


def test_failed_tool_is_apologised_for():
    assert Talk(small()).say("find the apple", {"error": "broken"}) == "I could not look."


def test_outcome_chooses_the_reply_and_unknown_ones_the_default():
    agent = small(('default = ["Here is', 'gone = ["No {fruit}."], default = ["Here is'))
    talk = Talk(agent)
    assert talk.say("find the apple", {"outcome": "gone"}) == "No apple."
    assert talk.say("find the apple", {"outcome": "odd"}) == "Here is the apple."
    assert talk.say("find the apple", ["not", "a", "table"]) == "The apple again."


def test_lists_are_told_element_by_element():
    agent = small(
        ('"Here is the {fruit}."', '"We have {all}."'),
        ("offers = {", 'each = { all = "{n} for {p}" }\noffers = {'),
    )
    told = Talk(agent).say("find the apple", {"all": [{"n": "a", "p": 1}, {"n": "b", "p": 2}]})
    assert told == "We have a for 1 and b for 2."


def test_tool_may_say_what_it_is():
    talk = Talk(small())
    talk.say("find the apple", {"fruit": "pear"})
    assert talk.say("how much is it") == "The pear is cheap."


def test_reply_that_nothing_fills_is_an_error():
    with pytest.raises(NothingToFill):
        Talk(small(("Fine.", "Fine, {colour}."))).say("yes")


def test_parameters_are_filled_from_slots_and_else_empty():
    talk = Talk(shipped("marketplace-en").definition)
    assert talk.plan("show me electronics").parameters == {"query": "", "category": "electronics"}
    assert talk.plan("show me headphones").parameters == {
        "query": "headphones",
        "category": "electronics",
    }


# Memory


def kept(talk) -> Any:
    return talk._dialogue.memory


def went_on(talk, agent):
    """The same conversation, after a restart."""
    again = Talk(agent)
    again._dialogue = Dialogue(agent, json.loads(json.dumps(talk._dialogue.memory)))
    return again


def test_a_conversation_that_went_on_elsewhere_knows_what_it_is():
    talk = Talk(small())
    talk.say("find the pear")
    assert went_on(talk, small()).say("how much is it") == "The pear is cheap."


def test_last_reply_is_said_again_elsewhere_too():
    agent = small(SAYS_AGAIN)
    talk = Talk(agent)
    talk.say("find the pear")
    assert went_on(talk, agent).say("say that again") == "Here is the pear."


def test_agent_that_never_repeats_itself_keeps_no_reply():
    talk = Talk(small())
    talk.say("find the pear")
    assert not kept(talk)["reply"]


def test_replies_go_on_taking_turns():
    talk = Talk(small())
    talk.say("find the apple")
    assert went_on(talk, small()).say("find the apple") == "The apple again."


@pytest.mark.parametrize(
    "memory",
    [
        None,
        {},
        [],
        "x",
        {"remembered": {"colour": "red"}, "asked_for": "gone", "offered": "gone"},
        {"remembered": {"product": 7}},
        {"said": [["find", "default"]]},
    ],
)
def test_a_memory_that_means_nothing_any_more_is_forgotten(memory):
    agent = small()
    dialogue = Dialogue(agent, memory)
    assert dialogue.memory == Dialogue(agent).memory
