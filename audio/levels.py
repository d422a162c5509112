"""How loud audio is: the RMS of frames, decibels, and what there is besides a talker.

RMS is in sample units, 0 to 32768. audioop computes it: numpy is as fast on warm caches, but among
two hundred sessions its five calls a message were a fifth of what a session costs (bench/voice.py).
"""

import math
import warnings

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


class Surroundings:
    """What there is to hear besides a talker: the floor of steady noise, the level of a crowd.

    `floor` is the quietest tenth of a second of the last two seconds: minimum statistics
    (R. Martin, "Noise power spectral density estimation based on optimal smoothing and minimum
    statistics", 2001) in its plainest form. Speech dips to the floor between syllables, noise never
    leaves it. So the floor falls at once, follows a noise that begins within two seconds, and needs
    no verdict on what is speech, which is the point: the VAD calls loud steady noise speech for
    ever.

    `ambience` is the mean level of the last five seconds in which nobody was speaking. Steady noise
    has it where its floor is. A crowd dips: of eight voices the floor lies 3 to 7 dB under the mean
    and one frame in a hundred 5 dB over it (measured), so 6 dB over the mean is not the crowd.
    While somebody speaks it stands still, unless the last two seconds were as even as no talker is:
    then it is a crowd that was taken for one.

    Digital silence (a muted microphone, a noise gate) is a floor like any other, but says little
    about the room: what was known of it before fades four times slower.
    """

    #: How many frames make one block (100 ms).
    BLOCK_FRAMES = 5
    _FLOOR_BLOCKS = 20
    _AMBIENCE_BLOCKS = 50
    #: The first block weighs as much as so many: the next may be a word.
    _FIRST_WEIGHT = 5
    #: A block of digital silence weighs this much less.
    _MUTE_WEIGHT = 4
    #: The ambience is believed up to 10 dB over the floor, as no crowd has deeper pauses: a stream
    #: that begins in the middle of a word has a talker for its ambience. So it takes three seconds
    #: to be believed that far, too.
    _MOST_OVER_FLOOR = 3.0
    _BELIEVED_A_BLOCK = 0.1
    #: The loudest block over the quietest, 9 dB: eight voices span less in two seconds, one talker
    #: 10 dB over noise more.
    _EVEN = 2.8

    def __init__(self) -> None:
        self._blocks: list[float] = []  # a deque of as many takes three times the memory
        self._weight = self._FIRST_WEIGHT - 1
        self._sounding_floor = 0.0  # the floor as it was before digital silence
        self.floor = math.inf
        self.ambience = 0.0

    def hear_block(self, levels: float, *, speaking: bool) -> float:
        """What a talker has to stand out from: the ambience, or the floor where that is all.

        An RMS, BLOCK_FRAMES more frames heard whose RMS values add up to `levels`.
        """
        level = levels / self.BLOCK_FRAMES
        blocks = self._blocks
        blocks.append(level)
        if len(blocks) > self._FLOOR_BLOCKS:
            del blocks[0]
        self.floor = floor = min(blocks)
        if not speaking or self._is_even():
            self._hear_ambience(level)
        if floor and not speaking:  # behind a noise gate, a talker's own dips are the only floor
            self._sounding_floor = floor
        believed = self._weight * self._BELIEVED_A_BLOCK
        if believed > self._MOST_OVER_FLOOR:
            believed = self._MOST_OVER_FLOOR
        crowd = self._sounding_floor * believed
        if self.ambience < crowd:
            crowd = self.ambience
        return crowd if crowd > floor else floor

    def _hear_ambience(self, level: float) -> None:
        weight = self._weight
        if weight < self._AMBIENCE_BLOCKS:
            self._weight = weight = weight + 1
            if weight == self._FIRST_WEIGHT:
                self.ambience = level
        if not level:
            weight *= self._MUTE_WEIGHT
        self.ambience += (level - self.ambience) / weight

    def _is_even(self) -> bool:
        blocks = self._blocks
        return len(blocks) == self._FLOOR_BLOCKS and max(blocks) < self._EVEN * self.floor
