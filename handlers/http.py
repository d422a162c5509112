"""The HTTP server in front of the endpoints: its limits, and a line in the log a request."""

import logging

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from handlers.endpoint import Access, NothingHere
from handlers.metrics import measured, observe_request
from handlers.routes import Route
from handlers.voice import HARD_MESSAGE_LIMIT

logger = logging.getLogger(__name__)

_PING_SECONDS = 20.0
# Tornado's defaults are an hour for a request's headers and no end for its body.
_HEADER_SECONDS = 75.0
_BODY_SECONDS = 60.0
_MAX_BODY_BYTES = 1_048_576


def http_server(table: list[Route], access: Access) -> HTTPServer:
    """One that answers the routes in `table`; it listens once it is given sockets."""
    application = Application(
        measured(table),
        default_handler_class=NothingHere,
        default_handler_args={"access": access},
        log_function=_log_request,
        websocket_max_message_size=HARD_MESSAGE_LIMIT,
        websocket_ping_interval=_PING_SECONDS,
        websocket_ping_timeout=_PING_SECONDS,
    )
    return HTTPServer(
        application,
        idle_connection_timeout=_HEADER_SECONDS,
        body_timeout=_BODY_SECONDS,
        max_body_size=_MAX_BODY_BYTES,
    )


def _log_request(handler: RequestHandler) -> None:
    observe_request(handler)
    # The path alone: queries carry tickets and tokens.
    request, status = handler.request, handler.get_status()
    took_ms = 1000 * request.request_time()
    told = (status, request.method, request.path, took_ms)
    fields = {"status": status, "method": request.method, "path": request.path}
    logger.log(
        logging.ERROR if status >= 500 else logging.INFO,
        "%d %s %s %.1f ms",
        *told,
        extra={"fields": {**fields, "duration_ms": round(took_ms, 1)}},
    )
