"""Tickets: who waits, who is called, whose turn has passed. A core: no clock, no I/O.

    joins           to the end of the line
    is called       when a slot is free and nobody callable of an agent type with room is before
    doesn't begin   to the end of the line, once; the second time the ticket expires
    is silent       keeps the place and isn't called; is forgotten if that goes on
    leaves          at once, whatever state the ticket is in; a slot it held is the next one's

Who is called needs to say nothing: only the reservation's own time evicts it.
"""

import uuid
from collections.abc import Container, Iterable

import msgspec

from realtime.avatars.base import User
from realtime.consultation.deadlines import Deadlines
from realtime.consultation.line import WaitingLine
from realtime.consultation.outputs import Output, TicketChanged
from realtime.consultation.records import Ticket
from realtime.consultation.settings import ConsultationSettings
from realtime.consultation.slots import Holding, Slots
from realtime.consultation.states import TicketEvent, TicketState, ticket_after
from state.errors import QueueFull
from state.records import Delete

#: Tickets that are no more.
_OVER = frozenset({TicketState.SERVED, TicketState.CANCELLED, TicketState.EXPIRED})


class Queue:
    def __init__(self, settings: ConsultationSettings, slots: Slots) -> None:
        self._settings = settings
        self._slots = slots
        self.line = WaitingLine(slots.capacities)
        self._tickets: dict[str, Ticket] = {}
        self._of_user: dict[User, str] = {}
        self._by_seq: dict[int, str] = {}
        self._heard_at: dict[str, float] = {}
        self._absent: set[str] = set()
        self._deadlines = Deadlines()
        self._seq = 0
        self.calls = True
        """Whether people are called."""

    def recover(
        self, tickets: Iterable[Ticket], *, giving_up: Container[str], now: float
    ) -> list[Output]:
        """As the last run left them. While the server was away nobody could be heard, nor begin:
        a reservation begins anew.

        `giving_up`: the tickets whose sessions are still to be stopped.
        """
        outputs: list[Output] = []
        for ticket in sorted(tickets, key=lambda each: each.seq):
            self._seq = max(self._seq, ticket.seq)
            if ticket.agent_type not in self._slots.capacities:
                outputs.append(Delete(Ticket, ticket.id))
                continue
            self._heard_at[ticket.id] = now
            if ticket.status is TicketState.QUEUED:
                self._put(ticket)
            else:
                status = ticket.status if ticket.id in giving_up else TicketState.RESERVED
                outputs += self._reserve(ticket, status, now)
        return outputs

    def ticket_of(self, user: User) -> Ticket | None:
        id = self._of_user.get(user)
        return None if id is None else self._tickets[id]

    def is_present(self, ticket: Ticket) -> bool:
        """Whether it would be called."""
        return ticket.id not in self._absent

    # What users do

    def join(self, user: User, slug: str, *, now: float) -> list[Output]:
        """Somebody who has no ticket. Raises QueueFull."""
        assert user not in self._of_user, "nobody waits twice"
        if len(self.line) >= self._settings.most_waiting:
            raise QueueFull("too many people are waiting; try again later")
        ticket = Ticket(
            id=str(uuid.uuid4()), user=user, agent_type=slug, seq=self._next_seq(), joined_at=now
        )
        self._heard_at[ticket.id] = now
        return self._put(ticket)

    def hear(self, user: User, *, now: float) -> None:
        """The user asks, or follows."""
        id = self._of_user.get(user)
        if id is None:
            return
        self._heard_at[id] = now
        ticket = self._tickets[id]
        if ticket.status is TicketState.QUEUED:
            if id in self._absent:
                self._absent.discard(id)
                self.line.set_callable(ticket.seq, ticket.agent_type, True)
            self._deadlines.set(id, now + self._settings.silent_s)

    def leave(self, user: User) -> list[Output]:
        """Idempotent."""
        ticket = self.ticket_of(user)
        return [] if ticket is None else self._become(ticket, TicketEvent.LEFT)

    # What becomes of a reservation

    def begin(self, ticket: Ticket) -> list[Output]:
        """Its session is being started; the reservation's time stands still."""
        return self._become(ticket, TicketEvent.BEGUN)

    def serve(self, id: str) -> list[Output]:
        """Its session has started."""
        return self._become(self._tickets[id], TicketEvent.STARTED)

    def restore(self, id: str, *, begun_at: float, now: float) -> list[Output]:
        """Its session couldn't be started: the reservation goes on, as long as it had left.

        However often that happens, by no more than one start may take. Nothing if its user left.
        """
        ticket = self._tickets.get(id)
        if ticket is None or ticket.status is not TicketState.STARTING:
            return []
        assert ticket.called_at is not None and ticket.reserved_until is not None, "it was called"
        settings = self._settings
        latest = ticket.called_at + settings.reservation_s + settings.start_s + settings.stop_s
        until = min(ticket.reserved_until + now - begun_at, latest)
        return self._become(ticket, TicketEvent.FAILED, reserved_until=until)

    def give_back(self, user: User, slug: str, *, joined_at: float, now: float) -> list[Output]:
        """To somebody whose session the server itself has lost: called at once."""
        if user in self._of_user or slug not in self._slots.capacities:
            return []
        ticket = Ticket(
            id=str(uuid.uuid4()),
            user=user,
            agent_type=slug,
            seq=self._next_seq(),
            joined_at=joined_at,
        )
        self._heard_at[ticket.id] = now
        return self._reserve(ticket, TicketState.RESERVED, now)

    def call_next(self, *, now: float) -> list[Output]:
        """Everybody for whom there is a slot; while the server stops, nobody."""
        outputs: list[Output] = []
        if not self.calls:
            return outputs
        while (first := self.line.first_callable(self._slots.with_room())) is not None:
            ticket = self._tickets[self._by_seq[first[0]]]
            status = ticket_after(ticket.status, TicketEvent.CALLED)
            outputs += self._reserve(ticket, status, now)
        return outputs

    # Time

    def next_deadline(self) -> float | None:
        return self._deadlines.next()

    def expire(self, *, now: float) -> list[Output]:
        outputs: list[Output] = []
        for id in self._deadlines.take_due(now):
            ticket = self._tickets[id]
            if ticket.status is TicketState.RESERVED:
                outputs += self._lapse(ticket, now)
            elif id in self._absent:
                outputs += self._become(ticket, TicketEvent.FORGOTTEN)
            else:
                self._miss(ticket)
                outputs.append(TicketChanged(ticket.user))
        return outputs

    def _lapse(self, ticket: Ticket, now: float) -> list[Output]:
        if ticket.lapses:
            return self._become(ticket, TicketEvent.LAPSED_AGAIN)
        outputs = self._become(
            ticket,
            TicketEvent.LAPSED,
            seq=self._next_seq(),
            lapses=1,
            called_at=None,
            reserved_until=None,
        )
        if self._heard_at[ticket.id] + self._settings.silent_s <= now:
            self._miss(self._tickets[ticket.id])
        return outputs

    def _miss(self, ticket: Ticket) -> None:
        """Not heard of for a while."""
        self._absent.add(ticket.id)
        self.line.set_callable(ticket.seq, ticket.agent_type, False)
        self._deadlines.set(ticket.id, self._heard_at[ticket.id] + self._settings.forgotten_s)

    # Changes

    def _next_seq(self) -> int:
        self._seq += 1
        return self._seq

    def _reserve(self, ticket: Ticket, status: TicketState, now: float) -> list[Output]:
        until = now + self._settings.reservation_s
        return self._put(
            msgspec.structs.replace(ticket, status=status, called_at=now, reserved_until=until)
        )

    def _become(self, ticket: Ticket, event: TicketEvent, **changed: object) -> list[Output]:
        status = ticket_after(ticket.status, event)
        return self._put(msgspec.structs.replace(ticket, status=status, **changed))

    def _put(self, ticket: Ticket) -> list[Output]:
        """The one place where tickets change, and with them all that is known by them."""
        before = self._tickets.get(ticket.id)
        if before is not None and before.status is TicketState.QUEUED:
            self.line.remove(before.seq, before.agent_type)
            del self._by_seq[before.seq]
            self._absent.discard(ticket.id)
        if ticket.status in _OVER:
            return self._forget(ticket)
        self._tickets[ticket.id] = ticket
        self._of_user[ticket.user] = ticket.id
        match ticket.status:
            case TicketState.QUEUED:
                self._slots.release(ticket.id)
                self.line.add(ticket.seq, ticket.agent_type)
                self._by_seq[ticket.seq] = ticket.id
                self._deadlines.set(ticket.id, self._heard_at[ticket.id] + self._settings.silent_s)
            case TicketState.RESERVED:
                assert ticket.called_at is not None and ticket.reserved_until is not None
                limits = self._settings
                until = ticket.reserved_until + limits.start_s + limits.session_s + limits.stop_s
                self._slots.hold(ticket.id, Holding(ticket.agent_type, ticket.called_at, until))
                self._deadlines.set(ticket.id, ticket.reserved_until)
            case _:  # its session holds the slot, and has its own deadline
                self._slots.release(ticket.id)
                self._deadlines.set(ticket.id, None)
        return [ticket, TicketChanged(ticket.user)]

    def _forget(self, ticket: Ticket) -> list[Output]:
        self._slots.release(ticket.id)
        self._deadlines.set(ticket.id, None)
        del self._tickets[ticket.id], self._heard_at[ticket.id], self._of_user[ticket.user]
        return [Delete(Ticket, ticket.id), TicketChanged(ticket.user)]
