"""The sound of an answer: a soft tone as long as its text would take to say, as a WAV file.

The header may have a chunk that nobody asked for, as WAV files may.
"""

import struct

import numpy as np

SECONDS_A_CHARACTER = 0.06
_HZ = 220.0
_LEVEL = 2000.0
_FADE_S = 0.01


def tone(text: str, rate_hz: int) -> bytes:
    """PCM16, mono."""
    count = int(len(text) * SECONDS_A_CHARACTER * rate_hz)
    at = np.arange(count) / rate_hz
    # Without a fade each end would click.
    fade = np.minimum(1.0, np.minimum(at, at[::-1]) / _FADE_S)
    sound: bytes = (np.sin(2 * np.pi * _HZ * at) * fade * _LEVEL).astype("<i2").tobytes()
    return sound


def riff(pcm: bytes, rate_hz: int, *, extra: bytes = b"") -> bytes:
    """A WAV file of it; `extra` is a chunk before its data."""
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate_hz, 2 * rate_hz, 2, 16)
    chunks = b"WAVE" + form + extra + struct.pack("<4sI", b"data", len(pcm)) + pcm
    return struct.pack("<4sI", b"RIFF", len(chunks)) + chunks
