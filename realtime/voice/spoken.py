"""The audio of spoken turns on its way to their agents, and where it pauses.

A part of the voice session's core, which appends what the client sends and says where turns begin,
pause and end; agents read it when they come to it. The ring bounds what waits. Positions are bytes
of the session's audio.

Mostly one turn is read. While a sound over an answer is in doubt, the turn that is being answered
may not be read to its end yet: what is left of it is set aside when the next one opens.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from audio.ring import AudioRing
from realtime.agents.base import Pause
from state.contract import RING_BLOCK_BYTES, RING_BLOCKS, SAMPLE_BYTES


@dataclass
class _Turn:
    """The turn whose audio is in the ring and not yet all read."""

    number: int
    #: None while it is open.
    end: int | None = None
    #: Where it pauses and goes on; those not told yet.
    pauses: deque[tuple[int, Pause]] = field(default_factory=deque)
    #: Whether the latest that was told is a pause that goes on.
    is_pause_told: bool = False

    @property
    def next_stop(self) -> int | None:
        if not self.pauses:
            return self.end
        pause = self.pauses[0][0]
        return pause if self.end is None else min(pause, self.end)


class SpokenAudio:
    """One session's."""

    def __init__(self, *, memory: int) -> None:
        self.ring = AudioRing(blocks=RING_BLOCKS, block_bytes=RING_BLOCK_BYTES, memory=memory)
        self._turn: _Turn | None = None
        self._set_aside: dict[int, deque[bytes | Pause]] = {}
        self._overrun_told = False

    @property
    def received(self) -> int:
        """Samples, of the whole session."""
        return self.ring.end // SAMPLE_BYTES

    @property
    def is_wanted(self) -> bool:
        """Whether what comes now belongs to a turn."""
        return self._turn is not None

    def append(self, pcm: bytes) -> bool:
        """Hold `pcm`; says, once a turn, that its agent reads too slowly and lost some."""
        overrun = self.ring.append(pcm)
        if not overrun or self._turn is None or self._overrun_told:
            return False
        self._overrun_told = True
        return True

    # The turn

    def open(self, turn: int, start: int, *, counts: Callable[[int], bool]) -> None:
        """A turn begins at `start`; of those before it, these still count."""
        if self._turn is not None and self._turn.end is not None:
            self._put_aside(self._turn.number)
        self._set_aside = {n: rest for n, rest in self._set_aside.items() if counts(n)}
        self.ring.discard_before(start)
        self.go_on_as(turn)
        self._overrun_told = False

    def go_on_as(self, turn: int) -> None:
        """What comes, and what wasn't read yet, is of this turn."""
        self._turn = _Turn(turn)

    def pause(self, pause: Pause, at: int) -> None:
        """The turn pauses, or goes on, at `at`."""
        if self._turn is not None:
            self._turn.pauses.append((at, pause))

    def close(self, end: int) -> None:
        """The turn ends at `end`."""
        if self._turn is not None:
            self._turn.end = end

    def forget(self) -> None:
        """Nobody reads the rest of the turn."""
        self._turn = None

    def forget_unless(self, counts: Callable[[int], bool]) -> None:
        if self._turn is not None and not counts(self._turn.number):
            self._turn = None

    # Its agent

    def take(self, turn: int) -> bytes | Pause | None:
        """Audio not given before, or that it pauses or goes on here.

        Empty when more is to come, None at the end.
        """
        if (rest := self._set_aside.get(turn)) is not None:
            return rest.popleft() if rest else None
        current = self._turn
        if current is None or current.number != turn:
            return None
        pcm = self.ring.take(current.next_stop)
        if pcm:
            return pcm
        if current.pauses:
            _, pause = current.pauses.popleft()
            current.is_pause_told = pause is Pause.BEGAN
            return pause
        if current.end is not None:
            self._turn = None
            return None
        return pcm

    def is_pausing(self, turn: int) -> bool:
        """Whether the last that its agent was told of the turn is a pause, and that goes on."""
        current = self._turn
        if current is None or current.number != turn or current.pauses:
            return False
        return current.is_pause_told

    def _put_aside(self, turn: int) -> None:
        rest: deque[bytes | Pause] = deque()
        while (given := self.take(turn)) is not None:
            rest.append(given)
        self._set_aside[turn] = rest
