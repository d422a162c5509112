"""The consultations' rules: who waits, who is called, who talks, and for how long.

Joins the queue and the sessions over the slots they share. A core: after each call commit the
records in what it returned, as one, then do the rest of it, then ask next_deadline(). Whatever
frees a slot, or makes somebody callable, ends with calling whoever is next.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from realtime.avatars.base import User
from realtime.consultation.forecast import Forecast
from realtime.consultation.outputs import NotStarted, Output, StopSession
from realtime.consultation.queue import Queue
from realtime.consultation.records import NOTHING_KEPT, AvatarSession, Pace, Ticket
from realtime.consultation.sessions import Sessions, is_live
from realtime.consultation.settings import AgentType, ConsultationSettings
from realtime.consultation.slots import Slots
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


@dataclass(frozen=True)
class Place:
    """A ticket, and how it stands; times are seconds from now."""

    ticket: Ticket
    #: From 1; 0: it is being called.
    position: int
    #: None: it isn't waiting.
    likely_wait_s: float | None
    longest_wait_s: float | None
    is_present: bool


class Desk:
    def __init__(self, settings: ConsultationSettings, *, paces: Iterable[Pace] = ()) -> None:
        self._settings = settings
        types = settings.agent_types
        self._types = {kind.slug: kind for kind in types} | {kind.id: kind for kind in types}
        self._slots = Slots(
            {kind.slug: kind.capacity for kind in types}, settings.provider_capacity
        )
        self._queue = Queue(settings, self._slots)
        self.sessions = Sessions(settings, self._slots)
        self._forecast = Forecast(settings, self._slots, paces)

    def recover(
        self,
        tickets: Iterable[Ticket],
        sessions: Iterable[AvatarSession],
        *,
        provider: str,
        outlives: bool,
        now: float,
    ) -> list[Output]:
        """What the last run left, before anything else. `provider`, `outlives`: as
        Sessions.recover() has them.

        Who lost a session to the stop or the restart is called again, at once and before all
        others.
        """
        outputs, lost = self.sessions.recover(
            sessions, provider=provider, outlives=outlives, now=now
        )
        giving_up = {
            each.ticket_id
            for each in outputs
            if isinstance(each, AvatarSession) and each.status is SessionState.STOPPING
        }
        outputs += self._queue.recover(tickets, giving_up=giving_up, now=now)
        for session in lost:
            outputs += self._queue.give_back(
                session.user, session.agent_type, joined_at=session.joined_at, now=now
            )
        return outputs + self._queue.call_next(now=now)

    def agent_type(self, name: str) -> AgentType:
        """By slug or id. Raises AgentTypeNotFound."""
        kind = self.find_type(name)
        if kind is None:
            raise AgentTypeNotFound("there is no consultant of this agent_type")
        return kind

    def find_type(self, name: str) -> AgentType | None:
        """As agent_type(); one that had sessions may be gone."""
        return self._types.get(name)

    # The queue

    def join(self, user: User, name: str, *, now: float) -> list[Output]:
        """Raises AgentTypeNotFound, AlreadyQueued, InSession, InCooldown, QueueFull."""
        slug = self.agent_type(name).slug
        if self._queue.ticket_of(user) is not None:
            raise AlreadyQueued("you are in the queue already: see queue/status/")
        if self.session_of(user) is not None:
            raise InSession("you are in a consultation: end it first")
        cools_until = self.sessions.cools_until(user)
        if cools_until is not None and now < cools_until:
            raise InCooldown(
                "you just had a consultation; wait a little before the next one",
                retry_after_s=cools_until - now,
            )
        return self._then(self._queue.join(user, slug, now=now), now)

    def hear(self, user: User, *, now: float) -> list[Output]:
        """This user asks about the ticket, or follows it."""
        self._queue.hear(user, now=now)
        return self._queue.call_next(now=now)

    def leave(self, user: User, *, now: float) -> list[Output]:
        """Idempotent. A session that is being started for the ticket is given up."""
        outputs = self._queue.leave(user)
        session = self.session_of(user)
        if session is not None and session.status is SessionState.STARTING:
            outputs += self.sessions.end(session.id, EndReason.LEFT, now=now)
        return self._then(outputs, now)

    def place_of(self, user: User, *, now: float) -> Place | None:
        """None: no ticket."""
        ticket = self._queue.ticket_of(user)
        if ticket is None:
            return None
        if ticket.status is not TicketState.QUEUED:
            return Place(ticket, 0, None, None, is_present=True)
        slug, line = ticket.agent_type, self._queue.line
        ahead = line.ahead(ticket.seq, slug)
        ahead_of_all = line.ahead_of_all(ticket.seq)
        return Place(
            ticket,
            ahead + 1,
            self._forecast.likely(slug, ahead=ahead, ahead_of_all=ahead_of_all, now=now),
            self._forecast.longest(slug, ahead=ahead, ahead_of_all=ahead_of_all, now=now),
            self._queue.is_present(ticket),
        )

    def outlook(self, slug: str, *, now: float) -> tuple[int, float]:
        """How many wait for an agent type, and the likely seconds for who joins them now."""
        line = self._queue.line
        ahead = line.waiting(slug)
        return ahead, self._forecast.likely(slug, ahead=ahead, ahead_of_all=len(line), now=now)

    @property
    def waiting_for_any(self) -> int:
        return len(self._queue.line)

    def waiting(self, slug: str) -> int:
        """How many wait for an agent type."""
        return self._queue.line.waiting(slug)

    # Beginning

    def begin(self, user: User, name: str, *, now: float) -> tuple[AvatarSession, list[Output]]:
        """A session, to be started at its provider's. Raises AgentTypeNotFound, NoReservation."""
        slug = self.agent_type(name).slug
        ticket = self._queue.ticket_of(user)
        is_reserved = ticket is not None and ticket.status is TicketState.RESERVED
        if ticket is None or not is_reserved or ticket.agent_type != slug:
            raise NoReservation("it isn't your turn: join the queue and wait to be called")
        outputs = self._queue.begin(ticket)
        session, begun = self.sessions.begin(ticket, now=now)
        return session, outputs + begun

    def created(self, id: str, provider: str, provider_session_id: str) -> list[Output]:
        """The provider knows it by that name; also of one that was given up meanwhile, for it is
        stopped by that. Nothing if it is over."""
        session = self.sessions.get(id)
        if session is None or session.status is SessionState.ENDED:
            return []
        return self.sessions.created(session.id, provider, provider_session_id)

    def started(
        self, id: str, kept: Mapping[str, str] = NOTHING_KEPT, *, now: float
    ) -> list[Output]:
        """`kept`: what its provider needs after a restart. Nothing if it was given up meanwhile."""
        if not self.is_starting(id):
            return []
        ticket_id = self._session(id).ticket_id
        return self.sessions.start(id, kept, now=now) + self._queue.serve(ticket_id)

    def failed(self, id: str, *, now: float) -> list[Output]:
        """Its provider can't go on with it. If it hasn't begun its user is called again, once it
        is stopped. Nothing if it is over."""
        reason = EndReason.NOT_STARTED if self.is_starting(id) else EndReason.PROVIDER_FAILED
        session = self.sessions.get(id)
        return [] if session is None else self.end(session.id, reason, now=now)

    def is_starting(self, id: str) -> bool:
        """Whether it is still wanted, and hasn't started."""
        session = self.sessions.get(id)
        return session is not None and session.status is SessionState.STARTING

    # Under way

    def session_of(self, user: User) -> AvatarSession | None:
        """The one this user has."""
        session = self.sessions.latest_of(user)
        return session if session is not None and is_live(session) else None

    def failing_session_of(self, user: User) -> AvatarSession | None:
        """One that couldn't be started, as long as it is being stopped and nobody was told."""
        session = self.sessions.latest_of(user)
        if session is None or session.end_reason is not EndReason.NOT_STARTED:
            return None
        return session if session.status is SessionState.STOPPING else None

    def latest_session_of(self, user: User) -> AvatarSession | None:
        """That one, or the one before, as long as there is a record of it."""
        return self.sessions.latest_of(user)

    def session(self, user: User, id: str) -> AvatarSession:
        """By our id or the provider's; it may be over. Raises SessionNotFound."""
        session = self._session(id)
        if session.user != user:
            raise SessionNotFound("there is no such consultation")
        return session

    def live_session(self, user: User, id: str) -> AvatarSession:
        """As session(), and SessionNotFound for one that is over, too."""
        session = self.session(user, id)
        if session.status not in (SessionState.ACTIVE, SessionState.DISCONNECTED):
            raise SessionNotFound("this consultation is over")
        return session

    def check_owner(self, user: User, id: str) -> None:
        """Raises SessionNotFound; NotPermitted for somebody else's."""
        if self._session(id).user != user:
            raise NotPermitted("this consultation is somebody else's")

    def attend(self, id: str, *, connects: bool = False, now: float) -> list[Output]:
        """The visitor of a live session is there; its page was connected just now."""
        return self.sessions.hear(self._session(id).id, connects=connects, now=now)

    def lose(self, id: str, *, now: float) -> list[Output]:
        """The visitor's media is gone."""
        return self.sessions.lose(self._session(id).id, now=now)

    def end(self, id: str, reason: EndReason, *, now: float) -> list[Output]:
        """Idempotent."""
        session = self._session(id)
        if not is_live(session):
            return []
        return self._then(self.sessions.end(session.id, reason, now=now), now)

    def stop_calling(self) -> None:
        """The server is about to stop: whoever was called now would be called for nothing."""
        self._queue.calls = False

    @property
    def is_calling(self) -> bool:
        return self._queue.calls

    def cut_off(self, *, now: float) -> list[Output]:
        """The server stops: all that talk are over, to be called first when it is back.

        What is being started isn't among them.
        """
        outputs: list[Output] = []
        for session in self.sessions.live():
            if session.status is not SessionState.STARTING:
                outputs += self.sessions.end(session.id, EndReason.SERVER_STOPPED, now=now)
        return outputs

    def stopped(self, id: str, *, now: float) -> list[Output]:
        """Its provider has stopped it."""
        return self._then(self.sessions.stopped(id), now)

    def _then(self, outputs: list[Output], now: float) -> list[Output]:
        """What follows of these: at last, that the next ones are called."""
        return self._followed(outputs, now) + self._queue.call_next(now=now)

    def _followed(self, outputs: list[Output], now: float) -> list[Output]:
        for output in tuple(outputs):
            match output:
                case StopSession(session) if session.status is SessionState.STOPPING:
                    if session.started_at is not None:
                        lasted_s = now - session.started_at
                        outputs.append(self._forecast.learn(session.agent_type, lasted_s))
                case NotStarted(session):
                    outputs += self._queue.restore(
                        session.ticket_id, begun_at=session.begun_at, now=now
                    )
        return outputs

    def _session(self, id: str) -> AvatarSession:
        session = self.sessions.get(id)
        if session is None:
            raise SessionNotFound("there is no such consultation")
        return session

    # Time

    def next_deadline(self) -> float | None:
        """Not after anything is due; it may be that nothing is, then."""
        deadlines = (self._queue.next_deadline(), self.sessions.next_deadline())
        return min((each for each in deadlines if each is not None), default=None)

    def expire(self, *, now: float) -> list[Output]:
        """Not all that is due if that is much: then next_deadline() is still in the past."""
        outputs = self.sessions.expire(now=now)
        outputs = self._followed(outputs + self._queue.expire(now=now), now)
        next_deadline = self.next_deadline()
        if next_deadline is not None and next_deadline <= now:
            return outputs  # while something is still due it isn't known who may be called
        return outputs + self._queue.call_next(now=now)
