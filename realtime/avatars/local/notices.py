"""What the visitor's page is told of the conversation, over the data channel.

Made from the events of the voice session, in the form of the LiveAvatar data channel, so that a
page that speaks to the vendor's avatar understands ours. Pure but for the ids.
"""

import uuid

import msgspec

from realtime.voice.events import (
    Event,
    Interruption,
    ResponseEnd,
    ResponseStart,
    ResponseText,
    SpeechStarted,
    SpeechStopped,
    Transcription,
)


class Notices:
    """Of one session."""

    def __init__(self, session_id: str) -> None:
        self._session_id = session_id
        self._is_speaking = False

    def of(self, event: Event) -> list[str]:
        """What to send."""
        match event:
            case SpeechStarted():
                return [self._notice("user.speak_started")]
            case SpeechStopped():
                return [self._notice("user.speak_ended")]
            case Transcription():
                return [self._notice("user.transcription", text=event.text)]
            case ResponseText():
                return [self._notice("avatar.transcription", text=event.text)]
            case ResponseStart():
                return self._speak(is_speaking=True)
            case ResponseEnd() | Interruption():
                return self._speak(is_speaking=False)
        return []

    def so_far(self) -> list[str]:
        """What a page that comes in the middle of it has to know."""
        return [self._notice("avatar.speak_started")] if self._is_speaking else []

    def forget(self) -> None:
        """Nobody is told how it ends: the page is gone, and the reply with it."""
        self._is_speaking = False

    def stopped(self, end_reason: str) -> str:
        return self._notice("session.stopped", end_reason=end_reason)

    def _speak(self, *, is_speaking: bool) -> list[str]:
        # An interruption may be followed by the end of the same response.
        if self._is_speaking is is_speaking:
            return []
        self._is_speaking = is_speaking
        return [self._notice("avatar.speak_started" if is_speaking else "avatar.speak_ended")]

    def _notice(self, event_type: str, **more: str) -> str:
        notice = {
            "event_type": event_type,
            "event_id": str(uuid.uuid4()),
            "session_id": self._session_id,
            **more,
        }
        return msgspec.json.encode(notice).decode()
