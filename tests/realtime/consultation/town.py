"""A town whose people use the consultations' desk, and what must always be true of it.

Each step of its clock does what is due in the order in which it is due: the desk's deadlines, what
its avatar provider does, and what people do by themselves (who follows the queue is heard, who is
called begins, who talks sends heartbeats, ends). Its store holds what outputs said to put and to
delete, read back from JSON, and nothing else. After each call all of
promises.py is asked.
"""

from dataclasses import dataclass, field
from typing import Any

import msgspec

from realtime.consultation.desk import Desk
from realtime.consultation.outputs import NotStarted, StopSession
from realtime.consultation.records import AvatarSession, Pace, Ticket
from realtime.consultation.settings import AgentType, ConsultationSettings
from realtime.consultation.states import EndReason, SessionState, TicketState
from state.records import Delete, Record
from tests.realtime.consultation.promises import check, check_calls, check_recovered

KINDS = {kind.table: kind for kind in (Ticket, AvatarSession, Pace)}


def settings_of(capacities, provider_capacity, **limits):
    """Of agent types named a, b, c…; short limits, so that each meets each."""
    types = tuple(
        AgentType(slug=slug, titles={}, agent="marketplace-en", capacity=capacity)
        for slug, capacity in zip("abcdef", capacities, strict=False)
    )
    short = {
        "session_s": 60.0,
        "reconnect_s": 12.0,
        "heartbeat_lost_s": 9.0,
        "cooldown_s": 20.0,
        "reservation_s": 15.0,
        "silent_s": 25.0,
        "forgotten_s": 70.0,
        "start_s": 4.0,
        "stop_s": 3.0,
    }
    return ConsultationSettings(
        agent_types=types, provider_capacity=provider_capacity, **{**short, **limits}
    )


@dataclass
class Plan:
    """What somebody does when nothing else happens; parts of the time there is for it."""

    #: Follows the queue, so is heard all the time.
    follows: bool = True
    #: None: never.
    begins_after: float | None = 0.5
    starts_after: float | None = 0.5
    attends: bool = True
    ends_after: float | None = None


@dataclass
class Town:
    settings: ConsultationSettings
    now: float = 1_000_000.0
    #: Part of its time that the provider takes to stop; None: it never does.
    stops_after: float | None = 0.5
    plans: dict = field(default_factory=dict)
    store: dict = field(default_factory=lambda: {kind: {} for kind in KINDS.values()})
    before: dict = field(default_factory=dict)
    #: When users and visitors were heard.
    heard: dict = field(default_factory=dict)
    #: What the provider will do: its time and the call.
    pending: dict = field(default_factory=dict)
    #: By when each ticket was said to be called at the latest.
    promises: dict = field(default_factory=dict)
    #: At which call of theirs people have begun by themselves.
    begun: set = field(default_factory=set)

    def __post_init__(self):
        self.desk = Desk(self.settings)
        self.before = self.store

    # What there is

    def tickets(self):
        return self.store[Ticket].values()

    def sessions(self):
        return self.store[AvatarSession].values()

    def place_of(self, user) -> Any:
        return self.desk.place_of(user, now=self.now)

    def ticket_of(self, user):
        return next((each for each in self.tickets() if each.user == user), None)

    def holders(self, slug=None):
        """Who holds slots: the called, and sessions that haven't stopped."""
        tickets = [each for each in self.tickets() if each.status is TicketState.RESERVED]
        without = (SessionState.UNSTOPPED, SessionState.ENDED)
        sessions = [each for each in self.sessions() if each.status not in without]
        return [each for each in [*tickets, *sessions] if slug in (None, each.agent_type)]

    def is_full(self, slug):
        """The agent type, whatever the provider has."""
        capacity = {kind.slug: kind.capacity for kind in self.settings.agent_types}[slug]
        return len(self.holders(slug)) >= capacity

    def has_room(self, slug):
        return len(self.holders()) < self.settings.provider_capacity and not self.is_full(slug)

    def callable(self):
        """Who waits and was heard of lately."""
        since = self.now - self.settings.silent_s
        return [
            each
            for each in self.tickets()
            if each.status is TicketState.QUEUED and self.heard[each.id] > since
        ]

    # What is done

    def commit(self, outputs):
        """Outputs are done as the driver would: first all records, as one commit."""
        self.before = self.store
        self.store = {kind: dict(rows) for kind, rows in self.store.items()}
        queued = {each.id for each in self.tickets() if each.status is TicketState.QUEUED}
        for output in outputs:
            match output:
                case Record():
                    kind = KINDS[output.table]
                    read = msgspec.json.decode(msgspec.json.encode(output), type=kind)
                    self.store[kind][read.key] = read
                    if isinstance(read, Ticket):
                        self.heard.setdefault(read.id, self.now)
                case Delete(kind, key):
                    del self.store[kind][key]
                case StopSession(session):
                    self._stop(session)
                case NotStarted(session) if session.end_reason is not EndReason.LEFT:
                    self.stumble()
        check_calls(self, queued)
        check(self)

    def _stop(self, session):
        self.pending.pop(session.id, None)
        if self.stops_after is not None:
            at = self.now + self.stops_after * self.settings.stop_s
            self.pending[session.id] = (at, lambda: self.desk.stopped(session.id, now=self.now))

    def stumble(self):
        """Something doesn't go as promises suppose."""
        self.promises.clear()

    def begin(self, user, slug):
        session, outputs = self.desk.begin(user, slug, now=self.now)
        part = self.plans[user].starts_after
        if part is not None:
            at = self.now + part * self.settings.start_s
            self.pending[session.id] = (at, lambda: self._started(session.id))
        self.commit(outputs)
        self.commit(self.desk.created(session.id, "vendor", f"vendor-{session.id}"))
        return session

    def _started(self, id):
        self.heard[id] = self.now
        return self.desk.started(id, now=self.now)

    def fail(self, id):
        self.commit(self.desk.failed(id, now=self.now))

    # Time

    def _due(self):
        """What happens next by itself: (when, what)."""
        yield from self.pending.values()
        limits = self.settings
        for ticket in self.tickets():
            user, plan = ticket.user, self.plans[ticket.user]
            if ticket.status is TicketState.QUEUED and plan.follows:
                at = self.heard[ticket.id] + 0.9 * limits.silent_s
                yield at, lambda user=user: self.hear(user)
            if ticket.status is TicketState.RESERVED and plan.begins_after is not None:
                if (ticket.id, ticket.called_at) not in self.begun:
                    at = ticket.called_at + plan.begins_after * limits.reservation_s
                    yield at, lambda ticket=ticket: self._begin_as_planned(ticket)
        for session in self.sessions():
            plan = self.plans[session.user]
            if session.status is SessionState.ACTIVE and plan.attends:
                at = self.heard[session.id] + 0.9 * limits.heartbeat_lost_s
                yield at, lambda id=session.id: self.attend(id)
            if session.status is SessionState.ACTIVE and plan.ends_after is not None:
                at = session.started_at + plan.ends_after * limits.session_s
                yield (
                    at,
                    lambda id=session.id: self.desk.end(id, EndReason.TERMINATED, now=self.now),
                )

    def hear(self, user):
        ticket = self.ticket_of(user)
        if ticket is not None:
            self.heard[ticket.id] = self.now
        return self.desk.hear(user, now=self.now)

    def attend(self, id):
        self.heard[id] = self.now
        return self.desk.attend(id, now=self.now)

    def _begin_as_planned(self, ticket):
        self.begun.add((ticket.id, ticket.called_at))
        self.begin(ticket.user, ticket.agent_type)
        return []

    def run(self, seconds):
        """Time passes, and everything happens when it is due."""
        until = self.now + seconds
        while True:
            due = min(self._due(), key=lambda each: each[0], default=(float("inf"), list))
            deadline = self.desk.next_deadline()
            if due[0] <= min(until, float("inf") if deadline is None else deadline):
                self.now = max(self.now, due[0])
                self.pending = {k: v for k, v in self.pending.items() if v is not due}
                self.commit(due[1]())
            elif deadline is not None and deadline <= until:
                self.now = max(self.now, deadline)
                self.expire()
            else:
                break
        self.now = until

    def expire(self):
        """All that is due, in a few rounds: a deadline that comes up again and again is a bug."""
        for _ in range(5):
            self.commit(self.desk.expire(now=self.now))
            deadline = self.desk.next_deadline()
            if deadline is None or deadline > self.now:
                return
        raise AssertionError("what is due stays due")

    def oversleep(self, seconds):
        """The timer comes late."""
        self.now += seconds
        self.stumble()
        self.expire()

    def restart(self, *, outlive, clock, loses_last):
        """After a kill; `clock`: how far the wall clock is ahead, or back. Perhaps the last commit
        wasn't safe yet; then nobody was told of it."""
        # Of a lost commit nobody knows who was heard then; and a server that stops calls nobody.
        is_known = self.desk.is_calling and not loses_last
        was_callable = {each.id for each in self.callable()} if is_known else set()
        if loses_last:
            self.store = self.before
        self.now += clock
        self.pending.clear()
        self.stumble()
        was = self.store
        self.heard = {key: self.now for kind in (Ticket, AvatarSession) for key in self.store[kind]}
        self.desk = Desk(self.settings, paces=self.store[Pace].values())
        self.commit(
            self.desk.recover(
                was[Ticket].values(),
                was[AvatarSession].values(),
                provider="vendor",
                outlives=outlive,
                now=self.now,
            )
        )
        check_recovered(self, was, was_callable, outlive)

    def cut_off(self):
        """The server stops, and waits until the provider has stopped what it can."""
        self.desk.stop_calling()
        self.commit(self.desk.cut_off(now=self.now))
        for session in tuple(self.sessions()):
            if session.status is SessionState.STOPPING and session.id in self.pending:
                del self.pending[session.id]
                self.commit(self.desk.stopped(session.id, now=self.now))

    def run_out(self):
        """Nobody does anything any more: all comes to its end."""
        self.plans = {user: Plan(False, None, None, False, None) for user in self.plans}
        limits = self.settings
        turn = limits.reservation_s + limits.start_s + limits.session_s + limits.stop_s
        self.run(4 * turn + limits.forgotten_s + limits.cooldown_s + limits.reconnect_s)
        assert not self.tickets() and not self.sessions(), "somebody is left in limbo"
        assert self.desk.next_deadline() is None
