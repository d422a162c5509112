"""The consultations' rules: what each call is answered in each state."""

import pytest

from realtime.consultation.desk import Desk
from realtime.consultation.outputs import NotStarted, StopSession
from realtime.consultation.records import AvatarSession, Pace, Ticket
from realtime.consultation.states import EndReason, SessionState, TicketState
from state.errors import (
    AgentTypeNotFound,
    AlreadyQueued,
    InCooldown,
    InSession,
    NoReservation,
    NotPermitted,
    SessionNotFound,
)
from tests.realtime.consultation.town import settings_of

# session 60, reconnect 12, heartbeat 9, cooldown 20, reservation 15, start 4, stop 3


def desk_of(*capacities, provider=None):
    capacities = capacities or (1, 1)
    return Desk(settings_of(capacities, provider or sum(capacities)))


def reserved(desk, user=1, *, now=100.0):
    desk.join(user, "a", now=now)
    assert status(desk, user) is TicketState.RESERVED
    return desk


def begun(desk, user=1, *, now=100.0):
    session, _ = reserved(desk, user, now=now).begin(user, "a", now=now)
    return session.id


def begun_and_left(desk):
    id = begun(desk)
    desk.leave(1, now=101.0)
    return id


def active(desk, user=1, *, now=100.0):
    id = begun(desk, user, now=now)
    desk.created(id, "vendor", f"vendor-{user}")
    desk.started(id, now=now)
    return id


def ended(desk, user=1, *, now=100.0):
    id = active(desk, user, now=now)
    desk.end(id, EndReason.TERMINATED, now=now)
    desk.stopped(id, now=now)
    return id


def place(desk, user, *, now=100.0):
    return desk.place_of(user, now=now)


def status(desk, user):
    found = place(desk, user)
    return None if found is None else found.ticket.status


def stops(outputs):
    return [each.session.id for each in outputs if isinstance(each, StopSession)]


# Joining


def test_an_agent_type_is_known_by_its_slug_and_by_its_id():
    desk = desk_of()
    assert desk.agent_type(desk.agent_type("a").id).slug == "a"
    with pytest.raises(AgentTypeNotFound):
        desk.agent_type("nobody")


def test_who_joins_where_a_slot_is_free_is_called_at_once():
    desk = reserved(desk_of())
    assert place(desk, 1).position == 0


def test_who_joins_behind_others_has_the_place_after_them():
    desk = reserved(desk_of(1))
    for user in (2, 3):
        desk.join(user, desk.agent_type("a").id, now=100.0)
    assert [place(desk, user).position for user in (1, 2, 3)] == [0, 1, 2]


@pytest.mark.parametrize("state", ["queued", "reserved", "starting"])
def test_nobody_joins_twice(state):
    desk = desk_of(1)
    match state:
        case "queued":
            reserved(desk, 2).join(1, "a", now=100.0)
        case "reserved":
            reserved(desk)
        case "starting":
            begun(desk)
    before = place(desk, 1)
    with pytest.raises(AlreadyQueued) as refused:
        desk.join(1, "a", now=101.0)
    assert refused.value.retry_after_s is None and place(desk, 1) == before


def test_who_has_a_ticket_for_one_consultant_gets_none_for_another():
    desk = reserved(desk_of(1, 1))
    with pytest.raises(AlreadyQueued):
        desk.join(1, "b", now=101.0)


@pytest.mark.parametrize("is_lost", [False, True], ids=["active", "disconnected"])
def test_nobody_joins_from_a_consultation(is_lost):
    desk = desk_of()
    id = active(desk)
    if is_lost:
        desk.lose(id, now=101.0)
    with pytest.raises(InSession):
        desk.join(1, "a", now=102.0)
    assert place(desk, 1) is None


def test_nobody_joins_in_the_cooldown_and_is_told_how_long_that_lasts():
    desk = desk_of()
    ended(desk, now=100.0)
    with pytest.raises(InCooldown) as refused:
        desk.join(1, "a", now=105.0)
    assert refused.value.retry_after_s == 15.0
    desk.join(1, "a", now=120.0)


def test_the_cooldown_begins_before_the_provider_has_stopped():
    desk = desk_of()
    desk.end(active(desk), EndReason.TERMINATED, now=110.0)
    with pytest.raises(InCooldown):
        desk.join(1, "a", now=111.0)


def test_another_user_isnt_in_anybodys_cooldown():
    desk = desk_of()
    ended(desk, 1)
    desk.join("1", "a", now=101.0)


# Leaving


def test_to_leave_without_a_ticket_is_nothing():
    assert desk_of().leave(1, now=100.0) == []


def test_who_leaves_while_called_passes_the_slot_on_at_once():
    desk = reserved(desk_of(1))
    desk.join(2, "a", now=100.0)
    desk.leave(1, now=101.0)
    assert status(desk, 1) is None and status(desk, 2) is TicketState.RESERVED


def test_who_leaves_can_join_at_once():
    desk = reserved(desk_of(1))
    desk.join(2, "a", now=100.0)
    desk.leave(1, now=101.0)
    desk.join(1, "a", now=101.0)
    assert place(desk, 1).position == 1


def test_who_leaves_during_the_start_gives_it_up_and_the_slot_follows_once_it_is_stopped():
    desk = desk_of(1)
    id = begun(desk)
    desk.join(2, "a", now=100.0)
    assert stops(desk.leave(1, now=101.0)) == [id]
    assert status(desk, 1) is None and place(desk, 2).position == 1
    outputs = desk.stopped(id, now=102.0)
    assert any(isinstance(each, NotStarted) for each in outputs)
    assert status(desk, 2) is TicketState.RESERVED
    desk.join(1, "a", now=102.0)


def test_to_leave_ends_no_consultation():
    desk = desk_of()
    id = active(desk)
    assert desk.leave(1, now=101.0) == []
    assert desk.session(1, id).status is SessionState.ACTIVE


# Beginning


def test_only_who_is_called_begins():
    desk = reserved(desk_of(1, 1), 2)
    with pytest.raises(NoReservation):
        desk.begin(1, "a", now=100.0)
    desk.join(1, "a", now=100.0)
    with pytest.raises(NoReservation):
        desk.begin(1, "a", now=100.0)
    with pytest.raises(NoReservation):
        desk.begin(2, "b", now=100.0)
    with pytest.raises(AgentTypeNotFound):
        desk.begin(2, "nobody", now=100.0)
    desk.begin(2, "a", now=100.0)


def test_nobody_begins_twice():
    desk = desk_of(2)
    id = begun(desk)
    with pytest.raises(NoReservation):
        desk.begin(1, "a", now=100.0)
    assert desk.session_of(1).id == id


def test_nobody_begins_after_the_reservation():
    desk = reserved(desk_of(1))
    desk.join(2, "a", now=110.0)
    desk.expire(now=115.0)
    with pytest.raises(NoReservation):
        desk.begin(1, "a", now=115.0)


def test_who_begins_holds_one_slot():
    desk = desk_of(2)
    begun(desk, 1)
    reserved(desk, 2)
    desk.join(3, "a", now=100.0)
    assert status(desk, 3) is TicketState.QUEUED


def test_once_started_the_ticket_is_served():
    desk = desk_of()
    id = active(desk)
    assert place(desk, 1) is None
    assert desk.session_of(1).id == id and desk.session_of(1).started_at == 100.0


@pytest.mark.parametrize("how", ["fails", "takes too long"])
def test_a_start_that_fails_restores_the_reservation_once_it_is_stopped(how):
    desk = desk_of(1)
    id = begun(desk)
    desk.join(2, "a", now=100.0)
    outputs = desk.failed(id, now=102.0) if how == "fails" else desk.expire(now=104.0)
    assert stops(outputs) == [id]
    with pytest.raises(NoReservation):
        desk.begin(1, "a", now=104.0)
    desk.stopped(id, now=105.0)
    assert status(desk, 1) is TicketState.RESERVED and place(desk, 2).position == 1
    assert place(desk, 1).ticket.reserved_until == 120.0
    desk.begin(1, "a", now=106.0)


def test_nobody_cools_down_from_a_consultation_that_never_started():
    desk = desk_of()
    desk.stopped(begun_and_left(desk), now=101.0)
    desk.join(1, "a", now=101.0)
    assert status(desk, 1) is TicketState.RESERVED


@pytest.mark.parametrize("late", ["started", "failed"])
def test_news_of_a_start_that_was_given_up_change_nothing(late):
    desk = desk_of()
    id = begun(desk)
    desk.leave(1, now=101.0)
    before = desk.sessions.get(id)
    assert getattr(desk, late)(id, now=102.0) == []
    assert desk.sessions.get(id) == before


# Under way


def test_a_consultation_is_its_visitors_alone():
    desk = desk_of(2)
    id = active(desk, 1)
    for one in (id, "vendor-1"):
        assert desk.session(1, one).id == desk.live_session(1, one).id == id
        desk.check_owner(1, one)
        with pytest.raises(SessionNotFound):
            desk.session(2, one)
        with pytest.raises(SessionNotFound):
            desk.live_session(2, one)
        with pytest.raises(NotPermitted):
            desk.check_owner(2, one)


def test_one_that_never_was_is_found_by_nobody():
    desk = desk_of()
    calls = (
        lambda: desk.session(1, "none"),
        lambda: desk.live_session(1, "none"),
        lambda: desk.check_owner(1, "none"),
        lambda: desk.attend("none", now=100.0),
        lambda: desk.lose("none", now=100.0),
        lambda: desk.end("none", EndReason.TERMINATED, now=100.0),
    )
    for call in calls:
        with pytest.raises(SessionNotFound):
            call()
    # It may have been given up by now.
    assert desk.created("none", "vendor", "vendor-1") == desk.started("none", now=100.0) == []
    assert desk.failed("none", now=100.0) == desk.stopped("none", now=100.0) == []


def test_one_that_is_over_is_known_but_not_live():
    desk = desk_of()
    id = ended(desk)
    assert desk.session(1, id).status is SessionState.ENDED
    assert desk.session_of(1) is None and desk.latest_session_of(1).id == id
    with pytest.raises(SessionNotFound):
        desk.live_session(1, id)


def test_to_end_it_twice_is_to_end_it_once():
    desk = desk_of()
    id = active(desk)
    assert stops(desk.end(id, EndReason.TERMINATED, now=110.0)) == [id]
    assert desk.end(id, EndReason.TIME_LIMIT, now=111.0) == []
    assert desk.session(1, id).end_reason is EndReason.TERMINATED


def test_the_next_is_called_once_it_has_stopped():
    desk = desk_of(1)
    id = active(desk)
    desk.join(2, "a", now=100.0)
    desk.end(id, EndReason.TERMINATED, now=110.0)
    assert status(desk, 2) is TicketState.QUEUED
    desk.stopped(id, now=111.0)
    assert status(desk, 2) is TicketState.RESERVED


def test_a_provider_that_doesnt_stop_costs_the_next_one_only_its_time_to():
    desk = desk_of(1)
    desk.end(active(desk), EndReason.TERMINATED, now=110.0)
    desk.join(2, "a", now=110.0)
    desk.expire(now=113.0)
    assert status(desk, 2) is TicketState.RESERVED


def test_who_is_lost_comes_back_and_goes_on():
    desk = desk_of()
    id = active(desk)
    desk.lose(id, now=101.0)
    assert desk.live_session(1, id).status is SessionState.DISCONNECTED
    desk.attend(id, now=112.9)
    assert desk.live_session(1, id).status is SessionState.ACTIVE
    assert desk.live_session(1, id).disconnected_at is None


def test_how_long_a_consultation_took_is_learnt_at_its_end():
    desk = desk_of()
    id = active(desk, now=100.0)
    outputs = desk.end(id, EndReason.TERMINATED, now=130.0)
    assert Pace(agent_type="a", mean_s=30.0, count=1) in outputs


def test_from_one_that_never_started_nothing_is_learnt():
    desk = desk_of()
    outputs = desk.failed(begun(desk), now=101.0)
    assert not any(isinstance(each, Pace) for each in outputs)


# Places


def test_who_is_being_called_waits_no_more():
    found = place(reserved(desk_of()), 1)
    assert (found.position, found.likely_wait_s, found.longest_wait_s) == (0, None, None)
    assert found.is_present


def test_who_has_no_ticket_has_no_place():
    assert place(desk_of(), 1) is None


def test_a_place_falls_as_those_ahead_leave():
    desk = reserved(desk_of(1))
    for user in (2, 3, 4):
        desk.join(user, "a", now=100.0)
    desk.leave(2, now=101.0)
    assert [place(desk, user).position for user in (3, 4)] == [1, 2]


def test_who_was_silent_is_said_to_be_absent_until_heard():
    desk = reserved(desk_of(1))
    desk.join(2, "a", now=100.0)
    desk.hear(1, now=110.0)
    desk.begin(1, "a", now=110.0)
    desk.expire(now=125.0)
    assert not place(desk, 2).is_present
    desk.hear(2, now=126.0)
    assert place(desk, 2).is_present


def test_the_outlook_is_of_who_would_join_now():
    desk = reserved(desk_of(1))
    desk.join(2, "a", now=100.0)
    waiting, likely_s = desk.outlook("a", now=100.0)
    desk.join(3, "a", now=100.0)
    assert (waiting, likely_s) == (1, place(desk, 3).likely_wait_s)


# Time


def test_everything_comes_to_its_end_if_nobody_does_anything():
    desk = desk_of(1)
    active(desk, 1)
    desk.join(2, "a", now=100.0)
    for _ in range(40):
        deadline = desk.next_deadline()
        if deadline is None:
            break
        desk.expire(now=deadline)
    assert desk.next_deadline() is None
    assert place(desk, 2) is None and desk.latest_session_of(1) is None


# After a restart


def restarted(desk, *users, outlive, now=200.0):
    """Another, from what the records of `users` say."""
    tickets = [place(desk, user).ticket for user in users if place(desk, user) is not None]
    sessions = [desk.latest_session_of(user) for user in users]
    again = desk_of(1)
    sessions = [each for each in sessions if each is not None]
    outputs = again.recover(tickets, sessions, provider="vendor", outlives=outlive, now=now)
    return again, outputs


@pytest.mark.parametrize("outlive", [True, False])
def test_who_waited_waits_on_in_the_same_place(outlive):
    desk = reserved(desk_of(1))
    for user in (2, 3):
        desk.join(user, "a", now=100.0)
    again, _ = restarted(desk, 3, 2, 1, outlive=outlive)
    assert [place(again, user).position for user in (1, 2, 3)] == [0, 1, 2]
    assert place(again, 1).ticket.reserved_until == 215.0


def test_a_consultation_that_outlives_the_restart_goes_on():
    desk = desk_of(1)
    id = active(desk, now=190.0)
    again, _ = restarted(desk, 1, outlive=True)
    assert again.live_session(1, id).status is SessionState.ACTIVE
    assert again.live_session(1, "vendor-1").id == id


def test_whose_consultation_was_lost_with_the_server_is_called_before_all_others():
    desk = desk_of(1)
    id = active(desk)
    desk.join(2, "a", now=100.0)
    again, outputs = restarted(desk, 1, 2, outlive=False)
    assert status(again, 1) is TicketState.RESERVED and place(again, 2).position == 1
    assert again.sessions.get(id) is None and stops(outputs) == []


@pytest.mark.parametrize("outlive", [True, False])
def test_whose_start_the_restart_cut_short_is_called_again(outlive):
    desk = desk_of(1)
    id = begun(desk)
    again, outputs = restarted(desk, 1, outlive=outlive)
    assert stops(outputs) == ([id] if outlive else [])
    again.stopped(id, now=201.0)
    assert status(again, 1) is TicketState.RESERVED
    assert again.session_of(1) is None
    again.begin(1, "a", now=202.0)


@pytest.mark.parametrize("outlive", [True, False])
def test_the_cooldown_outlives_a_restart(outlive):
    desk = desk_of(1)
    ended(desk, now=190.0)
    again, _ = restarted(desk, 1, outlive=outlive)
    with pytest.raises(InCooldown) as refused:
        again.join(1, "a", now=200.0)
    assert refused.value.retry_after_s == 10.0


def test_nothing_of_what_was_stopped_is_called_twice_when_a_slot_was_held_meanwhile():
    desk = desk_of(1)
    id = active(desk)
    desk.join(2, "a", now=100.0)
    desk.end(id, EndReason.TERMINATED, now=199.0)
    again, outputs = restarted(desk, 1, 2, outlive=True)
    assert stops(outputs) == [id] and status(again, 2) is TicketState.QUEUED
    again.stopped(id, now=201.0)
    assert status(again, 2) is TicketState.RESERVED


def test_what_a_restart_changes_is_on_record():
    desk = reserved(desk_of(1))
    again, outputs = restarted(desk, 1, outlive=True)
    assert [each for each in outputs if isinstance(each, Ticket)] == [place(again, 1).ticket]
    assert not any(isinstance(each, AvatarSession) for each in outputs)
