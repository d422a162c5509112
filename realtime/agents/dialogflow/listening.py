"""A spoken turn at the service: its audio into a stream, and what it says out of it.

One stream a turn: it is opened when there is audio, and half-closed where the turn ends (or where
the service hears its end). A turn longer than a stream may be goes on in another one, as part of
it. A stream that breaks off before anything was heard from the service is opened once more, if all
its audio is still there.

    filling    a task: the turn's audio, as it comes, into the backlog
    writing    a task a stream: the backlog, as much at once as a message takes, to the service
    reader     a task a stream, in Stream
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, closing
from typing import Any

from realtime.agents import metrics
from realtime.agents.base import Audio, Pause
from realtime.agents.dialogflow.answers import (
    Answer,
    Recognised,
    Said,
    UtteranceEnded,
    read_streamed,
)
from realtime.agents.dialogflow.backlog import Backlog
from realtime.agents.dialogflow.client import Client, NotOpened
from realtime.agents.dialogflow.failures import Failure, failed
from realtime.agents.dialogflow.requests import LONGEST_TEXT, Requests
from realtime.agents.dialogflow.settings import DialogflowSettings
from realtime.agents.dialogflow.stream import Stream
from state.contract import SAMPLE_BYTES, SAMPLE_RATE_HZ
from state.errors import DialogflowFailed

logger = logging.getLogger(__name__)

#: Besides its audio and its answer, what a stream's life may take: opening, a slow speaker.
_STREAM_SPARE_S = 120.0
_MOST_LOGGED = 300
#: Of what was recognised in a stream: from here on it ends at the next pause, or at once. What was
#: sent and isn't recognised yet, a second perhaps, has to fit in.
_PAUSE_FROM_BYTES = LONGEST_TEXT - 56
_END_FROM_BYTES = LONGEST_TEXT - 16

#: Of a turn by hand whose client sends nothing, the service is sent some silence every so often: it
#: gives up a stream that gets none. That is no audio of the turn, and isn't sent again.
_QUIET_S = 1.0
_SILENCE = bytes(SAMPLE_RATE_HZ * SAMPLE_BYTES // 10)


class _Broken(Exception):
    """Raised when a stream is over before its final answer."""

    def __init__(self, failure: Failure, *, was_open: bool) -> None:
        super().__init__(failure.status)
        self.failure = failure
        self.was_open = was_open


class Listening:
    """Of one turn; close() is always the last call."""

    def __init__(self, client: Client, settings: DialogflowSettings, audio: Audio) -> None:
        self._client = client
        self._settings = settings
        self._backlog = Backlog(settings.audio_limit_s)
        self._came = asyncio.Event()
        self._room = asyncio.Event()
        # While its speaker is silent, and when it is over.
        self._is_quiet = asyncio.Event()
        self._has_another_try = True
        self._is_dropped = False  # what comes of the audio
        self._filling = asyncio.create_task(self._fill(audio))

    async def has_audio(self) -> bool:
        """Waits for some; False: the turn has no more."""
        while not self._backlog.has_any:
            if self._backlog.is_over:
                return False
            self._came.clear()
            await self._came.wait()
        return True

    @property
    def has_more(self) -> bool:
        """Whether the last part was ended for its length, in seconds or in words."""
        return self._backlog.is_full

    async def part(self, first: Callable[[], Any]) -> AsyncGenerator[Said, None]:
        """All that one stream says, to its final answer. `first` makes the request that opens it.

        Raises DialogflowFailed.
        """
        if self._backlog.is_full:
            self._backlog.next_stream()
        while True:
            try:
                async with aclosing(self._streamed(first())) as said:
                    async for each in said:
                        self._backlog.let_go()
                        yield each
                return
            except _Broken as broken:
                if not self._may_try_again(broken.failure):
                    raise failed(broken.failure, was_open=broken.was_open) from broken
                self._has_another_try = False
                self._backlog.rewind()

    def _may_try_again(self, failure: Failure) -> bool:
        return self._has_another_try and failure.may_pass and self._backlog.may_rewind

    async def _streamed(self, first: Any) -> AsyncGenerator[Said, None]:
        settings = self._settings
        life_s = settings.audio_limit_s + settings.answer_timeout_s + _STREAM_SPARE_S
        try:
            call = await self._client.stream(life_s)
        except NotOpened as error:
            self._note(error.failure, first, 0)
            raise _Broken(error.failure, was_open=False) from error
        is_heard = False
        words = 0  # bytes of them that won't change
        stream = Stream(call, read_streamed, wake=self._came.set)
        writing = asyncio.create_task(self._write(stream, first))
        try:
            while True:
                said = await stream.next()
                if isinstance(said, Failure):
                    self._note(said, first, stream.messages)
                    raise _Broken(said, was_open=is_heard or not said.is_absence)
                is_heard = True
                if isinstance(said, Recognised) and not stream.is_heard_out:
                    words = self._counted(words, said)
                elif isinstance(said, UtteranceEnded):
                    self._drop_the_rest()
                elif isinstance(said, Answer) and self._is_dropped:
                    # Of a turn that is still open: its user may go on talking.
                    await self._is_quiet.wait()
                yield said
                if isinstance(said, Answer) and said.is_final:
                    await stream.end()
                    return
        finally:
            writing.cancel()
            await stream.close()
            await asyncio.wait([writing])

    def _drop_the_rest(self) -> None:
        """The service has heard the turn's end; the turn goes on until its audio ends."""
        self._is_dropped = True
        self._backlog.close()
        self._room.set()

    def _counted(self, words: int, recognised: Recognised) -> int:
        """The bytes of words that won't change, with these; the stream ends before they are more
        than the service takes."""
        so_far = words + len(recognised.text.encode())
        if so_far >= _END_FROM_BYTES:
            self._backlog.end_here()
            self._came.set()
        elif so_far >= _PAUSE_FROM_BYTES:
            self._backlog.end_at_pause()
        return so_far if recognised.is_final else words

    def _note(self, failure: Failure, first: Any, messages: int) -> None:
        sent = f"{messages} messages sent, {self._backlog.sent_s:.1f} s of audio"
        _note(failure, first, sent)

    # Its tasks

    async def _fill(self, audio: Audio) -> None:
        backlog = self._backlog
        try:
            async for given in audio:
                if isinstance(given, bytes):
                    backlog.push(given)
                elif given is Pause.BEGAN:
                    backlog.pause()
                    self._is_quiet.set()
                else:
                    self._is_quiet.clear()
                self._came.set()
                while not backlog.has_room:
                    self._room.clear()
                    await self._room.wait()
        except Exception:
            logger.exception("Dialogflow: a turn's audio broke off; what came is answered")
        finally:
            if isinstance(audio, AsyncGenerator):
                await audio.aclose()
        backlog.is_over = True
        self._is_quiet.set()
        self._came.set()

    async def _write(self, stream: Stream, first: Any) -> None:
        try:
            await self._write_all(stream, first)
        except Exception as error:
            logger.exception("Dialogflow: a turn's audio can't be sent")
            stream.give_up(Failure("INTERNAL", repr(error)))

    async def _write_all(self, stream: Stream, first: Any) -> None:
        backlog, quiet = self._backlog, _Quiet(wake=self._came.set)
        await stream.write(first)
        with closing(quiet):
            while not stream.is_heard_out:
                self._came.clear()
                if pcm := backlog.take():
                    self._room.set()
                    quiet.has_sent = True
                    await stream.write(Requests.audio(pcm))
                    if backlog.has_any:
                        await asyncio.sleep(0)  # a write needn't wait for anything
                elif backlog.is_sent or backlog.is_full:
                    break
                elif quiet.is_long:
                    quiet.is_long = False
                    await stream.write(Requests.audio(_SILENCE))
                else:
                    await self._came.wait()
        await stream.half_close(self._settings.answer_timeout_s)

    async def close(self) -> None:
        """Read no more of the turn. Idempotent."""
        self._filling.cancel()
        await asyncio.wait([self._filling])


class _Quiet:
    """Notes that nothing was sent for a while: a timer a second costs less than one a wait."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self.is_long = False
        self.has_sent = True
        """Since the last look."""
        self._timer = asyncio.get_running_loop().call_later(_QUIET_S, self._look)

    def _look(self) -> None:
        self.is_long, self.has_sent = not self.has_sent, False
        self._timer = asyncio.get_running_loop().call_later(_QUIET_S, self._look)
        if self.is_long:
            self._wake()

    def close(self) -> None:
        self._timer.cancel()


async def asked(
    client: Client, request: Any, settings: DialogflowSettings, read: Callable[[Any], Said | None]
) -> AsyncGenerator[Said, None]:
    """What is said to a typed turn, or to a tool's result. It is never asked twice: the agent may
    have acted on it. Raises DialogflowFailed."""
    try:
        call = await client.ask(request, settings.answer_timeout_s + _STREAM_SPARE_S)
    except NotOpened as error:
        raise _refused(error.failure, request) from error
    stream = Stream(call, read)
    stream.expect(settings.answer_timeout_s)
    try:
        while True:
            said = await stream.next()
            if isinstance(said, Failure):
                raise _refused(said, request)
            yield said
            if isinstance(said, Answer) and said.is_final:
                await stream.end()
                return
    finally:
        await stream.close()


def _refused(failure: Failure, request: Any) -> DialogflowFailed:
    _note(failure, request, request.query_input.WhichOneof("input"))
    return failed(failure, was_open=False)


def _note(failure: Failure, request: Any, what: str) -> None:
    metrics.DIALOGFLOW_FAILURES.labels(failure.status).inc()
    session = request.session.rpartition("/")[2]
    told = (session, failure.status, failure.details[:_MOST_LOGGED], what)
    logger.warning("Dialogflow: session %s: %s: %s (%s)", *told)
