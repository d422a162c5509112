"""Decides, frame by frame, when speech starts and stops. Time is frames; there is no clock.

Fed with the VAD's verdict and the level of each frame. The VAD alone won't do (measured): it
calls the first 80-100 ms of any stream speech, and steady noise at -21 dBFS speech for ever. So

- a stream's first 100 ms decide nothing (the cold start),
- a frame counts as *active* only when it is voiced and stands out from its surroundings: from the
  floor steady noise lies at, and from the crowd that has been talking for seconds (levels.py),
- speech starts when enough of the last frames are active and stops when hardly any is: counts in
  a window, not runs, so that one wrong verdict neither starts nor saves anything,
- each pause is told of while it lasts: who listens may let it end the speech sooner than others.

What the gate delays isn't clipped: the turn's audio begins a prefix before the first active frame.
Whose turn it is, and how long a turn may last, is decided elsewhere (realtime/voice/turns.py).
"""

import math
from dataclasses import dataclass

from audio.levels import Surroundings, rms_of

#: How far speech must stand out to start: 6 dB (twice the RMS) over its surroundings.
_START_OVER = 2.0
#: Once speaking, the soft end of a word still counts: 3 dB.
_STAY_OVER = 1.4
#: Below this nothing is speech; a quiet talker on a bad microphone reaches -45.
_SILENCE_DBFS = -60.0
#: Speech has stopped when silence has lasted but for so many active frames: a tenth of it, at most
#: five (100 ms: a click, a breath).
_ACTIVE_IN_SILENCE = 0.1
_MOST_ACTIVE_IN_SILENCE = 5
#: Speech pauses when nothing has been active for so long (140 ms: most consonants are shorter).
PAUSE_FRAMES = 7
_PAUSE_MASK = (1 << PAUSE_FRAMES) - 1
#: It goes on when so many of as many frames are active: a click isn't speech.
_ACTIVE_TO_RESUME = 3
#: The longest window of a start rule, in frames.
_LONGEST_START = 100


@dataclass(frozen=True)
class StartRule:
    """Speech starts when `active` of the last `window` frames are."""

    window: int
    active: int


@dataclass(frozen=True)
class SpeechBegan:
    #: The first active frame of the window that decided it.
    frame: int


@dataclass(frozen=True)
class SpeechCeased:
    #: The first frame of the silence that decided it.
    frame: int


@dataclass(frozen=True)
class SpeechPaused:
    """Told PAUSE_FRAMES into each pause that doesn't end the speech by then."""

    #: The first frame of the pause.
    frame: int


@dataclass(frozen=True)
class SpeechResumed:
    #: How many frames the pause lasted.
    paused: int


Edge = SpeechBegan | SpeechCeased | SpeechPaused | SpeechResumed


class SpeechDetector:
    """One stream's edges of speech."""

    def __init__(self, *, rule: StartRule, silence_frames: int) -> None:
        #: What starts speech from now on; the caller sets a stricter one while an agent speaks.
        self.rule = rule
        self._pause: int | None = None  # the first frame of the pause that goes on
        self.set_silence(silence_frames)
        self._surroundings = Surroundings()
        self._noise = math.inf
        self._block_levels = 0.0
        self._least = rms_of(_SILENCE_DBFS)
        # What a voiced frame must exceed to be active: nothing does before the floor is known,
        # which is just as long as the VAD's own start lasts.
        self._gate = math.inf
        self.is_speaking = False
        #: The frame that comes next, counted from the stream's first.
        self.frame = 0
        # The last frames' activity, newest in the lowest bit: counting is one popcount.
        self._history = 0

    def set_silence(self, frames: int) -> None:
        """How long a silence ends speech, from now on."""
        self.silence_frames = frames
        self.await_silence(frames)

    def await_silence(self, frames: int) -> None:
        """How long a silence ends speech if it is this pause; no longer than any other."""
        self._awaited_frames = frames = min(frames, self.silence_frames)
        self._silence_active = min(int(frames * _ACTIVE_IN_SILENCE), _MOST_ACTIVE_IN_SILENCE)
        window = frames + self._silence_active
        self._silence_mask = (1 << window) - 1
        self._history_mask = (1 << max(window, _LONGEST_START)) - 1

    @property
    def is_pausing(self) -> bool:
        """Whether a pause was told of that goes on."""
        return self._pause is not None

    @property
    def is_active(self) -> bool:
        """Whether the latest frame was."""
        return bool(self._history & 1)

    def hear(self, voiced: bool, rms: float) -> Edge | None:
        """One more frame: the VAD's verdict and its RMS."""
        self.frame += 1
        self._block_levels += rms
        if not self.frame % Surroundings.BLOCK_FRAMES:
            self._hear_block()
        if voiced and rms > self._gate:
            self._history = self._history << 1 & self._history_mask | 1
            if not self.is_speaking:
                return self._maybe_begin()
            return None if self._pause is None else self._maybe_resume(self._pause)
        self._history = self._history << 1 & self._history_mask
        return self._maybe_cease() if self.is_speaking else None

    def _hear_block(self) -> None:
        heard, speaking = self._block_levels, self.is_speaking
        self._noise = self._surroundings.hear_block(heard, speaking=speaking)
        self._block_levels = 0.0
        self._set_gate()

    def _set_gate(self) -> None:
        over = _STAY_OVER if self.is_speaking else _START_OVER
        self._gate = max(self._noise * over, self._least)

    def _maybe_begin(self) -> SpeechBegan | None:
        recent = self._history & (1 << self.rule.window) - 1
        if recent.bit_count() < self.rule.active:
            return None
        self.is_speaking = True
        self._set_gate()
        # As if all before had been speech: a silence has to fill the window to end it.
        self._history = self._history_mask
        return SpeechBegan(self.frame - recent.bit_length())

    def _maybe_cease(self) -> SpeechCeased | SpeechPaused | None:
        if (self._history & self._silence_mask).bit_count() > self._silence_active:
            return self._maybe_pause()
        ceased = SpeechCeased(self.frame - self._awaited_frames)
        self.rest()
        return ceased

    def _maybe_pause(self) -> SpeechPaused | None:
        if self._pause is not None or self._history & _PAUSE_MASK:
            return None
        self._pause = self.frame - PAUSE_FRAMES
        return SpeechPaused(self._pause)

    def _maybe_resume(self, pause: int) -> SpeechResumed | None:
        recent = self._history & _PAUSE_MASK
        if recent.bit_count() < _ACTIVE_TO_RESUME:
            return None
        self._end_pause()
        return SpeechResumed(self.frame - recent.bit_length() - pause)

    def _end_pause(self) -> None:
        self._pause = None
        self.await_silence(self.silence_frames)

    def rest(self) -> None:
        """Hear the speech that is going on, if any, as ended; what follows must start anew."""
        self.is_speaking = False
        self._set_gate()
        self._history = 0
        self._end_pause()
