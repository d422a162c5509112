"""What a server's log says that nobody provoked (part of bench/soak)."""

import re
from pathlib import Path

_LINE = re.compile(r"^\S+ \S+ (DEBUG|INFO|WARNING|ERROR|CRITICAL) ")
_WORSE = ("WARNING", "ERROR", "CRITICAL")

#: Lines of WARNING and above that the load causes on purpose.
PROVOKED: tuple[re.Pattern[str], ...] = ()


def unprovoked(log: Path) -> list[str]:
    """Lines of WARNING or above, and whatever isn't a line of the log at all: a traceback, or what
    a library prints."""
    found = []
    with log.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            level = _LINE.match(line)
            if level is not None and level[1] not in _WORSE:
                continue
            if line.strip() and not any(each.search(line) for each in PROVOKED):
                found.append(line.rstrip())
    return found
