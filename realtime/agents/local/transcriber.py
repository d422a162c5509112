"""Turns any English speech into words, by the general language model that comes with pocketsphinx.

In a worker, loaded when it is first needed: it takes longer and more memory than all else there.
A decoder of its own, for grammars add their words' pronunciations to theirs: a transcription must
not depend on whose grammars a worker happens to know.
"""

import pocketsphinx

from audio.voicing import is_speech, listen, over_noise
from realtime.agents.local.decoding import search
from realtime.agents.local.jobs import (
    LONGEST_TRANSCRIBED_S,
    Heard,
    NoSpeech,
    Recognised,
    Refused,
)
from realtime.agents.local.model import ACOUSTIC_MODEL, DICTIONARY, LANGUAGE_MODEL
from state.contract import SAMPLE_BYTES, SAMPLE_RATE_HZ

_SECOND = SAMPLE_RATE_HZ * SAMPLE_BYTES
#: Whether somebody speaks is asked of so much at a time: what tells it was fitted to short turns.
_LISTENED_S = 5


class Transcriber:
    """pocketsphinx over the general model."""

    def __init__(self) -> None:
        self._words = pocketsphinx.Decoder(
            hmm=str(ACOUSTIC_MODEL),
            dict=str(DICTIONARY),
            lm=str(LANGUAGE_MODEL),
            loglevel="FATAL",
        )

    def transcribe(self, pcm: bytes) -> Heard:
        """The likeliest words, and how sure they are on the whole."""
        if not is_voice_in(pcm):
            return NoSpeech()
        if len(pcm) > LONGEST_TRANSCRIBED_S * _SECOND:
            return Refused(0.0)
        text = search(self._words, over_noise(pcm))
        return Recognised(text, 0.5) if text else Refused(0.0)


def is_voice_in(pcm: bytes) -> bool:
    """Whether somebody speaks anywhere in it."""
    heard = over_noise(pcm)
    size = _LISTENED_S * _SECOND
    # The rest goes with the last: too little is told by a moment.
    starts = range(0, max(1, len(heard) // size * size), size)
    ends = [*starts[1:], len(heard)]
    return any(
        is_speech(listen(heard[start:end])[1]) for start, end in zip(starts, ends, strict=True)
    )
