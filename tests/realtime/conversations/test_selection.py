import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.conversations.events import Entry, EventType
from realtime.conversations.selection import Reach, Selection
from state.errors import NotPermitted

NONE: frozenset[str] = frozenset()
names = st.frozensets(st.sampled_from("abcd"), max_size=4)
held = st.none() | names
reaches = st.builds(Reach, held, held)
types = st.none() | st.frozensets(st.sampled_from(list(EventType)))
entries = st.builds(
    Entry,
    st.sampled_from(list(EventType)),
    st.sampled_from("abcd"),
    st.sampled_from("abcd"),
    st.just(b""),
)


def test_without_claims_all_is_covered():
    assert Reach().covers("chat", "ana")
    assert Reach().has_lead("ana")


def test_a_claim_of_nothing_covers_nothing():
    assert not Reach(channels=NONE).covers("chat", "ana")
    assert not Reach(leads=NONE).covers("chat", "ana")
    assert not Reach(leads=NONE).has_lead("ana")


def test_both_the_channel_and_the_lead_must_be_covered():
    reach = Reach(frozenset({"chat"}), frozenset({"ana"}))
    assert reach.covers("chat", "ana")
    assert not reach.covers("voice", "ana")
    assert not reach.covers("chat", "bora")


def test_names_are_compared_whole():
    reach = Reach(leads=frozenset({"ana"}))
    for other in ("an", "anaa", "Ana", "ana ", ""):
        assert not reach.has_lead(other)


def test_asking_for_nothing_narrows_nothing():
    reach = Reach(frozenset({"chat"}), frozenset({"ana"}))
    assert reach.narrowed(NONE, NONE) == reach


def test_what_the_token_has_may_be_asked_for():
    reach = Reach(frozenset({"chat", "voice"}), None)
    narrowed = reach.narrowed(frozenset({"voice"}), frozenset({"ana"}))
    assert narrowed == Reach(frozenset({"voice"}), frozenset({"ana"}))


@pytest.mark.parametrize(
    ("channels", "leads", "text"),
    [({"voice"}, (), "channel"), ({"chat", "voice"}, (), "channel"), ((), {"bora"}, "lead")],
)
def test_asking_for_more_than_the_token_has_is_refused(channels, leads, text):
    reach = Reach(frozenset({"chat"}), frozenset({"ana"}))
    with pytest.raises(NotPermitted, match=text):
        reach.narrowed(frozenset(channels), frozenset(leads))


def test_a_refusal_names_nothing_of_what_there_is():
    with pytest.raises(NotPermitted) as refusal:
        Reach(leads=frozenset({"ana"})).narrowed(NONE, frozenset({"bora"}))
    assert "ana" not in str(refusal.value).split() and "bora" not in str(refusal.value)


@pytest.mark.parametrize("claim", [NONE, frozenset({"chat"})])
def test_a_claim_of_nothing_can_be_narrowed_to_nothing_only(claim):
    reach = Reach(channels=NONE)
    if claim:
        with pytest.raises(NotPermitted):
            reach.narrowed(claim, NONE)
    else:
        assert reach.narrowed(claim, NONE) == reach


def test_without_types_all_types_are_wanted():
    for type_ in EventType:
        assert Selection().has(Entry(type_, "chat", "ana", b""))


def test_only_the_wanted_types_come():
    selection = Selection(types=frozenset({EventType.TYPING}))
    assert selection.has(Entry(EventType.TYPING, "chat", "ana", b""))
    assert not selection.has(Entry(EventType.NEW_MESSAGE, "chat", "ana", b"", 1))


@given(reaches, names, names, types, entries)
def test_a_narrowed_token_never_has_what_is_of_another_lead_or_channel(
    reach, channels, leads, wanted, entry
):
    try:
        selection = Selection(reach.narrowed(channels, leads), wanted)
    except NotPermitted:
        return
    if selection.has(entry):
        assert reach.channels is None or entry.channel in reach.channels
        assert reach.leads is None or entry.lead_id in reach.leads
        assert not channels or entry.channel in channels
        assert not leads or entry.lead_id in leads
        assert wanted is None or entry.type in wanted


@given(reaches, names, names, entries)
def test_a_narrowed_token_has_all_that_it_asked_for(reach, channels, leads, entry):
    try:
        narrowed = reach.narrowed(channels, leads)
    except NotPermitted:
        return
    asked = (not channels or entry.channel in channels) and (not leads or entry.lead_id in leads)
    assert narrowed.covers(entry.channel, entry.lead_id) == (
        asked and reach.covers(entry.channel, entry.lead_id)
    )


@given(reaches, names, names)
def test_asking_for_more_is_refused_and_asking_for_less_is_not(reach, channels, leads):
    within = (reach.channels is None or channels <= reach.channels) and (
        reach.leads is None or leads <= reach.leads
    )
    if within:
        reach.narrowed(channels, leads)
    else:
        with pytest.raises(NotPermitted):
            reach.narrowed(channels, leads)
