"""What a role play is: who the buyer is, what they object and know, what the call is judged by.

One shape for the files that ship, a deployment's own, and what comes through REST; what is wrong is
told by key. Whatever there is of this type was checked: lengths, weights, names. What the buyer
does with it in a call, and how the call is judged, is the business of others. Pure.
"""

from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

#: At least one character that shows.
_SHOWS = r"\S"

Line = Annotated[str, Meta(min_length=1, max_length=200, pattern=_SHOWS)]
Text = Annotated[str, Meta(min_length=1, max_length=1_000, pattern=_SHOWS)]
Lines = Annotated[tuple[Line, ...], Meta(max_length=20)]
Texts = Annotated[tuple[Text, ...], Meta(max_length=20)]
_WORD = r"[^\W_](?:[\w'\u2019-]*|[\w'\u2019-]+\*)"
#: A word or several, in any case, with or without accents; `cancel*` is any word that begins so.
Phrase = Annotated[str, Meta(max_length=200, pattern=rf"^{_WORD}(?: {_WORD})*\Z")]
#: One of them said is enough.
Phrases = Annotated[tuple[Phrase, ...], Meta(max_length=40)]
Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,63}\Z")]

Language = Literal["pt-BR", "en"]
Difficulty = Literal["easy", "medium", "hard"]
CallType = Literal["discovery", "presentation", "negotiation", "renewal"]
"""What kind of call it is."""

ObjectionType = Literal["price", "timing", "competitor", "authority", "need", "trust", "complexity"]

Technique = Literal["acknowledge", "clarify", "reframe_value", "evidence", "alternative", "isolate"]
"""How an objection can be treated."""

Check = Literal[
    "asked_situation",
    "asked_problem",
    "asked_implication",
    "asked_need_payoff",
    "treated_objection",
    "next_step",
    "dated_next_step",
    "summarised",
    "discovered",
    "no_discount_before_value",
    "no_pressure",
]
"""What a scorer finds in any call by itself, without phrases of the role play's own."""


class Persona(msgspec.Struct, frozen=True, kw_only=True):
    """The buyer."""

    name: Line
    #: What they do in their company.
    role: Line
    #: What they are like, for whoever plays them.
    traits: Lines = ()


class Company(msgspec.Struct, frozen=True, kw_only=True):
    """The buyer's company; invented."""

    name: Line
    does: Text
    #: In words: "62 people, two plants".
    size: Line


class Objection(msgspec.Struct, frozen=True, kw_only=True):
    """A reason the buyer gives not to buy, or not now."""

    type: ObjectionType
    #: In the buyer's words.
    wording: Text
    #: What, said by the salesperson, gives cause for it. Empty: it comes up in its turn.
    raised_when: Phrases = ()
    #: Only these techniques soften it. Empty: any does.
    softened_by: tuple[Technique, ...] = ()
    #: What the buyer says once it was treated, and when it wasn't. Empty: the buyer has stock
    #: phrases.
    softened: Annotated[str, Meta(max_length=1_000)] = ""
    hardened: Annotated[str, Meta(max_length=1_000)] = ""


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """What the buyer tells only who asks."""

    name: Name
    asked_by: Annotated[Phrases, Meta(min_length=1)]
    #: In the buyer's words.
    answer: Text


class Criterion(msgspec.Struct, frozen=True, kw_only=True):
    """One thing the call is judged by."""

    #: What a good salesperson did in it.
    criterion: Line
    weight: Annotated[int, Meta(ge=1, le=100)]
    #: Without it the score is 59 at most.
    must_have: bool = False
    #: What shows it: a check by name, or phrases of which the salesperson said one.
    evidence: Check | Annotated[Phrases, Meta(min_length=1)]
    #: Of `treated_objection`: one type of objection; of `discovered`: one fact, by name. Empty:
    #: any.
    about: str = ""
    #: How often it must be there.
    at_least: Annotated[int, Meta(ge=1, le=20)] = 1


class Briefing(msgspec.Struct, frozen=True, kw_only=True):
    """What the salesperson is told before the call."""

    instructions: Texts = ()
    tone_and_mood: Annotated[str, Meta(max_length=1_000)] = ""
    desired_behaviors: Texts = ()
    undesired_behaviors: Texts = ()
    #: What makes the call a success.
    success_criteria: Texts = ()


class Definition(msgspec.Struct, frozen=True, kw_only=True):
    """A role play as its author writes it."""

    title: Line
    #: What is practised.
    objective: Text
    language: Language
    difficulty: Difficulty
    call_type: CallType
    #: Who plays the buyer: an agent by name; empty for the embedded buyer.
    agent: Annotated[str, Meta(max_length=128)] = ""
    persona: Persona
    company: Company
    #: The buyer's first words.
    opening_line: Text
    #: How the buyer sounds.
    tone: Text
    objections: Annotated[tuple[Objection, ...], Meta(max_length=20)] = ()
    facts: Annotated[tuple[Fact, ...], Meta(max_length=40)] = ()
    rubric: Annotated[tuple[Criterion, ...], Meta(min_length=1, max_length=20)]
    salesperson: Briefing = Briefing()
    #: For front ends that talk to an agent of ElevenLabs' themselves; empty: none.
    elevenlabs_agent_id: Annotated[str, Meta(max_length=128)] = ""

    def __post_init__(self) -> None:
        weight = sum(each.weight for each in self.rubric)
        if weight != 100:
            raise ValueError(f"rubric: the weights must sum to 100, not {weight}")
        _check_once("rubric", "criterion", (each.criterion for each in self.rubric))
        _check_once("facts", "name", (each.name for each in self.facts))
        _check_once("objections", "wording", (each.wording for each in self.objections))
        for criterion in self.rubric:
            self._check_about(criterion)

    def _check_about(self, criterion: Criterion) -> None:
        if not criterion.about:
            return
        there: dict[str | tuple[str, ...], set[str]] = {
            "treated_objection": {each.type for each in self.objections},
            "discovered": {each.name for each in self.facts},
        }
        if criterion.about not in there.get(criterion.evidence, ()):
            raise ValueError(
                f"rubric: {criterion.criterion!r} is about {criterion.about!r}, which is neither"
                " an objection it wants treated nor a fact it wants discovered"
            )


class RolePlay(msgspec.Struct, frozen=True):
    """A role play of the catalogue: a version of its definition, which never changes."""

    id: int
    #: Counts the changes of its definition, from 1.
    version: int
    definition: Definition


def _check_once(key: str, field: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise ValueError(f"{key}: the {field} {value!r} is there twice")
        seen.add(value)
