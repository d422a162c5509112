"""How soon a talker silences the agent, over the wire.

    python -m bench.barge_in [--sessions 20] [--rounds 3]

Each session makes agent `marketplace-en` give its longest reply and speaks into it, paced, in
chunks of 20 ms, 4096 and 8192 bytes. Printed for each size: p50 and p99 from the moment the first
voiced frame of the deciding window was spoken to the last audio of the reply that came, and to
`interruption`; and how many messages of the old response came after it (must be none).
"""

import argparse
import asyncio
import json
import statistics
from dataclasses import dataclass, field
from typing import Any

import uvloop

from bench import figures
from bench.figures import Row
from bench.servers import Measured, vivavoz
from bench.sounds import room
from bench.talkers import Talker, audio_frames, pace, text_frame
from bench.voices import conversation
from realtime.voice.settings import VoiceSettings

CHUNKS = {640: 300, 4_096: 400, 8_192: 530}  # bytes, and the p99 to reach in ms
QUESTION = "What can I ask you?"
BYTES_A_SECOND = 32_000


@dataclass
class Scene:
    """What one session heard of one barge-in."""

    begun_at: float
    spoken_at: float | None = None
    last_audio_at: float | None = None
    cut_at: float | None = None
    cut_response: str | None = None
    late: int = 0
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, message: bytes, now: float) -> None:
        received: dict[str, Any] = json.loads(message)
        data = received["data"]
        if self.cut_response is not None and data.get("response_id") == self.cut_response:
            self.late += 1
        elif received["type"] == "speech_started":
            voiced_ms = data["audio_start_ms"] + VoiceSettings().prefix_ms
            self.spoken_at = self.begun_at + voiced_ms / 1000
        elif received["type"] == "audio_response" and self.cut_at is None:
            self.last_audio_at = now
        elif received["type"] == "interruption":
            self.cut_at, self.cut_response = now, data["response_id"]
            self.done.set()


async def scene(server: Measured, sound: bytes, chunk_bytes: int, delay_s: float) -> Scene:
    await asyncio.sleep(delay_s)
    loop = asyncio.get_running_loop()
    heard = Scene(begun_at=loop.time() + 0.1)
    talker = await Talker.connect(server.port, heard.note, agent="marketplace-en")
    talker.transport.write(text_frame({"type": "text", "data": {"text": QUESTION}}))
    frames = audio_frames(sound, chunk_bytes)
    await pace(talker, frames, chunk_bytes / BYTES_A_SECOND, [], heard.begun_at)
    try:
        await asyncio.wait_for(heard.done.wait(), 2.0)
        await asyncio.sleep(0.5)  # for whatever comes too late
    except TimeoutError:
        pass
    talker.transport.close()
    return heard


async def measure(server: Measured, sessions: int, rounds: int) -> list[Row]:
    rows: list[Row] = []
    sound = room(1.5) + conversation(2.5, pause_s=0.2)
    for chunk_bytes, limit in CHUNKS.items():
        scenes: list[Scene] = []
        for _ in range(rounds):
            step = chunk_bytes / BYTES_A_SECOND / sessions
            scenes += await asyncio.gather(
                *(scene(server, sound, chunk_bytes, n * step) for n in range(sessions))
            )
        rows += report(chunk_bytes, limit, scenes)
    return rows


def report(chunk_bytes: int, limit: int, scenes: list[Scene]) -> list[Row]:
    cuts = [each for each in scenes if each.cut_at and each.spoken_at and each.last_audio_at]
    last = [1000 * max(0.0, each.last_audio_at - each.spoken_at) for each in cuts]  # type: ignore
    told = [1000 * (each.cut_at - each.spoken_at) for each in cuts]  # type: ignore
    print(
        f"{chunk_bytes} bytes: {len(cuts)} of {len(scenes)} cut; "
        f"to the last audio p50 {statistics.median(last):.0f} p99 {p99(last):.0f} ms, "
        f"to interruption p50 {statistics.median(told):.0f} p99 {p99(told):.0f} ms "
        f"(limit {limit}); of the old response afterwards: {sum(each.late for each in scenes)}"
    )
    size = f"in chunks of {chunk_bytes} bytes"
    return [
        figures.at_most(f"voice to silence, p99, {size}", p99(last), limit, "ms"),
        figures.none_of(f"of the old response afterwards, {size}", sum(s.late for s in scenes)),
        figures.none_of(f"replies that weren't cut, {size}", len(scenes) - len(cuts)),
    ]


def p99(values: list[float]) -> float:
    return statistics.quantiles(values, n=100)[98]


def main() -> list[Row]:
    parser = argparse.ArgumentParser(description="How soon a talker silences the agent.")
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with vivavoz() as server, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(measure(server, options.sessions, options.rounds))


if __name__ == "__main__":
    figures.finish(main())
