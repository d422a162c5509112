"""A next step is proposed: the buyer agrees, objects first, or declines. Pure."""

from realtime.roleplay.buyer import mood
from realtime.roleplay.buyer.ear import Heard
from realtime.roleplay.buyer.memory import Memory, Stage
from realtime.roleplay.buyer.wording import Said, Wording

#: Declining more often than this costs more patience.
_OFTEN = 2


class Stepping:
    """One call's way to a next step. Objections come before it; they are the buyer's."""

    def __init__(self, demands: mood.Demands, memory: Memory, wording: Wording) -> None:
        self._demands = demands
        self._memory = memory
        self._wording = wording

    @property
    def trusts(self) -> bool:
        return self._memory.trust >= self._demands.trust

    def proposed_by(self, heard: Heard) -> bool:
        if "proposes" in heard.cues:
            return True
        if self._memory.proposed and "only_a_day" in heard.cues:
            return True
        waits = self._memory.stage is Stage.WANTS_DATE
        return waits and bool({"dated", "asks_day"} & heard.cues)

    def answer(self, heard: Heard) -> Said:
        return self.agree(heard) if self.trusts else self._decline()

    def agree(self, heard: Heard) -> Said:
        memory, wording = self._memory, self._wording
        if "dated" in heard.cues:
            memory.stage = Stage.AGREED
            day = heard.day
            text = wording.stock("accepts_day", day=day) if day else wording.stock("accepts")
            return Said(text, did="accepted_next_step")
        if "asks_day" in heard.cues:
            memory.stage = Stage.AGREED
            return Said(wording.stock("suggests_day"), did="suggested_day")
        memory.stage = Stage.WANTS_DATE
        return Said(wording.stock("when"), did="agreed_to_meet")

    def _decline(self) -> Said:
        declined = self._wording.used("declines") + self._wording.used("wants_material")
        mood.lose(self._memory, 1 if declined < _OFTEN else 2)
        if declined % 2:
            return Said(self._wording.stock("wants_material"), did="asked_for_material")
        return Said(self._wording.stock("declines"), did="declined_next_step")
