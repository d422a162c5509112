"""Changes the sample rate of a stream of PCM16, piece by piece, without a seam.

Fed by whoever holds audio of another rate (the synthesiser at 22,050 Hz, a WAV file at 48,000).
soxr's streaming mode keeps the filter's state between pieces, so however a stream is cut the sound
is the same (the dither of its last bit aside).
"""

import numpy as np
import soxr


class Resampler:
    """Mono PCM16 from one rate to another; one object a stream."""

    def __init__(self, source_hz: int, target_hz: int) -> None:
        self._stream = soxr.ResampleStream(source_hz, target_hz, 1, dtype="int16")

    def push(self, pcm: bytes) -> bytes:
        """What can be given out by now; the filter holds back a few milliseconds."""
        return self._step(pcm, last=False)

    def flush(self) -> bytes:
        """The rest; the stream ends here."""
        return self._step(b"", last=True)

    def _step(self, pcm: bytes, *, last: bool) -> bytes:
        samples = np.frombuffer(pcm, dtype="<i2")
        resampled: bytes = self._stream.resample_chunk(samples, last=last).tobytes()
        return resampled
