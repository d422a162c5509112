"""What a text means to an agent: which intent, how surely, with which slot values.

Recognised and typed text take the same road: plain words, then spelling (each word is mapped to
the closest one the agent knows), then spotting (stretches that name a slot's value), then scoring
against every phrase the agent's templates stand for. Scoring weighs words, not their order: a
phrase's words and slots found in the text count for it, its words that are missing and the text's
words that are foreign to it count against it, and a word counts the more the fewer intents use it.
So an exact phrase scores 1.0, politeness around it costs nearly nothing, and a text that shares
just small words with a phrase stays far below the threshold. A table of rules for each kind of
deviation was refused: they contradict each other as agents grow. Pure; never raises on any text.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from realtime.agents.base import NO_MATCH
from realtime.agents.local import templates
from realtime.agents.local.definition import AgentDefinition, Slot
from realtime.agents.local.templates import Word
from realtime.agents.local.words import allowed_typos, likeness, plain_words

#: A longer text is cut here: no phrase is near as long, so the rest could only count against it.
MAX_WORDS = 40

SLOT_WEIGHT = 1.0
#: A light word (the, please) that is missing, and one that is too many.
LIGHT_MISSING = 0.12
LIGHT_EXTRA = 0.02
#: A word of other intents, or unknown, that the phrase doesn't have; as part of its weight.
EXTRA = 0.5
#: How sure an open slot's value is that nobody listed.
GUESS = 0.75


@dataclass(frozen=True)
class Understood:
    """The best reading of a text. `intent` is NO_MATCH below the agent's threshold."""

    intent: str
    confidence: float
    slots: Mapping[str, str] = field(default_factory=dict)
    #: Whether nothing but slot values and light words was said: an answer to a question.
    bare: bool = False


@dataclass(frozen=True)
class _Phrase:
    """One expansion of a template, as a bag."""

    intent: str
    words: frozenset[str]
    slots: frozenset[str]
    weight: float


@dataclass(frozen=True)
class _Spelled:
    """A word as written, the agent's closest word, and their likeness (0.0: none is close)."""

    written: str
    known: str
    likeness: float


@dataclass(frozen=True)
class _Mention:
    """A stretch of the text that names a slot's value."""

    slot: str
    value: str
    likeness: float
    listed: bool


@dataclass(frozen=True)
class _Stretch:
    """Words that name a value, maybe of several slots; a phrase takes the one it has.

    A phrase that has the words themselves takes them as words: "em casa" is no category there.
    """

    mentions: tuple[_Mention, ...]
    words: frozenset[str]


@dataclass(frozen=True)
class _Reading:
    """A text after spelling and spotting."""

    #: The agent's words found, and how like them the text's are.
    words: Mapping[str, float]
    stretches: tuple[_Stretch, ...]


class Understanding:
    """Reads texts for one agent; built once, then stateless."""

    def __init__(self, agent: AgentDefinition) -> None:
        self._threshold = agent.file.threshold
        self._light = {word for text in agent.file.light_words for word in plain_words(text)}
        self._light.update(word for text in agent.file.polite for word in plain_words(text))
        self._implied = {
            (name, value.value): value.implies
            for name, slot in agent.slots.items()
            for value in slot.values
        }
        self._forms = _forms(agent.slots)
        self._longest_form = max((len(form) for form in self._forms), default=0)
        self._open = tuple(name for name, slot in agent.slots.items() if slot.open)
        bags = list(_bags(agent))
        self._weights = _word_weights(bags, self._light)
        self._phrases = tuple(
            _Phrase(intent, words, slots, self._weight(words) + SLOT_WEIGHT * len(slots))
            for intent, words, slots in bags
        )
        self._by_mark = self._index()
        known = set(self._weights).union(self._light, *self._forms)
        self._spelling: dict[int, list[str]] = {}
        for word in sorted(known):
            self._spelling.setdefault(len(word), []).append(word)
        self._known = frozenset(known)

    def read(self, text: str) -> Understood:
        """The best reading of `text`; on a tie the intent written first in the file."""
        reading = self._spot([self._spell(word) for word in plain_words(text)[:MAX_WORDS]])
        best, best_score = None, 0.0
        for phrase in self._candidates(reading):
            score = self._score(phrase, reading)
            if score > best_score:
                best, best_score = phrase, score
        confidence = round(best_score, 3)
        if best is None or confidence < self._threshold:
            return Understood(NO_MATCH, confidence)
        bare = not any(word not in self._light for word in reading.words)
        return Understood(best.intent, confidence, self._values(best, reading), bare)

    def _weight(self, words: Iterable[str]) -> float:
        return sum(self._weights[word] for word in words)

    def _index(self) -> dict[str, list[int]]:
        """Phrases by what can make them likely: a slot, or a word that isn't light.

        Words and slots share the table: a slot's key has the braces no word has.
        """
        index: dict[str, list[int]] = {}
        for number, phrase in enumerate(self._phrases):
            marks = [word for word in phrase.words if word not in self._light]
            # A phrase of light words only ("what can I do") is found by them.
            for mark in marks or (() if phrase.slots else phrase.words):
                index.setdefault(mark, []).append(number)
            for slot in phrase.slots:
                index.setdefault(f"{{{slot}}}", []).append(number)
        return index

    def _candidates(self, reading: _Reading) -> Iterator[_Phrase]:
        marks = set(reading.words)
        for stretch in reading.stretches:
            marks.update(f"{{{mention.slot}}}" for mention in stretch.mentions)
            marks.update(stretch.words)
        numbers = {number for mark in marks for number in self._by_mark.get(mark, ())}
        return (self._phrases[number] for number in sorted(numbers))

    def _spell(self, word: str) -> _Spelled:
        if word in self._known:
            return _Spelled(word, word, 1.0)
        reach = allowed_typos(word)
        best, best_likeness = word, 0.0
        for length in range(len(word) - reach, len(word) + reach + 1):
            for known in self._spelling.get(length, ()):
                alike = likeness(word, known)
                # People seldom mistype the first letter: of two equal guesses, that one.
                if (alike, known[:1] == word[:1]) > (best_likeness, best[:1] == word[:1]):
                    best, best_likeness = known, alike
        return _Spelled(word, best, best_likeness)

    def _spot(self, spelled: list[_Spelled]) -> _Reading:
        """Longest slot values first, from the left; what is left over are words."""
        words: dict[str, float] = {}
        stretches: list[_Stretch] = []
        at = 0
        while at < len(spelled):
            length, found = self._longest_mention(spelled, at)
            if not found and spelled[at].likeness == 0.0:
                length, found = self._guess(spelled, at)
            if found is not None:
                stretches.append(found)
            else:
                word = spelled[at]
                words[word.known] = max(word.likeness, words.get(word.known, 0.0))
            at += length
        return _Reading(words, tuple(stretches))

    def _longest_mention(self, spelled: list[_Spelled], at: int) -> tuple[int, _Stretch | None]:
        for length in range(min(self._longest_form, len(spelled) - at), 0, -1):
            written = spelled[at : at + length]
            words = tuple(word.known for word in written)
            alike = min(word.likeness for word in written)
            owners = self._forms.get(words)
            if owners and alike > 0.0:
                mentions = tuple(_Mention(s, v, alike, listed=True) for s, v in owners)
                return length, _Stretch(mentions, frozenset(words))
        return 1, None

    def _guess(self, spelled: list[_Spelled], at: int) -> tuple[int, _Stretch]:
        """A run of unknown words may be the value of an open slot; else it is only in the way.

        Light words inside belong to it: "gaita de foles".
        """
        end = last = at + 1
        while end < len(spelled):
            if spelled[end].likeness == 0.0:
                last = end + 1
            elif spelled[end].known not in self._light:
                break
            end += 1
        value = " ".join(word.written for word in spelled[at:last])
        mentions = tuple(_Mention(slot, value, GUESS, listed=False) for slot in self._open)
        return last - at, _Stretch(mentions, frozenset())

    def _score(self, phrase: _Phrase, reading: _Reading) -> float:
        matched = extra = 0.0
        meant = False
        for word, alike in reading.words.items():
            light = word in self._light
            if word in phrase.words:
                matched += self._weights[word] * alike
                meant = meant or not light
            else:
                extra += LIGHT_EXTRA if light else EXTRA * self._weights.get(word, 1.0)
        filled: set[str] = set()
        for stretch in reading.stretches:
            mention = next((m for m in stretch.mentions if m.slot in phrase.slots - filled), None)
            # A guess must be carried by a word of the phrase, or any noise would be a product.
            if mention is not None and (mention.listed or meant):
                filled.add(mention.slot)
                matched += SLOT_WEIGHT * mention.likeness
            elif stretch.words and stretch.words <= phrase.words:
                matched += self._weight(stretch.words)
            else:
                extra += EXTRA
        return matched / (phrase.weight + extra)

    def _values(self, phrase: _Phrase, reading: _Reading) -> dict[str, str]:
        """The first value said of each slot, and what these imply of slots nobody said.

        A value that is but a guess needs a phrase with a place for it.
        """
        said: dict[str, str] = {}
        implied: dict[str, str] = {}
        for stretch in reading.stretches:
            for mention in stretch.mentions:
                if mention.slot not in said and (mention.listed or mention.slot in phrase.slots):
                    said[mention.slot] = mention.value
                    implied.update(self._implied.get((mention.slot, mention.value), {}))
        return implied | said


def _bags(agent: AgentDefinition) -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
    """Every phrase as (intent, words, slots), each once, in the file's order."""
    seen = set()
    for name, intent in agent.intents.items():
        for phrase in (*intent.phrases, *intent.typed):
            for expansion in templates.expand(phrase):
                words: set[str] = set()
                slots: set[str] = set()
                for part in expansion:
                    if isinstance(part, Word):
                        words.update(plain_words(part.text))
                    else:
                        slots.add(part.slot)
                bag = (name, frozenset(words), frozenset(slots))
                if (words or slots) and bag not in seen:
                    seen.add(bag)
                    yield bag


def _word_weights(
    bags: list[tuple[str, frozenset[str], frozenset[str]]], light: set[str]
) -> dict[str, float]:
    """1.0 for a word of one intent only, down to 0.3 for one that all share."""
    intents_of: dict[str, set[str]] = {}
    for intent, words, _ in bags:
        for word in words:
            intents_of.setdefault(word, set()).add(intent)
    total = math.log(max(2, len({intent for intent, _, _ in bags})))
    return {
        word: LIGHT_MISSING if word in light else 1.0 - 0.7 * math.log(len(intents)) / total
        for word, intents in intents_of.items()
    }


def _forms(slots: Mapping[str, Slot]) -> dict[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Every way to say a value, with the slots and values that are said so."""
    owners: dict[tuple[str, ...], dict[tuple[str, str], None]] = {}
    for name, slot in slots.items():
        for value in slot.values:
            for form in value.forms:
                owners.setdefault(plain_words(form), {})[name, value.value] = None
    return {form: tuple(named) for form, named in owners.items()}
