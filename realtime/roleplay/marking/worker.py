"""A process that scores one call: `python -m realtime.roleplay.marking.worker`.

Reads the job from its standard input, writes what came of it to its standard output, and ends. A
recording of an hour takes most of a second of a core: its own process gives way to everything else,
and whatever goes wrong in it costs one score.
"""

import os
import sys
from contextlib import suppress
from types import ModuleType

import numpy as np

from audio.activity import speech_in
from audio.wav import HEAD_BYTES
from realtime.roleplay.judge.judgement import score_judged
from realtime.roleplay.marking.calls import call_of
from realtime.roleplay.marking.jobs import Job, Marked, decode_job, encode
from realtime.roleplay.scoring.delivery import AudioTurns
from realtime.roleplay.tape import CHANNELS, FRAME_BYTES
from state.contract import SAMPLE_RATE_HZ

resource: ModuleType | None
try:
    import resource
except ImportError:  # Windows has none
    resource = None

#: Nicer than anything that somebody listens to.
_NICENESS = 10
#: An hour takes one or two; a bug would take all.
_CPU_SECONDS = 60
#: So much of its end may be missing.
_MISSING_S = 10.0


def turns_in(recording: str) -> AudioTurns:
    """When each side speaks in a call's recording. Raises OSError."""
    sound = np.memmap(recording, dtype="<i2", mode="r", offset=HEAD_BYTES)
    stereo = sound[: len(sound) // CHANNELS * CHANNELS].reshape(-1, CHANNELS)
    salesperson, buyer = (np.ascontiguousarray(stereo[:, side]).data.cast("B") for side in (0, 1))
    return AudioTurns(
        salesperson=tuple(speech_in(salesperson)),
        buyer=tuple(speech_in(buyer, is_clean=True)),
    )


def marked(job: Job) -> Marked:
    turns = None if job.recording is None else _turns_if_any(job.recording, job.duration_s)
    return Marked(score_judged(call_of(job, turns), job.judgement), turns)


def _turns_if_any(recording: str, duration_s: float) -> AudioTurns | None:
    """None of one that is gone, empty, or broke off: the lines have their times."""
    with suppress(OSError, ValueError):
        size = os.stat(recording).st_size - HEAD_BYTES
        seconds = size / (SAMPLE_RATE_HZ * FRAME_BYTES)
        if seconds >= duration_s - _MISSING_S:
            return turns_in(recording)
    return None


def main() -> None:
    with suppress(OSError, AttributeError):  # Windows knows no niceness
        os.nice(_NICENESS)
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    # Whatever a library prints must not end up in the answer.
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    answer.write(encode(marked(decode_job(sys.stdin.buffer.read()))))
    answer.close()


if __name__ == "__main__":
    main()
