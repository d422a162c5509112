"""Every bench in turn, and a table of what each found: bench/RESULTS.md.

    python -m bench [--long] [--speech DIR] [--only NAME ...]

Each is a process of its own with a limit of time; one that fails or finds no end is a row of its
table, and the next one begins. After each its table is written, and all others stay as they are:
with --only some are measured again. What this machine hasn't (nginx with nchan, Redis, recordings)
is `not measured`.

--long: the soak for an hour, all that bench.leaks can do. --speech: labelled recordings (see
bench/endpointing.py). Exit status 1 when a limit was missed or a bench failed.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from bench.figures import Row, not_measured, verdict
from bench.machine import described
from bench.run import Bench, run
from bench.servers import ROOT

RESULTS = ROOT / "bench" / "RESULTS.md"

_TYPED = tuple(str(path) for path in sorted((ROOT / "bench" / "paraphrases").glob("*.tsv")))

#: The quickest first.
BENCHES = (
    Bench("understanding", 2, _TYPED),
    Bench("buyer", 2),
    Bench("scoring", 5),
    Bench("avatar", 5),
    Bench("hostile", 15),
    Bench("barge_in", 5),
    Bench("queue", 10),
    Bench("voice", 10),
    Bench("practice", 10),
    Bench("resume", 15),
    Bench("kill", 20),
    Bench("state", 20),
    Bench("contract", 20, short=("--minutes", "3")),
    Bench("sse", 20),
    Bench("transcription", 15, speech="--speech"),
    Bench("endpointing", 20, speech=""),
    Bench("dialogflow", 30),
    Bench("coughs", 30),
    Bench("recognition", 40, speech="--speech"),
    Bench("leaks", 45, short=("--hurried", "--sessions", "200", "--kills", "10")),
    Bench("soak", 75, short=("--minutes", "10")),
)


def main() -> int:
    parser = argparse.ArgumentParser(description="Every bench in turn, and a table of each.")
    parser.add_argument("--long", action="store_true", help="the long forms of all")
    parser.add_argument("--speech", type=Path, help="a folder of labelled recordings")
    parser.add_argument("--only", nargs="+", choices=[each.name for each in BENCHES])
    options = parser.parse_args()
    chosen = [each for each in BENCHES if not options.only or each.name in options.only]
    is_all_well, measured = True, described()
    for bench in chosen:
        print(f"== {bench.name}", flush=True)
        begun = time.monotonic()
        rows = _rows_of(bench, options.speech, is_long=options.long)
        minutes = (time.monotonic() - begun) / 60
        print(f"== {bench.name}: {minutes:.1f} minutes\n", flush=True)
        keep(bench.name, section(rows, f"{measured}; {minutes:.1f} minutes."), RESULTS)
        is_all_well = is_all_well and not any(row.is_ok is False for row in rows)
    print(RESULTS.read_text(encoding="utf-8"))
    return int(not is_all_well)


def _rows_of(bench: Bench, speech: Path | None, *, is_long: bool) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        arguments = bench.arguments(speech, is_long=is_long)
        command = (sys.executable, "-m", f"bench.{bench.name}", *arguments)
        rows = run(command, 60 * bench.minutes, Path(folder, "rows"))
    if bench.short and not is_long:
        rows.append(not_measured("its long form", "--long wasn't given"))
    return rows


def keep(name: str, text: str, path: Path) -> None:
    """In place of what `path` had of that bench."""
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(document({**sections_of(before), name: text}), encoding="utf-8")


def document(sections: Mapping[str, str]) -> str:
    """In the order of BENCHES; what isn't a bench any more is left out."""
    parts = ["# Figures\n\nWritten by `make bench`."]
    parts += [
        f"## {each.name}\n\n{sections[each.name]}" for each in BENCHES if each.name in sections
    ]
    return "\n\n".join(parts) + "\n"


def sections_of(document: str) -> dict[str, str]:
    """What document() was made of."""
    found = (each.partition("\n") for each in f"\n{document}".split("\n## ")[1:])
    return {name: text.strip() for name, _, text in found}


def section(rows: Iterable[Row], when: str) -> str:
    head = ("", "ours", "limit", "peer", "ratio", "")
    return "\n".join([when, "", _cells(head), _cells("---" for _ in head), *map(line, rows)])


def line(row: Row) -> str:
    told = verdict(row)
    shown = f"**{told}**" if row.is_ok is False else told
    return _cells((row.what, row.ours, row.limit, row.peer, row.ratio, shown))


def _cells(texts: Iterable[str]) -> str:
    return f"| {' | '.join(text.replace('|', '/') for text in texts)} |"


if __name__ == "__main__":
    sys.exit(main())
