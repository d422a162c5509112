"""/backend/conversations: read and feed the conversation log over REST.

A token needs the scope `conversations`; its claims `channels` and `leads` narrow it. Whatever is
answered is safe on disk.
"""

import uuid
from http import HTTPStatus
from typing import Annotated, Any

import msgspec

from handlers.access import User
from handlers.endpoint import Access
from handlers.rest import Name, RestEndpoint, check_lead
from realtime.conversations.conversations import Conversations
from realtime.conversations.records import Conversation, Role
from realtime.conversations.selection import Reach
from realtime.conversations.views import Overview, overview, said
from state.context import CONVERSATION_ID
from state.contract import CONVERSATIONS_SCOPE, MAX_CONTENT_CHARACTERS
from state.errors import InvalidBody


class _NewMessage(msgspec.Struct, frozen=True):
    content: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_CONTENT_CHARACTERS)]
    role: Role
    id: Name | None = None
    channel: Name | None = None


class _Typing(msgspec.Struct, frozen=True):
    is_typing: bool


class _Change(msgspec.Struct, frozen=True):
    is_ai_active: bool | None = None
    unread_count: Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)] | None = None


class ConversationsEndpoint(RestEndpoint):
    """What all of them share."""

    def initialize(self, *, conversations: Conversations, **shared: Access) -> None:
        super().initialize(**shared)
        self._conversations = conversations

    def prepare(self) -> None:
        super().prepare()
        CONVERSATION_ID.set(self.path_args[0] if self.path_args else "")

    def caller(self) -> User:
        """Raises NotAuthenticated, NotPermitted."""
        user = self.user()
        user.require(CONVERSATIONS_SCOPE)
        return user

    def reach(self) -> Reach:
        """What the caller may see and feed. Raises as caller() does."""
        return self.caller().reach

    def filtered(self, reach: Reach) -> Reach:
        """As far as the query's filters `channel` and `lead_id` leave it.

        Raises BadRequest; NotPermitted for what is outside `reach`.
        """
        return reach.narrowed(self.filter("channel"), self.filter("lead_id"))

    async def answer_part(self, items: list[Any], next_cursor: int | None) -> None:
        """A page, and the place in the stream from which on nothing is missing that isn't in it."""
        last_event_id = await self._conversations.settled()
        self.answer_page(items, next_cursor, last_event_id=last_event_id)

    def overview(self, conversation: Conversation) -> Overview:
        return overview(conversation, self._conversations.log.latest_message(conversation))


class List(ConversationsEndpoint):
    async def get(self) -> None:
        reach, (before, limit) = self.filtered(self.reach()), self.page()
        found = self._conversations.log.page(reach, before=before, limit=limit + 1)
        next_cursor = found[limit - 1].message_seq if len(found) > limit else None
        await self.answer_part([self.overview(each) for each in found[:limit]], next_cursor)


class One(ConversationsEndpoint):
    async def get(self, lead_id: str) -> None:
        found = self.overview(self._conversations.log.get(lead_id, self.reach()))
        await self._conversations.settled()
        self.answer(found)

    async def patch(self, lead_id: str) -> None:
        reach, change = self.reach(), self.body(_Change)
        if change == _Change():
            raise InvalidBody("nothing to change: send is_ai_active or unread_count")
        step, kept = self._conversations.change(
            lead_id,
            is_ai_active=change.is_ai_active,
            unread_count=change.unread_count,
            reach=reach,
        )
        changed = self.overview(step.conversation)
        await kept
        self.answer(changed)


class Messages(ConversationsEndpoint):
    async def get(self, lead_id: str) -> None:
        log, (before, limit) = self._conversations.log, self.page()
        log.get(lead_id, self.reach())
        found = log.thread(lead_id, before=before, limit=limit + 1)
        next_cursor = found[limit - 1].seq if len(found) > limit else None
        await self.answer_part([said(message) for message in found[:limit]], next_cursor)

    async def post(self, lead_id: str) -> None:
        reach, new = self.reach(), self.body(_NewMessage)
        step, kept = self._conversations.post(
            check_lead(lead_id),
            id=new.id or str(uuid.uuid4()),
            role=new.role,
            content=new.content,
            channel=new.channel,
            owner=self._conversations.owner_of_call(lead_id),
            reach=reach,
        )
        assert step.message is not None, "of a message"
        await kept
        status = HTTPStatus.CREATED if step.entries else HTTPStatus.OK
        self.answer(said(step.message), status)


class Typing(ConversationsEndpoint):
    def post(self, lead_id: str) -> None:
        reach, typing = self.reach(), self.body(_Typing)
        self._conversations.type(lead_id, is_typing=typing.is_typing, reach=reach)
        self.answer({"lead_id": lead_id, "is_typing": typing.is_typing})
