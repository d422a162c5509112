"""Decides, frame by frame, when speech starts and stops. Time is frames; there is no clock.

Fed with the VAD's verdict and the energy of each frame. The VAD alone won't do (measured): it
calls the first 80-100 ms of any stream speech, and steady noise at -21 dBFS speech for ever. So

- a stream's first frames decide nothing (the cold start),
- a frame counts as *active* only when it is voiced and stands out from the noise floor,
- speech starts when enough of the last frames are active and stops when hardly any is: counts in
  a window, not runs, so that one wrong verdict neither starts nor saves anything.

What the gate delays isn't clipped: the turn's audio begins a prefix before the first active frame.
Whose turn it is, and how long a turn may last, is decided elsewhere (realtime/voice/turns.py).
"""

from dataclasses import dataclass
from enum import Enum

from audio.levels import NoiseFloor, energy_of

#: How far speech must stand out to start: 6 dB (a power of four) over the floor.
_START_OVER_FLOOR = 4.0
#: Once speaking, the soft end of a word still counts: 3 dB.
_STAY_OVER_FLOOR = 2.0
#: Below this nothing is speech; a quiet talker on a bad microphone reaches -45.
_SILENCE_DBFS = -60.0
#: The VAD's own start-up, with one frame to spare.
_COLD_FRAMES = 6
#: Speech has stopped when silence has lasted but for so many active frames: a tenth of it, at most
#: five (100 ms: a click, a breath).
_ACTIVE_IN_SILENCE = 0.1
_MOST_ACTIVE_IN_SILENCE = 5
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


Edge = SpeechBegan | SpeechCeased


class _State(Enum):
    SILENT = "silent"
    SPEAKING = "speaking"


class SpeechDetector:
    """One stream's edges of speech."""

    def __init__(self, *, rule: StartRule, silence_frames: int, frame_samples: int) -> None:
        #: What starts speech from now on; the caller sets a stricter one while an agent speaks.
        self.rule = rule
        self.set_silence(silence_frames)
        self._state = _State.SILENT
        self._floor = NoiseFloor()
        self._least = energy_of(_SILENCE_DBFS, frame_samples)
        #: The frame that comes next, counted from the stream's first.
        self.frame = 0
        # The last frames' activity, newest in the lowest bit: counting is one popcount.
        self._history = 0

    @property
    def is_speaking(self) -> bool:
        return self._state is _State.SPEAKING

    def set_silence(self, frames: int) -> None:
        """How long a silence ends speech, from now on."""
        self._silence_frames = frames
        self._silence_active = min(int(frames * _ACTIVE_IN_SILENCE), _MOST_ACTIVE_IN_SILENCE)
        window = frames + self._silence_active
        self._silence_mask = (1 << window) - 1
        self._history_mask = (1 << max(window, _LONGEST_START)) - 1

    def hear(self, voiced: bool, energy: float) -> Edge | None:
        """One more frame."""
        floor = self._floor.hear(energy)
        frame = self.frame
        self.frame = frame + 1
        speaking = self._state is _State.SPEAKING
        gate = floor * (_STAY_OVER_FLOOR if speaking else _START_OVER_FLOOR)
        active = voiced and energy > gate and energy > self._least and frame >= _COLD_FRAMES
        self._history = history = self._history << 1 & self._history_mask | active
        if speaking:
            return None if active else self._maybe_cease(history)
        return self._maybe_begin(history) if active else None

    def _maybe_begin(self, history: int) -> SpeechBegan | None:
        recent = history & (1 << self.rule.window) - 1
        if recent.bit_count() < self.rule.active:
            return None
        self._state = _State.SPEAKING
        # As if all before had been speech: a silence has to fill the window to end it.
        self._history = self._history_mask
        return SpeechBegan(self.frame - recent.bit_length())

    def _maybe_cease(self, history: int) -> SpeechCeased | None:
        if (history & self._silence_mask).bit_count() > self._silence_active:
            return None
        self.rest()
        return SpeechCeased(self.frame - self._silence_frames)

    def rest(self) -> None:
        """Hear the speech that is going on, if any, as ended; what follows must start anew."""
        self._state = _State.SILENT
        self._history = 0
