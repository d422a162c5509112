"""How loud audio is: the RMS of frames, decibels, and the floor that noise lies on.

RMS is in sample units, 0 to 32768. audioop computes it: numpy is as fast on warm caches, but among
two hundred sessions its five calls a message were a fifth of what a session costs (bench/voice.py).
"""

import math
import warnings
from collections import deque

with warnings.catch_warnings():
    # The standard library's up to Python 3.12, which says that it will go; audioop-lts's after.
    warnings.simplefilter("ignore", DeprecationWarning)
    from audioop import rms

FULL_SCALE = 32768.0
_SAMPLE_BYTES = 2


def rms_of_frame(frame: memoryview) -> int:
    """The RMS of PCM16 samples."""
    return rms(frame, _SAMPLE_BYTES)


def rms_of(dbfs: float) -> float:
    """The RMS at this level in dB of full scale."""
    return FULL_SCALE * math.pow(10.0, dbfs / 20.0)


class NoiseFloor:
    """The level steady noise lies at: the quietest tenth of a second of the last two seconds.

    Minimum statistics (R. Martin, "Noise power spectral density estimation based on optimal
    smoothing and minimum statistics", 2001) in its plainest form: speech dips to the floor between
    syllables, noise never leaves it. So the floor falls at once, follows a noise that begins
    within two seconds, and needs no verdict on what is speech, which is the point: the VAD calls
    loud steady noise speech for ever.
    """

    #: How many frames make one block (100 ms), and how many blocks are remembered.
    BLOCK_FRAMES = 5
    _BLOCKS = 20

    def __init__(self) -> None:
        self._blocks: deque[float] = deque(maxlen=self._BLOCKS)

    def hear_block(self, levels: float) -> float:
        """The floor's RMS, BLOCK_FRAMES more frames heard whose RMS values add up to `levels`."""
        self._blocks.append(levels / self.BLOCK_FRAMES)
        return min(self._blocks)
