"""What the service makes of one turn: data that a test writes down, or the dialogue makes up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Tool:
    """A call that the agent wants its client to make."""

    #: The resource's name, .../tools/ID.
    name: str
    #: What the tool is called; a real agent's resource is a uuid.
    action: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Sound is only made of `texts` and `partials`, and only for who asked for it."""

    # What is heard; a typed turn has its own text

    #: None or "": nobody spoke. NO_INPUT then needs single_utterance, else the result is empty.
    transcript: str | None = None
    #: Sent one every `interim_bytes` of audio; those left are sent when the audio ends.
    interims: tuple[str, ...] = ()
    interim_bytes: int = 8000
    #: The final segments where there are several: the transcript is their sum. Later ones begin
    #: with a space, which is added where it lacks.
    finals: tuple[str, ...] = ()
    #: One final segment every so many bytes; None: all when the audio ends.
    final_bytes: int | None = None
    #: With single_utterance, it is over after so many; None: when a pause follows speech.
    utterance_bytes: int | None = None
    #: How sure the recogniser is.
    heard_confidence: float = 0.9

    # What is understood

    intent: str | None = None
    confidence: float = 1.0
    #: The name of a Match.MatchType; None: what the rest makes most likely.
    match: str | None = None
    #: The custom or built-in event that was matched.
    event: str = ""
    #: Session parameters that it sets; they stay.
    parameters: Mapping[str, Any] = field(default_factory=dict)

    # What is answered

    texts: tuple[str, ...] = ()
    #: Each is a PARTIAL before the FINAL, where these are asked for; else part of the FINAL.
    partials: tuple[str, ...] = ()
    allow_cancellation: bool = True
    #: Nobody could establish either: whether a PARTIAL says what was understood, and whether the
    #: FINAL says again what the PARTIALs said.
    match_in_partials: bool = False
    final_repeats_partials: bool = False
    #: No sound though it is asked for.
    audio: bool = True
    #: As asked for where None.
    audio_rate_hz: int | None = None
    ssml: str = ""
    payload: Mapping[str, Any] | None = None
    #: A FINAL with nothing but it, unless there are texts.
    tool: Tool | None = None
    #: What the tool's result leads to; None: as the dialogue has it.
    after_tool: "Turn | None" = None
    ends: bool = False
    #: The metadata of a live_agent_handoff.
    hands_over: Mapping[str, Any] | None = None
    #: Code and message.
    webhook_status: tuple[int, str] | None = None

    @property
    def segments(self) -> tuple[str, ...]:
        """The final ones, as they are sent."""
        first, *later = self.finals or (self.transcript or "",)
        return tuple(
            each
            for each in (first, *(text if text[:1] == " " else f" {text}" for text in later))
            if each
        )

    @property
    def said(self) -> str:
        return "".join(self.segments)
