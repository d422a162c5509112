"""Scores a practice call: the same input always gives the same result.

Everything is judged by rules over what was said and when. Figures that can't be measured are left
out with their reason; a call with too little speech isn't scored, and says so. Knows no clock and
no file. Pure.
"""

from collections.abc import Sequence

import msgspec

from realtime.roleplay.scoring import feedback
from realtime.roleplay.scoring.delivery import AudioTurns, Delivery, delivery_of
from realtime.roleplay.scoring.grades import (
    Spin,
    delivery_grade,
    objections_grade,
    overall,
    spin_of,
)
from realtime.roleplay.scoring.handled import Handled, KnownObjection, handled_of
from realtime.roleplay.scoring.language import Language
from realtime.roleplay.scoring.language_en import ENGLISH
from realtime.roleplay.scoring.language_pt import PORTUGUESE
from realtime.roleplay.scoring.lines import Line, said, sentences_of, transcript_of
from realtime.roleplay.scoring.questions import Question, questions_of
from realtime.roleplay.scoring.results import (
    AskedQuestion,
    Basis,
    Evidence,
    Objections,
    PastScore,
    Quality,
    RubricResult,
    Scored,
    SpinMetrics,
    Unscored,
)
from realtime.roleplay.scoring.rubric import Criterion, Heard, dated_steps, judge, said_of
from realtime.roleplay.scoring.targets import DEFAULT, Targets
from realtime.roleplay.scoring.texts_en import TEXTS as ENGLISH_TEXTS
from realtime.roleplay.scoring.texts_pt import TEXTS as PORTUGUESE_TEXTS
from realtime.roleplay.scoring.words import count_words

#: Changes with every rule, word or weight: two results of one version can be compared.
SCORER_VERSION = "rules-1"

LEAST_TURNS = 3
LEAST_WORDS = 20

_QUALITIES: tuple[tuple[int, Quality], ...] = (
    (85, "excellent"),
    (65, "good"),
    (40, "fair"),
    (0, "poor"),
)


class Call(msgspec.Struct, frozen=True):
    """What is known of a finished call.

    `words_trusted` is off where speech was recognised too loosely to judge its words; typed lines
    are judged all the same. Past scores are the oldest first. Known objections are those the buyer
    was given.
    """

    lines: tuple[Line, ...]
    language: str
    duration_s: float
    criteria: tuple[Criterion, ...] = ()
    history: tuple[PastScore, ...] = ()
    targets: Targets = DEFAULT
    audio: AudioTurns | None = None
    words_trusted: bool = True
    known_objections: tuple[KnownObjection, ...] = ()


def score(call: Call) -> Scored | Unscored:
    language, texts = _language(call.language)
    transcript = transcript_of(call.lines)
    if reason := _too_little(call.lines, texts):
        return Unscored(reason, transcript, SCORER_VERSION)
    # Lines whose words can't be trusted keep their place, and say nothing.
    judged = tuple(
        line if call.words_trusted or line.is_typed else msgspec.structs.replace(line, text="")
        for line in call.lines
    )
    sentences = sentences_of(judged, language)
    objections = handled_of(judged, language, call.known_objections)
    heard = Heard(sentences, questions_of(sentences), objections, language)
    delivery = delivery_of(
        call.lines, sentences, audio=call.audio, words_trusted=call.words_trusted
    )
    words_judged = call.words_trusted or _too_little(judged, texts) is None
    results = [judge(criterion, heard) for criterion in call.criteria] if words_judged else []
    spin = spin_of(heard.questions)
    steps = dated_steps(heard)
    total = _overall(call, heard, spin, delivery, results, steps) if words_judged else None
    found = feedback.Findings(
        judged,
        heard.questions,
        spin,
        heard.objections,
        delivery,
        call.targets,
        results,
        steps[-1] if steps else None,
        said_of(heard, "pressure"),
        words_judged,
    )
    return Scored(
        _metrics(call, spin, delivery, total, found, texts),
        results,
        _objections(heard.objections, texts),
        transcript,
        SCORER_VERSION,
    )


def _language(code: str) -> tuple[Language, feedback.Texts]:
    """A language that there are no rules for is refused: any score would be a guess."""
    match code.split("-")[0].lower():
        case "pt":
            return PORTUGUESE, PORTUGUESE_TEXTS
        case "en":
            return ENGLISH, ENGLISH_TEXTS
        case _:
            raise ValueError(f"no scoring rules for {code}")


def _too_little(lines: Sequence[Line], texts: feedback.Texts) -> str | None:
    own = [line for line in lines if line.who == "salesperson" and said(line)]
    words = sum(count_words(line.text) for line in own)
    if len(own) < LEAST_TURNS:
        return texts["unscored.turns"].format(turns=len(own), least=LEAST_TURNS)
    if words < LEAST_WORDS:
        return texts["unscored.words"].format(words=words, least=LEAST_WORDS)
    return None


def _overall(
    call: Call,
    heard: Heard,
    spin: Spin,
    delivery: Delivery,
    results: Sequence[RubricResult],
    steps: Sequence[Evidence],
) -> int:
    loose = said_of(heard, "next_step")
    closing = 70.0 if steps else 25.0 if loose else 0.0
    if closing and said_of(heard, "summary"):
        closing += 30.0
    if said_of(heard, "pressure"):
        closing = max(0.0, closing - 30.0)
    return overall(
        spin=spin,
        objections=objections_grade(heard.objections),
        closing=closing,
        delivery=delivery_grade(delivery, call.targets),
        rubric=list(zip(call.criteria, results, strict=True)),
    )


def _metrics(
    call: Call,
    spin: Spin,
    delivery: Delivery,
    total: int | None,
    found: feedback.Findings,
    texts: feedback.Texts,
) -> SpinMetrics:
    judged = found.words_judged
    words = Basis("words") if judged else Basis(None, "no_words")
    rate = _question_rate(found.questions, call.duration_s) if judged else None
    figures = {_camel(name): figure.basis for name, figure in delivery._asdict().items()}
    spoken = ("situation", "problem", "implication", "needPayoff", "overallScore")
    basis = figures | dict.fromkeys(spoken, words)
    basis["questionRate"] = words if rate is not None or not judged else Basis(None, "no_times")
    interruptions = delivery.interruptions.value
    return SpinMetrics(
        situation=spin.situation if judged else None,
        problem=spin.problem if judged else None,
        implication=spin.implication if judged else None,
        need_payoff=spin.need_payoff if judged else None,
        overall_score=total,
        feedback=feedback.summary(total, texts),
        detailed_feedback=feedback.detailed(found, texts),
        talk_listen_ratio=delivery.talk_listen_ratio.value,
        filler_words=delivery.filler_words.value,
        talk_speed=delivery.talk_speed.value,
        longest_monologue=delivery.longest_monologue.value,
        patience=delivery.patience.value,
        interruptions=None if interruptions is None else int(interruptions),
        question_rate=rate,
        call_history=list(call.history),
        questions=[AskedQuestion(q.kind, q.line, q.quote) for q in found.questions],
        basis=basis,
    )


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def _question_rate(questions: Sequence[Question], duration_s: float) -> float | None:
    return round(60 * len(questions) / duration_s, 2) if duration_s > 0 else None


def _objections(found: Sequence[Handled], texts: feedback.Texts) -> Objections:
    treated = sum(each.technique is not None for each in found)
    grade = objections_grade(found)
    return Objections(
        total_count=len(found),
        treatment_rate=round(100 * treated / len(found), 1) if found else None,
        treated_count=treated,
        untreated_count=len(found) - treated,
        quality="none" if grade is None else _quality(grade),
        details=[feedback.objection_detail(each, texts) for each in found],
    )


def _quality(grade: float) -> Quality:
    return next(name for least, name in _QUALITIES if grade >= least)
