"""Clients that ask for one path over and over, each on a connection that is kept: bench/queue.py.

    python -m bench.pollers PORT PATH REQUESTS < tokens

One connection for each line of stdin, which holds its bearer token; the next request is sent when
the answer to the last one is there whole. Prints the seconds that all took, and a median and a 99th
percentile of one's; ends with an error when any answer isn't 200.
"""

import asyncio
import statistics
import sys
import time

import uvloop


class Poller(asyncio.Protocol):
    def __init__(self, request: bytes, left: list[int], took: list[float]) -> None:
        self._request = request
        # How many are still to be asked by all of them together.
        self._left = left
        self._took = took
        self._rest = b""
        self._asked_at = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport):
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        if self._left[0] == 0:
            self._transport.close()
            return
        self._left[0] -= 1
        self._asked_at = time.perf_counter()
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._rest += data
        head, found, body = self._rest.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        if len(body) == length:
            self._took.append(time.perf_counter() - self._asked_at)
            self._rest = b""
            if head.startswith(b"HTTP/1.1 200 "):
                self._ask()
            else:
                self._transport.abort()

    def connection_lost(self, error: Exception | None) -> None:
        self.done.set_result(None)


async def poll(port: int, path: str, requests: int, tokens: list[str]) -> None:
    left, took = [requests], list[float]()
    loop = asyncio.get_running_loop()
    begun = time.perf_counter()
    pollers = []
    for token in tokens:
        lines = (f"GET {path} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {token}")
        request = "\r\n".join((*lines, "", "")).encode()
        _, poller = await loop.create_connection(
            lambda request=request: Poller(request, left, took),  # type: ignore[misc]
            "127.0.0.1",
            port,
        )
        pollers.append(poller)
    await asyncio.gather(*(poller.done for poller in pollers))
    if len(took) != requests:
        sys.exit("not every request was answered with 200")
    p99 = statistics.quantiles(took, n=100)[98]
    print(time.perf_counter() - begun, statistics.median(took), p99)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        tokens = sys.stdin.read().split()
        runner.run(poll(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), tokens))
