"""Asks the judge for its labels of a call: what comes back is for judgement.py.

One request a call, bounded in time, size and number a day; a second try only after a 429 or a 5xx,
within the same time. A failure is logged by what it is called: never with the transcript, the
answer or the key.
"""

import logging
from collections.abc import Awaitable, Callable
from email.utils import mktime_tz, parsedate_tz
from functools import partial
from typing import Any

from tornado import gen
from tornado.concurrent import Future
from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse
from tornado.locks import Event
from tornado.simple_httpclient import HTTPStreamClosedError, HTTPTimeoutError

from realtime.roleplay import metrics
from realtime.roleplay.judge.failed import JudgeFailed
from realtime.roleplay.judge.reading import name_in
from realtime.roleplay.judge.request import body_of
from realtime.roleplay.judge.said import Judgement
from realtime.roleplay.judge.settings import JudgeSettings
from realtime.roleplay.scoring.score import Call

logger = logging.getLogger(__name__)

Pause = Callable[[float], Awaitable[None]]

#: Several times the longest answer that makes sense.
MOST_ANSWER_BYTES = 1_048_576
#: At once; more than calls end together.
_MOST_REQUESTS = 100
#: Before the second try, where the endpoint doesn't say.
_BACK_OFF_SECONDS = 1.0
_DAY_SECONDS = 86_400


class Judge:
    """One endpoint and its model. `clock` is the wall's, in seconds; a day of it has a budget."""

    def __init__(
        self,
        settings: JudgeSettings,
        *,
        clock: Callable[[], float],
        pause: Pause = gen.sleep,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._pause = pause
        self._day = -1
        self._asked_today = 0
        self._under_way: set[Event] = set()
        self._closed = False
        self._client = AsyncHTTPClient(
            force_instance=True, max_clients=_MOST_REQUESTS, max_body_size=MOST_ANSWER_BYTES
        )

    async def judge(self, call: Call) -> Judgement:
        """Of a call that is over; never fails, for there are the rules."""
        model = self._settings.model
        try:
            answer = await self._answer(body_of(call, self._settings))
        except JudgeFailed as failed:
            # What says nothing against the endpoint is no warning.
            is_ours = failed.code in ("no_words", "budget", "stopped")
            level = logging.INFO if is_ours else logging.WARNING
            logger.log(level, "the judge failed, rules judge instead: %s", failed)
            metrics.JUDGED.labels(failed.code).inc()
            return Judgement(model, failure=str(failed))
        metrics.JUDGED.labels("ok").inc()
        return Judgement(model, answer)

    async def close(self) -> None:
        """Whoever still waits is told; the rules have to do."""
        self._closed = True
        for done in self._under_way:
            done.set()
        self._client.close()

    async def _answer(self, body: bytes) -> bytes:
        response = await self._ask(body, self._settings.timeout_s)
        if response.code == 429 or response.code >= 500:
            wait_s = self._wait_s(response.headers.get("Retry-After"))
            left_s = self._settings.timeout_s - max(0.0, response.request_time or 0.0) - wait_s
            if left_s <= 0:
                raise _refusal(response)
            await self._wait(wait_s)
            response = await self._ask(body, left_s)
        if response.code != 200:
            raise _refusal(response)
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise JudgeFailed("not_json", "not the JSON it was asked for")
        return response.body

    async def _ask(self, body: bytes, timeout_s: float) -> HTTPResponse:
        self._spend()
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if self._settings.api_key:
            headers["Authorization"] = f"Bearer {self._settings.api_key}"
        request = HTTPRequest(
            self._settings.url.rstrip("/") + "/chat/completions",
            method="POST",
            headers=headers,
            body=body,
            connect_timeout=timeout_s,
            request_timeout=timeout_s,
            follow_redirects=False,
            # A small answer may unpack to a huge one.
            decompress_response=False,
        )
        fetching = self._client.fetch(request, raise_error=False)
        # It goes on, whether or not anybody waits for it.
        await self._end_of(fetching)
        return self._response_of(fetching)

    async def _wait(self, seconds: float) -> None:
        pausing = gen.convert_yielded(self._pause(seconds))
        try:
            await self._end_of(pausing)
        finally:
            pausing.cancel()

    async def _end_of(self, work: Future[Any]) -> None:
        """Raises JudgeFailed if this judge is closed before."""
        done = Event()
        self._under_way.add(done)
        work.add_done_callback(partial(_over, done))
        try:
            await done.wait()
        finally:
            self._under_way.discard(done)
        if not work.done():
            raise JudgeFailed("stopped", "the server stopped before it answered")

    def _response_of(self, fetched: Future[HTTPResponse]) -> HTTPResponse:
        match fetched.exception():
            case None:
                return fetched.result()
            case HTTPTimeoutError():
                limit = self._settings.timeout_s
                raise JudgeFailed("timeout", f"no answer within {limit:g} s") from None
            case HTTPStreamClosedError():
                text = f"its answer broke off, or had more than {MOST_ANSWER_BYTES} bytes"
                raise JudgeFailed("broken", text) from None
            case _:  # of many kinds: names, sockets, TLS
                raise JudgeFailed("unreachable", "the endpoint can't be reached") from None

    def _spend(self) -> None:
        if self._closed:
            raise JudgeFailed("stopped", "the server is stopping")
        day = int(self._clock() // _DAY_SECONDS)
        if day != self._day:
            self._day, self._asked_today = day, 0
        if self._asked_today >= self._settings.most_calls_a_day:
            raise JudgeFailed("budget", "today's budget of requests is used up")
        self._asked_today += 1

    def _wait_s(self, retry_after: str | None) -> float:
        """Of a header in seconds, or with a date."""
        if retry_after is not None and retry_after.strip().isdecimal():
            return float(retry_after)
        date = parsedate_tz(retry_after) if retry_after else None
        try:
            return max(0.0, mktime_tz(date) - self._clock()) if date else _BACK_OFF_SECONDS
        except (ValueError, OverflowError):  # no such day
            return _BACK_OFF_SECONDS


def _over(done: Event, work: Future[Any]) -> None:
    """Its failure is nobody's concern when nobody waits any more."""
    if not work.cancelled():
        work.exception()
    done.set()


def _refusal(response: HTTPResponse) -> JudgeFailed:
    name = name_in(response.body)
    text = f"HTTP {response.code}" + (f" ({name})" if name else "")
    if response.code == 429:
        return JudgeFailed("busy", f"too many requests: {text}")
    if response.code >= 500:
        return JudgeFailed("broken", f"it failed: {text}")
    return JudgeFailed("refused", f"it refused: {text}")
