"""Jobs as calls to be scored. Pure."""

from realtime.roleplay.marking.jobs import Job
from realtime.roleplay.scoring.criteria import criteria_of, known_objections_of
from realtime.roleplay.scoring.delivery import AudioTurns
from realtime.roleplay.scoring.score import Call


def call_of(job: Job, turns: AudioTurns | None = None) -> Call:
    """What is scored; `turns` as the recording has them."""
    # Who types isn't heard: then the sound tells nothing of the salesperson's share.
    has_typed = any(line.is_typed for line in job.lines if line.who == "salesperson")
    return Call(
        lines=job.lines,
        language=job.definition.language,
        duration_s=job.duration_s,
        criteria=criteria_of(job.definition),
        history=job.history,
        audio=None if has_typed else turns,
        # It hears a general model's guesses at free speech, and says what it was given.
        words_trusted=not job.is_embedded,
        known_objections=known_objections_of(job.definition),
        buyer_is_known=job.is_embedded,
    )
