"""What the coach says of a call, in its language, with the words it is about. Pure."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from realtime.roleplay.scoring.delivery import Delivery
from realtime.roleplay.scoring.grades import Spin, quality_of
from realtime.roleplay.scoring.handled import Handled
from realtime.roleplay.scoring.labels import Coaching, Labels
from realtime.roleplay.scoring.lines import Line, said
from realtime.roleplay.scoring.questions import SPIN, Kind, Question
from realtime.roleplay.scoring.results import (
    DetailedFeedback,
    Evidence,
    Highlight,
    ObjectionDetail,
    RubricResult,
)
from realtime.roleplay.scoring.targets import Targets
from realtime.roleplay.scoring.words import count_words

Texts = Mapping[str, str]

_MOST_HIGHLIGHTS = 12
#: Of each kind of question so many are shown.
_MOST_OF_A_KIND = 2
#: Words in one line that are too many to follow.
_LONG_LINE = 90
_MANY_FACTS = 5
_ASKED: tuple[Kind, ...] = ("problem", "implication", "need_payoff")


class Findings(NamedTuple):
    """All that the coach speaks of."""

    lines: Sequence[Line]
    labels: Labels
    spin: Spin
    delivery: Delivery
    targets: Targets
    rubric: Sequence[RubricResult]
    words_judged: bool

    @property
    def step(self) -> Evidence | None:
        """The last dated step."""
        return next(reversed(self.labels.moment("dated_next_step")), None)


def summary(score: int | None, texts: Texts) -> str:
    if score is None:
        return texts["overall.no_words"]
    return texts[f"overall.{quality_of(score)}"]


def detailed(found: Findings, texts: Texts) -> DetailedFeedback:
    """What is said of the labels, by whoever labelled or here; then what the figures say."""
    strengths, improvements = _delivery(found, texts)
    coaching = Coaching()
    if found.words_judged:
        coaching = found.labels.coaching or _coaching(found, texts)
        improvements = _missed(found, texts) + improvements
    tips = list(coaching.tips)
    ratio = found.delivery.talk_listen_ratio.value
    if ratio is not None and ratio > found.targets.talk_high:
        tips.append(texts["tip.listen"])
    return DetailedFeedback(
        [*coaching.strengths, *strengths],
        [*coaching.improvements, *improvements],
        tips or [texts["tip.keep"]],
        list(coaching.highlights),
    )


def _coaching(found: Findings, texts: Texts) -> Coaching:
    strengths, improvements = _questions(found, texts)
    tips = [texts[f"tip.{kind}"] for kind in _ASKED if not _of(found, kind)]
    if any(each.technique is None for each in found.labels.objections):
        tips.append(texts["tip.objections"])
    if found.step is None:
        tips.append(texts["tip.next_step"])
    highlights = _highlights(found, texts)
    return Coaching(tuple(strengths), tuple(improvements), tuple(tips), tuple(highlights))


def _missed(found: Findings, texts: Texts) -> list[str]:
    return [
        texts["improvement.must_have"].format(name=result.criterion)
        for result in found.rubric
        if result.must_have and not result.met
    ]


def _of(found: Findings, kind: Kind) -> list[Question]:
    return [question for question in found.labels.questions if question.kind == kind]


def _questions(found: Findings, texts: Texts) -> tuple[list[str], list[str]]:
    strengths, improvements = [], []
    for kind in _ASKED:
        asked = _of(found, kind)
        if asked:
            text = texts[f"strength.{kind}"]
            strengths.append(text.format(count=len(asked), quote=_surest(asked).quote))
        else:
            improvements.append(texts[f"improvement.{kind}"])
    facts = len(_of(found, "situation"))
    if facts > max(_MANY_FACTS, len(found.labels.questions) // 2):
        improvements.append(texts["improvement.situation"].format(count=facts))
    if found.spin.in_order:
        strengths.append(texts["strength.order"])
    elif found.spin.out_of_order:
        quote = found.spin.out_of_order.quote
        improvements.append(texts["improvement.order"].format(quote=quote))
    total = len(found.labels.objections)
    untreated = sum(each.technique is None for each in found.labels.objections)
    if untreated:
        text = texts["improvement.objections"]
        improvements.append(text.format(count=untreated, total=total))
    elif total:
        strengths.append(texts["strength.objections"].format(count=total))
    if found.step:
        strengths.append(texts["strength.next_step"].format(quote=found.step.quote))
    else:
        improvements.append(texts["improvement.next_step"])
    return strengths, improvements


def _surest(questions: Sequence[Question]) -> Question:
    return max(questions, key=lambda question: question.weight)


def _delivery(found: Findings, texts: Texts) -> tuple[list[str], list[str]]:
    delivery, targets = found.delivery, found.targets
    strengths, improvements = [], []
    ratio = delivery.talk_listen_ratio.value
    if ratio is not None and ratio > targets.talk_high:
        text = texts["improvement.talk"]
        improvements.append(
            text.format(
                ratio=round(ratio), low=f"{targets.talk_low:g}", high=f"{targets.talk_high:g}"
            )
        )
    elif ratio is not None:
        strengths.append(texts["strength.listening"].format(ratio=round(ratio)))
    monologue = delivery.longest_monologue.value
    if monologue is not None and monologue > targets.monologue_s:
        text = texts["improvement.monologue"]
        improvements.append(text.format(seconds=round(monologue), most=f"{targets.monologue_s:g}"))
    pace = delivery.talk_speed.value
    if pace is not None and not targets.pace_low <= pace <= targets.pace_high:
        text = texts["improvement.fast" if pace > targets.pace_high else "improvement.slow"]
        low, high = f"{targets.pace_low:g}", f"{targets.pace_high:g}"
        improvements.append(text.format(pace=round(pace), low=low, high=high))
    fillers = delivery.filler_words.value
    if fillers is not None and fillers > targets.fillers_a_minute:
        text = texts["improvement.fillers"]
        improvements.append(text.format(rate=round(fillers), most=f"{targets.fillers_a_minute:g}"))
    interruptions = delivery.interruptions.value
    if interruptions is not None and interruptions > 1:
        text = texts["improvement.interruptions"]
        improvements.append(text.format(count=round(interruptions)))
    return strengths, improvements


def _highlights(found: Findings, texts: Texts) -> list[Highlight]:
    """The most telling places, in the order of the call; no line twice."""
    chosen: dict[int, Highlight] = {}

    def add(
        line: int, quote: str, key: str, type: Literal["positive", "negative", "suggestion"]
    ) -> None:
        if quote and len(chosen) < _MOST_HIGHLIGHTS:
            chosen.setdefault(line, Highlight(quote, texts[key], type, line))

    for kind in SPIN[:3]:
        asked = sorted(_of(found, kind), key=lambda q: -q.weight)
        for question in asked[:_MOST_OF_A_KIND]:
            add(question.line, question.quote, f"highlight.{kind}", "positive")
    for each in found.labels.objections:
        if each.response_line is None:
            add(each.line, each.objection, "highlight.unanswered", "negative")
        elif each.technique is None:
            add(each.response_line, each.response, "highlight.untreated", "negative")
        elif len(chosen) < _MOST_HIGHLIGHTS:
            name = texts[f"technique.{each.technique}"]
            comment = texts["highlight.treated"].format(technique=name)
            treated = Highlight(each.response, comment, "positive", each.response_line)
            chosen.setdefault(each.response_line, treated)
    for evidence in found.labels.moment("pressure")[:_MOST_OF_A_KIND]:
        add(evidence.line, evidence.quote, "highlight.pressure", "negative")
    if found.step:
        add(found.step.line, found.step.quote, "highlight.next_step", "positive")
    for index, line in enumerate(found.lines):
        if line.who == "salesperson" and count_words(line.text) > _LONG_LINE:
            add(index, said(line), "highlight.long", "suggestion")
    for question in _of(found, "situation")[_MANY_FACTS:]:
        add(question.line, question.quote, "highlight.situation", "suggestion")
    return [chosen[line] for line in sorted(chosen)]


def objection_detail(each: Handled, texts: Texts) -> ObjectionDetail:
    key = each.technique or ("untreated" if each.response_line is not None else "unanswered")
    return ObjectionDetail(
        type=each.type,
        treated=each.technique is not None,
        client_objection=each.objection,
        your_response=each.response,
        platform_feedback=each.feedback or texts[f"objection.{key}"],
        client_line=each.line,
        response_line=each.response_line,
        technique_used=each.technique,
    )
