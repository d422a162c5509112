"""How loud audio is: the energy of frames, decibels, and the floor that noise lies on.

Energy is the sum of squared samples. Sums of squares of one frame are integers below 2^53, so
doubles carry them exactly and the same frame always has the same energy, whatever it was batched
with.
"""

import math

import numpy as np

FULL_SCALE = 32768.0
_PCM16 = np.dtype("<i2")  # parsing the name again costs as much as the sum


def frame_energies(frames: memoryview, frame_samples: int) -> list[float]:
    """The energy of each frame in `frames` (PCM16, end to end)."""
    samples = np.frombuffer(frames, _PCM16).astype(np.float64).reshape(-1, frame_samples)
    energies: list[float] = np.vecdot(samples, samples).tolist()
    return energies


def energy_of(dbfs: float, frame_samples: int) -> float:
    """The energy a frame of this RMS level has."""
    return frame_samples * FULL_SCALE**2 * math.pow(10.0, dbfs / 10.0)


def dbfs_of(energy: float, frame_samples: int) -> float:
    """The RMS level of a frame of this energy, in dB of full scale; digital silence is -inf."""
    if energy <= 0.0:
        return -math.inf
    return 10.0 * math.log10(energy / (frame_samples * FULL_SCALE**2))


class NoiseFloor:
    """The level steady noise lies at: the smallest smoothed energy of the last two seconds.

    Minimum statistics (R. Martin, "Noise power spectral density estimation based on optimal
    smoothing and minimum statistics", 2001), in its plainest form: speech dips to the floor
    between syllables, noise never leaves it. So the floor falls at once, follows a noise that
    begins within two seconds, and needs no verdict on what is speech, which is the point: the VAD
    calls loud steady noise speech for ever.
    """

    # Five frames (100 ms) of smoothing keep single quiet frames from pulling the minimum down;
    # eight blocks of 250 ms make the window, so it forgets in steps of an eighth.
    _SMOOTHING = 0.2
    _BLOCK_FRAMES = 12
    _BLOCKS = 8

    def __init__(self) -> None:
        self._smoothed: float | None = None
        self._minimum = math.inf
        self._frames_left = self._BLOCK_FRAMES
        self._older: list[float] = []
        self._older_minimum = math.inf

    def hear(self, energy: float) -> float:
        """The floor, one more frame of this energy heard."""
        if self._smoothed is None:
            self._smoothed = energy
        smoothed = self._smoothed = self._smoothed + self._SMOOTHING * (energy - self._smoothed)
        if smoothed < self._minimum:
            self._minimum = smoothed
        floor = self._minimum if self._minimum < self._older_minimum else self._older_minimum
        self._frames_left -= 1
        if not self._frames_left:
            self._turn_block()
        return floor

    def _turn_block(self) -> None:
        self._older = [*self._older, self._minimum][1 - self._BLOCKS :]
        self._older_minimum = min(self._older)
        self._minimum = math.inf
        self._frames_left = self._BLOCK_FRAMES
