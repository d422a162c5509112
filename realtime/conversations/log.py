"""The rules of the conversation log: what a message or a change does to a conversation.

A core over the tables of its records. Each call returns what it would change, to be committed as
one, and the events that tell of it, to be given back to publish() once that is safe. So there are
two places in the one count of events: `seq`, the latest there is, and `replay.last`, the latest
that may be shown.

    a message of the lead   the conversation is made if there was none; one more is unread
    any other message       the same, but nothing more is unread
    a message of a call     one may only talk as a lead that is new or one's own (check_call)
    a change of the state   told, if anything did change
    the same message again  nothing: its id is what makes it the same
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import msgspec

from realtime.conversations.activity import Activity
from realtime.conversations.events import (
    Entry,
    EventType,
    event_id,
    message_entry,
    parse_event_id,
    update_entry,
)
from realtime.conversations.records import (
    Conversation,
    Message,
    Owner,
    Role,
    Update,
    message_key,
)
from realtime.conversations.replay import Replay
from realtime.conversations.selection import Reach
from state.contract import DEFAULT_CHANNEL
from state.errors import Conflict, NotFound, NotPermitted
from state.records import Change, Delete, Table

#: Messages that are put away together.
_TOGETHER = 1_000
#: Of all of them: to encode so many holds the loop for about 3 ms.
_TOGETHER_CHARACTERS = 500_000


@dataclass(frozen=True)
class Step:
    """What happened: its records, and its events."""

    conversation: Conversation
    #: Of a message: itself, or the one that was there already.
    message: Message | None = None
    changes: tuple[Change, ...] = ()
    entries: tuple[Entry, ...] = ()


class ConversationLog:
    """After each call that returns a Step commit its changes, at once, and then publish()."""

    def __init__(
        self,
        conversations: Table[Conversation],
        messages: Table[Message],
        updates: Table[Update],
        *,
        epoch: str,
        replay_events: int,
    ) -> None:
        self.epoch = epoch
        self._conversations = conversations
        self._messages = messages
        # What goes with the next change: updates that can't be replayed any more.
        self._needless: list[Delete] = []
        self.replay = Replay(most_events=replay_events)
        self._rebuild(updates, replay_events)
        self.seq = self.replay.last
        self._activity = Activity(conversations)

    def _rebuild(self, updates: Iterable[Update], replay_events: int) -> None:
        events: list[Message | Update] = [*self._messages, *updates]
        events.sort(key=lambda event: event.seq)
        # Of a conversation's latest event only the conversation may be left, after a repair.
        latest = max((each.seq for each in (*events[-1:], *self._conversations)), default=0)
        start = len(events) - min(replay_events, self._unbroken(events, latest))
        # A message that a repair left without its conversation may be shown to nobody: on whose
        # channel it was isn't known.
        self._needless = [
            Delete(type(event), event.key)
            for event in events[:start]
            if isinstance(event, Update) or self._conversations.get(event.lead_id) is None
        ]
        self.replay.last = latest - len(events[start:])
        for event in events[start:]:
            conversation = self._conversations.get(event.lead_id)
            assert conversation is not None, "else it would be a break"
            self._forget(self.replay.append(self._entry_of(event, conversation)))

    def _unbroken(self, events: Sequence[Message | Update], latest: int) -> int:
        """How many, up to `latest`, follow one another, of channels that are known: a repair may
        have left holes, and events without their conversation."""
        count = 0
        for event in reversed(events):
            if event.seq != latest - count or self._conversations.get(event.lead_id) is None:
                break
            count += 1
        return count

    @property
    def last_event_id(self) -> str:
        """The latest event's, shown or not."""
        return event_id(self.epoch, self.seq)

    @property
    def published_id(self) -> str:
        """The latest that may be shown."""
        return event_id(self.epoch, self.replay.last)

    def seq_of(self, last_event_id: str) -> int | None:
        """Where to go on; None when what came after it can't be told any more, or never was."""
        match parse_event_id(last_event_id):
            case (self.epoch, seq) if self.replay.reaches(seq):
                return seq
        return None

    # What is there

    def find(self, lead_id: str) -> Conversation | None:
        """Whoever asks."""
        return self._conversations.get(lead_id)

    def get(self, lead_id: str, reach: Reach) -> Conversation:
        """Raises NotPermitted for a lead outside `reach`; NotFound."""
        conversation = self._conversations.get(lead_id)
        if not reach.has_lead(lead_id):
            raise NotPermitted("the token isn't for this lead")
        if conversation is None or not reach.covers(conversation.channel, lead_id):
            raise NotFound("there is no conversation with this lead")
        return conversation

    def latest_message(self, conversation: Conversation) -> Message | None:
        if conversation.latest_message is None:
            return None
        return self._messages.get(message_key(conversation.lead_id, conversation.latest_message))

    def page(self, reach: Reach, *, before: int | None, limit: int) -> list[Conversation]:
        """The most recently active first: those whose latest message is `before` that seq."""
        if reach.leads is None:
            leads = islice(self._activity.latest(reach.channels, before=before), limit)
            return [each for lead in leads if (each := self._conversations.get(lead)) is not None]
        found = [
            each
            for lead in reach.leads
            if (each := self._conversations.get(lead)) is not None
            and reach.covers(each.channel, lead)
            and (before is None or each.message_seq < before)
        ]
        return sorted(found, key=lambda each: each.message_seq, reverse=True)[:limit]

    def thread(self, lead_id: str, *, before: int | None, limit: int) -> list[Message]:
        """The lead's messages, the latest first: those with a seq `before` that one."""
        if before is None:
            latest = self._messages.find_latest("lead_id", lead_id)
        else:
            latest = self._messages.find_latest_before(
                "lead_id", lead_id, before, place=lambda message: message.seq
            )
        return list(islice(latest, limit))

    # What happens

    def check_call(self, lead_id: str, *, owner: Owner, reach: Reach | None) -> None:
        """Whether the holder of `owner`'s token may talk as this lead: in a conversation that is
        new, or was opened by the same, or that `reach` covers. Raises NotPermitted."""
        conversation = self._conversations.get(lead_id)
        if conversation is None or conversation.owner == owner:
            return
        if reach is None or not reach.covers(conversation.channel, lead_id):
            raise NotPermitted("the conversation with this lead is somebody else's")

    def post(
        self,
        lead_id: str,
        *,
        id: str,
        role: Role,
        content: str,
        channel: str | None = None,
        owner: Owner = None,
        reach: Reach,
        now: float,
    ) -> Step:
        """A message; nothing changes when it is there already.

        Raises NotPermitted outside `reach`; Conflict for a channel that isn't the conversation's,
        or an id that another message has.
        """
        conversation = self._conversations.get(lead_id)
        if conversation is None:
            conversation = Conversation(
                lead_id=lead_id,
                channel=channel or DEFAULT_CHANNEL,
                owner=owner,
                created_at=now,
                updated_at=now,
                seq=0,
            )
        if not reach.covers(conversation.channel, lead_id):
            raise NotPermitted("the token isn't for this lead, or not for this channel")
        if channel not in (None, conversation.channel):
            raise Conflict(f"this conversation is on the channel {conversation.channel!r}")
        known = self._messages.get(message_key(lead_id, id))
        if known is None:
            return self._said(conversation, id, role, content, now)
        if (known.role, known.content) != (role, content):
            raise Conflict("another message of this conversation has this id")
        return Step(conversation, known)

    def change(
        self,
        lead_id: str,
        *,
        is_ai_active: bool | None = None,
        unread_count: int | None = None,
        reach: Reach,
    ) -> Step:
        """A conversation's state; None leaves as it is. Raises what get() does."""
        before = self.get(lead_id, reach)
        after = msgspec.structs.replace(
            before,
            is_ai_active=before.is_ai_active if is_ai_active is None else is_ai_active,
            unread_count=before.unread_count if unread_count is None else unread_count,
        )
        return Step(before) if after == before else self._told(after)

    def _said(
        self, conversation: Conversation, id: str, role: Role, content: str, now: float
    ) -> Step:
        message = Message(
            lead_id=conversation.lead_id,
            id=id,
            content=content,
            role=role,
            at=now,
            seq=self.seq + 1,
        )
        after = msgspec.structs.replace(
            conversation,
            updated_at=now,
            seq=message.seq,
            message_seq=message.seq,
            latest_message=id,
        )
        if role != "user":
            return self._step(after, message)
        unread = msgspec.structs.replace(after, unread_count=after.unread_count + 1)
        return self._told(unread, message)

    def _told(self, conversation: Conversation, message: Message | None = None) -> Step:
        """The conversation is in another state now."""
        update = Update(
            lead_id=conversation.lead_id,
            is_ai_active=conversation.is_ai_active,
            unread_count=conversation.unread_count,
            seq=(self.seq if message is None else message.seq) + 1,
        )
        return self._step(msgspec.structs.replace(conversation, seq=update.seq), message, update)

    def _step(
        self, conversation: Conversation, message: Message | None, update: Update | None = None
    ) -> Step:
        events = [event for event in (message, update) if event is not None]
        # First, as it may raise: nothing has changed by then.
        entries = tuple(self._entry_of(event, conversation) for event in events)
        self.seq = events[-1].seq
        needless, self._needless = self._needless, []
        if message is not None:
            self._activity.put(conversation)
        return Step(
            conversation,
            message,
            (conversation, *events, *needless),
            entries,
        )

    def _entry_of(self, event: Message | Update, conversation: Conversation) -> Entry:
        if isinstance(event, Message):
            return message_entry(event, conversation.channel, self.epoch)
        return update_entry(event, conversation.channel, self.epoch)

    def undo(self, step: Step) -> None:
        """The step, the latest, couldn't be kept: nothing of it has happened."""
        self.seq -= len(step.entries)
        self._needless += [change for change in step.changes if isinstance(change, Delete)]
        self._activity = Activity(self._conversations)

    def publish(self, step: Step) -> None:
        """The step is safe: its events may be shown from now on."""
        for entry in step.entries:
            self._forget(self.replay.append(entry))

    def _forget(self, fallen: Iterable[Entry]) -> None:
        """Updates that nothing can replay any more go with the next change."""
        self._needless += [
            Delete(Update, str(entry.seq))
            for entry in fallen
            if entry.type is EventType.CONVERSATION_UPDATE
        ]

    # What is put away

    def overdue(self, most_messages: int) -> list[Message]:
        """The oldest messages, to be put away for all to be about `most_messages`.

        Never what can still be replayed.
        """
        if len(self._messages) < most_messages + _TOGETHER:
            return []
        overdue: list[Message] = []
        size = 0
        for message in islice(self._messages, _TOGETHER):
            size += len(message.content)
            if message.seq >= self.replay.first or (overdue and size > _TOGETHER_CHARACTERS):
                break
            overdue.append(message)
        return overdue

    def forget_empty(self) -> list[Delete]:
        """Conversations whose messages were all put away: their deletions, to be committed."""
        gone = []
        for lead_id in self._activity.oldest(_TOGETHER):
            conversation = self._conversations.get(lead_id)
            assert conversation is not None, "who was active is there"
            has_messages = any(self._messages.find_latest("lead_id", lead_id))
            if has_messages or conversation.seq >= self.replay.first:
                break
            gone.append(conversation)
        for conversation in gone:
            self._activity.remove(conversation)
        return [Delete(Conversation, conversation.key) for conversation in gone]
