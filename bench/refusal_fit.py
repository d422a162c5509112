"""Fits what the recogniser refuses by: the tables of refusal.py and voicing.py.

    python -m bench.refusal_fit DIR

Speaks phrases of the shipped agent and of a small one (`home`) with twelve voices, half of them
under noise, and the first list of foreign.py; cuts the recordings in DIR into pieces; and makes
noises. Prints both tables as they stand in the source, and before them what models fitted without
a fifth of the voices and recordings say of that fifth. bench/recognition.py measures with other
voices, sentences, phrases and noises, and another small agent.

Right phrases, foreign speech and recordings weigh the same, whatever their number: the recordings
are few, but are the only speech that wasn't synthesised. Takes 5 minutes.
"""

import argparse
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np

from bench.clips import Clip, agents, noises, phrases, recordings, speak, take_turns, under_noise
from bench.foreign import FITTED_WITH
from realtime.agents.local.agent import LoadedAgent
from realtime.agents.local.examples import Example, spoken_examples
from realtime.agents.local.jobs import Learn
from realtime.agents.local.likelihood import Matrix, fit, logistic
from realtime.agents.local.refusal import Evidence
from realtime.agents.local.voicing import Sound, listen, over_noise
from realtime.agents.local.worker import Ear

VOICES = (
    *("en-us", "en-us+f3", "en-us+m4", "en+f2", "en-gb-x-rp+m2", "en-gb-scotland+f1", "en-us+f1"),
    *("en-us+klatt2", "en-gb-x-gbclan+f5", "en-us+m1", "en-us+f5", "en-gb-x-rp+f2"),
)
#: Half of the clips as they are, half under noise of 15 dB less.
COLOURS = ("", "white", "", "pink")
SNR_DB = 15.0
#: Whether somebody speaks must be known in more noise than words are understood in.
LOUDER_SNRS_DB = (10.0, 5.0)
#: Single words, besides the phrases: the least that is speech.
WORDS = (
    *("yes", "no", "stop", "hello", "hi", "okay", "bye", "cancel", "enough", "please", "what"),
    *("louder", "correct", "wrong", "right", "maybe"),
)
FOLDS = 5


@dataclass(frozen=True)
class Case:
    """A measurement, whether what it is for is true, and whose weight it shares."""

    measured: Evidence | Sound
    true: bool
    group: str
    source: str


def main(folder: Path) -> None:
    known = agents()
    shop, home = known["marketplace-en"], known["home"]
    spoken = {
        shop.definition.file.name: _spoken(phrases_to_fit(shop), 3),
        home.definition.file.name: _spoken(list(spoken_examples(home.definition, each=2)), 6),
    }
    foreign = under_noise(speak(take_turns(FITTED_WITH, VOICES, 3)), COLOURS, snr_db=SNR_DB)
    recorded = list(recordings(folder))
    heard: list[Case] = []
    for agent in (shop, home):
        own = spoken[agent.definition.file.name]
        heard += evidence_of(agent, own, "phrase")
        heard += evidence_of(agent, foreign, "foreign")
        heard += evidence_of(agent, recorded, "recorded")
    report("PHRASE", heard)
    words = under_noise(speak(take_turns(WORDS, VOICES, 10)), COLOURS, snr_db=SNR_DB)
    speech = [clip for clips in spoken.values() for clip in clips[::2]] + foreign + recorded + words
    loud = [under_noise(speech, COLOURS[1::2], snr_db=snr_db) for snr_db in LOUDER_SNRS_DB]
    speech += sum(loud, [])
    sounds = [*sounds_of(speech, "speech"), *sounds_of(noises(45, seed=0), "noise")]
    report("SPEECH", sounds)


def phrases_to_fit(agent: LoadedAgent) -> list[Example]:
    """Phrases that bench/recognition.py doesn't speak."""
    measured = {example.text for example in spoken_examples(agent.definition, each=2)}
    every = spoken_examples(agent.definition, each=4)
    return [example for example in every if example.text not in measured]


def _spoken(examples: list[Example], each: int) -> list[Clip]:
    """Every example in `each` of the voices, half of them under noise."""
    clips = [
        clip
        for number, example in enumerate(examples)
        for clip in phrases([example], [VOICES[(number + 3 * turn) % 12] for turn in range(each)])
    ]
    return under_noise(clips, COLOURS, snr_db=SNR_DB)


def evidence_of(agent: LoadedAgent, clips: list[Clip], group: str) -> Iterator[Case]:
    """The evidence where the agent's grammar found a phrase; true where that is what was said."""
    assert (grammar := agent.grammar) is not None
    ear = Ear()
    ear.learn(Learn(grammar.name, grammar.jsgf, dict(grammar.pronunciations)))
    for clip in clips:
        pcm = over_noise(clip.pcm)
        found = ear.find(grammar.name, pcm, listen(pcm)[0])
        if found is not None:
            right = agent.understanding.read(found.text).intent == clip.intent
            # What is misheard of a phrase is as wrong as foreign speech.
            wrong = "recorded" if group == "recorded" else "foreign"
            yield Case(found.evidence, right, group if right else wrong, clip.source)


def sounds_of(clips: list[Clip], group: str) -> Iterator[Case]:
    for clip in clips:
        sound = listen(over_noise(clip.pcm))[1]
        if sound.run > 0:
            yield Case(sound, group == "speech", group, f"{clip.source} {clip.text}")


def report(name: str, cases: list[Case]) -> None:
    measured = np.array([astuple(case.measured) for case in cases])
    true = np.array([case.true for case in cases], dtype=np.float64)
    groups = [case.group for case in cases]
    counts = np.array([len(cases) / groups.count(group) / len(set(groups)) for group in groups])
    folds = _folds(cases)
    likely = np.zeros(len(cases))
    for fold in range(FOLDS):
        out = folds == fold
        weights = fit(measured[~out], true[~out], counts[~out])
        likely[out] = [logistic(weights[0] + row @ weights[1:]) for row in measured[out]]
    for group in sorted(set(groups)):
        _print_held_out(group, likely[[case.group == group for case in cases]])
    _print_table(name, fit(measured, true, counts), type(cases[0].measured))


def _folds(cases: list[Case]) -> Matrix:
    """Cases of the same source are held out together."""
    sources = sorted({case.source for case in cases})
    return np.array([sources.index(case.source) % FOLDS for case in cases])


def _print_held_out(group: str, likely: Matrix) -> None:
    shares = ", ".join(
        f"{np.mean(likely >= least):.1%} >= {least}" for least in (0.2, 0.3, 0.4, 0.5)
    )
    print(f"{group:10} {len(likely):5} held out: {shares}")


def _print_table(name: str, weights: Matrix, kind: type[Evidence] | type[Sound]) -> None:
    print(f"{name} = Model(\n    bias={weights[0]:.3f},\n    weights={kind.__name__}(")
    for field, weight in zip(fields(kind), weights[1:], strict=True):
        print(f"        {field.name}={weight:.4f},")
    print("    ),\n)")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Fit the tables of refusal.py and voicing.py.")
    parser.add_argument("recordings", type=Path, metavar="DIR", help="real speech, 16 kHz WAV")
    main(parser.parse_args().recordings)
