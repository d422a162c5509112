"""HeyGen's Streaming API, v1, as a provider: sessions by SDP, and the vendor's media.

`streaming.new` makes the offer, and the session costs from then on: of one that was made while this
server was killed nobody knows, and the vendor's idle limit ends it. `streaming.start` brings the
visitor's answer, once. There is one offer a session, so a page that was reloaded can't come back
into it, and the session is given up. What is said in it nobody tells us.

The token that made a session is spent by that, and is the visitor's; we ask with the key.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec

from realtime.agents.base import Json
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
from realtime.avatars.leaving import Leaving
from realtime.avatars.readiness import Readiness
from realtime.avatars.settings import HeyGenStreamingSettings
from realtime.avatars.vendor import Call, Pause, Vendor, VendorFailed, VendorFull, VendorGone, Word
from state.contract import VENDOR_CHECK_SECONDS
from state.errors import (
    AvatarFailed,
    BadCandidate,
    BadDescription,
    Conflict,
    SessionNotFound,
)

logger = logging.getLogger(__name__)


#: Of all avatars there are; nobody is served yet who would wait.
_MOST_LISTED_BYTES = 4_194_304


class _Token(msgspec.Struct):
    token: Word


class _Sdp(msgspec.Struct):
    sdp: str
    type: Literal["offer"]


class _IceServer(msgspec.Struct, omit_defaults=True):
    urls: str | list[str]
    username: str | None = None
    credential: str | None = None


class _New(msgspec.Struct):
    """It costs once it has a name, whatever else it has."""

    session_id: Word
    sdp: object = None
    ice_servers2: object = None
    ice_servers: object = None


class _Offer(msgspec.Struct):
    sdp: _Sdp
    ice_servers2: list[_IceServer] | None = None
    ice_servers: list[str] | None = None

    @property
    def opening(self) -> dict[str, Json]:
        servers = self.ice_servers2
        if servers is None:
            servers = [_IceServer([url]) for url in self.ice_servers or ()]
        return {
            "sdp": {"type": "offer", "sdp": self.sdp.sdp},
            "ice_servers": msgspec.to_builtins(servers),
        }


class _Avatar(msgspec.Struct):
    avatar_id: str


class _Session:
    """One that goes on. Of one that was resumed the offer is gone; it was answered, or never is."""

    def __init__(self, opening: Mapping[str, Json] | None, *, is_answered: bool = False) -> None:
        self.is_answered = is_answered
        self.opening = opening
        self.answer: str | None = None
        self.answering: asyncio.Task[None] | None = None


class HeyGenStreaming:
    name = "heygen_streaming"
    outlives_restart = True
    answers_itself = True

    def __init__(self, settings: HeyGenStreamingSettings, pause: Pause = asyncio.sleep) -> None:
        self.idle_limit_s: float | None = settings.idle_limit_s
        self.language: str = settings.language
        self._settings = settings
        self._vendor = Vendor(self.name, settings.base_url, pause, key=settings.api_key)
        self._leaving = Leaving(self._tell_to_stop, pause)
        self._watcher: Watcher | None = None
        self._parts: Sequence[Part] = ()
        self._readiness = Readiness("HeyGen streaming", self._what_is_wrong)
        self._sessions: dict[str, _Session] = {}

    def watch(self, watcher: Watcher) -> None:
        self._watcher = watcher

    async def open(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        await self._readiness.look()

    async def _what_is_wrong(self) -> str:
        without = [part.name for part in self._parts if not self._avatar_of(part)]
        if without:
            return (
                f"the agent type {without[0]} has no avatar_id: set"
                " VIVAVOZ_HEYGEN_STREAMING_AVATAR_ID, or avatar_id in consultation.agent_types"
            )
        return await self._check_with_vendor()

    async def _check_with_vendor(self) -> str:
        """What is wrong with key or avatars, as far as can be known now."""
        try:
            async with asyncio.timeout(VENDOR_CHECK_SECONDS):
                known = await self._list_avatars()
        except VendorFailed as error:
            if error.complaint is Complaint.KEY:
                return "the key is refused: set VIVAVOZ_HEYGEN_STREAMING_API_KEY to one of HeyGen's"
            return ""
        except TimeoutError:
            logger.warning("HeyGen doesn't answer; sessions may fail")
            return ""
        unknown = [part.name for part in self._parts if self._avatar_of(part) not in known]
        if not unknown:
            return ""
        return (
            f"HeyGen has no such avatar for streaming as the agent type {unknown[0]} names: set"
            " VIVAVOZ_HEYGEN_STREAMING_AVATAR_ID, or avatar_id in consultation.agent_types"
        )

    async def _list_avatars(self) -> set[str]:
        settings = self._settings
        vendor = Vendor(
            self.name, settings.base_url, key=settings.api_key, most_bytes=_MOST_LISTED_BYTES
        )
        try:
            call = Call("GET", "/v1/streaming/avatar.list", self._key)
            return {each.avatar_id for each in await vendor.once(call, list[_Avatar])}
        finally:
            vendor.close()

    def check(self) -> None:
        self._readiness.check()

    @property
    def _key(self) -> dict[str, str]:
        return {"X-Api-Key": self._settings.api_key}

    def _avatar_of(self, part: Part) -> str:
        return part.avatar_id or self._settings.avatar_id

    # Its beginning

    async def create(self, wanted: Wanted) -> Created:
        try:
            return await self._create(wanted)
        except VendorFull as error:
            # Nothing was made, so it isn't asked again blindly.
            if error.complaint is not Complaint.FULL or not await self._leaving.make_room():
                raise
        return await self._create(wanted)

    async def _create(self, wanted: Wanted) -> Created:
        minting = Call("POST", "/v1/streaming.create_token", self._key)
        token = (await self._vendor.again(minting, _Token)).token
        headers = {"Authorization": f"Bearer {token}"}
        new = await self._vendor.once(
            Call("POST", "/v1/streaming.new", headers, self._new_body(wanted)), _New
        )
        self._leaving.settle(new.session_id)
        try:
            opening = msgspec.convert(new, _Offer, from_attributes=True).opening
        except msgspec.ValidationError:
            opening = None  # it is known, at least, and start() has it stopped
        self._sessions[new.session_id] = _Session(opening)
        return Created(new.session_id, token)

    def _new_body(self, wanted: Wanted) -> dict[str, Any]:
        settings, part = self._settings, wanted.part
        voice_id = part.voice_id or settings.voice_id
        wishes = {
            "avatar_id": self._avatar_of(part),
            "quality": settings.quality,
            "voice": {"voice_id": voice_id} if voice_id else None,
            "knowledge_base_id": part.context_id or settings.context_id,
            "language": (settings.language or wanted.language).partition("-")[0],
            "video_encoding": "VP8",
            "activity_idle_timeout": settings.idle_limit_s,
        }
        return {key: value for key, value in wishes.items() if value}

    async def start(self, created: Created, wanted: Wanted) -> Opening:
        """It costs already."""
        opening = self._session(created.session_id).opening
        if opening is None:
            logger.warning("HeyGen made session %s without an offer", created.session_id)
            raise AvatarFailed("the avatar's provider answered nonsense; try again")
        return Opening(opening)

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
        self._sessions[session_id] = _Session(None, is_answered=is_connected)

    # Under way

    async def renew(self, session_id: str) -> Opening:
        session = self._session(session_id)
        if session.opening is not None and session.answering is None:
            return Opening(session.opening)
        raise self._give_up(session_id, "its page was reloaded, and there is one offer a session")

    async def connect(self, session_id: str, answer: Description | None) -> None:
        session = self._session(session_id)
        if session.is_answered:
            return
        if session.opening is None:
            reason = "its page had no answer when the server was restarted"
            raise self._give_up(session_id, reason)
        if answer is None or answer.type != "answer":
            raise BadDescription("the offer needs an answer: send sdp")
        if session.answering is None:
            session.answer = answer.sdp
            session.answering = asyncio.create_task(self._answer(session_id, session))
            session.answering.add_done_callback(_retrieve)
        elif session.answer != answer.sdp:
            raise Conflict("this offer has another answer")
        answering = session.answering
        # Not broken off by who gives up waiting: that would leave it unknown.
        await asyncio.wait([answering])
        if answering.cancelled():
            raise AvatarFailed("the avatar is gone")
        answering.result()

    async def _answer(self, session_id: str, session: _Session) -> None:
        """Raises BadDescription, AvatarFailed."""
        body = {"session_id": session_id, "sdp": {"type": "answer", "sdp": session.answer}}
        try:
            await self._vendor.once(Call("POST", "/v1/streaming.start", self._key, body), object)
        except VendorFailed as error:
            if error.complaint is Complaint.REFUSED:
                session.answering = None
                raise BadDescription("that can't be the answer to what was offered") from error
            if error.complaint in (Complaint.BUSY, Complaint.UNREACHABLE):
                session.answering = None  # it surely wasn't taken: the page may try again
                raise
            reason = "nobody knows whether it has the visitor's answer"
            raise self._give_up(session_id, reason) from error

    def _give_up(self, session_id: str, reason: str) -> AvatarFailed:
        assert self._watcher is not None, "watch() comes first"
        self._watcher.died(session_id, reason)
        return AvatarFailed("this avatar can't be entered again; join the queue for another")

    async def add_candidate(self, session_id: str, candidate: Candidate | None) -> None:
        self._session(session_id)
        if candidate is None or not candidate.candidate:
            return  # the vendor's own page never says that there are no more
        body = {"session_id": session_id, "candidate": msgspec.to_builtins(candidate)}
        try:
            await self._vendor.again(Call("POST", "/v1/streaming.ice", self._key, body), object)
        except VendorFailed as error:
            if error.complaint is not Complaint.REFUSED:
                raise
            raise BadCandidate("that can't be a candidate for what was offered") from error

    async def keep_alive(self, session_id: str) -> None:
        call = Call("POST", "/v1/streaming.keep_alive", self._key, {"session_id": session_id})
        try:
            await self._vendor.again(call, object)
        except VendorGone:
            self._give_up(session_id, "the vendor has it no more")
            raise

    def _session(self, session_id: str) -> _Session:
        if session_id not in self._sessions:
            raise SessionNotFound("there is no such avatar session")
        return self._sessions[session_id]

    # Its end

    async def stop(self, session_id: str) -> None:
        # On record since it was there: no start of it is still to come.
        self._leaving.settle(session_id)
        session = self._sessions.pop(session_id, None)
        if session is not None and session.answering is not None:
            session.answering.cancel()
        await self._leaving.stop(session_id)

    async def _tell_to_stop(self, session_id: str) -> None:
        call = Call("POST", "/v1/streaming.stop", self._key, {"session_id": session_id})
        await self._vendor.again(call, object)

    async def close(self) -> None:
        await self._readiness.close()
        tasks = [each.answering for each in self._sessions.values() if each.answering]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        self._vendor.close()


def _retrieve(task: asyncio.Task[None]) -> None:
    """Whoever waits for it gets its failure; if nobody does, that is no news."""
    if not task.cancelled():
        task.exception()
