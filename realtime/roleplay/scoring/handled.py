"""The objections of a call, each with the answer it got. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from realtime.roleplay.definition import ObjectionType, Technique
from realtime.roleplay.scoring.language import Language
from realtime.roleplay.scoring.lines import Line, said
from realtime.roleplay.scoring.objections import (
    objection_in,
    technique_in,
)

#: An answer is judged by so many letters of each line.
_READ = 4_000


class Handled(NamedTuple):
    type: ObjectionType
    line: int
    objection: str
    #: The salesperson's next line, if there was one.
    response_line: int | None
    response: str
    technique: Technique | None


def handled_of(lines: Sequence[Line], language: Language) -> list[Handled]:
    """In order. An objection said again at once, before any answer, is one."""
    replies = _next_replies(lines)
    found: list[Handled] = []
    for index, line in enumerate(lines):
        if line.who != "buyer":
            continue
        text = said(line)[:_READ]
        kind = objection_in(_plain(text, language), language)
        reply = replies[index]
        if kind is None or (found and found[-1].type == kind and found[-1].response_line == reply):
            continue
        response = "" if reply is None else said(lines[reply])[:_READ]
        technique = technique_in(_plain(response, language), language) if response else None
        found.append(Handled(kind, index, text, reply, response, technique))
    return found


def _plain(text: str, language: Language) -> list[str]:
    return [word.plain for word in language.words(text)]


def _next_replies(lines: Sequence[Line]) -> list[int | None]:
    """Of each line, the salesperson's next one after it."""
    replies: list[int | None] = [None] * len(lines)
    reply: int | None = None
    for index in range(len(lines) - 1, -1, -1):
        replies[index] = reply
        if lines[index].who == "salesperson" and said(lines[index]):
            reply = index
    return replies
