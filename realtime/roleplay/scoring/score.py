"""Scores a practice call: the same labels always give the same result.

What was said is labelled by rules, or by somebody else who labels (labels.py); all that is counted,
graded and told is made here of the labels, and of when each side spoke. Figures that can't be
measured are left out with their reason; a call with too little speech isn't scored, and says so.
Knows no clock and no file. Pure.
"""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from realtime.roleplay.scoring import feedback, rules
from realtime.roleplay.scoring.delivery import AudioTurns, delivery_of
from realtime.roleplay.scoring.grades import (
    closing_grade,
    delivery_grade,
    objections_grade,
    overall,
    quality_of,
    spin_of,
)
from realtime.roleplay.scoring.handled import Handled, KnownObjection, known_of
from realtime.roleplay.scoring.labels import Labels
from realtime.roleplay.scoring.language import Language
from realtime.roleplay.scoring.language_en import ENGLISH
from realtime.roleplay.scoring.language_pt import PORTUGUESE
from realtime.roleplay.scoring.lines import Line, Sentence, said, sentences_of, transcript_of
from realtime.roleplay.scoring.questions import Question
from realtime.roleplay.scoring.results import (
    AskedQuestion,
    Basis,
    Objections,
    PastScore,
    Scored,
    SpinMetrics,
    Unscored,
)
from realtime.roleplay.scoring.rubric import Criterion, results_of
from realtime.roleplay.scoring.targets import DEFAULT, Targets
from realtime.roleplay.scoring.texts_en import TEXTS as ENGLISH_TEXTS
from realtime.roleplay.scoring.texts_pt import TEXTS as PORTUGUESE_TEXTS
from realtime.roleplay.scoring.words import count_words

#: Changes with every rule, word or weight: two results of one version can be compared.
SCORER_VERSION = "rules-3"

LEAST_TURNS = 3
LEAST_WORDS = 20


class Call(msgspec.Struct, frozen=True):
    """What is known of a finished call.

    `words_trusted` is off where the salesperson's speech was recognised too loosely to be judged;
    typed lines are judged all the same. Past scores are the oldest first. Known objections are
    those the buyer was given.
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
    #: Whether the buyer objects in those words alone, as the embedded one does.
    buyer_is_known: bool = False


class _Words(NamedTuple):
    """What can be judged of what was said."""

    lines: tuple[Line, ...]
    sentences: list[Sentence]
    language: Language
    texts: feedback.Texts
    #: Enough of them for a judgement.
    are_judged: bool


def score(call: Call) -> Scored | Unscored:
    """Labelled by the rules."""
    nothing = unscored(call)
    if nothing is not None:
        return nothing
    words = _words(call)
    labels = rules.labels_of(
        words.lines,
        words.sentences,
        words.language,
        criteria=call.criteria,
        known=call.known_objections,
        buyer_is_known=call.buyer_is_known,
    )
    if not words.are_judged:
        # Nobody knows what the answers were.
        labels = msgspec.structs.replace(labels, objections=())
    return _scored(call, words, labels)


def score_labelled(call: Call, labels: Labels, *, by: str, version: str) -> Scored:
    """Labelled by somebody else, of a call that isn't unscored and has judged words."""
    scored = _scored(call, _words(call), labels)
    return msgspec.structs.replace(
        scored, judged_by=by, scorer_version=f"{SCORER_VERSION}+{version}"
    )


def unscored(call: Call) -> Unscored | None:
    """Why there is no score; None: there is one. Raises ValueError for an unknown language."""
    _, texts = _language(call.language)
    reason = _too_little(call.lines, texts)
    if reason is None:
        return None
    return Unscored(reason, transcript_of(call.lines), SCORER_VERSION)


def judged_lines(call: Call) -> tuple[Line, ...]:
    """All lines; those whose words can't be trusted keep their place, and say nothing."""
    return tuple(
        msgspec.structs.replace(line, text="") if _is_doubtful(line, call) else line
        for line in call.lines
    )


def _is_doubtful(line: Line, call: Call) -> bool:
    """Whether its words were guessed from speech; the buyer's are what was said."""
    return line.who == "salesperson" and not line.is_typed and not call.words_trusted


def has_judged_words(call: Call) -> bool:
    """Whether enough of what was said can be judged."""
    _, texts = _language(call.language)
    return call.words_trusted or _too_little(judged_lines(call), texts) is None


def known_objections_in(call: Call) -> list[Handled]:
    """Of those that its buyer was given, the ones it raised."""
    language, _ = _language(call.language)
    return known_of(judged_lines(call), language, call.known_objections)


def _words(call: Call) -> _Words:
    language, texts = _language(call.language)
    lines = judged_lines(call)
    return _Words(lines, sentences_of(lines, language), language, texts, has_judged_words(call))


def _scored(call: Call, words: _Words, labels: Labels) -> Scored:
    delivery = delivery_of(
        call.lines, words.sentences, audio=call.audio, words_trusted=call.words_trusted
    )
    results = results_of(call.criteria, labels) if words.are_judged else []
    spin = spin_of(labels.questions)
    found = feedback.Findings(
        words.lines, labels, spin, delivery, call.targets, results, words.are_judged
    )
    total = _overall(call, found) if words.are_judged else None
    return Scored(
        _metrics(call, found, total, words.texts),
        results,
        _objections(labels.objections, words.texts),
        transcript_of(call.lines),
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
    turns = words = 0
    for line in lines:
        if line.who == "salesperson" and said(line):
            turns += 1
            words += count_words(line.text)
        # That is enough, and the rest may be an hour of it.
        if turns >= LEAST_TURNS and words >= LEAST_WORDS:
            return None
    if turns < LEAST_TURNS:
        return texts["unscored.turns"].format(turns=turns, least=LEAST_TURNS)
    return texts["unscored.words"].format(words=words, least=LEAST_WORDS)


def _overall(call: Call, found: feedback.Findings) -> int:
    return overall(
        spin=found.spin,
        objections=objections_grade(found.labels.objections),
        closing=closing_grade(found.labels),
        delivery=delivery_grade(found.delivery, call.targets),
        rubric=list(zip(call.criteria, found.rubric, strict=True)),
    )


def _metrics(
    call: Call, found: feedback.Findings, total: int | None, texts: feedback.Texts
) -> SpinMetrics:
    judged, spin, delivery = found.words_judged, found.spin, found.delivery
    words = Basis("words") if judged else Basis(None, "no_words")
    rate = _question_rate(found.labels.questions, call.duration_s) if judged else None
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
        questions=[AskedQuestion(q.kind, q.line, q.quote) for q in found.labels.questions],
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
        quality="none" if grade is None else quality_of(grade),
        details=[feedback.objection_detail(each, texts) for each in found],
    )
