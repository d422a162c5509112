"""One streaming call to the service: what is written, what it says, how it ends.

Its reader is always pending, for without one the status of a call that the service ends is lost to
the next write. What a writer sees is never reported: the reader knows why a call is over. Nothing
here cancels a read, for that would cancel the call; who doesn't want to wait any longer waits for
what the reader has put down.
"""

import asyncio
import logging
import types
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from contextlib import suppress
from typing import Any

import grpc

from realtime.agents.dialogflow.answers import Answer, Recognised, Said
from realtime.agents.dialogflow.failures import (
    AUDIO_NOT_TAKEN,
    NO_ANSWER_IN_TIME,
    NO_FINAL_ANSWER,
    NOT_CONNECTED,
    TOO_MUCH_SAID,
    Failure,
)

logger = logging.getLogger(__name__)

#: gRPC takes minutes of audio before it says stop; so a write that waits isn't connected.
_WRITE_SECONDS = 5.0
_ENDING_SECONDS = 0.05
#: A turn has at most a handful of answers, and interim results replace one another.
_MOST_UNREAD = 100
#: What calls raise: for their status, on a channel that is closed, and, of a half-close, when they
#: are over.
CALL_ERRORS = (grpc.RpcError, grpc.aio.UsageError, grpc.aio.InternalError)
_CALL_IS_OVER = (*CALL_ERRORS, asyncio.InvalidStateError)


class Stream:
    """`read` makes of a response what it says. `wake` is called when its writer has to look."""

    def __init__(
        self,
        call: Any,
        read: Callable[[Any], Said | None],
        *,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._call = call
        self._interpret = read
        self._wake = wake
        self._loop = asyncio.get_running_loop()
        self._said: deque[Said | Failure] = deque()
        self._came = asyncio.Event()
        self._failure: Failure | None = None  # ours: it takes the place of what the reader sees
        self._is_closed = False
        self._writing_since: float | None = None
        self._writes_watched: asyncio.TimerHandle | None = None
        self._watchdog: asyncio.TimerHandle | None = None
        self._answer_s = 0.0
        self.messages = 0
        """Taken by gRPC."""
        self.is_heard_out = False
        """Whether nothing more is to be written: the service hears no more, or has hung up."""
        self._reader = self._loop.create_task(self._read())

    # Writing

    async def write(self, message: Any) -> None:
        """In vain once the call is over: next() tells why it is."""
        if self.is_heard_out:
            return
        if self._writes_watched is None:
            self._writes_watched = self._loop.call_later(_WRITE_SECONDS / 2, self._watch_writes)
        self._writing_since = self._loop.time()
        try:
            if await _untold(self._call.write(message)):
                self.messages += 1
        except _CALL_IS_OVER:
            pass
        self._writing_since = None

    def _watch_writes(self) -> None:
        """Now and then: a timer for each write would cost more."""
        since = self._writing_since
        if since is not None and self._loop.time() >= since + _WRITE_SECONDS:
            # A call may lose its connection and wait for another one with its first message.
            status = AUDIO_NOT_TAKEN if self.messages else NOT_CONNECTED
            self.give_up(Failure(status, f"a write took {_WRITE_SECONDS:g} s"))
        elif not self._reader.done():
            self._writes_watched = self._loop.call_later(_WRITE_SECONDS / 2, self._watch_writes)

    async def half_close(self, answer_s: float) -> None:
        """All is said; each part of the answer has so many seconds."""
        self.expect(answer_s)
        with suppress(*_CALL_IS_OVER):
            await _untold(self._call.done_writing())

    def expect(self, answer_s: float) -> None:
        """Something has to be said in so many seconds, and so again."""
        self._answer_s = answer_s
        if not self._reader.done():
            self._watch()

    def _watch(self) -> None:
        if self._watchdog is not None:
            self._watchdog.cancel()
        self._watchdog = self._loop.call_later(self._answer_s, self._on_silence)

    def _on_silence(self) -> None:
        self.give_up(Failure(NO_ANSWER_IN_TIME, f"nothing was said for {self._answer_s:g} s"))

    def give_up(self, failure: Failure) -> None:
        """That is why it is over."""
        self._failure = self._failure or failure
        self._call.cancel()

    # Reading

    async def next(self) -> Said | Failure:
        """What the service says next; a Failure is the last."""
        while not self._said:
            self._came.clear()
            await self._came.wait()
        return self._said.popleft()

    async def _read(self) -> None:
        try:
            while (response := await self._call.read()) is not grpc.aio.EOF:
                if (said := self._interpret(response)) is not None:
                    self._put(said)
            end = Failure(NO_FINAL_ANSWER, "the stream ended without a final answer")
        except asyncio.CancelledError:
            if self._is_closed:
                raise
            # By give_up, or because the client is closed. It looks like a cancelled task.
            end = Failure("CANCELLED", "the call was cancelled")
        except CALL_ERRORS as error:
            end = failure_of(error)
        except Exception as error:
            logger.exception("Dialogflow: what it says can't be read")
            end = failure_of(error)
            self._call.cancel()
        if self._watchdog is not None:
            self._watchdog.cancel()
        self._put(self._failure or end)

    def _put(self, said: Said | Failure) -> None:
        if self._failure is not None and not isinstance(said, Failure):
            return  # too late
        if self._watchdog is not None and not isinstance(said, Failure):
            self._watch()
        if not isinstance(said, Recognised | Answer):
            self.is_heard_out = True
            self._wake()
        last = self._said[-1] if self._said else None
        if isinstance(last, Recognised) and not last.is_final and isinstance(said, Recognised):
            self._said.pop()
        self._said.append(said)
        if len(self._said) > _MOST_UNREAD:
            self.give_up(Failure(TOO_MUCH_SAID, f"{_MOST_UNREAD} responses that nobody took"))
        self._came.set()

    # Its end

    async def end(self) -> None:
        """After the final answer: the service hangs up, which costs less than to be cancelled."""
        if not self._reader.done():
            await asyncio.wait([self._reader], timeout=_ENDING_SECONDS)

    async def close(self) -> None:
        """Cancel what goes on. Idempotent."""
        for timer in (self._watchdog, self._writes_watched):
            if timer is not None:
                timer.cancel()
        self._is_closed = True
        self._call.cancel()
        self._reader.cancel()
        await asyncio.wait([self._reader])


@types.coroutine
def _untold(step: Coroutine[Any, Any, None]) -> Generator[Any, None, bool]:
    """Whether that step of a call was done; the call isn't told if it was not.

    Of a message that it can't send gRPC makes a status, "Internal error from Core", though the
    service's own is on its way, and then it reads no more. So a failure ends here, not there: a
    task throws it into who yielded the future that failed, and that is this, not the step itself.
    """
    try:
        for waited_for in step.__await__():
            try:
                yield waited_for
            except Exception:
                return False
    finally:
        step.close()
    return True


def failure_of(error: Exception) -> Failure:
    """Of what a call raises."""
    if isinstance(error, grpc.aio.AioRpcError):
        return Failure(error.code().name, error.details() or "")
    if isinstance(error, grpc.aio.UsageError):
        return Failure("UNAVAILABLE", str(error))
    if isinstance(error, grpc.aio.InternalError):
        return Failure("INTERNAL", str(error))
    return Failure("UNKNOWN", type(error).__name__)
