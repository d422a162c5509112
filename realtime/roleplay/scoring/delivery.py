"""How it was said: who talked how much, how fast, how long at a stretch, and who waited.

Speech is measured from the sound where that was done elsewhere, else from the times of the lines,
else (the share of talk alone) by counting words; what can't be measured is None, with its reason.
A monologue lasts until the buyer says more than a word of listening, or nobody speaks for long.
Pure.
"""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

import msgspec

from realtime.roleplay.scoring.lines import Line, Sentence
from realtime.roleplay.scoring.results import Basis, Reason, Source
from realtime.roleplay.scoring.words import count_words

#: A sound of listening ("aham") takes no turn.
_LISTENING_S = 1.0
#: Nobody has the floor after so long a silence.
_SILENCE_S = 5.0
#: Speech of both at once for less is how people take turns.
_OVERLAP_S = 0.3
#: An agent that is broken into falls silent within 200 to 280 ms; its voice is measured by sound.
_YIELDS_WITHIN_S = 0.12

Interval = tuple[float, float]


class AudioTurns(msgspec.Struct, frozen=True):
    """When each side spoke, in seconds, as measured from the sound."""

    salesperson: tuple[Interval, ...] = ()
    buyer: tuple[Interval, ...] = ()


class Figure(NamedTuple):
    value: float | None
    basis: Basis


class Delivery(NamedTuple):
    talk_listen_ratio: Figure
    filler_words: Figure
    talk_speed: Figure
    longest_monologue: Figure
    patience: Figure
    interruptions: Figure


class Speech(NamedTuple):
    """Both sides' speech, each side's in order and without overlap of its own."""

    salesperson: list[Interval]
    buyer: list[Interval]
    source: Source | None
    #: Why there is none.
    reason: Reason = "no_times"


def speech_of(lines: Sequence[Line], audio: AudioTurns | None) -> Speech:
    """By the sound if there is any; by the lines only if each has its times."""
    if audio is not None and (audio.salesperson or audio.buyer):
        return Speech(_united(audio.salesperson), _united(audio.buyer), "audio")
    sides: dict[str, list[Interval]] = {"salesperson": [], "buyer": []}
    for line in lines:
        if line.start_s is None or line.end_s is None or line.is_typed:
            is_typed = any(line.is_typed for line in lines)
            return Speech([], [], None, "typed" if is_typed else "no_times")
        sides[line.who].append((line.start_s, line.end_s))
    return Speech(
        _united(sides["salesperson"]), _united(sides["buyer"]), "times" if lines else None
    )


def delivery_of(
    lines: Sequence[Line],
    sentences: Sequence[Sentence],
    *,
    audio: AudioTurns | None,
    words_trusted: bool,
) -> Delivery:
    speech = speech_of(lines, audio)
    return Delivery(
        talk_listen_ratio=_ratio(lines, speech),
        filler_words=_a_minute(
            lines, speech, _fillers(lines, sentences), words_trusted=words_trusted
        ),
        talk_speed=_a_minute(
            lines, speech, _words(lines, "salesperson", spoken=True), words_trusted=words_trusted
        ),
        longest_monologue=_timed(speech, _monologue(speech)),
        patience=_patience(speech),
        interruptions=_timed(speech, float(_interruptions(speech))),
    )


def _nothing(reason: Reason) -> Figure:
    return Figure(None, Basis(None, reason))


def _timed(speech: Speech, value: float) -> Figure:
    if speech.source is None:
        return _nothing(speech.reason)
    return Figure(round(value, 1), Basis(speech.source))


def _ratio(lines: Sequence[Line], speech: Speech) -> Figure:
    if speech.source is not None:
        own, other = _seconds(speech.salesperson), _seconds(speech.buyer)
    else:
        own = float(_words(lines, "salesperson"))
        other = float(_words(lines, "buyer"))
    if own + other <= 0:
        return _nothing("no_speech")
    return Figure(round(100 * own / (own + other), 1), Basis(speech.source or "words"))


def _a_minute(lines: Sequence[Line], speech: Speech, count: int, *, words_trusted: bool) -> Figure:
    """`count` a minute of the salesperson's speech, as far as it was spoken and understood."""
    if any(line.is_typed for line in lines if line.who == "salesperson"):
        return _nothing("typed")
    if not words_trusted:
        return _nothing("no_words")
    if speech.source is None:
        return _nothing(speech.reason)
    seconds = _seconds(speech.salesperson)
    if seconds <= 0:
        return _nothing("no_speech")
    return Figure(round(60 * count / seconds, 1), Basis("words"))


def _words(lines: Sequence[Line], who: str, *, spoken: bool = False) -> int:
    return sum(
        count_words(line.text)
        for line in lines
        if line.who == who and not (spoken and line.is_typed)
    )


def _fillers(lines: Sequence[Line], sentences: Sequence[Sentence]) -> int:
    """Fillers the salesperson said; no word is counted twice."""
    count = 0
    for sentence in sentences:
        if sentence.who != "salesperson" or lines[sentence.line].is_typed:
            continue
        end = 0
        for found in sentence.reading.found:
            if found.phrase.table == "fillers" and found.start >= end:
                count += 1
                end = found.end
    return count


def _monologue(speech: Speech) -> float:
    """The longest stretch from a first word to a last one with no turn of the buyer's between."""
    turns = [each for each in speech.buyer if each[1] - each[0] >= _LISTENING_S]
    longest, at = 0.0, 0
    began: float | None = None
    last = 0.0
    for start, end in speech.salesperson:
        while at < len(turns) and turns[at][1] <= last:
            at += 1
        taken = at < len(turns) and turns[at][0] < start
        if began is None or taken or start - last > _SILENCE_S:
            began = start
        last = max(last, end)
        longest = max(longest, last - began)
    return longest


def _patience(speech: Speech) -> Figure:
    if speech.source is None:
        return _nothing(speech.reason)
    sides = sorted(
        [(start, end, True) for start, end in _taking_turns(speech)]
        + [(start, end, False) for start, end in speech.buyer]
    )
    pauses = [
        max(0.0, after[0] - before[1])
        for before, after in zip(sides, sides[1:], strict=False)
        if after[2] and not before[2]
    ]
    if not pauses:
        return _nothing("no_exchange")
    return Figure(round(median(pauses), 2), Basis(speech.source))


def _taking_turns(speech: Speech) -> list[Interval]:
    """The salesperson's, without sounds of listening amid the buyer's words."""
    turns, at = [], 0
    for start, end in speech.salesperson:
        while at < len(speech.buyer) and speech.buyer[at][1] < end:
            at += 1
        amid = at < len(speech.buyer) and speech.buyer[at][0] < start
        if not (amid and end - start < _LISTENING_S):
            turns.append((start, end))
    return turns


def _interruptions(speech: Speech) -> int:
    """How often the salesperson began while the buyer went on for a while."""
    count, at = 0, 0
    overlap_s = _YIELDS_WITHIN_S if speech.source == "audio" else _OVERLAP_S
    for start, _ in _taking_turns(speech):
        while at < len(speech.buyer) and speech.buyer[at][1] <= start:
            at += 1
        if at < len(speech.buyer):
            began, ended = speech.buyer[at]
            speaking_for, goes_on = start - began, ended - start
            count += speaking_for >= _OVERLAP_S and goes_on >= overlap_s
    return count


def _seconds(intervals: Sequence[Interval]) -> float:
    return sum(end - start for start, end in intervals)


def _united(intervals: Sequence[Interval]) -> list[Interval]:
    """In order, overlaps made one; what ends before it starts is nothing."""
    united: list[Interval] = []
    for start, end in sorted(intervals):
        if end <= start:
            continue
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(united[-1][1], end))
        else:
            united.append((start, end))
    return united
