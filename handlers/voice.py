"""/ws/voice-chat: the voice socket.

Text frames carry the messages of realtime/voice/messages.py; binary frames, once asked for, raw
PCM16. All credentials are checked before the upgrade, so a refusal is an HTTP answer.
"""

import logging
from collections.abc import Awaitable
from http import HTTPStatus
from typing import Any, NamedTuple, assert_never

from tornado.escape import utf8
from tornado.iostream import IOStream, StreamBufferFullError
from tornado.websocket import (
    WebSocketClosedError,
    WebSocketHandler,
    WebSocketProtocol,
    WebSocketProtocol13,
)

from handlers.access import User
from handlers.documents.operations import Parameter, operation
from handlers.endpoint import Access, Endpoint
from handlers.errors import UNKNOWN, wire_of
from handlers.leads import lead_of, reach_of
from handlers.limits.line import Line
from handlers.websocket import VERSION, VoiceProtocol, check_handshake
from realtime.agents.base import Directory
from realtime.conversations.selection import EVERYTHING
from realtime.roleplay.calls import Calls
from realtime.voice import messages, metrics
from realtime.voice.driver import VoiceDriver
from realtime.voice.events import (
    AudioResponse,
    Configured,
    EndReason,
    Event,
    Pong,
    Problem,
    SessionEnd,
    SessionStart,
)
from realtime.voice.sessions import VoiceSessions
from state.contract import (
    MAX_MESSAGE_BYTES,
    OUTBOX_BYTES,
    CloseCode,
)
from state.errors import (
    AgentNotFound,
    BadMessage,
    BadRequest,
    MethodNotAllowed,
    NotAuthenticated,
    NotPermitted,
    RolePlayNotFound,
    ServerFull,
    ServerStopping,
    ServiceError,
    StoreBusy,
    StoreFailed,
    UpgradeRequired,
)

logger = logging.getLogger(__name__)

#: Tornado closes the connection without a word above its own limit; ours answers first.
HARD_MESSAGE_LIMIT = 2 * MAX_MESSAGE_BYTES
#: What the ping that follows session_start says.
_STARTED = b"started"
#: Room kept in a full outbox for the frame that says why the socket closes.
_LAST_WORDS_BYTES = 1_024

CLOSE_CODES: dict[EndReason, CloseCode] = {
    "shutdown": CloseCode.SERVICE_RESTART,
    "slow_reader": CloseCode.TRY_AGAIN_LATER,
    "message_too_big": CloseCode.MESSAGE_TOO_BIG,
    "resumed_elsewhere": CloseCode.RESUMED_ELSEWHERE,
    "ended_by_agent": CloseCode.NORMAL,
    "time_limit": CloseCode.NORMAL,
}


class _Link(NamedTuple):
    """Who may begin a practice call, and of which role play."""

    user: User
    role_play_id: int


class VoiceSocket(Endpoint, WebSocketHandler):
    is_socket = True

    def initialize(
        self, *, directory: Directory, sessions: VoiceSessions, calls: Calls, **shared: Access
    ) -> None:
        super().initialize(**shared)
        self._directory = directory
        self._sessions = sessions
        self._calls = calls
        self._protocol: VoiceProtocol | None = None
        self._driver: VoiceDriver | None = None
        self._link: _Link | None = None
        self._resume = ("", "")
        self._is_started = False
        self._sends_binary = False
        self._is_over = False

    def check_origin(self, origin: str) -> bool:
        return True  # prepare() has done it, by this server's own rule

    def prepare(self) -> None:
        super().prepare()
        if self.request.method != "GET":
            raise MethodNotAllowed("a WebSocket is opened with GET")
        if self.request.headers.get("Upgrade", "").lower() != "websocket":
            raise UpgradeRequired("this endpoint speaks WebSocket; open /test to try it")
        self._resume = (
            self.get_query_argument("session_id", ""),
            self.get_query_argument("resume_token", ""),
        )
        if not any(self._resume):
            self._sessions.check_open()
        # Used up when all is well: whoever is refused may come again with it.
        link, ticket = (self.get_query_argument(name, None) for name in ("link", "ticket"))
        if link is not None:
            self._check_call(link)
            self.redeemed(link, "call")
            return
        self._check_caller(self._caller(ticket))
        if ticket is not None:
            self.redeemed(ticket, "voice")

    def _check_call(self, link: str) -> None:
        self.check_guesses()
        user, about = self.access.tickets.look_at(link, "call", now=self.access.wall_clock())
        self._link = _Link(user, int(about))
        self._calls.check(self._link.role_play_id)
        self._find_line(user.id)

    def _check_caller(self, caller: User | None) -> None:
        self._user = None if caller is None else caller.id
        self._agent = self._directory.get(self.get_query_argument("agent", None))
        if any(self._resume):
            reach = EVERYTHING if caller is None else caller.reach
            self._sessions.check_resume(*self._resume, user=self._user, reach=reach)
        else:
            self._lead_id = lead_of(caller, self.get_query_argument("lead_id", None))
            self._reach = reach_of(caller, self._lead_id)
            if self._lead_id is not None:
                self._sessions.check_lead(self._lead_id, user=self._user, reach=self._reach)
        self._find_line(self._user)

    def _find_line(self, user: str | int | None) -> None:
        """Raises BadRequest, UpgradeRequired, ServerFull, TooManyRequests."""
        check_handshake(self.request.headers)
        self._line = Line(self.access.limits, user, self.address, clock=self.steady_clock)
        if any(self._resume) and self._link is None:
            before = self._sessions.client_of(self._resume[0])
            self._line.check_resume(before._line if isinstance(before, VoiceSocket) else None)
        else:
            sessions = self._sessions
            self._line.check(beside=len(sessions), of_user=sessions.count_of(user))

    def _caller(self, ticket: str | None) -> User | None:
        if ticket is not None:
            self.check_guesses()
            return self.access.tickets.look_at(ticket, "voice", now=self.access.wall_clock())[0]
        user = self.user_if_any()
        if user is None and not self.access.development:
            raise NotAuthenticated("send a bearer token, or a ticket: POST /ws/voice-chat/ticket")
        return user

    @operation(
        "The voice socket",
        about="Opened as a WebSocket; its messages are in the AsyncAPI document.",
        answers={HTTPStatus.SWITCHING_PROTOCOLS: None},
        errors=(
            UpgradeRequired,
            BadRequest,
            NotPermitted,
            AgentNotFound,
            RolePlayNotFound,
            ServerStopping,
            ServerFull,
            StoreFailed,
            StoreBusy,
        ),
        query=(
            Parameter("agent", "who answers, by name; `silent` answers nothing"),
            Parameter("lead_id", "whose conversation it is"),
            Parameter("session_id", "a session to resume, with its resume_token"),
            Parameter("resume_token", "as session_start told it"),
        ),
        credentials=("token", "ticket", "link"),
        is_open_in_development=True,
    )
    async def get(self) -> None:
        await WebSocketHandler.get(self)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        self.set_header("Sec-WebSocket-Version", VERSION)
        super().write_error(status_code, **kwargs)

    def get_websocket_protocol(self) -> WebSocketProtocol | None:
        plain = super().get_websocket_protocol()
        if not isinstance(plain, WebSocketProtocol13):
            return plain
        self._protocol = VoiceProtocol(self, False, plain.params)
        self._protocol.pace = self._line.pause_after
        return self._protocol

    def open(self, *args: str, **kwargs: str) -> None:
        self.set_nodelay(True)
        self._stream.max_write_buffer_size = OUTBOX_BYTES
        self._line.take()
        try:
            if self._link is not None:
                user = self._link.user
                self._driver = self._calls.begin(
                    self._link.role_play_id, self, user=user.id, user_name=user.name
                )
            elif any(self._resume):
                self._driver = self._sessions.resume(*self._resume, self, user=self._user)
                self._calls.go_on(self._driver)
            else:
                self._driver = self._sessions.open(
                    self._agent, self, user=self._user, lead_id=self._lead_id, reach=self._reach
                )
        except ServiceError:
            # What prepare() allowed is gone since: the server stops, or somebody resumed it first.
            self.close(CloseCode.SERVICE_RESTART)

    @property
    def _stream(self) -> IOStream:
        assert self._protocol is not None and self._protocol.stream is not None, "not open"
        return self._protocol.stream

    @property
    def _session(self) -> VoiceDriver:
        assert self._driver is not None, "open() comes first"
        return self._driver

    # From the client

    def on_message(self, message: str | bytes) -> Awaitable[None] | None:
        """Returns something to await when the message is long; the next one waits for it."""
        if self._is_over or self._driver is None:
            return None
        if len(message) * 4 > MAX_MESSAGE_BYTES and len(utf8(message)) > MAX_MESSAGE_BYTES:
            self._let_go("message_too_big")
            return None
        try:
            return self._take(message)
        except Exception as error:
            self._refuse(error)
        return None

    def _refuse(self, error: Exception) -> None:
        if not isinstance(error, ServiceError):
            session_id = self._session.session_id
            logger.error("session %s: a message broke the handler", session_id, exc_info=error)
            error = UNKNOWN
        self._line.note_error()
        self._session.tell(Problem(error))

    def _take(self, message: str | bytes) -> Awaitable[None] | None:
        if isinstance(message, bytes):
            return self._hear(self._binary_audio(message))
        decoded = messages.decode(message, session_id=self._session.session_id)
        if isinstance(decoded, messages.AudioChunk):
            return self._hear(messages.decode_audio(decoded.data.audio))
        self._perform(decoded)
        return None

    def _binary_audio(self, message: bytes) -> bytes:
        if not self._session.sends_binary_audio:
            raise BadMessage("binary frames need configure with binary_audio: true first")
        return messages.check_audio(message)

    def _hear(self, pcm: bytes) -> Awaitable[None] | None:
        if self._session.is_long(pcm):
            return self._hear_long(pcm)
        self._session.receive(pcm)
        return None

    async def _hear_long(self, pcm: bytes) -> None:
        try:
            await self._session.receive_long(pcm)
        except Exception as error:
            self._refuse(error)

    def _perform(self, message: messages.Message) -> None:
        session = self._session
        match message:
            case messages.StartSpeaking():
                session.start_speaking()
            case messages.StopSpeaking() | messages.EndOfSpeech():
                session.stop_speaking()
            case messages.BargeIn():
                session.barge_in()
            case messages.Text():
                self._line.check_text()
                session.read(message.data.text)
            case messages.Configure():
                session.configure(message.data)
            case messages.Ping():
                session.tell(Pong())
            case messages.AudioChunk():
                raise AssertionError("audio takes the short way, in _take")
            case _:
                assert_never(message)

    def on_pong(self, data: bytes) -> None:
        if data == _STARTED and self._driver is not None:
            self._sessions.confirm(self._driver.session_id, self)

    def on_close(self) -> None:
        self._line.leave()
        was_ended = self._protocol is not None and self._protocol.was_ended
        # It has this handler: neither should wait for the collector, which holds the loop.
        self._protocol = None
        if self._driver is None:
            return
        # A page that is reloaded in a practice call goes on with it; other sessions begin anew.
        is_reloaded = self._driver.companion is not None and self.close_code == CloseCode.GOING_AWAY
        if self._is_over or (was_ended and not is_reloaded):
            self._sessions.end(self._driver.session_id, self)
        else:
            self._sessions.lose(self._driver.session_id, self)

    # To the client

    def send(self, event: Event) -> None:
        """One event; a client that reads too slowly for it is let go."""
        if not self._is_started and not self._start(event):
            return
        try:
            if isinstance(event, AudioResponse) and self._sends_binary:
                self.write_message(event.audio, binary=True)
            else:
                self.write_message(self._encode(event))
        except WebSocketClosedError:
            return  # on_close follows
        except StreamBufferFullError:
            self._let_go("slow_reader")
            return
        if isinstance(event, Configured):
            self._sends_binary = event.binary_audio  # from the next one on
        elif isinstance(event, SessionStart):
            # Sent after it, so whoever answers has read it.
            self.ping(_STARTED)

    def _start(self, event: Event) -> bool:
        """Whether `event` is the session's start; nothing may come before it."""
        self._is_started = isinstance(event, SessionStart)
        if self._is_started:
            self._sends_binary = self._session.sends_binary_audio
        else:
            # It couldn't be saved. What there was of it before can be resumed.
            self._is_over = True
            self.close(CloseCode.SERVICE_RESTART)
            leave = self._sessions.lose if any(self._resume) else self._sessions.end
            leave(self._session.session_id, self)
        return self._is_started

    def _encode(self, event: Event) -> bytes:
        session_id, now = self._session.session_id, self.access.wall_clock()
        if not isinstance(event, Problem):
            return messages.encode(event, session_id=session_id, timestamp=now)
        wire = wire_of(event.error)
        metrics.ERRORS.labels(wire.code).inc()
        return messages.encode_error(wire.voice, event.error, session_id=session_id, timestamp=now)

    def end(self, reason: EndReason) -> None:
        """Say that the session is over here, and close."""
        if self._is_over:
            return
        self._is_over = True
        if reason == "resumed_elsewhere":  # its place is the other's, however long this one hangs
            self._line.leave()
        metrics.LET_GO.labels(reason).inc()
        self._stream.max_write_buffer_size = OUTBOX_BYTES + _LAST_WORDS_BYTES
        if self._is_started:
            self.send(SessionEnd(reason))
        self.close(CLOSE_CODES[reason], reason)

    def _let_go(self, reason: EndReason) -> None:
        self.end(reason)
        self._sessions.end(self._session.session_id, self, "lost")
