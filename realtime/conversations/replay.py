"""The latest events, for subscribers that come back: what they missed, from their place on.

Seqs in it follow one another without a hole, so where an event lies is a subtraction: an id that a
client makes up costs nothing. Holds only what is safe on disk.
"""

from dataclasses import dataclass

from realtime.conversations.events import Entry
from realtime.conversations.selection import Selection
from state.contract import REPLAY_BYTES

#: Looked at in one step: about a millisecond of the loop.
_STEP_EVENTS = 2_000
#: One in so many of what is held is gone, at most.
_GONE_SHARE = 16


@dataclass(frozen=True)
class Missed:
    """A piece of what a subscriber missed, and its place after it."""

    frames: bytes
    seq: int


class Replay:
    def __init__(self, *, most_events: int) -> None:
        self._most_events = most_events
        self.last = 0
        """The seq of the latest event; of an empty one, the seq before the first that comes."""
        self._entries: list[Entry] = []
        # Of _entries, how many are gone; they are cut off many at a time, but are memory till then.
        self._gone = 0
        self._bytes = 0

    @property
    def first(self) -> int:
        """The seq of the oldest event there is; one more than `last` when there is none."""
        return self.last + 1 - (len(self._entries) - self._gone)

    def reaches(self, seq: int) -> bool:
        """Whether all that came after `seq` is here."""
        return self.first <= seq + 1 <= self.last + 1

    def append(self, entry: Entry) -> list[Entry]:
        """The next event. Returns those that fall out."""
        assert entry.seq == self.last + 1, "seqs follow one another"
        self.last = entry.seq
        self._entries.append(entry)
        self._bytes += len(entry.frame)
        gone = []
        while len(self._entries) - self._gone > self._most_events or self._bytes > REPLAY_BYTES:
            gone.append(self._entries[self._gone])
            self._bytes -= len(gone[-1].frame)
            self._gone += 1
        if self._gone * _GONE_SHARE > len(self._entries):
            del self._entries[: self._gone]
            self._gone = 0
        return gone

    def after(self, seq: int, selection: Selection, *, most_bytes: int) -> Missed | None:
        """The next piece of what `selection` has after `seq`, about `most_bytes` long.

        None when `seq` has fallen out meanwhile. A piece may be empty; all is told when its `seq`
        is `last`.
        """
        if not self.reaches(seq):
            return None
        start = self._gone + seq + 1 - self.first
        frames: list[bytes] = []
        size = 0
        for entry in self._entries[start : start + _STEP_EVENTS]:
            if size >= most_bytes:
                break
            seq += 1
            if selection.has(entry):
                frames.append(entry.frame)
                size += len(entry.frame)
        return Missed(b"".join(frames), seq)
