"""What the recogniser's pool and its worker processes say to each other, and its framing.

A frame is a 4-byte big-endian length and that many bytes of msgpack. The pool sends Learn before
the first Recognise that names its grammar, and one Recognise at a time; the worker answers Ready
once and what it heard for each job. The end of either stream means that the other side is gone.
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
    """A phrase of the grammar was said."""

    text: str
    #: The probability that it is what was said.
    confidence: float


class Refused(msgspec.Struct, frozen=True, tag=True):
    """Somebody spoke, but no phrase of the grammar."""

    #: The probability that the likeliest phrase was said after all: below what is accepted.
    confidence: float


class NoSpeech(msgspec.Struct, frozen=True, tag=True):
    """Nobody spoke: silence, a cough, a knock."""


Order = Learn | Recognise
Heard = Recognised | Refused | NoSpeech
Report = Ready | Heard

decode_order = msgspec.msgpack.Decoder(Order).decode
decode_report = msgspec.msgpack.Decoder(Report).decode


def frame(message: Order | Report) -> bytes:
    """`message` as it travels."""
    body = msgspec.msgpack.encode(message)
    return LENGTH.pack(len(body)) + body
