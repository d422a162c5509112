"""Whether noises end a reply, and whether it goes on as if they had never been.

    python -m bench.coughs [how many short ones, default 1000]

Each noise (bench/noises.py) sounds once in a quiet room while a reply of 8 s is played. The
session's core runs in the audio's own time; a turn that a noise opens is heard by the shipped
English agent with its real recogniser, whose answer comes 200 ms after the turn. Short noises are
those of up to 0.6 s, of all kinds in turns; of longer ones, half as many are played. Printed: how
often the reply took no notice, how often it was held and went on, and how often it ended, by the
agent's answer or because the session took the noise for speech of some length; and of those that
didn't end, how many were heard by the client to the last sample, none twice.

What tells speech from noise (audio/voicing.py) was fitted to other noises of the same kinds
(noises.FITTED); kinds it never saw (noises.UNSEEN) are marked, and summed up for themselves.
"""

import argparse
import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from itertools import count as count_from
from itertools import islice

import numpy as np

from bench import figures
from bench.figures import Row
from bench.noises import FITTED, NOISES, UNSEEN, noise
from bench.sounds import room
from bench.voices import over_room
from realtime.agents import base as agents
from realtime.agents.base import AgentSession
from realtime.agents.directory import AgentDirectory
from realtime.agents.local.settings import LocalSettings
from realtime.voice import events
from realtime.voice.commands import Output
from realtime.voice.session import VoiceSession
from realtime.voice.settings import VoiceSettings

RATE = 16_000
CHUNK_BYTES, CHUNK_S = 640, 0.02
REPLY_S = 8.0
ANSWER_AFTER_S = 0.2
AT_ONCE = 8
#: Below are the noises that were fitted to, and those of other benches.
FIRST_SEED = 3_000
SHORT_S = 0.6
LIVED = ("no notice", "went on")

#: Sound in which a sample tells where it belongs: a prime's multiples.
REPLY = (np.arange(int(REPLY_S * RATE)) * 7919 % 65_521 - 32_760).astype("<i2").tobytes()


@dataclass
class Scene:
    """A reply, a noise over it, and what the client was sent."""

    core: VoiceSession = field(default_factory=lambda: VoiceSession(VoiceSettings()))
    sent: list[Output] = field(default_factory=list)
    now: float = 0.0
    #: What the agent first said to the noise, if it was asked.
    said: agents.AgentEvent | None = None

    def begin(self) -> None:
        self.hear(room(1.0))
        self.sent += self.core.read("hello", now=self.now)
        for said in (agents.ReplyText("One two."), agents.ReplyAudio(REPLY), agents.TurnDone()):
            self.sent += self.core.answer(1, said, now=self.now)

    def hear(self, sound: bytes) -> None:
        for at in range(0, len(sound), CHUNK_BYTES):
            self.now += CHUNK_S
            while (deadline := self.core.next_deadline()) is not None and deadline <= self.now:
                self.sent += self.core.expire(now=deadline)
            self.sent += self.core.receive(sound[at : at + CHUNK_BYTES], now=self.now)

    def turn_heard(self) -> bytes | None:
        """The audio of the turn the noise opened, once it is over."""
        if not any(isinstance(output, events.SpeechStopped) for output in self.sent):
            return None
        pcm = b""
        while more := self.core.take_audio(2):
            pcm += more if isinstance(more, bytes) else b""
        return pcm

    @property
    def outcome(self) -> str:
        ends = [output for output in self.sent if isinstance(output, events.ResponseEnd)]
        if not ends or ends[-1].interrupted:
            answered = self.said is not None and not isinstance(self.said, agents.TurnDone)
            return "by answer" if answered else "by length"
        return "no notice" if len(ends) == 1 else "went on"

    @property
    def is_exact(self) -> bool:
        """Whether the client heard the whole reply, each part cut where its interruption says."""
        played: dict[str, bytes] = {}
        for output in self.sent:
            match output:
                case events.AudioResponse():
                    so_far = played.get(output.response_id, b"")
                    played[output.response_id] = so_far + output.audio
                case events.Interruption():
                    so_far = played.get(output.response_id, b"")
                    played[output.response_id] = so_far[: output.played_ms * RATE // 500]
        return b"".join(played.values()) == REPLY


async def first_said(agent: AgentSession, pcm: bytes) -> agents.AgentEvent:
    async def audio() -> AsyncIterator[bytes]:
        yield pcm

    answer = agent.listen(audio())
    try:
        return await anext(answer)
    finally:
        await answer.aclose()


async def play(agent: AgentSession, kind: str, seed: int) -> Scene:
    scene = Scene()
    scene.begin()
    before_s = np.random.default_rng([seed]).uniform(0.5, 1.5)
    lead, rest = bytes(2 * int(before_s * RATE)), bytes(2 * RATE)
    sound = over_room(lead + noise(kind, seed) + rest)
    for at in range(0, len(sound), CHUNK_BYTES):
        scene.hear(sound[at : at + CHUNK_BYTES])
        if (pcm := scene.turn_heard()) is not None:
            scene.said = await first_said(agent, pcm)
            scene.hear(room(ANSWER_AFTER_S))
            scene.sent += scene.core.answer(2, scene.said, now=scene.now)
            break
    scene.hear(room(REPLY_S + 4))
    return scene


async def played(count: int) -> list[Row]:
    directory = AgentDirectory(LocalSettings())
    agent = directory.get("marketplace-en")
    await agent.start()
    session, gate = agent.open_session(), asyncio.Semaphore(AT_ONCE)
    found: dict[tuple[str, bool], Counter[str]] = defaultdict(Counter)

    async def one(kind: str, seed: int, *, short: bool) -> None:
        async with gate:
            scene = await play(session, kind, seed)
        found[kind, short][scene.outcome] += 1
        found[kind, short]["exact"] += scene.outcome in LIVED and scene.is_exact

    await asyncio.gather(
        *(one(kind, seed, short=True) for kind, seed in islice(chosen(short=True), count)),
        *(one(kind, seed, short=False) for kind, seed in islice(chosen(short=False), count // 2)),
    )
    await directory.close()
    return report(found)


def chosen(*, short: bool) -> Iterator[tuple[str, int]]:
    """Noises (kind, seed) of either length, the kinds in turns."""
    for seed in count_from(FIRST_SEED):
        for kind in NOISES:
            if (len(noise(kind, seed)) <= SHORT_S * 2 * RATE) is short:
                yield kind, seed


def report(found: dict[tuple[str, bool], Counter[str]]) -> list[Row]:
    rows = []
    for kind in NOISES:
        if found[kind, True]:
            print(row(f"{kind} (unseen)" if kind in UNSEEN else kind, found[kind, True]))
    for short in (True, False):
        length = "short" if short else "longer"
        for title, kinds in (("fitted", FITTED), ("unseen", UNSEEN), ("all", NOISES)):
            total: Counter[str] = sum((found[kind, short] for kind in kinds), Counter())
            print(row(f"{length}, {title}", total))
            rows += figures_of(f"{length} noises, {title}", total)
    return rows


def figures_of(title: str, found: Counter[str]) -> list[Row]:
    lived = sum(found[outcome] for outcome in LIVED)
    ended = found["by answer"] + found["by length"]
    return [
        figures.measured(f"replies ended by {title}", 100 * ended / max(1, lived + ended), "%"),
        figures.none_of(f"not heard to the last sample, {title}", lived - found["exact"]),
    ]


def row(title: str, found: Counter[str]) -> str:
    lived = sum(found[outcome] for outcome in LIVED)
    total = lived + found["by answer"] + found["by length"]
    return (
        f"{title:18} of {total}: no notice {found['no notice']}, went on {found['went on']}, "
        f"ended by an answer {found['by answer']}, by length {found['by length']} "
        f"({1 - lived / max(1, total):.1%} ended); to the last sample {found['exact']} of {lived}"
    )


def main() -> list[Row]:
    parser = argparse.ArgumentParser(description="Noises over a reply.")
    parser.add_argument("count", nargs="?", type=int, default=1_000)
    return asyncio.run(played(parser.parse_args().count))


if __name__ == "__main__":
    figures.finish(main())
