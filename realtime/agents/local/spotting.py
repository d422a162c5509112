"""Cuts a text into what an agent knows: slot values, words by their meaning, and mere courtesy.

Longest first, from the left: "coffee machine" names a value, "put me through" is read as the word
it is a synonym of, "by any chance" counts for nothing. Templates are cut by the same synonyms, so
that a phrase is always found as it was written. Feeds scoring. Pure; never raises on any text.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from realtime.agents.local.definition import Slot
from realtime.agents.local.spelling import INFLECTED, Spelled

Words = tuple[str, ...]

#: How sure an open slot's value is that nobody listed.
GUESS = 0.45
#: A longer run of unknown words is a story rather than the name of something.
LONGEST_GUESS = 3


@dataclass(frozen=True)
class Mention:
    """A slot's value, named."""

    slot: str
    value: str
    listed: bool


class Kind(Enum):
    """What a stretch of the text is, beyond its words."""

    KNOWN = "known"  # a word of some phrase, or a light one
    FILLER = "filler"  # said around a wish, and no part of it
    NAMED = "named"  # a slot's listed value
    UNKNOWN = "unknown"  # no word of the agent's; maybe an open slot's value


@dataclass(frozen=True)
class Stretch:
    """Some words of the text, by their meaning; a phrase that has these words takes them as such:
    "em casa" is no category where a phrase says it."""

    kind: Kind
    words: Words
    likeness: float
    mentions: tuple[Mention, ...] = ()
    #: The known words it is written with, before synonyms are read.
    said: Words = ()
    #: How many words were written, light ones not counted where nothing is known.
    length: int = 1
    #: Whether it is said not to be wanted.
    negated: bool = False


class Spotting:
    """What one agent can find in a text."""

    def __init__(
        self,
        named: Mapping[Words, tuple[Mention, ...]],
        *,
        open_slots: Iterable[str],
        synonyms: Mapping[Words, Words],
        fillers: Iterable[Words],
        light: frozenset[str],
        stem: Callable[[str], str],
    ) -> None:
        self._synonyms = synonyms
        self._light = light
        self._named = named
        self._fillers = frozenset(fillers)
        self._stem = stem
        self._by_stems = {self._stems(form): form for form in named}
        self._open = tuple(open_slots)
        forms = (*self._named, *synonyms, *self._fillers)
        self._longest = max(map(len, forms), default=1)
        #: By its first word, the longest a form may be: most words start none.
        self._reach: dict[str, int] = {}
        for form in forms:
            self._reach[form[0]] = max(len(form), self._reach.get(form[0], 1))

    @property
    def words(self) -> set[str]:
        """Every word that spotting needs to find as it is."""
        forms = (*self._named, *self._synonyms, *self._synonyms.values(), *self._fillers)
        return {word for form in forms for word in form}

    def meaning(self, words: Words) -> Words:
        """A template's words by their meaning."""
        meant: list[str] = []
        at = 0
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                form = words[at : at + length]
                if form in self._synonyms:
                    meant.extend(self._synonyms[form])
                    break
            else:
                length = 1
                meant.append(words[at])
            at += length
        return tuple(meant)

    def spot(self, spelled: Sequence[Spelled], negated: Sequence[bool] = ()) -> list[Stretch]:
        """A clause, cut; `negated` tells of each word whether it is."""
        found: list[Stretch] = []
        at = 0
        while at < len(spelled):
            if spelled[at].likeness == 0.0:
                length, stretch = self._unknown(spelled, at)
            else:
                length, stretch = self._known(spelled, at)
            if any(negated[at : at + length]):
                stretch = replace(stretch, negated=True)
            found.append(stretch)
            at += length
        return found

    def _known(self, spelled: Sequence[Spelled], at: int) -> tuple[int, Stretch]:
        reach = self._reach.get(spelled[at].known, 1)
        for length in range(min(reach, len(spelled) - at), 0, -1):
            written = spelled[at : at + length]
            alike = min(word.likeness for word in written)
            stretch = self._form(tuple(word.known for word in written), alike)
            if stretch is not None and alike > 0.0:
                return length, stretch
        word = (spelled[at].known,)
        return 1, Stretch(Kind.KNOWN, word, spelled[at].likeness, said=word)

    def _form(self, form: Words, alike: float) -> Stretch | None:
        if form in self._named:
            return Stretch(Kind.NAMED, self.meaning(form), alike, self._named[form])
        if form in self._fillers:
            return Stretch(Kind.FILLER, self.meaning(form), alike)
        if form in self._synonyms:
            return Stretch(Kind.KNOWN, self._synonyms[form], alike, said=form)
        # "recipe books": each a known word, so that only here they are seen to be a plural.
        named = self._by_stems.get(self._stems(form)) if form[1:] else None
        if named is not None:
            return Stretch(Kind.NAMED, self.meaning(named), alike * INFLECTED, self._named[named])
        return None

    def _stems(self, form: Words) -> Words:
        return tuple(map(self._stem, form))

    def _unknown(self, spelled: Sequence[Spelled], at: int) -> tuple[int, Stretch]:
        """A run of unknown words may be the value of an open slot; else it is only in the way.

        Light words inside belong to it: "gaita de foles".
        """
        end = last = at + 1
        unknown = 1
        letters = spelled[at].written.isalpha()
        while end < len(spelled):
            if spelled[end].likeness == 0.0:
                unknown += 1
                letters = letters or spelled[end].written.isalpha()
                last = end + 1
            elif spelled[end].known not in self._light:
                break
            end += 1
        value = " ".join(word.written for word in spelled[at:last])
        slots = self._open if letters and unknown <= LONGEST_GUESS else ()
        mentions = tuple(Mention(slot, value, listed=False) for slot in slots)
        return last - at, Stretch(Kind.UNKNOWN, (), GUESS, mentions, length=unknown)


def named_forms(
    slots: Mapping[str, Slot], cut: Callable[[str], Words]
) -> dict[Words, tuple[Mention, ...]]:
    """Every way to say a value, with the slots and values that are said so."""
    owners: dict[Words, dict[Mention, None]] = {}
    for name, slot in slots.items():
        for value in slot.values:
            for form in value.forms:
                owners.setdefault(cut(form), {})[Mention(name, value.value, listed=True)] = None
    return {form: tuple(named) for form, named in owners.items()}
