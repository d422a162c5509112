"""What is said of a call's lines before any number is: by the rules, or by a judge.

Whoever labels counts nothing and grades nothing: score.py makes every figure of the labels, by the
same code whosever they are. Each label has its words, as they stand in the transcript. Pure.
"""

from collections.abc import Mapping
from typing import Literal, get_args

import msgspec

from realtime.roleplay.scoring.handled import Handled
from realtime.roleplay.scoring.questions import Question
from realtime.roleplay.scoring.results import Evidence, Highlight

Moment = Literal["next_step", "dated_next_step", "summary", "value", "discount", "pressure"]
"""What the salesperson does in a line, besides asking and answering."""

MOMENTS: tuple[Moment, ...] = get_args(Moment)


class Coaching(msgspec.Struct, frozen=True):
    """What is told the salesperson; nothing of it is a figure."""

    strengths: tuple[str, ...] = ()
    improvements: tuple[str, ...] = ()
    tips: tuple[str, ...] = ()
    highlights: tuple[Highlight, ...] = ()


class Labels(msgspec.Struct, frozen=True):
    """All in the order of the call."""

    questions: tuple[Question, ...] = ()
    objections: tuple[Handled, ...] = ()
    moments: Mapping[Moment, tuple[Evidence, ...]] = {}
    #: Where each criterion is shown that has no check of its own, by its place in the rubric.
    shown: Mapping[int, tuple[Evidence, ...]] = {}
    #: None: what the scorer says of labels like these.
    coaching: Coaching | None = None

    def moment(self, moment: Moment) -> tuple[Evidence, ...]:
        return self.moments.get(moment, ())
