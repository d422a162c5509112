"""From what was found to numbers of 0 to 100. Pure.

The first problem, implication or need-payoff question is worth most, the third the last bit; facts
are worth asking a few times and count against the call beyond that. Of the overall score's parts
those that nothing can be said of are left out, and the others weigh more.
"""

from collections.abc import Sequence
from typing import NamedTuple

from realtime.roleplay.scoring.delivery import Delivery
from realtime.roleplay.scoring.handled import Handled
from realtime.roleplay.scoring.labels import Labels
from realtime.roleplay.scoring.questions import Kind, Question
from realtime.roleplay.scoring.results import Quality, RubricResult
from realtime.roleplay.scoring.rubric import Criterion
from realtime.roleplay.scoring.targets import Targets

#: By how many questions of the kind there were.
_DEPTH = (0, 60, 85, 100)
#: Facts: too few, enough, and from here on each costs.
_FACTS = (0, 60, 85, 100)
_MANY_FACTS = 5
_A_FACT_TOO_MANY = 12
#: What the kinds weigh in the overall score's share of questions.
_KIND_WEIGHTS: dict[Kind, float] = {
    "situation": 0.10,
    "problem": 0.25,
    "implication": 0.35,
    "need_payoff": 0.30,
}
#: A value asked for before any problem was.
_OUT_OF_ORDER = 10
_PART_WEIGHTS = {"questions": 0.50, "objections": 0.20, "closing": 0.10, "delivery": 0.20}
_RUBRIC_WEIGHT = 0.25
#: A must-have that wasn't met: however good the rest, no more than this.
_WITHOUT_MUST_HAVE = 59
#: From so much on a grade is called that.
_QUALITIES: tuple[tuple[int, Quality], ...] = (
    (85, "excellent"),
    (65, "good"),
    (40, "fair"),
    (0, "poor"),
)
#: An objection that only got sympathy is half treated.
_SYMPATHY = 0.5
#: How the call ends: with a day, or without; with what was agreed said again; with pressure.
_DATED_STEP = 70.0
_LOOSE_STEP = 25.0
_SUMMARY = 30.0
_PRESSURE = 30.0


class Spin(NamedTuple):
    situation: int
    problem: int
    implication: int
    need_payoff: int
    #: The first need-payoff question, where it came before any problem question.
    out_of_order: Question | None
    in_order: bool

    @property
    def whole(self) -> float:
        weighed = (
            self.situation * _KIND_WEIGHTS["situation"]
            + self.problem * _KIND_WEIGHTS["problem"]
            + self.implication * _KIND_WEIGHTS["implication"]
            + self.need_payoff * _KIND_WEIGHTS["need_payoff"]
        )
        return max(0.0, weighed - (_OUT_OF_ORDER if self.out_of_order else 0))


def spin_of(questions: Sequence[Question]) -> Spin:
    by_kind: dict[Kind, list[Question]] = {}
    for question in questions:
        by_kind.setdefault(question.kind, []).append(question)
    firsts = {kind: asked[0].line for kind, asked in by_kind.items()}
    facts = len(by_kind.get("situation", ()))
    deep = sum(len(by_kind.get(kind, ())) for kind in ("problem", "implication", "need_payoff"))
    too_many = max(0, facts - max(_MANY_FACTS, deep + 1))
    payoff, problem = firsts.get("need_payoff"), firsts.get("problem", firsts.get("implication"))
    early = payoff is not None and (problem is None or payoff < problem)
    implied = firsts.get("implication")
    return Spin(
        situation=max(20, _step(_FACTS, facts) - _A_FACT_TOO_MANY * too_many) if facts else 0,
        problem=_step(_DEPTH, len(by_kind.get("problem", ()))),
        implication=_step(_DEPTH, len(by_kind.get("implication", ()))),
        need_payoff=_step(_DEPTH, len(by_kind.get("need_payoff", ()))),
        out_of_order=by_kind["need_payoff"][0] if early else None,
        in_order=None not in (problem, implied, payoff)
        and firsts.get("problem", -1) >= 0
        and firsts["problem"] <= firsts["implication"] <= firsts["need_payoff"],
    )


def _step(steps: Sequence[int], count: int) -> int:
    return steps[min(count, len(steps) - 1)]


def objections_grade(objections: Sequence[Handled]) -> float | None:
    if not objections:
        return None
    worth = sum(
        0.0 if not each.technique else _SYMPATHY if each.technique == "acknowledge" else 1.0
        for each in objections
    )
    return 100 * worth / len(objections)


def closing_grade(labels: Labels) -> float:
    if labels.moment("dated_next_step"):
        closing = _DATED_STEP
    else:
        closing = _LOOSE_STEP if labels.moment("next_step") else 0.0
    if closing and labels.moment("summary"):
        closing += _SUMMARY
    return max(0.0, closing - _PRESSURE) if labels.moment("pressure") else closing


def delivery_grade(delivery: Delivery, targets: Targets) -> float | None:
    """The mean of what was measured; each loses as it leaves its target behind."""
    grades = [
        grade(value, targets)
        for value, grade in (
            (delivery.talk_listen_ratio.value, _talk),
            (delivery.talk_speed.value, _pace),
            (delivery.filler_words.value, _fillers),
            (delivery.longest_monologue.value, _monologue),
            (delivery.interruptions.value, _interruptions),
        )
        if value is not None
    ]
    return sum(grades) / len(grades) if grades else None


def _talk(value: float, targets: Targets) -> float:
    # Who listens more than planned loses less than who talks more.
    over, under = value - targets.talk_high, targets.talk_low - value
    return _within(100 - 3.5 * max(0.0, over) - 1.0 * max(0.0, under - 15))


def _pace(value: float, targets: Targets) -> float:
    off = max(0.0, value - targets.pace_high - 20, targets.pace_low - 10 - value)
    return _within(100 - 2 * off)


def _fillers(value: float, targets: Targets) -> float:
    return _within(100 - 12 * max(0.0, value - targets.fillers_a_minute))


def _monologue(value: float, targets: Targets) -> float:
    return _within(100 - 2 * max(0.0, value - targets.monologue_s))


def _interruptions(value: float, targets: Targets) -> float:
    return _within(100 - 20 * value)


def _within(grade: float) -> float:
    return min(100.0, max(0.0, grade))


def overall(
    *,
    spin: Spin,
    objections: float | None,
    closing: float,
    delivery: float | None,
    rubric: Sequence[tuple[Criterion, RubricResult]],
) -> int:
    parts = [
        (_PART_WEIGHTS["questions"], spin.whole),
        (_PART_WEIGHTS["closing"], closing),
    ]
    if objections is not None:
        parts.append((_PART_WEIGHTS["objections"], objections))
    if delivery is not None:
        parts.append((_PART_WEIGHTS["delivery"], delivery))
    weight = sum(max(0.0, criterion.weight) for criterion, _ in rubric)
    if weight > 0:
        met = sum(max(0.0, criterion.weight) for criterion, result in rubric if result.met)
        parts.append((_RUBRIC_WEIGHT, 100 * met / weight))
    score = round(sum(share * grade for share, grade in parts) / sum(share for share, _ in parts))
    missed = any(criterion.must_have and not result.met for criterion, result in rubric)
    return min(score, _WITHOUT_MUST_HAVE) if missed else score


def quality_of(grade: float) -> Quality:
    """The word for a grade or a score of 0 to 100."""
    return next(name for least, name in _QUALITIES if grade >= least)
