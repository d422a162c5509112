"""How well each of an agent's phrases fits a text that spotting has cut.

Weighs words, not their order: a phrase's words and slots found in the text count for it, those
missing and the text's words foreign to it count against it, and a word counts the more the fewer
intents use it. So an exact phrase scores 1.0, courtesy around it costs nearly nothing, and a text
that shares just small words with a phrase stays far below. What stands among a phrase's words
changes its meaning more than what is told before and after: the latter costs a part only. A
table of rules for each kind of deviation was refused: they contradict each other as agents grow.
Pure.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from realtime.agents.local.spotting import Kind, Mention, Stretch

SLOT_WEIGHT = 1.0
#: A light word (the, please) that is missing, and one that is too many.
LIGHT_MISSING = 0.12
LIGHT_EXTRA = 0.02
#: A word of other intents that the phrase doesn't have; as part of its weight.
EXTRA = 0.6
#: One that other phrases of the same intent have: it speaks for the intent as well.
OWN_EXTRA = 0.08
#: A word nobody knows.
UNKNOWN_EXTRA = 0.45
#: What is said before and after all of a phrase's words; as part of its cost among them.
AROUND = 0.7
#: What other sentences say, likewise.
ELSEWHERE = 0.3
#: Beside a slot's bare value, or a courtesy, what is too many counts so many times: alone they
#: are a turn, in the middle of another text hardly what it is about.
ALONE_EXTRA = 3.0
#: What is left of a phrase's score if the text says that this is not what is wanted: so little
#: that it counts as understood nowhere.
NEGATED = 0.5


@dataclass(frozen=True)
class Bag:
    """One way to say an intent, order aside."""

    intent: str
    words: frozenset[str]
    slots: frozenset[str]
    #: Whether a value that nobody listed may fill its slots: not in the looser, typed phrases.
    guesses: bool


@dataclass(frozen=True)
class _Phrase:
    bag: Bag
    weight: float
    alone: bool
    #: Whether it has a negator itself, and so means what it says.
    negates: bool


class Scoring:
    """Scores texts for one agent; built once, then stateless."""

    def __init__(
        self,
        bags: Iterable[Bag],
        *,
        light: Collection[str],
        carriers: Collection[str],
        alone: Collection[str],
        negators: Collection[str],
    ) -> None:
        self._light = frozenset(light)
        self._carriers = frozenset(carriers)
        self._alone = frozenset(alone)
        self._negators = frozenset(negators)
        every = list(bags)
        self._weights = _word_weights(every, self._light)
        self._own = _vocabularies(every)
        self._phrases = [self._phrase(bag) for bag in _distinct(every, self._light)]
        self._by_mark = self._index()

    @property
    def words(self) -> set[str]:
        """Every word of a phrase."""
        return set(self._weights)

    def best(self, sentences: Sequence[Sequence[Stretch]]) -> tuple[Bag | None, float]:
        """The phrase that fits best and how well; of several the weightiest, then the first."""
        text = _Text(sentences, self._light)
        costs: dict[str, tuple[list[float], list[float]]] = {}
        best, best_rank = None, (0.0, 0.0)
        for phrase in self._candidates(text):
            intent = phrase.bag.intent
            if intent not in costs:
                costs[intent] = self._costs(intent, text)
            score = self._score(phrase, text, *costs[intent])
            if score > 0.0 and (rank := (round(score, 6), phrase.weight)) > best_rank:
                best, best_rank = phrase.bag, rank
        return best, min(1.0, best_rank[0])

    def _phrase(self, bag: Bag) -> _Phrase:
        weight = sum(self._weights[word] for word in bag.words) + SLOT_WEIGHT * len(bag.slots)
        bare = bag.words <= self._light and bool(bag.slots)
        negates = not self._negators.isdisjoint(bag.words)
        return _Phrase(bag, weight, bare or bag.intent in self._alone, negates)

    def _carries(self, stretch: Stretch) -> bool:
        """Whether it is written as in a phrase, so surely that an unknown word after it is named:
        "recommend a movie" may be read as "show me a movie", but asks for no product."""
        return (
            stretch.likeness == 1.0
            and self._carriers.issuperset(stretch.said)
            and not self._light.issuperset(stretch.said)
        )

    def _index(self) -> dict[str, list[int]]:
        """Phrases by what can make them likely: a slot, or a word that isn't light.

        Words and slots share the table: a slot's key has the braces no word has.
        """
        index: dict[str, list[int]] = {}
        for number, phrase in enumerate(self._phrases):
            bag = phrase.bag
            marks = bag.words - self._light
            if not marks:
                # Of light words only ("what can I do"), or of a slot only: found by these.
                marks = frozenset(f"{{{slot}}}" for slot in bag.slots) or bag.words
            for mark in marks:
                index.setdefault(mark, []).append(number)
        return index

    def _candidates(self, text: "_Text") -> Iterator[_Phrase]:
        numbers = {number for mark in text.marks for number in self._by_mark.get(mark, ())}
        return (self._phrases[number] for number in sorted(numbers))

    def _costs(self, intent: str, text: "_Text") -> tuple[list[float], list[float]]:
        """What each stretch costs a phrase of `intent` without it, and the sums up to each."""
        own = self._own[intent]
        costs = [
            0.0 if repeated else self._cost(stretch, own)
            for stretch, repeated in zip(text.stretches, text.repeated, strict=True)
        ]
        return costs, [0.0, *accumulate(costs)]

    def _cost(self, stretch: Stretch, own: frozenset[str]) -> float:
        match stretch.kind:
            case Kind.FILLER:
                return 0.0 if own.issuperset(stretch.words) else LIGHT_EXTRA
            case Kind.UNKNOWN:
                return UNKNOWN_EXTRA * stretch.length
            case Kind.NAMED:
                ours = any(f"{{{mention.slot}}}" in own for mention in stretch.mentions)
                return OWN_EXTRA if ours else EXTRA
            case Kind.KNOWN:
                return max((self._word_cost(word, own) for word in stretch.words), default=0.0)

    def _word_cost(self, word: str, own: frozenset[str]) -> float:
        if word in self._light:
            return 0.0 if word in own else LIGHT_EXTRA
        if word in own:
            return OWN_EXTRA
        return EXTRA * self._weights.get(word, UNKNOWN_EXTRA / EXTRA)

    def _score(
        self, phrase: _Phrase, text: "_Text", costs: list[float], sums: list[float]
    ) -> float:
        matched, used = self._matched(phrase.bag, text)
        if not used:
            return 0.0
        first, last = min(used), max(used)
        inside = sums[last + 1] - sums[first]
        near = sums[text.sentence_end[last]] - sums[text.sentence_start[first]]
        extra = inside + AROUND * (near - inside) + ELSEWHERE * (sums[-1] - near)
        for at in used:
            extra -= costs[at]
        if phrase.alone:
            extra *= ALONE_EXTRA
        score = matched / (phrase.weight + extra)
        return NEGATED * score if self._is_denied(phrase, text, used) else score

    def _is_denied(self, phrase: _Phrase, text: "_Text", used: set[int]) -> bool:
        """Whether what counts for a phrase is negated in the text, and not by the phrase itself,
        all of which is said then: "do not show" isn't half of "did not arrive"."""
        if text.negated.isdisjoint(used):
            return False
        stretches = [text.stretches[at] for at in used]
        if not any(stretch.negated and self._is_heavy(stretch) for stretch in stretches):
            return False
        said = self._light.union(*(stretch.words for stretch in stretches))
        return not (phrase.negates and phrase.bag.words <= said)

    def _is_heavy(self, stretch: Stretch) -> bool:
        return stretch.kind is not Kind.KNOWN or not self._light.issuperset(stretch.words)

    def _matched(self, bag: Bag, text: "_Text") -> tuple[float, set[int]]:
        """The weight of what the text has of a phrase, and where it has it."""
        matched = 0.0
        used: set[int] = set()
        for word in bag.words:
            at = text.word_at.get(word)
            if at is not None:
                matched += self._weights[word] * text.stretches[at].likeness
                used.add(at)
        guesses = bag.guesses and bag.slots and any(self._carries(text.stretches[a]) for a in used)
        for slot in bag.slots:
            # A word of the phrase must carry a guess, before it: "have you a bagpipe".
            free = (
                at
                for at, mention in text.slot_at.get(slot, ())
                if at not in used and (mention.listed or (guesses and at > min(used)))
            )
            at = next(free, None)
            if at is not None:
                matched += SLOT_WEIGHT * text.stretches[at].likeness
                used.add(at)
        for at, words, heavy in text.whole:
            if heavy <= bag.words and at not in used and not words.isdisjoint(bag.words):
                fresh = (bag.words & words) - text.word_at.keys()
                likeness = text.stretches[at].likeness
                matched += sum(self._weights[word] for word in fresh) * likeness
                used.add(at)
        return matched, used


class _Text:
    """A cut text, by what phrases ask of it."""

    def __init__(self, sentences: Sequence[Sequence[Stretch]], light: frozenset[str]) -> None:
        self.stretches = stretches = [stretch for one in sentences for stretch in one]
        #: By stretch, where its sentence starts and ends.
        self.sentence_start: list[int] = []
        self.sentence_end: list[int] = []
        for sentence in sentences:
            start = len(self.sentence_start)
            self.sentence_start += [start] * len(sentence)
            self.sentence_end += [start + len(sentence)] * len(sentence)
        self.word_at: dict[str, int] = {}
        self.slot_at: dict[str, list[tuple[int, Mention]]] = {}
        whole = {
            at: frozenset(stretch.words)
            for at, stretch in enumerate(stretches)
            if stretch.kind is Kind.NAMED or (stretch.kind is Kind.FILLER and stretch.words[1:])
        }
        #: Stretches whose words a phrase must have all of, but for light ones, to take them as
        #: words: where, all words, and those that aren't light.
        self.whole = [(at, words, words - light) for at, words in whole.items()]
        self.negated = frozenset(at for at, stretch in enumerate(stretches) if stretch.negated)
        self.marks: set[str] = set()
        #: Whether a stretch says again what another said: that costs nothing.
        self.repeated = _repeated(stretches)
        for at, stretch in enumerate(stretches):
            self.marks.update(stretch.words)
            if at not in whole:
                for word in stretch.words:
                    # The last of several: a wish often follows its story. Rather one not negated.
                    if not stretch.negated or stretches[self.word_at.get(word, at)].negated:
                        self.word_at[word] = at
            for mention in stretch.mentions:
                self.slot_at.setdefault(mention.slot, []).append((at, mention))
                if mention.listed:
                    self.marks.add(f"{{{mention.slot}}}")
        for places in self.slot_at.values():
            places.sort(
                key=lambda place: (not place[1].listed, stretches[place[0]].negated, -place[0])
            )


def _repeated(stretches: Sequence[Stretch]) -> list[bool]:
    """Of each stretch, whether a later one says the same."""
    seen: set[tuple[object, ...]] = set()
    repeated = []
    for stretch in reversed(stretches):
        what = (stretch.kind, stretch.words, stretch.mentions)
        repeated.append(what in seen and stretch.kind is not Kind.UNKNOWN)
        seen.add(what)
    return repeated[::-1]


def _distinct(bags: Sequence[Bag], light: frozenset[str]) -> Iterator[Bag]:
    """Those that differ in more than light words, with the light words that all of them have."""
    common: dict[tuple[object, ...], Bag] = {}
    for bag in bags:
        heavy = bag.words - light
        key = (bag.intent, heavy, bag.slots, frozenset() if heavy or bag.slots else bag.words)
        words = common[key].words & bag.words if key in common else bag.words
        guesses = bag.guesses or (key in common and common[key].guesses)
        common[key] = Bag(bag.intent, words, bag.slots, guesses)
    return iter(common.values())


def _vocabularies(bags: Iterable[Bag]) -> dict[str, frozenset[str]]:
    """Each intent's words, and its slots in braces."""
    own: dict[str, set[str]] = {}
    for bag in bags:
        own.setdefault(bag.intent, set()).update(bag.words, (f"{{{slot}}}" for slot in bag.slots))
    return {intent: frozenset(words) for intent, words in own.items()}


def _word_weights(bags: Iterable[Bag], light: frozenset[str]) -> dict[str, float]:
    """1.0 for a word of one intent only, down to 0.3 for one that all share."""
    intents_of: dict[str, set[str]] = {}
    for bag in bags:
        for word in bag.words:
            intents_of.setdefault(word, set()).add(bag.intent)
    total = math.log(max(2, len(set().union(*intents_of.values()))))
    return {
        word: LIGHT_MISSING if word in light else 1.0 - 0.7 * math.log(len(intents)) / total
        for word, intents in intents_of.items()
    }
