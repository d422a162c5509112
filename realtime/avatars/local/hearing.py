"""The visitor's microphone on its way to the agent: whatever WebRTC decodes becomes 16 kHz mono.

Fed by the pulling task of a peer, piece by piece; pure but for the resampler's memory.
"""

import numpy as np
import numpy.typing as npt

from audio.resample import Resampler
from state.contract import SAMPLE_RATE_HZ


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
