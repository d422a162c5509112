"""What a vendor's refusal means, by what it says.

The numbers in HeyGen's answers contradict one another over the sources: 10004 is "closing" in one
and "too many sessions" in another. So what counts is the message, then the HTTP status, and only
then the number. Pure.
"""

import re
from collections.abc import Iterable
from enum import Enum, auto
from typing import Any

_MOST_CHARACTERS = 200
#: The patterns take time in the square of it.
_MOST_READ = 500


class Complaint(Enum):
    #: The request won't do: an unknown avatar, a wrong id.
    REFUSED = auto()
    #: The key or the token won't do.
    KEY = auto()
    #: As many sessions go on as the account may have.
    FULL = auto()
    NO_CREDIT = auto()
    #: There is no such session, or it is over.
    GONE = auto()
    #: Too many requests. This one was not done.
    BUSY = auto()
    #: The vendor couldn't be reached. This one was not done.
    UNREACHABLE = auto()
    #: It failed, or answered too late, or nonsense. Perhaps it was done.
    BROKEN = auto()


_MESSAGES = (
    (Complaint.FULL, r"concurren\w* (session )?limit|limit\w* .*concurren|session full"),
    (Complaint.NO_CREDIT, r"credit|quota|trial .*limit|payment"),
    (Complaint.GONE, r"session .*(not found|n.t exist|not exist)|state wrong: *clos"),
    (Complaint.GONE, r"already (clos|stopp|end)ed"),
    # Also as a 404: something else that was named is wrong.
    (Complaint.REFUSED, r"(avatar|voice|context|configuration|knowledge).* not (found|allowed)"),
    (Complaint.BUSY, r"too many requests|rate limit"),
    (Complaint.KEY, r"unauthori[sz]ed|invalid .*(key|token|credential)"),
)
_STATUSES = {
    408: Complaint.BROKEN,
    401: Complaint.KEY,
    402: Complaint.NO_CREDIT,
    403: Complaint.KEY,
    # It isn't the session that is gone: that is said in words. It may be the door that is closed.
    404: Complaint.REFUSED,
    429: Complaint.BUSY,
}
_NUMBERS = {
    4003: Complaint.FULL,
    10004: Complaint.FULL,
    10005: Complaint.GONE,
    10006: Complaint.GONE,
    10007: Complaint.FULL,
    10014: Complaint.FULL,
    10015: Complaint.NO_CREDIT,
    400004: Complaint.GONE,
    40009: Complaint.KEY,
    400112: Complaint.KEY,
}


def sort(status: int, number: int | None, message: str) -> Complaint:
    """Of an answer that isn't what was asked for."""
    for complaint, pattern in _MESSAGES:
        if re.search(pattern, message[:_MOST_READ], re.IGNORECASE):
            # Of a server that failed only that isn't doubtful, for it was refused before.
            is_sure = status < 500 and status != 408
            is_sure = is_sure or complaint in (Complaint.FULL, Complaint.NO_CREDIT)
            return complaint if is_sure else Complaint.BROKEN
    if status == 403 and number in _NUMBERS:
        return _NUMBERS[number]  # the vendor's 4003 comes as a 403
    if status in _STATUSES:
        return _STATUSES[status]
    if number in _NUMBERS:
        return _NUMBERS[number]
    return Complaint.REFUSED if 400 <= status < 500 else Complaint.BROKEN


def number_in(answer: Any) -> int | None:
    """The number of an answer's envelope."""
    number = answer.get("code") if isinstance(answer, dict) else None
    return number if type(number) is int else None  # and no bool


def message_in(answer: Any) -> str:
    """The words in an answer, wherever this vendor's endpoint puts them; "" if nowhere."""
    if not isinstance(answer, dict):
        return ""
    found = (_first(answer.get(key)) for key in ("detail", "data", "message", "error"))
    return next((each for each in found if each), "")


def _first(words: Any) -> str:
    """Nobody's words are deeper than that: data[0].message.text."""
    for _ in range(4):
        if isinstance(words, list):
            words = words[0] if words else None
        elif isinstance(words, dict):
            where = words.get("loc")
            words = words.get("msg") or words.get("message")
            if isinstance(where, list) and isinstance(words, str):
                words = f"{'.'.join(map(str, where))}: {words}"
    return words if isinstance(words, str) else ""


#: Keys and tokens are longer than words are.
_LONG = re.compile(r"[\w.~+/=-]{24,}")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def cleaned(message: str, secrets: Iterable[str] = ()) -> str:
    """For the log: short, in one line, without anything that may be a key or a token.

    A UUID stays, for sessions have such names; `secrets` go whatever they look like.
    """
    for secret in filter(None, secrets):
        message = message.replace(secret, "…")
    words = " ".join(_LONG.sub(_unless_id, message[: 10 * _MOST_CHARACTERS]).split())
    printable = "".join(each if each.isprintable() else "?" for each in words)
    return printable[:_MOST_CHARACTERS]


def _unless_id(found: re.Match[str]) -> str:
    return found[0] if _UUID.fullmatch(found[0]) else "…"
