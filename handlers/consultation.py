"""/api/consultoria (and /consultoria): the queue and the sessions of avatar consultations.

Existing clients search error texts for "404", so no error but a 404's carries a digit.
"""

import asyncio
import re
from contextlib import suppress
from http import HTTPStatus
from typing import TypeVar

import msgspec
from msgspec import UNSET
from tornado.iostream import StreamClosedError

from handlers.access import User
from handlers.consulted import (
    Alive,
    ConnectBody,
    Connected,
    Ended,
    Fine,
    IceBody,
    InitializeBody,
    Initialized,
    JoinBody,
    Left,
    NotQueued,
    QueueHeartbeat,
    QueueLeft,
    QueueStatus,
    SessionBody,
)
from handlers.documents.operations import Answer, Link, operation
from handlers.endpoint import Access, Endpoint
from handlers.limits.limits import Often
from handlers.rest import EVENT_STREAM, Items, RestEndpoint
from handlers.tickets import IssuedTicket, TicketEndpoint
from realtime.consultation.consultations import Consultations, Signal
from realtime.consultation.views import AgentTypeView, CurrentView, TicketView
from state.contract import (
    LONGEST_STREAM_SECONDS,
    NEAR_THE_FRONT,
    QUEUE_STREAM_HEARTBEAT_SECONDS,
    STREAM_POLL_SECONDS,
)
from state.errors import (
    AgentTypeNotFound,
    AlreadyQueued,
    AvatarFailed,
    AvatarFull,
    AvatarUnavailable,
    BadCandidate,
    BadDescription,
    BadRequest,
    Conflict,
    InCooldown,
    InSession,
    NoReservation,
    NotPermitted,
    QueueFull,
    ServerFull,
    ServerStopping,
    ServiceError,
    SessionNotFound,
    TooManyStreams,
)

B = TypeVar("B")

_THIS_SESSION = {"session_id": "$response.body#/session/id"}
_SESSION_FORM = '{"session_id": text}'
_CONNECT_FORM = '{"session_id": text, "sdp": {"type": "answer", "sdp": text}}'
_ICE_FORM = '{"session_id": text, "candidate": {"candidate": text, …} or null}'


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
    @operation(
        "Join the queue",
        body=JoinBody,
        answers={HTTPStatus.OK: TicketView},
        errors=(
            BadRequest,
            AlreadyQueued,
            InSession,
            InCooldown,
            AgentTypeNotFound,
            QueueFull,
            AvatarUnavailable,
            ServerStopping,
        ),
        links=(
            Link("its place", "GET ../status/"),
            Link("giving it up", "POST ../leave/"),
            Link(
                "the consultation",
                "POST ../../session/initialize/",
                body={"agent_type": "$request.body#/agent_type"},
            ),
        ),
    )
    async def post(self) -> None:
        user, body = self.user(), self.read(JoinBody, '{"agent_type": text}')
        self.spend(Often.USER_JOINS, user.id)
        self.answer(await self._consultations.join(user.id, body.agent_type))


class Status(ConsultationEndpoint):
    @operation(
        "One's place in the queue",
        answers={
            HTTPStatus.OK: TicketView,
            HTTPStatus.NOT_FOUND: Answer(NotQueued, "Who asks isn't queued"),
        },
    )
    async def get(self) -> None:
        ticket = await self._consultations.ticket(self.user().id)
        if ticket is None:
            self.answer(NotQueued(), HTTPStatus.NOT_FOUND)
        else:
            self.answer(ticket)


class Leave(ConsultationEndpoint):
    @operation("Leave the queue", answers={HTTPStatus.OK: Left})
    async def post(self) -> None:
        await self._consultations.leave(self.user().id)
        self.answer(Left())


class QueueStream(ConsultationEndpoint):
    """One's own ticket, as server-sent events: now, and whenever it changes.

    That one is called is told at once. That others left is found as a client would find it that
    polls, near the front each second.
    """

    def initialize(self, *, consultations: Consultations, **shared: Access) -> None:
        super().initialize(consultations=consultations, **shared)
        self._is_gone = False
        self._changed: Signal | None = None

    def head(self, *args: str, **named: str) -> None:
        self._begin()
        self.finish()

    @operation(
        "One's place in the queue, live",
        about="Server-sent events; the frames are in the AsyncAPI document.",
        answers={HTTPStatus.OK: Answer(media_type="text/event-stream")},
        errors=(TooManyStreams, ServerStopping, ServerFull),
        credentials=("token", "ticket"),
    )
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
            user = self.redeemed(ticket, "consultation")
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
                await self._tell(QueueLeft() if ticket is None else QueueStatus(ticket))
            elif loop.time() >= heartbeat_at:
                await self._tell(QueueHeartbeat())
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

    async def _tell(self, frame: QueueStatus | QueueLeft | QueueHeartbeat) -> None:
        self.write(b"data: %b\n\n" % msgspec.json.encode(frame))
        await self.flush()

    def on_connection_close(self) -> None:
        super().on_connection_close()
        self._is_gone = True
        if self._changed is not None:
            self._changed.set()


class QueueTicket(WithoutDigits, TicketEndpoint):
    """For the stream, in place of a token."""

    @operation("A ticket for the stream of one's place", answers={HTTPStatus.OK: IssuedTicket})
    def post(self) -> None:
        self.issue(self.user(), "consultation")


class AgentTypes(ConsultationEndpoint):
    @operation("Who can be consulted", answers={HTTPStatus.OK: Items[AgentTypeView]})
    async def get(self) -> None:
        self.user()
        self.answer_page(await self._consultations.agent_types(), None)


# Sessions


class Current(ConsultationEndpoint):
    @operation("One's session, or cooldown", answers={HTTPStatus.OK: CurrentView})
    async def get(self) -> None:
        self.answer(await self._consultations.current(self.user().id))


class Initialize(ConsultationEndpoint):
    @operation(
        "Begin the consultation one was called for",
        body=InitializeBody,
        answers={HTTPStatus.OK: Initialized},
        errors=(
            BadRequest,
            NoReservation,
            AgentTypeNotFound,
            SessionNotFound,
            AvatarFailed,
            AvatarFull,
            AvatarUnavailable,
            ServerStopping,
        ),
        links=tuple(
            Link(name, f"POST ../{to}/", body=_THIS_SESSION)
            for name, to in (
                ("answering it", "connect"),
                ("a way to it", "ice"),
                ("being there", "heartbeat"),
                ("its end", "terminate"),
            )
        ),
    )
    async def post(self) -> None:
        user, body = self.user(), self.read(InitializeBody, '{"agent_type": text}')
        session, details = await self._consultations.initialize(
            user.id,
            body.agent_type,
            avatar_id=body.avatar_id or "",
            voice_id=body.voice_id or "",
        )
        self.answer({"session": session, "heygen_data": details})


class Connect(ConsultationEndpoint):
    @operation(
        "Answer the provider's offer",
        body=ConnectBody,
        answers={HTTPStatus.OK: Connected},
        errors=(
            BadRequest,
            BadDescription,
            SessionNotFound,
            Conflict,
            AvatarFailed,
            AvatarFull,
            ServerStopping,
        ),
    )
    async def post(self) -> None:
        user, body = self.user(), self.read(ConnectBody, _CONNECT_FORM)
        await self._consultations.connect(user.id, body.session_id, body.sdp)
        self.answer(Connected())


class Ice(ConsultationEndpoint):
    @operation(
        "Add an ICE candidate; null ends them",
        body=IceBody,
        answers={HTTPStatus.OK: Fine},
        errors=(
            BadRequest,
            BadCandidate,
            SessionNotFound,
            AvatarFailed,
            AvatarFull,
            ServerStopping,
        ),
    )
    async def post(self) -> None:
        user, body = self.user(), self.read(IceBody, _ICE_FORM)
        await self._consultations.add_candidate(user.id, body.session_id, body.candidate)
        self.answer(Fine())


class Heartbeat(ConsultationEndpoint):
    @operation(
        "Say that one is still there",
        body=SessionBody,
        answers={HTTPStatus.OK: Alive},
        errors=(BadRequest, NotPermitted, SessionNotFound),
    )
    async def post(self) -> None:
        user, body = self.user(), self.read(SessionBody, _SESSION_FORM)
        ends_in_s = await self._consultations.heartbeat(user.id, body.session_id)
        self.answer(Alive() if ends_in_s is None else Alive(ends_in_ms=round(1_000 * ends_in_s)))


class Terminate(ConsultationEndpoint):
    @operation(
        "End the consultation",
        body=SessionBody,
        answers={HTTPStatus.OK: Ended},
        errors=(BadRequest, SessionNotFound),
    )
    async def post(self) -> None:
        user, body = self.user(), self.read(SessionBody, _SESSION_FORM)
        await self._consultations.terminate(user.id, body.session_id)
        self.answer(Ended())
