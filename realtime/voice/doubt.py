"""A sound over a reply: speech, or a cough? How long the reply is held while that is open.

Made by the voice session when a sound breaks into a reply, and told which frames are active. So
much that sounds like speech is, whatever it says; a sound that stays shorter, or sounds like
something else (a fit of coughing, a telephone), and is followed by quiet was a noise. (What the
agent makes of the sound may settle it sooner: that is the floor's affair.) Time is an argument:
deadlines are given out, never awaited, and one always comes, so that no sound, however it stutters,
keeps a reply silent for good.
"""

from collections.abc import Callable

from realtime.voice.settings import VoiceSettings, frames_of

#: Listening closely (audio/voicing.py) takes 5 ms: not at each frame.
_LISTEN_EVERY = 5
#: Twice and a half as long as speech needs is speech for sure: somebody whispers.
_FOR_SURE = 2.5


class Doubt:
    """While a reply is held. Sound after sound may begin; the time for all of them is bounded."""

    def __init__(self, settings: VoiceSettings, *, now: float) -> None:
        self._enough = frames_of(settings.speech_ms)
        self._quiet_s = settings.noise_quiet_ms / 1000
        self._latest = now + settings.longest_hold_ms / 1000
        self.begin(0, now)

    def begin(self, active: int, now: float) -> None:
        """A sound begins: so many of its frames were active, the last of them at `now`."""
        self._active = active
        self._hear_at(now)

    def hear_active(self, now: float, hears_speech: Callable[[], bool]) -> bool:
        """One more active frame, heard at `now`; whether the sound is speech by now.

        `hears_speech()` listens closely whether it sounds like it.
        """
        self._active += 1
        self._hear_at(now)
        if self._active < self._enough or (self._active - self._enough) % _LISTEN_EVERY:
            return False
        return self._active >= self._enough * _FOR_SURE or hears_speech()

    def _hear_at(self, now: float) -> None:
        self.heard_at = now
        """When the sound was last heard."""
        self.deadline = min(now + self._quiet_s, self._latest)
        """When it was a noise, unless more of it is heard before."""
