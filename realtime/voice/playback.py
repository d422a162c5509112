"""Sends a reply no faster than it is heard, so that at any moment the server knows what was heard.

Fed by the voice session with the agent's text and sound; gives out frames when their time has come
(at most a lead ahead of real time) and says, at a cut, how far the user has heard. The clock is an
argument, deadlines are given out. Knows neither agents nor sockets.

The idea: the client plays what it gets, at once and without gaps, so the moment the last frame
sent will have been played (`_played_until`) follows from the frames alone. Sending everything at
once would be simpler and would leave seconds of stale sound in the client at each barge-in.
That moment is kept as a start and a count of bytes: sums of many small floats would drift.
"""

from dataclasses import dataclass
from enum import Enum

from state.contract import SAMPLE_BYTES, SAMPLE_RATE_HZ

_BYTES_A_SECOND = SAMPLE_RATE_HZ * SAMPLE_BYTES
#: How fast speech is, about; only for how much of an unfinished sentence was heard.
_CHARACTERS_A_SECOND = 15


class PlaybackState(Enum):
    #: No response.
    SILENT = "silent"
    #: A response is sent; the agent may add to it.
    SPEAKING = "speaking"
    #: The agent has finished; the rest is sent and heard.
    FINISHING = "finishing"


@dataclass(frozen=True)
class Frame:
    """Sound to send now."""

    response_id: str
    seq: int
    pcm: bytes


@dataclass(frozen=True)
class Heard:
    """A response that is over: how much of it was heard, and which words."""

    response_id: str
    played_ms: int
    text: str


@dataclass
class _Segment:
    """A piece of text and where in the response its sound begins, in bytes."""

    text: str
    start: int


class Playback:
    """One response at a time. After each call, ask next_deadline()."""

    def __init__(self, *, frame_ms: int, lead_s: float, backlog_s: float) -> None:
        self._frame_bytes = _BYTES_A_SECOND * frame_ms // 1000
        self._lead = lead_s
        self._backlog_bytes = int(_BYTES_A_SECOND * backlog_s)
        self._become_silent()

    def _become_silent(self) -> None:
        self.state = PlaybackState.SILENT
        self.response_id = ""
        self._segments: list[_Segment] = []
        self._unsent = bytearray()
        self._sent_bytes = 0
        self._seq = 0
        # Since when the client has been playing without a gap, and how much it got since.
        self._gapless_since = 0.0
        self._gapless_bytes = 0

    @property
    def is_speaking(self) -> bool:
        return self.state is not PlaybackState.SILENT

    @property
    def has_room(self) -> bool:
        """Whether the agent may give more."""
        return len(self._unsent) < self._backlog_bytes

    def begin(self, response_id: str) -> None:
        """A response starts."""
        assert not self.is_speaking, "a response is still being played"
        self.state = PlaybackState.SPEAKING
        self.response_id = response_id

    def say(self, text: str) -> None:
        """Text whose sound follows."""
        start = self._sent_bytes + len(self._unsent)
        last = self._segments[-1] if self._segments else None
        if last is not None and last.start == start:
            last.text = f"{last.text} {text}"  # the sound to come speaks both
        else:
            self._segments.append(_Segment(text, start))

    def queue(self, pcm: bytes) -> None:
        """Sound of the response."""
        self._unsent += pcm

    def finish(self) -> None:
        """The agent has nothing to add."""
        assert self.state is PlaybackState.SPEAKING, "only a response under way can finish"
        self.state = PlaybackState.FINISHING

    def due(self, now: float) -> list[Frame]:
        """The frames whose time to be sent has come."""
        frames = []
        while self._has_frame and now >= self._next_send_at:
            pcm = bytes(self._unsent[: self._frame_bytes])
            del self._unsent[: self._frame_bytes]
            frames.append(Frame(self.response_id, self._seq, pcm))
            self._seq += 1
            self._sent_bytes += len(pcm)
            if now > self._played_until:  # the client ran dry, and starts anew at this frame
                self._gapless_since, self._gapless_bytes = now, 0
            self._gapless_bytes += len(pcm)
        return frames

    def end_if_heard(self, now: float) -> Heard | None:
        """The response that has been heard to its end by now, if one has; then all is silent."""
        if self.state is not PlaybackState.FINISHING or self._unsent or now < self._played_until:
            return None
        return self._end(now)

    def cut(self, now: float) -> Heard | None:
        """Stop at once, whatever is left; what was heard of it, if anything was playing."""
        return self._end(now) if self.is_speaking else None

    def next_deadline(self) -> float | None:
        """When due() or end_if_heard() next has something to give; None while the agent must."""
        if self._has_frame:
            return self._next_send_at
        return self._played_until if self.state is PlaybackState.FINISHING else None

    @property
    def _has_frame(self) -> bool:
        # The last frame may be short; before it, a short one waits for the agent to fill it.
        finishing = self.state is PlaybackState.FINISHING
        return len(self._unsent) >= (1 if finishing else self._frame_bytes)

    @property
    def _next_send_at(self) -> float:
        frame_bytes = min(len(self._unsent), self._frame_bytes)
        ahead_s = (self._gapless_bytes + frame_bytes) / _BYTES_A_SECOND
        return self._gapless_since + (ahead_s - self._lead)

    @property
    def _played_until(self) -> float:
        return self._gapless_since + self._gapless_bytes / _BYTES_A_SECOND

    def _end(self, now: float) -> Heard:
        unheard = max(0.0, self._played_until - now)
        played = max(0, self._sent_bytes - round(unheard * _BYTES_A_SECOND))
        heard = Heard(self.response_id, played * 1000 // _BYTES_A_SECOND, self._text_until(played))
        self._become_silent()
        return heard

    def _text_until(self, played: int) -> str:
        """The words spoken in the first `played` bytes, by their share of their segment's sound."""
        heard = []
        for segment, end in zip(self._segments, self._segment_ends(), strict=True):
            if played >= end:
                heard.append(segment.text)
            elif played > segment.start:
                share = (played - segment.start) / (end - segment.start)
                words = segment.text.split()
                heard.append(" ".join(words[: int(share * len(words))]))
        return " ".join(filter(None, heard))

    def _segment_ends(self) -> list[int]:
        """Where each segment's sound ends; for one still being made, a guess by its length."""
        if not self._segments:
            return []
        end = self._sent_bytes + len(self._unsent)
        if self.state is PlaybackState.SPEAKING:
            last = self._segments[-1]
            guess = len(last.text) * _BYTES_A_SECOND // _CHARACTERS_A_SECOND
            end = max(end, last.start + guess)
        return [*(segment.start for segment in self._segments[1:]), end]
