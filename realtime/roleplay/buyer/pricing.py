"""The buyer's own question: what does it cost? Asked once, and insisted on once. Pure."""

from realtime.roleplay.buyer import mood
from realtime.roleplay.buyer.ear import Heard
from realtime.roleplay.buyer.memory import Asking, Memory
from realtime.roleplay.buyer.wording import Said, Wording
from realtime.roleplay.definition import Definition

#: From this turn on.
_FROM = 4


class Pricing:
    """One call's."""

    def __init__(self, definition: Definition, memory: Memory, wording: Wording) -> None:
        # Whoever has a proposal on the table, or pays already, knows it.
        self._is_new = definition.call_type in ("discovery", "presentation")
        self._memory = memory
        self._wording = wording

    @property
    def is_due(self) -> bool:
        """Whether the buyer would ask, now that there is room for it."""
        memory = self._memory
        waits = memory.price is Asking.NOT_YET and memory.turns >= _FROM
        return self._is_new and waits and memory.trust > 0

    def ask(self) -> Said:
        self._memory.price = Asking.ASKED
        return Said(self._wording.stock("asks_price"), did="asked_price")

    def settle(self, heard: Heard, *, busy: bool) -> Said | None:
        """What an answer to it gets, or the want of one; `busy`: the turn asks for something."""
        memory = self._memory
        asked = memory.price in (Asking.ASKED, Asking.INSISTED)
        if "price" in heard.cues:
            memory.price = Asking.DONE
            if not asked or busy:
                return None
            mood.earn(memory, "price")
            return Said(self._wording.stock("price_heard"), did="heard_price")
        if not asked:
            return None
        mood.lose(memory, 1)
        if memory.price is Asking.INSISTED:
            memory.price = Asking.DONE
            return None
        memory.price = Asking.INSISTED
        return Said(self._wording.stock("price_dodged"), did="insisted_on_price")
