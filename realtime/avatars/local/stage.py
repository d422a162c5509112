"""What the visitor sees and hears at this moment, whoever shows it.

Fed with the events of the voice session; the audio track reads a frame from it every 20 ms, the
video track asks for a scene now and then. It outlives the peers: a page that was reloaded finds
the avatar in the middle of its sentence. No clock, no loop.
"""

from dataclasses import dataclass

from realtime.avatars.local.captions import Captions
from realtime.avatars.local.expression import Expression, Pose
from realtime.avatars.local.speech import FRAME_S, Speech
from realtime.voice.events import (
    AudioResponse,
    Event,
    Interruption,
    Problem,
    ResponseEnd,
    ResponseStart,
    ResponseText,
    SpeechStarted,
    SpeechStopped,
)

#: How long the last words stay when they were said.
_LINGER_S = 1.5
_PROBLEM_S = 5.0


@dataclass(frozen=True)
class Scene:
    """A picture to draw."""

    pose: Pose
    caption: str


class Stage:
    def __init__(self, avatar_id: str, line_characters: int) -> None:
        self._speech = Speech()
        self._captions = Captions(line_characters)
        self._expression = Expression(avatar_id)
        self._is_listening = False
        self._clears_in: float | None = None  # seconds of sound, speech or silence

    def tell(self, event: Event) -> None:
        match event:
            case ResponseStart():
                self._captions.clear()
                self._clears_in = None
                self._speech.begin()
            case ResponseText():
                self._captions.add(event.text)
            case AudioResponse():
                self._speech.push(event.audio)
            case Interruption():
                self.fall_silent()
            case ResponseEnd():
                self._clears_in = _LINGER_S
            case SpeechStarted():
                self._is_listening = True
            case SpeechStopped():
                self._is_listening = False
            case Problem():
                self._captions.clear()
                self._captions.add(str(event.error))
                self._clears_in = _PROBLEM_S

    def fall_silent(self) -> None:
        """At once."""
        self._speech.drop()
        self._captions.clear()

    def be_left(self) -> None:
        """The visitor is gone: nobody is told how what is going on ends."""
        self.fall_silent()
        self._is_listening = False

    def next_sound(self) -> bytes:
        """The next 20 ms, PCM16 mono at OUT_HZ."""
        if self._clears_in is not None:
            self._clears_in -= FRAME_S
            if self._clears_in <= 0:
                self._captions.clear()
                self._clears_in = None
        return self._speech.read()

    def scene(self, at: float) -> Scene:
        """As it is at that time, which is never before that of the last call."""
        pose = self._expression.pose(at, level=self._speech.level, is_listening=self._is_listening)
        return Scene(pose, self._captions.page(self._speech.played_s))
