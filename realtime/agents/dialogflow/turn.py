"""What a conversation knows of the turn that is being answered: heard, said, asked for."""

from collections import deque
from dataclasses import dataclass, field, replace

from realtime.agents.dialogflow.answers import Answer, Recognised, ToolAsked


@dataclass
class Turn:
    """What is known of the turn that is being answered."""

    is_spoken: bool
    #: Of the parts before this one.
    before: str = ""
    #: What won't change of this one, and the end that may.
    heard: str = ""
    interim: str = ""
    is_transcribed: bool = False
    is_understood: bool = False
    #: Texts of the partial answers so far, to this part or to a tool's result.
    said: list[str] = field(default_factory=list)
    tools: deque[ToolAsked] = field(default_factory=deque)
    tools_run: int = 0

    @property
    def words(self) -> str:
        return " ".join(f"{self.before} {self.heard} {self.interim}".split())

    @property
    def certain_words(self) -> str:
        """Those that won't change."""
        return " ".join(f"{self.before} {self.heard}".split())

    def hear(self, recognised: Recognised) -> None:
        if recognised.is_final:
            # Later pieces begin with their own space.
            self.heard, self.interim = self.heard + recognised.text, ""
        else:
            self.interim = recognised.text

    def settle(self, answer: Answer) -> None:
        """What was heard, with the first part of its answer."""
        if answer.transcript is not None:
            self.heard, self.interim = answer.transcript, ""
        elif answer.is_final or answer.is_no_input:
            self.interim = ""

    def once(self, answer: Answer) -> Answer:
        """Without what the partial answers said, where the final one begins with all that again.
        What is left is to be spoken anew: its sound begins with the repetition, too."""
        if not answer.is_final:
            self.said += answer.texts
            return answer
        said, self.said = tuple(self.said), []
        if not said or answer.texts[: len(said)] != said:
            return answer
        return replace(answer, texts=answer.texts[len(said) :], audio=b"")

    def next_part(self) -> None:
        self.before, self.heard, self.interim = self.words, "", ""
        self.is_transcribed = self.is_understood = False
