"""A server of the live stream that is measured: ours or nchan (part of bench/sse.py)."""

import json
import urllib.request
from dataclasses import dataclass, field

from bench.crowd import MARK, Crowd, Place
from bench.servers import Measured
from realtime.conversations.events import message_entry
from realtime.conversations.records import Message

SINGLES = 40
BURST = 50
BURSTS = 4
STREAM = "/backend/conversations/stream"
TEXT = "And what does it cost to send it back? " * 4 + MARK.decode()


def our_place(server: Measured) -> Place:
    url = f"http://127.0.0.1:{server.port}/dev/token?user=1&scope=conversations"
    with urllib.request.urlopen(url, timeout=10) as answer:
        token = json.load(answer)["access_token"]
    return Place(
        server.port,
        STREAM,
        "/backend/conversations/lead-1/messages",
        f"Authorization: Bearer {token}\r\n",
        b'"heartbeat"',
    )


def nchan_place(server: Measured) -> Place:
    return Place(server.port, "/stream", "/publish")


def our_request(place: Place) -> bytes:
    return place.publication(json.dumps({"role": "assistant", "content": TEXT}).encode())


def nchan_request(place: Place) -> bytes:
    """The payload that our subscribers get."""
    message = Message(
        lead_id="lead-1", id="5" * 36, content=TEXT, role="assistant", at=1_786_000_000.0, seq=1
    )
    frame = message_entry(message, "web", "0" * 16).frame
    return place.publication(frame.partition(b"data: ")[2].removesuffix(b"\n\n"))


@dataclass
class Side:
    """One of the two, and what was measured of it; CPU in microseconds."""

    server: Measured
    place: Place
    request: bytes
    post_us: dict[str, float] = field(default_factory=dict)
    single_us: list[float] = field(default_factory=list)
    burst_us: list[float] = field(default_factory=list)
    single_lags: list[float] = field(default_factory=list)
    burst_lags: list[float] = field(default_factory=list)

    def measure_posts(self) -> None:
        """With nobody subscribed."""
        crowd = Crowd(self.place, 0)
        self.burst(crowd, 2)
        for name, work, count in (
            ("single", self.single, 400),
            ("burst", self.burst, 400 // BURST),
        ):
            before = self.server.cpu_seconds()
            work(crowd, count)
            self.post_us[name] = (self.server.cpu_seconds() - before) / 400 * 1e6
        crowd.close()

    def round(self, crowd: Crowd) -> None:
        before = self.server.cpu_seconds()
        self.single_lags += self.single(crowd, SINGLES)
        between = self.server.cpu_seconds()
        self.burst_lags += self.burst(crowd, BURSTS)
        after = self.server.cpu_seconds()
        self.single_us.append((between - before) / (SINGLES * len(crowd)) * 1e6)
        self.burst_us.append((after - between) / (BURSTS * BURST * len(crowd)) * 1e6)

    def single(self, crowd: Crowd, count: int) -> list[float]:
        lags = []
        for _ in range(count):
            begun = crowd.publish([self.request])
            lags += [at - begun for at in crowd.settle(events=len(crowd) and 1, answers=1)]
        return lags

    def burst(self, crowd: Crowd, count: int) -> list[float]:
        lags = []
        for _ in range(count):
            begun = crowd.publish([self.request] * BURST)
            times = crowd.settle(events=len(crowd) and BURST, answers=BURST)
            lags += [at - begun for at in times]
        return lags
