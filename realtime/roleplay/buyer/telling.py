"""What a buyer tells who asks for it: each fact once in full, after that only in short. Pure."""

from realtime.roleplay.buyer import mood
from realtime.roleplay.buyer.ear import Heard
from realtime.roleplay.buyer.memory import Memory
from realtime.roleplay.buyer.wording import Said, Wording, together
from realtime.roleplay.definition import Definition

#: Facts told in one answer.
MOST = 2
#: A fact is said again by its first sentence, if that is no longer.
_BRIEF = 200
#: So often a fact is said again without a sigh.
_PATIENT = 2


class Telling:
    """One call's facts."""

    def __init__(self, definition: Definition, memory: Memory, wording: Wording) -> None:
        self._facts = {fact.name: fact.answer for fact in definition.facts}
        self._memory = memory
        self._wording = wording

    def news(self, heard: Heard) -> list[str]:
        """What is asked for and wasn't told yet."""
        return [name for name in heard.facts if name not in self._memory.told]

    def tell(self, heard: Heard, most: int = MOST) -> Said | None:
        """The news, as much as fits; None where there is none."""
        names = self.news(heard)[:most]
        if not names:
            return None
        text = together(*(self._facts[name] for name in names))
        names = [name for name in names if self._facts[name] in text]
        self._memory.told += names
        return Said(text, did="+".join(f"fact:{name}" for name in names))

    def remind(self, heard: Heard) -> Said:
        """All that is asked for was told."""
        did = f"reminded:{heard.facts[0]}"
        if "summary" in heard.cues:
            return Said(self._wording.stock("confirms"), did="confirmed")
        again = "said_again" in heard.cues
        if again or self._wording.used("as_said") >= _PATIENT:
            mood.lose(self._memory, 1)
        brief = self._facts[heard.facts[0]].split(". ")[0].rstrip(".") + "."
        if again or len(brief) > _BRIEF:
            return Said(self._wording.stock("told_already"), did=did)
        return Said(self._wording.stock("as_said", fact=brief), did=did)
