"""What practice calls cost: an hour's score, and a page of ten thousand results.

    python -m bench.practice [--results 10000] [--requests 200]

Printed:

- the CPU of scoring a call of 60 minutes, its recording measured, and of the whole process that
  does it; how long the event loop was held meanwhile, beside the loop alone in the same run. The
  limits are 1 s of the score and 10 ms of the loop;
- talk share and longest monologue as the recording has them, and the truth, which they may miss by
  3 %;
- milliseconds of a page of 50 of 10,000 results over HTTP, of one's own, of one role play, and of
  everybody's, at both ends of the list; beside the same server's /health. The limit is 20 ms.
"""

import argparse
import asyncio
import json
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import jwt
import numpy as np
from tornado.httpclient import AsyncHTTPClient

from audio.wav import head_of
from bench import figures
from bench.figures import Row
from bench.scoring import CALLS, call_of, hour_of
from bench.servers import started
from bench.two_sided import RATE, Spans, two_sided
from realtime.roleplay.catalogue import Catalogue
from realtime.roleplay.files import read_files
from realtime.roleplay.marking.driver import Marking
from realtime.roleplay.marking.jobs import Job
from realtime.roleplay.marking.worker import marked
from realtime.roleplay.records import Frozen, PracticeCall, Written
from realtime.roleplay.results import RESULT, result_of, summary_of
from realtime.roleplay.scoring.delivery import AudioTurns, delivery_of
from realtime.roleplay.scoring.lines import Line
from realtime.roleplay.scoring.results import Scored
from server import RECORDS
from state.archive import Archive
from state.archived import RECORDING
from state.files import DiskFolder
from state.settings import StateSettings
from state.store import Store

HOUR_S = 3_600
MOST_CPU_S = 1.0
MOST_HELD_MS = 10.0
MOST_PAGE_MS = 20.0
MOST_OFF = 0.03
ROLE_PLAY = 2
SECRET = "a secret of at least thirty-two characters"
TICK_S = 0.001


# An hour


def hour(folder: Path) -> tuple[Job, tuple[Spans, Spans]]:
    """A call of 60 minutes, its recording, and when each side spoke in it."""
    lines = hour_of(call_of(CALLS / "whole" / "10-excellent.en.tsv", "en")).lines
    piece, truth = two_sided((0.3, 1.5), noise=60.0)
    length = len(piece[0]) // 2
    times = HOUR_S * RATE // length + 1
    stereo = np.stack([np.tile(np.frombuffer(side, "<i2"), times) for side in piece], axis=1)
    stereo = stereo[: HOUR_S * RATE]
    head = head_of(stereo.nbytes, rate_hz=RATE, channels=2)
    path = folder / "call.wav"
    path.write_bytes(head + stereo.tobytes())
    whole = tuple(
        [
            (start + at * length / RATE, min(end + at * length / RATE, HOUR_S))
            for at in range(times)
            for start, end in side
            if start + at * length / RATE < HOUR_S
        ]
        for side in truth
    )
    definition = read_files(None, agents=())[ROLE_PLAY]
    job = Job(
        definition=definition,
        lines=tuple(line for line in lines if (line.start_s or 0.0) < HOUR_S),
        duration_s=HOUR_S,
        recording=str(path),
    )
    return job, (whole[0], whole[1])


def score_cpu(job: Job) -> tuple[float, Scored]:
    best, outcome = float("inf"), None
    for _ in range(3):
        began = time.process_time()
        outcome = marked(job).outcome
        best = min(best, time.process_time() - began)
    assert isinstance(outcome, Scored)
    return best, outcome


def beside_truth(outcome: Scored, truth: tuple[Spans, Spans]) -> list[Row]:
    turns = AudioTurns(tuple(truth[0]), tuple(truth[1]))
    true = delivery_of([Line("buyer", "")], [], audio=turns, words_trusted=True)
    found, rows = outcome.spin_metrics, []
    for name, seen, wanted in (
        ("talk share, %", found.talk_listen_ratio, true.talk_listen_ratio.value),
        ("longest monologue, s", found.longest_monologue, true.longest_monologue.value),
    ):
        assert seen is not None and wanted is not None
        off = abs(seen - wanted) / wanted
        print(f"{name}: {seen:.1f}, truly {wanted:.1f}, {off:.1%} off (limit {MOST_OFF:.0%})")
        rows.append(
            figures.at_most(f"{name.partition(',')[0]}, off", 100 * off, 100 * MOST_OFF, "%")
        )
    return rows


# The loop meanwhile


class Held(NamedTuple):
    """The longest between two ticks, in ms; a gap has in it what others on the machine took."""

    gap: float
    cpu: float


async def longest_hold(until: Callable[[], bool]) -> Held:
    """Of the loop's thread, until then."""
    gap_s = cpu_s = 0.0
    before, cpu_before = time.perf_counter(), time.thread_time()
    while not until():
        await asyncio.sleep(TICK_S)
        now, cpu_now = time.perf_counter(), time.thread_time()
        gap_s, cpu_s = max(gap_s, now - before - TICK_S), max(cpu_s, cpu_now - cpu_before)
        before, cpu_before = now, cpu_now
    return Held(gap_s * 1000, cpu_s * 1000)


async def scored_in_a_server(folder: Path, job: Job) -> tuple[float, Held, Held]:
    """The CPU of the process; how long the loop was held alone, and while it scores."""
    async with _kept(folder / "data") as (store, archive):
        catalogue = _catalogue(store)
        _, frozen = catalogue.freeze(ROLE_PLAY)
        call = PracticeCall(
            id="hour",
            number=1,
            role_play_id=ROLE_PLAY,
            version=1,
            user=7,
            began_at=0.0,
            ended_at=float(HOUR_S),
            ended_by="salesperson",
            status="processing",
        )
        said = [
            {
                "role": "user" if line.who == "salesperson" else "assistant",
                "text": line.text,
                "began_at": line.start_s,
                "ended_at": line.end_s,
            }
            for line in job.lines
        ]
        transcript = json.dumps({"utterances": said}).encode()
        await archive.keep("transcript", "hour", transcript, owner=7, at=0.0)
        assert job.recording is not None
        sound = await asyncio.to_thread(Path(job.recording).read_bytes)
        await archive.keep(RECORDING, "hour", sound, owner=7, at=0.0, suffix=".wav")
        await store.commit(*frozen, call)
        end = time.perf_counter() + 2.0
        alone = await longest_hold(lambda: time.perf_counter() > end)
        marking, table = Marking(catalogue, store, archive), store.table(PracticeCall)
        before = _children_cpu()
        marking.start()
        held = await longest_hold(lambda: _status(table.get("hour")) != "processing")
        await marking.close()
        assert _status(table.get("hour")) == "ready"
    return _children_cpu() - before, alone, held


def _status(call: PracticeCall | None) -> str:
    assert call is not None
    return call.status


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# Ten thousand results


async def seed(folder: Path, outcome: Scored, count: int) -> None:
    """So many results, half of them user 7's, half of those of the role play."""
    async with _kept(folder) as (store, archive):
        catalogue, summary = _catalogue(store), summary_of(outcome)
        frozen = [each for id in (2, 4) for each in catalogue.freeze(id)[1]]
        await store.commit(*frozen)
        body = result_of(None, ())
        for at in range(0, count, 100):
            await asyncio.gather(
                *[
                    archive.keep(
                        RESULT,
                        f"call{number}",
                        body,
                        owner=7,
                        at=1_000.0 * number,
                        instead_of=[
                            PracticeCall(
                                id=f"call{number}",
                                number=number,
                                role_play_id=2 if number % 4 < 2 else 4,
                                version=1,
                                user=7 + number % 2,
                                began_at=1_000.0 * number,
                                ended_at=1_000.0 * number + 600,
                                ended_by="salesperson",
                                status="ready",
                                summary=summary,
                            )
                        ],
                    )
                    for number in range(at + 1, min(at + 100, count) + 1)
                ]
            )


async def pages(port: int, count: int, requests: int) -> list[Row]:
    client = AsyncHTTPClient(force_instance=True)
    claims = {"exp": 4_102_444_800}
    own = jwt.encode({**claims, "user_id": 7}, SECRET, algorithm="HS256")
    scope = {"scope": "results:read"}
    everybodys = jwt.encode({**claims, **scope, "user_id": 9}, SECRET, algorithm="HS256")
    rows = []
    for name, path, token in (
        ("/health", "/health", own),
        ("one's own", "/sessions", own),
        ("one's own, far back", "/sessions?cursor=120", own),
        ("one's own of one role play", f"/sessions?agent_id={ROLE_PLAY}", own),
        ("everybody's", "/sessions", everybodys),
        ("everybody's, the middle", f"/sessions?cursor={count // 2}", everybodys),
        ("everybody's, far back", "/sessions?cursor=60", everybodys),
    ):
        took = []
        for _ in range(requests):
            began = time.perf_counter()
            answer = await client.fetch(
                f"http://127.0.0.1:{port}{path}", headers={"Authorization": f"Bearer {token}"}
            )
            took.append(1000 * (time.perf_counter() - began))
        found = json.loads(answer.body)
        is_page = isinstance(found, list)
        median, worst = statistics.median(took), sorted(took)[int(0.99 * len(took))]
        shown = f"{len(found)} results" if is_page else "nothing"
        print(f"{name}: {shown}, median {median:.1f} ms, p99 {worst:.1f} ms")
        if is_page:
            assert len(found) == 50, f"a page of {len(found)}"
            rows.append(figures.at_most(f"a page, {name}", median, MOST_PAGE_MS, "ms"))
    client.close()
    return rows


# What both need


class _kept:
    """A store and its archive over a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def __aenter__(self) -> tuple[Store, Archive]:
        self._folder.mkdir(exist_ok=True)
        self._store = Store(DiskFolder(self._folder), RECORDS, StateSettings())
        self._archive = Archive(
            self._folder / "archive", self._store, StateSettings(archive_days=0)
        )
        await self._archive.start()
        return self._store, self._archive

    async def __aexit__(self, *_: object) -> None:
        await self._archive.close()
        await self._store.close()


def _catalogue(store: Store) -> Catalogue:
    files = read_files(None, agents=())
    return Catalogue(files, store.table(Written), store.table(Frozen), agents=(), most_written=10)


def main() -> list[Row]:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--results", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        job, truth = hour(folder)
        cpu, outcome = score_cpu(job)
        rows = [figures.at_most("score of an hour's call", cpu, MOST_CPU_S, "s of CPU")]
        print(f"a call of 60 minutes, {len(job.lines)} lines: {cpu:.2f} s of CPU (limit 1 s)")
        rows += beside_truth(outcome, truth)
        process, alone, held = asyncio.run(scored_in_a_server(folder, job))
        print(f"the process that scores it: {process:.2f} s of CPU, its start included")
        print(
            f"the loop was held for {held.cpu:.1f} ms of CPU at most (limit 10 ms), its longest gap"
            f" was {held.gap:.1f} ms; with no call {alone.cpu:.1f} and {alone.gap:.1f} ms"
        )
        rows.append(figures.at_most("the loop's CPU at a time", held.cpu, MOST_HELD_MS, "ms"))
        asyncio.run(seed(folder / "results", outcome, options.results))
        command = ("server.py", "--port", "0", "--data-dir", str(folder / "results"))
        kept = {"VIVAVOZ_ACCESS_SECRET": SECRET, "VIVAVOZ_STATE_ARCHIVE_DAYS": "0"}
        # It asks for pages as fast as they come.
        kept |= {f"VIVAVOZ_LIMITS_{whose}_REQUESTS_A_MINUTE": "0" for whose in ("USER", "ADDRESS")}
        with started(*command, **kept) as server:
            rows += asyncio.run(pages(server.port, options.results, options.requests))
    return rows


if __name__ == "__main__":
    figures.finish(main())
