"""Asking an avatar vendor's HTTP API: every call bounded in time and size, every failure sorted.

A call that changes something a second time, or costs, is made once: when its answer is lost nobody
knows whether it was done. Calls that don't are made again while the vendor is busy or broken. A
refusal for too many requests was surely not done, so any call is made again after it, when the
vendor says how soon.

What goes wrong is logged here in the vendor's words, without anything that may be a key or a token;
whoever called gets a VendorFailed, which has words for the client.
"""

import asyncio
import logging
import math
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse
from tornado.httputil import url_concat

from realtime.avatars import metrics
from realtime.avatars.complaints import Complaint, cleaned, message_in, number_in, sort
from state.contract import VENDOR_CALL_SECONDS
from state.errors import AvatarFailed, AvatarFull

logger = logging.getLogger(__name__)

T = TypeVar("T")
Pause = Callable[[float], Awaitable[None]]
#: What a vendor calls its things by; it can be sent back in a header or a path, and logged.
Word = Annotated[str, msgspec.Meta(pattern=r"^[\x21-\x7e]+\Z")]

_CONNECT_SECONDS = 5.0
#: More than there are sessions: no stop waits in a queue of looks.
_CALLS_AT_ONCE = 2_000
#: Twenty minutes of transcript; and so that reading it doesn't hold the loop.
MOST_ANSWER_BYTES = 262_144
#: Both of HeyGen's APIs; LiveAvatar's has 100 in its description and 1000 in its answers.
_WELL = frozenset({100, 200, 1000})
#: These say what they mean, whoever answers so, and in whatever form.
_TELLING = frozenset({401, 429})
#: Before the second try, the third, and so on; each up to half as long again, by chance, so that
#: many that failed together don't come again together.
_BACK_OFF_SECONDS = (0.3, 1.0, 3.0)
_LONGEST_RETRY_AFTER_SECONDS = 10.0
#: Later it may work.
_PASSING = frozenset({Complaint.BUSY, Complaint.UNREACHABLE, Complaint.BROKEN})

_WORDS = {
    Complaint.REFUSED: "the avatar's provider refuses it; whoever runs this server has to look",
    Complaint.KEY: "the avatar's provider refuses this server's key; whoever runs it has to look",
    Complaint.FULL: "all avatars are talking; try again in a moment",
    Complaint.NO_CREDIT: "the avatar's provider has no credit left; whoever runs this server has"
    " to look",
    Complaint.GONE: "the avatar is gone",
    Complaint.BUSY: "the avatar's provider is busy; try again in a moment",
    Complaint.UNREACHABLE: "the avatar's provider can't be reached; try again",
    Complaint.BROKEN: "the avatar's provider failed; try again",
}


class VendorFailed(AvatarFailed):
    """Raised when the vendor refused or failed; the text is for the client."""

    def __init__(self, complaint: Complaint, *, retry_after_s: float | None = None) -> None:
        super().__init__(_WORDS[complaint])
        self.complaint = complaint
        #: When it may be asked again, as it says; None: it doesn't.
        self.retry_after_s = retry_after_s


class VendorFull(VendorFailed, AvatarFull):
    """Raised when the vendor has no room, or no credit, for another session."""


class VendorGone(VendorFailed):
    """Raised when the vendor has no such session, or has it no more."""


_KINDS = {
    Complaint.FULL: VendorFull,
    Complaint.NO_CREDIT: VendorFull,
    Complaint.GONE: VendorGone,
}


@dataclass(frozen=True)
class Call:
    method: Literal["GET", "POST"]
    path: str
    #: With the key or the token.
    headers: Mapping[str, str] = field(repr=False)
    body: Any = field(default=None, repr=False)
    query: Mapping[str, str] = field(default_factory=dict)


class Vendor:
    """One API. `pause` waits for so many seconds; `key` is what the log never has."""

    def __init__(
        self,
        name: str,
        base_url: str,
        pause: Pause = asyncio.sleep,
        *,
        key: str = "",
        most_bytes: int = MOST_ANSWER_BYTES,
    ) -> None:
        self._name = name
        self._key = key
        self._base_url = base_url.rstrip("/")
        self._pause = pause
        self._client = AsyncHTTPClient(
            force_instance=True, max_clients=_CALLS_AT_ONCE, max_body_size=most_bytes
        )

    async def once(self, call: Call, kind: type[T]) -> T:
        """The answer's data; for a call that may cost. Raises VendorFailed."""
        try:
            return await self._ask(call, kind)
        except VendorFailed as error:
            after_s = error.retry_after_s
            was_done = error.complaint is not Complaint.BUSY
            if was_done or after_s is None or after_s > _LONGEST_RETRY_AFTER_SECONDS:
                raise
        await self._pause(after_s)
        return await self._ask(call, kind)

    async def again(self, call: Call, kind: type[T]) -> T:
        """The answer's data, asked for a few times while the vendor is busy or broken; for a call
        that does nothing more when it is made twice. Raises VendorFailed."""
        for back_off_s in _BACK_OFF_SECONDS:
            try:
                return await self._ask(call, kind)
            except VendorFailed as error:
                after_s = error.retry_after_s or 0.0
                if error.complaint not in _PASSING or after_s > _LONGEST_RETRY_AFTER_SECONDS:
                    raise
            await self._pause(max(after_s, back_off_s * random.uniform(1.0, 1.5)))
        return await self._ask(call, kind)

    async def _ask(self, call: Call, kind: type[T]) -> T:
        outcome = "cancelled"  # nobody waits for it any more
        try:
            with metrics.VENDOR_SECONDS.labels(self._name).time():
                answer = await self._answer_to(call, kind)
            outcome = "ok"
            return answer
        except VendorFailed as error:
            outcome = error.complaint.name.lower()
            raise
        finally:
            metrics.VENDOR_CALLS.labels(self._name, outcome).inc()

    async def _answer_to(self, call: Call, kind: type[T]) -> T:
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        body = {} if call.body is None else call.body
        request = HTTPRequest(
            url_concat(self._base_url + call.path, dict(call.query)),
            method=call.method,
            headers={**headers, **call.headers},
            body=None if call.method == "GET" else msgspec.json.encode(body),
            connect_timeout=_CONNECT_SECONDS,
            request_timeout=VENDOR_CALL_SECONDS,
            follow_redirects=False,
        )
        fetching = self._client.fetch(request, raise_error=False)
        fetching.add_done_callback(_heard)
        try:
            # It is under way, whether or not anybody waits for it.
            response = await asyncio.shield(fetching)
        except ConnectionRefusedError as error:
            logger.warning("%s: %s: can't be reached", self._name, call.path)
            raise VendorFailed(Complaint.UNREACHABLE) from error
        except Exception as error:  # of many kinds; all mean that no answer came
            words = self._cleaned(str(error), call)
            logger.warning("%s: %s: no answer: %s", self._name, call.path, words)
            raise VendorFailed(Complaint.BROKEN) from error
        return self._read(call, response, kind)

    def _read(self, call: Call, response: HTTPResponse, kind: type[T]) -> T:
        answer = _decoded(response.body)
        number, words = number_in(answer), message_in(answer)
        if not isinstance(answer, dict) and response.code not in _TELLING:
            # From something on the way: of the session it knows nothing.
            complaint, words = Complaint.BROKEN, "not JSON, or not an object"
        elif response.code not in range(200, 300) or not _is_well(answer, number):
            complaint = sort(response.code, number, words)
        else:
            assert isinstance(answer, dict), "an error's status came before"
            try:
                return msgspec.convert(answer.get("data"), kind)
            except msgspec.ValidationError as error:
                complaint, words = Complaint.BROKEN, f"not what it should be: {error}"
        logger.log(
            # That a session is over is what is asked for, or found out, now and then.
            logging.INFO if complaint is Complaint.GONE else logging.WARNING,
            "%s: %s: answered %d, %s: %s",
            *(self._name, call.path, response.code, number, self._cleaned(words, call)),
        )
        failure = _KINDS.get(complaint, VendorFailed)
        raise failure(complaint, retry_after_s=_seconds(response.headers.get("Retry-After")))

    def _cleaned(self, words: str, call: Call) -> str:
        credentials = [each.removeprefix("Bearer ") for each in call.headers.values()]
        return cleaned(words, [self._key, *credentials])

    def close(self) -> None:
        self._client.close()


def _heard(fetching: asyncio.Future[HTTPResponse]) -> None:
    """Its failure is nobody's concern when nobody waits any more."""
    if not fetching.cancelled():
        fetching.exception()


def _decoded(body: bytes) -> Any:
    """None for what isn't JSON."""
    try:
        return msgspec.json.decode(body or b"null")
    except (ValueError, RecursionError):
        return None


def _is_well(answer: Any, number: int | None) -> bool:
    """Of an answer that says so; one that says nothing isn't the vendor's."""
    if "code" in answer:
        return number in _WELL
    return "error" in answer and answer["error"] is None  # create_token's has no number


def _seconds(retry_after: str | None) -> float | None:
    """Of a Retry-After header in seconds; its other form, a date, isn't used by these vendors."""
    try:
        seconds = math.nan if retry_after is None else float(retry_after)
    except ValueError:
        return None
    return None if math.isnan(seconds) else max(seconds, 0.0)
