"""The reply's sound on its way to the visitor: 16 kHz in, frames of 20 ms at 48 kHz out.

Fed with audio_response events, which come at most a lead ahead of real time; read by the audio
track every 20 ms, which gets silence where there is nothing to say. Knows the level of what was
read last, for the mouth, and how much of the reply was read, for the subtitles. No clock, no loop.
"""

from audio.levels import rms_of_frame
from audio.resample import Resampler
from state.contract import SAMPLE_BYTES, SAMPLE_RATE_HZ

OUT_HZ = 48_000
OUT_FRAME_SAMPLES = OUT_HZ // 50
OUT_FRAME_BYTES = OUT_FRAME_SAMPLES * SAMPLE_BYTES
FRAME_S = OUT_FRAME_SAMPLES / OUT_HZ

SILENCE = bytes(OUT_FRAME_BYTES)
#: Five times the lead. There is never more, unless whoever reads has stopped: then the oldest goes.
MOST_BYTES = 2 * OUT_HZ * SAMPLE_BYTES


class Speech:
    def __init__(self) -> None:
        self._queue = bytearray()
        self._resampler: Resampler | None = None
        self.level = 0.0
        """RMS of the frame that was read last, in sample units."""
        self.played_s = 0.0
        """Of the reply, since begin()."""

    @property
    def is_empty(self) -> bool:
        return not self._queue and self._resampler is None

    def begin(self) -> None:
        """A reply starts."""
        self.played_s = 0.0

    def push(self, pcm: bytes) -> None:
        """More of its sound, PCM16 mono at SAMPLE_RATE_HZ."""
        if self._resampler is None:
            self._resampler = Resampler(SAMPLE_RATE_HZ, OUT_HZ)
        self._queue += self._resampler.push(pcm)
        if len(self._queue) > MOST_BYTES:
            del self._queue[: len(self._queue) - MOST_BYTES]

    def read(self) -> bytes:
        """The next frame."""
        if len(self._queue) < OUT_FRAME_BYTES and self._resampler is not None:
            # All that came was read: what the filter holds back is the end, or there is a gap.
            self._queue += self._resampler.flush()
            self._resampler = None
        if not self._queue:
            self.level = 0.0
            return SILENCE
        frame = bytes(self._queue[:OUT_FRAME_BYTES])
        del self._queue[:OUT_FRAME_BYTES]
        self.played_s += len(frame) / SAMPLE_BYTES / OUT_HZ
        frame += SILENCE[len(frame) :]
        self.level = float(rms_of_frame(memoryview(frame)))
        return frame

    def drop(self) -> None:
        """Nothing of what waits is to be heard."""
        self._queue.clear()
        self._resampler = None
        self.level = 0.0
