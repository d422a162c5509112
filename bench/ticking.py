"""The server with a ticker in its loop, to see how long the loop is held.

    python -m bench.ticking FILE [arguments of server.py]

At each SIGUSR1 a line is added to FILE: the longest gap of a 1 ms ticker since the last one, and
the most CPU that the loop's thread used between two ticks, in milliseconds. A gap has in it what
others on the machine took; the CPU is the loop's own alone.
"""

import asyncio
import signal
import sys
import time

import server

_TICK_SECONDS = 0.001


class Ticker:
    def __init__(self, loop: asyncio.AbstractEventLoop, path: str) -> None:
        self._loop = loop
        self._path = path
        self._gap_s = self._cpu_s = 0.0
        self._last, self._cpu_last = time.perf_counter(), time.thread_time()
        loop.add_signal_handler(signal.SIGUSR1, self._tell)
        loop.call_soon(self._tick)

    def _tick(self) -> None:
        now, cpu_now = time.perf_counter(), time.thread_time()
        self._gap_s = max(self._gap_s, now - self._last)
        self._cpu_s = max(self._cpu_s, cpu_now - self._cpu_last)
        self._last, self._cpu_last = now, cpu_now
        self._loop.call_later(_TICK_SECONDS, self._tick)

    def _tell(self) -> None:
        with open(self._path, "a") as file:
            file.write(f"{1000 * self._gap_s} {1000 * self._cpu_s}\n")
        self._gap_s = self._cpu_s = 0.0


def main() -> None:
    path = sys.argv.pop(1)
    make_loop = server.new_event_loop

    def ticking_loop() -> asyncio.AbstractEventLoop:
        loop = make_loop()
        Ticker(loop, path)
        return loop

    server.new_event_loop = ticking_loop
    server.main()


if __name__ == "__main__":
    main()
