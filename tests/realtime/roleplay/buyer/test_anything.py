"""Whatever is said, by whoever: the buyer answers, keeps its facts, and ends."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realtime.roleplay.buyer.mood import OUT_OF_TIME
from tests.realtime.roleplay.buyer.calls import GOOD, ONLY_TALKS, SHIPPED, begun
from tests.realtime.roleplay.plays import definition

WORDS = sorted(
    {
        word
        for id in SHIPPED
        for turn in [*GOOD[id], *ONLY_TALKS[SHIPPED[id].language]]
        for word in turn.split()
    }
)
#: What people say, what they might, and what nobody does.
TURNS = st.one_of(
    st.none(),
    st.text(max_size=200),
    st.sampled_from([turn for turns in GOOD.values() for turn in turns]),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=40).map(" ".join),
    st.sampled_from(["😀" * 500, "a" * 2000, "? " * 1000, "!" * 2000, "oi " * 700, "\x00\ud800"]),
)
GARBAGE = st.one_of(st.none(), st.text(max_size=60), st.text("abcxyz ", max_size=60))
PLAYS = st.sampled_from(sorted(SHIPPED))


@settings(max_examples=60, deadline=None)
@given(PLAYS, st.lists(TURNS, max_size=25))
def test_every_turn_gets_an_answer_of_bearable_length(id, turns):
    buyer = begun(SHIPPED[id])
    for turn in turns:
        answer = buyer.answer(turn)
        assert answer.text.strip() and len(answer.text) <= 1000 and answer.did


@settings(max_examples=40, deadline=None)
@given(PLAYS, st.lists(TURNS, max_size=20))
def test_a_memory_is_json_that_goes_on_the_same(id, turns):
    buyer = begun(SHIPPED[id])
    for turn in turns:
        resumed = begun(SHIPPED[id], json.loads(json.dumps(buyer.memory)))
        assert resumed.memory == buyer.memory
        assert resumed.answer(turn) == buyer.answer(turn)
        assert resumed.memory == buyer.memory


@settings(max_examples=60, deadline=None)
@given(PLAYS, st.lists(TURNS, max_size=25))
def test_no_fact_is_told_that_no_turn_named(id, turns):
    play = SHIPPED[id]
    buyer = begun(play)
    for turn in turns:
        before = set(buyer.memory["told"])
        answer = buyer.answer(turn)
        new = set(buyer.memory["told"]) - before
        assert len(new) <= 2
        assert not new or turn, "told to nobody"
        for fact in play.facts:
            named = fact.answer in answer.text
            assert not named or fact.name in buyer.memory["told"]


@settings(max_examples=60, deadline=None)
@given(PLAYS, st.lists(TURNS, max_size=25))
def test_objections_come_one_at_a_time_and_once_each(id, turns):
    buyer = begun(SHIPPED[id])
    raised, last = [], buyer.memory["standings"]
    for turn in turns:
        buyer.answer(turn)
        now = buyer.memory["standings"]
        new = [at for at, each in enumerate(now) if each != "unsaid" and last[at] == "unsaid"]
        assert len(new) <= 1
        assert not new or not {"open", "put_off"} & set(last)
        assert now.count("open") + now.count("put_off") <= 1
        raised += new
        last = now
    assert len(raised) == len(set(raised))


@settings(max_examples=60, deadline=None)
@given(PLAYS, st.lists(GARBAGE, min_size=OUT_OF_TIME, max_size=OUT_OF_TIME))
def test_nothing_but_garbage_ends_the_call(id, turns):
    buyer = begun(SHIPPED[id])
    assert any(buyer.answer(turn).hangs_up for turn in turns)


@settings(max_examples=60, deadline=None)
@given(
    PLAYS,
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["stage", "turns", "told", "standings", "patience", "price", "used"]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=8,
    ),
)
def test_any_json_is_a_memory_or_forgotten(id, memory):
    assert begun(SHIPPED[id], memory).answer("Hello?").text


@pytest.mark.parametrize("length", [2_000, 100_000])
def test_of_a_long_turn_the_end_is_heard(length):
    long = "The box is blue. " * (length // 17) + "And how many do you send?"
    assert begun(definition()).answer(long).did == "fact:volume"


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.from_regex(r"[^\W_](?:[\w'’-]*|[\w'’-]+\*)(?: [^\W_][\w'’-]*)?", fullmatch=True),
        min_size=1,
        max_size=4,
    ),
    st.text(max_size=60),
)
def test_any_phrases_of_a_role_play_can_be_heard(phrases, turn):
    fact = {"name": "fact", "asked_by": phrases, "answer": "So it is."}
    assert begun(definition(facts=[fact])).answer(turn).text
