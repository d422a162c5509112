"""The embedded avatar as a provider: sessions by SDP, media by this process.

Needs the optional extra `avatar`; a server without it runs, and says what to install when an avatar
is asked for. Its packages take a third of a second to import, in a thread or not the loop waits, so
that is done before anybody is served. Everything that needs them is behind studio.py.
"""

import asyncio
import importlib
import logging
import secrets
import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from realtime.agents.base import Directory, Json
from realtime.avatars.base import (
    Candidate,
    Created,
    Description,
    Ending,
    Opening,
    Part,
    User,
    Wanted,
    Watcher,
)
from realtime.avatars.settings import AvatarsSettings
from realtime.voice.sessions import VoiceSessions
from state.errors import (
    AvatarFailed,
    AvatarFull,
    AvatarUnavailable,
    BadDescription,
    ServiceError,
    SessionNotFound,
)

if TYPE_CHECKING:
    from realtime.avatars.local.studio import Studio
    from realtime.avatars.local.visit import Visit

logger = logging.getLogger(__name__)

_INSTALL = "the embedded avatar needs more packages: pip install 'vivavoz[avatar]'"


class LocalAvatars:
    name = "local"
    outlives_restart = False
    answers_itself = False
    language = ""
    idle_limit_s: float | None = None

    def __init__(
        self, settings: AvatarsSettings, sessions: VoiceSessions, directory: Directory
    ) -> None:
        self._settings = settings
        self._sessions = sessions
        self._directory = directory
        self._watcher: Watcher | None = None
        self._studio: Studio | None = None
        # None until it is started.
        self._here: dict[str, Visit | None] = {}
        self._stopping: set[asyncio.Task[None]] = set()
        self._is_closed = False

    def watch(self, watcher: Watcher) -> None:
        self._watcher = watcher

    async def open(self, parts: Sequence[Part]) -> None:
        """Import what it needs, if it is there."""
        try:
            module = "realtime.avatars.local.studio"
            studio = await asyncio.to_thread(importlib.import_module, module)
        except (ImportError, OSError) as error:
            logger.info("no embedded avatar: %s", error)
        else:
            self._studio = studio.Studio(self._settings)

    def check(self) -> None:
        self._open_studio()

    def _open_studio(self) -> "Studio":
        if self._studio is None:
            raise AvatarUnavailable(_INSTALL)
        return self._studio

    async def create(self, wanted: Wanted) -> Created:
        self.check()
        if len(self._here) >= self._settings.most_sessions or self._is_closed:
            raise AvatarFull("all avatars are talking; try again in a moment")
        created = Created(str(uuid.uuid4()), secrets.token_urlsafe(32))
        self._here[created.session_id] = None
        return created

    async def start(self, created: Created, wanted: Wanted) -> Opening:
        assert self._find(created.session_id) is None, "a session is started once"
        assert self._watcher is not None, "watch() comes first"
        studio = self._open_studio()
        try:
            self._sessions.check_open()
            self._sessions.check_lead(wanted.lead_id, user=wanted.user, reach=None)
            agent = self._directory.get(wanted.agent)
        except ServiceError as refusal:
            raise AvatarFailed(f"the avatar has no voice: {refusal}") from refusal
        self._find(created.session_id)  # it may have been stopped meanwhile
        visit = studio.visit(created.session_id, wanted, agent, self._sessions, self)
        self._here[created.session_id] = visit
        return await self._opening(visit)

    def resume(
        self,
        session_id: str,
        *,
        user: User,
        lead_id: str,
        is_connected: bool,
        kept: Mapping[str, str],
    ) -> None:
        raise AssertionError("its sessions end with the server")

    async def renew(self, session_id: str) -> Opening:
        return await self._opening(self._visit(session_id))

    async def _opening(self, visit: "Visit") -> Opening:
        offer = await visit.offer()
        servers: list[Json] = [{"urls": [url]} for url in self._settings.stun]
        return Opening({"sdp": {"type": "offer", "sdp": offer}, "ice_servers": servers})

    async def connect(self, session_id: str, answer: Description | None) -> None:
        if answer is None:
            raise BadDescription("the offer needs an answer: send sdp")
        await self._visit(session_id).connect(answer)

    async def add_candidate(self, session_id: str, candidate: Candidate | None) -> None:
        await self._visit(session_id).add_candidate(candidate)

    async def keep_alive(self, session_id: str) -> None:
        """Nothing is billed, so nothing lapses."""

    async def stop(self, session_id: str) -> None:
        await self._stop(session_id, "ended")

    async def _stop(self, session_id: str, end_reason: str) -> None:
        visit = self._here.get(session_id)
        if visit is not None:
            await visit.stop(end_reason)
        self._here.pop(session_id, None)

    async def close(self) -> None:
        self._is_closed = True
        await asyncio.gather(*(self._stop(each, "shutdown") for each in tuple(self._here)))
        if self._stopping:
            await asyncio.wait(self._stopping)
        if self._studio is not None:
            await asyncio.to_thread(self._studio.close)

    # From visits

    def came(self, session_id: str) -> None:
        assert self._watcher is not None, "watch() comes first"
        self._watcher.came(session_id)

    def lost(self, session_id: str) -> None:
        assert self._watcher is not None, "watch() comes first"
        self._watcher.lost(session_id)

    def ended(self, session_id: str) -> None:
        assert self._watcher is not None, "watch() comes first"
        self._watcher.ended(session_id, Ending.AGENT_DONE)

    def died(self, session_id: str, reason: str) -> None:
        if session_id not in self._here or self._is_closed:
            return
        stopping = asyncio.create_task(self._stop(session_id, "ended"))
        self._stopping.add(stopping)
        stopping.add_done_callback(self._stopping.discard)
        assert self._watcher is not None, "watch() comes first"
        self._watcher.died(session_id, reason)

    def _find(self, session_id: str) -> "Visit | None":
        if session_id not in self._here:
            raise SessionNotFound("there is no such avatar session")
        return self._here[session_id]

    def _visit(self, session_id: str) -> "Visit":
        visit = self._find(session_id)
        if visit is None or visit.is_over:
            raise SessionNotFound("there is no such avatar session")
        return visit
