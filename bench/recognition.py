"""How well and how cheaply the shipped English agent's recogniser hears its own phrases.

Speaks phrases of every template with four espeak-ng voices, puts them between the quiet that a turn
has around it, and sends them through the real pool of workers and the agent's understanding. Prints
a line per voice: turns whose intent was right, and turns whose slots were right as well; then the
workers' CPU time as a part of the audio's length, the pool's start included. Phrases and beams were
tuned with other voices (en-us, en-us+f3, en-us+m4, en, en+f2: 95-100 % there; en-029: 58 %, its
vowels are too far from the American model's). The first run with these four gave 94.2 %; the
worker's faint noise (worker.py) came after it, and was found with them.

    python -m bench.recognition [phrases per template, default 2] [--voices V ...] [--show-wrong]

Regional accents are harder: en-us+m7 99 %, en-us+f4 97 %, but en-gb-x-gbclan+m2 (Lancashire) 80 %
and en-gb-x-gbcwmd+f3 (West Midlands) 67 %.
"""

import argparse
import asyncio
import resource
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from realtime.agents.directory import SHIPPED
from realtime.agents.local.agent import LoadedAgent, load_agent
from realtime.agents.local.examples import Example, spoken_examples
from realtime.agents.local.recogniser import Recogniser
from realtime.agents.local.settings import LocalSettings
from realtime.agents.local.synthesiser import Synthesiser
from state.contract import SAMPLE_BYTES, SAMPLE_RATE_HZ

#: American woman and man, received pronunciation woman, Scottish man.
VOICES = ("en-us+f2", "en-us+m3", "en-gb-x-rp+f4", "en-gb-scotland+m1")

#: What the turn detector leaves around speech by default.
BEFORE_S, AFTER_S = 0.3, 0.6
NOISE_RMS = 8.0


@dataclass(frozen=True)
class Heard:
    example: Example
    text: str | None
    intent: str
    slots: Mapping[str, str]
    seconds: float


def quiet(seconds: float) -> bytes:
    """The noise of a quiet room, the same every time."""
    noise = np.random.default_rng(1).normal(0, NOISE_RMS, int(seconds * SAMPLE_RATE_HZ))
    return noise.astype("<i2").tobytes()


async def measure(
    agent: LoadedAgent, recogniser: Recogniser, voice: str, examples: list[Example]
) -> list[Heard]:
    assert agent.grammar is not None
    synthesiser = Synthesiser()
    heard = []
    for example in examples:
        speech = await synthesiser.speak_whole(example.text, voice=voice)
        pcm = quiet(BEFORE_S) + speech + quiet(AFTER_S)
        recognised = await recogniser.recognise(agent.grammar.name, pcm)
        read = agent.understanding.read(recognised.text or "")
        seconds = len(pcm) / SAMPLE_BYTES / SAMPLE_RATE_HZ
        heard.append(Heard(example, recognised.text, read.intent, read.slots, seconds))
    synthesiser.close()
    return heard


async def main(each: int, voices: Sequence[str], *, show_wrong: bool) -> None:
    agent = load_agent(SHIPPED / "marketplace-en.toml")
    assert agent.grammar is not None
    recogniser = Recogniser(LocalSettings(), [agent.grammar])
    await recogniser.start()
    examples = list(spoken_examples(agent.definition, each=each))
    print(f"{len(examples)} phrases of {len(agent.definition.intents)} intents, per voice")
    everything = []
    for voice in voices:
        heard = await measure(agent, recogniser, voice, examples)
        everything.extend(heard)
        report(agent, voice, heard)
        if show_wrong:
            for one in heard:
                if one.intent != one.example.intent:
                    print(f"    {one.example.text!r} heard as {one.text!r}: {one.intent}")
    report(agent, "all", everything)
    await recogniser.close()
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    audio = sum(one.seconds for one in everything)
    print(f"CPU {(spent.ru_utime + spent.ru_stime) / audio:.3f} of the audio's {audio:.0f} s")


def report(agent: LoadedAgent, voice: str, heard: list[Heard]) -> None:
    right = [one for one in heard if one.intent == one.example.intent]
    slots = [one for one in right if one.slots == agent.understanding.read(one.example.text).slots]
    total = len(heard)
    print(
        f"{voice:20} intent {len(right)}/{total} = {len(right) / total:.1%}, "
        f"with slots {len(slots) / total:.1%}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Recall of the English agent's phrases.")
    parser.add_argument("each", nargs="?", type=int, default=2)
    parser.add_argument("--voices", nargs="+", default=VOICES, metavar="VOICE")
    parser.add_argument("--show-wrong", action="store_true")
    arguments = parser.parse_args()
    asyncio.run(main(arguments.each, arguments.voices, show_wrong=arguments.show_wrong))
