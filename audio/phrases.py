"""How a phrase ended: what in its sound tells whether its talker has finished.

- *shift*: how far the last pitch lies from the middle of the talker's. At the end of a turn it
  falls low or rises high; who goes on stays in the middle;
- *bend*: how far it moved over the last quarter of a second;
- *fading*: how long since the voice was last loud. A turn trails off, a hesitation breaks off;
- *movement*: how fast the spectrum changes at last, of what is usual with this talker: a last
  syllable is drawn out. The weakest: some draw out what they hesitate on, and an s is always even.

All are relative to the talker, who is learnt phrase by phrase, so neither a high voice nor a
distant microphone matters. Each is bounded: one measured wrongly doesn't outweigh the rest.
"""

import math
from dataclasses import dataclass

import numpy as np

from audio.prosody import Contour

#: The last frames with pitch are its end; what it is compared with lies so many before.
_END, _BEFORE, _LONGEST_BEFORE = 3, 6, 12
#: More is an error of an octave, or no more final than this.
_MOST_SEMITONES = 6.0
#: The voice is loud within so much of the talker's loudest, and not heard under so much.
_LOUD_DB, _AUDIBLE_DB = 8.0, 30.0
_MOST_FADING = 20
#: The last syllable or two.
_DRAWN_OUT = 12
_LEAST_MOVEMENT, _MOST_MOVEMENT = 0.5, 1.5
#: A voice is averaged over so many phrases.
_PHRASES = 6


@dataclass(frozen=True)
class PhraseEnd:
    """How a phrase ended."""

    #: Semitones between the last pitch and the middle of the talker's, up or down.
    shift: float
    #: Semitones by which the pitch rose or fell at last.
    bend: float
    #: Frames since the voice was last loud.
    fading: int
    #: How fast the sound changed at last, of how fast it does with this talker.
    movement: float


class Voice:
    """One talker's voice: the middle of its pitch, its loudness, its pace."""

    def __init__(self) -> None:
        self._phrases = 0
        self._pitch = math.nan
        self._loudest = 0.0
        self._movement = 0.0

    def hear(self, heard: Contour) -> PhraseEnd:
        """How the phrase with this contour, which is not empty, ended; from now on it is known."""
        voiced = heard.pitch[~np.isnan(heard.pitch)]
        self._learn(heard, voiced)
        shift, bend = self._tune(voiced)
        return PhraseEnd(shift, bend, self._fading(heard.levels), self._drawn_out(heard))

    def _learn(self, heard: Contour, voiced: np.ndarray) -> None:
        self._phrases = min(self._phrases + 1, _PHRASES)
        weight = 1 / self._phrases
        loudest = _ranked(heard.levels, 0.9)
        audible = heard.levels > loudest - _AUDIBLE_DB
        self._loudest += (loudest - self._loudest) * weight
        self._movement += (_ranked(heard.movement[audible]) - self._movement) * weight
        if len(voiced):
            pitch = _ranked(voiced)
            known = pitch if math.isnan(self._pitch) else self._pitch
            self._pitch = known + (pitch - known) * weight

    def _tune(self, voiced: np.ndarray) -> tuple[float, float]:
        if len(voiced) < _LONGEST_BEFORE:
            return 0.0, 0.0
        end = _ranked(voiced[-_END:])
        before = _ranked(voiced[-_LONGEST_BEFORE:-_BEFORE])
        return min(abs(end - self._pitch), _MOST_SEMITONES), min(abs(end - before), _MOST_SEMITONES)

    def _fading(self, levels: np.ndarray) -> int:
        loud = np.flatnonzero(levels > self._loudest - _LOUD_DB)
        return min(len(levels) - 1 - int(loud[-1]) if len(loud) else len(levels), _MOST_FADING)

    def _drawn_out(self, heard: Contour) -> float:
        audible = np.flatnonzero(heard.levels > self._loudest - _AUDIBLE_DB)
        end = int(audible[-1]) + 1 if len(audible) else len(heard.levels)
        moved = float(heard.movement[max(0, end - _DRAWN_OUT) : end].mean())
        return min(moved / max(self._movement, _LEAST_MOVEMENT), _MOST_MOVEMENT)


def _ranked(values: np.ndarray, share: float = 0.5) -> float:
    """The value above this share of the others. numpy's own quantile costs ten times as much."""
    return float(np.sort(values)[int(len(values) * share)])
