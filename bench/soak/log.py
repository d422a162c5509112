"""What a server's log says that nobody provoked (part of bench/soak)."""

import re
from pathlib import Path

_LINE = re.compile(r"^\S+ \S+ (DEBUG|INFO|WARNING|ERROR|CRITICAL) ")
_WORSE = ("WARNING", "ERROR", "CRITICAL")

#: Lines of WARNING and above that the load causes on purpose.
PROVOKED: tuple[re.Pattern[str], ...] = ()


def unprovoked(log: Path) -> list[str]:
    """Lines of WARNING or above, and whatever isn't a line of the log at all: what a library
    prints. A traceback belongs to its line."""
    found: list[str] = []
    is_told = False
    with log.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.startswith(" ") and found:
                if is_told:
                    found[-1] += "\n" + line.rstrip()
                continue
            level = _LINE.match(line)
            is_worse = level is None or level[1] in _WORSE
            is_told = is_worse and not any(each.search(line) for each in PROVOKED)
            if is_told and line.strip():
                found.append(line.rstrip())
    return found
