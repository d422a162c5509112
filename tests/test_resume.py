"""The live stream over cuts and kills, in short; bench/resume.py is the long form."""

import pytest

from bench.event_source import Event, Events
from bench.postings import Said, Witness
from bench.resume import Trial


async def test_who_is_cut_and_comes_back_gets_all_that_was_acknowledged_once(tmp_path):
    trial = Trial(tmp_path, cuts=15, messages=200, kills=2, seed=1)
    for verdict in await trial.run():
        assert verdict.acknowledged and verdict.cuts
        assert verdict.is_clean, str(verdict)


# The witness: what it is there to see


def said(number, lead_id="lead-1"):
    return Said(lead_id, f"m{number}", f"text {number}", "user")


@pytest.fixture
async def witness():
    """Three messages of a lead, all acknowledged, and one of them given up."""
    witness = Witness()
    for number in (1, 2, 3, 4):
        witness.begin(said(number))
        witness.end(said(number), is_acknowledged=number != 4)
    return witness


def wrong(witness, *told, leads=None):
    verdict = witness.judge(list(told), leads)
    names = ("lost", "doubled", "unordered", "unknown")
    return {name: getattr(verdict, name) for name in names if getattr(verdict, name)}


async def test_all_in_order_is_clean(witness):
    assert wrong(witness, said(1), said(2), said(3)) == {}


async def test_what_was_given_up_may_be_there_anywhere(witness):
    assert wrong(witness, said(1), said(4), said(2), said(3)) == {}


async def test_what_was_acknowledged_and_did_not_come_is_lost(witness):
    assert wrong(witness, said(1), said(3)) == {"lost": 1}


async def test_what_came_twice_is_doubled(witness):
    assert wrong(witness, said(1), said(2), said(1), said(3)) == {"doubled": 1}


async def test_what_came_before_an_earlier_one_is_out_of_order(witness):
    assert wrong(witness, said(2), said(1), said(3)) == {"unordered": 1}


async def test_what_nobody_posted_is_unknown(witness):
    assert wrong(witness, said(1), said(2), said(3), said(7)) == {"unknown": 1}


async def test_a_message_with_another_text_is_lost_and_unknown(witness):
    other = said(2)._replace(content="another")
    assert wrong(witness, said(1), other, said(3)) == {"lost": 1, "unknown": 1}


async def test_other_leads_are_not_missed_by_who_wants_some(witness):
    assert wrong(witness, leads=frozenset({"lead-2"})) == {}


# The parser: HTML's rules


def test_a_block_is_an_event_however_it_is_cut():
    text = "\ufeff: hi\r\nid: 7\rdata: é\ndata:two\r\n\r\ndata\n\n".encode()
    for at in range(len(text)):
        events = Events()
        told = events.feed(text[:at]) + events.feed(text[at:])
        assert told == [Event("é\ntwo", "7"), Event("", "7")]


def test_what_no_blank_line_has_ended_does_not_count():
    events = Events("6")
    assert events.feed(b"id: 7\ndata: x\n") == []
    assert events.last_event_id == "6"
    assert events.is_amid


def test_an_id_without_data_is_a_place_and_no_event():
    events = Events("6")
    assert events.feed(b"id: 7\n\n") == []
    assert events.last_event_id == "7"
    assert not events.is_amid


def test_an_id_with_a_zero_byte_is_none():
    assert Events("6").feed(b"id: 7\0\ndata: x\n\n") == [Event("x", "6")]
