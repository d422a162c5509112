"""What a role play wants to be done in its calls, and whether it was.

A criterion is met by a check that is built in, which counts labels, or by what is its own: phrases
of one side, or facts to be told. Each that is met has its evidence. Pure.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from realtime.roleplay.definition import Check as BuiltIn
from realtime.roleplay.scoring.labels import Labels, Moment
from realtime.roleplay.scoring.lines import Side
from realtime.roleplay.scoring.questions import Kind
from realtime.roleplay.scoring.results import Evidence, RubricResult

Check = Literal["phrases", BuiltIn]

_ASKED: Mapping[str, Kind] = {
    "asked_situation": "situation",
    "asked_problem": "problem",
    "asked_implication": "implication",
    "asked_need_payoff": "need_payoff",
}
_DONE: Mapping[str, Moment] = {
    "next_step": "next_step",
    "dated_next_step": "dated_next_step",
    "summarised": "summary",
}
#: Those that whoever labels has to look for by the criterion's own words.
OWN: tuple[Check, ...] = ("phrases", "discovered")


class Criterion(msgspec.Struct, frozen=True):
    """One thing to do. `about` is the type of the objection to treat, empty for all of them.

    `phrases` are what `phrases` looks for; of `discovered` each is one fact, in the buyer's words.
    """

    name: str
    check: Check = "phrases"
    about: str = ""
    phrases: tuple[str, ...] = ()
    who: Side = "salesperson"
    weight: float = 1.0
    must_have: bool = False
    at_least: int = 1


def results_of(criteria: Sequence[Criterion], labels: Labels) -> list[RubricResult]:
    """Of each criterion, in their order."""
    return [
        _result(criterion, labels, labels.shown.get(place, ()))
        for place, criterion in enumerate(criteria)
    ]


def _result(criterion: Criterion, labels: Labels, shown: Sequence[Evidence]) -> RubricResult:
    met, evidence = _judged(criterion, labels, shown)
    return RubricResult(
        criterion.name,
        met,
        evidence=evidence.quote if evidence else None,
        evidence_line=evidence.line if evidence else None,
        must_have=criterion.must_have,
    )


def _judged(
    criterion: Criterion, labels: Labels, shown: Sequence[Evidence]
) -> tuple[bool, Evidence | None]:
    if criterion.check in _ASKED:
        kind = _ASKED[criterion.check]
        asked = [Evidence(q.line, q.quote) for q in labels.questions if q.kind == kind]
        return _enough(asked, criterion)
    if criterion.check in _DONE:
        return _enough(labels.moment(_DONE[criterion.check]), criterion)
    match criterion.check:
        case "treated_objection":
            return _treated(criterion, labels)
        case "no_discount_before_value":
            return _value_first(labels)
        case "no_pressure":
            pressed = labels.moment("pressure")
            return not pressed, pressed[0] if pressed else None
        case _:
            return _enough(shown, criterion)


def _enough(evidence: Sequence[Evidence], criterion: Criterion) -> tuple[bool, Evidence | None]:
    met = len(evidence) >= max(1, criterion.at_least)
    return met, evidence[0] if met else None


def _treated(criterion: Criterion, labels: Labels) -> tuple[bool, Evidence | None]:
    """All of the type that came up; where none came up there was nothing to show."""
    raised = [each for each in labels.objections if criterion.about in ("", each.type)]
    enough = len(raised) >= max(1, criterion.at_least)
    met = enough and all(each.technique for each in raised)
    answered = [each for each in raised if each.response_line is not None]
    if not met or not answered or answered[0].response_line is None:
        return met, None
    return True, Evidence(answered[0].response_line, answered[0].response)


def _value_first(labels: Labels) -> tuple[bool, Evidence | None]:
    discounts, value = labels.moment("discount"), labels.moment("value")
    if not discounts:
        return True, None
    met = bool(value) and value[0].line < discounts[0].line
    return met, value[0] if met else discounts[0]
