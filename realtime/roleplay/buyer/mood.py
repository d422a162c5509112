"""How a buyer feels about the call: what earns trust, what costs patience, what difficulty makes of
both. The numbers are how whole calls of the shipped role plays should end. Pure.
"""

from dataclasses import dataclass

from realtime.roleplay.buyer.ear import Heard
from realtime.roleplay.buyer.memory import Memory
from realtime.roleplay.definition import Difficulty
from realtime.roleplay.scoring.questions import Kind

#: Words in one go that are too many, and far too many.
LONG, VERY_LONG = 120, 250
#: Turns in a row without a question, or anything else of use, before it bores.
BORES = 2
#: Below this the buyer says so.
WARNS_BELOW = 3
#: The buyer has other things to do, however well the call goes.
SHORT_OF_TIME, OUT_OF_TIME = 50, 60
#: Questions that make a buyer think.
GOOD: tuple[Kind, ...] = ("problem", "implication", "need_payoff")
#: How often each kind of merit earns trust in a call.
_MOST_EARNED = {"question": 6, "fact": 4, "summary": 2, "acknowledge": 2, "price": 1}


@dataclass(frozen=True)
class Demands:
    """What a difficulty makes of a buyer."""

    patience: int
    #: Trust without which no next step is agreed.
    trust: int
    #: The turn from which objections come up by themselves, and turns between one and the next.
    first_objection: int
    between: int
    #: Turns between a closed objection and one that is given cause for.
    breathes: int
    #: So many of ten come up at all.
    objections_of_ten: int
    #: Says what is left to object before it agrees to anything.
    objects_first: bool

    def objections(self, count: int) -> int:
        """How many of a role play's come up at most."""
        return -(-count * self.objections_of_ten // 10)


DEMANDS: dict[Difficulty, Demands] = {
    "easy": Demands(
        patience=10,
        trust=3,
        first_objection=6,
        between=4,
        breathes=2,
        objections_of_ten=6,
        objects_first=False,
    ),
    "medium": Demands(
        patience=8,
        trust=5,
        first_objection=4,
        between=3,
        breathes=1,
        objections_of_ten=7,
        objects_first=False,
    ),
    "hard": Demands(
        patience=6,
        trust=6,
        first_objection=2,
        between=2,
        breathes=1,
        objections_of_ten=10,
        objects_first=True,
    ),
}


def feel(memory: Memory, heard: Heard) -> None:
    """What any turn does, whatever is answered."""
    asks = heard.question is not None and heard.question.weight > 0
    if asks or heard.facts or "summary" in heard.cues:
        memory.dull = 0
    if heard.asks_for(*GOOD):
        earn(memory, "question")
    elif heard.facts and not set(heard.facts) <= set(memory.told):
        earn(memory, "fact")
    if "summary" in heard.cues:
        earn(memory, "summary")
    if "acknowledge" in heard.techniques and memory.open is None:
        earn(memory, "acknowledge")
    if heard.length > LONG:
        lose(memory, 2 if heard.length > VERY_LONG else 1)
    if "pressure" in heard.cues:
        lose(memory, 2, trust=1)
    if "rude" in heard.cues:
        lose(memory, 3, trust=2)


def bore(memory: Memory) -> bool:
    """A turn that brought nothing; whether it is one too many."""
    memory.dull += 1
    if memory.dull < BORES:
        return False
    lose(memory, 1)
    return True


def chat(memory: Memory, before: int) -> None:
    """What was answered `before` so often in this call; that goes well once."""
    if before:
        bore(memory)


def earn(memory: Memory, merit: str) -> None:
    """One more of a kind earns a little less: from some number on, nothing."""
    count = memory.earned.get(merit, 0)
    if count < _MOST_EARNED[merit]:
        memory.earned[merit] = count + 1
        memory.trust += 1


def lose(memory: Memory, patience: int, *, trust: int = 0) -> None:
    memory.patience = max(0, memory.patience - patience)
    memory.trust = max(-20, memory.trust - trust)


def soften(memory: Memory, demands: Demands, *, late: bool) -> None:
    """An objection was taken seriously."""
    memory.trust += 1 if late else 2
    memory.patience = min(demands.patience, memory.patience + 1)
