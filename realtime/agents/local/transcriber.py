"""Turns any English speech into words, by the general language model that comes with pocketsphinx.

In a worker, loaded when it is first needed: it takes longer and more memory than all else there.
A decoder of its own, for grammars add their words' pronunciations to theirs: a transcription must
not depend on whose grammars a worker happens to know.
"""

from collections.abc import Iterable

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
#: Less sure words on average are another language's, or a voice's that the model can't make out.
ACCEPTED = 0.25
#: Left out wherever they are found: in what is heard badly they are, and nobody should read that
#: they said so.
UNHEARD = frozenset(
    "ass asses asshole assholes bastard bastards bitch bitches bullshit cunt cunts faggot faggots"
    " fuck fucked fucker fuckers fucking motherfucker motherfuckers motherfucking nigga niggas"
    " nigger niggers pussy shit shits shitty slut sluts tits whore whores".split()
)
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
            # A second pass over the words that the first found: a third of its time more, for as
            # many words right.
            fwdflat=False,
            # Of 30,000 states that a frame may have, so many lose no words and take half the time;
            # 2000 lose some (of sentences in three synthetic voices 48, 42 and 55 % were wrong; of
            # recordings 27 % each time).
            maxhmmpf=3000,
        )

    def transcribe(self, pcm: bytes) -> Heard:
        """The likeliest words; how sure each is, on average: that many of them are right.

        Refused are more than LONGEST_TRANSCRIBED_S, unheard, and words that are hardly ever right.
        """
        if not is_voice_in(pcm):
            return NoSpeech()
        if len(pcm) > LONGEST_TRANSCRIBED_S * _SECOND:
            return Refused(0.0)
        if not search(self._words, over_noise(pcm)):
            return Refused(0.0)
        return judged((one.word, one.prob) for one in self._words.seg())


def judged(found: Iterable[tuple[str, float]]) -> Recognised | Refused:
    """What is to be heard of what the decoder found, each with the probability that it was said."""
    words = [(_word(name), min(1.0, sure)) for name, sure in found]
    heard = [(word, sure) for word, sure in words if word and word not in UNHEARD]
    confidence = sum(sure for _, sure in heard) / max(1, len(heard))
    if confidence < ACCEPTED:
        return Refused(confidence)
    return Recognised(" ".join(word for word, _ in heard), confidence)


def _word(found: str) -> str:
    """What the decoder found, as it is written: "to(2)" is another way to say "to", "<sil>" and
    "[NOISE]" are nothing."""
    return "" if found[0] in "<[+" else found.partition("(")[0]


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
