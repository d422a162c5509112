"""Text cut into words that phrases can be compared with, and where each stood.

A word is folded: no case, no accents. Short forms are written out ("don't" is "do not", "pra" is
"para"), so that phrases needn't list them. Feeds phrases.py and all that counts words. Pure.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_TOKEN = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
#: What follows an apostrophe in English.
_AFTER_APOSTROPHE = {
    "s": "is",
    "re": "are",
    "ll": "will",
    "d": "would",
    "ve": "have",
    "m": "am",
}
_NEGATED = {"can": "can", "wo": "will", "sha": "shall", "ai": "is"}


class Word(NamedTuple):
    """One word of a text, folded; several of them may share one place ("don't")."""

    plain: str
    start: int
    end: int


def fold(text: str) -> str:
    """`text` without case and accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def count_words(text: str) -> int:
    """How many words a person would count."""
    return sum(1 for _ in _TOKEN.finditer(text))


def words_of(text: str, short_forms: Mapping[str, str]) -> tuple[Word, ...]:
    """The words of `text` in order, short forms written out."""
    return tuple(
        Word(plain, token.start(), token.end())
        for token in _TOKEN.finditer(text)
        for plain in _written_out(fold(token.group()), short_forms)
    )


def place_in(words: Sequence[str], sought: Sequence[str]) -> int | None:
    """The first word at which `sought` stands in `words`, as it is; None: it doesn't."""
    size, wanted = len(sought), tuple(sought)
    for at in range(len(words) - size + 1) if wanted else ():
        if words[at] == wanted[0] and tuple(words[at : at + size]) == wanted:
            return at
    return None


def _written_out(token: str, short_forms: Mapping[str, str]) -> list[str]:
    token = token.replace("\u2019", "'")
    if token in short_forms:
        return short_forms[token].split()
    head, mark, tail = token.rpartition("'")
    if not mark:
        return [token]
    if tail == "t" and head.endswith("n"):
        verb = head[:-1]
        return [_NEGATED.get(verb, verb), "not"] if head != "can" else ["can", "not"]
    return [*head.split("'"), _AFTER_APOSTROPHE.get(tail, tail)]
