"""Does any session at an avatar vendor outlive its visitor, whatever goes wrong?

    python -m bench.leaks [--sessions 1000] [--kills 50] [--provider liveavatar|heygen_streaming]
                          [--seed 1] [--hurried] [--dir FOLDER]

A server of its own, at one port and over one folder, holds consultations at a stand-in for HeyGen's
API (tests/heygen_fake), both providers one after the other. Its visitors come, reload, say goodbye,
fall silent for ever or vanish in the middle of a request; a part of the vendor's answers is late,
lost, cut, garbage or a refusal, before or after it did what was asked; sessions of another
deployment take up room, so that the house is full now and then; and the server is ended by SIGKILL
(and now and then by SIGTERM) at random moments, half of them just after a call of the vendor's
began, some of them while it starts, and started again.

Then the visitors are gone and the vendor is well again, and once the server is quiet the vendor's
own account is judged (bench/leaked.py): of LiveAvatar's sessions none may still run; of Streaming
v1's only such as nobody can know of, whose answer never came or whose server ended before it could
record it, and the vendor's idle limit ends those; no session of the other deployment was touched;
no start was sent again unless it was surely not taken; nothing is left to be stopped on record; and
no log of the server has a key or a token in it. Exit status 1 otherwise; what is left is then kept.

The decisions follow the seed; how they meet in time doesn't. --hurried: the server's patience is a
small part of what it is (bench/hurried.py).
"""

import argparse
import asyncio
import shutil
import tempfile
from collections import Counter
from pathlib import Path

from bench import figures
from bench.figures import Row
from bench.havoc import FOREIGN, FULL, HURRIED, PROVIDERS, Outcome, Trial


def report(title: str, outcome: Outcome) -> list[Row]:
    verdict = outcome.verdict
    rows = [
        ("visits", _told(outcome.visits)),
        ("sessions created at the vendor", f"{verdict.created:,}"),
        ("  started", f"{verdict.started:,}"),
        ("  stopped by us", f"{verdict.stopped:,}"),
        ("  ended by the vendor", f"{verdict.ended_by_vendor:,}"),
        ("  still running, id withheld by a fault", f"{verdict.withheld}"),
        ("  still running, server ended before recording", _told(verdict.unrecorded)),
        ("  leaked (must be 0)", f"{len(verdict.leaked)}"),
        ("starts refused: the house was full", f"{verdict.full_houses}"),
        ("ends of the server", _told(outcome.ends)),
        ("  amid calls", _told(outcome.calls)),
        ("faults", f"{verdict.faults.total():,}: {_told(verdict.faults)}"),
        ("foreign sessions touched (must be 0)", f"{verdict.foreign_touched} of {FOREIGN}"),
        ("starts doubled (must be 0)", f"{len(verdict.doubled)}"),
        ("stops still pending (must be 0)", f"{verdict.pending}"),
        ("keys and tokens in the log (must be 0)", f"{verdict.secrets}"),
        ("tracebacks in the log (must be 0)", f"{verdict.tracebacks}"),
        ("what still ran ended by its idle limit", "yes" if verdict.ended_idle else "NO"),
    ]
    print(f"{title}, {outcome.seconds:.0f} s")
    for name, value in rows:
        print(f"  {name:<46} {value}")
    for each in (*verdict.leaked, *verdict.doubled):
        print(f"  ! {each}")
    return [
        figures.measured(f"{title}: sessions at the vendor", verdict.created),
        *(
            figures.none_of(f"{title}: {name}", count)
            for name, count in (
                ("leaked", len(verdict.leaked)),
                ("starts doubled", len(verdict.doubled)),
                ("foreign sessions touched", verdict.foreign_touched),
                ("stops pending", verdict.pending),
                ("keys and tokens in the log", verdict.secrets),
                ("tracebacks in the log", verdict.tracebacks),
                ("not ended by its idle limit", not verdict.ended_idle),
            )
        ),
    ]


def _told(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counted.most_common()) or "none"


def main() -> list[Row]:
    parser = argparse.ArgumentParser(description="Does any session outlive its visitor?")
    parser.add_argument("--sessions", type=int, default=1_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--provider", choices=(*PROVIDERS, "both"), default="both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hurried", action="store_true", help="with less patience, for a look")
    parser.add_argument("--dir", type=Path, default=Path.cwd(), help="where the disk is")
    options = parser.parse_args()
    rows: list[Row] = []
    for provider in PROVIDERS if options.provider == "both" else (options.provider,):
        folder = Path(tempfile.mkdtemp(prefix="bench-leaks-", dir=options.dir))
        outcome = asyncio.run(_try(folder, provider, options))
        title = f"{provider}, seed {options.seed}"
        rows += report(title, outcome)
        if outcome.verdict.is_clean:
            shutil.rmtree(folder)
        else:
            print(f"  what is left is in {folder}")
    return rows


async def _try(folder: Path, provider: str, options: argparse.Namespace) -> Outcome:
    trial = Trial(
        folder,
        provider,
        sessions=options.sessions,
        kills=options.kills,
        seed=options.seed,
        pace=HURRIED if options.hurried else FULL,
    )
    return await trial.run()


if __name__ == "__main__":
    figures.finish(main())
