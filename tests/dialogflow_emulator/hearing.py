"""The recogniser: is fed the audio of one stream, and says when it hears which part of a turn.

It hears what the turn says, whatever the sound is; only when speech is over may depend on it. No
sockets, no clock: time is bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np

from tests.dialogflow_emulator.turn import Turn

LINEAR_16 = 1
#: Bytes of a sample, of the encodings in which one can be counted: MULAW and ALAW too.
_WIDTHS = {LINEAR_16: 2, 3: 1, 8: 1}
#: Above it, it is speech.
_PEAK = 600
_PAUSE_S = 0.5
#: With single_utterance, who says nothing for so long isn't waited for.
_NO_SPEECH_S = 5.0


class Kind(Enum):
    INTERIM = "interim"
    FINAL = "final"
    END_OF_UTTERANCE = "end of utterance"


@dataclass(frozen=True)
class Heard:
    kind: Kind
    text: str = ""
    end_s: float = 0.0


class Hearing:
    """After END_OF_UTTERANCE nothing of the audio counts; what is left of the turn comes at end().

    A real recogniser may send the final segments before the half-close then. This one doesn't, so
    that no client comes to rely on it.
    """

    def __init__(
        self,
        turn: Turn,
        *,
        rate_hz: int,
        encoding: int,
        single_utterance: bool = False,
        barge_in_s: float = 0.0,
    ) -> None:
        self._turn = turn
        self._encoding = encoding
        self._single = single_utterance
        # While the agent still speaks, nobody is expected to.
        self._no_speech_s = barge_in_s + _NO_SPEECH_S
        self._a_second = rate_hz * _WIDTHS.get(encoding, 2)
        self._interims = list(turn.interims)
        self._finals = list(turn.segments)
        self._next_interim = turn.interim_bytes
        self._next_final = turn.final_bytes
        self._bytes = 0
        #: Where speech was last heard.
        self._spoke_at: int | None = None
        self.is_over = False

    @property
    def seconds(self) -> float:
        return self._bytes / self._a_second

    def hear(self, audio: bytes) -> list[Heard]:
        if self.is_over:
            return []
        self._bytes += len(audio)
        if self._encoding == LINEAR_16 and _peak(audio) > _PEAK:
            self._spoke_at = self._bytes
        heard = list(self._so_far())
        if self._single and self._has_ended():
            self.is_over = True
            heard.append(Heard(Kind.END_OF_UTTERANCE, end_s=self.seconds))
        return heard

    def end(self) -> list[Heard]:
        """There is no more audio."""
        interims = [self._heard(Kind.INTERIM, text) for text in self._interims if self._finals]
        finals = [self._heard(Kind.FINAL, text) for text in self._finals]
        self._interims, self._finals, self.is_over = [], [], True
        return interims + finals

    def _so_far(self) -> Iterator[Heard]:
        while self._interims and self._bytes >= self._next_interim:
            self._next_interim += self._turn.interim_bytes
            yield self._heard(Kind.INTERIM, self._interims.pop(0))
        if self._next_final is None or self._turn.final_bytes is None:
            return
        while self._finals and self._bytes >= self._next_final:
            self._next_final += self._turn.final_bytes
            yield self._heard(Kind.FINAL, self._finals.pop(0))

    def _has_ended(self) -> bool:
        if self._turn.utterance_bytes is not None:
            return self._bytes >= self._turn.utterance_bytes
        if self._spoke_at is None:
            return self.seconds >= self._no_speech_s
        return self._bytes - self._spoke_at >= _PAUSE_S * self._a_second

    def _heard(self, kind: Kind, text: str) -> Heard:
        return Heard(kind, text, self.seconds)


def _peak(audio: bytes) -> int:
    samples = np.frombuffer(audio[: len(audio) // 2 * 2], "<i2")
    return int(np.abs(samples.astype(np.int32)).max(initial=0))
