"""What a scored call is: the JSON that existing clients read, mixed case included.

Basis says of each figure what it was measured from, or why there is none. Pure.
"""

from typing import Literal

import msgspec

from realtime.roleplay.definition import ObjectionType, Technique
from realtime.roleplay.scoring.questions import Kind

RULES = "rules"

Source = Literal["audio", "times", "words"]
Quality = Literal["none", "poor", "fair", "good", "excellent"]
Reason = Literal["no_times", "no_words", "typed", "no_speech", "no_exchange"]


class Basis(msgspec.Struct, frozen=True):
    """`reason` is set where there is no source."""

    source: Source | None
    reason: Reason | None = None


class Evidence(msgspec.Struct, frozen=True):
    line: int
    quote: str


class Highlight(msgspec.Struct, frozen=True):
    quote: str
    comment: str
    type: Literal["positive", "negative", "suggestion"]
    line: int


class DetailedFeedback(msgspec.Struct, frozen=True):
    strengths: list[str]
    improvements: list[str]
    tips: list[str]
    transcript_highlights: list[Highlight]


class PastScore(msgspec.Struct, frozen=True):
    date: str
    score: float


class AskedQuestion(msgspec.Struct, frozen=True):
    kind: Kind
    line: int
    quote: str


class SpinMetrics(msgspec.Struct, frozen=True, rename="camel"):
    """Scores of 0 to 100, and the figures of how it was said."""

    situation: int | None
    problem: int | None
    implication: int | None
    need_payoff: int | None
    overall_score: int | None
    feedback: str
    detailed_feedback: DetailedFeedback
    #: The salesperson's share of all speech, %.
    talk_listen_ratio: float | None
    #: A minute of the salesperson's speech.
    filler_words: float | None
    #: Words a minute of the salesperson's speech.
    talk_speed: float | None
    #: Seconds.
    longest_monologue: float | None
    #: Median seconds from the buyer's last word to the salesperson's first.
    patience: float | None
    #: How often the salesperson spoke into the buyer's turn.
    interruptions: int | None
    #: The salesperson's questions a minute of the call.
    question_rate: float | None
    call_history: list[PastScore]
    questions: list[AskedQuestion]
    #: By the name of the figure.
    basis: dict[str, Basis]


class RubricResult(msgspec.Struct, frozen=True, omit_defaults=True):
    criterion: str
    met: bool
    evidence: str | None = None
    evidence_line: int | None = None
    must_have: bool = False


class ObjectionDetail(msgspec.Struct, frozen=True, rename="camel"):
    type: ObjectionType
    treated: bool
    client_objection: str
    your_response: str
    platform_feedback: str
    client_line: int
    response_line: int | None = None
    technique_used: Technique | None = None


class Objections(msgspec.Struct, frozen=True, rename="camel"):
    total_count: int
    #: %; None where there was nothing to treat.
    treatment_rate: float | None
    treated_count: int
    untreated_count: int
    quality: Quality
    details: list[ObjectionDetail]


class Scored(msgspec.Struct, frozen=True, tag="scored"):
    spin_metrics: SpinMetrics
    rubric_results: list[RubricResult]
    objections: Objections
    transcript: str
    scorer_version: str
    #: Who labelled: the rules, or a model by its name.
    judged_by: str = RULES
    #: Why the rules had to, where a judge was wanted: "code: what people read".
    fallback: str | None = None


class Unscored(msgspec.Struct, frozen=True, tag="unscored"):
    """There was too little to judge; why, for people."""

    reason: str
    transcript: str
    scorer_version: str
