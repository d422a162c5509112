"""The labels of a call by rules: phrases of the language, and the role play's own. Pure."""

from collections.abc import Sequence
from itertools import islice

from realtime.roleplay.scoring.handled import KnownObjection, handled_of, known_of
from realtime.roleplay.scoring.labels import Labels, Moment
from realtime.roleplay.scoring.language import Language
from realtime.roleplay.scoring.lines import Line, Sentence, Side, sentences_of
from realtime.roleplay.scoring.phrases import Phrases
from realtime.roleplay.scoring.questions import SPIN, questions_of
from realtime.roleplay.scoring.results import Evidence
from realtime.roleplay.scoring.rubric import OWN, Criterion
from realtime.roleplay.scoring.words import place_in

#: A sentence of a fact this long is said for no other reason.
_TELLING_WORDS = 4


def labels_of(
    lines: Sequence[Line],
    sentences: Sequence[Sentence],
    language: Language,
    *,
    criteria: Sequence[Criterion],
    known: Sequence[KnownObjection],
    buyer_is_known: bool = False,
) -> Labels:
    """`sentences` are those of the lines. A known buyer has no objections but the known ones."""
    questions = questions_of(sentences)
    asking = {each.line for each in questions if each.kind in SPIN}
    return Labels(
        tuple(questions),
        tuple(
            known_of(lines, language, known)
            if buyer_is_known
            else handled_of(lines, language, known, asking)
        ),
        _moments(sentences),
        {
            place: tuple(_shown(criterion, sentences, language))
            for place, criterion in enumerate(criteria)
            if criterion.check in OWN
        },
    )


def _moments(sentences: Sequence[Sentence]) -> dict[Moment, tuple[Evidence, ...]]:
    steps = _said(sentences, "next_step")
    # The day may be in another sentence of the same line.
    dated = {each.line for each in _said(sentences, "dates")}
    return {
        "next_step": steps,
        "dated_next_step": tuple(each for each in steps if each.line in dated),
        "summary": _said(sentences, "summary"),
        "value": _said(sentences, "value"),
        "discount": _said(sentences, "discounts"),
        "pressure": _said(sentences, "pressure"),
    }


def _said(sentences: Sequence[Sentence], table: str) -> tuple[Evidence, ...]:
    """The salesperson's sentences that a table of the language speaks of."""
    return tuple(Evidence(each.line, each.text) for each in sentences if each.reading.has(table))


def _shown(
    criterion: Criterion, sentences: Sequence[Sentence], language: Language
) -> list[Evidence]:
    if criterion.check == "discovered":
        return _told(sentences, criterion.phrases, language)
    return _phrased(sentences, criterion.phrases, criterion.who, language)


def _phrased(
    sentences: Sequence[Sentence], phrases: Sequence[str], who: Side, language: Language
) -> list[Evidence]:
    lookup = Phrases({"own": {1: ";".join(phrases)}}, language.short_forms)
    return [
        Evidence(each.line, each.text)
        for each in sentences
        if each.who == who and lookup.read(each.words).has("own")
    ]


def _told(
    sentences: Sequence[Sentence], facts: Sequence[str], language: Language
) -> list[Evidence]:
    """Where the buyer tells each of the facts first, in the order of the call.

    A sentence of it is enough: whoever asked may have talked into the rest.
    """
    buyers = [each for each in sentences if each.who == "buyer"]
    told: list[Evidence] = []
    for fact in facts:
        parts = [each.words for each in sentences_of([Line("buyer", fact)], language)]
        long = [words for words in parts if len(words) >= _TELLING_WORDS]
        sought = long or [max(parts, key=len, default=())]
        found = (
            Evidence(each.line, each.text)
            for each in buyers
            if any(place_in(each.words, words) is not None for words in sought)
        )
        told += islice(found, 1)
    return sorted(told, key=lambda evidence: evidence.line)
