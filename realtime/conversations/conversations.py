"""All conversations of the process: what is said on any surface comes here, and is told from here.

Joins the rules (log.py) to the store and to whom they concern: subscribers of the live stream, and
the callers whose conversation it is. Nobody is told of what isn't safe yet, and all are told in the
order in which it happened. What came from one call is committed together with what its caller
changes besides (a voice session's own records).
"""

import logging
import secrets
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

import msgspec

from realtime.conversations.driver import Broadcast
from realtime.conversations.events import Entry, typing_entry
from realtime.conversations.log import ConversationLog, Step
from realtime.conversations.records import Conversation, Epoch, Message, Owner, Role, Update
from realtime.conversations.selection import EVERYTHING, Reach
from realtime.conversations.settings import ConversationsSettings
from state.archive import Archive
from state.contract import DEFAULT_CHANNEL
from state.errors import Conflict, StoreFailed
from state.journal import SCHEMA
from state.records import Change, Delete
from state.store import Commit, Store

logger = logging.getLogger(__name__)


class Caller(Protocol):
    """Somebody who is talked with right now: a voice session."""

    can_be_taken_over: bool
    """Whether a person can speak in the agent's place."""

    @property
    def user(self) -> Owner:
        """Whose token it came with."""
        ...

    def set_ai_active(self, is_active: bool) -> None:
        """Whether the agent answers; told after each change."""
        ...

    def say(self, message_id: str, content: str) -> None:
        """What a person has to say to the caller: that message."""
        ...


class Conversations:
    """Made inside the running loop, after the store and the archive."""

    def __init__(
        self,
        settings: ConversationsSettings,
        store: Store,
        archive: Archive,
        *,
        wall_clock: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._store = store
        self._archive = archive
        self._wall_clock = wall_clock
        self.log = ConversationLog(
            store.table(Conversation),
            store.table(Message),
            store.table(Update),
            epoch=_epoch(store),
            replay_events=settings.replay_events,
        )
        self.stream = Broadcast(self.log, settings, wall_clock=wall_clock)
        self._latest: Commit | None = None
        self._callers: dict[str, dict[Caller, None]] = {}

    # What is said and done

    def post(
        self,
        lead_id: str,
        *,
        id: str,
        role: Role,
        content: str,
        channel: str | None = None,
        owner: Owner = None,
        reach: Reach = EVERYTHING,
        also: Sequence[Change] = (),
    ) -> tuple[Step, Commit]:
        """A message, kept in one commit with `also`. Nothing twice: its id is what it is known by.

        The future is done when it is safe (of a message that was there already, too). Raises
        StoreFailed, and what ConversationLog.post does; Conflict for a person's words to a caller
        who can't hear them.
        """
        self._store.check()
        if role == "human":
            self._check_takeover(lead_id, reach)
        step = self.log.post(
            lead_id,
            id=id,
            role=role,
            content=content,
            channel=channel,
            owner=owner,
            reach=reach,
            now=self._wall_clock(),
        )
        return step, self._commit(step, also)

    def change(
        self,
        lead_id: str,
        *,
        is_ai_active: bool | None = None,
        unread_count: int | None = None,
        reach: Reach,
    ) -> tuple[Step, Commit]:
        """A conversation's state. Raises StoreFailed, and what ConversationLog.change does;
        Conflict when the agent of a call that can't be taken over should be silent."""
        self._store.check()
        if is_ai_active is False:
            self._check_takeover(lead_id, reach)
        step = self.log.change(
            lead_id, is_ai_active=is_ai_active, unread_count=unread_count, reach=reach
        )
        return step, self._commit(step)

    def type(self, lead_id: str, *, is_typing: bool, reach: Reach = EVERYTHING) -> None:
        """Somebody types, or the agent thinks, or no more. Raises what ConversationLog.get does."""
        entry = typing_entry(self.log.get(lead_id, reach), is_typing=is_typing)
        if self._latest is None or self._latest.done():
            self.stream.publish(entry)
        else:  # after what is known of the conversation: it isn't safe yet
            self._latest.add_done_callback(partial(self._tell_typing, entry))

    def _tell_typing(self, entry: Entry, commit: Commit) -> None:
        if commit.exception() is None:
            self.stream.publish(entry)

    async def settled(self) -> str:
        """Returns when all that can be read now may be shown: its place in the stream.

        After a failure the place of what is safe: what isn't may be lost, and its seqs come again.
        """
        place, seq = self.log.last_event_id, self.log.seq
        await self._store.settled()
        is_safe = self._store.failure is None or seq <= self.log.replay.last
        return place if is_safe else self.log.published_id

    def _commit(self, step: Step, also: Sequence[Change] = ()) -> Commit:
        """Done when it is safe and told; whoever waits for it and gives up harms nobody else."""
        try:
            commit = self._store.commit(*step.changes, *also)
        except Exception:
            self.log.undo(step)  # or a hole in the seqs would stop the stream
            raise
        self._latest = commit
        told: Commit = commit.get_loop().create_future()
        commit.add_done_callback(partial(self._tell, step, told))
        return told

    def _tell(self, step: Step, told: Commit, commit: Commit) -> None:
        error = commit.exception()
        if error is not None:
            if not told.done():
                told.set_exception(error)
                told.exception()  # the log has it: who doesn't wait needn't hear of it again
            return
        self.log.publish(step)
        for entry in step.entries:
            self.stream.publish(entry)
        if not told.done():
            told.set_result(None)
        if step.entries:
            self._tell_callers(step)

    # Who is talked with

    def join(self, lead_id: str, caller: Caller) -> None:
        """The caller is told of its conversation from now on, of the state it is in first."""
        self._callers.setdefault(lead_id, {})[caller] = None
        conversation = self.log.find(lead_id)
        caller.set_ai_active(conversation is None or conversation.is_ai_active)

    def leave(self, lead_id: str, caller: Caller) -> None:
        """Idempotent."""
        callers = self._callers.get(lead_id, {})
        callers.pop(caller, None)
        if not callers:
            self._callers.pop(lead_id, None)

    def owner_of_call(self, lead_id: str) -> Owner:
        """Who talks as this lead right now, the longest; None: nobody. A conversation that others
        begin meanwhile is his: else all who claim to be that lead would have it."""
        return next((caller.user for caller in self._callers.get(lead_id, ())), None)

    def _check_takeover(self, lead_id: str, reach: Reach) -> None:
        """Raises Conflict; nothing to who may not know of the conversation."""
        conversation = self.log.find(lead_id)
        channel = DEFAULT_CHANNEL if conversation is None else conversation.channel
        if not reach.covers(channel, lead_id):
            return
        if not all(caller.can_be_taken_over for caller in self._callers.get(lead_id, ())):
            raise Conflict("nobody can speak in this call but its avatar; wait until it is over")

    def _tell_callers(self, step: Step) -> None:
        message = step.message
        for caller in tuple(self._callers.get(step.conversation.lead_id, ())):
            caller.set_ai_active(step.conversation.is_ai_active)
            if message is not None and message.role == "human":
                caller.say(message.id, message.content)

    # What is put away

    async def tidy(self) -> None:
        """Into the archive with the oldest messages, if there are too many. Logs what fails."""
        try:
            while overdue := self.log.overdue(self._settings.most_messages):
                await self._put_away(overdue)
            self._store.check()  # what the log forgets must go
            if gone := self.log.forget_empty():
                await self._store.commit(*gone)
        except StoreFailed as error:
            logger.error("messages stay where they are: %s", error)

    async def _put_away(self, messages: Sequence[Message]) -> None:
        first, last = messages[0].seq, messages[-1].seq
        await self._archive.keep(
            "messages",
            f"{self.log.epoch}-{first}-{last}",
            msgspec.json.encode({"schema": SCHEMA, "messages": messages}),
            owner=None,
            at=messages[-1].at,
            instead_of=[Delete(Message, message.key) for message in messages],
        )


def _epoch(store: Store) -> str:
    """Made once in the life of a data folder."""
    epochs = store.table(Epoch)
    for epoch in epochs:
        return epoch.name
    made = Epoch(name=secrets.token_hex(8))
    # Nobody has an id of it before something later is safe, and so it is.
    store.commit(made)
    return made.name
