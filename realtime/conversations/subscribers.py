"""Who gets which event, and in how many writes: the core of the live stream's fan-out.

A frame is made once and joined with those that came with it once for all who want the same; then
each subscriber costs one write. Subscribers with the same Selection are a group. What is published
waits with its groups until it is gathered; a gathered batch belongs to those who were subscribed by
then, so who joins in between misses nothing and gets nothing twice: it joins a group with nothing
waiting, having been told the rest from the replay (driver.py).
"""

from collections import deque
from collections.abc import Iterable
from typing import Protocol

from realtime.conversations.events import Entry
from realtime.conversations.selection import Selection


class Subscriber(Protocol):
    """One connection."""

    def write(self, frames: bytes) -> None:
        """Never blocks, never raises; after the connection is gone it does nothing."""
        ...

    @property
    def is_full(self) -> bool:
        """Whether more should wait until Broadcast.drained() is called."""
        ...

    def close(self, last_words: bytes) -> None:
        """Let the client go, after `last_words`."""
        ...


class _Group:
    __slots__ = ("members", "waiting")

    def __init__(self) -> None:
        # A dict, as sets don't keep an order: nobody is to be last by chance each time.
        self.members: dict[Subscriber, None] = {}
        self.waiting: list[bytes] = []


class Subscribers:
    """All that are up to date. publish(), gather(), then take()."""

    def __init__(self) -> None:
        self._groups: dict[Selection, _Group] = {}
        # The same by the leads they want (None: all): a thousand who want a lead each are nothing
        # to an event of another (50 events: 2 ms, not 25).
        self._of_lead: dict[str | None, dict[Selection, _Group]] = {}
        self._batches: deque[tuple[bytes, list[Subscriber]]] = deque()

    def add(self, subscriber: Subscriber, selection: Selection) -> None:
        """From the next published event on."""
        group = self._groups.get(selection)
        if group is None:
            group = self._groups[selection] = _Group()
            for lead in _leads(selection):
                self._of_lead.setdefault(lead, {})[selection] = group
        self._gather(group)
        group.members[subscriber] = None

    def remove(self, subscriber: Subscriber, selection: Selection) -> None:
        """Nothing, if it isn't there."""
        group = self._groups.get(selection)
        if group is None:
            return
        group.members.pop(subscriber, None)
        if not group.members:
            del self._groups[selection]
            for lead in _leads(selection):
                del self._of_lead[lead][selection]
                if not self._of_lead[lead]:
                    del self._of_lead[lead]

    def publish(self, entry: Entry) -> None:
        for lead in (None, entry.lead_id):
            for selection, group in self._of_lead.get(lead, {}).items():
                if selection.has(entry):
                    group.waiting.append(entry.frame)

    def publish_to_all(self, frame: bytes) -> None:
        for group in self._groups.values():
            group.waiting.append(frame)

    def gather(self) -> None:
        """What was published until now leaves together."""
        for group in self._groups.values():
            self._gather(group)

    def _gather(self, group: _Group) -> None:
        if group.waiting:
            self._batches.append((b"".join(group.waiting), list(group.members)))
            group.waiting = []

    def take(self, most: int) -> list[tuple[bytes, list[Subscriber]]]:
        """Up to `most` of the writes that were gathered: what, and to whom."""
        taken = []
        while self._batches and most > 0:
            frames, members = self._batches[0]
            taken.append((frames, members[:most]))
            most -= len(taken[-1][1])
            del members[: len(taken[-1][1])]
            if not members:
                self._batches.popleft()
        return taken

    @property
    def has_batches(self) -> bool:
        return bool(self._batches)


def _leads(selection: Selection) -> Iterable[str | None]:
    return (None,) if selection.reach.leads is None else selection.reach.leads
