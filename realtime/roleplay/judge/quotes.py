"""Where a judge's quotes stand in the call: only what is there, word for word, counts. Pure."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from realtime.roleplay.judge.failed import JudgeFailed
from realtime.roleplay.scoring.lines import Line, Side, said

#: No quote shown is longer, to the word; what is cut is still in its line.
_LONGEST = 600
#: Of all quotes: one in so many may be invented.
_ONE_IN = 3
#: One more isn't looked for: looking for what isn't there takes longest.
_MOST_INVENTED = 100
#: Nor is a quote that so often is but half a word of its line.
_MOST_HALVES = 50
#: Models write plain marks for printed ones; each is one character for one.
_PLAIN = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014\u2011", "''\"\"---")
#: Words that a text says were said. Half a word isn't one: an apostrophe is no mark here.
_QUOTED = re.compile(r"[\"\u201e\u00ab]([^\"\u201e\u00ab\u00bb]+)[\"\u00bb]")
_MARKS = " .,;:!?\u2026-"


class Found(NamedTuple):
    line: int
    start: int
    quote: str


class Quotes:
    """The lines of one call, and how many of the quotes looked for are in them."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = [(line.who, said(line)) for line in lines]
        self._plain = [text.translate(_PLAIN) for _, text in self._lines]
        self._there = 0
        self._invented = 0

    def find(
        self, line: int, quote: str, *, who: Side | None = None, after: int = -1
    ) -> Found | None:
        """In the line it names, else in the nearest of that side (None: either) that has it.

        Raises JudgeFailed when far too many were invented.
        """
        found = self._find(line, " ".join(quote.split()).translate(_PLAIN), who, after)
        if found is None:
            self.missing()
        else:
            self._there += 1
        return found

    def missing(self) -> None:
        """A label came without a quote that it needs, or with one that isn't there."""
        self._invented += 1
        if self._invented > _MOST_INVENTED:
            raise self._refusal()

    def has_quotes_of(self, text: str) -> bool:
        """Whether all that a text has in quotation marks was said in the call."""
        for words in _QUOTED.findall(text.translate(_PLAIN)):
            sought = " ".join(words.split()).strip(_MARKS)
            if not any(sought in line for line in self._plain):
                self.missing()
                return False
        return True

    def check(self) -> None:
        """Raises JudgeFailed if more were invented than happens now and then."""
        if self._invented * _ONE_IN > self._invented + self._there:
            raise self._refusal()

    def _refusal(self) -> JudgeFailed:
        return JudgeFailed("invented", "too many of its quotes aren't in the transcript")

    def _find(self, line: int, quote: str, who: Side | None, after: int) -> Found | None:
        if not any(character.isalnum() for character in quote):
            return None
        if 0 <= line < len(self._lines) and (found := self._in(line, quote, who, after)):
            return found
        others = (self._in(each, quote, who, after) for each in range(len(self._lines)))
        return min(filter(None, others), key=lambda found: abs(found.line - line), default=None)

    def _in(self, line: int, quote: str, who: Side | None, after: int) -> Found | None:
        (side, text), plain = self._lines[line], self._plain[line]
        if line <= after or who not in (None, side):
            return None
        start = plain.find(quote)
        for _ in range(_MOST_HALVES):
            if start < 0 or _is_whole(text, start, start + len(quote)):
                break
            start = plain.find(quote, start + 1)
        else:
            return None
        return Found(line, start, _short(text[start : start + len(quote)])) if start >= 0 else None


def _short(quote: str) -> str:
    if len(quote) <= _LONGEST:
        return quote
    return quote[:_LONGEST].rpartition(" ")[0] or quote[:_LONGEST]


def _is_whole(text: str, start: int, end: int) -> bool:
    """No word is cut at either end."""
    begins = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    return begins and (end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum()))


class Once:
    """Which words already have a label: the same question labelled twice would count twice."""

    def __init__(self) -> None:
        self._taken: dict[int, list[tuple[int, int]]] = {}

    def take(self, found: Found) -> bool:
        """Whether none of these words was taken before."""
        start, end = found.start, found.start + len(found.quote)
        taken = self._taken.setdefault(found.line, [])
        if any(start < until and since < end for since, until in taken):
            return False
        taken.append((start, end))
        return True
