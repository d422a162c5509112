"""Consultations under way, and the cooldown after them. A core: no clock, no I/O.

A session is its visitor's while it is starting, active or disconnected. Heartbeats keep it active;
without them, or without media, it is disconnected, and over if its visitor doesn't come back in
time. It lasts no longer than the limit from its start, whatever its visitor does. Once over it
keeps its slot until its provider has stopped it, or had its time to; then its provider is told
again and again, until it can't have it any more. The record stays until it is stopped for sure, and
as long as the visitor may not join the queue again, or ask what became of it; of one that never
started nothing stays longer than that.
"""

import uuid
from collections.abc import Iterable, Mapping

import msgspec

from realtime.avatars.base import User
from realtime.consultation.deadlines import Deadlines
from realtime.consultation.outputs import NotStarted, Output, StopSession
from realtime.consultation.records import NOTHING_KEPT, AvatarSession, Ticket
from realtime.consultation.settings import ConsultationSettings
from realtime.consultation.slots import Holding, Slots
from realtime.consultation.states import (
    LIVE,
    WITHOUT_COOLDOWN,
    EndReason,
    SessionEvent,
    SessionState,
    session_after,
)
from state.contract import STOP_AGAIN_SECONDS
from state.records import Delete


class Sessions:
    def __init__(self, settings: ConsultationSettings, slots: Slots) -> None:
        self._settings = settings
        self._slots = slots
        self._sessions: dict[str, AvatarSession] = {}
        self._by_provider: dict[str, str] = {}
        # The latest of each user.
        self._of_user: dict[User, str] = {}
        self._heard_at: dict[str, float] = {}
        self._deadlines = Deadlines()

    def recover(
        self, sessions: Iterable[AvatarSession], *, provider: str, outlives: bool, now: float
    ) -> tuple[list[Output], list[AvatarSession]]:
        """As the last run left them; and those that were lost with it.

        `outlives`: whether sessions of `provider` do. To any other nobody can speak just now; what
        is left there stays on record, for the day when it is this server's provider again. While
        the server was away nobody could be heard.
        """
        outputs: list[Output] = []
        lost: list[AvatarSession] = []
        for session in sorted(sessions, key=lambda each: each.begun_at):
            session = _as_found(session, now)
            self._heard_at[session.id] = now
            is_known = session.agent_type in self._slots.capacities
            is_elsewhere = session.provider not in ("", provider)
            is_there = outlives and (session.provider or not session.provider_session_id)
            goes_on = is_there and is_known and session.status is not SessionState.STARTING
            if session.status is SessionState.ENDED:
                if session.end_reason is EndReason.SERVER_STOPPED:
                    outputs.append(Delete(AvatarSession, session.id))
                    lost.append(session)
                else:
                    outputs += self._put(session)
            elif is_elsewhere:
                lost += [session] if is_live(session) else []
                outputs += self._put(_left(session, now))
            elif is_live(session) and goes_on:
                outputs += self._put(session)
            elif session.status is SessionState.UNSTOPPED:
                outputs += [*self._put(session), StopSession(session)]
            elif session.status is SessionState.STOPPING or is_there:
                session = msgspec.structs.replace(
                    session,
                    status=SessionState.STOPPING,
                    ended_at=session.ended_at or now,
                    kept={},
                )
                outputs += [*self._put(session), StopSession(session)]
            else:
                outputs.append(Delete(AvatarSession, session.id))
                lost.append(session)
        return outputs, lost

    def get(self, id: str) -> AvatarSession | None:
        """By its own id, or the provider's."""
        return self._sessions.get(self._by_provider.get(id, id))

    def live(self) -> list[AvatarSession]:
        """Those that are their visitors'."""
        return [session for session in self._sessions.values() if is_live(session)]

    def latest_of(self, user: User) -> AvatarSession | None:
        id = self._of_user.get(user)
        return None if id is None else self._sessions[id]

    def heard_at(self, session: AvatarSession) -> float:
        """When its visitor was heard of the last time; of one that is over, when its provider was
        told the last time."""
        return self._heard_at[session.id]

    def ends_at(self, session: AvatarSession) -> float:
        """The latest it can last."""
        started_at = session.begun_at if session.started_at is None else session.started_at
        return started_at + self._settings.session_s

    def lost_at(self, session: AvatarSession) -> float:
        """When a disconnected one is over."""
        assert session.disconnected_at is not None, "it is disconnected"
        return min(session.disconnected_at + self._settings.reconnect_s, self.ends_at(session))

    def cools_until(self, user: User) -> float | None:
        """When this user may join the queue again; None: as far as sessions go, now."""
        session = self.latest_of(user)
        if session is None or session.ended_at is None or session.started_at is None:
            return None
        if session.end_reason in WITHOUT_COOLDOWN:
            return None
        return session.ended_at + self._settings.cooldown_s

    # What happens to them

    def begin(self, ticket: Ticket, *, now: float) -> tuple[AvatarSession, list[Output]]:
        id = str(uuid.uuid4())
        session = AvatarSession(
            id=id,
            user=ticket.user,
            agent_type=ticket.agent_type,
            lead_id=str(uuid.uuid4()),
            begun_at=now,
            ticket_id=ticket.id,
            joined_at=ticket.joined_at,
        )
        self._heard_at[id] = now
        return session, self._put(session)

    def created(self, id: str, provider: str, provider_session_id: str) -> list[Output]:
        """Its provider knows it."""
        return self._change(id, provider=provider, provider_session_id=provider_session_id)

    def start(self, id: str, kept: Mapping[str, str] = NOTHING_KEPT, *, now: float) -> list[Output]:
        return self._become(id, SessionEvent.STARTED, heard_at=now, started_at=now, kept=dict(kept))

    def hear(self, id: str, *, connects: bool = False, now: float) -> list[Output]:
        """Its visitor is there. Nothing if it is over, or hasn't begun."""
        session = self._sessions[id]
        match session.status:
            case SessionState.DISCONNECTED:
                is_connected = connects or session.is_connected
                changed = {"disconnected_at": None, "is_connected": is_connected}
                return self._become(id, SessionEvent.HEARD, heard_at=now, **changed)
            case SessionState.ACTIVE:
                self._heard_at[id] = now
                self._deadlines.set(id, self._deadline_of(session))
                if connects and not session.is_connected:
                    return self._change(id, is_connected=True)
        return []

    def lose(self, id: str, *, now: float) -> list[Output]:
        """Its visitor is gone, perhaps to come back."""
        if self._sessions[id].status is not SessionState.ACTIVE:
            return []
        return self._become(id, SessionEvent.LOST, disconnected_at=now)

    def end(self, id: str, reason: EndReason, *, now: float) -> list[Output]:
        over = {"ended_at": now, "end_reason": reason, "kept": {}}
        outputs = self._become(id, SessionEvent.OVER, heard_at=now, **over)
        return [*outputs, StopSession(self._sessions[id])]

    def stopped(self, id: str) -> list[Output]:
        """Its provider has nothing of it any more. Nothing if that is known."""
        session = self._sessions.get(id)
        if session is None or session.status not in (
            SessionState.STOPPING,
            SessionState.UNSTOPPED,
        ):
            return []
        if session.started_at is not None:
            return self._become(id, SessionEvent.STOPPED)
        # Who waits for it is told before it is gone; if its slot was given away, was told then.
        told = [NotStarted(session)] if session.status is SessionState.STOPPING else []
        return [*told, *self._forget(session)]

    def _not_stopped(self, id: str, now: float) -> list[Output]:
        outputs = self._become(id, SessionEvent.NOT_STOPPED, heard_at=now)
        session = self._sessions[id]
        if session.started_at is None:
            outputs.append(NotStarted(session))
        return [*outputs, StopSession(session)]

    def _stop_again(self, session: AvatarSession, now: float) -> list[Output]:
        if now >= self._surely_over_at(session):
            return self._forget(session)
        self._heard_at[session.id] = now
        self._deadlines.set(session.id, self._deadline_of(session))
        return [StopSession(session)]

    # Time

    def next_deadline(self) -> float | None:
        return self._deadlines.next()

    def expire(self, *, now: float) -> list[Output]:
        outputs: list[Output] = []
        for id in self._deadlines.take_due(now):
            session = self._sessions[id]
            match session.status:
                case SessionState.ENDED:
                    outputs += self._forget(session)
                case SessionState.STOPPING:
                    outputs += self._not_stopped(id, now)
                case SessionState.UNSTOPPED:
                    outputs += self._stop_again(session, now)
                case SessionState.STARTING:
                    outputs += self.end(id, EndReason.NOT_STARTED, now=now)
                case _ if now >= self.ends_at(session):
                    outputs += self.end(id, EndReason.TIME_LIMIT, now=now)
                case SessionState.DISCONNECTED:
                    outputs += self.end(id, EndReason.VISITOR_LOST, now=now)
                case _:
                    outputs += self.lose(id, now=now)
        return outputs

    def _deadline_of(self, session: AvatarSession) -> float:
        settings = self._settings
        match session.status:
            case SessionState.STARTING:
                return session.begun_at + settings.start_s
            case SessionState.ACTIVE:
                lost_at = self._heard_at[session.id] + settings.heartbeat_lost_s
                return min(lost_at, self.ends_at(session))
            case SessionState.DISCONNECTED:
                return self.lost_at(session)
            case SessionState.STOPPING:
                # Since it was over; after a restart, since that.
                return self._heard_at[session.id] + settings.stop_s
            case SessionState.UNSTOPPED:
                return self._heard_at[session.id] + STOP_AGAIN_SECONDS
        assert session.ended_at is not None, "it is over"
        return session.ended_at + max(settings.cooldown_s, settings.reconnect_s)

    def _surely_over_at(self, session: AvatarSession) -> float:
        """When no provider has it any more, and its cooldown is over, too."""
        settings = self._settings
        assert session.ended_at is not None, "it is over"
        longest_s = settings.start_s + settings.session_s + settings.stop_s
        return max(session.begun_at + longest_s, session.ended_at + settings.cooldown_s)

    # Changes

    def _become(
        self, id: str, event: SessionEvent, *, heard_at: float | None = None, **changed: object
    ) -> list[Output]:
        status = session_after(self._sessions[id].status, event)
        if heard_at is not None:
            self._heard_at[id] = heard_at
        return self._change(id, status=status, **changed)

    def _change(self, id: str, **changed: object) -> list[Output]:
        return self._put(msgspec.structs.replace(self._sessions[id], **changed))

    def _put(self, session: AvatarSession) -> list[Output]:
        """The one place where sessions change, and with them all that is known by them."""
        id = session.id
        self._sessions[id] = session
        latest = self.latest_of(session.user)
        if latest is None or latest.begun_at <= session.begun_at:
            self._of_user[session.user] = id
        if session.provider_session_id:
            self._by_provider[session.provider_session_id] = id
        if session.status in (SessionState.UNSTOPPED, SessionState.ENDED):
            self._slots.release(id)
        else:
            self._slots.hold(id, self._holding(session))
        self._deadlines.set(id, self._deadline_of(session))
        return [session]

    def _holding(self, session: AvatarSession) -> Holding:
        settings = self._settings
        since = session.begun_at if session.started_at is None else session.started_at
        if session.status is SessionState.STOPPING:
            until = self._heard_at[session.id] + settings.stop_s
        elif session.started_at is None:
            until = since + settings.start_s + settings.session_s + settings.stop_s
        else:
            until = since + settings.session_s + settings.stop_s
        return Holding(session.agent_type, since, until)

    def _forget(self, session: AvatarSession) -> list[Output]:
        self._slots.release(session.id)
        self._deadlines.set(session.id, None)
        del self._sessions[session.id], self._heard_at[session.id]
        self._by_provider.pop(session.provider_session_id, None)
        if self._of_user.get(session.user) == session.id:
            del self._of_user[session.user]
        return [Delete(AvatarSession, session.id)]


def is_live(session: AvatarSession) -> bool:
    """Whether it is still its visitor's."""
    return session.status in LIVE


def _left(session: AvatarSession, now: float) -> AvatarSession:
    """One at a provider that can't be told to stop it."""
    return msgspec.structs.replace(
        session,
        status=SessionState.UNSTOPPED,
        ended_at=session.ended_at or now,
        end_reason=session.end_reason or EndReason.PROVIDER_FAILED,
        kept={},
    )


def _as_found(session: AvatarSession, now: float) -> AvatarSession:
    """No time in it is still to come: the clock may have been set back meanwhile. And while the
    server was away nobody could come back."""

    def past(at: float | None) -> float | None:
        return None if at is None else min(at, now)

    return msgspec.structs.replace(
        session,
        begun_at=min(session.begun_at, now),
        started_at=past(session.started_at),
        disconnected_at=None if session.disconnected_at is None else now,
        ended_at=past(session.ended_at),
    )
