"""Tables of phrases that say what a sentence is about, each with a weight.

A phrase is words with a space between. `stem*` is any word that begins so, `*end` one that ends so,
`a/b` either, `...` up to four words of any kind, `^` the start of the sentence and `$` its end. All
tables of a language are looked up together: each word of a sentence only meets the phrases that
begin with it and go on with the next one, and gaps are bounded, so the time grows with the number
of words alone. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from realtime.roleplay.scoring.words import words_of

#: How many words `...` stands for at most.
GAP = 4
#: Phrases of a table by weight, split by `;`.
Table = Mapping[int, str]

_SHORTEST_STEM = 2
_REMEMBERED = 10_000


class Place(NamedTuple):
    """What may stand at one place of a phrase."""

    words: tuple[str, ...]
    stems: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()


class Phrase(NamedTuple):
    table: str
    weight: int
    #: What may begin it, and what may stand at each place after that; None is a gap.
    first: Place
    rest: tuple[Place | None, ...]
    at_start: bool
    at_end: bool


class Found(NamedTuple):
    """A phrase that was met; words from `start` to before `end`."""

    phrase: Phrase
    start: int
    end: int


class Beginning:
    """The phrases that one word may begin, by the word that has to follow."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        #: Those that many a word may go on with, or that end here.
        self.open: list[Phrase] = []
        self.by_next: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            after = phrase.rest[0] if phrase.rest else None
            if after is None or after.stems or after.endings:
                self.open.append(phrase)
            else:
                for choice in after.words:
                    self.by_next.setdefault(choice, []).append(phrase)


_NOTHING = Beginning(())


class Reading:
    """What the phrases of all tables say of one sentence."""

    def __init__(self, found: Sequence[Found]) -> None:
        self.found = found
        self._weights: dict[str, int] = {}
        # By identity: a phrase is there once, and its hash is that of all its words.
        for phrase in {id(each.phrase): each.phrase for each in found}.values():
            self._weights[phrase.table] = self._weights.get(phrase.table, 0) + phrase.weight

    @property
    def weights(self) -> Mapping[str, int]:
        """Of each table that has any, the weights of its phrases, each phrase once."""
        return self._weights

    def has(self, table: str) -> bool:
        return table in self._weights

    def places(self, table: str) -> list[int]:
        """The words at which a phrase of the table begins, in order."""
        return sorted({f.start for f in self.found if f.phrase.table == table})


class Phrases:
    """All tables of a language, or those of one rubric."""

    def __init__(self, tables: Mapping[str, Table], short_forms: Mapping[str, str]) -> None:
        self._short_forms = short_forms
        self._by_word: dict[str, list[Phrase]] = {}
        self._by_stem: dict[str, list[Phrase]] = {}
        self._by_ending: dict[str, list[Phrase]] = {}
        # People say the same words over and over.
        self._candidates = lru_cache(maxsize=_REMEMBERED)(self._beginning_with)
        phrases = (
            self._phrase(name, weight, text)
            for name, table in tables.items()
            for weight, texts in table.items()
            for text in texts.replace("\n", " ").split(";")
            if text.strip()
        )
        for phrase in dict.fromkeys(phrases):
            self._add(phrase)

    def read(self, words: Sequence[str], *, begins: int = 0) -> Reading:
        """`begins`: where the sentence begins for `^`, after words that only lead in."""
        found = []
        for at in range(len(words)):
            may_start = at in (0, begins)
            beginning = self._candidates(words[at], may_start)
            following = words[at + 1] if at + 1 < len(words) else ""
            for phrase in chain(beginning.open, beginning.by_next.get(following, ())):
                # The first word fits: that is how the phrase was looked up.
                end = _match(phrase.rest, words, at + 1) if phrase.rest else at + 1
                if end and (not phrase.at_end or end == len(words)):
                    found.append(Found(phrase, at, end))
        return Reading(found)

    def _phrase(self, table: str, weight: int, text: str) -> Phrase:
        parts = text.split()
        at_start, at_end = parts[0] == "^", parts[-1] == "$"
        places: list[Place | None] = []
        for part in parts[at_start : len(parts) - at_end]:
            if part == "...":
                places.append(None)
            elif "/" in part or "*" in part:
                places.append(_place(part))
            else:
                places += [Place((word.plain,)) for word in words_of(part, self._short_forms)]
        first = places[0]
        assert first is not None, "a phrase begins with a word"
        return Phrase(table, weight, first, tuple(places[1:]), at_start, at_end)

    def _add(self, phrase: Phrase) -> None:
        for choices, of in (
            (phrase.first.words, self._by_word),
            (phrase.first.stems, self._by_stem),
            (phrase.first.endings, self._by_ending),
        ):
            for choice in choices:
                of.setdefault(choice, []).append(phrase)

    def _beginning_with(self, word: str, may_start: bool) -> Beginning:
        found = list(self._by_word.get(word, ()))
        for size in range(_SHORTEST_STEM, len(word) + 1):
            found += self._by_stem.get(word[:size], ())
            found += self._by_ending.get(word[-size:], ())
        if not found:
            return _NOTHING
        return Beginning(phrase for phrase in found if may_start or not phrase.at_start)


def _place(part: str) -> Place:
    """Choices with a `/` between, folded as words are."""
    choices = part.split("/")
    return Place(
        tuple(dict.fromkeys(_folded(each) for each in choices if "*" not in each)),
        tuple(_folded(each) for each in choices if each.endswith("*")),
        tuple(_folded(each) for each in choices if each.startswith("*")),
    )


def _folded(choice: str) -> str:
    return "".join(word.plain for word in words_of(choice.strip("*"), {}))


def _match(places: Sequence[Place | None], words: Sequence[str], at: int) -> int:
    """The end of the phrase that begins at word `at`; 0 where there is none."""
    for index, place in enumerate(places):
        if place is None:
            rest = places[index + 1 :]
            ends = (_match(rest, words, at + skip) for skip in range(GAP + 1))
            return next((end for end in ends if end), 0)
        if at >= len(words):
            return 0
        word = words[at]
        if word not in place.words:
            # Most places have no stars.
            if not (place.stems and word.startswith(place.stems)):
                if not (place.endings and word.endswith(place.endings)):
                    return 0
        at += 1
    return at
