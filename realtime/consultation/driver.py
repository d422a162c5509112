"""Runs the consultations' core: its timer, its records, what it wants done, who follows it.

What the core returns is performed here: its records are committed as one, and the rest is done once
that is safe; whoever shows somebody a change of theirs awaits it. When the disk has failed the rest
is done all the same: sessions end, for they may cost money.

Time is *steady*: the wall clock as it was at the start, and the monotonic clock from then on. So a
clock that is set right, or wrong, ends nobody's session; what leaves the process is wall time.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from contextvars import Context
from functools import partial

from realtime.avatars.base import User
from realtime.consultation import metrics
from realtime.consultation.desk import Desk
from realtime.consultation.outputs import Output, TicketChanged
from realtime.consultation.records import AvatarSession, Ticket
from state.contract import MOST_QUEUE_STREAMS_A_USER
from state.errors import StoreFailed, TooManyStreams
from state.records import Change, Delete, Record
from state.store import Commit, Store

logger = logging.getLogger(__name__)


class DeskDriver:
    """`perform` is called with each output that is neither a change nor for who follows."""

    def __init__(
        self,
        desk: Desk,
        store: Store,
        *,
        now: Callable[[], float],
        perform: Callable[[Output], None],
        most_followers: int,
        patience_s: float,
    ) -> None:
        """`patience_s`: how long close() waits for what is seen through."""
        self._desk = desk
        self._store = store
        self._now = now
        self._perform = perform
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._armed_for = 0.0  # only while there is a timer
        # What a disk that was too busy didn't take: it goes with the next commit.
        self._refused: list[Output] = []
        # Of each user the last change that isn't safe yet.
        self._unsafe: dict[User, Commit] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._seen_through: set[asyncio.Task[None]] = set()
        self._followers: dict[User, set[asyncio.Event]] = {}
        self._places = most_followers
        self._patience_s = patience_s
        self.is_closed = False

    def settle(self, outputs: list[Output]) -> Awaitable[None]:
        """Done when the changes are safe and the rest is begun; raises StoreFailed if they aren't.
        Without changes that is at once, though what was changed before may not be safe.

        Whoever waits for it and gives up harms nobody else.
        """
        done: Commit = self._loop.create_future()
        done.add_done_callback(_retrieve)
        changes = _latest([*self._refused, *outputs])
        try:
            commit = self._commit(changes) if changes else None
            self._refused.clear()
        except StoreFailed as error:
            self._refused = list(changes)
            self._follow_up(outputs)
            done.set_exception(error)
        else:
            if commit is None:
                self._follow_up(outputs)
                done.set_result(None)
            else:
                commit.add_done_callback(lambda commit: self._kept(commit, outputs, done))
        self._arm()
        return done

    def _commit(self, changes: list[Change]) -> Commit:
        before = [self._store.table(_kind_of(each)).get(each.key) for each in changes]
        commit = self._store.commit(*changes)
        for was, change in zip(before, changes, strict=True):
            metrics.see(was, change)
            owned = was if isinstance(change, Delete) else change
            if isinstance(owned, Ticket | AvatarSession):
                self._unsafe[owned.user] = commit
                commit.add_done_callback(partial(self._forget_unsafe, owned.user))
        return commit

    def _forget_unsafe(self, user: User, commit: Commit) -> None:
        if self._unsafe.get(user) is commit:
            del self._unsafe[user]

    def _kept(self, commit: Commit, outputs: list[Output], done: Commit) -> None:
        self._follow_up(outputs)
        error = commit.exception()
        if done.done():
            return
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)

    def _follow_up(self, outputs: list[Output]) -> None:
        if self.is_closed:
            return
        for output in outputs:
            if isinstance(output, TicketChanged):
                for changed in self._followers.get(output.user, ()):
                    changed.set()
            else:
                self._perform(output)

    def go_on_with(self, work: Coroutine[None, None, None]) -> None:
        """In a task of its own."""
        self._begin(work, self._tasks)

    def see_through(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """In a task of its own, which close() gives some time."""
        return self._begin(work, self._seen_through)

    def _begin(
        self, work: Coroutine[None, None, None], among: set[asyncio.Task[None]]
    ) -> asyncio.Task[None]:
        task = self._loop.create_task(work)
        among.add(task)
        task.add_done_callback(among.discard)
        return task

    @property
    def followers(self) -> int:
        """How many streams follow a ticket."""
        return sum(map(len, self._followers.values()))

    async def settled(self) -> None:
        """All that was settled so far is safe and begun; or its time is over."""
        with suppress(TimeoutError, StoreFailed):
            async with asyncio.timeout(self._patience_s):
                await self._store.settled()

    async def settled_for(self, user: User) -> None:
        """What can be read of the user's is safe, or the disk has failed.

        What others changed may not be: should it be lost, the user is a place further behind. To
        wait for that would be to wait for every stranger's disk (bench/hostile.py: 80 ms).
        """
        if self._refused:  # whose they are nobody knows
            await self._store.settled()
        elif user in self._unsafe:
            await asyncio.wait([self._unsafe[user]])

    async def close(self) -> None:
        """Do nothing any more, for good, but what is to be seen through."""
        self.is_closed = True
        if self._timer is not None:
            self._timer.cancel()
        if self._seen_through:
            await asyncio.wait(self._seen_through, timeout=self._patience_s)
        tasks = self._tasks | self._seen_through
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        for events in self._followers.values():
            for changed in events:
                changed.set()

    # Time

    def expire(self) -> None:
        """Do what is due by now; of very much a part, and the rest in the loop's next turns."""
        self.settle(self._desk.expire(now=self._now()))

    def _arm(self) -> None:
        deadline = self._desk.next_deadline()
        if deadline is None or self.is_closed:
            return
        at = self._loop.time() + max(deadline - self._now(), 0.0)
        # One that fires too early finds nothing due, and arms again.
        if self._timer is not None and self._armed_for <= at:
            return
        if self._timer is not None:
            self._timer.cancel()
        # What is due then is about everybody's session, not about who is asking for something now.
        self._timer = self._loop.call_at(at, self._on_timer, context=Context())
        self._armed_for = at

    def _on_timer(self) -> None:
        self._timer = None
        self.expire()

    # Who follows

    @contextmanager
    def following(self, user: User) -> Iterator[asyncio.Event]:
        """Set whenever the user's ticket changes, and when all is over. Raises TooManyStreams."""
        if not self._places or len(self._followers.get(user, ())) >= MOST_QUEUE_STREAMS_A_USER:
            raise TooManyStreams("too many streams follow the queue: ask queue/status/ instead")
        changed = asyncio.Event()
        self._places -= 1
        self._followers.setdefault(user, set()).add(changed)
        try:
            yield changed
        finally:
            self._places += 1
            self._followers[user].discard(changed)
            if not self._followers[user]:
                del self._followers[user]


def steady(wall_clock: Callable[[], float]) -> Callable[[], float]:
    """The wall clock, if it went on as the monotonic clock does."""
    loop = asyncio.get_running_loop()
    start = wall_clock() - loop.time()
    return lambda: start + loop.time()


def _kind_of(change: Change) -> type[Record]:
    return change.kind if isinstance(change, Delete) else type(change)


def _latest(outputs: list[Output]) -> list[Change]:
    """The changes among them, of each record the last."""
    changes: dict[tuple[str, str], Change] = {}
    for output in outputs:
        if isinstance(output, Delete):
            changes[output.kind.table, output.key] = output
        elif isinstance(output, Record):
            changes[output.table, output.key] = output
    return list(changes.values())


def _retrieve(future: Commit) -> None:
    """Whoever waits for it gets its error; if nobody does, that is no news."""
    if not future.cancelled():
        future.exception()
