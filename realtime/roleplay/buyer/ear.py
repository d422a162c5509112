"""What a buyer hears in a salesperson's turn: what is asked, proposed, answered, and how.

Questions, proposals, pressure and the treating of objections are read as the scorer reads them, so
that a call feels as it is judged. What gives a role play's facts and objections away are its own
phrases. A long turn is heard by its beginning and its end. Pure.
"""

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from realtime.roleplay.buyer import cues_en, cues_pt
from realtime.roleplay.definition import Definition, ObjectionType, Technique
from realtime.roleplay.scoring.language import Language
from realtime.roleplay.scoring.language_en import ENGLISH
from realtime.roleplay.scoring.language_pt import PORTUGUESE
from realtime.roleplay.scoring.lines import Line, Sentence, sentences_of
from realtime.roleplay.scoring.objections import hints_in, techniques_in
from realtime.roleplay.scoring.phrases import Found, Phrases, Reading, Table
from realtime.roleplay.scoring.questions import SPIN, Kind, Question, question_in, strongest
from realtime.roleplay.scoring.words import count_words, fold

#: Letters of a turn that are heard: what stands at its two ends says what it wants.
BEGINNING, END = 200, 300
#: Letters in which words are counted; beyond them they are guessed.
_COUNTED, _LETTERS_A_WORD = 4_000, 6
#: A clock or a calendar in figures: "10h", "14:30", "12/03", "3 pm".
_DATED = re.compile(
    r"\b\d{1,2}\s?(?:h\b|h\d|:\d\d|/\d|(?:am|pm)\b|o.clock)|\bdia \d", re.IGNORECASE
)
#: Money in figures.
_PRICED = re.compile(r"(?:R\$|US\$|[£$€])\s?\d|\d\s?(?:%|reais\b|mil\b|pounds\b|dollars\b|euros\b)")
#: Less says nothing of what a question is after.
_SURE = 3
#: A turn no longer than this that names a day is about nothing else: "Thursday at ten?"
_ONLY_A_DAY = 8
#: Cues of what is asked out of courtesy.
_COURTEOUS = ("greets", "small_talk", "hears", "thanks", "check", "checks_back", "doubts", "bot")
#: Words this short have no plural.
_SHORT = 3
#: Tables of the scorer's that a buyer goes by.
_SCORERS = ("pressure", "summary")


@dataclass(frozen=True)
class Tongue:
    """What a language gives every ear."""

    language: Language
    tables: Mapping[str, Table]
    days: Mapping[str, str]

    @cached_property
    def cues(self) -> Phrases:
        return Phrases(self.tables, self.language.short_forms)

    def prepare(self) -> None:
        """Build what would be built when first used, which takes longer than a turn may."""
        language = self.language
        for phrases in (language.said, *language.hinted.values(), self.cues):
            phrases.read(())


TONGUES = {
    "pt-BR": Tongue(PORTUGUESE, cues_pt.CUES, cues_pt.DAYS),
    "en": Tongue(ENGLISH, cues_en.CUES, cues_en.DAYS),
}


class Heard(NamedTuple):
    """A salesperson's turn as the buyer takes it."""

    #: Words of the whole turn.
    length: int
    #: The same for the same words.
    fingerprint: int
    #: The strongest question of the turn, and how many there are.
    question: Question | None
    questions: int
    #: Facts asked for, by name, in the order of the turn.
    facts: tuple[str, ...]
    #: Objections given cause for, by their place in the role play.
    provoked: tuple[int, ...]
    #: How it could treat an objection, the strongest first.
    techniques: tuple[Technique, ...]
    #: As many of its words as were heard.
    words: tuple[str, ...]
    #: What else the turn says, by name.
    cues: frozenset[str]
    #: The day that is named, as it is said back; empty for none.
    day: str

    def asks_for(self, *kinds: Kind) -> bool:
        """Whether the question is surely of one of these kinds."""
        question = self.question
        return question is not None and question.kind in kinds and question.weight >= _SURE


class _Part(NamedTuple):
    """A sentence of the turn, what it asks, and what the role play's and the ear's phrases find."""

    sentence: Sentence
    question: Question | None
    own: Reading
    cues: Reading

    @property
    def asks(self) -> bool:
        """Speech has no marks: there, what doesn't clearly tell may ask."""
        if self.question is not None or self.sentence.mark == "?":
            return True
        return not self.sentence.mark and not self.sentence.reading.has("tells")

    @property
    def is_dated(self) -> bool:
        return self.sentence.reading.has("dates") or bool(_DATED.search(self.sentence.text))

    @property
    def proposes(self) -> bool:
        """Words of a next step are in questions about the buyer's business, too."""
        said = self.cues.has("proposes")
        if self.is_dated:
            return said or self.sentence.reading.has("next_step")
        return said and (self.question is None or self.question.kind not in SPIN)


class Ear:
    """One role play's; several calls may share it."""

    def __init__(self, definition: Definition) -> None:
        self._tongue = TONGUES[definition.language]
        self._facts = [fact.name for fact in definition.facts]
        short_forms = self._tongue.language.short_forms
        own = {
            f"fact {at}": _table(_in_any_number(phrase, short_forms) for phrase in fact.asked_by)
            for at, fact in enumerate(definition.facts)
        }
        provoking = {
            f"objection {at}": _table(each.raised_when)
            for at, each in enumerate(definition.objections)
        }
        self._own = Phrases({**own, **provoking}, short_forms)
        self._tongue.prepare()

    def hear(self, text: str) -> Heard | None:
        """None for a turn without words."""
        language = self._tongue.language
        length = count_words(text[:_COUNTED]) + len(text[_COUNTED:]) // _LETTERS_A_WORD
        if len(text) > BEGINNING + END:
            text = f"{text[:BEGINNING]}. {text[-END:]}"
        parts = self._parts(text)
        if not parts:
            return None
        words = [word for part in parts for word in part.sentence.words]
        cues = frozenset().union(*(_cues(part) for part in parts))
        if _PRICED.search(text):
            cues |= {"price"}
        answering = [
            word for part in parts if self._may_treat(part) for word in part.sentence.words
        ]
        techniques = techniques_in(answering, language)
        if "apologises" in cues and "acknowledge" not in techniques:
            techniques += ("acknowledge",)
        facts = self._asked(parts)
        if "dated" in cues and length <= _ONLY_A_DAY and not facts:
            cues |= {"only_a_day"}
        questions = [part.question for part in parts if part.question is not None]
        return Heard(
            length=length,
            fingerprint=zlib.crc32(" ".join(words).encode()),
            question=strongest(questions),
            questions=len(questions),
            facts=facts,
            provoked=_provoked(parts),
            techniques=techniques,
            words=tuple(words),
            cues=cues,
            day=next((self._tongue.days[word] for word in words if word in self._tongue.days), ""),
        )

    def _parts(self, text: str) -> list[_Part]:
        language = self._tongue.language
        sentences = sentences_of([Line("salesperson", text)], language)
        return [
            _Part(
                each,
                question_in(each),
                language.read(self._own, _plainly(each.words)),
                language.read(self._tongue.cues, each.words),
            )
            for each in sentences
        ]

    def _may_treat(self, part: _Part) -> bool:
        """Pushing on to the next step is no answer to what holds somebody back.

        Nor is a question that is clearly after something, without a word that treats anything.
        """
        if part.proposes:
            return False
        if part.question is None or part.question.weight < _SURE:
            return True
        return bool(hints_in(part.sentence.words, self._tongue.language))

    def _asked(self, parts: Sequence[_Part]) -> tuple[str, ...]:
        """Only what asks is answered: whoever talks of no-shows hasn't asked for them."""
        asked = [at for part in parts if part.asks for at in _by_place(part.own.found)]
        return tuple(dict.fromkeys(self._facts[at] for at in asked))

    def speaks_of(self, kind: ObjectionType, heard: Heard) -> bool:
        """Whether the salesperson uses words of such an objection."""
        language = self._tongue.language
        return language.read(language.hinted["objection"], heard.words).has(kind)


def _cues(part: _Part) -> frozenset[str]:
    cues = {each.phrase.table for each in part.cues.found} - {"proposes"}
    cues |= {name for name in _SCORERS if part.sentence.reading.has(name)}
    if part.proposes:
        cues.add("proposes")
    if part.is_dated:
        cues.add("dated")
    if part.question is not None and not cues & {*_COURTEOUS}:
        cues.add("asks_more")
    return frozenset(cues)


def _by_place(found: Iterable[Found]) -> list[int]:
    """Facts in the order they are asked for; one within another's longer phrase isn't."""
    facts = [each for each in found if each.phrase.table.startswith("fact ")]
    kept = [
        one
        for one in facts
        if not any(
            other.start <= one.start and one.end <= other.end and _size(other) > _size(one)
            for other in facts
        )
    ]
    kept.sort(key=lambda each: (each.start, -_size(each)))
    return [_number(each) for each in kept]


def _provoked(parts: Sequence[_Part]) -> tuple[int, ...]:
    found = [
        _number(each)
        for part in parts
        for each in part.own.found
        if each.phrase.table.startswith("objection ")
    ]
    return tuple(dict.fromkeys(found))


def _size(found: Found) -> int:
    return found.end - found.start


def _number(found: Found) -> int:
    """2 of the table "fact 2"."""
    return int(found.phrase.table.partition(" ")[2])


@lru_cache(maxsize=32)
def ear_of(definition: Definition) -> Ear:
    """The ear for its calls. Building takes up to 0.2 s: it isn't for the event loop."""
    return Ear(definition)


def _plainly(words: Sequence[str]) -> Sequence[str]:
    """Without the Portuguese "é que", which says nothing: "como é que funciona"."""
    if "que" not in words:
        return words
    idle = {at for at in range(1, len(words) - 1) if words[at] == "e" and words[at + 1] == "que"}
    return [word for at, word in enumerate(words) if at not in idle and at - 1 not in idle]


def _in_any_number(phrase: str, short_forms: Mapping[str, str]) -> str:
    """Who asks for a no-show asks for no-shows: each word with and without its s."""
    words = phrase.replace("-", " ").split()
    return " ".join(
        f"{word}/{word.removesuffix('s') if word.endswith('s') else word + 's'}"
        if word.isalpha() and len(word) > _SHORT and fold(word) not in short_forms
        else word
        for word in words
    )


def _table(phrases: Iterable[str]) -> Table:
    """A role play's phrases as phrases.py reads them: words with nothing but a space between."""
    plain = (each.replace("-", " ").replace("_", " ") for each in phrases)
    return {1: ";".join(each.replace(" *", "") for each in plain)}
