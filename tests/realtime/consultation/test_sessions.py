"""Consultations under way: how long each lasts, and the cooldown after it."""

import pytest

from realtime.consultation.outputs import NotStarted, StopSession
from realtime.consultation.records import AvatarSession, Ticket
from realtime.consultation.sessions import Sessions, is_live
from realtime.consultation.slots import Slots
from realtime.consultation.states import EndReason, IllegalTransition, SessionState
from state.records import Delete
from tests.realtime.consultation.town import settings_of

# session 60, reconnect 12, heartbeat 9, cooldown 20, start 4, stop 3
SETTINGS = settings_of((2,), 2)


def sessions_of(settings=SETTINGS):
    capacities = {kind.slug: kind.capacity for kind in settings.agent_types}
    return Sessions(settings, Slots(capacities, settings.provider_capacity))


def ticket(user=1, slug="a"):
    return Ticket(id=f"ticket-{user}", user=user, agent_type=slug, seq=1, joined_at=90.0)


def begun(sessions, *, user=1, now=100.0):
    session, _ = sessions.begin(ticket(user), now=now)
    return session.id


def active(sessions, *, user=1, now=100.0):
    id = begun(sessions, user=user, now=now)
    sessions.start(id, now=now)
    return id


def status(sessions, id):
    return sessions.get(id).status


def records(outputs):
    return [each for each in outputs if isinstance(each, AvatarSession)]


def test_a_session_is_begun_for_the_tickets_user_and_remembers_when_it_was_drawn():
    sessions = sessions_of()
    session, outputs = sessions.begin(ticket("ana"), now=100.0)
    assert (session.user, session.ticket_id, session.joined_at) == ("ana", "ticket-ana", 90.0)
    assert session.status is SessionState.STARTING and outputs == [session]
    assert sessions.latest_of("ana") == session


def test_a_session_is_found_by_its_providers_name_too():
    sessions = sessions_of()
    id = begun(sessions)
    sessions.created(id, "vendor", "vendor-1")
    assert sessions.get("vendor-1") == sessions.get(id)
    assert sessions.get("vendor-2") is None


def test_one_that_was_forgotten_isnt_found_by_its_providers_name():
    sessions = sessions_of()
    id = begun(sessions)
    sessions.created(id, "vendor", "vendor-1")
    sessions.end(id, EndReason.NOT_STARTED, now=101.0)
    sessions.stopped(id)
    assert sessions.get("vendor-1") is None


def test_a_start_that_takes_too_long_is_given_up():
    sessions = sessions_of()
    id = begun(sessions)
    assert sessions.next_deadline() == 104.0
    assert sessions.expire(now=103.9) == []
    outputs = sessions.expire(now=104.0)
    assert outputs[-1] == StopSession(sessions.get(id))
    assert sessions.get(id).end_reason is EndReason.NOT_STARTED


def test_one_that_never_started_leaves_no_record():
    sessions = sessions_of()
    id = begun(sessions)
    sessions.end(id, EndReason.NOT_STARTED, now=101.0)
    stopping = sessions.get(id)
    assert sessions.stopped(id) == [NotStarted(stopping), Delete(AvatarSession, id)]
    assert sessions.latest_of(1) is None and sessions.cools_until(1) is None


def test_time_runs_from_the_start_and_not_from_its_beginning():
    sessions = sessions_of()
    id = begun(sessions, now=100.0)
    sessions.start(id, now=103.0)
    assert sessions.ends_at(sessions.get(id)) == 163.0


def test_a_visitor_whose_heartbeats_stay_away_is_lost():
    sessions = sessions_of()
    id = active(sessions)
    assert sessions.expire(now=108.9) == []
    sessions.expire(now=109.0)
    assert sessions.get(id).status is SessionState.DISCONNECTED
    assert sessions.get(id).disconnected_at == 109.0


def test_each_heartbeat_puts_that_off_without_a_record():
    sessions = sessions_of()
    id = active(sessions)
    assert sessions.hear(id, now=105.0) == []
    assert sessions.expire(now=109.0) == []
    assert sessions.next_deadline() == 114.0


@pytest.mark.parametrize(("back_at", "comes_back"), [(121.9, True), (122.1, False)])
def test_who_was_lost_can_come_back_for_a_while(back_at, comes_back):
    sessions = sessions_of()
    id = active(sessions)
    sessions.lose(id, now=110.0)
    sessions.expire(now=back_at)
    sessions.hear(id, now=back_at)
    assert (status(sessions, id) is SessionState.ACTIVE) == comes_back


def test_who_doesnt_come_back_has_had_it():
    sessions = sessions_of()
    id = active(sessions)
    sessions.lose(id, now=110.0)
    assert sessions.next_deadline() <= 122.0
    sessions.expire(now=122.0)
    assert sessions.get(id).end_reason is EndReason.VISITOR_LOST


def test_losing_media_twice_gives_no_more_time():
    sessions = sessions_of()
    id = active(sessions)
    sessions.lose(id, now=110.0)
    assert sessions.lose(id, now=115.0) == []
    assert sessions.lost_at(sessions.get(id)) == 122.0


def test_neither_heartbeats_nor_coming_back_make_a_session_longer():
    sessions = sessions_of()
    id = active(sessions)
    for at in range(105, 160, 5):
        sessions.hear(id, now=float(at))
    sessions.lose(id, now=158.0)
    assert sessions.lost_at(sessions.get(id)) == 160.0
    sessions.hear(id, now=159.9)
    sessions.expire(now=160.0)
    assert sessions.get(id).end_reason is EndReason.TIME_LIMIT


def test_a_session_that_is_over_keeps_its_slot_until_its_provider_has_stopped_it():
    sessions = sessions_of(settings_of((1,), 1))
    id = active(sessions)
    outputs = sessions.end(id, EndReason.TERMINATED, now=110.0)
    assert outputs == [sessions.get(id), StopSession(sessions.get(id))]
    assert sessions._slots.with_room() == []
    sessions.stopped(id)
    assert status(sessions, id) is SessionState.ENDED
    assert sessions._slots.with_room() == ["a"]


def test_or_until_it_has_had_its_time_to():
    sessions = sessions_of(settings_of((1,), 1))
    id = active(sessions)
    sessions.end(id, EndReason.TERMINATED, now=110.0)
    outputs = sessions.expire(now=113.0)
    assert status(sessions, id) is SessionState.UNSTOPPED
    assert sessions._slots.with_room() == ["a"]
    assert outputs == [sessions.get(id), StopSession(sessions.get(id))], "it is told again"


def test_a_session_that_isnt_stopped_is_stopped_again_until_no_provider_can_have_it():
    sessions = sessions_of(settings_of((1,), 1))
    id = active(sessions)
    sessions.end(id, EndReason.TERMINATED, now=110.0)
    sessions.expire(now=113.0)
    assert sessions.expire(now=142.9) == []
    assert sessions.expire(now=143.0) == [StopSession(sessions.get(id))]
    assert sessions.expire(now=173.0) == [Delete(AvatarSession, id)]


def test_a_session_that_is_stopped_late_has_ended():
    sessions = sessions_of(settings_of((1,), 1))
    id = active(sessions)
    sessions.end(id, EndReason.TERMINATED, now=110.0)
    sessions.expire(now=113.0)
    sessions.stopped(id)
    assert status(sessions, id) is SessionState.ENDED
    assert sessions.stopped(id) == []


def test_one_that_never_started_frees_its_ticket_once_however_late_it_is_stopped():
    sessions = sessions_of()
    id = begun(sessions)
    sessions.end(id, EndReason.NOT_STARTED, now=101.0)
    outputs = sessions.expire(now=104.0)
    assert NotStarted(sessions.get(id)) in outputs
    assert sessions.stopped(id) == [Delete(AvatarSession, id)]


@pytest.mark.parametrize("late", ["hear", "lose"])
def test_news_of_a_visitor_that_come_late_keep_no_session_from_stopping(late):
    sessions = sessions_of()
    id = active(sessions)
    sessions.end(id, EndReason.TERMINATED, now=110.0)
    assert getattr(sessions, late)(id, now=112.0) == []
    assert sessions.heard_at(sessions.get(id)) == 110.0
    sessions.expire(now=113.0)
    assert status(sessions, id) is SessionState.UNSTOPPED


def test_the_cooldown_begins_at_the_end_and_not_when_the_visitor_was_lost():
    sessions = sessions_of()
    id = active(sessions)
    sessions.lose(id, now=105.0)
    assert sessions.cools_until(1) is None
    sessions.end(id, EndReason.VISITOR_LOST, now=117.0)
    assert sessions.cools_until(1) == 137.0


def test_nobody_cools_down_from_a_session_that_its_provider_failed():
    sessions = sessions_of()
    id = active(sessions)
    sessions.end(id, EndReason.PROVIDER_FAILED, now=110.0)
    assert sessions.cools_until(1) is None


def test_a_session_is_forgotten_when_its_cooldown_is_over():
    sessions = sessions_of()
    id = active(sessions)
    sessions.end(id, EndReason.TERMINATED, now=110.0)
    sessions.stopped(id)
    assert sessions.expire(now=129.9) == []
    assert sessions.expire(now=130.0) == [Delete(AvatarSession, id)]
    assert sessions.get(id) is None and sessions.next_deadline() is None


def test_it_can_be_asked_about_for_as_long_as_one_could_come_back_even_without_cooldown():
    sessions = sessions_of(settings_of((1,), 1, cooldown_s=0.0))
    id = active(sessions)
    sessions.end(id, EndReason.TERMINATED, now=110.0)
    sessions.stopped(id)
    sessions.expire(now=121.9)
    assert sessions.get(id) is not None
    sessions.expire(now=122.0)
    assert sessions.get(id) is None


def test_the_latest_session_is_a_users_not_one_that_is_still_being_stopped():
    sessions = sessions_of()
    first = begun(sessions, now=100.0)
    sessions.end(first, EndReason.LEFT, now=101.0)
    second = begun(sessions, now=102.0)
    assert sessions.latest_of(1).id == second
    sessions.stopped(first)
    assert sessions.latest_of(1).id == second


@pytest.mark.parametrize("call", ["start", "end"])
def test_what_cant_be_is_refused_and_changes_nothing(call):
    sessions = sessions_of()
    id = active(sessions)
    sessions.end(id, EndReason.TERMINATED, now=110.0)
    before, deadline = sessions.get(id), sessions.next_deadline()
    arguments = [EndReason.TIME_LIMIT] if call == "end" else []
    with pytest.raises(IllegalTransition):
        getattr(sessions, call)(id, *arguments, now=112.0)
    assert sessions.get(id) == before and sessions.next_deadline() == deadline
    assert sessions.heard_at(before) == 110.0


# After a restart


def found(**changed):
    given = {
        "id": "s",
        "user": 1,
        "agent_type": "a",
        "lead_id": "lead",
        "begun_at": 100.0,
        "ticket_id": "t",
        "joined_at": 90.0,
        "status": SessionState.ACTIVE,
        "provider_session_id": "vendor-1",
        "provider": "vendor",
        "started_at": 102.0,
    }
    return AvatarSession(**{**given, **changed})


def test_a_session_that_outlives_the_server_goes_on_and_its_visitor_was_just_heard():
    sessions = sessions_of()
    outputs, lost = sessions.recover([found()], provider="vendor", outlives=True, now=130.0)
    assert lost == [] and records(outputs) == [found()]
    assert sessions.expire(now=138.9) == []
    assert sessions.get("vendor-1") == found()


def test_one_that_doesnt_is_lost():
    sessions = sessions_of()
    outputs, lost = sessions.recover([found()], provider="vendor", outlives=False, now=130.0)
    assert lost == [found()] and outputs == [Delete(AvatarSession, "s")]
    assert sessions.latest_of(1) is None


def test_one_whose_time_ran_out_meanwhile_is_over_at_once():
    sessions = sessions_of()
    sessions.recover([found()], provider="vendor", outlives=True, now=1000.0)
    sessions.expire(now=1000.0)
    assert sessions.get("s").end_reason is EndReason.TIME_LIMIT


def test_who_couldnt_come_back_because_the_server_was_away_has_the_whole_time_to():
    sessions = sessions_of()
    lost = found(status=SessionState.DISCONNECTED, disconnected_at=110.0)
    sessions.recover([lost], provider="vendor", outlives=True, now=130.0)
    assert sessions.expire(now=130.0) == []
    assert sessions.lost_at(sessions.get("s")) == 142.0


@pytest.mark.parametrize("outlive", [True, False])
def test_what_was_being_stopped_is_stopped_again(outlive):
    sessions = sessions_of()
    ending = found(status=SessionState.STOPPING, ended_at=129.0, end_reason=EndReason.TIME_LIMIT)
    outputs, lost = sessions.recover([ending], provider="vendor", outlives=outlive, now=130.0)
    assert lost == [] and outputs == [ending, StopSession(ending)]
    assert sessions.next_deadline() == 133.0


def test_a_start_that_outlives_the_server_is_stopped_for_nobody_knows_how_it_went():
    sessions = sessions_of()
    outputs, lost = sessions.recover(
        [found(status=SessionState.STARTING, started_at=None)],
        provider="vendor",
        outlives=True,
        now=130.0,
    )
    assert lost == [] and outputs[-1] == StopSession(sessions.get("s"))
    assert not is_live(sessions.get("s"))


def test_a_session_of_an_agent_type_that_is_gone_is_stopped_and_has_its_slot_until_then():
    sessions = sessions_of(settings_of((1,), 1))
    outputs, _ = sessions.recover(
        [found(agent_type="gone")], provider="vendor", outlives=True, now=130.0
    )
    assert isinstance(outputs[-1], StopSession)
    assert sessions._slots.with_room() == []
    sessions.stopped("s")
    assert sessions._slots.with_room() == ["a"]


def test_the_cooldown_outlives_the_server():
    sessions = sessions_of()
    sessions.recover(
        [found(status=SessionState.ENDED, ended_at=125.0)],
        provider="vendor",
        outlives=False,
        now=130.0,
    )
    assert sessions.cools_until(1) == 145.0
    sessions.expire(now=145.0)
    assert sessions.get("s") is None


def test_a_clock_that_was_set_back_makes_nobody_wait_longer_than_a_whole_cooldown():
    sessions = sessions_of()
    ended = found(status=SessionState.ENDED, ended_at=125.0)
    outputs, _ = sessions.recover([ended], provider="vendor", outlives=False, now=50.0)
    assert sessions.cools_until(1) == 70.0
    assert records(outputs) == [sessions.get("s")], "the next start must not begin it anew"


def test_nor_makes_it_a_session_longer():
    sessions = sessions_of()
    sessions.recover([found()], provider="vendor", outlives=True, now=50.0)
    assert sessions.ends_at(sessions.get("s")) == 110.0


@pytest.mark.parametrize("outlives", [True, False])
@pytest.mark.parametrize("status", ["STARTING", "ACTIVE", "STOPPING", "UNSTOPPED"])
def test_what_is_left_at_another_provider_stays_on_record_and_is_told_nobody_else(status, outlives):
    sessions = sessions_of()
    ended_at = None if status in ("STARTING", "ACTIVE") else 125.0
    left = found(status=SessionState[status], provider="another", ended_at=ended_at)
    outputs, lost = sessions.recover([left], provider="vendor", outlives=outlives, now=130.0)
    assert bool(lost) is (ended_at is None)
    assert [each.status for each in records(outputs)] == [SessionState.UNSTOPPED]
    assert not any(isinstance(each, StopSession) for each in outputs)
