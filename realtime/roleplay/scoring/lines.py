"""What was said in a call: its lines, the transcript made of them, and their sentences.

A quote is always cut from a line as it stands in the transcript, so that it can be found there.
Pure.
"""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

import msgspec

from realtime.roleplay.scoring.language import Language
from realtime.roleplay.scoring.learnt import Verdict
from realtime.roleplay.scoring.phrases import Reading

Side = Literal["salesperson", "buyer"]

#: As existing clients read the transcript, in every language.
SPEAKERS: dict[Side, str] = {"salesperson": "Vendedor", "buyer": "Comprador"}

_SENTENCE_END = re.compile(r"(?<=[.!?\u2026])\s+")
_CLOSING = "\"'\u201d\u2019) "
#: Speech this long without a mark is several sentences.
_LONG = 14
#: No sentence is shorter than this where one is cut by its words alone.
_SHORTEST = 6
#: No text of one line is judged beyond so many letters.
_READ = 20_000


class Line(msgspec.Struct, frozen=True):
    """What one side said in one go; times in seconds from the start of the call."""

    who: Side
    text: str
    start_s: float | None = None
    end_s: float | None = None
    is_typed: bool = False


class Sentence(NamedTuple):
    """A sentence of a line, and its plain words."""

    line: int
    who: Side
    text: str
    words: tuple[str, ...]
    #: "?", "." (or any other mark), or "" where nobody wrote one.
    mark: str
    #: Of the salesperson's; nothing of the buyer's.
    reading: Reading
    meant: Verdict | None


def said(line: Line) -> str:
    """The text of a line as the transcript has it, on one row."""
    return " ".join(line.text.split())


def mark_of(sentence: str) -> str:
    """What ends a sentence: "?", "." for any other mark, or "" where nobody wrote one."""
    last = sentence.rstrip(_CLOSING)[-1:]
    return "?" if "?" in sentence[-4:] else "." if last and last in ".!\u2026" else ""


def transcript_of(lines: Sequence[Line]) -> str:
    """One string, a row a line."""
    return "\n".join(f"{SPEAKERS[line.who]}: {said(line)}" for line in lines)


def sentences_of(lines: Sequence[Line], language: Language) -> list[Sentence]:
    """Every sentence that has words, in order."""
    return [
        sentence
        for index, line in enumerate(lines)
        for sentence in _sentences(index, line, language)
    ]


def _sentences(index: int, line: Line, language: Language) -> list[Sentence]:
    found = []
    asks = line.who == "salesperson"
    for piece in _SENTENCE_END.split(said(line)[:_READ]):
        text = piece.strip()
        mark = mark_of(text)
        for part in [text] if mark or not asks else _cut(text, language):
            words = tuple(word.plain for word in language.words(part))
            if words:
                reading = language.read(language.said, words) if asks else Reading(())
                meant = language.judge("question", words, mark) if asks else None
                found.append(Sentence(index, line.who, part, words, mark, reading, meant))
    return found


def _cut(text: str, language: Language) -> list[str]:
    """Speech without marks, cut where a question may begin."""
    words = language.words(text)
    if len(words) <= _LONG:
        return [text]
    reading = language.said.read([word.plain for word in words])
    starts = [0]
    for place in reading.places("openers"):
        if place - starts[-1] >= _SHORTEST:
            starts.append(place)
    at = [words[start].start if start else 0 for start in starts]
    return [text[start:end].strip() for start, end in zip(at, [*at[1:], len(text)], strict=True)]
