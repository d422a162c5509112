"""What a judge might answer of the good English call."""

from typing import Any

import msgspec

from realtime.roleplay.judge.answer import Answer
from realtime.roleplay.judge.verified import labels_of
from tests.realtime.roleplay.scoring.calls import GOOD, lines_of

LINES = lines_of(GOOD["en"])
NOTHING: dict[str, Any] = {
    "questions": [],
    "objections": [],
    "moments": [],
    "criteria": [],
    "highlights": [],
    "strengths": [],
    "improvements": [],
    "tips": [],
}
PROBLEM: dict[str, Any] = {
    "line": 2,
    "quote": "What is the biggest problem you have",
    "kind": "problem",
}
PRICE: dict[str, Any] = {
    "line": 7,
    "quote": "it's way too expensive",
    "type": "price",
    "response_line": 8,
    "response_quote": "what are you comparing it to?",
    "technique": "clarify",
    "feedback": "Well asked.",
}
STEP: dict[str, Any] = {
    "line": 10,
    "quote": "book a meeting on Thursday at ten",
    "moment": "dated_next_step",
}
HIGHLIGHT: dict[str, Any] = {
    "line": 4,
    "quote": "what does it cost you?",
    "comment": "The right moment.",
    "type": "positive",
}
INVENTED = "Shall we sign for ten years?"
GOOD_ANSWER: dict[str, Any] = {
    **NOTHING,
    "questions": [PROBLEM],
    "objections": [PRICE],
    "moments": [STEP],
    "highlights": [HIGHLIGHT],
    "strengths": ["The buyer named the cost."],
    "improvements": ["Ask more about the team."],
    "tips": ["Try: \u201cWho else feels that?\u201d"],
}


def read(lines=LINES, *, rubric=(), known=(), buyer_is_known=False, **labels):
    """The labels that are believed of an answer with these, and nothing else."""
    answer = msgspec.convert(NOTHING | labels, Answer)
    return labels_of(answer, lines, criteria=rubric, known=known, buyer_is_known=buyer_is_known)


def but(label, **changes):
    return {**label, **changes}
