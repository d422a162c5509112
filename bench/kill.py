"""Kills a store that is being written, again and again, and looks whether it kept its word.

    python -m bench.kill [--rounds 200] [--seed 1] [--dir FOLDER]

Each round a process of its own (bench/writers.py) recovers the folder that the last one left and
writes, in half of the rounds with snapshots all the time; it is ended by SIGKILL at a random moment
of its recovery, of its work or of its stop, or now and then well. Then the folder is read by
state.recovery alone, before anybody mends it, and compared with what the process said on a pipe: it
must be what the commits begun before some moment make, and that moment at or past the last commit
that was acknowledged. Now and then what a power cut may leave is put after the journal's last line.

Lost is a key whose acknowledged change isn't there, invented a record that nobody began, mixed a
state with none of these that is still of no one moment: half a pair, or a commit without the one
before it. Exit status 1 unless all three are 0 and the folder could always be read; what is left of
it is then kept to be looked at.
"""

import argparse
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from bench import figures, writers
from bench.figures import Row
from bench.servers import ROOT
from bench.writers import Commit, Heard, Kept, changes_of, heard
from state.files import BadFolder, DiskFolder
from state.journal import encode_line, journal_name, journals
from state.records import Change, Tables
from state.recovery import recover

State = dict[str, Kept]


# What must be there


class Verdict(NamedTuple):
    lost: int = 0
    invented: int = 0
    mixed: int = 0


class Witness:
    """Knows what was begun and acknowledged, and nothing of how a store works."""

    def __init__(self) -> None:
        self._state: State = {}
        self._begun: set[Commit] = set()

    def judge(self, begun: Sequence[Commit], acked: Iterable[Commit], found: State) -> Verdict:
        """`found` after `begun`, in order, of which `acked` were promised. It is the new truth."""
        self._begun.update(begun)
        places = {commit: place for place, commit in enumerate(begun, 1)}
        promised = max((places[commit] for commit in acked), default=0)
        verdict = Verdict()
        if not self._is_of_one_moment(begun, promised, found):
            verdict = self._what_is_wrong(begun, promised, found)
        self._state = dict(found)
        return verdict

    def _is_of_one_moment(self, begun: Sequence[Commit], promised: int, found: State) -> bool:
        state = dict(self._state)
        for commit in begun[:promised]:
            apply(state, changes_of(commit))
        if state == found:
            return True
        for commit in begun[promised:]:
            apply(state, changes_of(commit))
            if state == found:
                return True
        return False

    def _what_is_wrong(self, begun: Sequence[Commit], promised: int, found: State) -> Verdict:
        possible: dict[str, list[Kept | None]] = {key: [was] for key, was in self._state.items()}
        for place, commit in enumerate(begun):
            for change in changes_of(commit):
                values = possible.setdefault(change.key, [None])
                if place < promised:
                    values.clear()
                values.append(change if isinstance(change, Kept) else None)
        wrong = [
            found.get(key)
            for key in {*possible, *found}
            if found.get(key) not in possible.get(key, [None])
        ]
        invented = sum(record is not None and not self._was_begun(record) for record in wrong)
        return Verdict(len(wrong) - invented, invented, mixed=not wrong)

    def _was_begun(self, record: Kept) -> bool:
        return record.commit in self._begun and record in changes_of(record.commit)


def apply(state: State, changes: Iterable[Change]) -> None:
    for change in changes:
        if isinstance(change, Kept):
            state[change.key] = change
        else:
            state.pop(change.key, None)


# Who is killed


class Victim:
    """A process that writes, and what it has said."""

    def __init__(self, folder: Path, *, first: int, snapshots: bool) -> None:
        self._pipe, theirs = os.pipe()
        command = [sys.executable, "-m", "bench.kill", "--child", str(theirs)]
        command += ["--dir", str(folder), "--first", str(first)]
        self._process = subprocess.Popen(
            command + ["--snapshots"] * snapshots,
            cwd=ROOT,
            pass_fds=(theirs,),
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        os.close(theirs)
        self.said = b""

    def hear_until(self, word: str) -> None:
        while word.encode() not in self.said and self._hear():
            pass

    def hear_for(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and self._hear(left):
            pass

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def end(self) -> None:
        """Hear all there is. Raises RuntimeError when it came to another end than it was to."""
        while self._hear():
            pass
        os.close(self._pipe)
        if self._process.wait() not in (0, -signal.SIGKILL):
            raise RuntimeError(f"the writers ended by themselves: {self._process.returncode}")

    def _hear(self, seconds: float | None = None) -> bool:
        """False once nobody is there to say any more."""
        if not select.select([self._pipe], [], [], seconds)[0]:
            return True
        heard = os.read(self._pipe, 1_048_576)
        self.said += heard
        return bool(heard)


# The rounds


@dataclass
class Tally:
    commits: int = 0
    acked: int = 0
    torn: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    invented: int = 0
    mixed: int = 0

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.invented or self.mixed)

    def add(self, heard: Heard, verdict: Verdict) -> None:
        self.commits += len(heard.begun)
        self.acked += len(heard.acked)
        self.ends[heard.phase] += 1
        self.lost += verdict.lost
        self.invented += verdict.invented
        self.mixed += verdict.mixed


class Killer:
    def __init__(self, folder: Path, seed: int) -> None:
        self._folder = folder
        self._random = random.Random(seed)
        self._witness = Witness()
        self._next = 0
        self._recovery_s = 0.005
        self.tally = Tally()

    def round(self) -> None:
        """Raises BadFolder when the folder can't be read any more."""
        said = self._end_one()
        outcome = heard(said)
        self._next = max((commit.number + 1 for commit in outcome.begun), default=self._next)
        tables = Tables([Kept])
        recovered = recover(DiskFolder(self._folder), tables)
        found = {record.key: record for record in tables.of(Kept)}
        self.tally.add(outcome, self._witness.judge(outcome.begun, outcome.acked, found))
        # A journal that was killed before its header has no lines to be torn.
        if recovered.ends and recovered.cut is None and self._random.random() < 0.2:
            self._tear(recovered.sequence)

    def _end_one(self) -> bytes:
        chance = self._random
        victim = Victim(self._folder, first=self._next, snapshots=chance.random() < 0.5)
        victim.hear_until("recovering")
        begun = time.monotonic()
        way = chance.choices(["recovery", "work", "stop", "no kill"], [25, 60, 10, 5])[0]
        if way == "recovery":
            victim.hear_for(chance.uniform(0, 1.3 * self._recovery_s))
        else:
            victim.hear_until("ready")
            self._recovery_s = time.monotonic() - begun
            victim.hear_until("acked")
            victim.hear_for(chance.uniform(0, 0.2))
        if way in ("stop", "no kill"):
            victim.signal(signal.SIGTERM)
            victim.hear_until("stopping")
            victim.hear_for(chance.uniform(0, 0.01))
        if way != "no kill":
            victim.signal(signal.SIGKILL)
        victim.end()
        return victim.said

    def _tear(self, sequence: int) -> None:
        """What nobody was told of, after the last line: noise, a torn line, one after a bad one."""
        self.tally.torn += 1
        path = self._folder / journal_name(journals(os.listdir(self._folder))[-1])
        line = encode_line(sequence + 1, sequence, b'[["delete","kept","0-0"]]')
        after = encode_line(sequence + 2, sequence, b'[["delete","kept","0-1"]]')
        torn = self._random.choice(
            [self._random.randbytes(900), line[:-7], b"\0" * len(line) + b"\n" + after]
        )
        with open(path, "r+b") as file:
            file.seek(len(file.read().rstrip(b"\0")))
            file.write(torn)


def kill(folder: Path, rounds: int, seed: int) -> Tally:
    """As many rounds, or up to the one that goes wrong. Raises BadFolder."""
    killer = Killer(folder, seed)
    for _ in range(rounds):
        killer.round()
        if not killer.tally.is_clean:
            break
    return killer.tally


def main() -> list[Row]:
    parser = argparse.ArgumentParser(description="Does the store keep its word when it is killed?")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dir", type=Path, default=Path.cwd(), help="where the disk is")
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--first", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--snapshots", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        writers.run(options.dir, options.child, first=options.first, snapshots=options.snapshots)
        return []
    folder = Path(tempfile.mkdtemp(prefix="bench-kill-", dir=options.dir))
    try:
        tally = kill(folder, options.rounds, options.seed)
    except BadFolder as error:
        sys.exit(f"{error}\nwhat is left is in {folder}")
    if tally.is_clean:
        shutil.rmtree(folder)
    else:
        print(f"what is left is in {folder}")
    return report(tally)


def report(tally: Tally) -> list[Row]:
    print(
        f"{tally.ends.total()} rounds, {tally.commits:,} commits begun, {tally.acked:,} "
        f"acknowledged; a torn tail put after {tally.torn}"
    )
    print("killed in: " + ", ".join(f"{phase} {n}" for phase, n in tally.ends.most_common()))
    print(f"lost: {tally.lost}, invented: {tally.invented}, mixed: {tally.mixed} (all must be 0)")
    return [
        figures.measured("rounds", tally.ends.total()),
        figures.measured("commits acknowledged", tally.acked),
        figures.none_of("lost", tally.lost),
        figures.none_of("invented", tally.invented),
        figures.none_of("mixed", tally.mixed),
    ]


if __name__ == "__main__":
    figures.finish(main())
