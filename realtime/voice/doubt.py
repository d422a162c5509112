"""A sound over a reply: speech, or a cough? How long the reply is held while that is open.

Made by the floor when a sound breaks into a reply, and told when and how much of it is heard. So
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
        self.hear_at(now)

    def is_speech(self, active: int, hears_speech: Callable[[], bool]) -> bool:
        """Whether a sound is, of which the `active`th active frame has just been heard.

        `hears_speech()` listens closely whether it sounds like it.
        """
        if active < self._enough or (active - self._enough) % _LISTEN_EVERY:
            return False
        return active >= self._enough * _FOR_SURE or hears_speech()

    def hear_at(self, now: float) -> None:
        """A sound is heard at `now`."""
        self.heard_at = now
        """When the sound was last heard."""
        self.deadline = min(now + self._quiet_s, self._latest)
        """When it was a noise, unless more of it is heard before."""
