"""Does the server stay what it is while everything is used at once, for an hour?

    python -m bench.soak [--minutes 60] [--share 1.0] [--seed 1] [--dir FOLDER]

A server of its own, with a secret, and with bounds of what it keeps that are soon reached, is used
by a load in another process (this one), all at once:

- 200 voice sessions, 190 of agent `silent` and 10 of the embedded one, whose microphones are never
  off: they speak, talk into replies, hang up, vanish, and come back into their session;
- 200 subscribers of the live stream, who are cut and come back with `Last-Event-ID`; a third of
  them want one conversation's messages alone;
- messages posted, and read again; some are spoken to those who call;
- 30 people who queue for a consultant, poll or follow their place, leave, or have a session at a
  vendor's stand-in;
- two who practise sales calls, and read their results;
- a snapshot every minute.

Every five seconds the server's memory, files, threads and tasks are read, and how late a ticker of
5 ms in its loop was. Of the first ten minutes (a third, in a shorter run) memory isn't judged.
Printed: by how much memory grows an hour (the median of all slopes; limit 2 %); how many tasks and
files are left over when all have gone (none may be); how late the loop was (p99, limit 25 ms);
events that were lost or came twice; what else went wrong; lines of the log of WARNING and above;
and what was done. Exit status 1 when a limit is missed; what is left is then kept.
"""

import argparse
import asyncio
import shutil
import statistics
import tempfile
from collections import Counter
from pathlib import Path

import uvloop

from bench.figures import Row, as_table, at_least, at_most, finish, measured, none_of
from bench.soak.samples import Sample, percent_an_hour, quantile, workers
from bench.soak.speakers import Sounds
from bench.soak.trial import Crowd, Outcome, Trial

WARM_UP_MINUTES = 10.0
MOST_GROWTH, MOST_LATE_MS = 2.0, 25.0


def rows_of(outcome: Outcome, minutes: float) -> list[Row]:
    account, after = outcome.account, outcome.after
    assert after is not None, "it was never at rest"
    warm_s = 60 * min(WARM_UP_MINUTES, minutes / 3)
    warm = [sample for sample in outcome.samples if sample.at >= warm_s] or outcome.samples
    late: Counter[int] = sum((sample.late_ms for sample in warm), Counter())
    busy: Counter[int] = sum((sample.busy_ms for sample in warm), Counter())
    collected: Counter[int] = sum((sample.collected_ms for sample in warm), Counter())
    left = after.tasks - outcome.before.tasks
    lost = account.wrong.pop("events lost or doubled", 0)
    return [
        *_memory(warm),
        none_of(f"tasks left over at rest{_named(left)}", left.total()),
        none_of("files left over at rest", max(0, after.files - outcome.before.files)),
        measured("threads at rest, more than before", after.threads - outcome.before.threads),
        measured("loop lag, p50", quantile(late, 0.5), "ms"),
        at_most("loop lag, p99", quantile(late, 0.99), MOST_LATE_MS, "ms"),
        measured("loop lag, longest", max(late, default=0), "ms"),
        measured("its own CPU at a time, p99", quantile(busy, 0.99), "ms"),
        measured("its own CPU at a time, longest", max(busy, default=0), "ms"),
        measured("a collection of garbage, longest", max(collected, default=0), "ms of CPU"),
        measured("its CPU", 100 * _cpu(warm), "% of a core"),
        measured("/health, p50", 1000 * statistics.median(outcome.health_s), "ms"),
        none_of("events lost or doubled", lost),
        none_of("acknowledged messages not told", outcome.untold),
        none_of("log lines of WARNING and above", len(outcome.log)),
        *(none_of(what, count) for what, count in sorted(account.wrong.items())),
        at_least("snapshots taken", outcome.snapshots, 1),
        *(measured(what, count) for what, count in sorted(account.done.items())),
    ]


def _memory(warm: list[Sample]) -> list[Row]:
    times = [sample.at for sample in warm]
    growth = {
        "resident memory, growth": [float(sample.resident) for sample in warm],
        "of worker processes, growth": workers(warm),
    }
    counts = {
        "blocks of memory": [float(sample.blocks) for sample in warm],
        "bytes of the heap": [float(sample.heap_used) for sample in warm],
        "free bytes of the heap": [float(sample.heap_free) for sample in warm],
        "tasks": [float(sample.tasks.total()) for sample in warm],
        "open files": [float(sample.files) for sample in warm],
    }
    return [
        *(
            at_most(what, percent_an_hour(times, values), MOST_GROWTH, "% an hour")
            for what, values in growth.items()
        ),
        *(
            measured(f"{what}, median", statistics.median(values) / 1e6, "MB")
            for what, values in growth.items()
        ),
        *(
            measured(f"{what}, growth in use", percent_an_hour(times, values), "% an hour")
            for what, values in counts.items()
        ),
    ]


def _cpu(warm: list[Sample]) -> float:
    """Seconds a second, without its children."""
    took = warm[-1].at - warm[0].at
    return (warm[-1].cpu_s - warm[0].cpu_s) / took if took else 0.0


def _named(tasks: Counter[str]) -> str:
    names = ", ".join(f"{count} {name}" for name, count in tasks.most_common(5))
    return f" ({names})" if names else ""


def main() -> list[Row]:
    parser = argparse.ArgumentParser(description="Does the server stay what it is for an hour?")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--share", type=float, default=1.0, help="of the crowd")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dir", type=Path, default=Path.cwd(), help="where the disk is")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-soak-", dir=options.dir))
    trial = Trial(folder, Crowd().part(options.share), Sounds(), seed=options.seed)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        outcome = runner.run(trial.run(options.minutes))
    rows = rows_of(outcome, options.minutes)
    print(as_table(rows))
    for line in (*outcome.account.told, *outcome.log[:40]):
        print(f"! {line}")
    if any(row.is_ok is False for row in rows):
        print(f"what is left is in {folder}")
    else:
        shutil.rmtree(folder)
    return rows


if __name__ == "__main__":
    finish(main())
