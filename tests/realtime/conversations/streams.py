"""A live stream of what is said, its subscribers, and a loop that stands still."""

import asyncio
from contextlib import contextmanager

from realtime.conversations.driver import Broadcast
from realtime.conversations.events import typing_entry
from realtime.conversations.selection import Reach, Selection
from realtime.conversations.settings import ConversationsSettings
from tests.realtime.conversations.talks import ALL, ANY, NOON, Kept, events

ANA = Selection(Reach(leads=frozenset({"ana"})))
BORA = Selection(Reach(leads=frozenset({"bora"})))


class Reader:
    """A subscriber in memory. Leaves the broadcast when it is closed, as a connection does."""

    def __init__(self, broadcast=None, *, room=None):
        self.broadcast = broadcast
        self.room = room
        self.is_full = False
        self.is_gone = False
        self.writes = []
        self.last_words = None

    @property
    def stream(self):
        return b"".join(self.writes)

    def write(self, frames):
        if self.is_gone:
            return
        self.writes.append(frames)
        if self.room is not None and len(self.stream) > self.room:
            self.leave()

    def close(self, last_words):
        if not self.is_gone:
            self.last_words = last_words
            self.leave()

    def leave(self):
        self.is_gone = True
        if self.broadcast is not None:
            self.broadcast.unsubscribe(self)


class Staying(Reader):
    """Its connection needs time to close."""

    def leave(self):
        self.is_gone = True

    def be_gone(self):
        self.broadcast.unsubscribe(self)


class Streamed(Kept):
    """What is said is told at once; its readers subscribe."""

    def __init__(self, *, replay_events=1_000, **settings):
        super().__init__(replay_events=replay_events)
        self.broadcast = Broadcast(
            self.log, ConversationsSettings(**settings), wall_clock=lambda: NOON
        )

    def tell(self, lead_id, content="hello", *, role="human"):
        for entry in self.say(lead_id, str(self.log.seq), content, role=role):
            self.broadcast.publish(entry)

    def type(self, lead_id):
        self.broadcast.publish(typing_entry(self.log.get(lead_id, ANY), is_typing=True))

    def subscribe(self, selection=ALL, *, after=None, kind=Reader, **options):
        reader = kind(self.broadcast, **options)
        place = after if after is None or isinstance(after, str) else self.id(after)
        self.broadcast.subscribe(reader, selection, last_event_id=place)
        return reader


def types(reader):
    return [type_ for _, type_ in events(reader.stream)]


class StillLoop(asyncio.SelectorEventLoop):
    """Its time passes only when a test says so."""

    now = 0.0

    def time(self):
        return self.now


@contextmanager
def still(coroutine_function):
    """Runs it in a loop whose time stands still; it may be moved."""
    with asyncio.Runner(loop_factory=StillLoop) as runner:
        yield runner.run(coroutine_function())


async def turns(count=5):
    for _ in range(count):
        await asyncio.sleep(0)
