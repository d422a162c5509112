"""What a language gives the scorer: its tables of phrases and its short forms. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from realtime.roleplay.scoring.phrases import Phrases, Reading, Table
from realtime.roleplay.scoring.words import Word, words_of


@dataclass(frozen=True)
class Language:
    code: str
    short_forms: Mapping[str, str]
    #: Words that only lead in, before a sentence begins for `^`.
    lead_ins: frozenset[str]
    #: Of what the salesperson says, of the buyer's lines, and of answers to objections.
    asking: Mapping[str, Table]
    resisting: Mapping[str, Table]
    treating: Mapping[str, Table]

    @cached_property
    def asked(self) -> Phrases:
        return Phrases(self.asking, self.short_forms)

    @cached_property
    def resisted(self) -> Phrases:
        return Phrases(self.resisting, self.short_forms)

    @cached_property
    def treated(self) -> Phrases:
        return Phrases(self.treating, self.short_forms)

    def words(self, text: str) -> tuple[Word, ...]:
        return words_of(text, self.short_forms)

    def read(self, phrases: Phrases, words: Sequence[str]) -> Reading:
        """What the phrases say of a sentence; it begins after what only leads in."""
        at = 0
        while at < len(words) - 1 and words[at] in self.lead_ins:
            at += 1
        return phrases.read(words, begins=at)
