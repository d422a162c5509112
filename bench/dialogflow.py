"""What agents of Dialogflow CX cost, and whether they are silent, whole and honest.

    python -m bench.dialogflow [--only cpu|cut|turns|races|start] [--rounds 8] [--seed 1]

Beside the stand-in for the service (tests/dialogflow_emulator), which runs in a process of its own,
as do the two sides that are compared. Printed, each beside its limit:

- cpu: CPU of our process per 4096-byte chunk while 50 people talk at the pace of speech, turns of
  four seconds, interim results coming back meanwhile and a spoken answer at the end: through the
  adapter (DialogflowSession.listen), and through the least loop over the same call, by the stub of
  Google's client (cx/bare.py), in turn, round after round; judged is the median round's ratio;
- cut: from closing the events of a turn (half by cancelling their task) to nothing being left of
  it, while it is heard, while its answer is waited for, and in mid-reply; and to the service having
  seen it, which has in it the 5 ms by which the stand-in tells a cancel from a half-close;
- turns: 2,000 of all kinds (spoken, typed, cut, failed): calls that the service has open then,
  tasks, and how much memory grew after the first 500;
- races: 500 turns that the service ends while audio is still being written, by each kind of status
  and at five paces: of how many the adapter reports the true status of each call, and its details;
  of a loop that writes back to back, and of one with a pause, how many are right;
- start: seconds, CPU and memory of a server without Dialogflow until it is ready, the best of
  eight; and that nothing of gRPC's, of Google's or of the adapter is loaded.

Exit status 1 when a limit is missed.
"""

import argparse
import statistics
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bench import figures
from bench.cx.asked import Asked
from bench.cx.starts import foreign_imports, start
from bench.figures import Row

STREAMS = 50
TURN_CHUNKS = 31
CUTS = {"speaking": 140, "answering": 100, "replying": 100}
AT_ONCE = 8
WARM_TURNS, TURNS, TURNS_A_ROUND = 500, 2_000, 250
FAILED_A_ROUND = 25
RACES_EACH = 10
PACES = (None, 0.0, 0.002, 0.01, 0.128)
STARTS = 8

HEARD = {
    "transcript": "quero um violão de cordas de aço até mil reais",
    "interims": [f"quero um violão de cordas {number}" for number in range(40)],
    "interim_bytes": 8_000,
    "intent": "search",
}
ANSWERED = HEARD | {"texts": ["Claro, tenho três violões até mil reais."]}
#: Of which a part is said at once, and the rest waited for.
IN_PARTS = HEARD | {"partials": ["Um momento, vou procurar para você."], "texts": ["Achei três."]}
BRIEF = {"transcript": "olá", "interims": ["o"], "interim_bytes": 4_000, "texts": ["Olá!"]}

_STATUSES = (
    "OUT_OF_RANGE",
    "ABORTED",
    "UNAVAILABLE",
    "UNKNOWN",
    "DEADLINE_EXCEEDED",
    "INVALID_ARGUMENT",
    "RESOURCE_EXHAUSTED",
    "PERMISSION_DENIED",
)
ENDS: tuple[Any, ...] = (
    *(
        ("Abort", {"code": code, "details": f"the service's {code}", "after_messages": 2 + at % 3})
        for at, code in enumerate(_STATUSES)
    ),
    ("EndOkBeforeHalfClose", {"after_bytes": 8_000}),
    ("EndOkBeforeHalfClose", {"after_bytes": 8_000, "final": True}),
)


class Verdicts:
    def __init__(self) -> None:
        self.rows: list[Row] = []

    def row(self, what: str, figure: str, limit: str = "", *, is_kept: bool = True) -> None:
        verdict = ("ok" if is_kept else "MISSED") if limit else ""
        is_ok = is_kept if limit else None
        self.rows.append(Row(what=what.strip(), ours=figure, limit=limit, is_ok=is_ok))
        print(f"  {what:<50} {figure:>22}  {limit:<12} {verdict}".rstrip(), flush=True)

    def at_most(self, what: str, value: float, limit: float, unit: str = "") -> None:
        self.row(what, f"{value:.2f}{unit}", f"<= {limit:g}{unit}", is_kept=value <= limit)


class Sides:
    """The processes, started when they are first wanted."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.service = Asked("-m", "bench.cx.service")
        self._where = self.service.ask("where")
        self._started: dict[str, Asked] = {}

    @property
    def ours(self) -> Asked:
        return self._start("bench.cx.ours", str(self._seed))

    @property
    def bare(self) -> Asked:
        return self._start("bench.cx.bare")

    def _start(self, module: str, *options: str) -> Asked:
        if module not in self._started:
            self._started[module] = Asked("-m", module, *self._where, *options)
        return self._started[module]

    def close(self) -> None:
        for each in (*self._started.values(), self.service):
            each.__exit__()


@contextmanager
def sides(seed: int) -> Iterator[Sides]:
    each = Sides(seed)
    try:
        yield each
    finally:
        each.close()


# CPU


def report_cpu(verdicts: Verdicts, seed: int, rounds: int) -> None:
    with sides(seed) as both:
        names = ["ours", "bare"]
        cost_us: dict[str, list[float]] = {name: [] for name in names}
        for number in range(rounds + 1):  # the first warms up
            for name in names:
                both.service.ask("serve", turn=ANSWERED)
                side: Asked = getattr(both, name)
                how = {"streams": STREAMS, "turn_chunks": TURN_CHUNKS}
                used_us, answered = side.ask("load", name=f"{name}-{number}", **how)
                assert answered == STREAMS, f"{name}: {answered} of {STREAMS} answered"
                cost_us[name].append(used_us)
            names.reverse()
    ours, bare = cost_us["ours"][1:], cost_us["bare"][1:]
    ratios = [one / other for one, other in zip(ours, bare, strict=True)]
    print(f"CPU per 4096-byte chunk, {STREAMS} streams at the pace of speech, {rounds} rounds")
    verdicts.row("the adapter, median", f"{statistics.median(ours):.0f} µs")
    verdicts.row("a bare loop, median", f"{statistics.median(bare):.0f} µs")
    verdicts.row("each round", " ".join(f"{each:.2f}" for each in ratios))
    verdicts.at_most("median round", statistics.median(ratios), 1.2, " x")


# Cancelling


def report_cuts(verdicts: Verdicts, seed: int) -> None:
    held = {
        "speaking": None,
        "answering": ("Latency", {"stage": "answer", "seconds": 60}),
        "replying": ("Latency", {"stage": "final", "seconds": 60}),
    }
    ours_ms: list[float] = []
    service_ms: list[float] = []
    tasks_left = running = 0
    with sides(seed) as both:
        for moment, count in CUTS.items():
            both.service.ask("serve", turn=IN_PARTS, always=held[moment])
            done = both.ours.ask("cut", moment=moment, count=count, at_once=AT_ONCE)
            tasks_left += done["tasks_left"]
            told = settled(both.service, count)
            running += told["running"]
            over = {session: at for session, _, _, _, at in told["calls"]}
            for session, cut_at, silent_at in done["cuts"]:
                ours_ms.append(1000 * (silent_at - cut_at))
                if session in over:  # not every call has reached the service when it is cut
                    service_ms.append(1000 * (over[session] - cut_at))
    print(f"cancel to silent, {len(ours_ms)} turns")
    verdicts.row("nothing of the turn left, median", f"{statistics.median(ours_ms):.2f} ms")
    verdicts.at_most("nothing of the turn left, p99", p99(ours_ms), 20, " ms")
    verdicts.row("the service has never heard of", f"{len(ours_ms) - len(service_ms)}")
    seen = f"{statistics.median(service_ms):.1f}, {p99(service_ms):.1f} ms"
    verdicts.row("the service has seen it, median and p99", seen)
    verdicts.at_most("tasks left", tasks_left, 0)
    verdicts.at_most("calls left at the service", running, 0)


def settled(service: Asked, calls: int) -> Any:
    """What it was told, once all of so many calls are over; or what there is after a while."""
    told: Any = None
    for _ in range(200):
        told = service.ask("told")
        if not told["running"] and len(told["calls"]) >= calls:
            break
    return told


def p99(values: list[float]) -> float:
    return statistics.quantiles(values, n=100)[98]


# Many turns


def report_turns(verdicts: Verdicts, seed: int) -> None:
    ends: Counter[str] = Counter()
    held: list[Any] = []
    failing = ("Abort", {"code": "ABORTED", "after_messages": 3})
    with sides(seed) as both:
        for number in range((WARM_TURNS + TURNS) // TURNS_A_ROUND):
            both.service.ask("serve", turn=BRIEF, once=[failing] * FAILED_A_ROUND)
            how = {"count": TURNS_A_ROUND, "at_once": AT_ONCE}
            done = both.ours.ask("many", name=str(number), **how)
            held.append((done, settled(both.service, 0)["running"]))
            ends.update(done["ends"])
    warm = held[WARM_TURNS // TURNS_A_ROUND - 1][0]
    after = [done for done, _ in held[WARM_TURNS // TURNS_A_ROUND :]]
    told = ", ".join(f"{count} {end}" for end, count in sorted(ends.items()))
    print(f"{TURNS:,} turns after {WARM_TURNS} to warm up; of all: {told}")
    listed = " ".join(f"{done['memory_mib'] - warm['memory_mib']:+.1f}" for done in after)
    verdicts.row("memory since the warm-up, MiB", listed)
    grown = after[-1]["memory_mib"] - warm["memory_mib"]
    verdicts.at_most(f"memory grew, of {warm['memory_mib']:.0f} MiB", grown, 5, " MiB")
    verdicts.at_most("tasks more", after[-1]["tasks"] - warm["tasks"], 0)
    verdicts.at_most("calls open at the service", max(running for _, running in held), 0)


# Races


def report_races(verdicts: Verdicts, seed: int) -> None:
    right: Counter[str] = Counter()
    turns: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    with sides(seed) as both:
        for pace_s in PACES:
            pace = pace_named(pace_s)
            for at, end in enumerate(ENDS):
                # Half of the calls have said something before they end, so aren't tried again.
                both.service.ask(
                    "serve", turn=ANSWERED if at % 2 else BRIEF | {"interims": []}, always=end
                )
                name = f"{pace}-{at}".replace(" ", "")
                raced = both.ours.ask("race", name=name, count=RACES_EACH, pace_s=pace_s, at_once=5)
                true = calls_of(settled(both.service, RACES_EACH))
                for session, reported, how in raced:
                    is_right, told = judged(reported, how, true[session])
                    turns[pace] += 1
                    right[pace] += is_right
                    if not is_right:
                        wrong[told] += 1
        bare = {pace_named(pace_s): bare_right(both, pace_s) for pace_s in (None, 0.002)}
    print(f"races with the end of a call, {turns.total()} turns: the true status is reported")
    for pace, count in turns.items():
        verdicts.row(pace, f"{right[pace]} of {count}")
    share = 100 * right.total() / turns.total()
    verdicts.row("all", f"{share:.1f} %", ">= 99 %", is_kept=share >= 99)
    for told, count in wrong.most_common(5):
        print(f"    {count} x {told}")
    for pace, (count, of) in bare.items():
        verdicts.row(f"by a bare loop, {pace}", f"{count} of {of}")


def pace_named(pace_s: float | None) -> str:
    return "back to back" if pace_s is None else f"every {1000 * pace_s:g} ms"


def calls_of(told: Any) -> dict[str, list[Any]]:
    """Those of each session as the service ended them, in order."""
    calls: dict[str, list[Any]] = {}
    for session, status, details, is_answered, _ in told["calls"]:
        calls.setdefault(session, []).append((status, details, is_answered))
    return calls


def judged(reported: list[Any], how: str, calls: list[Any]) -> tuple[bool, str]:
    """Whether each call's end was told as it was."""
    *_, (_, _, is_answered) = calls
    wanted = [
        ("NO_FINAL_ANSWER" if status == "OK" else status, details)
        for status, details, answered in calls
        if not answered
    ]
    # Our own words for an end without an answer are no service's.
    told = [
        (status, "" if status == "NO_FINAL_ANSWER" else details) for status, details in reported
    ]
    is_right = told == wanted and how == ("TurnDone" if is_answered else "failed")
    return is_right, f"{wanted} came as {told}, {how}"


def bare_right(both: Sides, pace_s: float | None) -> tuple[int, int]:
    count = 0
    for at, end in enumerate(ENDS):
        both.service.ask("serve", turn=ANSWERED, always=end)
        raced = both.bare.ask("race", name=f"bare-{at}", count=RACES_EACH, pace_s=pace_s)
        true = calls_of(settled(both.service, RACES_EACH))
        for session, status, details in raced:
            ((true_status, true_details, _),) = true[session]
            count += (status, details or "") == (true_status, true_details)
    return count, len(ENDS) * RACES_EACH


# The start


def report_start(verdicts: Verdicts) -> None:
    print("a server without Dialogflow until it is ready")
    start()  # compiles what isn't yet
    starts = [start() for _ in range(STARTS)]
    # Others on the machine only ever add to it.
    verdicts.row("time to ready, best", f"{min(each.seconds for each in starts):.2f} s")
    verdicts.row("CPU to ready, best", f"{min(each.cpu_s for each in starts):.2f} s")
    verdicts.row("memory, best", f"{min(each.memory_mib for each in starts):.1f} MiB")
    foreign = starts[0].foreign | foreign_imports()
    verdicts.row("of what needs Dialogflow loaded", f"{len(foreign)}", "<= 0", is_kept=not foreign)


def main() -> list[Row]:
    parser = argparse.ArgumentParser(description="What agents of Dialogflow CX cost.")
    parser.add_argument("--only", choices=("cpu", "cut", "turns", "races", "start"))
    parser.add_argument("--rounds", type=int, default=8, help="of cpu")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    verdicts = Verdicts()
    parts: dict[str, Callable[[], None]] = {
        "cpu": lambda: report_cpu(verdicts, options.seed, options.rounds),
        "cut": lambda: report_cuts(verdicts, options.seed),
        "turns": lambda: report_turns(verdicts, options.seed),
        "races": lambda: report_races(verdicts, options.seed),
        "start": lambda: report_start(verdicts),
    }
    for name, part in parts.items():
        if options.only in (None, name):
            part()
    return verdicts.rows


if __name__ == "__main__":
    figures.finish(main())
