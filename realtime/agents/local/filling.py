"""Fills `{name}` places of replies and tool parameters with values.

Used by dialogue for what is said and what is asked of a tool. Pure.
"""

import re
from collections.abc import Iterable, Mapping

from realtime.agents.base import Json

_PLACE = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


class NothingToFill(ValueError):
    """Raised when a text has a place that nothing was given for."""


def places(text: str) -> list[str]:
    """The names in braces, in order."""
    return _PLACE.findall(text)


def fill(text: str, values: Mapping[str, Json]) -> str:
    """`text` with each `{name}` replaced by its value."""

    def value_of(match: re.Match[str]) -> str:
        name = match[1]
        if name not in values:
            raise NothingToFill(f"{text!r} needs {name!r}, and nothing gave it")
        return _said(values[name])

    return _PLACE.sub(value_of, text)


def enumerate_in_words(parts: Iterable[str], *, last_joint: str) -> str:
    """The parts as one would say them: `a`, `a and b`, `a, b and c`."""
    listed = list(parts)
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} {last_joint} {listed[-1]}"


def _said(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
