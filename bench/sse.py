"""What the live stream costs, beside nchan (C, in nginx) on the same machine in the same run.

    python -m bench.sse [--subscribers 1000] [--rounds 5]

Both servers have as many subscribers, read by one epoll loop in this process (crowd.py), and get
the same bytes of payload, in turn, round after round. Ours are messages posted over REST: each is
authorised, committed to the disk and acknowledged; that cost is in all figures of a delivery, and
printed alone, too (the same posts with nobody subscribed). nchan keeps messages in memory only.
Printed, each beside its limit where it has one:

- CPU per delivery (user and system, of the process; of nginx: of its worker), one event at a time:
  the next is published when all have the last; and in bursts of 50, pipelined over 10 connections;
- the lag from sending one event (or a burst) to having received it, over all subscribers;
- private memory of an idle subscriber after a few heartbeats, 50 having been there before; what the
  kernel holds for its socket isn't counted;
- what 100 subscribers that never read do to the lag of the others and to the memory while 20 MB of
  events pass; how many were cut; and what one of these lost when it came back;
- the longest gap of a 1 ms ticker in the server's loop (ticking.py) while it fans out, and the most
  CPU the loop used between two ticks; of an idle one as long; of one that only takes posts, for ten
  connections that post at once hold it, too; while all leave; and while 300 come back at once.
  Judged is the CPU of fanning out: gaps have others in them.

The limits of CPU are judged by the median round: others on the machine have good and bad minutes.
"""

import argparse
import signal
import statistics
import tempfile
import time
from contextlib import AbstractContextManager
from pathlib import Path

from bench import figures
from bench.crowd import Crowd, Place
from bench.figures import Row
from bench.nchan import nchan
from bench.returning import come_back
from bench.servers import Measured, vivavoz
from bench.sides import (
    BURST,
    BURSTS,
    SINGLES,
    Side,
    nchan_place,
    nchan_request,
    our_place,
    our_request,
)
from bench.stalled import Flood, Flooded

WARM = 50
STALLED = 100
RETURNING = 300
FLOOD_MEGABYTES = 20


# CPU and lag


def compare(subscribers: int, rounds: int) -> list[Row]:
    missing = []
    with vivavoz() as server, nchan() as peer:
        place = our_place(server)
        sides = {"vivavoz": Side(server, place, our_request(place))}
        if peer is None:
            print("nginx with nchan isn't here: measured without it")
            missing.append(figures.not_measured("nchan", "nginx with nchan isn't installed"))
        else:
            place = nchan_place(peer)
            sides["nchan"] = Side(peer, place, nchan_request(place))
        for side in sides.values():
            side.measure_posts()
        crowds = {name: Crowd(side.place, subscribers) for name, side in sides.items()}
        for name, side in sides.items():
            side.single(crowds[name], 5)
            side.burst(crowds[name], 1)
        names = list(sides)
        for _ in range(rounds):
            for name in names:
                sides[name].round(crowds[name])
            names.append(names.pop(0))
        for crowd in crowds.values():
            crowd.close()
    rows = report_cpu(sides, subscribers)
    report_lags(sides)
    return [*rows, *missing]


def report_cpu(sides: dict[str, Side], subscribers: int) -> list[Row]:
    ours, peer = sides["vivavoz"], sides.get("nchan")
    for title, name in (("one event at a time", "single"), (f"bursts of {BURST}", "burst")):
        print(f"CPU per delivery, {subscribers} subscribers, {title}; best and median, µs:")
        for each, side in sides.items():
            cost: list[float] = getattr(side, f"{name}_us")
            print(
                f"    {each:8} {min(cost):6.2f} {statistics.median(cost):6.2f}"
                f"   (of it the post: {side.post_us[name] / subscribers:.2f};"
                f" a post alone {side.post_us[name]:.0f})"
            )
    rows = [] if peer is None else beside(ours, peer)
    cost_us = statistics.median(ours.burst_us)
    what = "CPU of a delivery in bursts, median round"
    return [*rows, judge(what, cost_us, 4.0, "µs")]


def beside(ours: Side, peer: Side) -> list[Row]:
    single, burst = (
        median_ratio(getattr(ours, name), getattr(peer, name)) for name in ("single_us", "burst_us")
    )
    print(f"    in bursts: {burst:.2f} x nchan in the median round")
    what = "CPU of a delivery beside nchan, median round"
    return [
        judge(f"{what}, one at a time", single, 1.0, "×"),
        figures.measured(f"{what}, in bursts", burst, "×"),
    ]


def median_ratio(ours: list[float], theirs: list[float]) -> float:
    return statistics.median(one / other for one, other in zip(ours, theirs, strict=True))


def report_lags(sides: dict[str, Side]) -> None:
    for name, side in sides.items():
        print(f"lag of {name:8} one at a time {quantiles(side.single_lags)}")
        print(f"                of a burst    {quantiles(side.burst_lags)}")


def quantiles(lags: list[float]) -> str:
    p50, p99 = statistics.median(lags), statistics.quantiles(lags, n=100)[98]
    return f"p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms"


def judge(what: str, value: float, limit: float, unit: str = "") -> Row:
    row = figures.at_most(what, value, limit, unit)
    print(f"    {what}: {row.ours} (limit {row.limit}): {figures.verdict(row)}")
    return row


# Memory


def report_memory(subscribers: int) -> list[Row]:
    with vivavoz(VIVAVOZ_CONVERSATIONS_HEARTBEAT_S="1") as server:
        ours = idle_bytes(server, our_place(server), subscribers)
    rows = [judge("private memory of an idle subscriber", ours / 1000, 20, "kB")]
    with nchan() as peer:
        if peer is not None:
            theirs = idle_bytes(peer, nchan_place(peer), subscribers)
            print(f"    of nchan's worker: {theirs / 1000:.1f} kB")
            rows.append(figures.measured("the same of nchan's worker", theirs / 1000, "kB"))
    return rows


def idle_bytes(server: Measured, place: Place, subscribers: int) -> float:
    warm = Crowd(place, WARM, publishers=0)
    time.sleep(2.5)
    before = server.memory_bytes()
    crowd = Crowd(place, subscribers, publishers=0)
    time.sleep(3.5)
    grown = server.memory_bytes() - before
    crowd.close()
    warm.close()
    return grown / subscribers


# Readers that stall


def report_stalled(subscribers: int) -> list[Row]:
    calm, stalled = flooded(subscribers, 0), flooded(subscribers, STALLED)
    print(f"{FLOOD_MEGABYTES} MB of events pass by {subscribers - STALLED} readers of others:")
    print(f"    lag {quantiles(calm.lags)}; memory grew by {calm.grown_bytes / 1e6:.0f} MB")
    print(f"and by {STALLED} that never read:")
    print(f"    lag {quantiles(stalled.lags)}; memory grew by {stalled.grown_bytes / 1e6:.0f} MB")
    p99, calm_p99 = (statistics.quantiles(each.lags, n=100)[98] for each in (stalled, calm))
    rows = [judge("p99 lag beside readers that stall", p99 * 1000, max(2000 * calm_p99, 20), "ms")]
    more_mb = (stalled.grown_bytes - calm.grown_bytes) / 1e6
    rows.append(judge("memory of a reader that stalls", more_mb / STALLED, 1.1, "MB"))
    is_whole = (stalled.cut, stalled.lost, stalled.doubled) == (STALLED, 0, 0)
    print(
        f"    cut: {stalled.cut} of {STALLED}; one that came back lost {stalled.lost} and got "
        f"{stalled.doubled} twice: {'ok' if is_whole else 'MISSED'}"
    )
    told = f"{stalled.cut} cut, {stalled.lost} lost, {stalled.doubled} twice"
    what = f"{STALLED} readers that stall; events of one that came back"
    return [*rows, Row(what=what, ours=told, limit=f"{STALLED}, 0, 0", is_ok=is_whole)]


def flooded(subscribers: int, stalled: int) -> Flooded:
    with vivavoz() as server:
        flood = Flood(server, our_place(server), readers=subscribers - STALLED, stalled=stalled)
        return flood.run(FLOOD_MEGABYTES)


# The loop


def report_loop(subscribers: int, rounds: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder, "pauses")
        with ticking(told) as server:
            place = our_place(server)
            side = Side(server, place, our_request(place))
            nobody = Crowd(place, 0)
            side.burst(nobody, 2)
            pause_since(server, told)
            side.burst(nobody, BURSTS * rounds)
            posts = [pause_since(server, told)]
            nobody.close()
            crowd = Crowd(place, subscribers)
            side.burst(crowd, 2)
            idle, single, burst = [], [], []
            pause_since(server, told)
            for _ in range(rounds):
                time.sleep(0.5)
                idle.append(pause_since(server, told))
                side.single(crowd, SINGLES)
                single.append(pause_since(server, told))
                side.burst(crowd, BURSTS)
                burst.append(pause_since(server, told))
            crowd.close()
            time.sleep(0.5)
            left = [pause_since(server, told)]
            missed = come_back(place, RETURNING)
            back = [pause_since(server, told)]
    for name, each in (
        ("idle", idle),
        ("bursts of posts, nobody subscribed", posts),
        ("one at a time", single),
        ("in bursts", burst),
        (f"{subscribers} leave at once", left),
        (f"{RETURNING} come back at once, {missed} events missed", back),
    ):
        listed = " ".join(f"{gap:.1f} ({cpu:.1f})" for gap, cpu in each)
        print(f"the loop held, {name}: longest gaps, and the most CPU at a time: {listed} ms")
    most = max(cpu for _, cpu in [*single, *burst])
    row = judge("the loop's CPU at a time while it fans out", most, 10, "ms")
    gap = statistics.median(max(one[0], other[0]) for one, other in zip(single, burst, strict=True))
    print(f"    longest gap, median round {gap:.1f} ms (10 on an idle machine)")
    return [row]


def ticking(told: Path) -> AbstractContextManager[Measured]:
    return vivavoz("-m", "bench.ticking", str(told))


def pause_since(server: Measured, told: Path) -> tuple[float, float]:
    """The longest gap and the most CPU (ms) since this was asked before."""
    known = told.read_bytes().count(b"\n") if told.exists() else 0
    server.signal(signal.SIGUSR1)
    while not told.exists() or told.read_bytes().count(b"\n") == known:
        time.sleep(0.005)
    gap, cpu = map(float, told.read_text().splitlines()[-1].split())
    return gap, cpu


def main() -> list[Row]:
    parser = argparse.ArgumentParser(description="What the live stream costs, beside nchan.")
    parser.add_argument("--subscribers", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    return [
        *compare(options.subscribers, options.rounds),
        *report_memory(options.subscribers),
        *report_stalled(options.subscribers),
        *report_loop(options.subscribers, options.rounds),
    ]


if __name__ == "__main__":
    figures.finish(main())
