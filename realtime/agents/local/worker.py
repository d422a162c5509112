"""A process that recognises one utterance after another, started and fed by the recogniser's pool.

Runs as `python -m realtime.agents.local.worker`. It keeps nothing from one job to the next that
could change a result, and lives exactly as long as its standard input is open: so none outlives the
server, however that dies. Signals meant for the server's process group are the server's to handle.
"""

import math
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import pocketsphinx

from audio.voicing import Frames, is_speech, listen, over_noise
from realtime.agents.local.decoding import search
from realtime.agents.local.jobs import (
    LENGTH,
    Heard,
    Job,
    Learn,
    LearnEnglish,
    NoSpeech,
    Ready,
    Recognise,
    Recognised,
    Refused,
    Report,
    Transcribe,
    decode_order,
    frame,
)
from realtime.agents.local.model import ACOUSTIC_MODEL, DICTIONARY, PHONE_MODEL
from realtime.agents.local.refusal import ACCEPTED, Evidence, Stretch, confidence, weigh
from realtime.agents.local.transcriber import Transcriber
from state.contract import SAMPLE_BYTES, SAMPLE_RATE_HZ

#: No phrase takes as long, so what does is refused unheard: searching a whole minute, the longest
#: turn, would keep a worker busy for 10 s.
LONGEST_PHRASE_S = 20.0
#: The whole of scores that a decoder gives as probabilities.
_SCORE_UNIT = 1e-4


@dataclass(frozen=True)
class Found:
    """The grammar's best phrase in an utterance, and how far it explains what is heard."""

    text: str
    evidence: Evidence


class Ear:
    """pocketsphinx: one search per grammar, and one for phones in any order beside them; one for
    whatever may be said, once that is wanted."""

    def __init__(self) -> None:
        self._phrases = pocketsphinx.Decoder(
            hmm=str(ACOUSTIC_MODEL),
            dict=str(DICTIONARY),
            lm=None,
            loglevel="FATAL",
            # Without it the result is a whole phrase of the grammar or nothing; the search over
            # the lattice also gives beginnings of phrases.
            bestpath=False,
            # The defaults (1e-48, 7e-29) are made for large models and lose the right phrase too
            # early: measured 87 % of phrases right, these 92 %, for a sixth of time more.
            beam=1e-64,
            pbeam=1e-64,
            wbeam=1e-48,
            # Scores both searches against the same best of each frame (refusal.py); the time for
            # it is a third of the search's.
            compallsen=True,
        )
        self._phones = pocketsphinx.Decoder(
            hmm=str(ACOUSTIC_MODEL),
            dict=None,
            lm=None,
            allphone=str(PHONE_MODEL),
            loglevel="FATAL",
            # As pocketsphinx's documentation has it for phones, but for the beams (1e-20), which
            # find the same phones a third slower.
            lw=2.0,
            beam=1e-10,
            pbeam=1e-10,
            compallsen=True,
        )

        self._transcriber: Transcriber | None = None

    def hear(self, job: Job) -> Heard:
        if isinstance(job, Transcribe):
            return self.learn_english().transcribe(job.pcm)
        return self.recognise(job)

    def learn_english(self) -> Transcriber:
        """Load the general model, unless it is."""
        if self._transcriber is None:
            self._transcriber = Transcriber()
        return self._transcriber

    def learn(self, order: Learn) -> None:
        for word, ways in order.pronunciations.items():
            for phones in ways:
                self._pronounce(word, phones)
        self._phrases.add_jsgf_string(order.grammar, order.jsgf)

    def recognise(self, order: Recognise) -> Heard:
        """The phrase that fits the whole of the audio best, if it fits well enough."""
        pcm = over_noise(order.pcm)
        loud, sound = listen(pcm)
        if not is_speech(sound):
            # Not even searched: a cough makes a good "no".
            return NoSpeech()
        found = self.find(order.grammar, pcm, loud)
        if found is None:
            return Refused(0.0)
        sure = confidence(found.evidence)
        return Recognised(found.text, sure) if sure >= ACCEPTED else Refused(sure)

    def find(self, grammar: str, pcm: bytes, loud: Frames) -> Found | None:
        """The best phrase in `pcm`, which lies over noise; None where none fits at all."""
        if not pcm or len(pcm) > LONGEST_PHRASE_S * SAMPLE_RATE_HZ * SAMPLE_BYTES:
            return None
        self._phrases.activate_search(grammar)
        text = search(self._phrases, pcm)
        if not text:
            return None
        phrase = list(_stretches(self._phrases))
        search(self._phones, pcm)
        return Found(text, weigh(phrase, list(_stretches(self._phones)), loud))

    def _pronounce(self, word: str, phones: str) -> None:
        """Add a word; to one that exists, another way to say it, which the dictionary numbers."""
        name, number = word, 1
        while (known := self._phrases.lookup_word(name)) is not None:
            if known == phones:
                return
            number += 1
            name = f"{word}({number})"
        # Not "updated": that builds every grammar learned so far anew, for each of the words.
        self._phrases.add_word(name, phones, False)


def _stretches(decoder: pocketsphinx.Decoder) -> Iterator[Stretch]:
    """What the last search found, in order."""
    for one in decoder.seg() or ():
        # Branches of the grammar that were passed without a sound are there as "(NULL)".
        if one.end_frame >= one.start_frame >= 0 and one.word != "(NULL)":
            filler = one.word[0] in "<[+"
            phones = () if filler else tuple((decoder.lookup_word(one.word) or "").split())
            score = math.log(one.ascore) / _SCORE_UNIT
            yield Stretch(one.word, one.start_frame, one.end_frame, score, phones)


def serve(orders: BinaryIO, reports: BinaryIO) -> None:
    """Work until `orders` ends."""
    ear = Ear()
    _send(reports, Ready())
    while len(header := orders.read(LENGTH.size)) == LENGTH.size:
        (length,) = LENGTH.unpack(header)
        body = orders.read(length)
        if len(body) < length:
            return
        order = decode_order(body)
        if isinstance(order, Learn):
            ear.learn(order)
        elif isinstance(order, LearnEnglish):
            ear.learn_english()
        else:
            _send(reports, ear.hear(order))


def _send(reports: BinaryIO, report: Report) -> None:
    reports.write(frame(report))
    reports.flush()


def main() -> None:
    # Ctrl-C and a supervisor's SIGTERM reach the whole group; the server drains first and then
    # closes our input, and turns under way still need us until then.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # Whatever a library prints must not end up among the frames.
    reports = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        serve(sys.stdin.buffer, reports)
    except BrokenPipeError:
        os._exit(0)  # The server is gone; flushing at exit would only fail again.


if __name__ == "__main__":
    main()
