"""What the server tells the process that scores a call, and what it hears from it.

No rule of scoring is known here: they are loaded where calls are scored. Pure.
"""

from typing import Protocol

import msgspec

from realtime.roleplay.definition import Definition
from realtime.roleplay.judge.said import Judgement
from realtime.roleplay.scoring.delivery import AudioTurns
from realtime.roleplay.scoring.lines import Line
from realtime.roleplay.scoring.results import PastScore, Scored, Unscored


class Job(msgspec.Struct, frozen=True):
    """A call that is over, perhaps with the embedded buyer. Past scores are the oldest first."""

    definition: Definition
    lines: tuple[Line, ...]
    duration_s: float
    is_embedded: bool = False
    history: tuple[PastScore, ...] = ()
    #: The recording's path, if there is one.
    recording: str | None = None
    #: What the judge said, if one was asked.
    judgement: Judgement | None = None


class Asked(Protocol):
    """A judge, where there is one."""

    async def judge(self, job: Job) -> Judgement: ...

    async def close(self) -> None: ...


class Marked(msgspec.Struct, frozen=True):
    outcome: Scored | Unscored
    #: When each side spoke, as the recording has it; None without one.
    turns: AudioTurns | None = None


#: Of the longest call; what took more would hold up all the others' scores.
MOST_CALL_LINES = 2_000


class _Said(msgspec.Struct, frozen=True):
    role: str
    text: str
    began_at: float | None = None
    ended_at: float | None = None
    is_typed: bool = False


class _Transcript(msgspec.Struct, frozen=True):
    utterances: tuple[_Said, ...] = ()


encode = msgspec.json.Encoder().encode
decode_job = msgspec.json.Decoder(Job).decode
decode_marked = msgspec.json.Decoder(Marked).decode


def lines_of(transcript: bytes, *, began_at: float) -> tuple[Line, ...]:
    """The lines of an archived transcript (voice/transcripts.py); times from the call's start.

    Whoever speaks in the buyer's place is the buyer. Of more than a call can have, the first.
    """
    said = msgspec.json.decode(transcript, type=_Transcript).utterances[:MOST_CALL_LINES]
    return tuple(
        Line(
            "salesperson" if each.role == "user" else "buyer",
            each.text,
            _since(each.began_at, began_at),
            _since(each.ended_at, began_at),
            each.is_typed,
        )
        for each in said
    )


def _since(at: float | None, began_at: float) -> float | None:
    return None if at is None else round(max(0.0, at - began_at), 3)
