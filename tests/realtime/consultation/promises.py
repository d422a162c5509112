"""What must always be true of the consultations' desk, seen from the records in a town's store."""

from realtime.consultation.records import AvatarSession, Ticket
from realtime.consultation.states import LIVE, EndReason, SessionState, TicketState

#: What is later by less is as good as at once: sums of floats.
HAIR = 1e-6


def check_calls(town, queued):
    """Whoever was called had nobody callable before in line for the same, or who had room."""
    waiting = town.callable()
    for called in town.tickets():
        if called.id in queued and called.status is TicketState.RESERVED:
            for other in waiting:
                if other.seq < called.seq:
                    assert other.agent_type != called.agent_type, "was passed over"
                    assert town.is_full(other.agent_type), "was passed over for another type"


def check(town):
    """All that is true at any moment."""
    check_users(town)
    check_capacity(town)
    check_records(town)
    check_places(town)
    check_times(town)


def check_users(town):
    tickets = {each.user: each for each in town.tickets()}
    assert len(tickets) == len(town.store[Ticket]), "two tickets of a user"
    live = [each for each in town.sessions() if each.status in LIVE]
    assert len({each.user for each in live}) == len(live), "two sessions of a user"
    for session in live:
        ticket = tickets.get(session.user)
        starts = session.status is SessionState.STARTING
        assert (ticket is not None) == starts, "a ticket beside a session"
        assert ticket is None or (ticket.id, ticket.status) == (
            session.ticket_id,
            TicketState.STARTING,
        )


def check_capacity(town):
    assert len(town.holders()) <= town.settings.provider_capacity, "too many at the provider"
    for kind in town.settings.agent_types:
        assert len(town.holders(kind.slug)) <= kind.capacity, "too many of a type"
    if not is_late(town) and town.desk.is_calling:
        for ticket in town.callable():
            assert not town.has_room(ticket.agent_type), "waits for a slot that is free"


def is_late(town):
    """Whether something is due and wasn't done yet, as after a restart, or one of many."""
    deadline = town.desk.next_deadline()
    return deadline is not None and deadline <= town.now


def check_records(town):
    """The store holds what the core says."""
    for user in town.plans:
        place = town.desk.place_of(user, now=town.now)
        assert (None if place is None else place.ticket) == town.ticket_of(user)
        latest = town.desk.latest_session_of(user)
        assert latest is None or latest == town.store[AvatarSession][latest.id]
    for session in town.sessions():
        assert town.desk.sessions.get(session.id) == session
        if session.status in LIVE:
            assert town.desk.session_of(session.user) == session


def check_places(town):
    waiting = sorted(
        (each for each in town.tickets() if each.status is TicketState.QUEUED),
        key=lambda each: each.seq,
    )
    may_come = {each.id for each in town.callable()}
    town.promises = {id: at for id, at in town.promises.items() if id in may_come}
    behind: dict[str, int] = {}
    for ticket in waiting:
        place = town.place_of(ticket.user)
        behind[ticket.agent_type] = behind.get(ticket.agent_type, 0) + 1
        assert place.position == behind[ticket.agent_type], "positions have no gaps"
        silent_since = town.heard[ticket.id] + town.settings.silent_s
        if abs(silent_since - town.now) > HAIR:
            assert place.is_present == (ticket.id in may_come)
        assert 0 <= place.likely_wait_s <= place.longest_wait_s + HAIR
        if ticket.id in may_come:
            known = town.promises.get(ticket.id, float("inf"))
            assert town.now <= known + HAIR, "waits longer than was promised"
            if not is_late(town):  # what is due isn't in what is said
                town.promises[ticket.id] = min(known, town.now + place.longest_wait_s)
    for kind in town.settings.agent_types:
        ahead, likely = town.desk.outlook(kind.slug, now=town.now)
        assert ahead == behind.get(kind.slug, 0) and likely >= 0


def check_times(town):
    """Nothing goes on for longer than it may, and everything has somebody to go on."""
    limits, deadline = town.settings, town.desk.next_deadline()
    if deadline is None:
        assert not town.tickets() and not town.sessions(), "nothing would ever happen"
    elif deadline > town.now:
        for session in town.sessions():
            if session.status in (SessionState.ACTIVE, SessionState.DISCONNECTED):
                assert town.now <= session.started_at + limits.session_s + HAIR
            if session.status is SessionState.DISCONNECTED:
                assert town.now <= session.disconnected_at + limits.reconnect_s + HAIR


def check_recovered(town, was, was_callable, outlive):
    for ticket in was[Ticket].values():
        now = town.store[Ticket][ticket.id]
        assert (now.user, now.agent_type, now.seq) == (
            ticket.user,
            ticket.agent_type,
            ticket.seq,
        )
        if ticket.status is not TicketState.STARTING and now.status is not ticket.status:
            assert now.status is TicketState.RESERVED and ticket.id not in was_callable
    for session in was[AvatarSession].values():
        now = town.store[AvatarSession].get(session.id)
        if session.end_reason is EndReason.SERVER_STOPPED and session.status is SessionState.ENDED:
            assert now is None and town.ticket_of(session.user).status is TicketState.RESERVED
        elif session.ended_at is not None:
            assert now.status is session.status
            assert now.ended_at == min(session.ended_at, town.now)
        elif session.status is SessionState.STARTING or not outlive:
            assert now is None or now.status is SessionState.STOPPING
            assert town.ticket_of(session.user) is not None, "lost the turn by the restart"
        else:
            assert now.status is session.status
