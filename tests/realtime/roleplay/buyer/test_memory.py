import json

import pytest

from tests.realtime.roleplay.buyer.calls import GOOD, SHIPPED, begun
from tests.realtime.roleplay.plays import definition

TURNS = ["How many lamps do you sell?", "I see.", "What is the problem with that?", "Bye!"]


@pytest.mark.parametrize("id", sorted(SHIPPED))
def test_a_call_goes_on_from_any_point_as_if_nothing_had_been(id):
    whole = begun(SHIPPED[id])
    memory = None
    for turn in GOOD[id]:
        resumed = begun(SHIPPED[id], memory)
        assert resumed.answer(turn) == whole.answer(turn)
        memory = json.loads(json.dumps(resumed.memory))
        assert memory == whole.memory


@pytest.mark.parametrize(
    "memory",
    [
        None,
        17,
        "talking",
        [],
        {},
        {"turns": 3},
        {"patience": "much", "standings": ["unsaid"]},
        {"patience": 3, "standings": []},
        {"patience": 3, "standings": ["unsaid", "unsaid"]},
        {"patience": 3, "standings": ["melted"]},
        {"patience": 3, "standings": ["unsaid"], "told": ["a fact of another"]},
        {"patience": 3, "standings": ["unsaid"], "provoked": [1]},
        {"patience": 3, "standings": ["unsaid"], "stage": "lost"},
        {"patience": 3, "standings": ["unsaid"], "turns": -1},
        {"patience": 3, "standings": ["unsaid"], "said": "x" * 1001},
        {"patience": 3, "standings": ["unsaid"], "heard": list(range(9))},
    ],
    ids=lambda memory: json.dumps(memory)[:60],
)
def test_a_memory_that_means_nothing_is_forgotten(memory):
    play = definition()
    new = begun(play)
    buyer = begun(play, memory)
    assert buyer.memory == new.memory
    assert [buyer.answer(turn) for turn in TURNS] == [new.answer(turn) for turn in TURNS]


def test_a_memory_with_two_open_objections_is_forgotten():
    twice = [{"type": "price", "wording": "Too much."}, {"type": "need", "wording": "What for?"}]
    play = definition(objections=twice)
    memory = {**begun(play).memory, "standings": ["open", "put_off"], "trust": 5}
    assert begun(play, memory).memory == begun(play).memory


def test_a_memory_changes_only_when_a_turn_is_answered():
    buyer = begun(definition())
    before = buyer.memory
    buyer.answer("Hello?")
    assert buyer.memory != before
