"""The agent's reply as a client is told of it: playback, text and waiting time turned into events.

Fed by the voice session; what goes out when is Playback's. Everything of one response leaves here
between its `response_start` and its `response_end`, and nothing after.
"""

from typing import Literal

from realtime.voice.events import (
    AudioResponse,
    Event,
    Interruption,
    ResponseEnd,
    ResponseStart,
    ResponseText,
)
from realtime.voice.latency import Latency
from realtime.voice.playback import Heard, Playback
from realtime.voice.settings import VoiceSettings
from state.contract import PLAYBACK_FRAME_MS


class Reply:
    """One reply at a time. After each call, send what it returned, then ask next_deadline()."""

    def __init__(self, settings: VoiceSettings) -> None:
        self._playback = Playback(
            frame_ms=PLAYBACK_FRAME_MS,
            lead_s=settings.lead_ms / 1000,
            backlog_s=settings.backlog_s,
        )
        self._response_id = ""
        self._latency: Latency | None = None  # until the turn's waiting time has been told

    @property
    def is_speaking(self) -> bool:
        return self._playback.is_speaking

    @property
    def has_room(self) -> bool:
        """Whether the agent may be asked for more."""
        return self._playback.has_room

    def expect(self, turn: int) -> None:
        """What comes next answers this turn."""
        self._response_id = f"response-{turn}"
        self._latency = None

    def wait_since(self, since: float, *, after: Literal["speech", "text"]) -> None:
        """The user has been waiting since then."""
        self._latency = Latency(after, since)

    def transcribed(self, *, now: float) -> None:
        """What the user said was understood."""
        if self._latency is not None:
            self._latency.transcribed_at = now

    def say(self, text: str) -> list[Event]:
        """Text whose sound follows."""
        events = self._begin()
        self._playback.say(text)
        return [*events, ResponseText(self._response_id, text)]

    def sound(self, pcm: bytes, *, now: float) -> list[Event]:
        """Sound of the reply."""
        events = self._begin()
        self._playback.queue(pcm)
        return events + self.play(now=now)

    def finish(self, *, now: float) -> list[Event]:
        """The agent has nothing to add."""
        if not self._playback.is_speaking:
            return self._tell_latency(None)
        self._playback.finish()
        return self.play(now=now)

    def cut(self, *, now: float) -> list[Event]:
        """Stop at once. The interruption is last: a client hears no more of this response."""
        heard = self._playback.cut(now)
        if heard is None:
            return []
        interruption = Interruption(heard.response_id, heard.played_ms, heard.text)
        return [_end(heard, interrupted=True), interruption]

    def play(self, *, now: float) -> list[Event]:
        """What is due by now."""
        events: list[Event] = []
        for frame in self._playback.due(now):
            events += self._tell_latency(now)
            events.append(AudioResponse(frame.pcm, frame.response_id, frame.seq))
        if (heard := self._playback.end_if_heard(now)) is not None:
            events.append(_end(heard, interrupted=False))
        return events

    def next_deadline(self) -> float | None:
        """When play() next has something to give."""
        return self._playback.next_deadline()

    def _begin(self) -> list[Event]:
        if self._playback.is_speaking:
            return []
        self._playback.begin(self._response_id)
        return [ResponseStart(self._response_id)]

    def _tell_latency(self, first_audio_at: float | None) -> list[Event]:
        latency, self._latency = self._latency, None
        return [] if latency is None else [latency.metrics(first_audio_at)]


def _end(heard: Heard, *, interrupted: bool) -> ResponseEnd:
    return ResponseEnd(heard.response_id, heard.played_ms, interrupted)
