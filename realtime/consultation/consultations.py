"""All consultations of the process: the queue, the sessions, and the faces behind them.

Joins the rules (desk.py, run by driver.py) to the faces at the avatar provider's (faces.py), and
answers whoever asks in the words of views.py. What is answered is safe on disk; of somebody's place
in the queue that is what is theirs, not who else came and went (DeskDriver.settled_for).
"""

import logging
from collections.abc import Callable, Container
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Protocol

from realtime.agents.base import AgentCard, Directory, Json
from realtime.avatars.base import AvatarProvider, Candidate, Description, User, Wanted
from realtime.avatars.metrics import AVAILABLE
from realtime.consultation import metrics, views
from realtime.consultation.desk import Desk
from realtime.consultation.driver import DeskDriver, steady
from realtime.consultation.faces import FAILED, Faces
from realtime.consultation.outputs import Output
from realtime.consultation.records import AvatarSession, Pace, Ticket
from realtime.consultation.sessions import is_live
from realtime.consultation.settings import AgentType, ConsultationSettings
from realtime.consultation.states import EndReason, SessionState
from realtime.consultation.views import AgentTypeView, CurrentView, SessionView, TicketView
from realtime.conversations.views import timestamp_of
from state.context import about
from state.errors import (
    AgentNotFound,
    AvatarFailed,
    AvatarUnavailable,
    BadRequest,
    NoReservation,
    ServerStopping,
)
from state.store import Store

logger = logging.getLogger(__name__)

_STOPPING = "the server is stopping; try again in a moment"


class NoSuchAgent(Exception):
    """Raised when an agent type's voice agent isn't there; the text names both."""


class Signal(Protocol):
    """What one can wait for; an asyncio.Event."""

    def clear(self) -> None: ...

    def set(self) -> None: ...

    async def wait(self) -> bool: ...


class Consultations:
    """Made inside the running loop, after the store; start() comes first."""

    def __init__(
        self,
        settings: ConsultationSettings,
        directory: Directory,
        provider: AvatarProvider,
        store: Store,
        *,
        wall_clock: Callable[[], float],
        steady_clock: Callable[[], float] | None = None,
    ) -> None:
        self._settings = settings
        self._directory = directory
        self._provider = provider
        self._store = store
        self._wall_clock = wall_clock
        self._now = steady_clock or steady(wall_clock)
        self._desk = Desk(settings, paces=store.table(Pace))
        self._driver = DeskDriver(
            self._desk,
            store,
            now=self._now,
            perform=self._perform,
            most_followers=settings.most_streams,
            patience_s=settings.stop_s,
        )
        self._settle = self._driver.settle
        self._stops_at: float | None = None  # once the server was told to stop
        self._faces = Faces(settings, provider, self._desk, self._driver, now=self._now)

    def _perform(self, output: Output) -> None:
        self._faces.perform(output)

    def start(self) -> None:
        """Go on where the last run was. Raises NoSuchAgent."""
        for kind in self._settings.agent_types:
            try:
                self._directory.get(kind.agent)
            except AgentNotFound as error:
                raise NoSuchAgent(f"consultation.agent_types: {kind.slug}: {error}") from error
        self._provider.watch(self._faces)
        for session in self._store.table(AvatarSession):
            is_elsewhere = session.provider not in ("", self._provider.name)
            if is_elsewhere and session.status is not SessionState.ENDED:
                told = (session.id, session.provider)
                logger.warning("session %s was left at %s, which isn't configured any more", *told)
        outputs = self._desk.recover(
            self._store.table(Ticket),
            self._store.table(AvatarSession),
            provider=self._provider.name,
            outlives=self._provider.outlives_restart,
            now=self._now(),
        )
        self._faces.recover(outputs)
        self._settle(outputs)

    async def close(self) -> None:
        """Look after them no more; for good. What end_all() didn't end goes on at a provider whose
        sessions outlive us, as after a crash."""
        await self._driver.settled()
        self._faces.give_up_starts()
        await self._driver.close()
        await self._faces.close(ServerStopping(_STOPPING))

    @property
    def running(self) -> int:
        """How many visitors have a session, and are there."""
        live = self._desk.sessions.live()
        return sum(each.status is not SessionState.DISCONNECTED for each in live)

    def refuse_new(self, *, limit_s: float) -> None:
        """Nobody joins or is called, and no session begins; those there are may go on so long."""
        self._desk.stop_calling()
        self._stops_at = self._now() + limit_s

    async def end_all(self) -> None:
        """Stop every session at its provider's: this server may not come back. If it does, who had
        one is called first."""
        self._desk.stop_calling()
        self._settle(self._desk.cut_off(now=self._now()))
        await self._driver.settled()

    @property
    def is_closed(self) -> bool:
        return self._driver.is_closed

    # What whoever runs the server is told

    @property
    def unavailable(self) -> str | None:
        """Why no session can be had of the provider; None: they can."""
        try:
            self._provider.check()
        except AvatarUnavailable as error:
            return str(error)
        return None

    @property
    def is_full(self) -> bool:
        """Whether nobody more may join the queue."""
        return self._desk.waiting_for_any >= self._settings.most_waiting

    def observe(self) -> None:
        """Bring the gauges up to date."""
        AVAILABLE.labels(self._provider.name).set(self.unavailable is None)
        metrics.FOLLOWERS.set(self._driver.followers)
        waiting = {kind.slug: self._desk.waiting(kind.slug) for kind in self._settings.agent_types}
        metrics.tell_present(waiting, self._store.table(AvatarSession))

    # The queue

    async def agent_types(self) -> list[AgentTypeView]:
        """Who can be consulted."""
        found = self._agent_types()
        await self._store.settled()
        return found

    def _agent_types(self) -> list[AgentTypeView]:
        now, unavailable = self._now(), self.unavailable
        found = []
        for kind in self._settings.agent_types:
            waiting, likely_s = self._desk.outlook(kind.slug, now=now)
            card = self._card_of(kind)
            found.append(
                views.agent_type_view(
                    kind, card, unavailable=unavailable, waiting=waiting, likely_s=likely_s
                )
            )
        return found

    def _card_of(self, kind: AgentType) -> AgentCard:
        """Who answers, and what can be said to them."""
        card = self._directory.get(kind.agent).card
        if not self._provider.answers_itself:
            return card
        language = self._provider.language or card.language
        return replace(card, language=language, hears=True, samples=())

    async def join(self, user: User, name: str) -> TicketView:
        """Raises what Desk.join does, AvatarUnavailable, ServerStopping, StoreFailed."""
        self._check_takes_new()
        kind = self._desk.agent_type(name)
        self._provider.check()
        self._store.check()
        now = self._now()
        joined = self._settle(self._desk.join(user, name, now=now))
        place = self._desk.place_of(user, now=now)
        assert place is not None, "who has joined has a place"
        await joined
        return views.joined_view(place, kind, now=now, wall=self._wall)

    async def ticket(self, user: User) -> TicketView | None:
        """The user's place, who is heard by this; None: no ticket."""
        now = self._now()
        if self._store.failure is None:
            self._settle(self._desk.hear(user, now=now))
        place = self._desk.place_of(user, now=now)
        await self._driver.settled_for(user)
        return None if place is None else views.ticket_view(place, now=now, wall=self._wall)

    async def leave(self, user: User) -> None:
        """Idempotent. Raises StoreFailed, but not if there is nothing to leave."""
        await self._settle(self._desk.leave(user, now=self._now()))
        await self._store.settled()

    def following(self, user: User) -> AbstractContextManager[Signal]:
        """Set whenever the user's ticket changes, and when all is over. Raises TooManyStreams."""
        return self._driver.following(user)

    # Sessions

    async def initialize(
        self, user: User, name: str, *, avatar_id: str = "", voice_id: str = ""
    ) -> tuple[SessionView, dict[str, Json]]:
        """The session the user was called for, or has; and what its page needs to show it.

        Raises AgentTypeNotFound, BadRequest, NoReservation, AvatarUnavailable, AvatarFailed,
        StoreFailed.
        """
        self._check_open()
        kind = self._desk.agent_type(name)
        session = self._desk.session_of(user) or self._desk.failing_session_of(user)
        if session is None:
            session = self._begin(user, kind, avatar_id, voice_id)
        elif session.agent_type != kind.slug:
            raise NoReservation("you are in another consultation: end it first")
        details = await self._faces[session.id].enter()
        await self._settle(self._desk.attend(session.id, now=self._now()))
        session = self._desk.session(user, session.id)
        if session.end_reason is EndReason.PROVIDER_FAILED:
            raise AvatarFailed(FAILED)
        return self._view(self._live_session(user, session.id)), details

    def _begin(self, user: User, kind: AgentType, avatar_id: str, voice_id: str) -> AvatarSession:
        self._check_takes_new()
        settings = self._settings
        avatar_id = _allowed(avatar_id, kind.avatar_id, settings.avatar_ids)
        voice_id = _allowed(voice_id, kind.voice_id, settings.voice_ids)
        self._store.check()
        self._provider.check()
        session, outputs = self._desk.begin(user, kind.slug, now=self._now())
        about(session_id=session.id, conversation_id=session.lead_id)
        card = self._directory.get(kind.agent).card
        wanted = Wanted(
            user=user,
            lead_id=session.lead_id,
            agent=card.name,
            part=replace(kind.part, avatar_id=avatar_id, voice_id=voice_id),
            language=card.language,
            limit_s=settings.session_s,
        )
        self._faces.begin(session, wanted, self._settle(outputs))
        return session

    async def connect(self, user: User, id: str, answer: Description | None) -> None:
        """Raises SessionNotFound, BadDescription, Conflict, AvatarFailed, ServerStopping,
        StoreFailed."""
        self._check_open()
        session = self._live_session(user, id)
        await self._faces[session.id].connect(answer)
        session = self._live_session(user, id)
        await self._settle(self._desk.attend(session.id, connects=True, now=self._now()))

    async def add_candidate(self, user: User, id: str, candidate: Candidate | None) -> None:
        """Raises SessionNotFound, BadCandidate, AvatarFailed, ServerStopping."""
        self._check_open()
        session = self._live_session(user, id)
        await self._faces[session.id].add_candidate(candidate)

    async def heartbeat(self, user: User, id: str) -> float | None:
        """Of a server that stops, in how many seconds it cuts the session.

        Raises SessionNotFound, NotPermitted, StoreFailed.
        """
        self._desk.check_owner(user, id)
        session = self._live_session(user, id)
        await self._settle(self._desk.attend(session.id, now=self._now()))
        self._driver.go_on_with(self._faces[session.id].keep_alive(now=self._now()))
        return None if self._stops_at is None else max(self._stops_at - self._now(), 0.0)

    async def terminate(self, user: User, id: str) -> None:
        """Idempotent, as long as there is a record of it. Raises SessionNotFound, StoreFailed."""
        session, now = self._desk.session(user, id), self._now()
        if session.status is SessionState.STARTING:
            await self._settle(self._desk.leave(user, now=now))
        else:
            await self._settle(self._desk.end(session.id, EndReason.TERMINATED, now=now))
        await self._store.settled()

    async def current(self, user: User) -> CurrentView:
        """The user's session, or the cooldown after it."""
        current = self._current(user)
        await self._driver.settled_for(user)
        return current

    def _current(self, user: User) -> CurrentView:
        now, session = self._now(), self._desk.latest_session_of(user)
        if session is None:
            return CurrentView("none")
        if is_live(session):
            view = self._view(session)
            if session.status is SessionState.DISCONNECTED:
                left = round(max(self._desk.sessions.lost_at(session) - now, 0.0), 1)
                return CurrentView("disconnected", view, session.agent_type, left)
            return CurrentView("active", view, session.agent_type)
        cools_until = self._desk.sessions.cools_until(user)
        if cools_until is None or now >= cools_until:
            return CurrentView("none")
        return CurrentView(
            "cooldown",
            self._view(session),
            session.agent_type,
            ended_because=session.end_reason,
            cooldown_until=timestamp_of(self._wall(cools_until)),
            cooldown_in=round(cools_until - now, 1),
        )

    def _live_session(self, user: User, id: str) -> AvatarSession:
        """Which is what all that follows is about. Raises SessionNotFound."""
        session = self._desk.live_session(user, id)
        about(session_id=session.id, conversation_id=session.lead_id)
        return session

    def expire(self) -> None:
        """Do what is due by now: for who moves the clock."""
        self._driver.expire()

    def _check_open(self) -> None:
        """Raises ServerStopping when nobody would look after what is begun."""
        if self.is_closed:
            raise ServerStopping(_STOPPING)

    def _check_takes_new(self) -> None:
        """Raises ServerStopping when nothing is begun any more."""
        if self.is_closed or not self._desk.is_calling:
            raise ServerStopping(_STOPPING)

    # What is shown

    def _view(self, session: AvatarSession) -> SessionView:
        sessions = self._desk.sessions
        return views.session_view(
            session,
            self._desk.find_type(session.agent_type),
            heard_at=sessions.heard_at(session),
            ends_at=sessions.ends_at(session),
            now=self._now(),
            wall=self._wall,
        )

    def _wall(self, at: float) -> float:
        return self._wall_clock() - self._now() + at


def _allowed(wanted: str, own: str, others: Container[str]) -> str:
    """Raises BadRequest."""
    if wanted and wanted != own and wanted not in others:
        raise BadRequest("this avatar_id or voice_id may not be asked for here")
    return wanted or own
