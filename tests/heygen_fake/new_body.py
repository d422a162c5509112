"""What Streaming v1 takes of the bodies it is sent, and the words in which it refuses."""

from typing import Any

from tests.heygen_fake.asked import Refused
from tests.heygen_fake.faults import Refuse
from tests.heygen_fake.faults import StreamingFaults as Faults

IDLE_LIMITS_S = (30, 3600)
#: What the numbers of "session state wrong" say, by one reader's table.
_STATE_CODES = {"new": 10001, "connected": 10003, "closed": 10005}
_CHOICES = {
    "quality": ("high", "medium", "low"),
    "video_encoding": ("VP8", "H264"),
    "version": ("v1", "v2"),
}


def judge_new(body: dict[str, Any]) -> None:
    """Raises Refused."""
    for name, choices in _CHOICES.items():
        if body.get(name) not in (None, *choices):
            raise Refused(Faults.unprocessable(f"invalid parameter: {name}"))
    least, most = IDLE_LIMITS_S
    idle_s = body.get("activity_idle_timeout", least)
    if not isinstance(idle_s, int) or not least <= idle_s <= most:
        raise Refused(Faults.unprocessable("invalid parameter: activity_idle_timeout"))


def refuse(status: int, code: int, message: str) -> Refuse:
    return Refuse(status, {"code": code, "message": message})


def wrong_state(state: str) -> Refuse:
    return refuse(400, _STATE_CODES[state], f"session state wrong: {state}")


def missing(name: str) -> Refuse:
    return refuse(400, 40001, f"missing params: {name}")
