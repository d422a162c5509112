"""False cut-offs at a budget of delay: the rule that ends turns early beside plain silence.

In the manner of livekit/eot-bench: each rule's threshold (`silence_ms`) is swept; of each sweep is
taken, interpolated, the share of turns ended before their true end where the mean delay (true end
to `speech_stopped`, over turns not cut off) is the budget. Both rules' means are printed: where no
threshold reaches the budget they aren't compared at equal delay. A turn that didn't end before the
next one began, or was never found, is neither cut off nor kept, but counted for itself.
"""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bench.figures import Row
from bench.hearing import turns_in
from bench.pauses import Span, Talk
from realtime.voice.settings import VoiceSettings

SILENCES_MS = (160, 200, 240, 280, 320, 400, 500, 600, 700, 850, 1_000, 1_300, 1_700, 2_200, 2_700)
BUDGETS_MS = (300, 600)


@dataclass(frozen=True)
class Point:
    """What one threshold gives."""

    silence_ms: float
    #: Of the turns that ended.
    cut_off: float
    delay_ms: float
    #: How many turns didn't.
    missed: int = 0


def judged(turns: Sequence[Span], stops: Iterable[float]) -> list[float | None]:
    """How long after its true end each turn was ended, less than 0 if before; None if never."""
    told = sorted(stops)
    borders = [turn.onset_ms for turn in turns] + [math.inf]
    own = [[stop for stop in told if low <= stop < high] for low, high in pairwise(borders)]
    return [
        found[0] - turn.end_ms if found else None for turn, found in zip(turns, own, strict=True)
    ]


def measure(talks: list[Talk], *, early_end: bool, silence_ms: int) -> Point:
    settings = VoiceSettings(silence_ms=silence_ms, early_end=early_end)
    delays: list[float | None] = []
    for talk in talks:
        found = [turn.stopped_at_ms for turn in turns_in(talk.sound, settings)]
        stops = [stop for stop in found if stop is not None]
        delays += judged(talk.turns, stops)
    ended = [delay for delay in delays if delay is not None]
    kept = [delay for delay in ended if delay >= 0]
    mean = statistics.mean(kept) if kept else 0.0
    cut_off = 1 - len(kept) / max(1, len(ended))
    return Point(silence_ms, cut_off, mean, len(delays) - len(ended))


def sweep(talks: list[Talk], *, early_end: bool) -> list[Point]:
    """From short to long, until the largest budget is exceeded."""
    points: list[Point] = []
    for silence_ms in SILENCES_MS:
        points.append(measure(talks, early_end=early_end, silence_ms=silence_ms))
        if points[-1].delay_ms > BUDGETS_MS[-1]:
            break
    return points


def at_budget(points: list[Point], budget_ms: float) -> Point:
    """Between the two points around the budget; the last, if even that needs less."""
    for short, long in pairwise(points):
        if short.delay_ms <= budget_ms < long.delay_ms:
            share = (budget_ms - short.delay_ms) / (long.delay_ms - short.delay_ms)
            return Point(
                short.silence_ms + share * (long.silence_ms - short.silence_ms),
                short.cut_off + share * (long.cut_off - short.cut_off),
                budget_ms,
                max(short.missed, long.missed),
            )
    return points[-1]


def report(name: str, talks: list[Talk]) -> list[Row]:
    rows = []
    plain = sweep(talks, early_end=False)
    rule = sweep(talks, early_end=True)
    print(f"{name}: {sum(len(talk.turns) for talk in talks)} turns, {len(talks)} talkers")
    for budget in BUDGETS_MS:
        of_silence, of_rule = at_budget(plain, budget), at_budget(rule, budget)
        print(
            f"  at {budget} ms: silence alone cuts off {told(of_silence)};"
            f" early_end {told(of_rule)}"
        )
        rows.append(
            Row(
                what=f"{name.strip()}: turns cut off at a delay of {budget} ms, and plain silence",
                ours=f"{of_rule.cut_off:.0%}",
                peer=f"{of_silence.cut_off:.0%}",
            )
        )
    return rows


def told(point: Point) -> str:
    missed = f", {point.missed} never ended" if point.missed else ""
    return (
        f"{point.cut_off:.0%} (silence_ms {point.silence_ms:.0f}, {point.delay_ms:.0f} ms{missed})"
    )
