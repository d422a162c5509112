"""A call's recording as it grows: the salesperson on the left, the buyer on the right.

A core over two tracks on one time line, in seconds since the call began. What the salesperson's
client sends ends at the moment it comes, and is put one piece behind the other unless a pause lies
between: so jitter leaves no gaps, and a microphone that was off leaves silence. What the buyer says
is played without gaps from the moment it is sent, as the voice session reckons (voice/playback.py);
a cut takes back what wasn't heard of it. Who uses it takes what is over now and then: what was not
taken is kept. Pure.
"""

import numpy as np

from state.contract import SAMPLE_BYTES, SAMPLE_RATE_HZ

CHANNELS = 2
FRAME_BYTES = CHANNELS * SAMPLE_BYTES

#: Later than this after what came before it, audio begins anew: longer than any network's jitter.
_GAP_S = 0.3
#: So far ahead of the clock either side may be; a client that sends faster than one can speak loses
#: the rest.
_AHEAD_S = 30.0


class Tape:
    """`recorded`: how many samples were taken before, of a call that goes on after a restart."""

    def __init__(self, *, recorded: int = 0) -> None:
        self._taken = recorded
        self._salesperson = bytearray()
        self._buyer = bytearray()

    @property
    def taken_s(self) -> float:
        """How much of the call was taken."""
        return self._taken / SAMPLE_RATE_HZ

    def hear(self, pcm: bytes, *, at: float) -> None:
        """The salesperson: the last sample was said at `at`."""
        begin = _samples(at) - len(pcm) // SAMPLE_BYTES
        if begin - self._end_of(self._salesperson) > _samples(_GAP_S):
            self._pad(self._salesperson, begin)
        self._append(self._salesperson, pcm, at)

    def play(self, pcm: bytes, *, at: float) -> None:
        """The buyer: heard from `at` on, or once all before it was."""
        self._pad(self._buyer, _samples(at))
        self._append(self._buyer, pcm, at)

    def cut(self, *, at: float) -> None:
        """Of the buyer nothing after `at` is heard."""
        del self._buyer[max(0, _samples(at) - self._taken) * SAMPLE_BYTES :]

    def take(self, *, until: float) -> bytes:
        """What wasn't taken before of what was said up to `until`: stereo PCM16, up to half a
        minute of it. Empty when nobody says any more; skip() gives the silence after it."""
        end = max(self._end_of(self._salesperson), self._end_of(self._buyer))
        count = min(_samples(until), end, self._taken + _samples(_AHEAD_S)) - self._taken
        if count <= 0:
            return b""
        stereo = np.zeros((count, CHANNELS), dtype="<i2")
        for side, track in enumerate((self._salesperson, self._buyer)):
            said = np.frombuffer(bytes(track[: count * SAMPLE_BYTES]), dtype="<i2")
            stereo[: len(said), side] = said
            del track[: count * SAMPLE_BYTES]
        self._taken += count
        return stereo.tobytes()

    def skip(self, *, until: float) -> int:
        """How many frames of silence come up to `until`, after all that take() gives; they count as
        taken."""
        count = max(0, _samples(until) - self._taken)
        self._taken += count
        return count

    def _end_of(self, track: bytearray) -> int:
        return self._taken + len(track) // SAMPLE_BYTES

    def _pad(self, track: bytearray, until: int) -> None:
        missing = until - self._end_of(track)
        if missing > 0:
            track += bytes(missing * SAMPLE_BYTES)

    def _append(self, track: bytearray, pcm: bytes, at: float) -> None:
        room = _samples(at + _AHEAD_S) - self._end_of(track)
        track += pcm[: max(0, room) * SAMPLE_BYTES]


def _samples(seconds: float) -> int:
    return max(0, round(seconds * SAMPLE_RATE_HZ))
