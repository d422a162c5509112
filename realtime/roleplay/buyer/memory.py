"""What a buyer remembers of a call: all that its next answer depends on, as plain JSON.

Kept by whoever keeps the call, so that it goes on after a restart. One that was not left by a call
of this role play means nothing, and is forgotten. Pure.
"""

from enum import Enum
from typing import Annotated

import msgspec
from msgspec import Meta

from realtime.agents.base import Json
from realtime.roleplay.definition import Definition

#: Turns that are remembered to know one said again.
_RECENT = 4
_Count = Annotated[int, Meta(ge=0, le=10_000)]
_Feeling = Annotated[int, Meta(ge=-1_000, le=1_000)]


class Stage(Enum):
    """How far the call has come."""

    TALKING = "talking"
    WANTS_DATE = "wants_date"  # a next step is agreed, without its day
    AGREED = "agreed"  # with its day; the next turn ends the call
    OVER = "over"  # goodbye was said; a salesperson who cuts it gets another


class Standing(Enum):
    """What became of an objection."""

    UNSAID = "unsaid"
    OPEN = "open"  # the next turn is judged
    PUT_OFF = "put_off"  # open; a fair question came first, which it allows once
    HARDENED = "hardened"  # no longer open; may still be softened, once
    SOFTENED = "softened"


class Asking(Enum):
    """The buyer's own question, what it costs."""

    NOT_YET = "not_yet"
    ASKED = "asked"
    INSISTED = "insisted"
    DONE = "done"


class Memory(msgspec.Struct, kw_only=True):
    stage: Stage = Stage.TALKING
    #: Of the salesperson.
    turns: _Count = 0
    trust: _Feeling = 0
    patience: _Feeling
    #: Whether a next step was ever proposed.
    proposed: bool = False
    #: In a row: turns that couldn't be understood; that brought nothing.
    lost: _Count = 0
    dull: _Count = 0
    #: How often a kind of thing earned trust, and a saying was used.
    earned: dict[str, _Count] = {}
    used: dict[str, _Count] = {}
    #: Facts by name.
    told: list[str] = []
    #: One for each objection of the role play.
    standings: list[Standing]
    #: Objections given cause for, in that order, while another matter came first.
    provoked: list[int] = []
    #: The turn at which an objection last was closed.
    settled_at: _Count = 0
    price: Asking = Asking.NOT_YET
    #: Fingerprints of the last turns.
    heard: Annotated[list[int], Meta(max_length=_RECENT)] = []
    #: What the buyer said last.
    said: Annotated[str, Meta(max_length=1_000)] = ""

    @property
    def open(self) -> int | None:
        """The objection that waits for an answer."""
        waiting = (Standing.OPEN, Standing.PUT_OFF)
        return next((at for at, each in enumerate(self.standings) if each in waiting), None)

    def says_again(self, fingerprint: int) -> bool:
        """Whether the salesperson said the same a moment ago; remembers it."""
        again = fingerprint in self.heard
        self.heard = [*self.heard[1 - _RECENT :], fingerprint]
        return again


def new_memory(definition: Definition, patience: int) -> Memory:
    return Memory(patience=patience, standings=[Standing.UNSAID] * len(definition.objections))


def read_memory(left: Json, definition: Definition) -> Memory | None:
    """What `memory` once was; None for what means nothing."""
    try:
        memory = msgspec.convert(left, Memory)
    except msgspec.ValidationError:
        return None
    count = len(definition.objections)
    known = {fact.name for fact in definition.facts}
    if len(memory.standings) != count or not known.issuperset(memory.told):
        return None
    if any(not 0 <= at < count for at in memory.provoked):
        return None
    waiting = [each for each in memory.standings if each in (Standing.OPEN, Standing.PUT_OFF)]
    return memory if len(waiting) <= 1 else None


def written(memory: Memory) -> dict[str, Json]:
    json: dict[str, Json] = msgspec.to_builtins(memory)
    return json
