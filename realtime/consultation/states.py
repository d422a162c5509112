"""The states of tickets and of sessions, and every way from one to another."""

from collections.abc import Mapping
from enum import Enum, StrEnum, auto
from typing import TypeVar


class TicketState(StrEnum):
    #: Waits for its turn.
    QUEUED = "queued"
    #: Is being called: a slot is held for it.
    RESERVED = "reserved"
    #: Its session is being started; if that fails it is reserved again.
    STARTING = "starting"
    SERVED = "served"
    #: Its user left.
    CANCELLED = "cancelled"
    #: Its user was called twice for nothing, or silent for too long.
    EXPIRED = "expired"


class TicketEvent(Enum):
    CALLED = auto()
    LAPSED = auto()
    LAPSED_AGAIN = auto()
    BEGUN = auto()
    FAILED = auto()
    STARTED = auto()
    LEFT = auto()
    FORGOTTEN = auto()


class SessionState(StrEnum):
    #: Its provider is at work on it.
    STARTING = "starting"
    ACTIVE = "active"
    #: Its visitor was lost, and may come back.
    DISCONNECTED = "disconnected"
    #: Over for its visitor, or given up; its provider is being told. Its slot isn't free yet.
    STOPPING = "stopping"
    #: Its provider had its time, and may still have it: it is told again. Its slot is free.
    UNSTOPPED = "unstopped"
    ENDED = "ended"


class SessionEvent(Enum):
    STARTED = auto()
    #: Its visitor isn't there.
    LOST = auto()
    #: Its visitor is there.
    HEARD = auto()
    OVER = auto()
    STOPPED = auto()
    #: It can't be waited for any longer.
    NOT_STOPPED = auto()


class EndReason(StrEnum):
    #: Its visitor ended it.
    TERMINATED = "terminated"
    TIME_LIMIT = "time_limit"
    ENDED_BY_AGENT = "ended_by_agent"
    #: Its visitor didn't come back.
    VISITOR_LOST = "visitor_lost"
    #: The server stopped.
    SERVER_STOPPED = "server_stopped"
    #: Its provider failed it.
    PROVIDER_FAILED = "provider_failed"
    # Given up before it had begun: its visitor left the queue, or it couldn't be started.
    LEFT = "left"
    NOT_STARTED = "not_started"


#: It was nobody's wish: who had it may join the queue again at once.
WITHOUT_COOLDOWN = frozenset({EndReason.SERVER_STOPPED, EndReason.PROVIDER_FAILED})

_TICKETS = {
    (TicketState.QUEUED, TicketEvent.CALLED): TicketState.RESERVED,
    (TicketState.QUEUED, TicketEvent.LEFT): TicketState.CANCELLED,
    (TicketState.QUEUED, TicketEvent.FORGOTTEN): TicketState.EXPIRED,
    (TicketState.RESERVED, TicketEvent.BEGUN): TicketState.STARTING,
    (TicketState.RESERVED, TicketEvent.LAPSED): TicketState.QUEUED,
    (TicketState.RESERVED, TicketEvent.LAPSED_AGAIN): TicketState.EXPIRED,
    (TicketState.RESERVED, TicketEvent.LEFT): TicketState.CANCELLED,
    (TicketState.STARTING, TicketEvent.STARTED): TicketState.SERVED,
    (TicketState.STARTING, TicketEvent.FAILED): TicketState.RESERVED,
    (TicketState.STARTING, TicketEvent.LEFT): TicketState.CANCELLED,
}

_SESSIONS = {
    (SessionState.STARTING, SessionEvent.STARTED): SessionState.ACTIVE,
    (SessionState.STARTING, SessionEvent.OVER): SessionState.STOPPING,
    (SessionState.ACTIVE, SessionEvent.LOST): SessionState.DISCONNECTED,
    (SessionState.ACTIVE, SessionEvent.OVER): SessionState.STOPPING,
    (SessionState.DISCONNECTED, SessionEvent.HEARD): SessionState.ACTIVE,
    (SessionState.DISCONNECTED, SessionEvent.OVER): SessionState.STOPPING,
    (SessionState.STOPPING, SessionEvent.STOPPED): SessionState.ENDED,
    (SessionState.STOPPING, SessionEvent.NOT_STOPPED): SessionState.UNSTOPPED,
    (SessionState.UNSTOPPED, SessionEvent.STOPPED): SessionState.ENDED,
}

#: The states of a session that is its visitor's.
LIVE = frozenset({SessionState.STARTING, SessionState.ACTIVE, SessionState.DISCONNECTED})


class IllegalTransition(Exception):
    """Raised when something happens that can't in this state: a bug. Nothing has changed."""


S = TypeVar("S")
E = TypeVar("E")


def ticket_after(state: TicketState, event: TicketEvent) -> TicketState:
    """Raises IllegalTransition."""
    return _after(_TICKETS, state, event)


def session_after(state: SessionState, event: SessionEvent) -> SessionState:
    """Raises IllegalTransition."""
    return _after(_SESSIONS, state, event)


def _after(table: Mapping[tuple[S, E], S], state: S, event: E) -> S:
    try:
        return table[state, event]
    except KeyError:
        raise IllegalTransition(f"{event} in {state}") from None
