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
    return 0.0 if found > limit else 1.0 - found / max(len(a), len(b))
