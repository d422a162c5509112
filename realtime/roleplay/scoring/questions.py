"""Which sentences ask, and what a salesperson's question is after.

The kinds are those of SPIN selling: how things are, what is wrong, what that leads to, what a
remedy would be worth. Speech recognition writes no marks, so a question is known by its words,
too. Pure.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from realtime.roleplay.scoring.lines import Sentence

Kind = Literal["situation", "problem", "implication", "need_payoff", "other_question"]

KINDS: tuple[Kind, ...] = (
    "other_question",
    "need_payoff",
    "implication",
    "problem",
    "situation",
)
SPIN = KINDS[1:]

_BY_NAME: Mapping[str, Kind] = {kind: kind for kind in KINDS}
#: What was marked as told asks only from this lead on ("Tell me about your team.").
_TOLD = 1.0
#: A lead as a whole number.
_WEIGHT = 10


class Question(msgspec.Struct, frozen=True):
    line: int
    quote: str
    kind: Kind
    weight: int


def questions_of(sentences: Sequence[Sentence]) -> list[Question]:
    """The salesperson's questions in order."""
    found = (question_in(sentence) for sentence in sentences)
    return [question for question in found if question is not None]


def question_in(sentence: Sentence) -> Question | None:
    """The question of a salesperson's sentence; None if it is the buyer's, or asks nothing."""
    if sentence.meant is None or (kind := _BY_NAME.get(sentence.meant.label)) is None:
        return None
    lead = sentence.meant.lead
    if sentence.mark == "." and lead < _TOLD:
        return None
    return Question(sentence.line, sentence.text, kind, round(lead * _WEIGHT))


def strongest(questions: Sequence[Question]) -> Question | None:
    """What a line is after that asks several things: the SPIN question that says so most surely."""
    return max(questions, key=lambda q: (q.kind != "other_question", q.weight), default=None)
