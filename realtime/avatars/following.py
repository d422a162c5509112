"""What happens at the vendor's in a session we have no ear in: its transcript, and its end.

Each line becomes a message of the lead's conversation, once: its id follows from the session, who
said it and when, so that after a restart the transcript can be read again from its beginning.
"""

import logging
import uuid
from typing import Literal

import msgspec

from realtime.avatars.base import User
from realtime.avatars.vendor import Call, Vendor
from realtime.conversations.conversations import Conversations
from state.contract import AVATAR_CHANNEL, MAX_CONTENT_CHARACTERS
from state.errors import Conflict, NotPermitted

logger = logging.getLogger(__name__)

_ROLES: dict[str, Literal["user", "assistant"]] = {"user": "user", "avatar": "assistant"}


class _Line(msgspec.Struct):
    role: str
    transcript: str
    absolute_timestamp: int | float | str


class _Transcript(msgspec.Struct):
    session_active: bool
    transcript_data: list[_Line] = []
    next_timestamp: int | float | str | None = None


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
        self._session_id = session_id
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
        path = f"/v1/sessions/{self._session_id}/transcript"
        found = await self._vendor.again(Call("GET", path, headers, query=query), _Transcript)
        for line in found.transcript_data:
            # Who else may speak, one day, isn't one of the two of a call.
            if line.transcript and line.role in _ROLES:
                await self._post(line)
        if found.next_timestamp is not None:
            self._next = str(found.next_timestamp)
        return found.session_active

    async def _post(self, line: _Line) -> None:
        is_new = self._conversations.log.find(self._lead_id) is None
        try:
            _, kept = self._conversations.post(
                self._lead_id,
                id=str(uuid.uuid5(self._namespace, f"{line.role} {line.absolute_timestamp}")),
                role=_ROLES[line.role],
                content=line.transcript[:MAX_CONTENT_CHARACTERS],
                channel=AVATAR_CHANNEL if is_new else None,
                owner=self._user,
            )
        except (Conflict, NotPermitted) as error:
            # The vendor says it differently now; a message never changes.
            logger.warning("session %s: a line is left out: %s", self._session_id, error)
            return
        await kept
