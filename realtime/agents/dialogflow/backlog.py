"""A spoken turn's audio on its way to the service: what isn't sent yet, what may be sent again.

Pure: fed with blocks as they come, asked for as much as a message takes. Bounded in time: who fills
it waits for room; what was sent is held as long as it may have to be sent again, to a service of
which nothing was heard yet.
"""

from state.contract import SAMPLE_BYTES, SAMPLE_RATE_HZ

_BYTES_A_SECOND = SAMPLE_RATE_HZ * SAMPLE_BYTES
#: A backlog were best sent as one message; but the recogniser behind the service takes no more than
#: 25 KB of audio in one (Speech-to-Text's limits), and the smaller limit wins.
MOST_MESSAGE_BYTES = 24_000
#: Of audio that isn't sent: opening a stream may take as long as this.
MOST_UNSENT_BYTES = 5 * _BYTES_A_SECOND
#: Of audio that is held to be sent again. A service is fed at the pace of speech: more at once may
#: be refused.
MOST_HELD_BYTES = 5 * _BYTES_A_SECOND
#: From this much before the limit on, a stream is ended at the next pause.
_BEFORE_LIMIT_S = 10.0


class Backlog:
    def __init__(self, limit_s: float) -> None:
        """`limit_s`: the most audio of one stream."""
        self._limit = int(limit_s * SAMPLE_RATE_HZ) * SAMPLE_BYTES
        self._pause_from = max(
            self._limit // 2, self._limit - int(_BEFORE_LIMIT_S * _BYTES_A_SECOND)
        )
        # As it came: nearly always one block is sent before the next comes, and needn't be copied.
        self._unsent: list[bytes] = []
        self._unsent_bytes = 0
        self._held: list[bytes] | None = []
        self._sent = 0
        # Where this stream ends if that is before its limit, counted from its beginning.
        self._end_at: int | None = None
        self._ends_at_pause = False
        self.is_over = False
        """Whether the turn's audio has all come."""
        self._is_closed = False

    @property
    def has_any(self) -> bool:
        """Whether there is audio to be sent."""
        return bool(self._unsent)

    @property
    def sent_s(self) -> float:
        """Of this stream, in seconds."""
        return self._sent / _BYTES_A_SECOND

    @property
    def has_room(self) -> bool:
        return self._unsent_bytes < MOST_UNSENT_BYTES

    @property
    def is_sent(self) -> bool:
        """Whether nothing of the turn is left to be sent, now or later."""
        return self.is_over and not self._unsent

    @property
    def is_full(self) -> bool:
        """Whether the stream has had its share: what follows is for the next one."""
        return self._sent >= self._end

    @property
    def _end(self) -> int:
        """Of this stream."""
        return self._limit if self._end_at is None else self._end_at

    @property
    def may_rewind(self) -> bool:
        """Whether all that was sent can be sent again."""
        return self._held is not None

    def push(self, pcm: bytes) -> None:
        if pcm and not self._is_closed:
            self._unsent.append(pcm)
            self._unsent_bytes += len(pcm)

    def pause(self) -> None:
        """The speaker fell silent."""
        at = self._sent + self._unsent_bytes
        first = 0 if self._ends_at_pause else self._pause_from
        if self._end_at is None and first <= at < self._limit:
            self._end_at = at

    def end_at_pause(self) -> None:
        """The stream has to end soon, however short it is."""
        self._ends_at_pause = True

    def end_here(self) -> None:
        """The stream can't have more; of a turn that is sent it has all."""
        if not self.is_sent:
            self._end_at = min(self._sent, self._end)

    def take(self) -> bytes:
        """All there is for this stream, as far as one message takes it."""
        if not self._unsent:
            return b""
        pcm = self._unsent[0] if len(self._unsent) == 1 else b"".join(self._unsent)
        room = min(max(self._end - self._sent, 0), MOST_MESSAGE_BYTES)
        self._keep_unsent(pcm[room:])
        pcm = pcm[:room]
        self._sent += len(pcm)
        if self._held is not None:
            self._held.append(pcm)
            if self._sent > MOST_HELD_BYTES:
                self._held = None
        return pcm

    def _keep_unsent(self, pcm: bytes) -> None:
        self._unsent = [pcm] if pcm else []
        self._unsent_bytes = len(pcm)

    def let_go(self) -> None:
        """The service has it: nothing is sent again."""
        self._held = None

    def close(self) -> None:
        """Nothing more of the turn is to be sent: what comes is dropped."""
        self._is_closed = True
        self._keep_unsent(b"")

    def rewind(self) -> None:
        """To this stream's beginning."""
        assert self._held is not None, "ask may_rewind first"
        self._keep_unsent(b"".join([*self._held, *self._unsent]))
        self._sent, self._held = 0, []

    def next_stream(self) -> None:
        """What is left is for another one."""
        self._sent, self._end_at, self._held = 0, None, []
        self._ends_at_pause = False
