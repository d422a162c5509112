"""What the buyer resists with, and what the salesperson makes of it.

An objection is known by the phrases of its type; what only asks or agrees counts against it. The
salesperson's next line treats it, if one of the techniques outweighs arguing and dodging. Pure.
"""

from collections.abc import Sequence

from realtime.roleplay.definition import ObjectionType, Technique
from realtime.roleplay.scoring.language import Language

TYPES: tuple[ObjectionType, ...] = (
    "authority",
    "price",
    "trust",
    "competitor",
    "timing",
    "complexity",
    "need",
)
TECHNIQUES: tuple[Technique, ...] = (
    "isolate",
    "evidence",
    "alternative",
    "reframe_value",
    "clarify",
)

#: Less than this is a word in passing.
_RESISTS = 5
#: Words of resisting ("not", "too") count with words of a type, and say nothing alone.
_TOUCHES = 2
_MOST_OF_RESISTING = 4
#: A technique that is only hinted at.
_TREATS = 4


def objection_in(words: Sequence[str], language: Language) -> ObjectionType | None:
    """What a buyer's words resist with, if they do."""
    reading = language.read(language.resisted, words)
    weights = {kind: reading.weight(f"objection.{kind}") for kind in TYPES}
    kind = max(TYPES, key=lambda kind: weights[kind])
    if weights[kind] < _TOUCHES:
        return None
    resists = min(reading.weight("objection.resists"), _MOST_OF_RESISTING)
    against = reading.weight("objection.no_objection")
    return kind if weights[kind] + resists >= max(_RESISTS, against + 1) else None


def technique_in(words: Sequence[str], language: Language) -> Technique | None:
    """How a salesperson's words treat an objection; None if they don't."""
    return next(iter(techniques_in(words, language)), None)


def techniques_in(words: Sequence[str], language: Language) -> tuple[Technique, ...]:
    """All ways in which a salesperson's words treat an objection, the strongest first."""
    reading = language.read(language.treated, words)
    weights = {kind: reading.weight(f"treatment.{kind}") for kind in TECHNIQUES}
    dodges = reading.weight("treatment.none")
    found = [kind for kind in TECHNIQUES if weights[kind] >= _TREATS and weights[kind] > dodges]
    found.sort(key=lambda kind: -weights[kind])
    if reading.has("treatment.acknowledge") and not dodges:
        found.append("acknowledge")
    return tuple(found)
