"""Every way from one state to another, and no other."""

import pytest

from realtime.consultation.states import (
    LIVE,
    IllegalTransition,
    SessionEvent,
    SessionState,
    TicketEvent,
    TicketState,
    session_after,
    ticket_after,
)

TICKETS = [
    ("QUEUED", "CALLED", "RESERVED"),
    ("QUEUED", "LEFT", "CANCELLED"),
    ("QUEUED", "FORGOTTEN", "EXPIRED"),
    ("RESERVED", "BEGUN", "STARTING"),
    ("RESERVED", "LAPSED", "QUEUED"),
    ("RESERVED", "LAPSED_AGAIN", "EXPIRED"),
    ("RESERVED", "LEFT", "CANCELLED"),
    ("STARTING", "STARTED", "SERVED"),
    ("STARTING", "FAILED", "RESERVED"),
    ("STARTING", "LEFT", "CANCELLED"),
]
SESSIONS = [
    ("STARTING", "STARTED", "ACTIVE"),
    ("STARTING", "OVER", "STOPPING"),
    ("ACTIVE", "LOST", "DISCONNECTED"),
    ("ACTIVE", "OVER", "STOPPING"),
    ("DISCONNECTED", "HEARD", "ACTIVE"),
    ("DISCONNECTED", "OVER", "STOPPING"),
    ("STOPPING", "STOPPED", "ENDED"),
    ("STOPPING", "NOT_STOPPED", "UNSTOPPED"),
    ("UNSTOPPED", "STOPPED", "ENDED"),
]


@pytest.mark.parametrize(("state", "event", "after"), TICKETS)
def test_a_ticket_becomes(state, event, after):
    assert ticket_after(TicketState[state], TicketEvent[event]) is TicketState[after]


@pytest.mark.parametrize(("state", "event", "after"), SESSIONS)
def test_a_session_becomes(state, event, after):
    assert session_after(SessionState[state], SessionEvent[event]) is SessionState[after]


@pytest.mark.parametrize("event", TicketEvent, ids=lambda event: event.name)
@pytest.mark.parametrize("state", TicketState, ids=lambda state: state.name)
def test_nothing_else_becomes_of_a_ticket(state, event):
    if (state.name, event.name) not in {row[:2] for row in TICKETS}:
        with pytest.raises(IllegalTransition):
            ticket_after(state, event)


@pytest.mark.parametrize("event", SessionEvent, ids=lambda event: event.name)
@pytest.mark.parametrize("state", SessionState, ids=lambda state: state.name)
def test_nothing_else_becomes_of_a_session(state, event):
    if (state.name, event.name) not in {row[:2] for row in SESSIONS}:
        with pytest.raises(IllegalTransition):
            session_after(state, event)


def test_a_session_is_its_visitors_until_it_is_over():
    assert LIVE == {SessionState.STARTING, SessionState.ACTIVE, SessionState.DISCONNECTED}
