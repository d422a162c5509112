"""Each written word's closest word among those an agent knows.

A word nobody knows is tried, in this order, as one said with stress ("heeelp"), as another ending
of a known word ("entregariam"), as a typo, and as two words run together ("coffeemaker"); two words
of which one is unknown may be one word written apart ("vaccum cleaner" is not, "key board" is).
Feeds spotting. Pure; never raises on any text.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from realtime.agents.local.words import allowed_typos, likeness

#: How like the known word one with another ending, or with its letters drawn out, is.
INFLECTED = 0.95
#: Of two words run together each has at least so many letters.
LEAST_PART = 3
#: No word anybody knows is as long; trying to split such a thing would take time.
LONGEST = 30

_RUN = re.compile(r"(.)\1+")
_DIGITS_APART = re.compile(r"^([^\W\d_]+)(\d+)$")


@dataclass(frozen=True)
class Spelled:
    """A word as written, the agent's closest word, and their likeness (0.0: none is close)."""

    written: str
    known: str
    likeness: float


class Spelling:
    """The words one agent knows, and what is left of a word without its ending."""

    def __init__(self, known: Collection[str], stem: Callable[[str], str]) -> None:
        self._known = frozenset(known)
        self._stem = stem
        self._by_length: dict[int, list[str]] = {}
        self._by_stem: dict[str, str] = {}
        self._by_letters: dict[str, str] = {}
        for word in sorted(self._known):
            self._by_length.setdefault(len(word), []).append(word)
            self._by_stem.setdefault(self._stem(word), word)
            self._by_letters.setdefault(_RUN.sub(r"\1", word), word)

    def spell(self, words: Sequence[str]) -> list[Spelled]:
        """The words' closest known ones, in order; maybe fewer or more than were written."""
        spelled: list[Spelled] = []
        at = 0
        while at < len(words):
            pair = words[at : at + 2]
            joined = "".join(pair)
            if len(pair) == 2 and joined in self._known and not self._known.issuperset(pair):
                spelled.append(Spelled(joined, joined, 1.0))
                at += 2
            else:
                spelled.extend(self._word(words[at]))
                at += 1
        return spelled

    def _word(self, word: str) -> list[Spelled]:
        if word in self._known:
            return [Spelled(word, word, 1.0)]
        if len(word) > LONGEST:
            return [Spelled(word, word, 0.0)]
        other = self._drawn_out(word) or self._by_stem.get(self._stem(word))
        if other is not None:
            return [Spelled(word, other, INFLECTED)]
        closest = self._closest(word)
        if closest.likeness > 0.0:
            return [closest]
        return [self._part(part) for part in self._split(word)] or [closest]

    def _part(self, part: str) -> Spelled:
        return Spelled(part, part, 1.0 if part in self._known else 0.0)

    def _drawn_out(self, word: str) -> str | None:
        letters = _RUN.sub(r"\1", word)
        return self._by_letters.get(letters) if letters != word else None

    def _closest(self, word: str) -> Spelled:
        best, best_likeness = word, 0.0
        for known in self._near(word):
            alike = likeness(word, known)
            # People seldom mistype the first letter: of two equal guesses, that one.
            if (alike, known[:1] == word[:1]) > (best_likeness, best[:1] == word[:1]):
                best, best_likeness = known, alike
        return Spelled(word, best, best_likeness)

    def _near(self, word: str) -> Iterator[str]:
        reach = allowed_typos(word)
        for length in range(len(word) - reach, len(word) + reach + 1) if reach else ():
            choices = self._by_length.get(length, [])
            found = process.extract(
                word, choices, scorer=OSA.distance, processor=None, limit=None, score_cutoff=reach
            )
            yield from sorted(known for known, _, _ in found)

    def _split(self, word: str) -> tuple[str, ...]:
        if match := _DIGITS_APART.match(word):
            return match.groups() if match[1] in self._known else ()
        for at in range(len(word) - LEAST_PART, LEAST_PART - 1, -1):
            if word[:at] in self._known and word[at:] in self._known:
                return word[:at], word[at:]
        return ()
