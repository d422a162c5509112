"""How long a user waited for an answer, counted from the true end of what they said."""

from dataclasses import dataclass
from typing import Literal

from realtime.voice.events import TurnMetrics


@dataclass
class Latency:
    """One turn's waiting, on the driver's clock (seconds)."""

    input: Literal["speech", "text"]
    since: float
    transcribed_at: float | None = None

    def metrics(self, first_audio_at: float | None) -> TurnMetrics:
        """The turn's figures; None for what it never came to."""
        to_audio = self._ms(first_audio_at)
        spoken = self.input == "speech"
        return TurnMetrics(
            input=self.input,
            speech_end_to_transcription_ms=self._ms(self.transcribed_at),
            speech_end_to_first_audio_ms=to_audio if spoken else None,
            text_to_first_audio_ms=None if spoken else to_audio,
        )

    def _ms(self, at: float | None) -> int | None:
        return None if at is None else max(0, round((at - self.since) * 1000))
