"""When a buyer raises an objection, and what an answer does to it.

One at a time, and none while one is open. Which comes next: one that the salesperson gave cause
for; else, from some turn on, the next of the role play's. How many come at all, and how soon, is
the difficulty's. Pure; all that changes is the memory.
"""

from enum import Enum

from realtime.roleplay.buyer.ear import Ear, Heard
from realtime.roleplay.buyer.memory import Memory, Standing
from realtime.roleplay.buyer.mood import Demands, lose, soften
from realtime.roleplay.definition import Definition, Objection


class Verdict(Enum):
    """What a turn was to the open objection."""

    TREATED = "treated"
    BESIDE = "beside"  # treated, in a way that doesn't soften this one: it waits once more
    ASKED = "asked"  # not treated, but something was asked that deserves an answer: as before
    UNTREATED = "untreated"


class Objecting:
    """One role play's objections; the state of a call is in the memory it is given."""

    def __init__(self, definition: Definition, demands: Demands, ear: Ear) -> None:
        self._ear = ear
        self._objections = definition.objections
        self._demands = demands
        self._most = demands.objections(len(definition.objections))

    def note(self, memory: Memory, heard: Heard) -> None:
        """Remember what gave cause. Whoever introduces themself and their product gave none."""
        if "greets" in heard.cues:
            return
        for at in heard.provoked:
            if memory.standings[at] is Standing.UNSAID and at not in memory.provoked:
                memory.provoked.append(at)

    def due(self, memory: Memory, *, busy: bool = False) -> int | None:
        """The objection to raise now, if any; `busy`: something else is being answered, too."""
        left = self._left(memory)
        if not left:
            return None
        demands = self._demands
        since = memory.turns - memory.settled_at
        if busy and not demands.objects_first:
            since -= 2
        started = any(each is not Standing.UNSAID for each in memory.standings)
        by_itself = since >= (demands.between if started else demands.first_objection)
        if by_itself and not self._objections[left[0]].raised_when:
            return left[0]
        if memory.provoked and since > demands.breathes:
            return memory.provoked[0]
        return left[0] if by_itself else None

    def before_agreeing(self, memory: Memory) -> int | None:
        """The objection to raise when a next step is proposed."""
        left = self._left(memory)
        if left and memory.provoked:
            return memory.provoked[0]
        return left[0] if left and self._demands.objects_first else None

    def on_its_mind(self, memory: Memory) -> int | None:
        """The objection to tell who asks what the matter is."""
        return next(iter([*memory.provoked, *self._left(memory)]), None)

    def bring_up(self, memory: Memory, at: int) -> Objection:
        memory.standings[at] = Standing.OPEN
        memory.provoked = [each for each in memory.provoked if each != at]
        return self._objections[at]

    def judge(self, memory: Memory, at: int, heard: Heard) -> Verdict:
        """What the answer to the open objection `at` makes of it."""
        if self._treats(at, heard):
            self._close(memory, at, Standing.SOFTENED)
            soften(memory, self._demands, late=False)
            return Verdict.TREATED
        waits = memory.standings[at] is Standing.OPEN and "pressure" not in heard.cues
        if waits and (heard.techniques or set(heard.facts) - set(memory.told)):
            memory.standings[at] = Standing.PUT_OFF
            return Verdict.BESIDE if heard.techniques else Verdict.ASKED
        self._close(memory, at, Standing.HARDENED)
        lose(memory, 2, trust=1)
        return Verdict.UNTREATED

    def relents(self, memory: Memory, heard: Heard) -> int | None:
        """A hardened objection that is treated after all: at once, or when it is come back to."""
        for at, standing in enumerate(memory.standings):
            if standing is not Standing.HARDENED or not self._treats(at, heard):
                continue
            at_once = memory.settled_at == memory.turns - 1
            if at_once or at in heard.provoked or self._speaks_of(at, heard):
                memory.standings[at] = Standing.SOFTENED
                soften(memory, self._demands, late=True)
                return at
        return None

    def _speaks_of(self, at: int, heard: Heard) -> bool:
        return self._ear.speaks_of(self._objections[at].type, heard)

    def _left(self, memory: Memory) -> list[int]:
        """What may still come up, in the role play's order."""
        unsaid = [at for at, each in enumerate(memory.standings) if each is Standing.UNSAID]
        said = len(memory.standings) - len(unsaid)
        return unsaid if said < self._most and memory.open is None else []

    def _treats(self, at: int, heard: Heard) -> bool:
        if "pressure" in heard.cues or "rude" in heard.cues:
            return False
        wanted = self._objections[at].softened_by
        return any(not wanted or technique in wanted for technique in heard.techniques)

    def _close(self, memory: Memory, at: int, standing: Standing) -> None:
        memory.standings[at] = standing
        memory.settled_at = memory.turns
