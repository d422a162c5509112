"""A process that scores one call: `python -m realtime.roleplay.marking.worker`.

Reads the job from its standard input, writes what came of it to its standard output, and ends. A
recording of an hour takes most of a second of a core: its own process gives way to everything else,
and whatever goes wrong in it costs one score.
"""

import os
import sys
from contextlib import suppress

import numpy as np

from audio.activity import speech_in
from realtime.roleplay.marking.jobs import Job, Marked, decode_job, encode
from realtime.roleplay.scoring.criteria import criteria_of, known_objections_of
from realtime.roleplay.scoring.delivery import AudioTurns
from realtime.roleplay.scoring.score import Call, score
from realtime.roleplay.scoring.targets import BY_CALL_TYPE

#: Nicer than anything that somebody listens to.
_NICENESS = 10
_HEAD_BYTES = 44
_CHANNELS = 2


def turns_in(recording: str) -> AudioTurns:
    """When each side speaks in a call's recording. Raises OSError."""
    sound = np.memmap(recording, dtype="<i2", mode="r", offset=_HEAD_BYTES)
    stereo = sound[: len(sound) // _CHANNELS * _CHANNELS].reshape(-1, _CHANNELS)
    salesperson, buyer = (np.ascontiguousarray(stereo[:, side]).tobytes() for side in (0, 1))
    return AudioTurns(
        salesperson=tuple(speech_in(salesperson)),
        buyer=tuple(speech_in(buyer, is_clean=True)),
    )


def marked(job: Job) -> Marked:
    turns = None if job.recording is None else _turns_if_any(job.recording)
    # Who types isn't heard: then the sound tells nothing of the salesperson's share.
    has_typed = any(line.is_typed for line in job.lines if line.who == "salesperson")
    call = Call(
        lines=job.lines,
        language=job.definition.language,
        duration_s=job.duration_s,
        criteria=criteria_of(job.definition),
        history=job.history,
        targets=BY_CALL_TYPE[job.definition.call_type],
        audio=None if has_typed else turns,
        words_trusted=job.words_trusted,
        known_objections=known_objections_of(job.definition),
    )
    return Marked(score(call), turns)


def _turns_if_any(recording: str) -> AudioTurns | None:
    with suppress(OSError, ValueError):  # gone, or empty: the lines have their times
        return turns_in(recording)
    return None


def main() -> None:
    with suppress(OSError, AttributeError):  # Windows knows no niceness
        os.nice(_NICENESS)
    # Whatever a library prints must not end up in the answer.
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    answer.write(encode(marked(decode_job(sys.stdin.buffer.read()))))
    answer.close()


if __name__ == "__main__":
    main()
