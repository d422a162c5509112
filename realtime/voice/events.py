"""What a voice session tells the outside, typed: the fields of each are `data` on the wire.

Emitted by session.py in the order a client must learn of them; whoever stands outside (the
WebSocket handler, an avatar) encodes them its own way.
"""

from typing import Any, Literal

import msgspec

from state.errors import ServiceError

StopReason = Literal["silence", "client", "max_duration", "audio_idle"]
EndReason = Literal[
    "shutdown",
    "slow_reader",
    "message_too_big",
    "resumed_elsewhere",
    "ended_by_agent",
    "time_limit",
]


class Event(msgspec.Struct, frozen=True):
    """Base: one message to the client."""


class SessionStart(Event, frozen=True):
    """The first message, always."""

    session_id: str
    resume_token: str
    #: Whose conversation it is.
    lead_id: str
    resumed: bool = False


class SpeechStarted(Event, frozen=True):
    """The user's turn has begun."""

    #: Where the turn's audio begins in the session's audio, `prefix_ms` included.
    audio_start_ms: int


class SpeechStopped(Event, frozen=True):
    """The user's turn is over."""

    #: Where the turn's audio ends, the silence that ended it included.
    audio_end_ms: int
    reason: StopReason


class Transcription(Event, frozen=True):
    """What the user said."""

    text: str


class InterimTranscription(Event, frozen=True):
    """What the user is saying, as far as it is understood; only where `configure` asked for it."""

    text: str
    final: bool = False


class IntentDetected(Event, frozen=True):
    """What the agent took it for, and how sure it is."""

    intent: str
    confidence: float
    type: str | msgspec.UnsetType = msgspec.UNSET


class ToolCalled(Event, frozen=True):
    """The agent asks something of the server."""

    tool: str
    #: Any JSON.
    parameters: dict[str, Any]


class ToolReturned(Event, frozen=True):
    """What the agent was told."""

    tool: str
    #: Any JSON.
    result: Any


class ResponseStart(Event, frozen=True):
    """A reply begins."""

    response_id: str
    #: Whose words these are: the agent's, or those of a person who speaks in its place.
    role: Literal["assistant", "human"] = "assistant"


class ResponseText(Event, frozen=True):
    """Words of a reply."""

    response_id: str
    text: str


class AudioResponse(Event, frozen=True):
    """Sound of a reply."""

    #: PCM16 mono at 16 kHz; base64 in JSON.
    audio: bytes
    response_id: str
    #: Counts from 0 in each response.
    seq: int


class ResponseEnd(Event, frozen=True):
    """A reply is over."""

    response_id: str
    played_ms: int
    interrupted: bool


class Interruption(Event, frozen=True):
    """The client must drop what it has queued of this response."""

    response_id: str
    played_ms: int
    heard_text: str


class InterruptionDismissed(Event, frozen=True):
    """It was a noise: what wasn't heard of the response follows under another id."""

    response_id: str
    new_response_id: str
    #: Where in the old response the new one begins: the interruption's `played_ms`.
    resume_at_ms: int


class TurnMetrics(Event, frozen=True):
    """How long the user waited, from the true end of speech (silence included) or from the text.

    None: this turn had none of it.
    """

    input: Literal["speech", "text"]
    speech_end_to_transcription_ms: int | None
    speech_end_to_first_audio_ms: int | None
    text_to_first_audio_ms: int | None


class Configured(Event, frozen=True):
    """All values in force."""

    silence_ms: int
    early_end: bool
    prefix_ms: int
    barge_in_ms: int
    vad_mode: int
    automatic: bool
    interim_transcriptions: bool
    binary_audio: bool


class HungUp(Event, frozen=True):
    """The agent has ended the conversation. Whoever opened the session ends it."""


class Stopping(Event, frozen=True):
    """The server takes no new sessions: this one may go on for so long."""

    ends_in_ms: int


class SessionEnd(Event, frozen=True):
    """The last message: the socket closes."""

    reason: EndReason


class Pong(Event, frozen=True):
    """The answer to `ping`."""


class Problem(Event, frozen=True):
    """Something failed and the session lives on; handlers give the error its wire form."""

    error: ServiceError
