"""Brings what is published to subscribers: when frames leave, in how many turns of the loop, and
how a subscriber that comes back catches up.

A first frame leaves at once; those that follow within STREAM_GATHER_SECONDS of it leave together.
Who catches up is told from the replay in pieces, as fast as it reads and in turns with all who do,
and has joined the others in the same turn of the loop in which it was told the last of it: so there
is no gap and no double.
"""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress

from realtime.conversations import metrics
from realtime.conversations.events import Entry, gap_frame, heartbeat_frame
from realtime.conversations.log import ConversationLog
from realtime.conversations.selection import Selection
from realtime.conversations.settings import ConversationsSettings
from realtime.conversations.subscribers import Subscriber, Subscribers
from state.contract import STREAM_GATHER_SECONDS
from state.errors import ServerStopping, TooManyStreams

#: Written in one turn of the loop: about 2 ms, for each is a send (bench/sse.py).
_WRITES_A_TURN = 200
#: Of the replay, told in one go.
_PIECE_BYTES = 65_536
#: When the server goes, its clients come back spread over this time (milliseconds).
_RETURN_MS = (1_000, 5_000)
_RETRY_MS = 3_000
_FAREWELL_SECONDS = 1.0


class Broadcast:
    """The live stream. Made inside the running loop."""

    def __init__(
        self,
        log: ConversationLog,
        settings: ConversationsSettings,
        *,
        wall_clock: Callable[[], float],
    ) -> None:
        self._log = log
        self._settings = settings
        self._wall_clock = wall_clock
        self._loop = asyncio.get_running_loop()
        self._subscribers = Subscribers()
        self._selections: dict[Subscriber, Selection] = {}
        # Of those that catch up: the seq of the last event they were told, or passed over.
        self._behind: dict[Subscriber, int] = {}
        # Those of them whose turn will come.
        self._queue: dict[Subscriber, None] = {}
        self._catching_up: asyncio.Handle | None = None
        self._gathering: asyncio.Handle | None = None
        self._writing: asyncio.Handle | None = None
        self._wrote_at = 0.0
        # When the first of the events that wait, and of those being written, was published.
        self._published_at: float | None = None
        self._unwritten_since: float | None = None
        self._is_closed = False
        self._emptied = asyncio.Event()
        self._heart = self._loop.call_later(settings.heartbeat_s, self._beat)

    def __len__(self) -> int:
        return len(self._selections)

    def check(self) -> None:
        """Raises TooManyStreams or ServerStopping when subscribe() would."""
        if self._is_closed:
            raise ServerStopping("the server is stopping; connect again in a moment")
        if len(self._selections) >= self._settings.most_streams:
            raise TooManyStreams("too many streams are open; try again later")

    def subscribe(
        self, subscriber: Subscriber, selection: Selection, *, last_event_id: str | None
    ) -> None:
        """All that came after `last_event_id`, or (None) from now on; else a gap, then from now on.

        Raises what check() does.
        """
        self.check()
        self._selections[subscriber] = selection
        metrics.SUBSCRIBED.inc()
        opening = self._heartbeat(_RETRY_MS)
        last = self._log.replay.last
        seq = last if last_event_id is None else self._log.seq_of(last_event_id)
        if seq is None:
            assert last_event_id is not None, "who asks for nothing misses nothing"
            seq = last
            metrics.GAPS.inc()
            opening += gap_frame(last_event_id, self._log.published_id)
        self._behind[subscriber] = seq
        subscriber.write(opening)
        if seq == last:
            self._catch_up(subscriber)
        else:
            self._queue_up(subscriber)

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """It is gone. Idempotent."""
        selection = self._selections.pop(subscriber, None)
        if selection is not None and self._behind.pop(subscriber, None) is None:
            self._subscribers.remove(subscriber, selection)
        if not self._selections:
            self._emptied.set()

    def drained(self, subscriber: Subscriber) -> None:
        """It takes more."""
        if subscriber in self._behind:
            self._queue_up(subscriber)

    def _queue_up(self, subscriber: Subscriber) -> None:
        """However many come back at once, the loop is held for one piece at a time."""
        self._queue[subscriber] = None
        if self._catching_up is None:
            self._catching_up = self._loop.call_soon(self._let_one_catch_up)

    def _let_one_catch_up(self) -> None:
        self._catching_up = None
        subscriber = next(iter(self._queue))
        del self._queue[subscriber]
        self._catch_up(subscriber)
        if self._queue and self._catching_up is None:
            self._catching_up = self._loop.call_soon(self._let_one_catch_up)

    def _catch_up(self, subscriber: Subscriber) -> None:
        seq = self._behind.get(subscriber)
        if seq is None or subscriber.is_full:
            return  # gone meanwhile; or drained() follows
        selection = self._selections[subscriber]
        missed = self._log.replay.after(seq, selection, most_bytes=_PIECE_BYTES)
        if missed is None:
            # It reads slower than others write. Once it is back it is told of the gap.
            self._cut(subscriber)
            return
        if missed.frames:
            subscriber.write(missed.frames)
            if subscriber not in self._behind:
                return  # that was too much for it
        if missed.seq == self._log.replay.last:
            del self._behind[subscriber]
            self._subscribers.add(subscriber, selection)
        else:
            self._behind[subscriber] = missed.seq
            self._queue_up(subscriber)

    def _cut(self, subscriber: Subscriber) -> None:
        metrics.CUT.labels("behind").inc()
        subscriber.close(self._heartbeat(_RETRY_MS))

    # What is published

    def publish(self, entry: Entry) -> None:
        """To all who are up to date; the others find it in the replay, if it is in there."""
        metrics.EVENTS.labels(entry.type).inc()
        self._subscribers.publish(entry)
        if self._published_at is None:
            self._published_at = self._loop.time()
        self._gather_soon()

    def _gather_soon(self) -> None:
        if self._gathering is not None:
            return
        due = self._wrote_at + STREAM_GATHER_SECONDS
        if due <= self._loop.time():
            self._gathering = self._loop.call_soon(self._gather)
        else:
            self._gathering = self._loop.call_at(due, self._gather)

    def _gather(self) -> None:
        self._gathering = None
        self._wrote_at = self._loop.time()
        if self._unwritten_since is None:
            self._unwritten_since = self._published_at
        self._published_at = None
        self._subscribers.gather()
        # That there are batches doesn't say it: who joins a group makes one of what waits there.
        if self._writing is None:
            self._write()

    def _write(self) -> None:
        self._writing = None
        for frames, subscribers in self._subscribers.take(_WRITES_A_TURN):
            for subscriber in subscribers:
                subscriber.write(frames)
        if self._subscribers.has_batches:
            self._writing = self._loop.call_soon(self._write)
        elif self._unwritten_since is not None:
            metrics.LAG_SECONDS.observe(self._loop.time() - self._unwritten_since)
            self._unwritten_since = None

    def _beat(self) -> None:
        self._heart = self._loop.call_later(self._settings.heartbeat_s, self._beat)
        self._subscribers.publish_to_all(self._heartbeat())
        self._gather_soon()
        for subscriber, seq in tuple(self._behind.items()):
            if not self._log.replay.reaches(seq):
                self._cut(subscriber)

    def _heartbeat(self, retry_ms: int | None = None) -> bytes:
        return heartbeat_frame(self._wall_clock(), retry_ms=retry_ms)

    def last_words(self) -> bytes:
        """To a client that is to come back a little later, each at another time."""
        return self._heartbeat(random.randint(*_RETURN_MS))

    async def close(self) -> None:
        """Tell all to come back, and when; returns when they are gone, or don't listen."""
        self._is_closed = True
        self._heart.cancel()
        if self._gathering is not None:
            self._gathering.cancel()
            self._gather()
        while self._subscribers.has_batches:
            self._write()
        for subscriber in tuple(self._selections):
            subscriber.close(self.last_words())
        if self._selections:
            self._emptied.clear()  # it may have been so before
            with suppress(TimeoutError):
                async with asyncio.timeout(_FAREWELL_SECONDS):
                    await self._emptied.wait()
