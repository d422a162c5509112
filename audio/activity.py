"""When somebody spoke in a recording: measured afterwards, so that what follows helps to judge.

By loudness over the floor that steady noise lies at, taken from both sides of each moment, and by
the VAD, which is asked only about what is loud: of an hour of one voice it costs a third of what
hearing it live does (detector.py). A pause within a phrase is part of the speech. Pure.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import webrtcvad

from audio.levels import rms_of

SAMPLE_RATE_HZ = 16_000
_FRAME = SAMPLE_RATE_HZ // 50
_FRAME_S = 0.02

#: Speech dips to the floor between syllables: the quietest tenth of a second of two seconds before
#: and one after (as Surroundings in levels.py, which can't look ahead).
_BLOCK = 5
_BEFORE, _AFTER = 20, 10
#: 6 dB over the floor, and never under -60 dBFS.
_OVER = 2.0
_LEAST = rms_of(-60.0)
#: Shorter pauses don't end a stretch: the silence that ends a turn (realtime/voice/settings.py).
_PAUSE_S = 0.6
#: Less of it is a click, less of it voiced is a knock or a breath.
_SHORTEST_S = 0.16
_VOICED = 0.5
_VAD_MODE = 2
_JUDGED = 150

Interval = tuple[float, float]
Levels = npt.NDArray[np.float64]


def speech_in(pcm: bytes | memoryview, *, is_clean: bool = False) -> list[Interval]:
    """When there is speech in PCM16 mono at 16 kHz: seconds from its start, in order.

    `is_clean`: there is nothing in it but speech and silence, as of a synthesiser.
    """
    levels = _levels(pcm)
    if not len(levels):
        return []
    gate = np.full(len(levels), _LEAST) if is_clean else _gate(levels)
    found = _stretches(np.flatnonzero(levels > gate))
    if not is_clean:
        found = [each for each in found if _is_voiced(pcm, *each)]
    return [(first * _FRAME_S, (last + 1) * _FRAME_S) for first, last in found]


def _levels(pcm: bytes | memoryview) -> Levels:
    """The RMS of each frame, a minute at a time: an hour as floats would be half a gigabyte."""
    samples = np.frombuffer(pcm, dtype="<i2")
    samples = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    minutes = [samples[at : at + 3_000] for at in range(0, len(samples), 3_000)]
    parts = [np.sqrt(np.square(each, dtype=np.float64).mean(axis=1)) for each in minutes]
    return np.concatenate(parts) if parts else np.zeros(0)


def _gate(levels: Levels) -> Levels:
    """What each frame must exceed."""
    short = -len(levels) % _BLOCK
    blocks = np.append(levels, np.full(short, levels[-1])).reshape(-1, _BLOCK).mean(axis=1)
    ringed = np.concatenate([np.full(_BEFORE, np.inf), blocks, np.full(_AFTER, np.inf)])
    windows = np.lib.stride_tricks.sliding_window_view(ringed, _BEFORE + 1 + _AFTER)
    floor = np.repeat(windows.min(axis=1), _BLOCK)[: len(levels)]
    return np.maximum(floor * _OVER, _LEAST)


def _stretches(active: npt.NDArray[np.intp]) -> list[tuple[int, int]]:
    """First and last frame of each run, pauses bridged."""
    if not len(active):
        return []
    breaks = np.flatnonzero(np.diff(active) * _FRAME_S > _PAUSE_S)
    firsts = active[np.concatenate([[0], breaks + 1])]
    lasts = active[np.concatenate([breaks, [len(active) - 1]])]
    pairs: Iterable[tuple[int, int]] = zip(firsts.tolist(), lasts.tolist(), strict=True)
    return [(a, b) for a, b in pairs if (b - a + 1) * _FRAME_S >= _SHORTEST_S]


def _is_voiced(pcm: bytes | memoryview, first: int, last: int) -> bool:
    is_speech = webrtcvad.Vad(_VAD_MODE).is_speech
    size = 2 * _FRAME
    frames = memoryview(pcm)[first * size : (last + 1) * size]
    # Its beginning tells; the VAD calls the first tenth of a second of any stream speech.
    frames = frames[: _JUDGED * size]
    voiced = sum(
        is_speech(frames[at : at + size], SAMPLE_RATE_HZ) for at in range(0, len(frames), size)
    )
    return bool(voiced * size >= _VOICED * len(frames))
