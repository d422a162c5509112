"""Spells out phrases an agent understands, spread over all its templates and slot values.

For measuring recognition: bench/recognition.py and the recall test speak them. Deterministic. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

from realtime.agents.local import templates
from realtime.agents.local.definition import AgentDefinition
from realtime.agents.local.grammar import spoken_forms
from realtime.agents.local.templates import Expansion, Sequence, Word


@dataclass(frozen=True)
class Example:
    intent: str
    text: str


def spoken_examples(agent: AgentDefinition, *, each: int) -> Iterator[Example]:
    """At most `each` phrases of every template that can be said; slot values take turns."""
    values = {slot: cycle(forms) for slot, forms in spoken_forms(agent).items()}

    def spell(part: Expansion) -> str:
        return " ".join(p.text if isinstance(p, Word) else next(values[p.slot]) for p in part)

    for name, intent in agent.intents.items():
        for phrase in intent.phrases:
            for expansion in _spread(phrase, each):
                yield Example(name, spell(expansion))


def _spread(phrase: Sequence, most: int) -> list[Expansion]:
    """`most` of the phrases, evenly over the order they are written in."""
    phrases = list(templates.expand(phrase))
    step = max(1, len(phrases) // most)
    return phrases[::step][:most]
