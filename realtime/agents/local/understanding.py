"""What a text means to an agent: which intent, how surely, with which slot values.

Recognised and typed text take the same road: plain words with chat abbreviations written out
(chat.py), each mapped to the closest word the agent knows (spelling.py), cut into slot values,
words by their meaning and courtesy (spotting.py), with what is said not to be wanted marked
(negation.py), then scored against every phrase the agent's templates stand for (scoring.py); and
the best score told as a probability (confidence.py). Pure; never raises on any text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from realtime.agents.base import NO_MATCH
from realtime.agents.local import templates
from realtime.agents.local.chat import chat
from realtime.agents.local.confidence import confidence
from realtime.agents.local.definition import AgentDefinition, Cut, IntentDefinition
from realtime.agents.local.scoring import Bag, Scoring
from realtime.agents.local.spelling import Spelling
from realtime.agents.local.spotting import Kind, Spotting, Stretch, Words, named_forms
from realtime.agents.local.templates import Expansion, Word

#: A longer text is cut here: no phrase is near as long, so the rest could only count against it.
MAX_WORDS = 40
#: Enough letters for so many words; what comes after isn't even looked at.
MAX_LETTERS = 600


@dataclass(frozen=True)
class Understood:
    """The best reading of a text.

    `confidence` is the estimated share of such readings whose intent is right. Below the agent's
    threshold `intent` is NO_MATCH, and `confidence` still that of the reading which was refused:
    how likely it would have been right, not how sure it is that nothing fits.
    """

    intent: str
    confidence: float
    #: Of a refused text, what it names without doubt.
    slots: Mapping[str, str] = field(default_factory=dict)
    #: Whether nothing but slot values and light words was said: an answer to a question.
    bare: bool = False


class Understanding:
    """Reads texts for one agent; built once, then stateless."""

    def __init__(self, agent: AgentDefinition) -> None:
        file = agent.file
        self._threshold = file.threshold
        self._chat = chat(file.language)
        # The same words stand in many phrases.
        cut = cache(self._chat.words)
        named = named_forms(agent.slots, cut)
        negation = self._chat.negation
        self._negation = replace(
            negation,
            forms=negation.forms.union(map(cut, file.other_wishes)),
            # "Mouse sem fio" is a mouse.
            exempt=negation.exempt.union(f for f in named if not negation.words.isdisjoint(f)),
        )
        self._light = frozenset(
            word for text in (*file.light_words, *file.polite) for word in cut(text)
        )
        self._implied = {
            (name, value.value): value.implies
            for name, slot in agent.slots.items()
            for value in slot.values
        }
        self._spotting = Spotting(
            named,
            open_slots=[name for name, slot in agent.slots.items() if slot.open],
            synonyms={
                cut(said): cut(meant) for meant, every in file.synonyms.items() for said in every
            },
            fillers=(*self._chat.fillers, *_courtesies(agent, cut)),
            light=self._light,
            stem=self._chat.stem,
        )
        self._scoring = Scoring(
            _bags(agent, cut, self._spotting),
            light=self._light,
            carriers={word for phrase in _said(agent) for word in cut(phrase)},
            alone=[name for name, i in agent.intents.items() if _stands_alone(i)],
            negators=negation.words,
        )
        known = self._scoring.words | self._spotting.words | self._light
        self._spelling = Spelling(known, self._chat.stem)

    def read(self, text: str) -> Understood:
        """The best reading of `text`; of several the one that more words speak for, then the first
        in the file."""
        sentences = [
            [stretch for clause in clauses for stretch in self._spot(clause)]
            for clauses in _cut(self._chat.sentences(text[:MAX_LETTERS]))
        ]
        stretches = [stretch for sentence in sentences for stretch in sentence]
        best, score = self._scoring.best(sentences)
        sure = round(confidence(score), 3)
        if best is None or sure < self._threshold:
            return Understood(NO_MATCH, sure, self._values(frozenset(), stretches))
        bare = all(self._is_bare(stretch) for stretch in stretches)
        return Understood(best.intent, sure, self._values(best.slots, stretches), bare)

    def _spot(self, clause: Words) -> list[Stretch]:
        spelled = self._spelling.spell(clause)
        return self._spotting.spot(spelled, self._negation.scope([w.written for w in spelled]))

    def _is_bare(self, stretch: Stretch) -> bool:
        return stretch.kind is not Kind.KNOWN or self._light.issuperset(stretch.words)

    def _values(self, places: frozenset[str], stretches: Sequence[Stretch]) -> dict[str, str]:
        """The first value said of each slot, and what these imply of slots nobody said.

        One said not to be wanted only where no other is. A value that is but a guess needs a phrase
        with a place for it, and nothing better.
        """
        said: dict[str, str] = {}
        guessed: dict[str, str] = {}
        implied: dict[str, str] = {}
        wanted_first = sorted(stretches, key=lambda stretch: stretch.negated)
        for mention in (mention for stretch in wanted_first for mention in stretch.mentions):
            if not mention.listed and mention.slot in places:
                guessed.setdefault(mention.slot, mention.value)
            elif mention.listed and mention.slot not in said:
                said[mention.slot] = mention.value
                implied.update(self._implied.get((mention.slot, mention.value), {}))
        return implied | guessed | said


def _cut(sentences: Sequence[Sequence[Words]]) -> Iterator[list[Words]]:
    """MAX_WORDS of all sentences."""
    left = MAX_WORDS
    for clauses in sentences:
        kept = []
        for words in clauses:
            kept.append(words[: max(0, left)])
            left -= len(words)
        yield kept


def _said(agent: AgentDefinition) -> Iterator[str]:
    """Every word written in what can be said."""
    for intent in agent.intents.values():
        for phrase in intent.phrases:
            yield from (leaf.text for leaf in templates.leaves(phrase) if isinstance(leaf, Word))


def _bags(agent: AgentDefinition, cut: Cut, spotting: Spotting) -> Iterator[Bag]:
    """Every phrase, each once, in the file's order."""
    seen = set()
    for name, intent in agent.intents.items():
        for number, phrase in enumerate((*intent.phrases, *intent.typed)):
            said = number < len(intent.phrases)
            for expansion in templates.expand(phrase):
                words = (word for run in _runs(expansion, cut) for word in spotting.meaning(run))
                slots = (part.slot for part in expansion if not isinstance(part, Word))
                bag = Bag(name, frozenset(words), frozenset(slots), guesses=said)
                if (bag.words or bag.slots) and bag not in seen:
                    seen.add(bag)
                    yield bag


def _runs(expansion: Expansion, cut: Cut) -> Iterator[Words]:
    """The words between slots, as spotting sees them in a text."""
    run: list[str] = []
    for part in expansion:
        if isinstance(part, Word):
            run.extend(cut(part.text))
        else:
            yield tuple(run)
            run = []
    yield tuple(run)


def _stands_alone(intent: IntentDefinition) -> bool:
    """Whether it is what a turn means only where hardly anything else is said."""
    return intent.table.yields or bool(intent.table.answer)


def _courtesies(agent: AgentDefinition, cut: Cut) -> Iterator[Words]:
    """What is said around a wish, where it isn't all that is said."""
    for intent in agent.intents.values():
        for phrase in (*intent.phrases, *intent.typed) if _stands_alone(intent) else ():
            for expansion in templates.expand(phrase):
                if run := tuple(word for run in _runs(expansion, cut) for word in run):
                    yield run
