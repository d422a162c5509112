import pytest

from realtime.conversations import log as module
from realtime.conversations.events import EventType
from realtime.conversations.records import Conversation, Message, Update
from realtime.conversations.selection import Reach
from state.contract import DEFAULT_CHANNEL
from state.errors import Conflict, NotFound, NotPermitted
from state.records import Delete
from tests.realtime.conversations.talks import (
    ANY,
    EPOCH,
    NOON,
    Kept,
    ids,
    leads,
    replayed,
    seqs,
)

ANA_ONLY = Reach(leads=frozenset({"ana"}))
CHAT_ONLY = Reach(channels=frozenset({"chat"}))
NOBODY = Reach(leads=frozenset())


@pytest.fixture
def kept():
    return Kept()


# Messages


def test_a_first_message_makes_the_conversation(kept):
    step = kept.post("ana", "m1", "hi", channel="whatsapp", owner=7)
    assert step.conversation == Conversation(
        lead_id="ana",
        channel="whatsapp",
        owner=7,
        is_ai_active=True,
        unread_count=1,
        created_at=NOON + 1,
        updated_at=NOON + 1,
        seq=2,
        message_seq=1,
        latest_message="m1",
    )
    assert step.message == Message(
        lead_id="ana", id="m1", content="hi", role="user", at=NOON + 1, seq=1
    )


def test_without_a_channel_a_conversation_is_on_the_default_one(kept):
    assert kept.post("ana", "m1").conversation.channel == DEFAULT_CHANNEL


def test_a_message_of_the_lead_is_told_and_then_that_one_more_is_unread(kept):
    step = kept.post("ana", "m1")
    assert [(each.type, each.seq) for each in step.entries] == [
        (EventType.NEW_MESSAGE, 1),
        (EventType.CONVERSATION_UPDATE, 2),
    ]
    assert step.changes == (
        step.conversation,
        step.message,
        Update(lead_id="ana", is_ai_active=True, unread_count=1, seq=2),
    )
    assert kept.post("ana", "m2").conversation.unread_count == 2


@pytest.mark.parametrize("role", ["assistant", "human"])
def test_any_other_message_is_told_and_nothing_more_is_unread(kept, role):
    kept.post("ana", "m1")
    step = kept.post("ana", "m2", role=role)
    assert [(each.type, each.seq) for each in step.entries] == [(EventType.NEW_MESSAGE, 3)]
    assert step.conversation.unread_count == 1
    assert step.changes == (step.conversation, step.message)


def test_any_other_message_makes_the_conversation_too(kept):
    step = kept.post("ana", "m1", role="assistant")
    assert (step.conversation.unread_count, step.conversation.seq) == (0, 1)
    assert kept.log.get("ana", ANY) == step.conversation


def test_a_later_message_leaves_channel_owner_and_beginning_alone(kept):
    first = kept.post("ana", "m1", channel="whatsapp", owner=7).conversation
    second = kept.post("ana", "m2", owner=8).conversation
    assert (second.channel, second.owner, second.created_at) == ("whatsapp", 7, first.created_at)
    assert second.updated_at > first.updated_at and second.latest_message == "m2"


def test_a_message_doesnt_turn_the_agent_on(kept):
    kept.post("ana", "m1")
    kept.change("ana", is_ai_active=False)
    assert not kept.post("ana", "m2").conversation.is_ai_active


def test_the_same_message_again_changes_nothing_and_gives_the_first(kept):
    first = kept.post("ana", "m1", "hi")
    seq = kept.log.seq
    again = kept.post("ana", "m1", "hi")
    assert again.message == first.message
    assert (again.changes, again.entries, kept.log.seq) == ((), (), seq)
    assert again.conversation == kept.log.get("ana", ANY)


def test_the_same_message_again_doesnt_make_its_conversation_active(kept):
    kept.post("ana", "m1")
    kept.post("bora", "m1")
    kept.post("ana", "m1")
    assert leads(kept.log) == ["bora", "ana"]


def test_the_same_message_is_the_same_long_after(kept):
    kept.post("ana", "m1", "hi")
    kept.post("ana", "m2", "ho")
    kept.restart()
    assert kept.post("ana", "m1", "hi").changes == ()


@pytest.mark.parametrize(("role", "content"), [("human", "hi"), ("user", "ho"), ("user", "hi ")])
def test_another_message_with_the_id_of_one_is_a_conflict_and_changes_nothing(kept, role, content):
    kept.post("ana", "m1", "hi")
    before = kept.tables.records(), kept.log.seq
    with pytest.raises(Conflict):
        kept.post("ana", "m1", content, role=role)
    assert (kept.tables.records(), kept.log.seq) == before


def test_two_conversations_may_each_have_a_message_of_the_same_id(kept):
    kept.post("ana", "m1", "hi")
    assert kept.post("bora", "m1", "ho").changes
    assert [each.content for each in kept.log.thread("ana", before=None, limit=5)] == ["hi"]


def test_ids_of_leads_and_messages_dont_run_together(kept):
    kept.post("a", "b~c")
    assert kept.post("a~b", "c").changes


def test_another_channel_than_the_conversations_is_a_conflict(kept):
    kept.post("ana", "m1", channel="whatsapp")
    seq = kept.log.seq
    with pytest.raises(Conflict):
        kept.post("ana", "m2", channel="chat")
    assert kept.log.seq == seq
    assert kept.post("ana", "m2", channel="whatsapp").changes


def test_the_same_message_on_another_channel_is_a_conflict(kept):
    kept.post("ana", "m1", channel="whatsapp")
    with pytest.raises(Conflict):
        kept.post("ana", "m1", channel="chat")


def test_what_cant_be_written_changes_nothing(kept):
    kept.post("ana", "m1")
    with pytest.raises(UnicodeEncodeError):
        kept.post("bora", "m2", "half \ud800 a pair")
    assert kept.log.seq == 2 and leads(kept.log) == ["ana"]
    kept.post("ana", "m3")
    assert seqs(b"".join(each.frame for each in kept.publish())) == [1, 2, 3, 4]


# Changes


def test_a_change_is_told_and_counted(kept):
    kept.post("ana", "m1")
    step = kept.change("ana", is_ai_active=False, unread_count=0)
    assert (step.conversation.is_ai_active, step.conversation.unread_count) == (False, 0)
    assert [(each.type, each.seq) for each in step.entries] == [(EventType.CONVERSATION_UPDATE, 3)]
    assert step.message is None


def test_what_isnt_named_in_a_change_stays_as_it_is(kept):
    kept.post("ana", "m1")
    kept.change("ana", is_ai_active=False)
    step = kept.change("ana", unread_count=5)
    assert (step.conversation.is_ai_active, step.conversation.unread_count) == (False, 5)


@pytest.mark.parametrize("change", [{}, {"is_ai_active": True}, {"unread_count": 1}])
def test_a_change_of_nothing_isnt_told(kept, change):
    kept.post("ana", "m1")
    kept.post("bora", "m1")
    step = kept.change("ana", **change)
    assert (step.changes, step.entries) == ((), ())
    assert leads(kept.log) == ["bora", "ana"]


def test_a_change_leaves_the_time_of_the_latest_message_alone(kept):
    before = kept.post("ana", "m1").conversation
    kept.now += 60
    assert kept.change("ana", unread_count=0).conversation.updated_at == before.updated_at


def test_a_change_of_nobody_is_refused(kept):
    with pytest.raises(NotFound):
        kept.change("ana", unread_count=0)
    assert kept.log.seq == 0


# Reach


def test_outside_the_tokens_leads_all_is_refused_and_nothing_changes(kept):
    kept.post("bora", "m1")
    before = kept.tables.records(), kept.log.seq
    with pytest.raises(NotPermitted):
        kept.log.get("bora", ANA_ONLY)
    with pytest.raises(NotPermitted):
        kept.post("bora", "m2", reach=ANA_ONLY)
    with pytest.raises(NotPermitted):
        kept.change("bora", unread_count=0, reach=ANA_ONLY)
    assert (kept.tables.records(), kept.log.seq) == before


def test_a_lead_outside_the_token_is_refused_whether_it_is_there_or_not(kept):
    with pytest.raises(NotPermitted):
        kept.log.get("nobody", ANA_ONLY)
    with pytest.raises(NotPermitted):
        kept.post("nobody", "m1", reach=ANA_ONLY)


def test_on_another_channel_a_conversation_isnt_there(kept):
    kept.post("ana", "m1", channel="whatsapp")
    with pytest.raises(NotFound):
        kept.log.get("ana", CHAT_ONLY)
    with pytest.raises(NotFound):
        kept.change("ana", unread_count=0, reach=CHAT_ONLY)


def test_on_another_channel_nothing_can_be_said(kept):
    kept.post("ana", "m1", channel="whatsapp")
    with pytest.raises(NotPermitted):
        kept.post("ana", "m2", reach=CHAT_ONLY)
    with pytest.raises(NotPermitted):
        kept.post("bora", "m1", reach=CHAT_ONLY, channel="whatsapp")
    assert kept.post("bora", "m1", reach=CHAT_ONLY, channel="chat").changes


def test_a_known_message_cant_be_found_out_from_outside(kept):
    kept.post("bora", "m1", "hi")
    with pytest.raises(NotPermitted):
        kept.post("bora", "m1", "hi", reach=ANA_ONLY)


def test_a_page_has_only_what_is_within_reach(kept):
    kept.post("ana", "m1")
    kept.post("bora", "m1", channel="whatsapp")
    kept.post("cleo", "m1")
    assert leads(kept.log, reach=ANA_ONLY) == ["ana"]
    assert leads(kept.log, reach=CHAT_ONLY) == ["cleo", "ana"]
    assert leads(kept.log, reach=CHAT_ONLY, limit=1) == ["cleo"]
    assert leads(kept.log, reach=NOBODY) == []


# Calls


def test_anybody_may_call_as_a_lead_that_is_new(kept):
    kept.log.check_call("ana", owner=7, reach=None)


def test_a_lead_may_be_called_as_again_by_the_same(kept):
    kept.post("ana", "m1", owner=7)
    kept.log.check_call("ana", owner=7, reach=None)


@pytest.mark.parametrize("owner", [8, "7", None])
def test_a_lead_is_nobody_elses_to_call_as(kept, owner):
    kept.post("ana", "m1", owner=7)
    with pytest.raises(NotPermitted):
        kept.log.check_call("ana", owner=owner, reach=None)


def test_whose_token_covers_a_conversation_may_call_as_its_lead(kept):
    kept.post("ana", "m1", owner=7)
    kept.log.check_call("ana", owner=8, reach=ANY)
    kept.log.check_call("ana", owner=8, reach=ANA_ONLY)
    for reach in (Reach(channels=frozenset({"voice"})), NOBODY):
        with pytest.raises(NotPermitted):
            kept.log.check_call("ana", owner=8, reach=reach)


# Lists


def test_the_most_recently_active_comes_first(kept):
    for lead in ("ana", "bora", "cleo"):
        kept.post(lead, "m1")
    kept.post("ana", "m2", role="assistant")
    assert leads(kept.log) == ["ana", "cleo", "bora"]
    kept.change("bora", unread_count=0)
    assert leads(kept.log) == ["ana", "cleo", "bora"]  # who reads one does not move it


def test_the_order_is_that_of_the_latest_messages_after_a_start_too(kept):
    for lead in ("ana", "bora", "cleo", "ana"):
        kept.post(lead, str(kept.log.seq))
    kept.change("bora", unread_count=0)
    before = leads(kept.log)
    kept.restart()
    assert leads(kept.log) == before == ["ana", "cleo", "bora"]


def test_what_became_active_between_two_pages_is_missing_from_the_second_and_nothing_else(kept):
    for lead in "abcdef":
        kept.post(lead, "m1")
    first = kept.log.page(ANY, before=None, limit=2)
    assert [each.lead_id for each in first] == ["f", "e"]
    kept.post("c", "m2")
    kept.post("new", "m1")
    assert leads(kept.log, before=first[-1].message_seq) == ["d", "b", "a"]


def test_pages_end(kept):
    kept.post("ana", "m1")
    (ana,) = kept.log.page(ANY, before=None, limit=5)
    assert kept.log.page(ANY, before=ana.message_seq, limit=5) == []


def test_a_thread_goes_back_in_time(kept):
    for number in range(5):
        kept.post("ana", f"m{number}")
        kept.post("bora", f"b{number}")
    first = kept.log.thread("ana", before=None, limit=2)
    assert [message.id for message in first] == ["m4", "m3"]
    kept.post("ana", "m5")
    assert ids(kept.log, "ana", before=first[-1].seq, limit=2) == ["m2", "m1"]
    assert ids(kept.log, "ana", before=1) == []
    assert ids(kept.log, "nobody") == []


def test_the_latest_message_is_that_of_its_own_conversation(kept):
    kept.post("ana", "m1", "hi")
    kept.post("bora", "m1", "ho")
    latest = kept.log.latest_message(kept.log.get("ana", ANY))
    assert latest is not None and latest.content == "hi"


def test_without_a_message_there_is_no_latest(kept):
    empty = Conversation(lead_id="ana", channel="chat", created_at=0.0, updated_at=0.0, seq=0)
    assert kept.log.latest_message(empty) is None


def test_a_latest_message_that_was_put_away_is_none(kept):
    kept.post("ana", "m1")
    kept.commit([Delete(Message, "ana/m1")])
    assert kept.log.latest_message(kept.log.get("ana", ANY)) is None


# Ids and the replay


def test_before_anything_happened_there_is_a_place_already(kept):
    assert kept.log.last_event_id == kept.log.published_id == f"{EPOCH}-0"
    assert kept.log.seq_of(f"{EPOCH}-0") == 0


def test_what_is_kept_but_not_published_cant_be_replayed(kept):
    kept.post("ana", "m1", role="human")
    assert (kept.log.last_event_id, kept.log.published_id) == (kept.id(1), kept.id(0))
    assert replayed(kept.log) == b"" and kept.log.seq_of(kept.id(1)) is None
    kept.publish()
    assert kept.log.published_id == kept.id(1) and seqs(replayed(kept.log)) == [1]


@pytest.mark.parametrize("place", ["fedcba9876543210-1", f"{EPOCH}-99", f"{EPOCH}-", "1", ""])
def test_a_place_that_means_nothing_here_is_none(kept, place):
    kept.say("ana", "m1")
    assert kept.log.seq_of(place) is None


def test_a_place_that_fell_out_is_none():
    kept = Kept(replay_events=2)
    for number in range(4):
        kept.say("ana", f"m{number}", role="human")
    assert [kept.log.seq_of(kept.id(seq)) for seq in range(6)] == [None, None, 2, 3, 4, None]


def test_all_that_was_safe_can_be_replayed_after_a_start_even_if_nobody_was_told(kept):
    kept.say("ana", "m1")
    kept.post("ana", "m2")
    kept.restart()
    assert seqs(replayed(kept.log)) == [1, 2, 3, 4]
    assert kept.log.published_id == kept.log.last_event_id == kept.id(4)


def test_the_count_goes_on_after_a_start(kept):
    kept.say("ana", "m1")
    kept.restart()
    assert [entry.seq for entry in kept.say("ana", "m2")] == [3, 4]


def test_a_start_with_a_smaller_replay_keeps_the_latest(kept):
    for number in range(4):
        kept.say("ana", f"m{number}", role="human")
    kept.replay_events = 2
    kept.restart()
    assert seqs(replayed(kept.log)) == [3, 4] and kept.log.seq_of(kept.id(1)) is None


def test_what_came_before_a_hole_cant_be_replayed(kept):
    for number in range(5):
        kept.say("ana", f"m{number}", role="human")
    kept.commit([Delete(Message, "ana/m2")])
    kept.restart()
    assert seqs(replayed(kept.log)) == [4, 5]
    assert kept.log.seq_of(kept.id(3)) == 3 and kept.log.seq_of(kept.id(2)) is None
    assert [entry.seq for entry in kept.say("ana", "m9", role="human")] == [6]


def test_a_seq_that_was_lost_at_the_end_is_never_given_again(kept):
    for number in range(3):
        kept.say("ana", f"m{number}", role="human")
    kept.commit([Delete(Message, "ana/m2")])
    kept.restart()
    assert kept.log.last_event_id == kept.id(3)
    assert kept.log.seq_of(kept.id(2)) is None
    assert [entry.seq for entry in kept.say("ana", "m9", role="human")] == [4]


def test_after_such_a_loss_conversations_are_listed_in_order(kept):
    for lead in ("ana", "bora"):
        kept.say(lead, "m1", role="human")
    kept.commit([Delete(Message, "bora/m1")])
    kept.restart()
    for lead in ("cleo", "bora", "ana"):
        kept.say(lead, "m9", role="human")
    assert leads(kept.log) == ["ana", "bora", "cleo"]


def test_an_event_whose_conversation_was_lost_isnt_told_as_its_channel_isnt_known(kept):
    kept.say("ana", "m1", channel="whatsapp")
    kept.say("bora", "m1", role="human")
    kept.commit([Delete(Conversation, "ana")])
    kept.restart()
    assert seqs(replayed(kept.log)) == [3]
    assert kept.log.seq_of(kept.id(2)) == 2 and kept.log.seq_of(kept.id(1)) is None


def test_updates_that_nothing_can_replay_go_with_the_next_change():
    kept = Kept(replay_events=3)
    kept.say("ana", "m1")
    kept.say("ana", "m2")
    step = kept.post("ana", "m3", role="human")
    assert Delete(Update, "2") not in step.changes
    kept.publish()
    assert Delete(Update, "2") in kept.post("ana", "m4", role="human").changes
    assert [update.seq for update in kept.all_of(Update)] == [4]


def test_updates_that_nothing_can_replay_after_a_start_go_with_the_next_change(kept):
    for number in range(4):
        kept.say("ana", f"m{number}")
    kept.replay_events = 2
    kept.restart()
    kept.say("ana", "m9", role="human")
    assert [update.seq for update in kept.all_of(Update)] == [8]


def test_an_undone_step_is_as_if_it_had_never_been():
    kept = Kept(replay_events=1)
    kept.say("bora", "m1")
    kept.say("ana", "m1")
    before = kept.tables.records(), kept.log.seq, leads(kept.log), kept.log.last_event_id
    step = kept.log.post("bora", id="m2", role="user", content="x", reach=ANY, now=NOON)
    needless = [each for each in step.changes if isinstance(each, Delete)]
    kept.log.undo(step)
    assert (
        kept.tables.records(),
        kept.log.seq,
        leads(kept.log),
        kept.log.last_event_id,
    ) == before
    again = kept.post("bora", "m2")
    assert needless and [each for each in again.changes if isinstance(each, Delete)] == needless
    assert [entry.seq for entry in kept.publish()] == [5, 6]


# What is put away


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(module, "_TOGETHER", 2)


def test_as_long_as_there_arent_too_many_nothing_is_overdue(few):
    kept = Kept(replay_events=1)
    for number in range(4):
        kept.say("ana", f"m{number}", role="human")
    assert kept.log.overdue(3) == []
    kept.say("ana", "m4", role="human")
    assert [message.id for message in kept.log.overdue(3)] == ["m0", "m1"]


def test_of_long_messages_fewer_are_put_away_together(few, monkeypatch):
    monkeypatch.setattr(module, "_TOGETHER_CHARACTERS", 100)
    kept = Kept(replay_events=1)
    for number, size in enumerate((101, 60, 60, 1)):
        kept.say("ana", f"m{number}", "x" * size, role="human")
    together = []
    while overdue := kept.log.overdue(0):
        together.append([message.id for message in overdue])
        kept.commit([Delete(Message, message.key) for message in overdue])
    assert together == [["m0"], ["m1"], ["m2"]]


def test_what_can_be_replayed_is_never_overdue(few):
    kept = Kept(replay_events=4)
    for number in range(5):
        kept.say("ana", f"m{number}", role="human")
    assert [message.id for message in kept.log.overdue(0)] == ["m0"]
    kept.replay_events = 5
    kept.restart()
    assert kept.log.overdue(0) == []


def test_what_isnt_published_yet_is_never_overdue(few):
    kept = Kept(replay_events=1)
    for number in range(5):
        kept.post("ana", f"m{number}", role="human")
    assert kept.log.overdue(0) == []


def put_away(kept, most=0):
    """All that is overdue, and then the conversations that are empty."""
    while overdue := kept.log.overdue(most):
        kept.commit([Delete(Message, message.key) for message in overdue])
    gone = kept.log.forget_empty()
    kept.commit(gone)
    return [delete.key for delete in gone]


def test_a_conversation_goes_when_its_messages_are_all_put_away(few):
    kept = Kept(replay_events=1)
    for lead in ("ana", "bora", "cleo"):
        kept.say(lead, "m1", role="human")
    assert put_away(kept) == ["ana", "bora"]
    assert leads(kept.log) == ["cleo"]
    with pytest.raises(NotFound):
        kept.log.get("ana", ANY)


def test_a_conversation_with_a_message_left_stays(few):
    kept = Kept(replay_events=1)
    for lead in ("ana", "bora"):
        kept.say(lead, "m1", role="human")
    assert kept.log.forget_empty() == []
    assert leads(kept.log) == ["bora", "ana"]


def test_a_conversation_with_an_event_that_can_be_replayed_stays(few):
    kept = Kept(replay_events=2)
    kept.say("ana", "m1", role="human")
    kept.change("ana", unread_count=5)
    kept.publish()
    kept.say("bora", "m1", role="human")
    kept.commit([Delete(Message, "ana/m1")])
    assert kept.log.forget_empty() == []


def test_a_lead_whose_conversation_went_begins_a_new_one(few):
    kept = Kept(replay_events=1)
    for lead in ("ana", "bora", "cleo"):
        kept.say(lead, "m1", channel="whatsapp", owner=7)
    assert "ana" in put_away(kept)
    again = kept.post("ana", "m1", channel="chat").conversation
    assert (again.channel, again.owner, again.unread_count) == ("chat", None, 1)
    assert leads(kept.log)[0] == "ana"
