"""Talkers who hesitate: sessions of several turns with pauses of known length in mid-sentence.

What plain recordings can't show, because a reader's pauses are shorter than any threshold: which
turns a rule of silence cuts off. Two kinds of talkers are made:

- *synthetic*: sentences of the bundled synthesiser. A pause is put between two words, either into
  the sentence as it was spoken whole (a hesitation: the voice stays up), or at a comma, the clause
  before it spoken for itself (the voice marks that more is to come);
- *spliced*: recordings, cut open between two words of NAME.words.json. The cut is faded over 10 ms.

Pauses are log-normal: each talker has a median of his own (median of these 450 ms, sigma 0.3),
around which his pauses lie (sigma 0.4), between 0.2 and 1.6 s. A turn has one pause or two, one in
four none. All is laid over one room; turns are 3 s apart.
"""

import ctypes
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from audio.levels import rms_of
from audio.wav import read_wav
from bench.voices import RATE, over_room
from realtime.agents.local.espeak import Engine

GAP_S = 3.0
_MEDIAN_S, _SIGMA_TALKERS, _SIGMA_PAUSES = 0.45, 0.3, 0.4
_SHORTEST_S, _LONGEST_S = 0.2, 1.6
_PAUSES = (0, 1, 1, 2)
_FADE = RATE // 100
#: Speech is what is less than this under its loudest 10 ms.
_AUDIBLE_DB = 40.0

VOICES = ("en-us+f2", "en-us+m3", "en-gb-x-rp+f4", "en-gb-scotland+m1", "en-029+m5", "en+f5")
SENTENCES = (
    "I was wondering whether you could help me find something for the kitchen.",
    "It should not be too large, and if at all possible it should be red.",
    "How long would the delivery take to the north of the country?",
    "My sister told me about this shop, so I thought I would give it a try.",
    "The one we bought last year broke after a week, which was rather annoying.",
    "Could you show me what you have under three hundred dollars?",
    "I need it before the end of the month, because we are moving house.",
    "Please send the invoice to my office and the parcel to my home address.",
    "We went through the whole list twice, but nobody could find the order.",
    "When you have a moment, tell me what the warranty covers.",
    "The blue one looks nice in the picture, although the price is a bit high.",
    "Let me think about it and call you back tomorrow morning.",
)


@dataclass(frozen=True)
class Span:
    """One turn as it truly was, in ms of the talk's sound."""

    onset_ms: float
    end_ms: float


@dataclass(frozen=True)
class Talk:
    """One talker's turns in one session."""

    name: str
    sound: bytes
    turns: tuple[Span, ...]


@dataclass(frozen=True)
class Take:
    """One sentence: samples, where speech in them begins and ends, and where words part."""

    samples: np.ndarray
    onset: int
    end: int
    cuts: tuple[int, ...] = ()


class _TimedEngine(Engine):
    """The synthesiser's engine, which also notes where words begin."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[float] = []

    def _take(self, samples: Any, count: int, events: Any) -> int:
        if events:
            self._note(ctypes.cast(events, ctypes.POINTER(_Event)))
        return super()._take(samples, count, events)

    def _note(self, events: Any) -> None:
        at = 0
        while events[at].type:
            if events[at].type == _WORD:
                self.words.append(events[at].audio_position / 1000)
            at += 1


class _Event(ctypes.Structure):
    """espeak_EVENT of speak_lib.h."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    ]


_WORD = 1


class Studio:
    """Speaks sentences with pauses; one of it a process."""

    def __init__(self) -> None:
        self._engine = _TimedEngine()

    def say(self, text: str, voice: str) -> Take:
        pieces: list[bytes] = []

        def keep(pcm: bytes) -> bool:
            pieces.append(pcm)
            return True

        self._engine.words.clear()
        self._engine.speak(text, voice, keep)
        samples = np.frombuffer(b"".join(pieces), dtype="<i2").astype(float)
        samples = soxr.resample(samples, self._engine.sample_rate_hz, RATE)
        first, last = audible(samples)
        cuts = (int(start * RATE) - first for start in self._engine.words)
        return take(samples[first:last], 0, last - first, cuts)

    def hesitate(
        self, text: str, voice: str, pauses: list[float], choose: np.random.Generator
    ) -> Take:
        """The sentence with these pauses in it (s)."""
        clauses = text.split(", ")
        if not pauses or len(clauses) == 1 or choose.random() < 0.5:
            return cut_open(self.say(text, voice), pauses, choose)
        before = self.say(f"{clauses[0]},", voice).samples
        after = cut_open(self.say(", ".join(clauses[1:]), voice), pauses[1:], choose)
        whole = joined([before, after.samples], pauses[:1])
        return Take(whole, 0, len(whole))


def audible(samples: np.ndarray) -> tuple[int, int]:
    """First and last sample of what can be heard."""
    frame = RATE // 100
    levels = np.sqrt((samples[: len(samples) // frame * frame].reshape(-1, frame) ** 2).mean(1))
    heard = np.flatnonzero(levels > levels.max() * 10 ** (-_AUDIBLE_DB / 20))
    return int(heard[0]) * frame, int(heard[-1] + 1) * frame


def take(samples: np.ndarray, onset: int, end: int, words: Iterable[int]) -> Take:
    """Words part where there is enough speech before and after to tell a pause from an end."""
    far = (at for at in words if onset + RATE // 4 < at < end - RATE // 2)
    return Take(samples, onset, end, tuple(far))


def cut_open(whole: Take, pauses: list[float], choose: np.random.Generator) -> Take:
    """The sentence with as many of these pauses between words of it as there are places."""
    count = min(len(pauses), len(whole.cuts))
    chosen = sorted(choose.choice(whole.cuts, count, replace=False)) if count else []
    samples = joined(np.split(whole.samples, chosen), pauses[:count])
    return Take(samples, whole.onset, whole.end + len(samples) - len(whole.samples))


def joined(pieces: list[np.ndarray], pauses: list[float]) -> np.ndarray:
    ramp = np.linspace(0.0, 1.0, _FADE)
    whole = [pieces[0].copy()]
    for pause, piece in zip(pauses, pieces[1:], strict=True):
        whole[-1][-_FADE:] *= ramp[::-1]
        faded = piece.copy()
        faded[:_FADE] *= ramp[: len(faded)]
        whole += [np.zeros(int(pause * RATE)), faded]
    return np.concatenate(whole)


class Pauses:
    """One talker's pauses."""

    def __init__(self, choose: np.random.Generator) -> None:
        self._choose = choose
        self._median = _MEDIAN_S * np.exp(_SIGMA_TALKERS * choose.standard_normal())

    def of_a_turn(self) -> list[float]:
        drawn = np.exp(_SIGMA_PAUSES * self._choose.standard_normal(self._choose.choice(_PAUSES)))
        return list(np.clip(self._median * drawn, _SHORTEST_S, _LONGEST_S))


def talk(name: str, takes: Iterable[Take], dbfs: float | None = -20.0) -> Talk:
    """The turns in one session. The level is that of speech without pauses; None: as it is."""
    gap, spans, sound = np.zeros(int(GAP_S * RATE)), [], [np.zeros(RATE)]
    at = RATE
    for each in takes:
        spans.append(Span((at + each.onset) * 1000 / RATE, (at + each.end) * 1000 / RATE))
        speech = each.samples[each.onset : each.end]
        own = np.sqrt((speech[speech != 0] ** 2).mean())
        sound += [each.samples * (1.0 if dbfs is None else rms_of(dbfs) / own), gap]
        at += len(each.samples) + len(gap)
    samples = np.concatenate(sound).clip(-32768, 32767).astype("<i2")
    return Talk(name, over_room(samples.tobytes()), tuple(spans))


def synthetic(voices: Iterable[str] = VOICES, sentences=SENTENCES, seed: int = 1) -> list[Talk]:
    """Each voice says every sentence, in an order of its own."""
    studio, talks = Studio(), []
    for number, voice in enumerate(voices):
        choose = np.random.default_rng((seed, number))
        pauses = Pauses(choose)
        turns = [
            studio.hesitate(sentences[at], voice, pauses.of_a_turn(), choose)
            for at in choose.permutation(len(sentences))
        ]
        talks.append(talk(voice, turns))
    return talks


def recorded(label: Path) -> Take:
    """A recording, whole, and its words if they are known."""
    onset, end = (int(float(line.split()[0]) * RATE) for line in label.open().readlines()[:2])
    wav = read_wav(label.with_suffix(".wav").read_bytes())
    assert wav.rate_hz == RATE, f"{label}: {wav.rate_hz} Hz"
    words = label.with_suffix(".words.json")
    found = json.loads(words.read_text())["w"] if words.exists() else []
    ends = (int((word["b"] + word["d"]) * RATE) for word in found if word["t"][0] != "<")
    return take(np.frombuffer(wav.pcm, dtype="<i2").astype(float), onset, end, ends)


def spliced(folder: Path, *, talkers: int = 12, seed: int = 1) -> list[Talk]:
    """Talkers who each read the folder's recordings twice, in an order of their own."""
    takes = [recorded(label) for label in sorted(folder.glob("*.lab"))]
    talks = []
    for number in range(talkers if takes else 0):
        choose = np.random.default_rng((seed, number))
        pauses = Pauses(choose)
        order = choose.permutation(np.repeat(np.arange(len(takes)), 2))
        turns = [cut_open(takes[at], pauses.of_a_turn(), choose) for at in order]
        talks.append(talk(f"spliced-{number}", turns))
    return talks
