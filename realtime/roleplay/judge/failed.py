"""Why a judge's labels can't be had; the rules label then, and the result says why. Pure."""

from typing import Literal

Code = Literal[
    "no_words",
    "too_long",
    "budget",
    "timeout",
    "unreachable",
    "broken",
    "busy",
    "refused",
    "declined",
    "not_json",
    "incomplete",
    "invented",
    "stopped",
]


class JudgeFailed(Exception):
    """Raised when there is no judgement, or none that can be believed.

    Its text is for people, after a code for programs: "timeout: no answer within 60 s". Nothing in
    it is the transcript's, the answer's or the key.
    """

    def __init__(self, code: Code, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
