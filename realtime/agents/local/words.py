"""What two spellings have in common: text cut to plain words, and how alike two words are.

Feeds understanding and the checks of agent files. Pure; never raises on any text.
"""

import re
import unicodedata

from rapidfuzz.distance import OSA

_APOSTROPHES = str.maketrans("", "", "'\u2019\u02bc`\u00b4")
_WORD = re.compile(r"[^\W_]+")


def plain_words(text: str) -> tuple[str, ...]:
    """The words of `text` without case, accents and punctuation: "What's?" gives ("whats",)."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_APOSTROPHES))
    kept = "".join(c for c in folded if not unicodedata.combining(c))
    return tuple(_WORD.findall(kept))


def allowed_typos(word: str) -> int:
    """How many typos a word of this length may have and still be told from others."""
    if len(word) < 4 or not word.isalpha():
        return 0
    return 1 if len(word) < 8 else 2


def typos(a: str, b: str, *, limit: int) -> int:
    """Letters added, left out, changed or swapped with a neighbour; limit + 1 for any more."""
    return OSA.distance(a, b, score_cutoff=limit)


def likeness(a: str, b: str) -> float:
    """1.0 for the same word, less a typo; 0.0 for words that aren't taken for each other."""
    if a == b:
        return 1.0
    limit = min(allowed_typos(a), allowed_typos(b))
    if limit == 0:
        return 0.0
    found = typos(a, b, limit=limit)
    if found > limit or not _plausible(a, b, found):
        return 0.0
    return 1.0 - found / max(len(a), len(b))


def _plausible(a: str, b: str, found: int) -> bool:
    """Whether so many typos make one word the other, rather than both being words of their own.

    Few people mistype the first letter of a short word; another letter among four makes another
    word (slip, ship); and two letters more belong to a longer word (presente, presidente).
    """
    if found == 2:
        return abs(len(a) - len(b)) < 2
    swapped = sorted(a) == sorted(b)
    return swapped or (len(a) > 7 or a[0] == b[0]) and not len(a) == len(b) == 4
