"""Fits what the recogniser refuses by: the tables of refusal.py and voicing.py.

    python -m bench.refusal_fit {phrase,speech} DIR

Speaks phrases of the shipped agent and of a small one (`home`) with twelve voices, half of them
under noise, and the first list of foreign.py; cuts the recordings in DIR into pieces; and makes
noises of the kinds in noises.FITTED. Prints the table as it stands in the source, and before it
what models fitted without a fifth of the voices, recordings and kinds of noise say of that fifth;
for voicing.py also what its table says of kinds it was never fitted to. bench/recognition.py
measures with other voices, sentences, phrases and noises, and another small agent.

Groups (right phrases, foreign speech, recordings) weigh the same, whatever their number: the
recordings are few, but are the only speech that wasn't synthesised. Voices of a synthesiser differ
less than people and their rooms do: for voicing.py all speech is there a second time, made deeper
or higher, through a telephone or in a hall. Takes 7 minutes for `phrase`, half a one for `speech`.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from audio.likelihood import Model, logistic
from audio.voicing import Sound, listen, over_noise
from bench.clips import Clip, agents, noises, phrases, recordings, speak, take_turns, under_noise
from bench.fitting import Matrix, fit
from bench.foreign import FITTED_WITH
from bench.noises import FITTED, UNSEEN
from bench.sounds import at_speed, by_telephone, in_hall
from realtime.agents.local.agent import LoadedAgent
from realtime.agents.local.examples import Example, spoken_examples
from realtime.agents.local.jobs import Learn
from realtime.agents.local.refusal import Evidence
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
#: A third of the noises isn't in a quiet room either.
NOISES_UNDER = ("", "", "white", "", "", "pink")
#: What voicing.py's speech is fitted as besides, in turns.
CHANGES: tuple[Callable[[bytes], bytes], ...] = (
    lambda pcm: at_speed(pcm, 0.8),
    lambda pcm: at_speed(pcm, 1.3),
    by_telephone,
    lambda pcm: in_hall(pcm, seed=0),
)
#: What bench/recognition.py measures with, up to so many phrases of a template, isn't fitted to.
MEASURED_EACH = 2
FOLDS = 5


@dataclass(frozen=True)
class Case:
    """A measurement, whether what it is for is true, and whose weight it shares."""

    measured: Evidence | Sound
    true: bool
    group: str
    source: str


def main(table: str, folder: Path) -> None:
    known = agents()
    shop, home = known["marketplace-en"], known["home"]
    spoken = [
        (shop, _spoken(phrases_to_fit(shop), 3)),
        (home, _spoken(list(spoken_examples(home.definition, each=2)), 6)),
    ]
    foreign = under_noise(speak(take_turns(FITTED_WITH, VOICES, 3)), COLOURS, snr_db=SNR_DB)
    recorded = list(recordings(folder))
    if table == "phrase":
        fit_phrases(spoken, foreign, recorded)
    else:
        fit_speech([clip for _, clips in spoken for clip in clips[::2]], foreign, recorded)


def fit_phrases(
    spoken: list[tuple[LoadedAgent, list[Clip]]], foreign: list[Clip], recorded: list[Clip]
) -> None:
    heard: list[Case] = []
    for agent, own in spoken:
        heard += evidence_of(agent, own, "phrase")
        heard += evidence_of(agent, foreign, "foreign")
        heard += evidence_of(agent, recorded, "recorded")
    report("PHRASE", heard)


def fit_speech(spoken: list[Clip], foreign: list[Clip], recorded: list[Clip]) -> None:
    words = under_noise(speak(take_turns(WORDS, VOICES, 10)), COLOURS, snr_db=SNR_DB)
    groups = {"phrase": spoken, "foreign": foreign, "recorded": recorded, "word": words}
    sounds: list[Case] = []
    for group, clips in groups.items():
        sounds += sounds_of(clips, group)
        for snr_db in LOUDER_SNRS_DB:
            sounds += sounds_of(under_noise(clips, COLOURS[1::2], snr_db=snr_db), group)
        sounds += sounds_of(changed(clips), f"{group} changed")
    made = under_noise(noises(FITTED, 45, seed=0), NOISES_UNDER, snr_db=SNR_DB)
    weights = report("SPEECH", [*sounds, *sounds_of(made, "noise")], half="noise")
    unseen = list(sounds_of(noises(UNSEEN, 60, seed=0), "unseen"))
    likely = np.array([weights.likelihood(case.measured) for case in unseen])
    for kind in UNSEEN:
        _print_shares(kind, likely[[case.source == kind for case in unseen]])
    _print_shares("unseen", likely)


def changed(clips: list[Clip]) -> list[Clip]:
    return [
        replace(clip, pcm=CHANGES[number % len(CHANGES)](clip.pcm))
        for number, clip in enumerate(clips)
    ]


def phrases_to_fit(agent: LoadedAgent) -> list[Example]:
    """Phrases that bench/recognition.py doesn't speak: fewer of a template aren't among more."""
    measured = {
        example.text
        for each in range(1, MEASURED_EACH + 1)
        for example in spoken_examples(agent.definition, each=each)
    }
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
    """Measurements, of one source what shares a voice, a recording or a kind of noise."""
    for clip in clips:
        sound = listen(over_noise(clip.pcm))[1]
        if sound.voiced > 0 or group == "unseen":
            yield Case(sound, group not in ("noise", "unseen"), group, clip.source)


def report(name: str, cases: list[Case], half: str = "") -> Model[Any]:
    """Print what is said of held-out cases, and the table. The group `half` weighs as the rest."""
    measured = np.array([astuple(case.measured) for case in cases])
    true = np.array([case.true for case in cases], dtype=np.float64)
    groups = [case.group for case in cases]
    shares = {group: 1.0 / groups.count(group) for group in groups}
    if half in shares:
        shares[half] *= len(shares) - 1
    counts = np.array([shares[group] for group in groups])
    counts *= len(cases) / counts.sum()
    folds = _folds(cases)
    likely = np.zeros(len(cases))
    for fold in range(FOLDS):
        out = folds == fold
        weights = fit(measured[~out], true[~out], counts[~out])
        likely[out] = [logistic(weights[0] + row @ weights[1:]) for row in measured[out]]
    for group in sorted(set(groups)):
        of_group = np.array([case.group == group for case in cases])
        _print_shares(group, likely[of_group])
        if group == half:
            for kind in sorted({case.source for case in cases if case.group == group}):
                _print_shares(kind, likely[[case.source == kind for case in cases]])
    weights = fit(measured, true, counts)
    measure = type(cases[0].measured)
    _print_table(name, weights, measure)
    return Model(float(weights[0]), measure(*map(float, weights[1:])))


def _folds(cases: list[Case]) -> Matrix:
    """Cases of the same source are held out together."""
    sources = sorted({case.source for case in cases})
    return np.array([sources.index(case.source) % FOLDS for case in cases])


def _print_shares(group: str, likely: Matrix) -> None:
    shares = ", ".join(
        f"{np.mean(likely >= least):.1%} >= {least}" for least in (0.2, 0.3, 0.4, 0.5)
    )
    print(f"{group:16} {len(likely):5} held out: {shares}")


def _print_table(name: str, weights: Matrix, kind: type[Evidence] | type[Sound]) -> None:
    print(f"{name} = Model(\n    bias={weights[0]:.3f},\n    weights={kind.__name__}(")
    for field, weight in zip(fields(kind), weights[1:], strict=True):
        print(f"        {field.name}={weight:.4f},")
    print("    ),\n)")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Fit the tables of refusal.py and voicing.py.")
    parser.add_argument("table", choices=("phrase", "speech"))
    parser.add_argument("recordings", type=Path, metavar="DIR", help="real speech, 16 kHz WAV")
    arguments = parser.parse_args()
    main(arguments.table, arguments.recordings)
