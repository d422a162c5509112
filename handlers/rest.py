"""What REST endpoints share: JSON bodies, filters, and lists in pages."""

import re
from typing import Annotated, Any, TypeVar

import msgspec
from tornado.web import stream_request_body

from handlers.endpoint import Endpoint
from state.contract import (
    LEAD_PATTERN,
    MAX_JSON_BYTES,
    MOST_FILTER_VALUES,
    MOST_PAGE_ITEMS,
    NAME_PATTERN,
    PAGE_ITEMS,
)
from state.errors import BadRequest, BodyTooLarge, InvalidBody

Name = Annotated[str, msgspec.Meta(pattern=NAME_PATTERN)]
"""An id or a channel, as clients choose them."""

#: What server-sent events leave with: no proxy may keep them back.
EVENT_STREAM = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}

B = TypeVar("B")

_is_lead = re.compile(LEAD_PATTERN).search
_is_number = re.compile(r"[0-9]{1,18}", re.ASCII).fullmatch


@stream_request_body
class RestEndpoint(Endpoint):
    """Bodies are taken as they come, so that one that is too large is refused before it is here."""

    most_bytes = MAX_JSON_BYTES

    def prepare(self) -> None:
        self._received = bytearray()
        super().prepare()
        self.set_header("Cache-Control", "no-store")
        length = self.request.headers.get("Content-Length", "0")
        if not _is_number(length) or int(length) > self.most_bytes:
            raise self._too_large()

    def data_received(self, chunk: bytes) -> None:
        self._received += chunk
        if len(self._received) > self.most_bytes:  # it didn't say how long it is
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
            raise InvalidBody(str(error)) from error
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

    def answer_page(self, items: list[Any], next_cursor: int | None, **more: str) -> None:
        next_page = None if next_cursor is None else str(next_cursor)
        self.answer({"items": items, "next_cursor": next_page, **more})


def check_lead(lead_id: str) -> str:
    """`lead_id` itself. Raises BadRequest."""
    if not _is_lead(lead_id):
        raise BadRequest(
            "lead_id: letters, digits and ._:@+~-, at most 128 of them, and not 'stream'"
        )
    return lead_id
