"""Turns the audio of whole utterances into text, in a pool of worker processes.

pocketsphinx holds the GIL while it decodes, so it can't run in the server. A worker could have
decoded while the user speaks; instead a job is the complete utterance, sent at the turn's end. It
costs 13 % of the audio's length in latency (a turn of 2 s: 0.3 s), and buys that workers are
stateless: any worker can take any job, the same audio always gives the same text, and a worker that
dies takes just the turn it was working on. That turn isn't tried again: if its audio is what kills
workers, it would take the next one along.

A turn that is cancelled leaves the queue; if it runs, it runs out unheard, which is cheaper than
starting a worker anew (0.3 s of a core). Jobs are first come, first served, but that of several
workers one is left for phrases: a transcription takes longer than a phrase's turn would wait.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field

from realtime.agents import metrics
from realtime.agents.base import Recognition
from realtime.agents.local.grammar import Grammar
from realtime.agents.local.jobs import (
    Heard,
    Job,
    Learn,
    LearnEnglish,
    Ready,
    Recognise,
    Report,
    Transcribe,
)
from realtime.agents.local.settings import LocalSettings
from realtime.agents.local.worker_process import COMMAND, WorkerProcess
from state.contract import SAMPLE_BYTES, SAMPLE_RATE_HZ
from state.errors import AgentFailed

logger = logging.getLogger(__name__)

LONGEST_BACKOFF_S = 30.0


def backoff_s(failures: int) -> float:
    """How long to wait before starting a worker after so many in a row that achieved nothing.

    The first replacement is immediate: the caller may already be speaking again.
    """
    return 0.0 if failures < 2 else min(LONGEST_BACKOFF_S, 0.5 * 2.0 ** min(failures - 2, 10))


def longer_s(job: Job) -> float:
    """How much longer than a phrase it may take: a transcription no more than its speaker took."""
    return len(job.pcm) / (SAMPLE_RATE_HZ * SAMPLE_BYTES) if isinstance(job, Transcribe) else 0.0


def _lessons(grammars: Sequence[Grammar]) -> dict[str, Learn]:
    """What a worker learns of each; every one has the words of all, which all agents share."""
    words: dict[str, tuple[str, ...]] = {}
    for grammar in grammars:
        for word, ways in grammar.pronunciations.items():
            words[word] = tuple(dict.fromkeys((*words.get(word, ()), *ways)))
    return {grammar.name: Learn(grammar.name, grammar.jsgf, words) for grammar in grammars}


@dataclass(eq=False)
class _Job:
    order: Job
    answer: asyncio.Future[Heard]


@dataclass(eq=False)
class _Seat:
    """The place of one worker, filled again whenever it falls empty."""

    worker: WorkerProcess | None = None
    ready: bool = False
    job: _Job | None = None
    limit: asyncio.TimerHandle | None = None
    #: Workers in a row that ended without having recognised anything.
    failures: int = 0
    #: Set once the first worker is ready, or has failed.
    tried: asyncio.Event = field(default_factory=asyncio.Event)


class Recogniser:
    """A pool of workers that learn any of the grammars. `start` it before the first turn."""

    def __init__(
        self,
        settings: LocalSettings,
        grammars: Iterable[Grammar],
        *,
        command: Sequence[str] = COMMAND,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._settings = settings
        self.recognition_timeout_s = settings.recognition_timeout_s
        self._lessons = _lessons(list(grammars))
        self._wanted: list[Learn] = []
        self._wants_english = False
        self._command = command
        self._pause = pause
        self._seats: list[_Seat] = []
        self._keepers: list[asyncio.Task[None]] = []
        self._queue: deque[_Job] = deque()

    @property
    def pids(self) -> list[int]:
        """The workers that are up."""
        return [seat.worker.pid for seat in self._seats if seat.worker and seat.ready]

    @property
    def busy(self) -> int:
        """Workers with a job."""
        return sum(seat.job is not None for seat in self._seats)

    @property
    def waiting(self) -> int:
        """Jobs without a worker."""
        return len(self._queue)

    @property
    def load(self) -> Recognition:
        """How the workers are."""
        up = len(self.pids)
        return Recognition(
            busy=self.busy,
            idle=up - self.busy,
            down=len(self._seats) - up,
            waiting=self.waiting,
            is_hopeless=bool(self._seats) and self.is_hopeless,
        )

    @property
    def is_idle(self) -> bool:
        """Whether a worker has nothing to do: what may be skipped is done only then."""
        return any(seat.ready and seat.job is None for seat in self._seats)

    async def start(self) -> None:
        """Start the workers; returns when each is ready or couldn't be started. Idempotent."""
        if not self._keepers:
            self._seats = [_Seat() for _ in range(self._settings.workers)]
            self._keepers = [asyncio.create_task(self._keep(seat)) for seat in self._seats]
        for seat in self._seats:
            await seat.tried.wait()

    def prepare(self, grammar: str) -> None:
        """Have all workers learn `grammar`, for somebody is about to speak. Idempotent.

        It takes each 0.05 s and 7 to 12 MB, so it isn't done for agents nobody talks to.
        """
        lesson = self._lessons[grammar]
        if lesson in self._wanted:
            return
        self._wanted.append(lesson)
        for seat in self._seats:
            if seat.ready and seat.worker is not None:
                seat.worker.send(lesson)

    def prepare_transcription(self) -> None:
        """Have a worker load the general model, for somebody is about to speak freely. Idempotent.

        Of several only the one that such jobs go to first; others load it once that one is busy.
        """
        if self._wants_english:
            return
        self._wants_english = True
        for seat in self._seats[:1]:
            if seat.ready and seat.worker is not None:
                seat.worker.send(LearnEnglish())

    async def recognise(self, grammar: str, pcm: bytes) -> Heard:
        """What was said in `pcm`. Raises AgentFailed where nobody can tell."""
        self._require_room()
        self.prepare(grammar)
        with metrics.RECOGNITION_SECONDS.labels("phrase").time():
            return await self._done(Recognise(grammar, pcm))

    async def transcribe(self, pcm: bytes) -> Heard:
        """The words in `pcm`, whatever English is said; Refused beyond LONGEST_TRANSCRIBED_S.

        Raises AgentFailed where nobody can tell.
        """
        self._require_room()
        with metrics.RECOGNITION_SECONDS.labels("free").time():
            return await self._done(Transcribe(pcm))

    def _require_room(self) -> None:
        is_full = len(self._queue) >= self._settings.recognition_queue
        if self.is_hopeless or is_full:
            metrics.REFUSED.inc()
        if self.is_hopeless:
            raise AgentFailed("speech recognition is not running; type instead, or try again later")
        if is_full:
            raise AgentFailed("too many people are speaking at once; try again in a moment")

    async def _done(self, order: Job) -> Heard:
        answer: asyncio.Future[Heard] = asyncio.get_running_loop().create_future()
        job = _Job(order, answer)
        self._queue.append(job)
        self._hand_out()
        try:
            return await answer
        finally:
            if job in self._queue:
                self._queue.remove(job)

    async def close(self) -> None:
        """End all workers and fail what waits. Idempotent."""
        for seat in self._seats:
            self._settle(seat, None)
        keepers, self._keepers = self._keepers, []
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)
        self._seats = []
        self._fail_queue()

    @property
    def is_hopeless(self) -> bool:
        """Whether no worker is up, nor about to be."""
        return all(not seat.ready and seat.failures > 1 for seat in self._seats)

    def _hand_out(self) -> None:
        for job in [*self._queue]:
            seat = self._seat_for(job.order)
            if seat is not None:
                assert seat.worker is not None
                self._queue.remove(job)
                seat.job = job
                self._set_limit(seat)
                seat.worker.send(job.order)

    def _seat_for(self, order: Job) -> _Seat | None:
        """Where it is done now. Transcriptions begin at one end, so that few workers load the
        general model, and leave one for phrases, which take the other end first."""
        free = [seat for seat in self._seats if seat.ready and seat.job is None]
        if not free:
            return None
        if isinstance(order, Recognise):
            return free[-1]
        others = [seat.job for seat in self._seats if seat.ready]
        transcribing = sum(job is not None and isinstance(job.order, Transcribe) for job in others)
        return free[0] if transcribing < max(1, len(others) - 1) else None

    def _set_limit(self, seat: _Seat) -> None:
        loop = asyncio.get_running_loop()
        limit_s = self.recognition_timeout_s
        if seat.job is not None:
            limit_s += longer_s(seat.job.order)
        seat.limit = loop.call_later(limit_s, self._stop, seat)

    def _stop(self, seat: _Seat) -> None:
        logger.error("a recognition worker exceeded its time limit and is replaced")
        assert seat.worker is not None
        seat.worker.kill()

    async def _keep(self, seat: _Seat) -> None:
        """Fill the seat until cancelled; its worker ends too."""
        try:
            while True:
                await self._pause(backoff_s(seat.failures))
                await self._fill(seat)
        finally:
            seat.tried.set()  # Whatever happened, start() must not wait for this seat any longer.

    async def _fill(self, seat: _Seat) -> None:
        """Start a worker and wait for its end."""
        try:
            worker = seat.worker = await WorkerProcess.start(
                self._command,
                on_report=lambda _, report: self._heard(seat, report),
                on_end=lambda _: self._ended(seat),
            )
        except Exception:
            # Whatever it is: a seat whose keeper died would let turns wait for ever.
            logger.exception("a recognition worker can't be started")
            self._ended(seat)
            return
        self._set_limit(seat)
        try:
            await worker.ended()
        except asyncio.CancelledError:
            await worker.close()
            raise

    def _heard(self, seat: _Seat, report: Report) -> None:
        if isinstance(report, Ready):
            assert seat.worker is not None
            for lesson in self._wanted:
                seat.worker.send(lesson)
            if self._wants_english and seat is self._seats[0]:
                seat.worker.send(LearnEnglish())
            seat.ready = True
            seat.tried.set()
            self._settle(seat, None)
        else:
            seat.failures = 0
            self._settle(seat, report)
        self._hand_out()

    def _ended(self, seat: _Seat) -> None:
        """The seat is empty; its keeper goes on from here."""
        seat.worker, seat.ready = None, False
        seat.failures += 1
        metrics.WORKER_ENDS.inc()
        seat.tried.set()
        if seat.job is not None:
            logger.error("a recognition worker ended in the middle of a turn; the turn is lost")
        self._settle(seat, None)
        if self.is_hopeless:
            self._fail_queue()

    def _settle(self, seat: _Seat, heard: Heard | None) -> None:
        """The seat's time limit and job, if any, are over: with a result, or lost."""
        job, seat.job = seat.job, None
        if seat.limit is not None:
            seat.limit.cancel()
            seat.limit = None
        if job is None or job.answer.done():
            return
        if heard is not None:
            job.answer.set_result(heard)
        else:
            job.answer.set_exception(
                AgentFailed("what you said was lost in speech recognition; please say it again")
            )

    def _fail_queue(self) -> None:
        while self._queue:
            job = self._queue.popleft()
            if not job.answer.done():
                job.answer.set_exception(AgentFailed("speech recognition is not running"))
