"""The HTTP server in front of the endpoints: its limits, and a line in the log a request."""

import logging
from collections.abc import Callable

from tornado.httpserver import HTTPServer
from tornado.httputil import ParseBodyConfig, ParseMultipartConfig, set_parse_body_config
from tornado.web import Application, RequestHandler

from handlers.endpoint import Access, Endpoint, NothingHere
from handlers.errors import wire_of
from handlers.limits.door import Door
from handlers.paths import Route
from handlers.voice import HARD_MESSAGE_LIMIT
from handlers.watching.metrics import observe_request
from state.contract import MAX_JSON_BYTES

logger = logging.getLogger(__name__)

_PING_SECONDS = 20.0
#: Of what is sent to endpoints that take nothing, or to none: kept before anybody is asked, and by
#: all connections that wait. Those that take a body have a limit of their own (rest.py).
_MAX_BODY_BYTES = MAX_JSON_BYTES
#: Of what was asked for, in the log.
_LONGEST_PATH = 500
# What of a connection is read ahead of its reader: a message of the voice socket, in one frame.
_MAX_BUFFER_BYTES = 2 * HARD_MESSAGE_LIMIT


def http_server(
    table: list[Route], access: Access, log: Callable[[RequestHandler], None] | None = None
) -> HTTPServer:
    """One that answers the routes in `table`; it listens once it is given sockets."""
    application = Application(
        table,
        default_handler_class=NothingHere,
        default_handler_args={"access": access},
        log_function=log or _log_request,
        websocket_max_message_size=HARD_MESSAGE_LIMIT,
        websocket_ping_interval=_PING_SECONDS,
        websocket_ping_timeout=_PING_SECONDS,
    )
    # No endpoint takes forms with files, and Tornado reads them before any is asked.
    set_parse_body_config(ParseBodyConfig(multipart=ParseMultipartConfig(enabled=False)))
    settings = access.limits.settings
    unmetered = [route.path for route in table if not route.endpoint.is_metered]
    sockets = [route.path for route in table if route.endpoint.is_socket]
    # Bodies stay compressed (decompress_request), and so do WebSocket messages, which Tornado
    # doesn't negotiate by itself: what comes out of either has no bound.
    return HTTPServer(
        Door(application, access.limits, unmetered, sockets),
        idle_connection_timeout=settings.idle_s,
        body_timeout=settings.body_s,
        max_header_size=settings.header_bytes,
        max_body_size=_MAX_BODY_BYTES,
        max_buffer_size=_MAX_BUFFER_BYTES,
    )


def _log_request(handler: RequestHandler) -> None:
    observe_request(handler)
    # The path alone: queries carry tickets and tokens.
    request, status = handler.request, handler.get_status()
    took_ms = 1000 * request.request_time()
    path = request.path[:_LONGEST_PATH]
    fields = {"status": status, "method": request.method, "path": path}
    fields["duration_ms"] = round(took_ms, 1)
    why = ""
    if isinstance(handler, Endpoint) and handler.refusal is not None:
        fields["error"] = wire_of(handler.refusal).code
        why = f": {fields['error']}: {handler.refusal}"
    # A bug has a line of its own, with its traceback; all else that is refused is no error of ours.
    told = (status, request.method, path, took_ms, why)
    logger.info("%d %s %s %.1f ms%s", *told, extra={"fields": fields})


def _unquoted(record: logging.LogRecord) -> bool:
    """Tornado quotes headers that it can't take, and tokens are in them."""
    if str(record.msg).startswith("Malformed HTTP message from %s"):
        args = record.args if isinstance(record.args, tuple) else ("somebody",)
        record.msg, record.args = "Malformed HTTP message from %s", args[:1]
    return True


logging.getLogger("tornado.general").addFilter(_unquoted)
