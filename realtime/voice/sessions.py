"""All voice sessions of the process: opened, lost, resumed, ended.

Who asks was authenticated before. A session whose socket was lost without a close frame waits here
RESUME_SECONDS for whoever has its id and its token and is the same user; the token is new at each
start, so a replayed one opens nothing.
"""

import secrets
import uuid
from dataclasses import dataclass
from typing import Protocol

from realtime.agents.base import Agent
from realtime.voice.driver import VoiceDriver
from realtime.voice.events import EndReason, Event, SessionStart
from realtime.voice.session import VoiceSession
from realtime.voice.settings import VoiceSettings
from state.contract import RESUME_SECONDS
from state.errors import NotAuthenticated, ServerStopping

User = str | int | None
"""Who talks, as the token says; None in development mode without one."""


class Client(Protocol):
    """Whoever is at the other end of a session: a socket."""

    def send(self, event: Event) -> None: ...

    def end(self, reason: EndReason) -> None:
        """Tell the client that its session is over for it, and let it go."""
        ...


@dataclass
class _Live:
    driver: VoiceDriver
    user: User
    resume_token: str
    client: Client | None  # None while its socket is lost


class VoiceSessions:
    def __init__(self, settings: VoiceSettings) -> None:
        self._settings = settings
        self._live: dict[str, _Live] = {}
        self._ending: set[VoiceDriver] = set()
        self._is_closed = False

    def __len__(self) -> int:
        return len(self._live)

    def open(self, agent: Agent, client: Client, *, user: User) -> tuple[VoiceDriver, SessionStart]:
        """A new session, and what the client must be told of it first.

        Raises ServerStopping.
        """
        self._check_open()
        session_id = str(uuid.uuid4())
        core = VoiceSession(self._settings)
        driver = VoiceDriver(session_id, core, agent.open_session())
        live = self._live[session_id] = _Live(driver, user, "", client)
        return driver, self._start(client, live, resumed=False)

    def check_resume(self, session_id: str, resume_token: str, *, user: User) -> None:
        """Whether this user may go on with that session.

        Raises NotAuthenticated, the same for a session that is gone and a token that is wrong.
        """
        self._resumable(session_id, resume_token, user)

    def resume(
        self, session_id: str, resume_token: str, client: Client, *, user: User
    ) -> tuple[VoiceDriver, SessionStart]:
        """The session as it was left; a socket that still had it is let go first.

        Raises NotAuthenticated as check_resume does, and ServerStopping.
        """
        self._check_open()
        live = self._resumable(session_id, resume_token, user)
        before, live.client = live.client, None
        if before is not None:
            live.driver.detach()
            before.end("resumed_elsewhere")
        return live.driver, self._start(client, live, resumed=True)

    def lose(self, session_id: str, client: Client) -> None:
        """The client's socket broke without a word; its session waits to be resumed."""
        live = self._live.get(session_id)
        if live is not None and live.client is client:
            live.client = None
            live.driver.detach(then=lambda: self._end(session_id), after_s=RESUME_SECONDS)

    def end(self, session_id: str, client: Client) -> None:
        """The client is done, or was let go. Nothing if another client has the session by now."""
        live = self._live.get(session_id)
        if live is not None and live.client is client:
            self._end(session_id)

    async def close(self) -> None:
        """End all, telling each client; returns when every agent has been let go. For good."""
        self._is_closed = True
        for session_id, live in list(self._live.items()):
            if live.client is not None:
                live.client.end("shutdown")
            self._end(session_id)
        for driver in list(self._ending):
            await driver.ended()

    def _check_open(self) -> None:
        if self._is_closed:
            raise ServerStopping("the server is stopping; connect again in a moment")

    def _start(self, client: Client, live: _Live, *, resumed: bool) -> SessionStart:
        live.client = client
        live.resume_token = secrets.token_urlsafe(32)
        live.driver.attach(client.send)
        return SessionStart(live.driver.session_id, live.resume_token, resumed)

    def _resumable(self, session_id: str, resume_token: str, user: User) -> _Live:
        live = self._live.get(session_id)
        if (
            live is None
            or live.user != user
            or not secrets.compare_digest(live.resume_token.encode(), resume_token.encode())
        ):
            raise NotAuthenticated("this session can't be resumed; open a new one")
        return live

    def _end(self, session_id: str) -> None:
        live = self._live.pop(session_id, None)
        if live is not None:
            self._ending.add(live.driver)
            live.driver.end(then=self._ending.discard)
