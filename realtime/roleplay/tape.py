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
_LATE_S = 0.2
#: Pieces with no sample as loud as this (-36 dBFS) have no word in them.
_LOUD = 520
#: So far ahead of the clock either side may be; a client that sends faster than one can speak loses
#: the rest.
_AHEAD_S = 30.0


class Tape:
    """`recorded`: how many samples were taken before, of a call that goes on after a restart."""

    def __init__(self, *, recorded: int = 0) -> None:
        self._taken = recorded
        self._salesperson = bytearray()
        # What came after a gap, as long as it may be late, and since when.
        self._late = bytearray()
        self._late_since = self._late_at = 0.0
        self._buyer = bytearray()

    @property
    def taken_s(self) -> float:
        """How much of the call was taken."""
        return self._taken / SAMPLE_RATE_HZ

    def hear(self, pcm: bytes, *, at: float) -> None:
        """The salesperson: the last sample was said at `at`.

        After a gap a moment is waited: a network that stood still delivers all at once what was
        said meanwhile, and then there was no gap.
        """
        if self._late and at - self._late_since > _LATE_S:
            self._place()
        if not self._late:
            self._late_since = at
        self._late += pcm
        self._late_at = at
        if self._gap <= _samples(_GAP_S):
            self._place()

    @property
    def _gap(self) -> int:
        """How many samples are missing before what came last."""
        began = _samples(self._late_at) - len(self._late) // SAMPLE_BYTES
        return began - self._end_of(self._salesperson)

    def _place(self) -> None:
        late, gap = bytes(self._late), self._gap
        self._late.clear()
        if gap < -_samples(_GAP_S) and _is_quiet(late):
            return  # after a burst, pauses are where the clock is reached again
        if gap > _samples(_GAP_S):
            self._pad(self._salesperson, self._end_of(self._salesperson) + gap)
        self._append(self._salesperson, late, self._late_at)

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
        if self._late and until >= self._late_since:
            self._place()
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


def _is_quiet(pcm: bytes) -> bool:
    return not pcm or int(np.abs(np.frombuffer(pcm, dtype="<i2").astype(np.int32)).max()) < _LOUD


def _samples(seconds: float) -> int:
    return max(0, round(seconds * SAMPLE_RATE_HZ))
