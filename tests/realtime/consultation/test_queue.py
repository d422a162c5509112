"""Tickets: who waits, who is called, whose turn has passed."""

import msgspec
import pytest

from realtime.consultation.outputs import TicketChanged
from realtime.consultation.queue import Queue
from realtime.consultation.records import Ticket
from realtime.consultation.slots import Holding, Slots
from realtime.consultation.states import IllegalTransition, TicketState
from state.errors import QueueFull
from state.records import Delete
from tests.realtime.consultation.town import settings_of

# reservation 15, silent 25, forgotten 70, start 4, session 60, stop 3
SETTINGS = settings_of((1, 1), 2)


def queue_of(settings=SETTINGS, *, busy="ab"):
    """`busy`: the agent types whose slots are taken."""
    slots = Slots(
        {kind.slug: kind.capacity for kind in settings.agent_types}, settings.provider_capacity
    )
    for slug in busy:
        slots.hold(slug, Holding(slug, 0.0, 1e9))
    return Queue(settings, slots)


def join(queue, user, *, slug="a", now=100.0):
    queue.join(user, slug, now=now)
    return queue.ticket_of(user)


def free(queue, slug="a", *, now=100.0):
    queue._slots.release(slug)
    return queue.call_next(now=now)


def called(outputs):
    return [
        each.user
        for each in outputs
        if isinstance(each, Ticket) and each.status is TicketState.RESERVED
    ]


def is_reserved(queue, user):
    return queue.ticket_of(user).status is TicketState.RESERVED


# Joining and leaving


def test_who_joins_waits_and_is_told_so():
    queue = queue_of()
    outputs = queue.join("ana", "a", now=100.0)
    ticket = queue.ticket_of("ana")
    assert outputs == [ticket, TicketChanged("ana")]
    assert (ticket.status, ticket.joined_at) == (TicketState.QUEUED, 100.0)


def test_users_are_told_apart_as_their_tokens_name_them():
    queue = queue_of()
    assert join(queue, 1).id != join(queue, "1").id


def test_nobody_joins_a_line_that_is_full():
    queue = queue_of(settings_of((1,), 1, most_waiting=1))
    join(queue, 1)
    with pytest.raises(QueueFull):
        queue.join(2, "a", now=100.0)
    assert queue.ticket_of(2) is None and len(queue.line) == 1


def test_who_leaves_has_no_ticket_any_more():
    queue = queue_of()
    ticket = join(queue, 1)
    assert queue.leave(1) == [Delete(Ticket, ticket.id), TicketChanged(1)]
    assert queue.ticket_of(1) is None and len(queue.line) == 0
    assert queue.leave(1) == []


def test_who_leaves_and_joins_at_once_is_last():
    queue = queue_of()
    join(queue, 1)
    join(queue, 2)
    queue.leave(1)
    join(queue, 1)
    assert called(free(queue)) == [2]


def test_who_leaves_while_being_called_passes_the_slot_on():
    queue = queue_of(busy="")
    join(queue, 1)
    join(queue, 2)
    assert called(queue.call_next(now=100.0)) == [1]
    queue.leave(1)
    assert called(queue.call_next(now=101.0)) == [2]


# Being called


def test_the_first_is_called_when_a_slot_frees_and_has_a_while_to_begin():
    queue = queue_of()
    join(queue, 1)
    join(queue, 2)
    assert queue.call_next(now=100.0) == []
    assert called(free(queue, now=110.0)) == [1]
    ticket = queue.ticket_of(1)
    assert (ticket.called_at, ticket.reserved_until) == (110.0, 125.0)


def test_everybody_for_whom_there_is_a_slot_is_called():
    queue = queue_of(busy="")
    for user, slug in [(1, "a"), (2, "a"), (3, "b")]:
        join(queue, user, slug=slug)
    assert called(queue.call_next(now=100.0)) == [1, 3]


def test_where_the_provider_is_full_the_oldest_over_all_types_is_next():
    queue = queue_of(settings_of((1, 1), 1), busy="a")
    for user, slug in [(1, "b"), (2, "a")]:
        join(queue, user, slug=slug)
    assert called(free(queue)) == [1]


def test_who_waits_for_a_full_type_isnt_in_the_way_of_others():
    queue = queue_of(busy="a")
    join(queue, 1, slug="a")
    join(queue, 2, slug="b")
    assert called(queue.call_next(now=100.0)) == [2]


def test_who_is_called_needs_to_say_nothing():
    queue = queue_of(busy="")
    join(queue, 1)
    queue.call_next(now=100.0)
    assert queue.expire(now=114.9) == []
    assert is_reserved(queue, 1)


# Not beginning


def lapsed(*users, silent=False):
    """A queue in which the first user was called for nothing."""
    queue = queue_of(busy="b")
    for user in users:
        join(queue, user)
    queue.call_next(now=100.0)
    if not silent:
        queue.hear(users[0], now=114.0)
    queue.expire(now=115.0)
    return queue


def test_who_doesnt_begin_goes_to_the_end_of_the_line():
    queue = lapsed(1, 2)
    assert called(queue.call_next(now=115.0)) == [2]
    assert queue.line.ahead(queue.ticket_of(1).seq, "a") == 0
    assert queue.ticket_of(1).joined_at == 100.0


def test_and_is_called_again_at_once_if_nobody_else_is_there():
    assert called(lapsed(1).call_next(now=115.0)) == [1]


def test_the_second_time_the_ticket_expires():
    queue = lapsed(1)
    queue.call_next(now=115.0)
    ticket = queue.ticket_of(1)
    assert queue.expire(now=130.0) == [Delete(Ticket, ticket.id), TicketChanged(1)]
    assert queue.ticket_of(1) is None


def test_who_was_silent_while_called_is_absent_after_it():
    queue = queue_of(settings_of((1, 1), 2, silent_s=10.0), busy="b")
    join(queue, 1)
    queue.call_next(now=100.0)
    queue.expire(now=115.0)
    assert not queue.is_present(queue.ticket_of(1))
    assert queue.call_next(now=115.0) == []


# Silence


def test_who_was_silent_for_long_keeps_the_place_but_isnt_called():
    queue = queue_of()
    first = join(queue, 1)
    join(queue, 2)
    queue.hear(2, now=124.0)
    assert queue.expire(now=125.0) == [TicketChanged(1)]
    assert not queue.is_present(first)
    assert queue.line.ahead(queue.ticket_of(2).seq, "a") == 1
    assert called(free(queue, now=126.0)) == [2]


def test_and_is_called_when_heard_again():
    queue = queue_of()
    join(queue, 1)
    queue.expire(now=125.0)
    free(queue, now=126.0)
    queue.hear(1, now=130.0)
    assert called(queue.call_next(now=130.0)) == [1]


def test_who_is_heard_in_time_is_never_absent():
    queue = queue_of()
    ticket = join(queue, 1)
    for at in range(110, 400, 20):
        queue.hear(1, now=float(at))
        assert queue.expire(now=float(at)) == []
    assert queue.is_present(ticket)


def test_who_is_silent_for_very_long_has_left():
    queue = queue_of()
    ticket = join(queue, 1)
    queue.expire(now=125.0)
    assert queue.expire(now=169.9) == []
    assert queue.expire(now=170.0) == [Delete(Ticket, ticket.id), TicketChanged(1)]
    assert queue.next_deadline() is None


def test_to_hear_somebody_without_a_ticket_is_nothing():
    queue = queue_of()
    queue.hear("nobody", now=100.0)
    assert queue.next_deadline() is None


# Beginning


def begun():
    queue = queue_of(busy="b")
    ticket = join(queue, 1)
    queue.call_next(now=100.0)
    queue.begin(queue.ticket_of(1))
    return queue, ticket.id


def test_while_a_session_is_started_the_reservations_time_stands_still():
    queue, _ = begun()
    assert queue.expire(now=1000.0) == []
    assert queue.ticket_of(1).status is TicketState.STARTING


def test_who_has_begun_holds_no_slot_with_the_ticket():
    queue, _ = begun()
    assert queue._slots.holdings("a") == []


def test_who_is_served_has_no_ticket():
    queue, id = begun()
    assert queue.serve(id) == [Delete(Ticket, id), TicketChanged(1)]


def test_a_failed_start_gives_the_reservation_back_as_long_as_it_had_left():
    queue, id = begun()
    queue.restore(id, begun_at=110.0, now=113.0)
    assert is_reserved(queue, 1) and queue.ticket_of(1).reserved_until == 118.0
    assert len(queue._slots.holdings("a")) == 1


def test_but_by_no_more_than_one_start_may_take_however_often_it_fails():
    queue, id = begun()
    for now in (107.0, 114.0, 121.0):
        queue.restore(id, begun_at=now - 7.0, now=now)
        queue.begin(queue.ticket_of(1))
    queue.restore(id, begun_at=121.0, now=128.0)
    assert queue.ticket_of(1).reserved_until == 100.0 + 15.0 + 4.0 + 3.0


def test_a_failed_start_is_nothing_to_who_left():
    queue, id = begun()
    queue.leave(1)
    assert queue.restore(id, begun_at=100.0, now=103.0) == []
    join(queue, 1)
    assert queue.restore(id, begun_at=100.0, now=103.0) == []


@pytest.mark.parametrize("call", ["begin", "serve"])
def test_what_cant_be_is_refused_and_changes_nothing(call):
    queue = queue_of()
    ticket = join(queue, 1)
    with pytest.raises(IllegalTransition):
        queue.begin(ticket) if call == "begin" else queue.serve(ticket.id)
    assert queue.ticket_of(1) == ticket and len(queue.line) == 1
    assert queue._slots.holdings("a") == [Holding("a", 0.0, 1e9)]
    assert called(free(queue)) == [1]


# After a restart


def test_the_line_is_as_it_was_and_everybody_was_just_heard():
    before = queue_of()
    tickets = [join(before, user) for user in (1, 2, 3)]
    queue = queue_of()
    assert queue.recover(reversed(tickets), giving_up=(), now=5000.0) == []
    assert [queue.line.ahead(each.seq, "a") for each in tickets] == [0, 1, 2]
    assert queue.expire(now=5024.9) == []
    join(queue, 4, now=5000.0)
    assert queue.line.ahead(queue.ticket_of(4).seq, "a") == 3


@pytest.mark.parametrize("now", [5000.0, 10.0], ids=["later", "clock set back"])
def test_a_reservation_begins_anew(now):
    before = queue_of(busy="")
    join(before, 1)
    before.call_next(now=100.0)
    queue = queue_of(busy="")
    queue.recover([before.ticket_of(1)], giving_up=(), now=now)
    assert is_reserved(queue, 1) and queue.ticket_of(1).reserved_until == now + 15.0


def test_so_does_that_of_a_start_that_was_lost():
    before, id = begun()
    queue = queue_of(busy="b")
    queue.recover([before.ticket_of(1)], giving_up=(), now=5000.0)
    assert is_reserved(queue, 1) and queue.ticket_of(1).reserved_until == 5015.0


@pytest.mark.parametrize("now", [5000.0, 10.0], ids=["later", "clock set back"])
def test_and_of_one_that_is_being_stopped_once_it_is(now):
    before, id = begun()
    queue = queue_of(busy="b")
    queue.recover([before.ticket_of(1)], giving_up={id}, now=now)
    assert queue.ticket_of(1).status is TicketState.STARTING
    queue.restore(id, begun_at=min(100.0, now), now=now + 3.0)
    assert now + 15.0 <= queue.ticket_of(1).reserved_until <= now + 22.0


def test_how_often_somebody_was_called_for_nothing_isnt_forgotten():
    before = lapsed(1)
    queue = queue_of(busy="b")
    queue.recover([before.ticket_of(1)], giving_up=(), now=200.0)
    queue.call_next(now=200.0)
    queue.expire(now=215.0)
    assert queue.ticket_of(1) is None


def test_a_ticket_for_an_agent_type_that_is_gone_is_no_more():
    queue = queue_of()
    gone = msgspec.structs.replace(join(queue_of(), 1), agent_type="gone")
    assert queue.recover([gone], giving_up=(), now=200.0) == [Delete(Ticket, gone.id)]
    assert queue.ticket_of(1) is None


def test_who_lost_a_session_to_the_restart_is_called_again_at_once():
    queue = queue_of(busy="b")
    assert called(queue.give_back(1, "a", joined_at=90.0, now=200.0)) == [1]
    assert queue.ticket_of(1).joined_at == 90.0
    assert queue.give_back(1, "a", joined_at=90.0, now=200.0) == []
    assert queue.give_back(2, "gone", joined_at=90.0, now=200.0) == []
