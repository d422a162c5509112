"""/api/consultoria (and /consultoria): the queue and the sessions of avatar consultations.

Existing clients search error texts for "404", so no error but a 404's carries a digit.
"""

import asyncio
import re
from contextlib import suppress
from http import HTTPStatus
from typing import Annotated, TypeVar

import msgspec
from msgspec import UNSET
from tornado.iostream import StreamClosedError

from handlers.access import User
from handlers.endpoint import Access, Endpoint
from handlers.limits import Often
from handlers.rest import EVENT_STREAM, RestEndpoint
from handlers.tickets import Ticket
from realtime.avatars.base import Candidate, Description
from realtime.consultation.consultations import Consultations, Signal
from realtime.consultation.views import TicketView
from state.contract import (
    LONGEST_STREAM_SECONDS,
    NEAR_THE_FRONT,
    QUEUE_STREAM_HEARTBEAT_SECONDS,
    STREAM_POLL_SECONDS,
)
from state.errors import BadRequest, ServiceError

B = TypeVar("B")

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class _Join(msgspec.Struct, frozen=True):
    agent_type: _Text


class _Initialize(msgspec.Struct, frozen=True):
    agent_type: _Text
    avatar_id: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    voice_id: Annotated[str, msgspec.Meta(max_length=200)] | None = None


class _Session(msgspec.Struct, frozen=True):
    session_id: _Text


class _Connect(_Session, frozen=True):
    sdp: Description | None = None


class _Ice(_Session, frozen=True):
    candidate: Candidate | None = None


_SESSION_FORM = '{"session_id": text}'
_CONNECT_FORM = '{"session_id": text, "sdp": {"type": "answer", "sdp": text}}'
_ICE_FORM = '{"session_id": text, "candidate": {"candidate": text, …} or null}'
_NOT_QUEUED = {"status": "not_queued"}


class WithoutDigits(Endpoint):
    """Its errors' texts carry none, but a 404's."""

    def wording(self, error: ServiceError, status: HTTPStatus) -> str:
        text = super().wording(error, status)
        return text if status is HTTPStatus.NOT_FOUND else re.sub(r"\d+", "…", text)


class ConsultationEndpoint(WithoutDigits, RestEndpoint):
    """What all of them share."""

    def initialize(self, *, consultations: Consultations, **shared: Access) -> None:
        super().initialize(**shared)
        self._consultations = consultations

    def read(self, kind: type[B], form: str) -> B:
        """The body; `form` says what it should be. Raises BadRequest, BodyTooLarge."""
        try:
            return self.body(kind)
        except BadRequest as error:
            raise BadRequest(f"the body must be JSON: {form}") from error


# The queue


class Join(ConsultationEndpoint):
    async def post(self) -> None:
        user, body = self.user(), self.read(_Join, '{"agent_type": text}')
        self.spend(Often.USER_JOINS, user.id)
        self.answer(await self._consultations.join(user.id, body.agent_type))


class Status(ConsultationEndpoint):
    async def get(self) -> None:
        ticket = await self._consultations.ticket(self.user().id)
        if ticket is None:
            self.answer(_NOT_QUEUED, HTTPStatus.NOT_FOUND)
        else:
            self.answer(ticket)


class Leave(ConsultationEndpoint):
    async def post(self) -> None:
        await self._consultations.leave(self.user().id)
        self.answer({"status": "cancelled"})


class QueueStream(ConsultationEndpoint):
    """One's own ticket, as server-sent events: now, and whenever it changes.

    That one is called is told at once. That others left is found as a client would find it that
    polls, near the front each second.
    """

    def initialize(self, *, consultations: Consultations, **shared: Access) -> None:
        super().initialize(consultations=consultations, **shared)
        self._is_gone = False
        self._changed: Signal | None = None

    def head(self, *args: str) -> None:
        self._begin()
        self.finish()

    async def get(self) -> None:
        user = self._begin()
        with self._consultations.following(user.id) as changed, suppress(StreamClosedError):
            self._changed = changed
            await self._follow(user, changed)

    def _begin(self) -> User:
        """Who follows. Raises NotAuthenticated."""
        ticket = self.get_query_argument("ticket", None)
        if ticket is None:
            user = self.user()
        else:
            now = self.access.wall_clock()
            user = self.access.tickets.redeem(ticket, "consultation", now=now)
        for name, value in EVENT_STREAM.items():
            self.set_header(name, value)
        return user

    async def _follow(self, user: User, changed: Signal) -> None:
        loop, is_told, told = asyncio.get_running_loop(), False, None
        left_s = min(user.expires_at - self.access.wall_clock(), LONGEST_STREAM_SECONDS)
        ends_at = loop.time() + left_s
        heartbeat_at = loop.time() + QUEUE_STREAM_HEARTBEAT_SECONDS
        while loop.time() < ends_at and not (self._is_gone or self._consultations.is_closed):
            changed.clear()
            ticket = await self._consultations.ticket(user.id)
            news = None if ticket is None else msgspec.structs.replace(ticket, expires_in=UNSET)
            if not is_told or news != told:
                await self._tell("queue_status", ticket or _NOT_QUEUED)
            elif loop.time() >= heartbeat_at:
                await self._tell("heartbeat", {})
                heartbeat_at = loop.time() + QUEUE_STREAM_HEARTBEAT_SECONDS
            is_told, told = True, news
            after_s = min(heartbeat_at, ends_at) - loop.time()
            if ticket is not None:
                near = ticket.position <= NEAR_THE_FRONT
                poll_s = STREAM_POLL_SECONDS if near else ticket.poll_after_ms / 1000
                after_s = min(after_s, poll_s)
            with suppress(TimeoutError):
                async with asyncio.timeout(after_s):
                    await changed.wait()

    async def _tell(self, kind: str, data: TicketView | dict[str, str]) -> None:
        frame = msgspec.json.encode({"type": kind, "data": data})
        self.write(b"data: %b\n\n" % frame)
        await self.flush()

    def on_connection_close(self) -> None:
        self._is_gone = True
        if self._changed is not None:
            self._changed.set()


class QueueTicket(WithoutDigits, Ticket):
    """For the stream, in place of a token."""


class AgentTypes(ConsultationEndpoint):
    async def get(self) -> None:
        self.user()
        self.answer_page(await self._consultations.agent_types(), None)


# Sessions


class Current(ConsultationEndpoint):
    async def get(self) -> None:
        self.answer(await self._consultations.current(self.user().id))


class Initialize(ConsultationEndpoint):
    async def post(self) -> None:
        user, body = self.user(), self.read(_Initialize, '{"agent_type": text}')
        session, details = await self._consultations.initialize(
            user.id,
            body.agent_type,
            avatar_id=body.avatar_id or "",
            voice_id=body.voice_id or "",
        )
        self.answer({"session": session, "heygen_data": details})


class Connect(ConsultationEndpoint):
    async def post(self) -> None:
        user, body = self.user(), self.read(_Connect, _CONNECT_FORM)
        await self._consultations.connect(user.id, body.session_id, body.sdp)
        self.answer({"status": "connected"})


class Ice(ConsultationEndpoint):
    async def post(self) -> None:
        user, body = self.user(), self.read(_Ice, _ICE_FORM)
        await self._consultations.add_candidate(user.id, body.session_id, body.candidate)
        self.answer({"status": "ok"})


class Heartbeat(ConsultationEndpoint):
    async def post(self) -> None:
        user, body = self.user(), self.read(_Session, _SESSION_FORM)
        await self._consultations.heartbeat(user.id, body.session_id)
        self.answer({"status": "ok"})


class Terminate(ConsultationEndpoint):
    async def post(self) -> None:
        user, body = self.user(), self.read(_Session, _SESSION_FORM)
        await self._consultations.terminate(user.id, body.session_id)
        self.answer({"status": "ended"})
