"""How LiveAvatar tells of sessions, and reads what it is asked in a query."""

import math
from datetime import UTC, datetime
from typing import Any

from tests.heygen_fake.asked import Asked, Refused
from tests.heygen_fake.faults import Refuse
from tests.heygen_fake.ledger import Session

MOST = 2**62


def entry(session: Session, *, now: float, credits_per_min: float) -> dict[str, Any]:
    """One of the list; of one that is over it has more."""
    told = {
        "id": session.id,
        "created_at": iso(session.created_at),
        "updated_at": iso(session.ended_at or session.active_at or session.created_at),
        "duration": int(session.lasted(now)),
        "source": "API",
        "mode": "FULL",
        "is_sandbox": session.is_sandbox,
        "credits_consumed": session.credits_consumed or _price(session, now, credits_per_min),
    }
    if session.ended_at is not None:
        told |= {"end_at": iso(session.ended_at), "end_reason": session.end_reason}
    return told


def _price(session: Session, now: float, credits_per_min: float) -> float:
    """Of an account whose credits nobody counts."""
    if session.started_at is None or session.is_sandbox:
        return 0.0
    return max(1, math.ceil(session.lasted(now) / 60)) * credits_per_min


def transcript(session: Session, since: int, until: int, *, per_s: int) -> dict[str, Any]:
    """`since` and `until` are stamps, and in it."""
    lines = [each for each in session.lines if since <= each.stamp <= until]
    origin = int((session.started_at or session.created_at) * per_s)
    return {
        "session_active": session.is_running,
        "next_timestamp": lines[-1].stamp + 1 if lines else since,
        "transcript_data": [
            {
                "role": line.role,
                "transcript": line.text,
                "absolute_timestamp": line.stamp,
                "relative_timestamp": line.stamp - origin,
            }
            for line in lines
        ],
    }


def bad_query(name: str, message: str) -> Refuse:
    return Refuse(
        422,
        {"detail": [{"type": "missing", "loc": ["query", name], "msg": message, "input": None}]},
    )


def number(asked: Asked, name: str, default: int, *, least: int = 1, most: int = MOST) -> int:
    text = asked.query.get(name, str(default))
    if not text.isdecimal() or not least <= int(text) <= most:
        raise Refused(bad_query(name, "Input should be a valid integer within its bounds"))
    return int(text)


def has(session: Session, name: str, value: str) -> bool:
    persona = session.wanted.get("avatar_persona")
    inner = persona.get(name) if isinstance(persona, dict) else None
    return value in (session.wanted.get(name), inner)


def iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")
