"""The objections of a call, each with the answer it got.

An embedded buyer raises its objections in the role play's own words: those are known for sure, and
so is what it says when it presses one, which is the same objection. Any others are found by what
objections sound like. Pure.
"""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import NamedTuple

import msgspec

from realtime.roleplay.definition import ObjectionType, Technique
from realtime.roleplay.scoring.language import Language
from realtime.roleplay.scoring.lines import Line, said
from realtime.roleplay.scoring.objections import objection_in, technique_in
from realtime.roleplay.scoring.words import place_in

#: An answer is judged by so many letters of each line.
_READ = 4_000
#: Who is asked for facts or trouble tells them: what answers that resists only from this lead on.
_ANSWERED = 2.5

_Wordings = Sequence[tuple[ObjectionType, list[str]]]
_Found = dict[tuple[ObjectionType, int | None], "Handled"]


class KnownObjection(msgspec.Struct, frozen=True):
    """An objection of the role play, as its buyer words it."""

    type: ObjectionType
    wording: str
    #: What the buyer says once it wasn't treated; empty: nothing of its own.
    hardened: str = ""


class Handled(NamedTuple):
    type: ObjectionType
    line: int
    objection: str
    #: The salesperson's next line, if there was one.
    response_line: int | None
    response: str
    technique: Technique | None
    #: What is said of the answer; empty: what is said of such answers.
    feedback: str = ""


def handled_of(
    lines: Sequence[Line],
    language: Language,
    known: Sequence[KnownObjection] = (),
    asking: Collection[int] = (),
) -> list[Handled]:
    """In order. An objection said again before any answer is one.

    `asking` are the salesperson's lines that ask after the buyer's affairs.
    """
    wordings = _wordings(known, language)
    pressed = _pressed(known, language)
    answers = _answers(lines, asking)

    def kinds(index: int, words: list[str]) -> list[ObjectionType]:
        sure = _known_in(words, wordings)
        if sure or _known_in(words, pressed):
            return sure
        unsure = objection_in(words, language, least=_ANSWERED if index in answers else 0.0)
        return [] if unsure is None else [unsure]

    return _raised(lines, language, known, kinds)


def known_of(
    lines: Sequence[Line], language: Language, known: Sequence[KnownObjection]
) -> list[Handled]:
    """Those alone that the buyer was given."""
    wordings = _wordings(known, language)
    if not wordings:
        return []
    return _raised(lines, language, known, lambda _, words: _known_in(words, wordings))


def _raised(
    lines: Sequence[Line],
    language: Language,
    known: Sequence[KnownObjection],
    kinds: Callable[[int, list[str]], list[ObjectionType]],
) -> list[Handled]:
    replies = _next_replies(lines)
    pressed = _pressed(known, language)
    found: _Found = {}
    for index, line in enumerate(lines):
        if line.who != "buyer":
            continue
        text = said(line)[:_READ]
        words = _plain(text, language)
        reply = replies[index]
        answer = partial(_answer, lines, reply, language)
        for kind in _known_in(words, pressed):
            _answer_again(found, kind, answer)
        for kind in kinds(index, words):
            if (kind, reply) not in found:
                found[kind, reply] = Handled(kind, index, text, *answer())
    return list(found.values())


def _answer(
    lines: Sequence[Line], reply: int | None, language: Language
) -> tuple[int | None, str, Technique | None]:
    response = "" if reply is None else said(lines[reply])[:_READ]
    return reply, response, technique_in(_plain(response, language), language)


def _answer_again(
    found: _Found,
    kind: ObjectionType,
    answer: Callable[[], tuple[int | None, str, Technique | None]],
) -> None:
    """The buyer presses an objection: it may be treated after all."""
    for key, before in reversed(found.items()):
        if before.type == kind:
            reply, response, technique = answer()
            if before.technique is None and technique is not None:
                found[key] = before._replace(
                    response_line=reply, response=response, technique=technique
                )
            return


def _wordings(known: Sequence[KnownObjection], language: Language) -> _Wordings:
    return [(each.type, _plain(each.wording, language)) for each in known]


def _pressed(known: Sequence[KnownObjection], language: Language) -> _Wordings:
    return [(each.type, _plain(each.hardened, language)) for each in known if each.hardened]


def _known_in(words: list[str], wordings: _Wordings) -> list[ObjectionType]:
    """In the order they are said in."""
    places = ((place_in(words, wording), kind) for kind, wording in wordings)
    return [kind for _, kind in sorted((at, kind) for at, kind in places if at is not None)]


def _plain(text: str, language: Language) -> list[str]:
    return [word.plain for word in language.words(text)]


def _answers(lines: Sequence[Line], asking: Collection[int]) -> set[int]:
    """What the buyer says before the salesperson's next line, after one that asks."""
    answers: set[int] = set()
    asked = False
    for index, line in enumerate(lines):
        if line.who == "salesperson":
            asked = index in asking
        elif asked:
            answers.add(index)
    return answers


def _next_replies(lines: Sequence[Line]) -> list[int | None]:
    """Of each line, the salesperson's next one after it."""
    replies: list[int | None] = [None] * len(lines)
    reply: int | None = None
    for index in range(len(lines) - 1, -1, -1):
        replies[index] = reply
        if lines[index].who == "salesperson" and said(lines[index]):
            reply = index
    return replies
