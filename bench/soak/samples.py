"""What the server uses, read now and then from outside and from the watch in its loop."""

import asyncio
import json
import signal
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bench.servers import Measured

_PATIENCE_S = 10.0
_LOOKS_EVERY_S = 0.02
#: A child that was there in so many of the samples is one that lives on: a worker.
_LIVES_ON = 0.9


@dataclass(frozen=True)
class Sample:
    """`at`: seconds since the load began."""

    at: float
    #: Used so far, without its children.
    cpu_s: float
    resident: int
    files: int
    threads: int
    #: By what they run.
    tasks: Counter[str]
    #: By whole milliseconds, how often the loop's ticker was so late since the last sample; and
    #: how often its thread used so much CPU in between, and collecting garbage took so much.
    late_ms: Counter[int] = field(default_factory=Counter)
    busy_ms: Counter[int] = field(default_factory=Counter)
    collected_ms: Counter[int] = field(default_factory=Counter)
    #: Of memory, that its objects take.
    blocks: int = 0
    #: Bytes of glibc's heap.
    heap_used: int = 0
    heap_free: int = 0
    #: Resident bytes by process id.
    children: dict[int, int] = field(default_factory=dict)


class Probe:
    def __init__(self, pid: int, port: int, told: Path) -> None:
        """`told`: where the watch (bench/soak/watched.py) writes."""
        self._server = Measured(pid, port)
        self._told = told
        self._read = 0

    async def take(self, at: float) -> Sample:
        """Raises TimeoutError when the watch doesn't answer."""
        line = await self._ask_watch()
        server = self._server
        return Sample(
            at,
            server.cpu_seconds(),
            server.resident_bytes(),
            server.open_files(),
            server.threads(),
            Counter(line["tasks"]),
            _by_ms(line["late_ms"]),
            _by_ms(line["busy_ms"]),
            _by_ms(line["collected_ms"]),
            line["blocks"],
            line["heap_used"],
            line["heap_free"],
            children_of(server),
        )

    async def _ask_watch(self) -> dict:
        self._server.signal(signal.SIGUSR1)
        async with asyncio.timeout(_PATIENCE_S):
            while True:
                await asyncio.sleep(_LOOKS_EVERY_S)
                lines = self._told.read_bytes().splitlines() if self._told.exists() else []
                if len(lines) > self._read:
                    self._read = len(lines)
                    told: dict = json.loads(lines[-1])
                    return told


def _by_ms(counts: dict[str, int]) -> Counter[int]:
    return Counter({int(ms): count for ms, count in counts.items()})


def children_of(server: Measured) -> dict[int, int]:
    """Resident bytes by process id, of those that didn't end meanwhile."""
    found = {}
    for pid in server.children():
        try:
            found[pid] = Measured(pid, 0).resident_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def an_hour(times: list[float], values: list[float]) -> float:
    """By how much `values` grow an hour: the median of the slopes between all pairs (Theil-Sen),
    which a few wild values don't move."""
    if len(times) < 2:
        return 0.0
    first, second = np.triu_indices(len(times), k=1)
    at, value = np.array(times), np.array(values, dtype=np.float64)
    slopes = (value[second] - value[first]) / (at[second] - at[first])
    return float(np.median(slopes)) * 3_600


def percent_an_hour(times: list[float], values: list[float]) -> float:
    return 100 * an_hour(times, values) / float(np.median(values)) if values else 0.0


def quantile(by_ms: Counter[int], share: float) -> int:
    """In whole milliseconds: the next one up."""
    seen = 0
    for ms, count in sorted(by_ms.items()):
        seen += count
        if seen >= share * by_ms.total():
            return ms + 1
    return 0


def workers(samples: list[Sample]) -> list[float]:
    """In each sample, the resident bytes of the children that live on."""
    seen = Counter(pid for sample in samples for pid in sample.children)
    lasting = [pid for pid, count in seen.items() if count >= _LIVES_ON * len(samples)]
    return [sum(sample.children.get(pid, 0) for pid in lasting) for sample in samples]
