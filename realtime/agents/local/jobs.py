"""What the recogniser's pool and its worker processes say to each other, and its framing.

A frame is a 4-byte big-endian length and that many bytes of msgpack. The pool sends Learn before
the first Recognise that names its grammar, and one Recognise or Transcribe at a time; the worker
answers Ready once and what it heard for each job. The end of either stream means that the other
side is gone.
"""

import struct

import msgspec

LENGTH = struct.Struct(">I")
#: What is longer is refused unheard: 60 s, the longest turn unless a deployment allows more.
LONGEST_TRANSCRIBED_S = 60.0


class Learn(msgspec.Struct, frozen=True, tag=True):
    """A grammar jobs will name."""

    grammar: str
    jsgf: str
    pronunciations: dict[str, tuple[str, ...]]


class Recognise(msgspec.Struct, frozen=True, tag=True):
    grammar: str
    pcm: bytes


class LearnEnglish(msgspec.Struct, frozen=True, tag=True):
    """Transcriptions will be wanted: the general model is loaded now, not with the first."""


class Transcribe(msgspec.Struct, frozen=True, tag=True):
    """Any English, at most LONGEST_TRANSCRIBED_S of it."""

    pcm: bytes


class Ready(msgspec.Struct, frozen=True, tag=True):
    """The acoustic model is loaded."""


class Recognised(msgspec.Struct, frozen=True, tag=True):
    """A phrase of the grammar was said, or words were heard of what may be any."""

    text: str
    #: The probability that it is what was said.
    confidence: float


class Refused(msgspec.Struct, frozen=True, tag=True):
    """Somebody spoke, but no phrase of the grammar, or nothing that words were found in."""

    #: The probability that the likeliest was said after all: below what is accepted.
    confidence: float


class NoSpeech(msgspec.Struct, frozen=True, tag=True):
    """Nobody spoke: silence, a cough, a knock."""


Job = Recognise | Transcribe
Order = Learn | LearnEnglish | Job
Heard = Recognised | Refused | NoSpeech
Report = Ready | Heard

decode_order = msgspec.msgpack.Decoder(Order).decode
decode_report = msgspec.msgpack.Decoder(Report).decode


def frame(message: Order | Report) -> bytes:
    """`message` as it travels."""
    body = msgspec.msgpack.encode(message)
    return LENGTH.pack(len(body)) + body
