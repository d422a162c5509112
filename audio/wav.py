"""Reads and writes WAV: uncompressed PCM16, any rate and channel count in, mono out.

Written for files from outside, so every length in the file is doubted: a chunk that claims more
than there is, a data chunk cut short by a broken download, sizes a streaming writer left at
0xFFFFFFFF. The standard library's reader believes them, or raises whatever comes first.
"""

import struct
from dataclasses import dataclass

import numpy as np

_PCM, _EXTENSIBLE = 0x0001, 0xFFFE
_FORMAT = struct.Struct("<HHIIHH")
_MAX_RATE_HZ = 192_000
_MAX_CHANNELS = 8
#: What head_of() has.
HEAD_BYTES = 44


class BadWav(ValueError):
    """Raised when a file isn't a WAV this module reads; the text says what is wrong with it."""


@dataclass(frozen=True)
class Wav:
    """Mono PCM16, little-endian."""

    rate_hz: int
    pcm: bytes

    @property
    def seconds(self) -> float:
        return len(self.pcm) / 2 / self.rate_hz


def read_wav(data: bytes) -> Wav:
    """The sound in a WAV file; channels are averaged.

    Raises BadWav.
    """
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise BadWav("not a WAV file: it doesn't begin with RIFF and WAVE")
    channels, rate_hz, at = 0, 0, 12
    while at + 8 <= len(data):
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        body = data[at + 8 : at + 8 + size]
        if name == b"fmt ":
            channels, rate_hz = _read_format(body)
        elif name == b"data":
            if not channels:
                raise BadWav("the data chunk comes before the format chunk")
            return Wav(rate_hz, _to_mono(body, channels))
        at += 8 + size + size % 2  # chunks are padded to even lengths
    raise BadWav("no data chunk")


def _read_format(body: bytes) -> tuple[int, int]:
    if len(body) < _FORMAT.size:
        raise BadWav(f"the format chunk has {len(body)} bytes, fewer than {_FORMAT.size}")
    kind, channels, rate_hz, _, _, bits = _FORMAT.unpack_from(body)
    if kind not in (_PCM, _EXTENSIBLE) or bits != 16:
        raise BadWav(f"format {kind} with {bits} bits: only PCM with 16 bits is read")
    if not 1 <= channels <= _MAX_CHANNELS:
        raise BadWav(f"{channels} channels: 1 to {_MAX_CHANNELS} are read")
    if not 1 <= rate_hz <= _MAX_RATE_HZ:
        raise BadWav(f"a sample rate of {rate_hz} Hz: 1 to {_MAX_RATE_HZ} are read")
    return channels, rate_hz


def _to_mono(body: bytes, channels: int) -> bytes:
    whole = body[: len(body) - len(body) % (2 * channels)]  # a cut file ends in half a sample
    if channels == 1:
        return whole
    mixed = np.frombuffer(whole, dtype="<i2").reshape(-1, channels).mean(axis=1)
    return bytes(mixed.round().astype("<i2").tobytes())


def head_of(size: int, *, rate_hz: int, channels: int) -> bytes:
    """What goes before `size` bytes of PCM16 that are written on their own: 44 bytes."""
    frame = 2 * channels
    form = _FORMAT.pack(_PCM, channels, rate_hz, rate_hz * frame, frame, 16)
    return b"".join(
        [
            b"RIFF" + (36 + size).to_bytes(4, "little") + b"WAVE",
            b"fmt " + len(form).to_bytes(4, "little") + form,
            b"data" + size.to_bytes(4, "little"),
        ]
    )


def write_wav(wav: Wav) -> bytes:
    """A WAV file of one sound."""
    header = _FORMAT.pack(_PCM, 1, wav.rate_hz, 2 * wav.rate_hz, 2, 16)
    chunks = b"".join(
        name + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)
        for name, body in ((b"fmt ", header), (b"data", wav.pcm))
    )
    return b"RIFF" + (4 + len(chunks)).to_bytes(4, "little") + b"WAVE" + chunks
