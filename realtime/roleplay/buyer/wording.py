"""Puts a buyer's answer into words: a saying of the language, in another wording each time, filled
with what the role play says. No answer is longer than a caller can bear. Pure.
"""

from typing import NamedTuple

from realtime.roleplay.buyer.memory import Memory
from realtime.roleplay.buyer.sayings import Sayings, Wordings
from realtime.roleplay.buyer.sayings_en import ENGLISH
from realtime.roleplay.buyer.sayings_pt import PORTUGUESE
from realtime.roleplay.definition import Definition

LONGEST = 1_000
SAYINGS = {"pt-BR": PORTUGUESE, "en": ENGLISH}


class Said(NamedTuple):
    """The buyer's answer to a turn."""

    text: str
    hangs_up: bool = False
    #: What the answer does, by a name that stays: "fact:budget", "objection:price", "hung_up".
    did: str = ""


class Wording:
    """One buyer's."""

    def __init__(self, definition: Definition, memory: Memory) -> None:
        self._sayings: Sayings = SAYINGS[definition.language]
        self._memory = memory
        self._own = {
            "name": definition.persona.name,
            "role": definition.persona.role,
            "company": definition.company.name,
            "does": definition.company.does,
            "size": definition.company.size,
        }

    def stock(self, saying: str, **values: str) -> str:
        """The saying's next wording. What doesn't fit into one is said without it."""
        wordings: Wordings = getattr(self._sayings, saying)
        count = self.used(saying)
        self._memory.used[saying] = count + 1
        text = wordings[count % len(wordings)].format(**self._own, **values)
        if len(text) <= LONGEST:
            return text
        return max((*values.values(), self._own["does"]), key=len)

    def used(self, saying: str) -> int:
        """How often it was said in this call."""
        return self._memory.used.get(saying, 0)


def together(*parts: str) -> str:
    """As many of these, from the first, as one answer can hold."""
    text = ""
    for part in parts:
        longer = f"{text} {part}".strip()
        if text and len(longer) > LONGEST:
            break
        text = longer
    return text
