"""What a judge said, on its way to where calls are scored.

Asking is for the loop; reading, verifying and scoring take longer than a loop may be held
(judgement.py). What lies between the two is this: it can be written down, sent to another process,
and says by itself why there is no answer. Pure.
"""

import msgspec


class Judgement(msgspec.Struct, frozen=True):
    """An answer as it came, nothing of it believed yet; or why there is none."""

    model: str
    answer: bytes = b""
    failure: str | None = None
