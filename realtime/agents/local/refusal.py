"""How sure it is that a phrase of the grammar was said, and not something else that it fits best.

A grammar's search finds its best phrase in whatever it hears. Beside it runs a loop of mere phones,
which follows any speech there is. Both give scores for the same frames of 10 ms, relative to the
model's best guess at each frame (`compallsen`: without it each search would be compared to a best
of its own; a phone loop's margin alone then told 84 % of phrases from 91 % of the rest, and 87 %
from 96 % with it). What they disagree on is measured here, by frame and by phone so that it means
the same for every grammar, and weighed by a logistic model. A pass with the general language
model was refused: it costs more than all of this. Pure.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audio.likelihood import Model
from audio.voicing import Frames
from realtime.agents.local.phones import PHONES, distance


@dataclass(frozen=True)
class Stretch:
    """A word or phone, or silence, where a search found it."""

    name: str
    #: Frames, the last one included.
    first: int
    last: int
    #: The acoustic score of all its frames: natural log, in ten-thousandths.
    score: float
    #: How the word was said; empty for silence.
    phones: tuple[str, ...] = ()

    @property
    def frames(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True)
class Evidence:
    """What speaks for and against a phrase; no unit depends on its length or on the grammar."""

    #: The words' score less the phone loop's over the same frames: of a frame, and of a phone.
    margin: float
    phone_margin: float
    #: The cost, for each phone, of turning what the phrase says to what the loop heard anywhere.
    unlikeness: float
    #: How far the loop heard more phones than the phrase has: natural log of their ratio.
    surplus: float
    #: The most hurried word's length to what its phones usually take: natural log.
    haste: float
    #: The part of the loud frames that no word explains.
    outside: float


#: Fitted by bench/refusal_fit.py.
PHRASE = Model(
    bias=15.297,
    weights=Evidence(
        margin=0.0112,
        phone_margin=0.0182,
        unlikeness=-15.9847,
        surplus=3.7968,
        haste=8.1265,
        outside=-22.8043,
    ),
)
#: From this probability on it is taken for the phrase. Of voices and recordings held out from the
#: fit (which knew the sentences, by other voices) 0.3, 0.4 and 0.5 accept 96.6, 95.3 and 93.3 % of
#: right phrases and refuse 94.9, 97.8 and 98.7 % of foreign sentences, 90.5, 90.5 and 94.4 % of
#: pieces of recordings. Who speaks to an agent mostly means it, and voices unlike the model's lose
#: most: the lowest.
ACCEPTED = 0.3

#: How many frames phones take in speech that isn't hurried.
_USUAL_FRAMES = {
    phone: frames
    for frames, group in (
        (12.0, "AA AE AO AW AY ER EY OW OY"),
        (10.0, "F JH S SH TH Z ZH"),
        (9.0, "CH EH IY K P T UW"),
        (7.0, "AH IH L M N NG R UH W Y"),
        (6.0, "B D DH G HH V"),
    )
    for phone in group.split()
}
#: Added to both, for a "to" that takes half its time is nothing odd: less so the longer the word.
LENIENT_FRAMES = 10.0
#: A phone of the loop that is shorter was but passed through.
LEAST_PHONE_FRAMES = 2


def confidence(evidence: Evidence) -> float:
    """The probability that the phrase was said."""
    return PHRASE.likelihood(evidence)


def weigh(phrase: Sequence[Stretch], loop: Sequence[Stretch], loud: Frames) -> Evidence:
    """The evidence for what a grammar's search found, by a phone loop's. Some word was found."""
    words = [stretch for stretch in phrase if stretch.phones]
    said = [phone for word in words for phone in word.phones]
    heard = [s.name for s in loop if s.name in PHONES and s.frames >= LEAST_PHONE_FRAMES]
    total = len(loud)
    inside = np.zeros(total, dtype=np.bool_)
    for word in words:
        inside[word.first : word.last + 1] = True
    margin = float((_by_frame(phrase, total) - _by_frame(loop, total))[inside].mean())
    return Evidence(
        margin=margin,
        phone_margin=margin * int(inside.sum()) / len(said),
        unlikeness=distance(said, heard) / max(len(said), len(heard)),
        surplus=math.log((len(heard) + 1) / (len(said) + 1)),
        haste=min(_haste(word) for word in words),
        outside=float((loud & ~inside).sum() / max(1, loud.sum())),
    )


def _haste(word: Stretch) -> float:
    usual = sum(_USUAL_FRAMES[phone] for phone in word.phones)
    return math.log((word.frames + LENIENT_FRAMES) / (usual + LENIENT_FRAMES))


def _by_frame(stretches: Sequence[Stretch], total: int) -> npt.NDArray[np.float64]:
    """The score of each frame, a stretch's spread evenly over it."""
    scores = np.zeros(total)
    for stretch in stretches:
        scores[stretch.first : stretch.last + 1] = stretch.score / stretch.frames
    return scores
