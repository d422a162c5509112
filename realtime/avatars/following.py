"""What happens at the vendor's in a session we have no ear in: its transcript, and its end.

Each line becomes a message of the lead's conversation, once: its id follows from the session, who
said it and when, so that after a restart the transcript can be read again from its beginning.
"""

import asyncio
import logging
import uuid
from collections import Counter
from contextlib import suppress
from typing import Literal

import msgspec

from realtime.avatars.base import Ending, User, Watcher
from realtime.avatars.vendor import Call, Pause, Vendor, VendorFailed, VendorGone
from realtime.conversations.conversations import Conversations
from state.contract import AVATAR_CHANNEL, MAX_CONTENT_CHARACTERS, TRANSCRIPT_SECONDS
from state.errors import Conflict, NotPermitted, StoreBusy, StoreFailed

logger = logging.getLogger(__name__)

#: Between two looks at a transcript that can't be had; doubles up to this.
_LONGEST_PAUSE_SECONDS = 60.0

#: Why the vendor ends sessions that didn't fail; any other word, also one yet to come, is failure.
_ENDINGS = {
    "MAX_DURATION_REACHED": Ending.TIME_LIMIT,
    "AGENT_HANG_UP": Ending.TIME_LIMIT,
    "USER_CLOSED": Ending.VISITOR_GONE,
    "USER_DISCONNECTED": Ending.VISITOR_GONE,
    "IDLE_TIMEOUT": Ending.VISITOR_GONE,
    "ZOMBIE_SESSION_REAP": Ending.VISITOR_GONE,
}

_ROLES: dict[str, Literal["user", "assistant"]] = {"user": "user", "avatar": "assistant"}


class _Line(msgspec.Struct):
    role: str
    transcript: str
    absolute_timestamp: int | float | str


class _Transcript(msgspec.Struct):
    session_active: bool
    transcript_data: list[_Line] = []
    next_timestamp: int | float | str | None = None


class _Entry(msgspec.Struct):
    #: Of one that is over.
    end_reason: str | None = None


class Followed:
    """One session, and the call it is to those who watch conversations: nobody can speak in it but
    the vendor's avatar."""

    can_be_taken_over = False

    def __init__(
        self,
        vendor: Vendor,
        conversations: Conversations,
        session_id: str,
        *,
        user: User,
        lead_id: str,
    ) -> None:
        self._vendor = vendor
        self._conversations = conversations
        self.session_id = session_id
        self._user = user
        self._lead_id = lead_id
        self._next: str | None = None
        self._namespace = uuid.uuid5(uuid.NAMESPACE_OID, session_id)

    # To the conversation

    @property
    def user(self) -> User:
        return self._user

    def set_ai_active(self, is_active: bool) -> None:
        """It can't be otherwise."""

    def say(self, message_id: str, content: str) -> None:
        """Nobody would hear it; and nobody may (Conversations.post)."""

    def join(self) -> None:
        self._conversations.join(self._lead_id, self)

    def leave(self) -> None:
        self._conversations.leave(self._lead_id, self)

    # From the vendor

    async def read(self, headers: dict[str, str]) -> bool:
        """What was said since the last time; whether the session goes on.

        Raises VendorFailed, StoreFailed.
        """
        query = {} if self._next is None else {"start_timestamp": self._next}
        path = f"/v1/sessions/{self.session_id}/transcript"
        found = await self._vendor.again(Call("GET", path, headers, query=query), _Transcript)
        names: Counter[str] = Counter()
        for line in found.transcript_data:
            # Of two in one moment the second one is told apart by that.
            name = f"{line.role} {line.absolute_timestamp}"
            names[name] += 1
            # Who else may speak, one day, isn't one of the two of a call.
            if line.transcript and line.role in _ROLES:
                await self._post(line, f"{name} {names[name]}")
        if found.next_timestamp is not None:
            self._next = str(found.next_timestamp)
        return found.session_active

    async def _post(self, line: _Line, name: str) -> None:
        is_new = self._conversations.log.find(self._lead_id) is None
        try:
            _, kept = self._conversations.post(
                self._lead_id,
                id=str(uuid.uuid5(self._namespace, name)),
                role=_ROLES[line.role],
                content=line.transcript[:MAX_CONTENT_CHARACTERS],
                channel=AVATAR_CHANNEL if is_new else None,
                owner=self._user,
            )
        except (Conflict, NotPermitted) as error:
            # The vendor says it differently now; a message never changes.
            logger.warning("session %s: a line is left out: %s", self.session_id, error)
            return
        await kept


class Following:
    """Looks at a session again and again, from its start until it is stopped or over."""

    def __init__(
        self,
        followed: Followed,
        vendor: Vendor,
        headers: dict[str, str],
        watcher: Watcher,
        pause: Pause,
    ) -> None:
        self._followed = followed
        self._vendor = vendor
        self._headers = headers
        self._watcher = watcher
        self._pause = pause
        followed.join()
        self._task = asyncio.create_task(self._follow())

    async def _follow(self) -> None:
        pause_s = TRANSCRIPT_SECONDS
        while True:
            await self._pause(pause_s)
            try:
                ended_because = await self._look()
                pause_s = TRANSCRIPT_SECONDS
            except (VendorFailed, StoreBusy):
                ended_because, pause_s = None, min(2 * pause_s, _LONGEST_PAUSE_SECONDS)
            except StoreFailed:
                return  # logged where it failed; nothing more is kept
            if ended_because is not None:
                self._tell(ended_because)
                return

    async def _look(self) -> str | None:
        """Why it is over; None: it isn't. One that isn't active may not have begun, so only one
        that has an end is over.

        Raises VendorFailed, StoreFailed.
        """
        with suppress(VendorGone):
            if await self._followed.read(self._headers):
                return None
        call = Call("GET", f"/v1/sessions/{self._followed.session_id}", self._headers)
        try:
            return (await self._vendor.again(call, _Entry)).end_reason
        except VendorGone:
            return "the vendor has it no more"

    def _tell(self, ended_because: str) -> None:
        ending = _ENDINGS.get(ended_because)
        if ending is None:
            self._watcher.died(self._followed.session_id, ended_because)
        else:
            self._watcher.ended(self._followed.session_id, ending)

    async def end(self) -> None:
        """It was stopped: follow it no more, but for what was said just before."""
        self._task.cancel()
        del self._task  # it keeps the frame it ended in, and that has this: neither should wait
        try:
            await self._followed.read(self._headers)
        except (VendorFailed, StoreFailed) as error:
            logger.warning("the end of a transcript can't be had: %s", error)
        finally:
            self._followed.leave()

    async def close(self) -> None:
        """Follow it no more; it goes on."""
        self._task.cancel()
        await asyncio.wait([self._task])
        self._followed.leave()
