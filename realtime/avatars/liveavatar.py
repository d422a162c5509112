"""HeyGen's LiveAvatar in FULL mode as a provider: the vendor hears, thinks, speaks and sends media.

A token makes a session, which costs from its start; media come from a LiveKit room that the page
joins by itself, so connect() only confirms, and candidates mean nothing. What is said is known by
the vendor's transcript alone, and so is that the session is over (following.py).
"""

import asyncio
import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from realtime.avatars.base import (
    Candidate,
    Created,
    Description,
    Opening,
    Part,
    User,
    Wanted,
    Watcher,
)
from realtime.avatars.complaints import Complaint
from realtime.avatars.following import Followed, Following
from realtime.avatars.leaving import Leaving
from realtime.avatars.readiness import Readiness
from realtime.avatars.settings import LiveAvatarSettings
from realtime.avatars.vendor import Call, Pause, Vendor, VendorFailed, VendorFull, Word
from realtime.conversations.conversations import Conversations
from state.contract import VENDOR_CHECK_SECONDS
from state.errors import SessionNotFound

logger = logging.getLogger(__name__)

_SANDBOX_SECONDS = 60
_UNSET = (
    "the agent type {0} has no {1}: set VIVAVOZ_LIVEAVATAR_{2}, or {1} in consultation.agent_types"
)


class _Minted(msgspec.Struct):
    session_id: Word
    session_token: Word


class _Room(msgspec.Struct):
    livekit_url: Word
    livekit_client_token: Word


class _Credits(msgspec.Struct):
    credits_left: str | float


@dataclass(frozen=True)
class _Session:
    """One that goes on."""

    #: What the page needs to come in.
    way_in: Mapping[str, str]
    following: Following


class LiveAvatars:
    name = "liveavatar"
    outlives_restart = True
    answers_itself = True
    idle_limit_s: float | None = 300.0

    def __init__(
        self,
        settings: LiveAvatarSettings,
        conversations: Conversations,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self.language: str = settings.language
        self._settings = settings
        self._conversations = conversations
        self._pause = pause
        self._vendor = Vendor(self.name, settings.base_url, pause, key=settings.api_key)
        self._leaving = Leaving(self._tell_to_stop, pause)
        self._watcher: Watcher | None = None
        self._parts: Sequence[Part] = ()
        self._readiness = Readiness("LiveAvatar", self._what_is_wrong)
        self._sessions: dict[str, _Session] = {}
        self._endings: set[asyncio.Task[None]] = set()

    def watch(self, watcher: Watcher) -> None:
        self._watcher = watcher

    async def open(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        await self._readiness.look()

    async def _what_is_wrong(self) -> str:
        return self._lacking() or await self._check_with_vendor()

    def _lacking(self) -> str:
        settings = self._settings
        for part in self._parts:
            if not (part.avatar_id or settings.avatar_id):
                return _UNSET.format(part.name, "avatar_id", "AVATAR_ID")
            if not (part.context_id or settings.context_id):
                # It would show a face that answers nothing.
                return _UNSET.format(part.name, "context_id", "CONTEXT_ID")
        return ""

    async def _check_with_vendor(self) -> str:
        """What is wrong with the key or what the parts name, as far as can be known now."""
        try:
            async with asyncio.timeout(VENDOR_CHECK_SECONDS):
                await self._vendor.once(Call("GET", "/v1/users/credits", self._key), _Credits)
                refused = await asyncio.gather(*map(self._is_refused, self._parts))
        except VendorFailed as error:
            if error.complaint is Complaint.KEY:
                return "the key is refused: set VIVAVOZ_LIVEAVATAR_API_KEY to one of LiveAvatar's"
            return ""
        except TimeoutError:
            logger.warning("LiveAvatar doesn't answer; sessions may fail")
            return ""
        for part, is_refused in zip(self._parts, refused, strict=True):
            if is_refused:
                return (
                    f"LiveAvatar refuses what the agent type {part.name} is made of (see the log):"
                    " check its avatar_id, voice_id and context_id"
                )
        return ""

    async def _is_refused(self, part: Part) -> bool:
        """Asks for a token, which costs nothing until it is used. Raises VendorFailed."""
        wanted = Wanted(user="", lead_id="", agent="", part=part, language="en", limit_s=60.0)
        call = Call("POST", "/v1/sessions/token", self._key, self._token_body(wanted))
        try:
            await self._vendor.once(call, _Minted)
        except VendorFailed as error:
            if error.complaint in (Complaint.REFUSED, Complaint.GONE):
                return True
            raise
        return False

    def check(self) -> None:
        self._readiness.check()

    @property
    def _key(self) -> dict[str, str]:
        return {"X-API-KEY": self._settings.api_key}

    # Its beginning

    async def create(self, wanted: Wanted) -> Created:
        call = Call("POST", "/v1/sessions/token", self._key, self._token_body(wanted))
        # A token that is never used costs nothing.
        minted = await self._vendor.again(call, _Minted)
        self._leaving.settle(minted.session_id)
        return Created(minted.session_id, minted.session_token)

    def _token_body(self, wanted: Wanted) -> dict[str, Any]:
        settings, part = self._settings, wanted.part
        persona = {
            "voice_id": part.voice_id or settings.voice_id,
            "context_id": part.context_id or settings.context_id,
            "language": (settings.language or wanted.language).partition("-")[0],
        }
        limit_s = math.ceil(wanted.limit_s)
        return {
            "mode": "FULL",
            "avatar_id": part.avatar_id or settings.avatar_id,
            "avatar_persona": {key: value for key, value in persona.items() if value},
            "is_sandbox": settings.sandbox,
            "video_settings": {"quality": settings.quality},
            "max_session_duration": min(limit_s, _SANDBOX_SECONDS) if settings.sandbox else limit_s,
            "interactivity_type": "CONVERSATIONAL",
        }

    async def start(self, created: Created, wanted: Wanted) -> Opening:
        call = Call(
            "POST", "/v1/sessions/start", {"Authorization": f"Bearer {created.session_token}"}
        )
        try:
            room = await self._start(created.session_id, call)
        except VendorFull as error:
            # That start was surely not done, so it isn't sent blindly.
            if error.complaint is not Complaint.FULL or not await self._leaving.make_room():
                raise
            room = await self._start(created.session_id, call)
        way_in = {
            "session_token": created.session_token,
            "livekit_url": room.livekit_url,
            "livekit_token": room.livekit_client_token,
        }
        self._go_on(created.session_id, wanted.user, wanted.lead_id, way_in)
        return Opening(dict(way_in), kept=way_in)

    async def _start(self, session_id: str, call: Call) -> _Room:
        self._leaving.unsettle(session_id)
        try:
            room = await self._vendor.once(call, _Room)
        except VendorFailed as error:
            if error.complaint is not Complaint.BROKEN:
                self._leaving.settle(session_id)
            raise
        self._leaving.settle(session_id)
        return room

    def resume(
        self,
        session_id: str,
        *,
        user: User,
        lead_id: str,
        is_connected: bool,
        kept: Mapping[str, str],
    ) -> None:
        self._leaving.settle(session_id)
        self._go_on(session_id, user, lead_id, kept)

    def _go_on(self, session_id: str, user: User, lead_id: str, way_in: Mapping[str, str]) -> None:
        assert self._watcher is not None, "watch() comes first"
        followed = Followed(
            self._vendor, self._conversations, session_id, user=user, lead_id=lead_id
        )
        following = Following(followed, self._vendor, self._key, self._watcher, self._pause)
        self._sessions[session_id] = _Session(way_in, following)

    # Under way

    async def renew(self, session_id: str) -> Opening:
        """The room takes the same token again, and puts out whoever has it."""
        return Opening(dict(self._way_in(session_id)))

    async def connect(self, session_id: str, answer: Description | None) -> None:
        """The page joins the room by itself."""
        self._way_in(session_id)

    async def add_candidate(self, session_id: str, candidate: Candidate | None) -> None:
        self._way_in(session_id)

    def _way_in(self, session_id: str) -> Mapping[str, str]:
        if session_id not in self._sessions:
            raise SessionNotFound("there is no such avatar session")
        return self._sessions[session_id].way_in

    async def keep_alive(self, session_id: str) -> None:
        call = Call("POST", "/v1/sessions/keep-alive", self._key, {"session_id": session_id})
        await self._vendor.again(call, object)

    # Its end

    async def stop(self, session_id: str) -> None:
        try:
            await self._leaving.stop(session_id)
        finally:
            self._let_go(session_id)

    def _let_go(self, session_id: str) -> None:
        """Its visitor is gone, whatever became of its stop."""
        session = self._sessions.pop(session_id, None)
        if session is not None:
            ending = asyncio.create_task(session.following.end())
            self._endings.add(ending)
            ending.add_done_callback(self._endings.discard)

    async def _tell_to_stop(self, session_id: str) -> None:
        body = {"session_id": session_id, "reason": "USER_CLOSED"}
        await self._vendor.again(Call("POST", "/v1/sessions/stop", self._key, body), object)

    async def close(self) -> None:
        await self._readiness.close()
        if self._endings:
            await asyncio.wait(self._endings, timeout=VENDOR_CHECK_SECONDS)
        for ending in self._endings:
            ending.cancel()
        if self._endings:
            await asyncio.wait(self._endings)
        await asyncio.gather(*(each.following.close() for each in self._sessions.values()))
        self._vendor.close()
