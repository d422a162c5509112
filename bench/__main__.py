"""Every bench in turn, and one table of what they found: bench/RESULTS.md.

    python -m bench [--long] [--speech DIR] [--only NAME ...]

Each is a process of its own with a limit of time; one that fails or finds no end is a row of the
table, and the next one begins. The table is written anew after each; with --only it is printed and
not written. What this machine hasn't (nginx with nchan, Redis, recordings) is `not measured`.

--long: the soak for an hour, all that bench.leaks can do. --speech: labelled recordings (see
bench/endpointing.py). Exit status 1 when a limit was missed or a bench failed.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from bench.figures import Row, as_table, not_measured, verdict
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
    parser = argparse.ArgumentParser(description="Every bench in turn, and one table.")
    parser.add_argument("--long", action="store_true", help="the long forms of all")
    parser.add_argument("--speech", type=Path, help="a folder of labelled recordings")
    parser.add_argument("--only", nargs="+", choices=[each.name for each in BENCHES])
    options = parser.parse_args()
    chosen = [each for each in BENCHES if not options.only or each.name in options.only]
    found: dict[str, list[Row]] = {}
    for bench in chosen:
        print(f"== {bench.name}", flush=True)
        begun = time.monotonic()
        found[bench.name] = _rows_of(bench, options.speech, is_long=options.long)
        print(f"== {bench.name}: {(time.monotonic() - begun) / 60:.1f} minutes\n", flush=True)
        if not options.only:
            RESULTS.write_text(document(found), encoding="utf-8")
    rows = [row for each in found.values() for row in each]
    print(as_table(rows))
    return int(any(row.is_ok is False for row in rows))


def _rows_of(bench: Bench, speech: Path | None, *, is_long: bool) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        arguments = bench.arguments(speech, is_long=is_long)
        command = (sys.executable, "-m", f"bench.{bench.name}", *arguments)
        rows = run(command, 60 * bench.minutes, Path(folder, "rows"))
    if bench.short and not is_long:
        rows.append(not_measured("its long form", "--long wasn't given"))
    return rows


def document(found: dict[str, list[Row]]) -> str:
    rows = [line(name, row) for name, rows in found.items() for row in rows]
    head = ("", "what", "ours", "limit", "peer", "ratio", "")
    return "\n".join(
        [
            "# Figures",
            "",
            f"Written by `make bench`. {described()}",
            "",
            _cells(head),
            _cells("---" for _ in head),
            *rows,
            "",
        ]
    )


def line(bench: str, row: Row) -> str:
    told = verdict(row)
    shown = f"**{told}**" if row.is_ok is False else told
    return _cells((bench, row.what, row.ours, row.limit, row.peer, row.ratio, shown))


def _cells(texts: Iterable[str]) -> str:
    return f"| {' | '.join(text.replace('|', '/') for text in texts)} |"


if __name__ == "__main__":
    sys.exit(main())
