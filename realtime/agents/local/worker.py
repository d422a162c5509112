"""A process that recognises one utterance after another, started and fed by the recogniser's pool.

Runs as `python -m realtime.agents.local.worker`. It keeps nothing from one job to the next that
could change a result, and lives exactly as long as its standard input is open: so none outlives the
server, however that dies. Signals meant for the server's process group are the server's to handle.
"""

import os
import signal
import sys
from typing import BinaryIO

import numpy as np
import pocketsphinx

from realtime.agents.local.jobs import (
    LENGTH,
    Learn,
    Ready,
    Recognise,
    Recognised,
    Report,
    decode_order,
    frame,
)
from realtime.agents.local.model import ACOUSTIC_MODEL, DICTIONARY
from state.contract import SAMPLE_RATE_HZ

#: Frames of 10 ms per phone. The grammar finds a phrase in mere noise too, in words squeezed to the
#: model's least, 3 frames; those spoken by synthesisers have 6 at least, by people in a hurry 5.
FASTEST_SPEECH = 4.0


class Ear:
    """pocketsphinx, one search per grammar."""

    def __init__(self) -> None:
        self._decoder = pocketsphinx.Decoder(
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
        )

    def learn(self, order: Learn) -> None:
        for word, ways in order.pronunciations.items():
            for phones in ways:
                self._pronounce(word, phones)
        self._decoder.add_jsgf_string(order.grammar, order.jsgf)

    def recognise(self, order: Recognise) -> Recognised:
        """The phrase that fits the whole of the audio best."""
        decoder = self._decoder
        decoder.activate_search(order.grammar)
        # Forgets the noise of the utterance before; without it scores differ in the sixth digit.
        decoder.reinit_feat()
        decoder.start_utt()
        try:
            # The full utterance at once: its mean is taken over itself, never over earlier ones.
            decoder.process_raw(over_noise(order.pcm), full_utt=True)
        finally:
            decoder.end_utt()
        found = decoder.hyp()
        if found is None or not found.hypstr:
            return Recognised(None)
        words = [s for s in decoder.seg() if s.end_frame >= 0 and s.word[0] not in "<[("]
        frames = sum(word.end_frame - word.start_frame + 1 for word in words)
        phones = sum(len(decoder.lookup_word(word.word).split()) for word in words)
        pace = frames / max(1, phones)
        if pace < FASTEST_SPEECH:
            return Recognised(None, pace)
        return Recognised(found.hypstr, pace)

    def _pronounce(self, word: str, phones: str) -> None:
        """Add a word; to one that exists, another way to say it, which the dictionary numbers."""
        name, number = word, 1
        while (known := self._decoder.lookup_word(name)) is not None:
            if known == phones:
                return
            number += 1
            name = f"{word}({number})"
        self._decoder.add_word(name, phones, True)


#: Of a quiet room; too faint to be heard.
NOISE_RMS = 8.0
_NOISE = np.random.default_rng(1).normal(0, NOISE_RMS, SAMPLE_RATE_HZ).astype("<i2")


def over_noise(pcm: bytes) -> bytes:
    """`pcm` over faint noise, always the same.

    Digital silence, which synthesised and gated audio has around its words, has no spectrum: the
    mean that features are compared to is thrown off by it (measured: 45 of 58 phrases right, 56
    with the noise).
    """
    samples = np.frombuffer(pcm, dtype="<i2").astype("<i4")
    mixed = np.clip(samples + np.resize(_NOISE, len(samples)), -32768, 32767)
    heard: bytes = mixed.astype("<i2").tobytes()
    return heard


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
        else:
            _send(reports, ear.recognise(order))


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
