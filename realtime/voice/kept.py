"""What outlives a live session: its record, its transcript, and its part of the conversation.

Held by driver.py, which tells nobody of a change before the commit it gets from here is safe. What
was said is kept in the transcript and, once it is all that will be heard of it, as a message of the
lead's conversation; both in one commit. A message's id follows from session, turn and role: so what
a crash left without its message can be given it later (catch_up), and never gets two.

A session was let in to its conversation when it was opened. If there was none yet, another call may
have begun it meanwhile: then the lead is somebody else's, and nothing is added to it.
"""

import logging
from typing import Any

import msgspec

from realtime.conversations.conversations import Conversations
from realtime.conversations.records import Conversation, Message
from realtime.conversations.selection import EVERYTHING
from realtime.voice.commands import Keep
from realtime.voice.interjections import MOST
from realtime.voice.records import SessionRecord, Utterance
from state.contract import MAX_CONTENT_CHARACTERS
from state.errors import Conflict
from state.records import Change
from state.store import Commit, Store

logger = logging.getLogger(__name__)


class Kept:
    """One session's."""

    def __init__(self, record: SessionRecord, store: Store, conversations: Conversations) -> None:
        self.record = record
        self.is_typing = False
        """Whether the conversation's listeners were told that the agent thinks."""
        self._store = store
        self._conversations = conversations

    def is_news(self, **changed: Any) -> bool:
        """Whether that changes the record."""
        return msgspec.structs.replace(self.record, **changed) != self.record

    def save(self, **changed: Any) -> Commit:
        """What `changed` of the record. Raises StoreFailed."""
        record = msgspec.structs.replace(self.record, **changed)
        commit = self._store.commit(record)
        self.record = record
        return commit

    def say(self, said: Keep, *, clocks: tuple[float, float], **changed: Any) -> Commit:
        """What was said, and what `changed` of the record besides. Raises StoreFailed.

        `clocks`: wall time now, and the session's.
        """
        at, now = clocks
        record = msgspec.structs.replace(self.record, **changed)
        utterance = Utterance(
            session_id=record.id,
            turn=said.turn,
            role=said.role,
            text=said.text,
            at=at,
            is_final=said.is_final,
            heard_of=said.heard_of,
            began_at=None if said.began is None else at - (now - said.began),
            ended_at=None if said.ended is None else at - (now - said.ended),
            is_typed=said.is_typed,
        )
        changes = (utterance,) if record == self.record else (utterance, record)
        if said.is_final and said.role != "human" and self.may_post:
            commit = self._post(utterance, changes)
        else:
            commit = self._store.commit(*changes)
        self.record = record
        return commit

    # The conversation

    @property
    def may_post(self) -> bool:
        """Whether what is said is part of the conversation.

        One that no call began was begun by those who may feed any.
        """
        conversation = self._conversation
        if conversation is None or self.record.reaches_lead:
            return True
        return conversation.owner in (None, self.record.user)

    @property
    def _conversation(self) -> Conversation | None:
        return self._conversations.log.find(self.record.lead_id)

    def _post(self, utterance: Utterance, changes: tuple[Change, ...]) -> Commit:
        # A person's words were a message before they were heard.
        assert utterance.role != "human", "nothing is posted twice"
        try:
            _, commit = self._conversations.post(
                self.record.lead_id,
                id=utterance.message_id,
                role=utterance.role,
                content=utterance.text[:MAX_CONTENT_CHARACTERS],
                channel=None if self._conversation else self.record.channel,
                owner=self.record.user,
                also=changes,
            )
        except Conflict:
            # An agent that heard the same turn twice, and differently: a message never changes.
            logger.warning("session %s: turn %d has a message", self.record.id, utterance.turn)
            return self._store.commit(*changes)
        return commit

    def type(self, *, is_typing: bool) -> None:
        """The agent thinks, or no more. Before anything was said there is nobody to tell."""
        if self._conversation is not None and self.may_post:
            self._conversations.type(self.record.lead_id, is_typing=is_typing)
            self.is_typing = is_typing

    def hand_over(self) -> None:
        """A person answers from now on; whoever listens to the conversation sees it. Raises
        StoreFailed."""
        conversation = self._conversation
        if conversation is None or not conversation.is_ai_active or not self.may_post:
            return  # there is nobody to take it over, or somebody has
        try:
            self._conversations.change(self.record.lead_id, is_ai_active=False, reach=EVERYTHING)
        except Conflict:
            logger.warning("session %s: no person can take this over", self.record.id)

    def catch_up(self) -> None:
        """What was cut off (by a kill, or a disk that was too slow) becomes the message it would
        have become: each reply that was under way, as far as it was heard. Raises StoreFailed."""
        if not self.record.lead_id or not self.may_post:
            return  # older than conversations, or somebody else's
        said = self._store.table(Utterance).find("session_id", self.record.id)
        for each in sorted(said, key=lambda each: each.turn):
            if each.role == "assistant" and not each.is_final:
                whole = msgspec.structs.replace(each, is_final=True)
                self._post(whole, (whole,))

    def unheard(self) -> list[Message]:
        """What people have said to the caller and nobody heard, the oldest first: what came since
        the call began and after the last of which anything was heard.

        What isn't safe yet isn't among it: whoever talks by then is told of it.
        """
        heard = [
            each
            for each in self._store.table(Utterance).find("session_id", self.record.id)
            if each.role == "human"
        ]
        named = {each.heard_of for each in heard}
        # Older utterances name nothing: what was there by then counts as heard.
        unnamed = [each.at for each in heard if each.heard_of is None]
        since = max([self.record.opened_at, *unnamed])
        unheard: list[Message] = []
        for message in self._store.table(Message).find_latest("lead_id", self.record.lead_id):
            if message.at < since or message.id in named or len(unheard) == MOST:
                break
            if message.role == "human" and message.seq <= self._conversations.log.replay.last:
                unheard.append(message)
        return unheard[::-1]
