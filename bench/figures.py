"""What a bench has to say, as rows of one table: what was measured, ours, limit, peer, their ratio.

Each bench's main() returns rows, prints as it likes, and ends by finish(): exit status 1 when a
limit was missed. `python -m bench` (bench/__main__.py) runs them all and gathers the rows by way of
a file that the environment names.
"""

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

#: The environment's name for the file that rows are added to, a line of JSON each.
ROWS_FILE = "BENCH_ROWS"


@dataclass(frozen=True, kw_only=True)
class Row:
    """All as people read it; empty where there is none."""

    what: str
    ours: str
    limit: str = ""
    peer: str = ""
    ratio: str = ""
    #: Whether the limit was kept; None without one.
    is_ok: bool | None = None


def number(value: float, unit: str = "") -> str:
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{text} {unit}".rstrip()


def measured(
    what: str, value: float, unit: str = "", *, peer: str = "", ratio: float | None = None
) -> Row:
    """A figure without a limit."""
    return Row(what=what, ours=number(value, unit), peer=peer, ratio=_times(ratio))


def at_most(
    what: str,
    value: float,
    limit: float,
    unit: str = "",
    *,
    peer: str = "",
    ratio: float | None = None,
) -> Row:
    return Row(
        what=what,
        ours=number(value, unit),
        limit=f"≤ {number(limit, unit)}",
        peer=peer,
        ratio=_times(ratio),
        is_ok=value <= limit,
    )


def at_least(what: str, value: float, limit: float, unit: str = "", *, peer: str = "") -> Row:
    bound = f"≥ {number(limit, unit)}"
    return Row(what=what, ours=number(value, unit), limit=bound, peer=peer, is_ok=value >= limit)


def none_of(what: str, count: int) -> Row:
    """What must not happen at all."""
    return Row(what=what, ours=f"{count:,}", limit="0", is_ok=count == 0)


def not_measured(what: str, why: str) -> Row:
    """Of what this machine hasn't: no miss."""
    return Row(what=what, ours=f"not measured: {why}")


def _times(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.2f} ×"


def finish(rows: Iterable[Row]) -> None:
    """The end of a bench: the rows for whoever gathers them, and the exit status."""
    rows = list(rows)
    if file := os.environ.get(ROWS_FILE):
        with open(file, "a", encoding="utf-8") as told:
            told.writelines(json.dumps(asdict(row)) + "\n" for row in rows)
    sys.exit(any(row.is_ok is False for row in rows))


def told_in(file: Path) -> list[Row]:
    """What a bench has told; nothing if it came to no end."""
    if not file.exists():
        return []
    return [Row(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]


def as_table(rows: Iterable[Row]) -> str:
    """For a terminal."""
    rows = list(rows)
    cells = [(row.what, row.ours, row.limit, verdict(row)) for row in rows]
    widths = [max(len(each[column]) for each in cells) for column in range(4)]
    lines = ("  ".join(map(str.ljust, each, widths)).rstrip() for each in cells)
    return "\n".join(lines)


def verdict(row: Row) -> str:
    return {True: "ok", False: "MISSED", None: ""}[row.is_ok]
