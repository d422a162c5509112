"""What a client is told, in order, each thing once the commits made before it are safe.

A transactional outbox: the driver puts events and commits in, in the order the session made them.
While nothing is being saved an event passes at once; behind a commit it waits, and so does all
after it. A commit that fails costs whatever waits for it: nobody knows whether it was kept.
"""

from collections import deque
from collections.abc import Callable

from realtime.voice.events import Event
from state.errors import StoreBusy, StoreFailed
from state.store import Commit

#: Events that may wait for the disk: about a minute of a reply's sound.
MOST_WAITING = 600


def _drop(event: Event) -> None:
    """Nobody is attached: what a lost client missed isn't kept."""


def _ignore(*_: object) -> None:
    pass


class Outbox:
    """`failed` is called when a commit has, `emptied` when all that waited is safe and told."""

    def __init__(
        self, *, failed: Callable[[StoreFailed], None], emptied: Callable[[], None]
    ) -> None:
        self._failed = failed
        self._emptied = emptied
        self._waiting: deque[Event | Commit] = deque()
        self.send: Callable[[Event], None] = _drop
        """Where events go."""

    def attach(self, send: Callable[[Event], None]) -> None:
        self.send = send

    def detach(self) -> None:
        """Nobody is there: what was to be told isn't told to the next one."""
        self.send = _drop
        self.clear()

    def close(self) -> None:
        """Nobody is told anything any more, whoever made this either: no cycle holds them here."""
        self.detach()
        self._failed, self._emptied = _ignore, _ignore

    def clear(self) -> None:
        """What waits isn't told."""
        self._waiting.clear()

    @property
    def is_attached(self) -> bool:
        """Whether anybody is there."""
        return self.send is not _drop

    @property
    def is_empty(self) -> bool:
        """Whether an event would pass at once."""
        return not self._waiting

    def check(self) -> None:
        """Raises StoreBusy when more can't wait."""
        if len(self._waiting) >= MOST_WAITING:
            raise StoreBusy("the server's disk can't keep up; try again in a moment")

    def tell(self, event: Event) -> None:
        """After all that was put in before; to nobody, if nobody is there. Raises StoreBusy."""
        if not self.is_attached:
            return
        if not self._waiting:
            self.send(event)
            return
        self.check()
        self._waiting.append(event)

    def wait_for(self, commit: Commit) -> None:
        """What is told from now on shows what `commit` saves."""
        self._waiting.append(commit)
        commit.add_done_callback(self._go_on)

    def _go_on(self, _: Commit) -> None:
        while self._waiting:
            first = self._waiting[0]
            if not isinstance(first, Event) and not first.done():
                return
            self._waiting.popleft()
            if isinstance(first, Event):
                self.send(first)
            elif (error := first.exception()) is not None:
                assert isinstance(error, StoreFailed), "a commit fails in no other way"
                self._waiting.clear()
                self._failed(error)
        self._emptied()
