"""Sends a reply no faster than it is heard, so that at any moment the server knows what was heard.

Fed by the voice session with the agent's text and sound; gives out frames when their time has come
(at most a lead ahead of real time) and says, at a cut, how far the user has heard. The clock is an
argument, deadlines are given out. Knows neither agents nor sockets.

The idea: the client plays what it gets, at once and without gaps, so the moment the last frame
sent will have been played (`_played_until`) follows from the frames alone. Sending everything at
once would be simpler and would leave seconds of stale sound in the client at each barge-in.
That moment is kept as a start and a count of bytes: sums of many small floats would drift.
A cut gives back what wasn't heard, what the client has of it included, so that a reply can go on
where it stopped: at a whole millisecond, which the wire can name without losing a sample.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from state.contract import SAMPLE_BYTES, SAMPLE_RATE_HZ

_BYTES_A_SECOND = SAMPLE_RATE_HZ * SAMPLE_BYTES
_BYTES_A_MS = _BYTES_A_SECOND // 1000
#: Sums of floats: 400.0000001 ms are 400.
_CLOCK_NOISE_MS = 1e-3
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


@dataclass(frozen=True)
class Piece:
    """Text and the sound that speaks it, as far as it was made."""

    text: str
    pcm: bytes


@dataclass(frozen=True)
class Cut:
    """A response stopped in the middle: what was heard of it and what wasn't."""

    heard: Heard
    unheard: tuple[Piece, ...]


@dataclass
class _Segment:
    """A piece of text and where in the response its sound begins, in bytes."""

    text: str
    start: int

    def words_until(self, played: int, end: int) -> list[str]:
        """Those spoken in the first `played` bytes of the response, the segment ending at `end`."""
        words = self.text.split()
        if played >= end:
            return words
        if played <= self.start:
            return []
        return words[: int((played - self.start) / (end - self.start) * len(words))]


class Playback:
    """One response at a time. After each call, ask next_deadline()."""

    def __init__(self, *, frame_ms: int, lead_s: float, backlog_s: float) -> None:
        self._frame_bytes = _BYTES_A_SECOND * frame_ms // 1000
        self._lead = lead_s
        # The client never has more than a lead and the frame that was due at its end.
        self._kept_bytes = int(_BYTES_A_SECOND * lead_s) + self._frame_bytes
        self._backlog_bytes = int(_BYTES_A_SECOND * backlog_s)
        self._become_silent()

    def _become_silent(self) -> None:
        self.state = PlaybackState.SILENT
        self.response_id = ""
        self._segments: list[_Segment] = []
        self._unsent = bytearray()
        self._sent_bytes = 0
        # The last of what was sent: perhaps not heard yet.
        self._sent_last = bytearray()
        self._seq = 0
        # Since when the client has been playing without a gap, and how much it got since.
        self._gapless_since = 0.0
        self._gapless_bytes = 0

    @property
    def is_speaking(self) -> bool:
        return self.state is not PlaybackState.SILENT

    def has_room(self, held_bytes: int) -> bool:
        """Whether the agent may give more, so much of its sound being held back elsewhere."""
        return held_bytes + len(self._unsent) < self._backlog_bytes

    def begin(self, response_id: str) -> None:
        """A response starts."""
        assert not self.is_speaking, "a response is still being played"
        self.state = PlaybackState.SPEAKING
        self.response_id = response_id
        self._segments.append(_Segment("", 0))  # sound may come before any text

    def say(self, text: str) -> None:
        """Text whose sound follows."""
        start = self._sent_bytes + len(self._unsent)
        last = self._segments[-1]
        if last.start == start:
            last.text = f"{last.text} {text}".strip()  # the sound to come speaks both
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
            self._sent_last += pcm
            del self._sent_last[: -self._kept_bytes]
            if now > self._played_until:  # the client ran dry, and starts anew at this frame
                self._gapless_since, self._gapless_bytes = now, 0
            self._gapless_bytes += len(pcm)
        return frames

    def end_if_heard(self, now: float) -> Heard | None:
        """The response that has been heard to its end by now, if one has; then all is silent."""
        if self.state is not PlaybackState.FINISHING or self._unsent or now < self._played_until:
            return None
        heard = self._heard(self._sent_bytes)
        self._become_silent()
        return heard

    def texts_over(self, now: float) -> list[str]:
        """The texts whose sound is over by now, though the response isn't."""
        played = self._played(now)
        pairs = pairwise(self._segments)
        return [before.text for before, after in pairs if before.text and after.start <= played]

    def cut(self, now: float) -> Cut | None:
        """Stop at once, whatever is left; None where nothing was playing."""
        if not self.is_speaking:
            return None
        played = self._played(now)
        cut = Cut(self._heard(played), tuple(self._pieces_from(played)))
        self._become_silent()
        return cut

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

    def _played(self, now: float) -> int:
        """How much the client has played, in bytes: whole milliseconds, but at the very end."""
        unheard_ms = math.ceil((self._played_until - now) * 1000 - _CLOCK_NOISE_MS)
        if unheard_ms <= 0:
            return self._sent_bytes
        return max(0, self._sent_bytes // _BYTES_A_MS - unheard_ms) * _BYTES_A_MS

    def _heard(self, played: int) -> Heard:
        return Heard(self.response_id, played // _BYTES_A_MS, self._text_until(played))

    def _text_until(self, played: int) -> str:
        """The words spoken in the first `played` bytes, by their share of their segment's sound."""
        segments = zip(self._segments, self._segment_ends(), strict=True)
        heard = (segment.words_until(played, end) for segment, end in segments)
        return " ".join(word for words in heard for word in words)

    def _pieces_from(self, played: int) -> Iterator[Piece]:
        """What comes after the first `played` bytes, each segment's words with its sound."""
        end = self._sent_bytes + len(self._unsent)
        kept = self._sent_last + self._unsent
        kept_from = end - len(kept)
        starts = [segment.start for segment in self._segments]
        ends = zip([*starts[1:], end], self._segment_ends(), strict=True)
        for segment, (sound_end, words_end) in zip(self._segments, ends, strict=True):
            words = segment.text.split()[len(segment.words_until(played, words_end)) :]
            pcm = bytes(
                kept[max(segment.start, played) - kept_from : max(sound_end, played) - kept_from]
            )
            if words or pcm:
                yield Piece(" ".join(words), pcm)

    def _segment_ends(self) -> list[int]:
        """Where each segment's sound ends; for one still being made, a guess by its length."""
        end = self._sent_bytes + len(self._unsent)
        if self.state is PlaybackState.SPEAKING:
            last = self._segments[-1]
            guess = len(last.text) * _BYTES_A_SECOND // _CHARACTERS_A_SECOND
            end = max(end, last.start + guess)
        return [*(segment.start for segment in self._segments[1:]), end]
