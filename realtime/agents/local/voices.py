"""Whether anybody spoke in a turn, for agents that can't tell what: no model knows their language.

Their turns get an answer ("I can't hear you, please type") where a cough gets none.
"""

import asyncio

from audio.voicing import is_spoken
from realtime.agents.local.jobs import NoSpeech, Refused
from state.contract import SAMPLE_BYTES, SAMPLE_RATE_HZ

BYTES_A_SECOND = SAMPLE_RATE_HZ * SAMPLE_BYTES
#: Shorter than any word: a slip of the push-to-talk button.
LEAST_AUDIO_S = 0.1
#: Who speaks to an agent that can't hear does so within this time.
SPOKEN_WITHIN_S = 5


def is_too_short(pcm: bytes | bytearray) -> bool:
    """Whether there is no room for a word."""
    return len(pcm) < LEAST_AUDIO_S * BYTES_A_SECOND


async def hear_voice(pcm: bytes | bytearray) -> Refused | NoSpeech:
    """Refused where somebody speaks, in a thread: 20 ms are too long for the loop."""
    if is_too_short(pcm):
        return NoSpeech()
    beginning = bytes(pcm[: SPOKEN_WITHIN_S * BYTES_A_SECOND])
    return Refused(0.0) if await asyncio.to_thread(is_spoken, beginning) else NoSpeech()
