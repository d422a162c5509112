"""Results as clients see them: in lists, and whole. The fields are existing clients', mixed case
included; what they don't know comes besides. Pure."""

from typing import Any, Literal

import msgspec

from realtime.conversations.views import timestamp_of
from realtime.roleplay.definition import Definition, Language
from realtime.roleplay.records import EndedBy, Figures, Met, PracticeCall, Summary, Treated
from realtime.roleplay.results import Result
from realtime.roleplay.scoring.delivery import AudioTurns
from realtime.roleplay.scoring.lines import Line
from realtime.roleplay.scoring.results import Objections, RubricResult, SpinMetrics
from realtime.roleplay.scoring.targets import DEFAULT, Targets

Shown = Literal["processing", "ready", "unscored", "failed"]
"""One that goes on hasn't a result either: it is processing."""


class _Call(msgspec.Struct, frozen=True):
    id: str
    #: The role play's id.
    agent_id: int
    agent_version: int
    #: None where a repair had to drop the role play's version.
    title: str | None
    language: Language | None
    user_name: str | None
    created_at: str
    duration_seconds: int
    status: Shown
    status_reason: str | None
    ended_by: EndedBy | None


class CallOverview(_Call, frozen=True):
    """A call in a list."""

    spin_metrics: Figures | None = None
    rubric_results: tuple[Met, ...] = ()
    objections: Treated | None = None


class _Scored(msgspec.Struct, frozen=True):
    """What is passed on of a score as it was written."""

    spin_metrics: msgspec.Raw
    rubric_results: msgspec.Raw
    objections: msgspec.Raw
    judged_by: str = "rules"
    fallback: str | None = None


class CallResult(_Call, frozen=True, kw_only=True):
    """All of a call. What was scored is passed on as it was written, so it comes as Raw."""

    spin_metrics: SpinMetrics | None = None
    rubric_results: tuple[RubricResult, ...] = ()
    objections: Objections | None = None
    transcript: str | None = None
    lines: tuple[Line, ...] = ()
    #: When each side spoke, in seconds, as the recording has it.
    turns: AudioTurns | None = None
    targets: Targets = DEFAULT
    success_criteria: tuple[str, ...] = ()
    recording_url: str | None = None
    scorer_version: str | None = None
    judged_by: str | None = None
    fallback: str | None = None


def overview(call: PracticeCall, definition: Definition | None) -> CallOverview:
    summary = call.summary
    return CallOverview(**_of(call, definition), **_summarised(summary))


def whole(
    call: PracticeCall,
    definition: Definition | None,
    result: Result | None,
    recording_url: str | None,
) -> CallResult:
    """`result`: None while there is none."""
    shown = CallResult(
        **_of(call, definition),
        success_criteria=() if definition is None else definition.salesperson.success_criteria,
        recording_url=recording_url,
    )
    if result is None:
        return shown
    shown = msgspec.structs.replace(
        shown,
        transcript=result.transcript,
        lines=result.lines,
        turns=result.turns,
        scorer_version=result.scorer_version,
    )
    scored = msgspec.json.decode(result.scored, type=_Scored | None)
    if scored is None:
        return shown
    return msgspec.structs.replace(shown, **msgspec.structs.asdict(scored))


def _of(call: PracticeCall, definition: Definition | None) -> dict[str, Any]:
    return {
        "id": call.id,
        "agent_id": call.role_play_id,
        "agent_version": call.version,
        "title": None if definition is None else definition.title,
        "language": None if definition is None else definition.language,
        "user_name": call.user_name or None,
        "created_at": timestamp_of(call.began_at),
        "duration_seconds": round(call.duration_s),
        "status": "processing" if call.status == "calling" else call.status,
        "status_reason": call.status_reason,
        "ended_by": call.ended_by,
    }


def _summarised(summary: Summary | None) -> dict[str, Any]:
    if summary is None:
        return {}
    rubric: tuple[Met, ...] = summary.rubric_results
    return {
        "spin_metrics": summary.spin_metrics,
        "rubric_results": rubric,
        "objections": summary.objections,
    }
