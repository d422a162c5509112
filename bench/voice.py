"""What a live voice session costs, beside the least it could cost.

    python -m bench.voice [--sessions 200] [--seconds 10] [--rounds 3]

N paced sessions send 4096-byte chunks of speech to agent `silent`. Printed:

- CPU milliseconds per second of audio: this server's and the bare loop's (bare_loop.py), measured
  in turn, round after round, on the same load; the ratio of each round and the best of each;
- p50 and p99 from the chunk that completes a start to `speech_started` on the wire (which chunk
  that is, is known: the same core is run over the same audio first);
- private memory of an idle session that has heard three seconds of silence.

The load runs in this process: on two cores the server has one for itself.
"""

import argparse
import asyncio
import statistics
from collections.abc import Callable
from contextlib import AbstractContextManager

import uvloop

from bench import figures
from bench.figures import Row
from bench.servers import Measured, bare_loop, vivavoz
from bench.sounds import room
from bench.talkers import Talker, audio_frames, pace
from bench.voices import conversation
from realtime.voice.events import SpeechStarted
from realtime.voice.session import VoiceSession
from realtime.voice.settings import VoiceSettings

CHUNK_BYTES = 4_096
CHUNK_S = CHUNK_BYTES / 32_000
IDLE_SESSIONS = 300


def starts_of(sound: bytes) -> list[int]:
    """The chunks that complete a start of speech."""
    core = VoiceSession(VoiceSettings())
    found = []
    for number, at in enumerate(range(0, len(sound), CHUNK_BYTES)):
        outputs = core.receive(sound[at : at + CHUNK_BYTES], now=number * CHUNK_S)
        found += [number for output in outputs if isinstance(output, SpeechStarted)]
    return found


class Load:
    """N talkers on one server, out of step with one another."""

    def __init__(self, server: Measured, sound: bytes, sessions: int) -> None:
        self._server = server
        self._frames = audio_frames(sound, CHUNK_BYTES)
        self._starts = starts_of(sound)
        self._sessions = sessions
        self.delays: list[float] = []

    async def run(self) -> float:
        """CPU seconds per audio second while all of them talk."""
        heard: list[list[float]] = [[] for _ in range(self._sessions)]
        sent: list[list[float]] = [[] for _ in range(self._sessions)]
        talkers = [
            await Talker.connect(self._server.port, _noting_starts(times)) for times in heard
        ]
        begin = asyncio.get_running_loop().time() + 0.5
        before = self._server.cpu_seconds()
        await asyncio.gather(
            *(
                pace(talker, self._frames, CHUNK_S, times, begin + CHUNK_S * n / self._sessions)
                for n, (talker, times) in enumerate(zip(talkers, sent, strict=True))
            )
        )
        used = self._server.cpu_seconds() - before
        for talker in talkers:
            talker.transport.close()
        for sent_at, heard_at in zip(sent, heard, strict=True):
            pairs = zip(self._starts, heard_at, strict=False)
            self.delays += [came - sent_at[chunk] for chunk, came in pairs]
        return used / (self._sessions * len(self._frames) * CHUNK_S)


def _noting_starts(times: list[float]) -> Callable[[bytes, float], None]:
    def note(message: bytes, now: float) -> None:
        if message.startswith(b'{"type":"speech_started"'):
            times.append(now)

    return note


def measure(
    server_of: Callable[[], AbstractContextManager[Measured]], sound: bytes, sessions: int
) -> tuple[float, list[float]]:
    with server_of() as server:
        load = Load(server, sound, sessions)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(load.run()), load.delays


def idle_bytes() -> float:
    """Private memory of an idle session."""
    frames = audio_frames(room(3.0), CHUNK_BYTES)

    async def fill(server: Measured, count: int) -> list[Talker]:
        talkers = [
            await Talker.connect(server.port, lambda message, now: None) for _ in range(count)
        ]
        begin = asyncio.get_running_loop().time()
        await asyncio.gather(*(pace(talker, frames, 0.05, [], begin) for talker in talkers))
        await asyncio.sleep(1.0)
        return talkers

    async def compare(server: Measured) -> float:
        warm = await fill(server, 50)
        before = server.memory_bytes()
        idle = await fill(server, IDLE_SESSIONS)
        grown = server.memory_bytes() - before
        for talker in warm + idle:
            talker.transport.close()
        return grown / IDLE_SESSIONS

    with vivavoz() as server, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(compare(server))


def main() -> list[Row]:
    parser = argparse.ArgumentParser(description="The cost of a live voice session.")
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    sound = conversation(options.seconds)
    bare, ours, delays = [], [], []
    for number in range(options.rounds):
        bare.append(measure(bare_loop, sound, options.sessions)[0])
        cost, late = measure(vivavoz, sound, options.sessions)
        ours.append(cost)
        delays += late
        print(
            f"round {number + 1}: bare {bare[-1] * 1000:.2f} ms/s, "
            f"vivavoz {ours[-1] * 1000:.2f} ms/s, ratio {ours[-1] / bare[-1]:.2f}"
        )
    best = min(ours) / min(bare)
    print(f"CPU per audio second, best of each: {best:.2f} x the bare loop (limit 1.25)")
    print(f"sessions a core at that cost: {1 / min(ours):.0f}")
    p50, p99 = statistics.median(delays), statistics.quantiles(delays, n=100)[98]
    print(
        f"speech_started after its chunk, {len(delays)} starts: "
        f"p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms (limit 30)"
    )
    idle_kb = idle_bytes() / 1000
    print(f"an idle session: {idle_kb:.1f} kB (limit 60)")
    return [
        figures.at_most(
            "a live session's CPU beside a bare loop, best of each",
            min(ours) * 1000,
            1.25 * min(bare) * 1000,
            "ms/s",
            peer=figures.number(min(bare) * 1000, "ms/s, a bare loop"),
            ratio=best,
        ),
        figures.at_most("speech_started after its chunk, p99", p99 * 1000, 30, "ms"),
        figures.at_most("private memory of an idle session", idle_kb, 60, "kB"),
    ]


if __name__ == "__main__":
    figures.finish(main())
