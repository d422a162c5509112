"""Whether a webhook comes from who has the secret: HMAC-SHA256, as ElevenLabs signs.

The header is `t=<unix seconds>,v0=<hex>`, with a v0 for each of the sender's secrets; what is
signed is the time as the header has it, a dot, and the body's bytes. Pure.
"""

import hashlib
import hmac
import re
from typing import NamedTuple

from state.contract import WEBHOOK_SECONDS
from state.errors import NotAuthenticated

_is_time = re.compile(r"[0-9]{1,18}", re.ASCII).fullmatch


class Signature(NamedTuple):
    """What a header says; nothing of it is verified."""

    #: As it was written: it is part of what was signed.
    time: str
    digests: tuple[bytes, ...]


def signature_of(header: str | None, *, now: float) -> Signature:
    """Raises NotAuthenticated for one that is missing, unreadable, or too old."""
    if header is None:
        raise NotAuthenticated("sign the body: ElevenLabs-Signature: t=<seconds>,v0=<hex>")
    parts = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name == "t"]
    digests = tuple(
        value.encode("utf-8", "replace") for name, _, value in parts if name == "v0" and value
    )
    if len(times) != 1 or not _is_time(times[0]) or not digests:
        raise NotAuthenticated("the signature can't be read: t=<seconds>,v0=<hex>")
    if abs(now - int(times[0])) > WEBHOOK_SECONDS:
        raise NotAuthenticated("the signature is too old, or a clock is wrong")
    return Signature(times[0], digests)


def check_signature(signature: Signature, body: bytes, *, secret: str) -> None:
    """Raises NotAuthenticated."""
    signed = hmac.new(secret.encode(), signature.time.encode() + b".", hashlib.sha256)
    signed.update(body)
    right = signed.hexdigest().encode()
    if not any(hmac.compare_digest(right, digest) for digest in signature.digests):
        raise NotAuthenticated("the signature is wrong")
