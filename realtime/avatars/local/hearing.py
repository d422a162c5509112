"""The visitor's microphone on its way to the agent: whatever WebRTC decodes becomes 16 kHz mono.

Fed by the pulling task of a peer, piece by piece; pure but for the resampler's memory. Turns count
time in samples, so what a page leaves out while nobody speaks (DTX), or a network loses, becomes
silence; and nobody's audio goes faster than time does.
"""

import numpy as np
import numpy.typing as npt

from audio.resample import Resampler
from state.contract import SAMPLE_RATE_HZ

#: A longer gap is a microphone that stopped; the voice session has a rule for that. And it takes no
#: more than a second at once.
MOST_GAP_S = 0.8
#: How much audio may be ahead of the clock: what a network held back comes at once.
MOST_AHEAD_S = 2.0


class Timeline:
    """Where in a microphone's time its pieces lie."""

    def __init__(self, now: float) -> None:
        self._since = now
        self._heard_s = 0.0
        self._end_s: float | None = None  # of the last piece, by its own clock

    def take(self, at_s: float, seconds: float, *, now: float) -> float | None:
        """Of a piece that begins at `at_s` by the microphone's clock and is so long: how much
        silence is before it. None: there can't have been so much audio by now."""
        end_s, self._end_s = self._end_s, at_s + seconds
        room_s = now - self._since + MOST_AHEAD_S - self._heard_s - seconds
        if room_s < 0:
            return None
        gap_s = 0.0 if end_s is None else min(max(at_s - end_s, 0.0), MOST_GAP_S, room_s)
        self._heard_s += gap_s + seconds
        return gap_s


class Hearing:
    def __init__(self) -> None:
        self._rate_hz = 0
        self._resampler: Resampler | None = None

    def take(self, samples: npt.NDArray[np.int16], *, channels: int, rate_hz: int) -> bytes:
        """PCM16 mono at SAMPLE_RATE_HZ of interleaved samples."""
        if channels > 1:
            # In 32 bits: two loud channels don't fit into 16.
            samples = samples.reshape(-1, channels).mean(axis=1, dtype=np.float32).astype(np.int16)
        if rate_hz != self._rate_hz:
            self._rate_hz = rate_hz
            is_right = rate_hz == SAMPLE_RATE_HZ
            self._resampler = None if is_right else Resampler(rate_hz, SAMPLE_RATE_HZ)
        pcm = samples.tobytes()
        return pcm if self._resampler is None else self._resampler.push(pcm)
