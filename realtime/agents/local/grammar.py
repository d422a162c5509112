"""Compiles an agent's phrases to the grammar and pronunciations the recogniser works with.

The grammar is JSGF with the templates' own structure, not their expansions: it stays small however
many phrases they stand for. Pure: the dictionary's entries are asked for and handed in.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from realtime.agents.local import templates
from realtime.agents.local.accents import british
from realtime.agents.local.definition import AgentDefinition, DefinitionError
from realtime.agents.local.phones import PHONES
from realtime.agents.local.templates import Choice, Part, Sequence, SlotMark, Word

_SPOKEN_WORD = re.compile(r"[a-z']+")


@dataclass(frozen=True)
class Grammar:
    """What the recogniser needs to hear one agent."""

    name: str
    jsgf: str
    #: What the dictionary lacks: words of the agent's own, other accents of words it has.
    pronunciations: Mapping[str, tuple[str, ...]]


def words_needed(agent: AgentDefinition) -> set[str]:
    """Every word the grammar says: which of them does the dictionary have?"""
    texts = [leaf.text for leaf in _leaves(agent) if isinstance(leaf, Word)]
    texts.extend(agent.file.polite)
    for forms in spoken_forms(agent).values():
        texts.extend(forms)
    return {word for text in texts for word in _spoken(text).split()}


def compile_grammar(agent: AgentDefinition, dictionary: Mapping[str, Collection[str]]) -> Grammar:
    """The grammar of `agent`; DefinitionError for a word that nobody says how to pronounce.

    `dictionary` has every way to say each word it knows of those needed.
    """
    accents = {
        word: tuple(way for phones in ways for way in british(phones) if way not in ways)
        for word, ways in dictionary.items()
    }
    own = {
        word.lower(): (_phones(word, phones),) for word, phones in agent.file.pronunciations.items()
    }
    missing = sorted(words_needed(agent) - set(dictionary) - set(own))
    if missing:
        raise DefinitionError(
            "phrases",
            f"the dictionary lacks {', '.join(map(repr, missing))}. Say how each is pronounced in "
            f'the [pronunciations] table, in ARPAbet phones, like: tomato = "T AH M EY T OW"',
        )
    return Grammar(agent.file.name, _jsgf(agent), accents | own)


def _jsgf(agent: AgentDefinition) -> str:
    lines = ["#JSGF V1.0;", "grammar agent;"]
    for slot, forms in spoken_forms(agent).items():
        lines.append(f"<slot_{slot}> = {_alternatives(forms)};")
    spoken = {name: intent.phrases for name, intent in agent.intents.items() if intent.phrases}
    for name, phrases in spoken.items():
        lines.append(f"<intent_{name}> = {' | '.join(_sequence(p) for p in phrases)};")
    wishes = " | ".join(f"<intent_{name}>" for name in spoken)
    polite = f"[{_alternatives(agent.file.polite)}]" if agent.file.polite else ""
    lines.append(f"public <turn> = {polite} ({wishes}) {polite};")
    return "\n".join(lines) + "\n"


def spoken_forms(agent: AgentDefinition) -> dict[str, list[str]]:
    """The forms of each slot that can be said. One with digits is for typing: who knows how
    "1002" is read aloud writes that as another form."""
    used = {leaf.slot for leaf in _leaves(agent) if isinstance(leaf, SlotMark)}
    spoken: dict[str, list[str]] = {}
    for name in sorted(used):
        forms = [form for value in agent.slots[name].values for form in value.forms]
        spoken[name] = [form for form in forms if not any(c.isdigit() for c in form)]
        if not spoken[name]:
            raise DefinitionError(f"slots.{name}", "has no form that can be said without digits")
    return spoken


def _leaves(agent: AgentDefinition) -> list[Word | SlotMark]:
    return [
        leaf
        for intent in agent.intents.values()
        for phrase in intent.phrases
        for leaf in templates.leaves(phrase)
    ]


def _sequence(sequence: Sequence) -> str:
    return " ".join(_part(part) for part in sequence.parts)


def _part(part: Part) -> str:
    match part:
        case Word(text):
            return _spoken(text)
        case SlotMark(slot):
            return f"<slot_{slot}>"
        case Choice(options, optional):
            inside = " | ".join(_sequence(option) for option in options)
            return f"[{inside}]" if optional else f"({inside})"


def _alternatives(texts: Collection[str]) -> str:
    return "(" + " | ".join(dict.fromkeys(_spoken(text) for text in texts)) + ")"


def _spoken(text: str) -> str:
    """A text as the dictionary spells it: "Yoga-mat!" is said "yoga mat"."""
    words = _SPOKEN_WORD.findall(text.lower().replace("\u2019", "'"))
    if not words:
        raise DefinitionError("phrases", f"{text!r} can't be said in the recogniser's alphabet")
    return " ".join(words)


def _phones(word: str, phones: str) -> str:
    foreign = [phone for phone in phones.split() if phone not in PHONES]
    if foreign or not phones.split():
        raise DefinitionError(
            f"pronunciations.{word}",
            f"{' '.join(foreign) or 'nothing'} is no phone; there are {' '.join(sorted(PHONES))}",
        )
    return " ".join(phones.split())
