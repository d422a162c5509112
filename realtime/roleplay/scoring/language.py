"""What a language gives the scorer: its phrases, its concepts, and what was learnt of it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from realtime.roleplay.scoring.features import Concepts, Features
from realtime.roleplay.scoring.learnt import Learnt, Verdict
from realtime.roleplay.scoring.phrases import Phrases, Reading, Table
from realtime.roleplay.scoring.words import Word, words_of


@dataclass(frozen=True)
class Language:
    code: str
    short_forms: Mapping[str, str]
    #: Words that only lead in, before a sentence begins.
    lead_ins: frozenset[str]
    #: Of what the salesperson says.
    phrases: Mapping[str, Table]
    #: Of each task, phrases that hint at its labels.
    hints: Mapping[str, Mapping[str, Table]]
    concepts: Concepts
    #: By task: `question`, `objection`, `treatment`.
    learnt: Mapping[str, Learnt]

    @cached_property
    def said(self) -> Phrases:
        return Phrases(self.phrases, self.short_forms)

    @cached_property
    def hinted(self) -> Mapping[str, Phrases]:
        return {task: Phrases(hints, self.short_forms) for task, hints in self.hints.items()}

    @cached_property
    def features(self) -> Features:
        return Features(self.concepts)

    def words(self, text: str) -> tuple[Word, ...]:
        return words_of(text, self.short_forms)

    def read(self, phrases: Phrases, words: Sequence[str]) -> Reading:
        """What the phrases say of a sentence."""
        return phrases.read(words, begins=self._begins(words))

    def features_of(self, task: str, words: Sequence[str], mark: str | None = None) -> set[str]:
        """What a sentence is judged by; None for `mark` where marks aren't looked at."""
        hints = self.hints_in(task, words)
        return self.features.of(words, hints, begins=self._begins(words), mark=mark)

    def hints_in(self, task: str, words: Sequence[str]) -> Mapping[str, int]:
        """How much the phrases of each label of the task hint at it."""
        return self.read(self.hinted[task], words).weights

    def weigh(self, task: str, words: Sequence[str]) -> dict[str, float]:
        """What speaks for each label of the task."""
        return self.learnt[task].weigh(self.features_of(task, words))

    def judge(self, task: str, words: Sequence[str], mark: str | None = None) -> Verdict:
        """Which label of the task a sentence has."""
        return self.learnt[task].judge(self.features_of(task, words, mark))

    def _begins(self, words: Sequence[str]) -> int:
        """The word a sentence begins with, after what only leads in."""
        at = 0
        while at < len(words) - 1 and words[at] in self.lead_ins:
            at += 1
        return at
