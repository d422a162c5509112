"""Runs what a role play has in a live call: the recording, the time limit, why the call ended.

Joins the tape (tape.py) to the archive. Once a second what both sides said by then is written, so
that a killed server loses no more than that; what it had written it goes on with when the call is
resumed. A recording that the disk refuses ends there: no call ends for its sake.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress

import msgspec

from audio.wav import HEAD_BYTES, head_of
from realtime.roleplay import metrics
from realtime.roleplay.records import EndedBy, PracticeCall
from realtime.roleplay.tape import CHANNELS, FRAME_BYTES, Tape
from realtime.voice import companions, events
from realtime.voice.records import Utterance
from state.archive import AlreadyArchived, Archive, Recording
from state.archived import RECORDING, Archived, key_of
from state.contract import SAMPLE_RATE_HZ
from state.errors import StoreFailed
from state.records import Change
from state.store import Store

logger = logging.getLogger(__name__)

_WRITE_SECONDS = 1.0
#: What may still be on its way, or be cut, isn't written.
_MARGIN_S = 1.0
#: So long after the last sound the tape waits for the next one.
_QUIET_S = 5.0
#: Silence is written in blocks of ten seconds.
_SILENCE_FRAMES = 10 * SAMPLE_RATE_HZ

_ENDED_BY: dict[companions.EndedBy, EndedBy] = {
    "client": "salesperson",
    "agent": "buyer",
    "limit": "time_limit",
    "lost": "dropped",
}


class CallDriver:
    """A call's companion (realtime/voice/companions.py)."""

    def __init__(
        self,
        call: PracticeCall,
        store: Store,
        archive: Archive,
        *,
        is_recorded: bool,
        recorded_bytes: int,
        wall_clock: Callable[[], float],
        limit_s: float,
        out_of_time: Callable[[], None],
        then: Callable[[str], None],
    ) -> None:
        """`recorded_bytes`: what a former run had written. `then` is called with the call's id
        when it is put away."""
        self._id = call.id
        self._store = store
        self._archive = archive
        self._is_recorded = is_recorded
        self._then = then
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time() - (wall_clock() - call.began_at)
        self._began_at = call.began_at
        self._tape = Tape(recorded=recorded_bytes // FRAME_BYTES)
        self._pieces: list[bytes | int] = []  # sound, and frames of silence
        self._recording: Recording | None = None
        # When anything was heard of either side.
        self._last_s = self._tape.taken_s
        self._ended_s: float | None = None
        self._is_over = asyncio.Event()
        self._writing = self._loop.create_task(self._write()) if is_recorded else None
        self._limit = self._loop.call_later(max(0.0, limit_s - self._now_s), out_of_time)

    @property
    def _now_s(self) -> float:
        """How long the call has lasted."""
        return self._loop.time() - self._began

    def hear(self, pcm: bytes) -> None:
        self._catch_up()
        if self._is_recorded:
            self._tape.hear(pcm, at=self._last_s)

    def see(self, event: events.Event) -> None:
        match event:
            case events.AudioResponse():
                self._catch_up()
                if self._is_recorded:
                    self._tape.play(event.audio, at=self._last_s)
            case events.Interruption():
                self._tape.cut(at=self._now_s)
            case _:
                pass

    def _catch_up(self) -> None:
        """After a long quiet, the tape is where the call is."""
        self._last_s = self._now_s
        if self._is_recorded and self._last_s - self._tape.taken_s > 2 * _QUIET_S:
            self._wind(self._last_s - _MARGIN_S, silent_for_s=_QUIET_S)

    def _wind(self, until: float, *, silent_for_s: float = 0.0) -> None:
        """All up to then is to be written; hours of silence take no time here, nor any memory."""
        while piece := self._tape.take(until=until):
            self._pieces.append(piece)
        self._pieces.append(self._tape.skip(until=until - silent_for_s))

    async def leave(self) -> None:
        self._stop()
        if self._writing is not None:
            await self._writing
            self._wind(self._now_s)
            await self._write_out()

    def end(self, by: companions.EndedBy) -> None:
        self._stop()
        # Nobody was there any more, or said anything: that is no part of the call.
        self._ended_s = self._last_s if by in ("lost", "limit") else self._now_s
        call = self._store.table(PracticeCall).get(self._id)
        # Of one that had ended when the server was killed, that is known; unless it went on.
        if call is not None and (call.ended_by is None or by != "lost"):
            metrics.ENDED.labels(_ENDED_BY[by]).inc()
            with suppress(StoreFailed):  # it is told again when the call is put away
                self._store.commit(self._ended(call, _ENDED_BY[by]))

    def _ended(self, call: PracticeCall, by: EndedBy) -> PracticeCall:
        assert self._ended_s is not None, "end() comes first"
        return msgspec.structs.replace(call, ended_by=by, ended_at=self._began_at + self._ended_s)

    async def put_away(self) -> Sequence[Change]:
        if self._writing is not None or self._tape.taken_s:
            await self._finish()
        call = self._store.table(PracticeCall).get(self._id)
        if call is None:
            return []
        ended = call if call.ended_by is not None else self._ended(call, "dropped")
        # A recording may tell nothing of when that was: there is none, or the server was killed.
        said = self._store.table(Utterance).find("session_id", self._id)
        last = max((each.ended_at or 0.0 for each in said), default=0.0)
        ended_at = max(ended.ended_at or 0.0, last)
        return [msgspec.structs.replace(ended, ended_at=ended_at, status="processing")]

    def is_put_away(self) -> None:
        self._then(self._id)

    def _stop(self) -> None:
        self._limit.cancel()
        self._is_over.set()

    # The recording

    async def _write(self) -> None:
        while not self._is_over.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(_WRITE_SECONDS):
                    await self._is_over.wait()
            # What the network holds back is put where it was said, if that wasn't written.
            until = min(self._now_s - _MARGIN_S, self._last_s + _QUIET_S)
            self._wind(until, silent_for_s=_QUIET_S)
            await self._write_out()

    async def _write_out(self) -> None:
        pieces, self._pieces = self._pieces, []
        try:
            for piece in pieces:
                if isinstance(piece, int):
                    await self._write_silence(piece)
                elif self._is_recorded:
                    await self._opened().write(piece)
        except (StoreFailed, AlreadyArchived) as error:
            logger.error("call %s: its recording ends here: %s", self._id, error)
            metrics.UNRECORDED.inc()
            self._is_recorded = False

    async def _write_silence(self, frames: int) -> None:
        while frames > 0 and self._is_recorded:
            count = min(frames, _SILENCE_FRAMES)
            await self._opened().write(bytes(count * FRAME_BYTES))
            frames -= count

    def _opened(self) -> Recording:
        if self._recording is None:
            self._recording = self._archive.stream(
                RECORDING, self._id, head_bytes=HEAD_BYTES, frame_bytes=FRAME_BYTES
            )
        return self._recording

    async def _finish(self) -> None:
        """The rest is written, and the recording put into the archive, if there is one."""
        assert self._ended_s is not None, "end() comes first"
        if self._writing is not None:
            await self._writing
        self._wind(self._ended_s)
        await self._write_out()
        if self._store.table(Archived).get(key_of(RECORDING, self._id)) is not None:
            return  # by a try that was cut off later
        if self._recording is None and not self._tape.taken_s:
            return
        call = self._store.table(PracticeCall).get(self._id)
        await self._opened().finish(
            lambda size: head_of(size, rate_hz=SAMPLE_RATE_HZ, channels=CHANNELS),
            owner=None if call is None else call.user,
            at=self._began_at + self._ended_s,
        )
