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
        # Lists: for sixty values numpy's functions, which are seldom in the processor's caches,
        # take twice as long.
        levels: list[float] = heard.levels.tolist()
        movement: list[float] = heard.movement.tolist()
        voiced = [pitch for pitch in heard.pitch.tolist() if not math.isnan(pitch)]
        self._learn(levels, movement, voiced)
        shift, bend = self._tune(voiced)
        return PhraseEnd(shift, bend, self._fading(levels), self._drawn_out(levels, movement))

    def _learn(self, levels: list[float], movement: list[float], voiced: list[float]) -> None:
        self._phrases = min(self._phrases + 1, _PHRASES)
        weight = 1 / self._phrases
        loudest = _ranked(levels, 0.9)
        self._loudest += (loudest - self._loudest) * weight
        least = loudest - _AUDIBLE_DB
        audible = [moved for level, moved in zip(levels, movement, strict=True) if level > least]
        self._movement += (_ranked(audible) - self._movement) * weight
        if voiced:
            pitch = _ranked(voiced)
            known = pitch if math.isnan(self._pitch) else self._pitch
            self._pitch = known + (pitch - known) * weight

    def _tune(self, voiced: list[float]) -> tuple[float, float]:
        if len(voiced) < _LONGEST_BEFORE:
            return 0.0, 0.0
        end = _ranked(voiced[-_END:])
        before = _ranked(voiced[-_LONGEST_BEFORE:-_BEFORE])
        return min(abs(end - self._pitch), _MOST_SEMITONES), min(abs(end - before), _MOST_SEMITONES)

    def _fading(self, levels: list[float]) -> int:
        return min(_frames_since(levels, self._loudest - _LOUD_DB), _MOST_FADING)

    def _drawn_out(self, levels: list[float], movement: list[float]) -> float:
        silent = _frames_since(levels, self._loudest - _AUDIBLE_DB)
        end = len(levels) - silent or len(levels)
        last = movement[max(0, end - _DRAWN_OUT) : end]
        moved = sum(last) / len(last)
        return min(moved / max(self._movement, _LEAST_MOVEMENT), _MOST_MOVEMENT)


def _frames_since(levels: list[float], over: float) -> int:
    """How many frames ago one was louder than that; of all if none was."""
    return next((ago for ago, level in enumerate(reversed(levels)) if level > over), len(levels))


def _ranked(values: list[float], share: float = 0.5) -> float:
    """The value above this share of the others."""
    return sorted(values)[int(len(values) * share)]
