"""Decides how long a pause must last to end a turn: the less, the more final it sounds.

Silence alone can't tell a talker who has finished from one who looks for a word, so it must be long
for all. Here every pause is judged once, 140 ms into it, by how the phrase before it ended: where
the pitch went, how the voice faded, whether the last syllable was drawn out (audio/phrases.py).
These are the turn-yielding cues of A. Gravano and J. Hirschberg ("Turn-taking cues in task-oriented
dialogue", 2011). The odds that it was the end of the turn are their weighted sum, and the silence
that ends it lies between 140 ms and `silence_ms` as the odds have it. The talker's own pauses,
among them those in which a turn was ended too soon, make all that more patient or less.

The weights were fitted to eight synthetic voices with sentences of their own and to three read
recordings, then rounded by hand. How well the sum tells the end of a turn from a pause in it (area
under the ROC curve): 0.89 for other synthetic voices and sentences, 0.94 for the recordings, 0.99
for three spoken commands that had no part in it. Weights fitted to the eight voices alone gave
0.89, 0.87 and 0.96, so little hangs on them. What comes of it (python -m bench.endpointing), turns
cut off at a mean delay of 300 and of 600 ms:

                                           silence alone    this rule
    synthetic talkers who hesitate          71 %   29 %     30 %   5 %
    the recordings with pauses put in       68 %   42 %     43 %   7 %

At one and the same `silence_ms` the rule halves the delay and cuts off more: who turns it on can
have a longer `silence_ms` for nothing.

Limits. Three recordings by one reader are little evidence. The pauses were put into fluent speech;
who really hesitates draws out the word before and lets it fade, as at an end (without fading the
area is 0.81 for the recordings). Where pitch tells words apart it says less about turns. And the
words aren't heard here: an agent that knows them says what it makes of them (heed). A whole phrase
of its own makes the end much likelier; while it looks, and for anything else, a turn isn't ended
before `silence_ms`.
"""

import math

from audio.detector import (
    PAUSE_FRAMES,
    Edge,
    SpeechBegan,
    SpeechCeased,
    SpeechDetector,
    SpeechPaused,
    SpeechResumed,
)
from audio.likelihood import logistic
from audio.phrases import PhraseEnd, Voice
from audio.prosody import contour
from realtime.agents.base import Pause, SoFar
from realtime.voice.spoken import SpokenAudio
from state.contract import FRAME_BYTES

#: How much speech before a pause is looked at: 1.2 s, a phrase of a few words. 0.8 s cost an eighth
#: less and cut off 36 instead of 28 % of the synthetic talkers at 300 ms, as many at 600.
_PHRASE_BYTES = 60 * FRAME_BYTES
#: What the ring must remember for that: a pause is told of PAUSE_FRAMES late, a frame may be cut.
MEMORY_BYTES = _PHRASE_BYTES + (PAUSE_FRAMES + 1) * FRAME_BYTES

#: What each adds to the log odds: a semitone, a semitone, a frame, as much movement as usual.
_SHIFT, _BEND, _FADING, _MOVEMENT, _NEITHER = 0.8, 0.25, 0.2, -3.0, -0.5

#: And what the agent's word adds that what was said is a whole: few go on after that.
_WHOLE = 3.0

#: Before a talker's pauses are known they count as three of 450 ms, a common length; patience is
#: their mean over that, within a factor of two.
_USUAL_PAUSE = 22.5
_USUAL_WEIGHT = 3
_MOST_PATIENCE = 2.0
#: Who speaks again so soon (1.5 s) had not finished.
_CUT_OFF = 75


def finality(phrase: PhraseEnd, *, evidence: float = 0.0) -> float:
    """How likely it is, 0 to 1, that a turn ends with this phrase.

    `evidence` is what else is known, in log odds: say, that the words are a whole request.
    """
    tune = _SHIFT * phrase.shift + _BEND * phrase.bend
    odds = tune + _FADING * phrase.fading + _MOVEMENT * phrase.movement + _NEITHER + evidence
    return logistic(odds)


def silence_to_end(final: float, *, patience: float, longest: int) -> int:
    """How many frames of silence end the turn, `longest` at most."""
    least = min(PAUSE_FRAMES, longest)
    return least + round((longest - least) * math.pow(1 - final, 1 / patience))


class Pauses:
    """One talker's pauses in mid-turn: their geometric mean, over what is usual."""

    def __init__(self) -> None:
        self._count = 0
        self._logs = 0.0

    def add(self, frames: int) -> None:
        self._count += 1
        self._logs += math.log(frames / _USUAL_PAUSE)

    @property
    def patience(self) -> float:
        """1 for a talker not known; 2 at most, a half at least."""
        patience = math.exp(self._logs / (self._count + _USUAL_WEIGHT))
        return min(max(patience, 1 / _MOST_PATIENCE), _MOST_PATIENCE)


class Ending:
    """Follows a session's edges of speech and tells its detector how long each pause may last."""

    def __init__(self, detector: SpeechDetector, spoken: SpokenAudio) -> None:
        self._detector = detector
        self._spoken = spoken
        self._voice = Voice()
        self._pauses = Pauses()
        #: Whether it does; else every pause may last as long as any.
        self.is_on = True
        self._phrase: PhraseEnd | None = None  # before the pause that goes on
        self._began = 0
        self._ceased = -_CUT_OFF

    def follow(self, edge: Edge, *, over_reply: bool = False) -> None:
        """The detector's next edge. Who speaks while a reply plays wasn't cut off before."""
        self._phrase = None
        match edge:
            case SpeechBegan():
                self._began = edge.frame
                if edge.frame - self._ceased < _CUT_OFF and not over_reply:
                    self._pauses.add(max(edge.frame - self._ceased, 1))
            case SpeechCeased():
                self._ceased = edge.frame
            case SpeechResumed():
                self._pauses.add(max(edge.paused, 1))
            case SpeechPaused() if self.is_on:
                self._judge(edge.frame)

    def _judge(self, pause: int) -> None:
        end = pause * FRAME_BYTES
        begin = max(self._began * FRAME_BYTES, end - _PHRASE_BYTES)
        heard = contour(self._spoken.ring.recent(begin, end))
        if len(heard.levels):
            self._phrase = self._voice.hear(heard)
            self._await_end(finality(self._phrase))

    def pause(self, edge: SpeechPaused | SpeechResumed) -> None:
        """One in a turn that silence can end: its agent is told where it is."""
        self.follow(edge)
        self.mark(Pause.BEGAN if isinstance(edge, SpeechPaused) else Pause.ENDED)

    def mark(self, pause: Pause) -> None:
        self._spoken.pause(pause, self._detector.frame * FRAME_BYTES)

    def heed(self, turn: int, so_far: SoFar) -> None:
        """What the turn's agent makes of the words before a pause; None: it will say. It counts
        while that pause goes on."""
        if self._phrase is None or not self.is_on or not self._spoken.is_pausing(turn):
            return
        if so_far.is_whole:
            self._await_end(finality(self._phrase, evidence=_WHOLE))
        else:
            self._detector.await_silence(self._detector.silence_frames)

    def _await_end(self, final: float) -> None:
        patience, longest = self._pauses.patience, self._detector.silence_frames
        frames = silence_to_end(final, patience=patience, longest=longest)
        self._detector.await_silence(frames)
