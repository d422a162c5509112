"""Decides when the user's turn begins and ends: one state machine over speech edges and commands.

Fed by the voice session with the edges of speech, the client's commands and the amount of audio
received. Time is samples; only audio that stops arriving, or just trickles, is a matter of the
clock: deadlines are given out, never awaited. Knows nothing of agents or playback.

    state       speech began   speech ceased   start_speaking   stop_speaking   maximum   idle
    IDLE        AUTOMATIC      -               BY_HAND          -               -         -
    AUTOMATIC   -              IDLE            BY_HAND (adopt)  IDLE            IDLE      IDLE
    BY_HAND     -              -               -                IDLE            IDLE      - *

(-) changes nothing: a client that also says what the server found out by itself is not answered
twice. (*) A turn by hand whose audio stopped arriving is left open: its client said it would say
when. But nothing stays open for ever: twice the maximum by the clock ends any turn.
"""

import sys
from dataclasses import dataclass
from enum import Enum

from realtime.voice.events import StopReason

#: How much longer than its audio a turn may take by the clock: a slow network isn't the talker's
#: fault, audio that only trickles in mustn't keep a turn open.
_SLACK = 2.0


class TurnState(Enum):
    #: Nobody's turn is open.
    IDLE = "idle"
    #: Opened by speech; a silence ends it.
    AUTOMATIC = "automatic"
    #: Opened or adopted by the client; only the client ends it, or the maximum.
    BY_HAND = "by_hand"


@dataclass(frozen=True)
class TurnOpened:
    #: Sample where the turn's audio begins, prefix included.
    start: int


@dataclass(frozen=True)
class TurnEnded:
    #: Sample where the turn's audio ends.
    end: int
    #: Sample where the speech in it ended, as well as that is known.
    speech_end: int
    reason: StopReason


class Turns:
    """Whose turn it is. After each call, perform what it returned, then ask next_deadline()."""

    def __init__(self, *, max_samples: int, max_seconds: float, idle_seconds: float) -> None:
        self._max_samples = max_samples
        self._max_seconds = max_seconds
        self._idle_seconds = idle_seconds
        self.prefix = 0
        """Samples before the first voiced frame that belong to the turn."""
        self.automatic = True
        """Whether speech alone opens turns."""
        self.state = TurnState.IDLE
        self.limit = sys.maxsize
        """The sample at which the open turn has lasted its maximum; out of reach without one."""
        self._previous_end = 0
        self._latest = 0.0  # when, by the clock, the open turn ends at the latest
        self._deadline: float | None = None  # set only while a turn is open

    @property
    def is_open(self) -> bool:
        return self.state is not TurnState.IDLE

    def begin(self, first_voiced: int, *, now: float) -> TurnOpened | None:
        """Speech began at this sample."""
        if self.is_open or not self.automatic:
            return None
        return self._open(TurnState.AUTOMATIC, first_voiced, now)

    def cease(self, silence_from: int, at: int) -> TurnEnded | None:
        """Speech ceased at sample `silence_from`, judged at sample `at`."""
        if self.state is not TurnState.AUTOMATIC:
            return None
        return self._end(at, silence_from, "silence")

    def start_by_hand(self, at: int, *, now: float) -> TurnOpened | None:
        """The client says its user speaks, `at` samples into the audio."""
        match self.state:
            case TurnState.IDLE:
                return self._open(TurnState.BY_HAND, at, now)
            case TurnState.AUTOMATIC:
                self.state = TurnState.BY_HAND
                self._deadline = self._latest
            case TurnState.BY_HAND:
                pass
        return None

    def stop_by_hand(self, at: int) -> TurnEnded | None:
        """The client says its user has finished."""
        return self._end(at, at, "client") if self.is_open else None

    def reach_limit(self) -> TurnEnded:
        """The audio has come to `limit`."""
        assert self.is_open, "no open turn has a limit to reach"
        return self._end(self.limit, self.limit, "max_duration")

    def hear_audio(self, *, now: float) -> None:
        """Audio arrived."""
        if self.state is TurnState.AUTOMATIC:
            self._deadline = min(now + self._idle_seconds, self._latest)

    def next_deadline(self) -> float | None:
        return self._deadline

    def expire(self, at: int, *, now: float) -> TurnEnded | None:
        """The clock says `now`, the audio is at sample `at`."""
        if self._deadline is None or now < self._deadline:
            return None
        return self._end(at, at, "max_duration" if now >= self._latest else "audio_idle")

    def _open(self, state: TurnState, voiced_from: int, now: float) -> TurnOpened:
        # The prefix never reaches into the turn before: its end was that turn's.
        start = max(voiced_from - self.prefix, self._previous_end)
        self.limit = start + self._max_samples
        self.state = state
        self._latest = now + _SLACK * self._max_seconds
        by_hand = state is TurnState.BY_HAND
        self._deadline = self._latest if by_hand else now + self._idle_seconds
        return TurnOpened(start)

    def _end(self, end: int, speech_end: int, reason: StopReason) -> TurnEnded:
        self.state = TurnState.IDLE
        self._deadline = None
        self.limit = sys.maxsize
        self._previous_end = end
        return TurnEnded(end, speech_end, reason)
