"""A sound over a reply: speech, or a cough? How long the reply is held while that is open.

Made by the voice session when a sound breaks into a reply, and told which frames are active. So
much voice is speech, whatever it says; a sound that stays shorter, or has no voice in it (a fit of
coughing, a sigh), and is followed by quiet was a noise. (What the agent makes of the sound may
settle it sooner: that is the floor's affair.) Time is an argument: deadlines are given out, never
awaited, and one always comes, so that no sound, however it stutters, keeps a reply silent for good.
"""

from collections.abc import Callable

from realtime.voice.settings import VoiceSettings, frames_of

#: How much of a sound is voiced. Measured: in speech a third at least, 7 tenths mostly; in two
#: coughs of twenty as much, a tenth mostly; in sighs and hisses next to nothing.
_VOICED = 0.35
#: Looking costs half a millisecond: not at each frame.
_LOOK_EVERY = 5
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

    def hear_active(self, now: float, voiced_share: Callable[[], float]) -> bool:
        """One more active frame, heard at `now`; whether the sound is speech by now.

        `voiced_share()` looks how much of its last moments is voiced, 0 to 1.
        """
        self._active += 1
        self._hear_at(now)
        if self._active < self._enough or (self._active - self._enough) % _LOOK_EVERY:
            return False
        return self._active >= self._enough * _FOR_SURE or voiced_share() >= _VOICED

    def _hear_at(self, now: float) -> None:
        self.heard_at = now
        """When the sound was last heard."""
        self.deadline = min(now + self._quiet_s, self._latest)
        """When it was a noise, unless more of it is heard before."""
