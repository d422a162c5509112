"""What a role play wants to be done in its calls, and whether it was.

A criterion is met by a check that is built in, or by phrases of its own (written as phrases.py
reads them) said by one side. Each that is met has its evidence. Pure.
"""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Literal

import msgspec

from realtime.roleplay.definition import Check as BuiltIn
from realtime.roleplay.scoring.handled import Handled
from realtime.roleplay.scoring.language import Language
from realtime.roleplay.scoring.lines import Line, Sentence, Side, sentences_of
from realtime.roleplay.scoring.phrases import Phrases
from realtime.roleplay.scoring.questions import Kind, Question
from realtime.roleplay.scoring.results import Evidence, RubricResult
from realtime.roleplay.scoring.words import place_in

Check = Literal["phrases", BuiltIn]

#: A sentence of a fact this long is said for no other reason.
_TELLING_WORDS = 4

_ASKED: Mapping[str, Kind] = {
    "asked_situation": "situation",
    "asked_problem": "problem",
    "asked_implication": "implication",
    "asked_need_payoff": "need_payoff",
}


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


class Heard(msgspec.Struct, frozen=True):
    """What the checks look at."""

    sentences: Sequence[Sentence]
    questions: Sequence[Question]
    objections: Sequence[Handled]
    language: Language


def judge(criterion: Criterion, heard: Heard) -> RubricResult:
    met, evidence = _judged(criterion, heard)
    return RubricResult(
        criterion.name,
        met,
        evidence=evidence.quote if evidence else None,
        evidence_line=evidence.line if evidence else None,
        must_have=criterion.must_have,
    )


def _judged(criterion: Criterion, heard: Heard) -> tuple[bool, Evidence | None]:
    if criterion.check in _ASKED:
        kind = _ASKED[criterion.check]
        asked = [Evidence(q.line, q.quote) for q in heard.questions if q.kind == kind]
        return _enough(asked, criterion)
    match criterion.check:
        case "treated_objection":
            return _treated(criterion, heard)
        case "next_step":
            return _enough(said_of(heard, "next_step"), criterion)
        case "dated_next_step":
            return _enough(dated_steps(heard), criterion)
        case "summarised":
            return _enough(said_of(heard, "summary"), criterion)
        case "no_discount_before_value":
            return _value_first(heard)
        case "no_pressure":
            pressed = said_of(heard, "pressure")
            return not pressed, pressed[0] if pressed else None
        case "discovered":
            return _enough(_told(heard, criterion.phrases), criterion)
        case _:
            return _enough(_phrased(heard, criterion.phrases, criterion.who), criterion)


def _enough(evidence: list[Evidence], criterion: Criterion) -> tuple[bool, Evidence | None]:
    met = len(evidence) >= max(1, criterion.at_least)
    return met, evidence[0] if met else None


def _treated(criterion: Criterion, heard: Heard) -> tuple[bool, Evidence | None]:
    """All of the type that came up; where none came up there was nothing to show."""
    raised = [each for each in heard.objections if criterion.about in ("", each.type)]
    enough = len(raised) >= max(1, criterion.at_least)
    met = enough and all(each.technique for each in raised)
    answered = [each for each in raised if each.response_line is not None]
    if not met or not answered or answered[0].response_line is None:
        return met, None
    return True, Evidence(answered[0].response_line, answered[0].response)


def said_of(heard: Heard, table: str) -> list[Evidence]:
    """The salesperson's sentences that a table of the language speaks of."""
    return [Evidence(each.line, each.text) for each in heard.sentences if each.reading.has(table)]


def dated_steps(heard: Heard) -> list[Evidence]:
    """What the salesperson says of a next step, with a day in the same line."""
    dated = {each.line for each in said_of(heard, "dates")}
    return [each for each in said_of(heard, "next_step") if each.line in dated]


def _value_first(heard: Heard) -> tuple[bool, Evidence | None]:
    discounts, value = said_of(heard, "discounts"), said_of(heard, "value")
    if not discounts:
        return True, None
    met = bool(value) and value[0].line < discounts[0].line
    return met, value[0] if met else discounts[0]


def _phrased(heard: Heard, phrases: Sequence[str], who: Side) -> list[Evidence]:
    lookup = Phrases({"own": {1: ";".join(phrases)}}, heard.language.short_forms)
    return [
        Evidence(each.line, each.text)
        for each in heard.sentences
        if each.who == who and lookup.read(each.words).has("own")
    ]


def _told(heard: Heard, facts: Sequence[str]) -> list[Evidence]:
    """Where the buyer tells each of the facts first, in the order of the call.

    A sentence of it is enough: whoever asked may have talked into the rest.
    """
    buyers = [each for each in heard.sentences if each.who == "buyer"]
    told: list[Evidence] = []
    for fact in facts:
        parts = [each.words for each in sentences_of([Line("buyer", fact)], heard.language)]
        long = [words for words in parts if len(words) >= _TELLING_WORDS]
        sought = long or [max(parts, key=len, default=())]
        found = (
            Evidence(each.line, each.text)
            for each in buyers
            if any(place_in(each.words, words) is not None for words in sought)
        )
        told += islice(found, 1)
    return sorted(told, key=lambda evidence: evidence.line)
