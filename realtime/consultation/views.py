"""Tickets and sessions as clients see them.

Times in records are steady (driver.py); `wall` of each call makes them wall time. What is an
estimate in seconds is rounded up, so that nobody waits longer than told for a fraction.
"""

import math
from collections.abc import Callable
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from realtime.agents.base import AgentCard
from realtime.avatars.base import User
from realtime.consultation.desk import Place
from realtime.consultation.records import AvatarSession
from realtime.consultation.settings import AgentType
from realtime.consultation.states import EndReason, SessionState
from realtime.conversations.views import timestamp_of
from state.contract import HEARTBEAT_AFTER_MS, POLL_AFTER_MS, POLL_AFTER_MS_AT_MOST

Wall = Callable[[float], float]
"""Wall time in seconds, of a time in a record."""


Phase = Literal["active", "disconnected", "ended"]


class TicketView(msgspec.Struct, frozen=True):
    id: str
    status: Literal["queued", "reserved"]
    #: From 1; 0: reserved.
    position: int
    #: Its slug; where somebody joins, its id.
    agent_type: str
    #: UTC, to the second: 2026-02-11T19:00:00Z.
    joined_at: str
    poll_after_ms: int
    #: Of a queued one.
    estimated_wait_time: int | UnsetType = UNSET
    max_wait_time: int | UnsetType = UNSET
    is_present: bool | UnsetType = UNSET
    #: Of a reserved one.
    expires_at: str | UnsetType = UNSET
    expires_in: float | UnsetType = UNSET
    user: User | UnsetType = UNSET


class SessionView(msgspec.Struct, frozen=True):
    id: str
    user: User
    #: Its id.
    agent_type: str
    status: Phase
    heygen_session_id: str
    started_at: str
    last_heartbeat: str
    lead_id: str
    expires_at: str
    expires_in: float
    heartbeat_after_ms: int = HEARTBEAT_AFTER_MS


class CurrentView(msgspec.Struct, frozen=True):
    """What GET session/ answers."""

    status: Literal["active", "disconnected", "cooldown", "none"]
    session: SessionView | UnsetType = UNSET
    #: Its slug.
    agent_type: str | UnsetType = UNSET
    reconnect_in: float | UnsetType = UNSET
    ended_because: EndReason | None | UnsetType = UNSET
    cooldown_until: str | UnsetType = UNSET
    cooldown_in: float | UnsetType = UNSET


class AgentTypeView(msgspec.Struct, frozen=True):
    id: str
    slug: str
    titles: dict[str, str]
    language: str
    hears: bool
    samples: tuple[str, ...]
    is_available: bool
    unavailable_because: str | None
    waiting: int
    #: For who joins now.
    estimated_wait_time: int


def ticket_view(place: Place, *, now: float, wall: Wall) -> TicketView:
    ticket = place.ticket
    view = TicketView(
        id=ticket.id,
        status="queued" if place.position else "reserved",
        position=place.position,
        agent_type=ticket.agent_type,
        joined_at=timestamp_of(wall(ticket.joined_at)),
        poll_after_ms=poll_after_ms(place.position),
    )
    if place.position:
        assert place.likely_wait_s is not None and place.longest_wait_s is not None
        return msgspec.structs.replace(
            view,
            estimated_wait_time=math.ceil(place.likely_wait_s),
            max_wait_time=math.ceil(place.longest_wait_s),
            is_present=place.is_present,
        )
    assert ticket.reserved_until is not None, "it is being called"
    return msgspec.structs.replace(
        view,
        expires_at=timestamp_of(wall(ticket.reserved_until)),
        expires_in=_left(ticket.reserved_until, now),
    )


def joined_view(place: Place, kind: AgentType, *, now: float, wall: Wall) -> TicketView:
    """As the answer to who joins has it."""
    view = ticket_view(place, now=now, wall=wall)
    estimate = 0 if view.estimated_wait_time is UNSET else view.estimated_wait_time
    return msgspec.structs.replace(
        view, agent_type=kind.id, user=place.ticket.user, estimated_wait_time=estimate
    )


def session_view(
    session: AvatarSession,
    kind: AgentType | None,
    *,
    heard_at: float,
    ends_at: float,
    now: float,
    wall: Wall,
) -> SessionView:
    """`kind`: None if there is no such agent type any more."""
    started_at = session.begun_at if session.started_at is None else session.started_at
    return SessionView(
        id=session.id,
        user=session.user,
        agent_type=session.agent_type if kind is None else kind.id,
        status=_STATUSES[session.status],
        heygen_session_id=session.provider_session_id,
        started_at=timestamp_of(wall(started_at)),
        last_heartbeat=timestamp_of(wall(heard_at)),
        lead_id=session.lead_id,
        expires_at=timestamp_of(wall(ends_at)),
        expires_in=_left(ends_at, now),
    )


def agent_type_view(
    kind: AgentType, card: AgentCard, *, unavailable: str | None, waiting: int, likely_s: float
) -> AgentTypeView:
    return AgentTypeView(
        id=kind.id,
        slug=kind.slug,
        titles=kind.titles,
        language=card.language,
        hears=card.hears,
        samples=card.samples,
        is_available=unavailable is None,
        unavailable_because=unavailable,
        waiting=waiting,
        estimated_wait_time=math.ceil(likely_s),
    )


def poll_after_ms(position: int) -> int:
    """How long somebody at that place may wait before asking again: who is far back asks less."""
    for farthest, after_ms in POLL_AFTER_MS:
        if position <= farthest:
            return after_ms
    return POLL_AFTER_MS_AT_MOST


#: A client knows of no session that is starting, nor of one that is being stopped.
_STATUSES: dict[SessionState, Phase] = {
    SessionState.STARTING: "active",
    SessionState.ACTIVE: "active",
    SessionState.DISCONNECTED: "disconnected",
    SessionState.STOPPING: "ended",
    SessionState.UNSTOPPED: "ended",
    SessionState.ENDED: "ended",
}


def _left(until: float, now: float) -> float:
    return round(max(until - now, 0.0), 1)
