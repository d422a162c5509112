"""What the buyer resists with, and what the salesperson makes of it.

A long line of the buyer's is judged in pieces, as an objection may stand among much else. Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from realtime.roleplay.definition import ObjectionType, Technique
from realtime.roleplay.scoring.language import Language

_TYPES: Mapping[str, ObjectionType] = {each: each for each in get_args(ObjectionType)}
_TECHNIQUES: Mapping[str, Technique] = {each: each for each in get_args(Technique)}

#: Words of a piece, and how far the next begins after it; they overlap.
_PIECE = 20
_STEP = 10
#: A technique so far behind the strongest is one, too.
_NEARLY = 2.0
#: Phrases of less weight are in any sentence.
_HINTED = 3


def objection_in(
    words: Sequence[str], language: Language, *, least: float = 0.0
) -> ObjectionType | None:
    """What a buyer's words resist with, if they do: the surest of it, from a lead of `least`."""
    verdicts = (language.judge("objection", piece) for piece in _pieces(words))
    found = [each for each in verdicts if each.label in _TYPES and each.lead >= least]
    return _TYPES[max(found, key=lambda each: each.lead).label] if found else None


def technique_in(words: Sequence[str], language: Language) -> Technique | None:
    """How a salesperson's words treat an objection; None if they don't."""
    return next(iter(techniques_in(words, language)), None)


def techniques_in(words: Sequence[str], language: Language) -> tuple[Technique, ...]:
    """All ways in which a salesperson's words treat an objection, the strongest first."""
    if not words:
        return ()
    weights = language.weigh("treatment", words)
    least = max(weights["none"], max(weights.values()) - _NEARLY)
    found = [name for name in _TECHNIQUES if weights[name] > least]
    return tuple(_TECHNIQUES[name] for name in sorted(found, key=lambda name: -weights[name]))


def hints_in(words: Sequence[str], language: Language) -> frozenset[Technique]:
    """Techniques that phrases hint at, whatever is read: for words that may be no reply at all.

    What was learnt of treatments was learnt of replies to objections: by that alone, most questions
    look as if they asked what is behind one.
    """
    weights = language.hints_in("treatment", words)
    return frozenset(_TECHNIQUES[name] for name in _TECHNIQUES if weights.get(name, 0) >= _HINTED)


def _pieces(words: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, max(1, len(words) - _STEP), _STEP):
        yield words[start : start + _PIECE]
