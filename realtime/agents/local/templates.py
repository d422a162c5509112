"""The phrase syntax of agent files: parsed to a tree, which grammar and understanding share.

    word               said as it is
    {slot}             a value of the slot
    (a | b c)          one of these
    [a | b c]          one of these, or nothing

Groups nest. `(show me|find) [a|the] {product}` stands for six phrases. Pure; knows no agent.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(r"\s*(?:\{([a-z_]+)\}|([()\[\]|])|([^\s{}()\[\]|]+))")


class TemplateError(ValueError):
    """Raised when a phrase doesn't follow the syntax; says what and where."""


@dataclass(frozen=True)
class Word:
    text: str


@dataclass(frozen=True)
class SlotMark:
    """Where a value of the slot is said."""

    slot: str


@dataclass(frozen=True)
class Sequence:
    parts: tuple["Part", ...]


@dataclass(frozen=True)
class Choice:
    options: tuple[Sequence, ...]
    optional: bool


Part = Word | SlotMark | Choice
Expansion = tuple[Word | SlotMark, ...]


def parse(template: str) -> Sequence:
    """The tree of `template`, or TemplateError."""
    tokens = _tokens(template)
    sequence, end = _sequence(template, tokens, 0)
    if end < len(tokens):
        raise TemplateError(f"{template!r}: {tokens[end]!r} stands outside of any group")
    if not sequence.parts:
        raise TemplateError(f"{template!r}: there is nothing to say in it")
    return sequence


def count(sequence: Sequence) -> int:
    """How many phrases `sequence` stands for, without making them."""
    total = 1
    for part in sequence.parts:
        if isinstance(part, Choice):
            total *= sum(count(option) for option in part.options) + part.optional
    return total


def expand(sequence: Sequence) -> Iterator[Expansion]:
    """All phrases that `sequence` stands for, in the order they are written."""
    if not sequence.parts:
        yield ()
        return
    first, rest = sequence.parts[0], Sequence(sequence.parts[1:])
    for head in _heads(first):
        for tail in expand(rest):
            yield head + tail


def leaves(sequence: Sequence) -> Iterator[Word | SlotMark]:
    """Every word and slot written in `sequence`."""
    for part in sequence.parts:
        if isinstance(part, Choice):
            for option in part.options:
                yield from leaves(option)
        else:
            yield part


def _heads(part: Part) -> Iterator[Expansion]:
    if not isinstance(part, Choice):
        yield (part,)
        return
    for option in part.options:
        yield from expand(option)
    if part.optional:
        yield ()


def _tokens(template: str) -> list[Word | SlotMark | str]:
    """Words and slots as such, the syntax's own marks as strings."""
    tokens: list[Word | SlotMark | str] = []
    position = 0
    text = template.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise TemplateError(
                f"{template!r}: a slot is written {{name}}, in small letters "
                f"(at character {position + 1})"
            )
        slot, mark, word = match.groups()
        tokens.append(SlotMark(slot) if slot else mark or Word(word))
        position = match.end()
    return tokens


def _sequence(
    template: str, tokens: list[Word | SlotMark | str], start: int
) -> tuple[Sequence, int]:
    parts: list[Part] = []
    at = start
    while at < len(tokens):
        token = tokens[at]
        if isinstance(token, Word | SlotMark):
            parts.append(token)
            at += 1
        elif token in ("(", "["):
            choice, at = _choice(template, tokens, at)
            parts.append(choice)
        else:
            break
    return Sequence(tuple(parts)), at


def _choice(template: str, tokens: list[Word | SlotMark | str], start: int) -> tuple[Choice, int]:
    closing = ")" if tokens[start] == "(" else "]"
    options: list[Sequence] = []
    at = start
    while True:
        option, at = _sequence(template, tokens, at + 1)
        if not option.parts:
            raise TemplateError(f"{template!r}: an alternative is empty; write [...] for optional")
        options.append(option)
        if at == len(tokens):
            raise TemplateError(f"{template!r}: {tokens[start]!r} is never closed")
        if tokens[at] == closing:
            return Choice(tuple(options), optional=closing == "]"), at + 1
        if tokens[at] != "|":
            raise TemplateError(
                f"{template!r}: {tokens[at]!r} closes what {tokens[start]!r} opened"
            )
