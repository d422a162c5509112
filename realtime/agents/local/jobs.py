"""What the recogniser's pool and its worker processes say to each other, and its framing.

A frame is a 4-byte big-endian length and that many bytes of msgpack. The pool sends Learn for each
grammar, then one Recognise at a time; the worker answers Ready once and Recognised for each job.
The end of either stream means that the other side is gone.
"""

import struct

import msgspec

LENGTH = struct.Struct(">I")


class Learn(msgspec.Struct, frozen=True, tag=True):
    """A grammar jobs will name."""

    grammar: str
    jsgf: str
    pronunciations: dict[str, tuple[str, ...]]


class Recognise(msgspec.Struct, frozen=True, tag=True):
    grammar: str
    pcm: bytes


class Ready(msgspec.Struct, frozen=True, tag=True):
    """The acoustic model is loaded."""


class Recognised(msgspec.Struct, frozen=True, tag=True):
    """What was said, or None where no phrase fits."""

    text: str | None
    #: Frames of 10 ms that a phone took: how fast it was said, or squeezed to fit.
    pace: float = 0.0


Order = Learn | Recognise
Report = Ready | Recognised

decode_order = msgspec.msgpack.Decoder(Order).decode
decode_report = msgspec.msgpack.Decoder(Report).decode


def frame(message: Order | Report) -> bytes:
    """`message` as it travels."""
    body = msgspec.msgpack.encode(message)
    return LENGTH.pack(len(body)) + body
