"""Turns to measure the recogniser with: phrases, foreign speech, recordings and mere noises.

Each is as a turn arrives: with the quiet before and after that the turn detector leaves.
"""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audio.wav import BadWav, read_wav
from bench.noises import noise
from bench.sounds import as_turn, with_noise
from realtime.agents.directory import SHIPPED
from realtime.agents.local.agent import LoadedAgent, load_agent
from realtime.agents.local.examples import Example
from realtime.agents.local.files import agent_paths
from realtime.agents.local.synthesiser import Synthesiser
from state.contract import SAMPLE_BYTES, SAMPLE_RATE_HZ

SECOND = SAMPLE_RATE_HZ * SAMPLE_BYTES
#: Of the pieces recordings are cut into; no longer than a phrase.
WINDOWS_S = (1.0, 1.6, 2.2, 3.0)
#: At most 30 % of a window is in the one before it as well.
ADVANCE = 0.7
#: A rest shorter than this is left away.
LEAST_WINDOW_S = 0.9


@dataclass(frozen=True)
class Clip:
    """One turn. `intent` is what the agent it is spoken to should understand; None is nothing."""

    source: str
    text: str
    pcm: bytes
    intent: str | None = None

    @property
    def seconds(self) -> float:
        return len(self.pcm) / SECOND


def agents() -> dict[str, LoadedAgent]:
    """The shipped English agents, and small ones of other domains, by name."""
    here = Path(__file__).parent / "agents"
    shipped = (path for path in agent_paths(SHIPPED) if path.stem.endswith("-en"))
    files = (*shipped, here / "home.toml", here / "bank.toml")
    return {path.stem: load_agent(path) for path in files}


def phrases(examples: Iterable[Example], voices: Sequence[str]) -> list[Clip]:
    """Each phrase in each voice."""
    wanted = [(example, voice) for example in examples for voice in voices]
    spoken = speak([(example.text, voice) for example, voice in wanted])
    return [
        replace(clip, intent=example.intent)
        for clip, (example, _) in zip(spoken, wanted, strict=True)
    ]


def speak(wanted: Sequence[tuple[str, str]]) -> list[Clip]:
    """Each (text, voice), as foreign speech."""

    async def speak_all() -> list[Clip]:
        synthesiser = Synthesiser()
        try:
            return [
                Clip(voice, text, as_turn(await synthesiser.speak_whole(text, voice=voice)))
                for text, voice in wanted
            ]
        finally:
            synthesiser.close()

    return asyncio.run(speak_all())


def take_turns(texts: Sequence[str], voices: Sequence[str], each: int) -> list[tuple[str, str]]:
    """Every text with `each` of the voices, every voice about as often."""
    return [
        (text, voices[(number + 3 * turn) % len(voices)])
        for number, text in enumerate(texts)
        for turn in range(each)
    ]


def recordings(folder: Path) -> Iterator[Clip]:
    """Pieces of all recordings in `folder` that can be read: 16 kHz WAV."""
    for path in sorted(folder.glob("*.wav")):
        try:
            wav = read_wav(path.read_bytes())
        except BadWav:
            continue
        if wav.rate_hz == SAMPLE_RATE_HZ:
            for seconds in WINDOWS_S:
                yield from _windows(path.stem, wav.pcm, seconds)


def _windows(name: str, pcm: bytes, seconds: float) -> Iterator[Clip]:
    start = 0.0
    while start + min(seconds, LEAST_WINDOW_S) <= len(pcm) / SECOND:
        first = round(start * SAMPLE_RATE_HZ) * SAMPLE_BYTES
        piece = pcm[first : first + round(seconds * SAMPLE_RATE_HZ) * SAMPLE_BYTES]
        yield Clip(name, f"{seconds} s from {start:.1f} s", as_turn(piece))
        start += seconds * ADVANCE


def noises(kinds: Iterable[str], each: int, *, seed: int) -> list[Clip]:
    """`each` sounds of every kind; other seeds, other sounds."""
    return [
        Clip(kind, f"number {number}", as_turn(noise(kind, number)))
        for kind in kinds
        for number in range(seed, seed + each)
    ]


def under_noise(clips: Iterable[Clip], colours: Sequence[str], *, snr_db: float) -> list[Clip]:
    """The clips under noises that take turns; "" leaves one as it is."""
    return [
        replace(clip, pcm=with_noise(clip.pcm, colour, snr_db=snr_db, seed=at)) if colour else clip
        for at, clip in enumerate(clips)
        for colour in (colours[at % len(colours)],)
    ]
