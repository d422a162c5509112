"""What a deployment may tune of the voice engine."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from state.contract import FRAME_MS

# The bounds keep a session usable, whoever sets them: below them nothing can be detected, above
# them nothing ends.
SilenceMs = Annotated[int, Meta(ge=100, le=5_000)]
PrefixMs = Annotated[int, Meta(ge=0, le=1_000)]
BargeInMs = Annotated[int, Meta(ge=100, le=2_000)]
VadMode = Annotated[int, Meta(ge=0, le=3)]


@dataclass(frozen=True, kw_only=True)
class VoiceSettings:
    silence_ms: SilenceMs = 600
    """How long a silence ends an automatic turn, at the latest; over a held reply noise_quiet_ms
    does, if that is less. With early_end, 900 cut off fewer hesitant talkers than 600 alone (17
    instead of 29 % of synthetic ones, 28 instead of 35 % of recordings with pauses put in) and
    answered at half the delay; 600 with it cuts off more (40 and 51 %)."""

    early_end: bool = True
    """Whether a shorter one does when what was said sounds finished (ending.py)."""

    prefix_ms: PrefixMs = 300
    """How much audio from before the first voiced frame belongs to the turn."""

    start_ms: Annotated[int, Meta(ge=40, le=2_000)] = 200
    """The window that decides whether somebody began to speak while the agent is silent."""

    barge_in_ms: BargeInMs = 240
    """The same while the agent speaks: longer and fuller, so coughs and echo don't stop it."""

    speech_ms: Annotated[int, Meta(ge=100, le=5_000)] = 600
    """So much that sounds like speech ends a reply, whatever it says; two and a half times as much
    of any sound does. For less the reply is held: until the agent has understood something of it,
    or it goes on, for that was a cough."""

    refused_ms: Annotated[int, Meta(ge=0, le=5_000)] = 400
    """So much of a sound over a reply has to be there for the agent's mere no_match to end it."""

    noise_quiet_ms: Annotated[int, Meta(ge=100, le=5_000)] = 1_000
    """How long after a noise the reply it held goes on."""

    longest_hold_ms: Annotated[int, Meta(ge=500, le=30_000)] = 3_000
    """The longest that noises can hold a reply in one go."""

    vad_mode: VadMode = 2
    """webrtcvad's aggressiveness, 0 (calls most speech) to 3."""

    max_utterance_s: Annotated[float, Meta(ge=1, le=600)] = 60.0
    """A turn ends here, whatever goes on: a stuck key or a radio mustn't keep it open."""

    audio_idle_s: Annotated[float, Meta(ge=0.1, le=60)] = 1.0
    """Audio that stops arriving for so long in an automatic turn ends it (a muted microphone)."""

    lead_ms: Annotated[int, Meta(ge=100, le=5_000)] = 400
    """How far ahead of real time a reply's audio is sent: what a network's jitter needs."""

    backlog_s: Annotated[float, Meta(ge=0.5, le=60)] = 5.0
    """How much of a reply is taken from the agent before it was sent; then the agent waits."""


def frames_of(ms: int) -> int:
    """How many frames last `ms`; at least one."""
    return max(1, round(ms / FRAME_MS))
