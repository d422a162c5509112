"""What the server tells the process that scores a call, and what it hears from it. Pure."""

import msgspec

from realtime.roleplay.definition import Definition
from realtime.roleplay.judge.judgement import Judgement
from realtime.roleplay.scoring.criteria import criteria_of, known_objections_of
from realtime.roleplay.scoring.delivery import AudioTurns
from realtime.roleplay.scoring.lines import Line
from realtime.roleplay.scoring.results import PastScore, Scored, Unscored
from realtime.roleplay.scoring.score import Call
from realtime.roleplay.scoring.targets import BY_CALL_TYPE


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


class Marked(msgspec.Struct, frozen=True):
    outcome: Scored | Unscored
    #: When each side spoke, as the recording has it; None without one.
    turns: AudioTurns | None = None


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
    """The lines of an archived transcript (voice/sessions.py); times from the call's start.

    Whoever speaks in the buyer's place is the buyer.
    """
    said = msgspec.json.decode(transcript, type=_Transcript).utterances
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


def call_of(job: Job, turns: AudioTurns | None = None) -> Call:
    """What is scored; `turns` as the recording has them."""
    # Who types isn't heard: then the sound tells nothing of the salesperson's share.
    has_typed = any(line.is_typed for line in job.lines if line.who == "salesperson")
    return Call(
        lines=job.lines,
        language=job.definition.language,
        duration_s=job.duration_s,
        criteria=criteria_of(job.definition),
        history=job.history,
        targets=BY_CALL_TYPE[job.definition.call_type],
        audio=None if has_typed else turns,
        # It hears a general model's guesses at free speech, and says what it was given.
        words_trusted=not job.is_embedded,
        known_objections=known_objections_of(job.definition),
        buyer_is_known=job.is_embedded,
    )


def _since(at: float | None, began_at: float) -> float | None:
    return None if at is None else round(max(0.0, at - began_at), 3)
