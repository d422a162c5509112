"""/backend/conversations: read and feed the conversation log over REST.

A token needs the scope `conversations`; its claims `channels` and `leads` narrow it. Whatever is
answered is safe on disk.
"""

import uuid
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, Generic

import msgspec

from handlers.access import User
from handlers.documents.operations import Answer, Link, Parameter, operation
from handlers.endpoint import Access
from handlers.rest import CURSOR, LIMIT, B, Items, Name, RestEndpoint, check_lead, is_lead
from realtime.conversations.conversations import Conversations
from realtime.conversations.records import Conversation, Role
from realtime.conversations.selection import Reach
from realtime.conversations.views import ConversationView, Said, overview, said
from state.context import CONVERSATION_ID
from state.contract import CONVERSATIONS_SCOPE, MAX_CONTENT_CHARACTERS
from state.errors import BadRequest, Conflict, InvalidBody, NotFound


def _given(name: str, type_: str) -> dict[str, Any]:
    return {"required": [name], "properties": {name: {"type": type_}}}


class MessageBody(msgspec.Struct, frozen=True):
    content: Annotated[
        str, msgspec.Meta(min_length=1, max_length=MAX_CONTENT_CHARACTERS, examples=["Olá!"])
    ]
    role: Role
    id: Name | None = None
    channel: Name | None = None


class TypingBody(msgspec.Struct, frozen=True):
    is_typing: bool


class ChangeBody(msgspec.Struct, frozen=True):
    is_ai_active: bool | None = None
    unread_count: Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)] | None = None


_SOMETHING = {"anyOf": [_given("is_ai_active", "boolean"), _given("unread_count", "integer")]}
SomeChange = Annotated[ChangeBody, msgspec.Meta(extra_json_schema=_SOMETHING)]
"""At least one of them."""


class TypingTold(msgspec.Struct, frozen=True):
    lead_id: str
    is_typing: bool


class ItemsThen(Items[B], Generic[B], frozen=True):
    """A page of a list, and the place in the stream from which on nothing that isn't in it is
    missing."""

    last_event_id: str


_CHANNELS = Parameter("channel", "only of these channels", repeats=True)
_LEADS = Parameter("lead_id", "only of these leads", repeats=True)
FILTERS = (_CHANNELS, _LEADS)

_THIS_LEAD = {"lead_id": "$request.path.lead_id"}

_operation = partial(operation, scope=CONVERSATIONS_SCOPE)


class ConversationsEndpoint(RestEndpoint):
    """What all of them share."""

    def initialize(self, *, conversations: Conversations, **shared: Access) -> None:
        super().initialize(**shared)
        self._conversations = conversations

    def prepare(self) -> None:
        super().prepare()
        lead_id = self.path_kwargs.get("lead_id", "")
        CONVERSATION_ID.set(lead_id if is_lead(lead_id) else "")

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
        last_event_id = await self._conversations.settled()
        next_page = None if next_cursor is None else str(next_cursor)
        self.answer(ItemsThen(items, next_page, last_event_id))

    def overview(self, conversation: Conversation) -> ConversationView:
        return overview(conversation, self._conversations.log.latest_message(conversation))


class List(ConversationsEndpoint):
    @_operation(
        "Conversations, the most recently active first",
        answers={HTTPStatus.OK: ItemsThen[ConversationView]},
        errors=(BadRequest,),
        query=(LIMIT, CURSOR, *FILTERS),
    )
    async def get(self) -> None:
        reach, (before, limit) = self.filtered(self.reach()), self.page()
        found = self._conversations.log.page(reach, before=before, limit=limit + 1)
        next_cursor = found[limit - 1].message_seq if len(found) > limit else None
        await self.answer_part([self.overview(each) for each in found[:limit]], next_cursor)


class One(ConversationsEndpoint):
    @_operation("One conversation", answers={HTTPStatus.OK: ConversationView}, errors=(NotFound,))
    async def get(self, lead_id: str) -> None:
        found = self.overview(self._conversations.log.get(lead_id, self.reach()))
        await self._conversations.settled()
        self.answer(found)

    @_operation(
        "Switch the AI on or off, or set how many messages are unread",
        body=SomeChange,
        answers={HTTPStatus.OK: ConversationView},
        errors=(BadRequest, InvalidBody, NotFound, Conflict),
    )
    async def patch(self, lead_id: str) -> None:
        reach, change = self.reach(), self.body(ChangeBody)
        if change == ChangeBody():
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
    @_operation(
        "Its messages, the newest first",
        answers={HTTPStatus.OK: ItemsThen[Said]},
        errors=(BadRequest, NotFound),
        query=(LIMIT, CURSOR),
    )
    async def get(self, lead_id: str) -> None:
        log, (before, limit) = self._conversations.log, self.page()
        log.get(lead_id, self.reach())
        found = log.thread(lead_id, before=before, limit=limit + 1)
        next_cursor = found[limit - 1].seq if len(found) > limit else None
        await self.answer_part([said(message) for message in found[:limit]], next_cursor)

    @_operation(
        "Post a message",
        about="One of the role `human` is spoken to the caller; none makes an agent answer.",
        body=MessageBody,
        answers={
            HTTPStatus.CREATED: Said,
            HTTPStatus.OK: Answer(Said, "It was there already"),
        },
        errors=(BadRequest, InvalidBody, Conflict),
        links=(
            Link("its conversation", "GET ../{lead_id}", _THIS_LEAD),
            Link("its thread", "GET messages", _THIS_LEAD),
        ),
    )
    async def post(self, lead_id: str) -> None:
        reach, new = self.reach(), self.body(MessageBody)
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
    @_operation(
        "Say that somebody is typing",
        body=TypingBody,
        answers={HTTPStatus.OK: TypingTold},
        errors=(BadRequest, InvalidBody, NotFound),
    )
    def post(self, lead_id: str) -> None:
        reach, typing = self.reach(), self.body(TypingBody)
        self._conversations.type(lead_id, is_typing=typing.is_typing, reach=reach)
        self.answer(TypingTold(lead_id, typing.is_typing))
