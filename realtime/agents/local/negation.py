"""Which words of a clause are said not to be wanted: "I don't want to *talk to a person*".

Judged by the words as written, from a negator to the end of its clause or to a word that turns
round ("but"). Not every negator negates a wish: "don't you have", "it has not arrived" and "I can't
find" are exempt, and what isn't listed is. What else people wish of such an agent ("cancel my
order") works alike: what follows isn't one of its own intents. Rules of grammar were refused:
they need to know each word's part of speech. Tables by language are chat.py's. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Words = tuple[str, ...]


@dataclass(frozen=True)
class Negation:
    """One language's negators, and an agent's other wishes; all words plain."""

    #: A phrase that has one of these means what it says.
    words: frozenset[str] = frozenset()
    #: What negates all that follows in its clause.
    forms: frozenset[Words] = frozenset()
    #: Has a negator, and negates no wish; of two forms at one place the longer counts.
    exempt: frozenset[Words] = frozenset()
    #: Ends a negation, but for one that it directly follows.
    turns: frozenset[Words] = frozenset()

    def scope(self, words: Sequence[str]) -> list[bool]:
        """Of each word of a clause, whether it is negated."""
        negated: list[bool] = []
        inside, fresh = False, False
        while len(negated) < len(words):
            rest = tuple(words[len(negated) :])
            negates, exempt = _longest(rest, self.forms), _longest(rest, self.exempt)
            turns = 0 if fresh else _longest(rest, self.turns)
            fresh = False
            if negates > exempt:
                inside = fresh = True
            elif turns > exempt:
                inside = False
            negated += [inside] * (max(negates, exempt) or 1)
        return negated


def _longest(words: Words, forms: frozenset[Words]) -> int:
    """How many words the longest of `forms` has that `words` start with."""
    longest = min(len(words), max(map(len, forms), default=0))
    return next((size for size in range(longest, 0, -1) if words[:size] in forms), 0)
