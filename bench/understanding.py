"""How well the agents understand what people type, by labelled paraphrases.

A file has a header line and then `intent<TAB>text` lines, `no_match` for what none of the agent's
intents means; the part of its name before the first dot names the shipped agent that reads it.
Nobody tunes with `.aside` files; of `.negation` files, only with every other line from the first.
Prints, for each file, the share of paraphrases whose intent was right, wrong and refused, how many
no_match lines were accepted, and the slowest read; then, over all files, how honest the confidence
of accepted turns is: per band, what was claimed and the share that was right, and the expected
calibration error (the bands' mean difference, weighed by their turns).

    python -m bench.understanding FILE.tsv [FILE.tsv ...] [--show-wrong]
"""

import argparse
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from bench import figures
from bench.figures import Row
from realtime.agents.base import NO_MATCH
from realtime.agents.directory import SHIPPED
from realtime.agents.local.agent import load_agent
from realtime.agents.local.understanding import MAX_WORDS, Understanding, Understood

#: Where the bands of the reliability table start.
BANDS = (0.0, 0.7, 0.8, 0.9, 0.97, 1.0)
READS = 3


@dataclass(frozen=True)
class Line:
    intent: str
    text: str


@dataclass(frozen=True)
class Result:
    line: Line
    read: Understood
    ms: float = 0.0

    @property
    def accepted(self) -> bool:
        return self.read.intent != NO_MATCH

    @property
    def right(self) -> bool:
        return self.read.intent == self.line.intent


@dataclass(frozen=True)
class Summary:
    """Shares of one file's lines, 0.0 to 1.0."""

    right: float
    wrong: float
    refused: float
    false_accepts: float


def read_lines(path: Path) -> list[Line]:
    _, *lines = path.read_text("utf-8").splitlines()
    return [Line(*line.split("\t", 1)) for line in lines if line.strip()]


def agent_name(path: Path) -> str:
    return path.name.split(".", 1)[0]


def judge(understanding: Understanding, lines: Iterable[Line]) -> list[Result]:
    return [_timed(understanding, line) for line in lines]


def summarise(results: Sequence[Result]) -> Summary:
    asked = [r for r in results if r.line.intent != NO_MATCH]
    foreign = [r for r in results if r.line.intent == NO_MATCH]
    return Summary(
        right=_share(sum(r.right for r in asked), asked),
        wrong=_share(sum(r.accepted and not r.right for r in asked), asked),
        refused=_share(sum(not r.accepted for r in asked), asked),
        false_accepts=_share(sum(r.accepted for r in foreign), foreign),
    )


def reliability(results: Iterable[Result]) -> list[tuple[float, int, float, float]]:
    """(band's start, turns, mean confidence, share right) of the accepted turns."""
    rows = []
    accepted = [r for r in results if r.accepted]
    for start, end in zip(BANDS, (*BANDS[1:], 2.0), strict=True):
        band = [r for r in accepted if start <= r.read.confidence < end]
        if band:
            claimed = sum(r.read.confidence for r in band) / len(band)
            rows.append((start, len(band), claimed, sum(r.right for r in band) / len(band)))
    return rows


def calibration_error(rows: Sequence[tuple[float, int, float, float]]) -> float:
    total = sum(turns for _, turns, _, _ in rows)
    return sum(turns * abs(claimed - right) for _, turns, claimed, right in rows) / max(1, total)


def _share(part: int, whole: Sequence[Result]) -> float:
    return part / len(whole) if whole else 0.0


def nasty(lines: Iterable[Line]) -> list[str]:
    """Texts of the longest that is read, made to cost: what no spelling is near, or many are."""
    chance = random.Random(7)
    words = [word for line in lines for word in line.text.split()]
    mistyped = ["".join(chance.sample(word, len(word))) for word in words if len(word) > 5]
    drawn_out = ["".join(letter * 3 for letter in word) for word in words]
    pools = (words, mistyped, drawn_out, ["\ufdfa"], ["a" * 5000])
    return [" ".join(chance.choices(pool, k=MAX_WORDS)) for pool in pools]


def _timed(understanding: Understanding, line: Line) -> Result:
    times = []
    for _ in range(READS):
        started = perf_counter()
        read = understanding.read(line.text)
        times.append(perf_counter() - started)
    return Result(line, read, 1000 * min(times))


def _show(results: Iterable[Result]) -> None:
    for result in results:
        if not result.right:
            read = result.read
            print(
                f"    {result.line.intent} -> {read.intent} {read.confidence:.2f}"
                f"  {result.line.text!r}"
            )


def main() -> list[Row]:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--show-wrong", action="store_true")
    options = parser.parse_args()
    everything: list[Result] = []
    rows_told: list[Row] = []
    for path in options.files:
        understanding = load_agent(SHIPPED / f"{agent_name(path)}.toml").understanding
        results = judge(understanding, read_lines(path))
        everything += results
        told = summarise(results)
        costly = judge(understanding, (Line(NO_MATCH, text) for text in nasty(read_lines(path))))
        print(
            f"{path.name}: right {told.right:.1%}, wrong {told.wrong:.1%}, "
            f"refused {told.refused:.1%}; no_match accepted {told.false_accepts:.1%}; "
            f"slowest read {max((r.ms for r in results), default=0.0):.1f} ms, of made-up texts "
            f"{max(r.ms for r in costly):.1f} ms"
        )
        ours = f"{told.right:.1%}, wrong {told.wrong:.1%}, of others {told.false_accepts:.1%}"
        rows_told.append(Row(what=f"{path.stem}: right, and no_match accepted", ours=ours))
        if options.show_wrong:
            _show(results)
    rows = reliability(everything)
    print("confidence from   turns   claimed   right")
    for start, turns, claimed, right in rows:
        print(f"{start:15.2f}   {turns:5}   {claimed:7.1%}   {right:.1%}")
    error = calibration_error(rows)
    print(f"expected calibration error {error:.1%}")
    return [*rows_told, figures.measured("expected calibration error", 100 * error, "%")]


if __name__ == "__main__":
    figures.finish(main())
