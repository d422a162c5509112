"""What outlives the process of consultations: who waits, who talks, who talked just now.

Written by driver.py before anybody is told of it; the core is rebuilt from them at start. Times are
wall time in seconds as it was when the process started, and steady from then on (driver.py).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from realtime.avatars.base import User
from realtime.consultation.states import EndReason, SessionState, TicketState
from state.records import Record

NOTHING_KEPT: Mapping[str, str] = MappingProxyType({})


class Ticket(Record, frozen=True):
    """Somebody's place in the queue, until it is served, cancelled or expired."""

    table: ClassVar[str] = "consultation_tickets"

    id: str
    user: User
    #: The agent type's slug.
    agent_type: str
    #: The order in which tickets are called, over all agent types.
    seq: int
    joined_at: float
    status: TicketState = TicketState.QUEUED
    #: When its turn came, and when it passes to the next one; None while it only waits.
    called_at: float | None = None
    reserved_until: float | None = None
    #: How often a reservation ran out.
    lapses: int = 0

    @property
    def key(self) -> str:
        return self.id


class AvatarSession(Record, frozen=True):
    """A consultation; once it has ended, as long as its visitor may not join again."""

    table: ClassVar[str] = "consultation_sessions"

    id: str
    user: User
    agent_type: str
    #: Whose conversation what is said is part of.
    lead_id: str
    begun_at: float
    #: The ticket that it was begun with, and when that was drawn.
    ticket_id: str
    joined_at: float
    status: SessionState = SessionState.STARTING
    #: The provider's name of it; empty until it was created there.
    provider_session_id: str = ""
    #: Which provider that is.
    provider: str = ""
    started_at: float | None = None
    disconnected_at: float | None = None
    ended_at: float | None = None
    end_reason: EndReason | None = None
    #: Whether its visitor's page has ever been connected.
    is_connected: bool = False
    #: What its provider needs to go on with it after a restart; secrets. Empty once it is over.
    kept: dict[str, str] = {}

    @property
    def key(self) -> str:
        return self.id

    def __repr__(self) -> str:  # without secrets, wherever it is shown
        return f"AvatarSession({self.id!r}, {self.status!r}, {self.provider_session_id!r})"


class Pace(Record, frozen=True):
    """How long an agent type's sessions last; what waits are estimated from."""

    table: ClassVar[str] = "consultation_paces"

    agent_type: str
    mean_s: float
    #: How many sessions that is the mean of; the latest weigh most.
    count: int

    @property
    def key(self) -> str:
        return self.agent_type
