"""The server with a watch in its loop (part of bench/soak).

    python -m bench.soak.watched FILE [arguments of server.py]

At each SIGUSR1 a line of JSON is added to FILE, about the time since the last one:

    {"tasks": {"Subscriber.run": 12}, "late_ms": {"0": 180, "7": 1}, "busy_ms": {"0": 181},
     "collected_ms": {"0": 3}, "blocks": 1234567, "heap_used": 33554432, "heap_free": 8388608}

the tasks there are, by what they run; how often a ticker was late by so many whole milliseconds;
how often the loop's thread used so much CPU between two ticks; how often garbage was collected for
so much; how many blocks of memory Python's objects take; and of glibc's heap, where what is larger
than 512 bytes lies, how many bytes are in use and how many are free between those. Late it is by
what the loop did and by what others on the machine took; the CPU is the loop's own alone.
"""

import asyncio
import ctypes
import gc
import json
import signal
import sys
import time
from collections import Counter

import server

_TICK_S = 0.005


class _Heap(ctypes.Structure):
    """mallinfo2(3)."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    ]


_heap = ctypes.CDLL(None).mallinfo2
_heap.restype = _Heap


class Watch:
    def __init__(self, loop: asyncio.AbstractEventLoop, path: str) -> None:
        self._loop = loop
        self._path = path
        self._late_ms: Counter[int] = Counter()
        self._busy_ms: Counter[int] = Counter()
        self._collected_ms: Counter[int] = Counter()
        self._cpu = self._collecting = time.thread_time()
        gc.callbacks.append(self._collect)
        loop.add_signal_handler(signal.SIGUSR1, self._tell)
        loop.call_soon(self._tick, time.monotonic())

    def _tick(self, due: float) -> None:
        """The ticks that were missed count as late as they are: a loop that is held for a second
        has made two hundred wait."""
        now = time.monotonic()
        while due <= now:
            self._late_ms[int(1000 * (now - due))] += 1
            due += _TICK_S
        self._loop.call_later(due - now, self._tick, due)
        cpu = time.thread_time()
        self._busy_ms[int(1000 * (cpu - self._cpu))] += 1
        self._cpu = cpu

    def _collect(self, phase: str, _: dict) -> None:
        now = time.thread_time()
        if phase == "stop":
            self._collected_ms[int(1000 * (now - self._collecting))] += 1
        self._collecting = now

    def _tell(self) -> None:
        tasks = Counter(_name_of(task) for task in asyncio.all_tasks(self._loop))
        heap = _heap()
        line = {
            "tasks": tasks,
            "late_ms": self._late_ms,
            "busy_ms": self._busy_ms,
            "collected_ms": self._collected_ms,
            "blocks": sys.getallocatedblocks(),
            "heap_used": heap.uordblks,
            "heap_free": heap.fordblks,
        }
        with open(self._path, "a") as file:
            file.write(json.dumps(line) + "\n")
        self._late_ms.clear()
        self._busy_ms.clear()
        self._collected_ms.clear()


def _name_of(task: asyncio.Task) -> str:
    return getattr(task.get_coro(), "__qualname__", "?")


def main() -> None:
    path = sys.argv.pop(1)
    make_loop = server.new_event_loop

    def watched_loop() -> asyncio.AbstractEventLoop:
        loop = make_loop()
        Watch(loop, path)
        return loop

    server.new_event_loop = watched_loop
    server.main()


if __name__ == "__main__":
    main()
