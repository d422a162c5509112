"""How the face moves: its mouth with the sound, and the small life that makes it one.

Fed with the time and the level of the sound being played; gives out a pose to draw. Blinks, looks
aside, sways a little, and pays attention while the visitor speaks. The same seed and the same
times give the same poses. No clock, no drawing.
"""

import math
import random
from dataclasses import dataclass

#: From which level on the mouth opens, and where it is wide open; RMS in sample units.
_QUIET = 250.0
_LOUD = 6_000.0
# Mouths open faster than they close; slower than 20 ms looks like a puppet's in both directions.
_OPENING_S = 0.035
_CLOSING_S = 0.09
_BLINK_S = 0.18
_ATTENTION_S = 0.25


@dataclass(frozen=True)
class Pose:
    """Lengths in hundredths of the picture's height."""

    #: 0.0 shut to 1.0 wide open.
    mouth: float = 0.0
    #: 0.0 shut to 1.0 open.
    eyes: float = 1.0
    #: Where it looks: -1.0 to 1.0 to the right, and down.
    gaze: tuple[float, float] = (0.0, 0.0)
    #: How high the brows are, 0.0 to 1.0.
    brows: float = 0.0
    #: Where the head is, to the right and down.
    head: tuple[float, float] = (0.0, 0.0)


class Expression:
    def __init__(self, seed: str) -> None:
        self._chance = random.Random(seed)
        self._at: float | None = None
        self._mouth = 0.0
        self._attention = 0.0
        self._blinks_at = 0.0
        self._looks_at = 0.0
        self._gaze = (0.0, 0.0)
        self._wanted_gaze = (0.0, 0.0)
        self._phase = self._chance.uniform(0.0, 10.0)

    def pose(self, at: float, *, level: float, is_listening: bool) -> Pose:
        """At a time, never before that of the last call."""
        if self._at is None:
            self._blinks_at, self._looks_at = at + 1.0, at + 2.0
        passed = 0.0 if self._at is None else at - self._at
        self._at = at
        self._move_mouth(level, passed)
        attention = 1.0 if is_listening else 0.0
        self._attention = _towards(self._attention, attention, passed, _ATTENTION_S)
        self._look_around(at, passed)
        turn = at + self._phase
        return Pose(
            mouth=self._mouth,
            eyes=self._eyes(at),
            gaze=self._gaze,
            brows=min(1.0, 0.35 * self._mouth + 0.6 * self._attention),
            head=(
                0.9 * math.sin(0.7 * turn) + 0.3 * math.sin(1.9 * turn),
                0.5 * math.sin(1.1 * turn) + 0.5 * self._mouth + 0.8 * self._attention,
            ),
        )

    def _move_mouth(self, level: float, passed: float) -> None:
        wanted = 0.0
        if level > _QUIET:
            wanted = min(1.0, math.log(level / _QUIET) / math.log(_LOUD / _QUIET))
        slowness = _OPENING_S if wanted > self._mouth else _CLOSING_S
        self._mouth = _towards(self._mouth, wanted, passed, slowness)

    def _eyes(self, at: float) -> float:
        since = at - self._blinks_at
        if since < 0.0:
            return 1.0
        if since >= _BLINK_S:
            # Now and then twice in a row, as people do.
            again = self._chance.random() < 0.15
            self._blinks_at = at + (0.12 if again else self._chance.uniform(2.0, 5.5))
            return 1.0
        return abs(1.0 - 2.0 * since / _BLINK_S)

    def _look_around(self, at: float, passed: float) -> None:
        if at >= self._looks_at:
            is_aside = self._wanted_gaze == (0.0, 0.0) and self._attention < 0.5
            self._wanted_gaze = (
                (self._chance.uniform(-0.8, 0.8), self._chance.uniform(-0.4, 0.3))
                if is_aside
                else (0.0, 0.0)
            )
            self._looks_at = at + self._chance.uniform(*((0.4, 1.1) if is_aside else (2.0, 5.0)))
        right, down = self._wanted_gaze
        self._gaze = (
            _towards(self._gaze[0], right, passed, 0.05),
            _towards(self._gaze[1], down, passed, 0.05),
        )


def _towards(value: float, wanted: float, passed: float, slowness: float) -> float:
    return wanted + (value - wanted) * math.exp(-passed / slowness)
