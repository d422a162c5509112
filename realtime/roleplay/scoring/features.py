"""What is looked at in a sentence to say what it is: its features.

Words, their beginnings and endings, two words in a row, how the sentence begins and ends, and two
kinds of knowledge that let what was learnt of one trade serve in another: the concepts its words
stand for (money, time, trouble...), and phrases that hint at a label. They are written as in
phrases.py: `stem*`, `*end`, `^` the start, `$` the end; concepts are in capitals, `<label>4` is a
hint of at least that weight and `<label>!` the heaviest one. Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, pairwise

#: Letters of a word's beginning and ending; shorter words stand for themselves.
_STEM = 5
_ENDING = 3
_LEAST_WITH_ENDING = 6
#: How many words of a start are looked at together, and of an end.
_START = 3
_END = 2
#: Weights of hints that are told apart.
_HINTS = (1, 4, 8)
_REMEMBERED = 10_000

#: A concept's words, `*` after a stem, by its name.
Concepts = Mapping[str, str]


class Features:
    """Reads sentences of a language."""

    def __init__(self, concepts: Concepts) -> None:
        self._concepts: dict[str, str] = {}
        #: By stem and by ending; the first that was written wins.
        self._stems: dict[str, tuple[int, str]] = {}
        self._endings: dict[str, tuple[int, str]] = {}
        for name, words in concepts.items():
            for word in words.split():
                place = len(self._stems) + len(self._endings)
                if word.endswith("*"):
                    self._stems.setdefault(word[:-1], (place, name))
                elif word.startswith("*"):
                    self._endings.setdefault(word[1:], (place, name))
                else:
                    self._concepts[word] = name
        # People say the same words over and over.
        self._concept_of = lru_cache(maxsize=_REMEMBERED)(self._look_up)

    def of(
        self, words: Sequence[str], hints: Mapping[str, int], *, begins: int, mark: str | None
    ) -> set[str]:
        """Those of a sentence's plain words; it begins at `begins`, after what only leads in."""
        own = words[begins:]
        found = {"BIAS", *self._of_words(words), *self._of_concepts(own), *_of_hints(hints)}
        if mark is not None:
            found.add(f"MARK{mark}")
        found.update(" ".join(("^", *own[:size])) for size in range(1, _START + 1))
        found.update(" ".join((*own[-size:], "$")) for size in range(1, _END + 1))
        return found

    def _of_words(self, words: Sequence[str]) -> Iterator[str]:
        for word in words:
            yield word
            if len(word) > _STEM:
                yield f"{word[:_STEM]}*"
            if len(word) >= _LEAST_WITH_ENDING:
                yield f"*{word[-_ENDING:]}"
        for pair in pairwise(words):
            yield " ".join(pair)

    def _of_concepts(self, words: Sequence[str]) -> Iterator[str]:
        named = [self._concept_of(word) for word in words]
        there = sorted({name for name in named if name})
        yield from there
        # Together, wherever they stand.
        yield from (f"{one}+{other}" for one, other in combinations(there, 2))
        shown = ["^", *(name or word for name, word in zip(named, words, strict=True)), "$"]
        for at, pair in enumerate(pairwise(shown)):
            # Of shown words at `at` and after it, at least one is a concept's name.
            if any(named[max(0, at - 1) : at + 1]):
                yield " ".join(pair)

    def _look_up(self, word: str) -> str | None:
        if word in self._concepts:
            return self._concepts[word]
        if word.isdigit():
            return "NUMBER"
        found = []
        for size in range(1, len(word) + 1):
            found += [self._stems[word[:size]]] if word[:size] in self._stems else []
            found += [self._endings[word[-size:]]] if word[-size:] in self._endings else []
        return min(found)[1] if found else None


def _of_hints(hints: Mapping[str, int]) -> Iterator[str]:
    for name, weight in hints.items():
        yield from (f"<{name}>{least}" for least in _HINTS if weight >= least)
    if hints:
        yield f"<{max(sorted(hints), key=hints.__getitem__)}>!"
