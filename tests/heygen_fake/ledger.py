"""The sessions of one account at a vendor: who is in the room, and when the vendor ends it.

Told the time, never asks for it. Ends carry the moment they were due, however late they are seen.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

IDLE = "IDLE_TIMEOUT"
ZOMBIE = "ZOMBIE_SESSION_REAP"
TOO_LONG = "MAX_DURATION_REACHED"
BROKE = "NO_CREDITS"


@dataclass(frozen=True)
class Line:
    """Something said; `stamp` is the vendor's own count of time."""

    role: str
    text: str
    at: float
    stamp: int


@dataclass
class Session:
    id: str
    token: str
    created_at: float
    #: The decoded body of the request that made it.
    wanted: dict[str, Any]
    #: Of another deployment on the same account, which keeps it alive.
    is_foreign: bool = False
    is_sandbox: bool = False
    #: Since then it costs and takes room.
    started_at: float | None = None
    #: When it was last heard of.
    active_at: float = 0.0
    ended_at: float | None = None
    end_reason: str | None = None
    #: Starts that were taken, and those that came after one was: more than 1, it was sent twice.
    starts: int = 0
    #: Stop requests that named it, whatever became of them.
    stops: int = 0
    keep_alives: int = 0
    idle_limit_s: float | None = None
    max_duration_s: float | None = None
    credits_consumed: float = 0.0
    lines: list[Line] = field(default_factory=list)
    #: Streaming v1: the ICE candidates that came for it, and the texts it was told to speak.
    candidates: list[Any] = field(default_factory=list)
    tasks: list[Any] = field(default_factory=list)
    #: Streaming v1: the offer it made and the answer it got, texts of SDP.
    offer: str | None = None
    answer: str | None = None

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and self.ended_at is None

    def lasted(self, now: float) -> float:
        if self.started_at is None:
            return 0.0
        return (now if self.ended_at is None else self.ended_at) - self.started_at


@dataclass
class Terms:
    """What the account has of its vendor."""

    #: Sessions at once.
    limit: int
    #: What a minute costs, and what is left; None: as much as anybody wants.
    credits_per_min: float = 2.0
    credits: float | None = None
    sandbox_s: float = 60.0
    #: Nobody in it for so long and it is reaped, whether or not it is idle; None: never.
    zombie_s: float | None = None
    #: One that was stopped takes room for so long, though it costs nothing any more.
    frees_after_s: float = 0.0


class Ledger:
    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.sessions: dict[str, Session] = {}
        self._by_token: dict[str, Session] = {}
        self._running: dict[str, Session] = {}
        self._leaving: list[Session] = []

    def create(self, wanted: dict[str, Any], *, now: float, **more: Any) -> Session:
        session = Session(str(uuid.uuid4()), f"session-token-{uuid.uuid4()}", now, wanted, **more)
        self.sessions[session.id] = self._by_token[session.token] = session
        return session

    def of_token(self, token: str) -> Session | None:
        return self._by_token.get(token)

    def running(self) -> list[Session]:
        return list(self._running.values())

    def is_full(self, now: float) -> bool:
        since = now - self.terms.frees_after_s
        self._leaving = [each for each in self._leaving if (each.ended_at or 0) > since]
        return len(self._running) + len(self._leaving) >= self.terms.limit

    @property
    def is_broke(self) -> bool:
        """Whether there is no credit for a minute."""
        left = self.terms.credits
        return left is not None and left < self.terms.credits_per_min

    def start(self, session: Session, now: float) -> None:
        assert session.started_at is None, "a session starts once"
        session.started_at = session.active_at = now
        self._running[session.id] = session
        if self._costs(session):
            self._charge(session)

    def end(self, session: Session, reason: str, at: float) -> None:
        """By whoever it is. One that never started can't be started any more."""
        if session.ended_at is None:
            session.ended_at, session.end_reason = at, reason
            if self._running.pop(session.id, None) is not None:
                self._leaving.append(session)

    def say(self, session: Session, role: str, text: str, *, now: float, per_s: int) -> None:
        stamp = int(now * per_s)
        if session.lines:
            stamp = max(stamp, session.lines[-1].stamp + 1)
        session.lines.append(Line(role, text, now, stamp))

    # What time does

    def expire(self, now: float) -> list[Session]:
        """End what is due, the earliest first, for one that ends leaves its credit to others."""
        ended: list[Session] = []
        while True:
            # Few run at once.
            dues = [due for each in self._running.values() for due in self._dues(each, now)]
            due = min(dues, key=lambda each: each[0], default=None)
            if due is None or due[0] > now:
                return ended
            at, reason, session = due
            if reason == "":
                self._charge(session)
            else:
                self.end(session, reason, at)
                ended.append(session)

    def _dues(self, session: Session, now: float) -> Iterator[tuple[float, str, Session]]:
        """What will become of it if nobody does anything; without a reason: a minute to pay."""
        assert session.started_at is not None, "it runs"
        for since, limit_s, reason in (
            (session.started_at, session.max_duration_s, TOO_LONG),
            (session.active_at, self._unless_foreign(session, session.idle_limit_s), IDLE),
            (session.active_at, self._unless_foreign(session, self.terms.zombie_s), ZOMBIE),
        ):
            if limit_s is not None:
                yield since + limit_s, reason, session
        if self._costs(session):
            minutes = round(session.credits_consumed / self.terms.credits_per_min)
            yield session.started_at + 60 * minutes, BROKE if self.is_broke else "", session

    def _unless_foreign(self, session: Session, limit_s: float | None) -> float | None:
        return None if session.is_foreign else limit_s

    def _costs(self, session: Session) -> bool:
        return self.terms.credits is not None and not session.is_sandbox

    def _charge(self, session: Session) -> None:
        """For the minute that begins."""
        assert self.terms.credits is not None, "there are credits to pay with"
        self.terms.credits = max(0.0, self.terms.credits - self.terms.credits_per_min)
        session.credits_consumed += self.terms.credits_per_min
