"""What REST endpoints share: JSON bodies, filters, and lists in pages."""

import asyncio
import re
from typing import Annotated, Any, Generic, TypeVar, cast

import msgspec
from tornado.http1connection import HTTP1Connection
from tornado.iostream import StreamClosedError
from tornado.web import stream_request_body

from handlers.documents.operations import Parameter
from handlers.endpoint import Endpoint
from state.contract import (
    LEAD_PATTERN,
    MAX_JSON_BYTES,
    MOST_FILTER_VALUES,
    MOST_PAGE_ITEMS,
    NAME_PATTERN,
    PAGE_ITEMS,
)
from state.errors import BadRequest, BodyTooLarge, InvalidBody, StoreBusy, StoreFailed

Name = Annotated[str, msgspec.Meta(pattern=NAME_PATTERN)]
"""An id or a channel, as clients choose them."""

_NUMBER = r"^[0-9]{1,18}\Z"

#: What server-sent events leave with: no proxy may keep them back.
EVENT_STREAM = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}

LIMIT = Parameter(
    "limit",
    f"how many items; what is out of bounds becomes 1, or {MOST_PAGE_ITEMS}",
    Annotated[int, msgspec.Meta(ge=0, le=10**18 - 1)],
    default=PAGE_ITEMS,
)
CURSOR = Parameter(
    "cursor", "`next_cursor` of the page before", Annotated[str, msgspec.Meta(pattern=_NUMBER)]
)

#: Of a body that is too large so much is read before it is refused; of a larger one nothing.
_MOST_DROPPED_BYTES = 8_388_608

B = TypeVar("B")

is_lead = re.compile(LEAD_PATTERN).search
_is_number = re.compile(_NUMBER, re.ASCII).search


class Items(msgspec.Struct, Generic[B], frozen=True):
    """A page of a list."""

    items: list[B]
    #: For the next page; null: there is none.
    next_cursor: str | None


@stream_request_body
class RestEndpoint(Endpoint):
    """Bodies are taken as they come, so that one that is too large is refused before it is here."""

    most_bytes = MAX_JSON_BYTES
    shared_errors = (*Endpoint.shared_errors, BodyTooLarge, StoreFailed, StoreBusy)

    def prepare(self) -> None:
        self._received = bytearray()
        self._to_drop = 0
        super().prepare()
        self.set_header("Cache-Control", "no-store")
        length = self.request.headers.get("Content-Length", "0")
        if not _is_number(length) or int(length) > _MOST_DROPPED_BYTES:
            raise self._too_large()
        most_bytes = 2 * self.most_bytes  # a byte too many is refused here, not by Tornado
        if int(length) > self.most_bytes:
            # A client that is still sending when the connection closes may never see the answer.
            self._to_drop = int(length)
            most_bytes = _MOST_DROPPED_BYTES
        cast(HTTP1Connection, self.request.connection).set_max_body_size(most_bytes)

    def data_received(self, chunk: bytes) -> None:
        if self._to_drop:
            self._to_drop -= len(chunk)
            if not self._to_drop:
                self._refuse()
            return
        self._received += chunk
        if len(self._received) > self.most_bytes:  # it didn't say how long it is
            self._refuse()

    def on_connection_close(self) -> None:
        super().on_connection_close()
        # Two cycles would leave all of the connection to the collector, which then holds the loop
        # (270 ms for a thousand). One Tornado breaks for those that are answered (_break_cycles);
        # the other is the body's error, whose traceback will have the frame that has the request
        # that has the body's future: another future has another error.
        self.ui = None  # type: ignore[assignment]
        failed: asyncio.Future[None] = asyncio.Future()
        failed.set_exception(StreamClosedError())
        failed.exception()
        self.request._body_future = failed

    def _refuse(self) -> None:
        error = self._too_large()
        self.send_error(exc_info=(type(error), error, None))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        if isinstance(kwargs["exc_info"][1], BodyTooLarge):
            self.set_header("Connection", "close")  # what is still to come of it isn't read
        super().write_error(status_code, **kwargs)

    def _too_large(self) -> BodyTooLarge:
        return BodyTooLarge(f"the body is too large: at most {self.most_bytes} bytes")

    def raw_body(self) -> bytes:
        return bytes(self._received)

    def body(self, kind: type[B]) -> B:
        """The body, as JSON. Raises BadRequest, InvalidBody."""
        try:
            return msgspec.json.decode(self._received, type=kind)
        except msgspec.ValidationError as error:
            if "got `float`" not in str(error):
                raise InvalidBody(str(error)) from error
            return _with_whole_numbers(self._received, kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise BadRequest(f"the body isn't JSON: {error}") from error

    def filter(self, argument: str) -> frozenset[str]:
        """All values of a filter in the query. Raises BadRequest."""
        values = frozenset(self.get_query_arguments(argument))
        if len(values) > MOST_FILTER_VALUES:
            raise BadRequest(f"{argument}: at most {MOST_FILTER_VALUES} values")
        return values

    def page(self) -> tuple[int | None, int]:
        """Where a page of a list begins, and how many items it has. Raises BadRequest."""
        cursor = self.get_query_argument("cursor", None)
        limit = self.get_query_argument("limit", str(PAGE_ITEMS))
        if cursor is not None and not _is_number(cursor):
            raise BadRequest("cursor: take next_cursor of the page before")
        if not _is_number(limit):
            raise BadRequest("limit: a number")
        start = None if cursor is None else int(cursor)
        return start, min(max(int(limit), 1), MOST_PAGE_ITEMS)

    def answer_page(self, items: list[Any], next_cursor: int | None) -> None:
        self.answer(Items(items, None if next_cursor is None else str(next_cursor)))


def _with_whole_numbers(body: bytes | bytearray, kind: type[B]) -> B:
    """JSON has one kind of number: 1.0 is 1, and some clients write it so. Raises InvalidBody."""
    try:
        return msgspec.convert(_whole(msgspec.json.decode(body)), kind)
    except msgspec.ValidationError as error:
        raise InvalidBody(str(error)) from error


def _whole(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _whole(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_whole(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def check_lead(lead_id: str) -> str:
    """`lead_id` itself. Raises BadRequest."""
    if not is_lead(lead_id):
        raise BadRequest(
            "lead_id: letters, digits and ._:@+~-, at most 128 of them, and not 'stream'"
        )
    return lead_id
