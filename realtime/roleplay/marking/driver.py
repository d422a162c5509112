"""Scores calls that are over, each in a process of its own (worker.py), one after another.

Where there is a judge it is asked first; several calls may wait for it at once.

What waits is what the store says is `processing`: so a restart goes on with it, and a score is
never lost nor made twice. The result is put into the archive in one step with the call's new
status. A call whose process fails twice gets no score, and says so.
"""

import asyncio
import logging
import os
import sys
from contextlib import suppress
from pathlib import Path

import msgspec

import realtime
from realtime.roleplay import metrics
from realtime.roleplay.catalogue import Catalogue
from realtime.roleplay.marking.jobs import Asked, Job, Marked, decode_marked, encode, lines_of
from realtime.roleplay.records import PracticeCall
from realtime.roleplay.results import RESULT, past_scores, result_of, summary_of
from realtime.roleplay.scoring.lines import Line
from realtime.roleplay.scoring.results import Scored
from state.archive import AlreadyArchived, Archive
from state.archived import RECORDING, Archived, key_of
from state.errors import NotFound, StoreBusy, StoreFailed
from state.store import Store

logger = logging.getLogger(__name__)

#: `-P`: a folder the server happens to be started in must not be searched for our modules.
COMMAND = (sys.executable, "-P", "-m", "realtime.roleplay.marking.worker")
_TRIES = 2
_AT_ONCE = 4
#: After that a disk that couldn't keep up is tried again.
_BUSY_SECONDS = 1.0
#: A machine under load gives the process little: its CPU is what is bounded (worker.py).
_SECONDS = 600.0
_FAILED = "the call couldn't be scored; its transcript and recording are kept"


class _WorkerFailed(Exception):
    """Raised when the process ended without a result."""


class _IsClosed(Exception):
    """Raised when the server stops: the call is scored after the next start."""


class Marking:
    """Made inside the running loop, after the archive; start() goes on with the last run's."""

    def __init__(
        self,
        catalogue: Catalogue,
        store: Store,
        archive: Archive,
        judge: Asked | None = None,
        *,
        command: tuple[str, ...] = COMMAND,
    ) -> None:
        self._catalogue = catalogue
        self._store = store
        self._archive = archive
        self._judge = judge
        self._command = command
        self._table = store.table(PracticeCall)
        self._waiting: asyncio.Queue[str | None] = asyncio.Queue()  # None: no more
        self._working: list[asyncio.Task[None]] = []
        self._scoring = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._is_closed = False

    def start(self) -> None:
        for call in self._table:
            if call.status == "processing":
                self.mark(call.id)
        self._working = [asyncio.create_task(self._work()) for _ in range(_AT_ONCE)]

    def mark(self, call_id: str) -> None:
        """This call is `processing`."""
        self._waiting.put_nowait(call_id)

    @property
    def waiting(self) -> int:
        """How many calls wait for their score."""
        return self._waiting.qsize()

    async def close(self) -> None:
        """What isn't scored by now is, from the next start on. Idempotent."""
        self._is_closed = True
        for _ in self._working:
            self._waiting.put_nowait(None)
        if self._judge is not None:
            await self._judge.close()
        if self._process is not None:
            self._kill(self._process)
        await asyncio.gather(*self._working)

    async def _work(self) -> None:
        while (call_id := await self._waiting.get()) is not None and not self._is_closed:
            try:
                await self._mark(call_id)
            except _IsClosed:
                return
            except StoreBusy:
                await asyncio.sleep(_BUSY_SECONDS)
                self.mark(call_id)
            except StoreFailed as error:
                logger.error("call %s: its score waits for the next start: %s", call_id, error)
            except Exception:
                logger.exception("call %s can't be scored", call_id)
            finally:
                self._waiting.task_done()

    async def _mark(self, call_id: str) -> None:
        call = self._table.get(call_id)
        if call is None or call.status != "processing":
            return
        try:
            lines = await self._lines(call)
            job = await self._judged(self._job(call, lines))
        except NotFound as gone:  # the transcript, or the role play
            logger.error("call %s can't be scored: %s", call_id, gone)
            await self._save(call, None, ())
            return
        for _ in range(_TRIES):
            try:
                async with self._scoring:
                    written = await asyncio.to_thread(encode, job)
                    with metrics.SCORING_SECONDS.time():
                        answer = await self._in_a_process(written)
                marked = await asyncio.to_thread(decode_marked, answer)
                break
            except (_WorkerFailed, msgspec.DecodeError) as error:
                logger.error("call %s: scoring failed: %s", call_id, error)
                metrics.SCORING_FAILURES.inc()
        else:
            await self._save(call, None, lines)
            return
        await self._save(call, marked, lines)

    async def _lines(self, call: PracticeCall) -> tuple[Line, ...]:
        """Raises NotFound for a transcript that can't be read any more."""
        if self._store.table(Archived).get(key_of("transcript", call.id)) is None:
            return ()  # nobody said anything
        transcript = await self._archive.read("transcript", call.id)
        return await asyncio.to_thread(lines_of, transcript, began_at=call.began_at)

    def _job(self, call: PracticeCall, lines: tuple[Line, ...]) -> Job:
        recording: Path | None = None
        with suppress(NotFound):
            recording = self._archive.path_of(RECORDING, call.id)
        return Job(
            definition=self._catalogue.frozen(call.role_play_id, call.version).definition,
            lines=lines,
            duration_s=call.duration_s,
            is_embedded=call.is_embedded,
            history=past_scores(self._table, call),
            recording=None if recording is None else str(recording),
        )

    async def _judged(self, job: Job) -> Job:
        if self._judge is None:
            return job
        with metrics.JUDGE_SECONDS.time():
            judgement = await self._judge.judge(job)
        return msgspec.structs.replace(job, judgement=judgement)

    async def _in_a_process(self, job: bytes) -> bytes:
        """Raises _WorkerFailed."""
        root = str(Path(realtime.__file__).parents[1])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        if self._is_closed:
            raise _IsClosed
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
            )
        except OSError as error:
            raise _WorkerFailed(f"the process can't be started: {error}") from error
        self._process = process
        if self._is_closed:
            self._kill(process)  # nobody could before
        try:
            async with asyncio.timeout(_SECONDS):
                answer, _ = await process.communicate(job)
        except TimeoutError:
            raise _WorkerFailed(f"no result within {_SECONDS:.0f} s") from None
        finally:
            self._process = None
            self._kill(process)
            await process.wait()
            # asyncio's own cycle: its protocol has the writer, which has the protocol.
            process._protocol.stdin = None  # type: ignore[attr-defined]
        if self._is_closed:
            raise _IsClosed
        if process.returncode:
            raise _WorkerFailed(f"the process ended with {process.returncode}")
        return answer

    @staticmethod
    def _kill(process: asyncio.subprocess.Process) -> None:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()

    async def _save(
        self, call: PracticeCall, marked: Marked | None, lines: tuple[Line, ...]
    ) -> None:
        if marked is None:
            done = msgspec.structs.replace(call, status="failed", status_reason=_FAILED)
        elif isinstance(marked.outcome, Scored):
            summary = summary_of(marked.outcome)
            done = msgspec.structs.replace(call, status="ready", summary=summary)
        else:
            reason = marked.outcome.reason
            done = msgspec.structs.replace(call, status="unscored", status_reason=reason)
        metrics.RESULTS.labels(done.status).inc()
        at = call.began_at if call.ended_at is None else call.ended_at
        try:
            await self._archive.keep(
                RESULT,
                call.id,
                await asyncio.to_thread(result_of, marked, lines),
                owner=call.user,
                at=at,
                instead_of=[done],
            )
        except AlreadyArchived:
            # Of another version of the scorer, before a crash that can't have been: in one step
            # with the status. Whatever it is, it is a result.
            await self._store.commit(done)
