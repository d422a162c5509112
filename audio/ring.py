"""Holds audio between the socket and its reader: so many blocks at most, the oldest going first.

Positions are bytes since the stream began, so a reader can name a moment and the same audio has
the same positions however it was cut. Blocks are cut here, whatever the client's chunking, and
take memory only as they fill: an idle session keeps what its prefix needs and no more. What was
read last is remembered for as long as all after it is held: `recent` reads it again.
"""

from collections import deque

#: Shorter reads (32 ms) are joined when they are remembered.
_CRUMB = 1024


class AudioRing:
    """One stream's recent audio. `start` and `end` are the positions of what is held.

    Of what was read, at least the last `memory` bytes are remembered.
    """

    def __init__(self, *, blocks: int, block_bytes: int, memory: int = 0) -> None:
        self._limit = blocks
        self._block_bytes = block_bytes
        self._blocks: deque[bytes | bytearray] = deque()
        self._memory = memory
        self._read: list[bytes | bytearray] = []  # few, and an empty deque takes 760 bytes
        self._read_bytes = 0
        self.start = 0
        self.end = 0

    def append(self, pcm: bytes) -> bool:
        """Hold `pcm` too; says whether the oldest had to go for it (an overrun)."""
        self.end += len(pcm)
        last = self._blocks[-1] if self._blocks else None
        if len(pcm) == self._block_bytes and (last is None or len(last) == self._block_bytes):
            self._blocks.append(pcm)  # the recommended chunk: kept as it came
        else:
            self._append_cut(pcm)
        is_overrun = len(self._blocks) > self._limit
        while len(self._blocks) > self._limit:
            self._let_go()
        return is_overrun

    def _append_cut(self, pcm: bytes) -> None:
        taken = 0
        if self._blocks and len(last := self._blocks[-1]) < self._block_bytes:
            taken = self._block_bytes - len(last)
            if not isinstance(last, bytearray):
                last = self._blocks[-1] = bytearray(last)
            last += pcm[:taken]
        for at in range(taken, len(pcm), self._block_bytes):
            self._blocks.append(bytearray(pcm[at : at + self._block_bytes]))

    def _let_go(self) -> None:
        self.start += len(self._blocks.popleft())
        self._forget()

    def _forget(self) -> None:
        self._read.clear()
        self._read_bytes = 0

    def keep_last(self, count: int) -> None:
        """Let go whole blocks older than the last `count` bytes; no overrun."""
        while self._blocks and self.end - self.start - len(self._blocks[0]) >= count:
            self._let_go()

    def discard_before(self, position: int) -> None:
        """Let go all before `position`."""
        while self._blocks and self.start + len(self._blocks[0]) <= position:
            self._let_go()
        if self._blocks and self.start < position:
            self._blocks[0] = self._blocks[0][position - self.start :]
            self.start = position
            self._forget()

    def take(self, until: int | None = None) -> bytes:
        """The oldest block, or what there is of it, and forget it; empty when nothing is held.

        With `until`, nothing at or after that position.
        """
        if not self._blocks:
            return b""
        block = self._blocks.popleft()
        if until is not None and self.start + len(block) > until:
            cut = max(until - self.start, 0)
            self._blocks.appendleft(block[cut:])
            if not cut:
                return b""
            block = block[:cut]
        self.start += len(block)
        return self._remember(bytes(block))

    def _remember(self, block: bytes) -> bytes:
        self._read_bytes += len(block)
        last = self._read[-1] if self._read else None
        if isinstance(last, bytearray) and len(last) < self._block_bytes:
            last += block  # a client that trickles mustn't leave thousands of crumbs
        else:
            self._read.append(bytearray(block) if len(block) < _CRUMB else block)
        while self._read_bytes - len(self._read[0]) >= self._memory and len(self._read) > 1:
            self._read_bytes -= len(self._read.pop(0))
        return block

    def recent(self, begin: int, end: int) -> bytes:
        """The audio from position `begin` to `end`, or what of it is held or remembered."""
        start = self.start - self._read_bytes
        wanted = bytearray()
        for block in (*self._read, *self._blocks):
            if start >= end:
                break
            if start + len(block) > begin:
                wanted += block[max(begin - start, 0) : end - start]
            start += len(block)
        return bytes(wanted)
