"""From the wire's text to PCM16: base64 of little-endian 16-bit mono samples."""

import pybase64


class BadPcm(ValueError):
    """Raised when bytes aren't base64, or aren't whole 16-bit samples."""


def decode_pcm16(text: str) -> bytes:
    """The samples in `text`; empty text is no audio.

    Raises BadPcm.
    """
    try:
        # validate: without it foreign characters are skipped and the rest becomes noise.
        pcm: bytes = pybase64.b64decode(text, validate=True)
    except ValueError as error:
        raise BadPcm(f"audio isn't base64: {error}") from error
    return whole_samples(pcm)


def whole_samples(pcm: bytes) -> bytes:
    """`pcm` itself.

    Raises BadPcm when it ends in half a sample.
    """
    if len(pcm) % 2:
        raise BadPcm(f"audio is {len(pcm)} bytes, an odd number: PCM16 has two bytes a sample")
    return pcm
