"""Which sentences ask, and what a salesperson's question is after.

The kinds are those of SPIN selling: how things are, what is wrong, what that leads to, what a
remedy would be worth. Speech recognition writes no marks, so a question is known by its words,
too. Each table of the language adds the weights of its phrases that occur; the kind with most wins.
Pure.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from realtime.roleplay.scoring.lines import Sentence

Kind = Literal["situation", "problem", "implication", "need_payoff", "other_question"]

#: Of two kinds with the same weight the first wins.
KINDS: tuple[Kind, ...] = (
    "other_question",
    "need_payoff",
    "implication",
    "problem",
    "situation",
)
SPIN = KINDS[1:]

#: A sentence without a mark asks from this weight on.
_ASKS = 3
#: From this weight on a kind is sure.
_SURE = 5
#: Words of everyday business are in every question: they must not outweigh what is said of it.
_MOST_OF_SITUATION = 4


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
    if sentence.who != "salesperson":
        return None
    reading = sentence.reading
    asked = reading.has("requests") or sentence.mark == "?"
    weights = {kind: reading.weight(f"kind.{kind}") for kind in KINDS}
    if not asked and not sentence.mark:
        tells = reading.weight("tells")
        # Who sells speaks of the buyer's troubles in questions.
        troubled = max(weights["problem"], weights["implication"]) >= _SURE and not tells
        asked = troubled or reading.weight("asks") - tells >= _ASKS
    if not asked:
        return None
    weights["situation"] = min(weights["situation"], _MOST_OF_SITUATION)
    kind = max(KINDS, key=lambda kind: weights[kind])
    return Question(sentence.line, sentence.text, kind, weights[kind])


def strongest(questions: Sequence[Question]) -> Question | None:
    """What a line is after that asks several things: the SPIN question that says so most surely."""
    return max(questions, key=lambda q: (q.kind != "other_question", q.weight), default=None)
