"""What is counted of HTTP requests and of the event loop.

Each subsystem declares its figures in a `metrics.py` and moves them where it does I/O; /metrics
(scrape.py) shows all of them. Labels are few and from fixed sets: a route's template, never a path;
no user, session, lead, key or word that anybody said.
"""

from typing import Any

from prometheus_client import Counter, Gauge, Histogram, Info, disable_created_metrics
from tornado.httputil import HTTPServerRequest
from tornado.routing import PathMatches
from tornado.web import RequestHandler

# A start time for each of a counter's and histogram's series: half as much again for nobody.
disable_created_metrics()  # type: ignore[no-untyped-call]

#: Whatever has no endpoint.
NO_ROUTE = "none"

REQUESTS = Counter(
    "vivavoz_http_requests_total",
    "HTTP requests answered, by the route's template (none: nothing is there), method and status. "
    "A WebSocket counts as it opens, with status 101; the live stream's have figures of their own.",
    ["route", "method", "status"],
)
REQUEST_SECONDS = Histogram(
    "vivavoz_http_request_seconds",
    "Time from an HTTP request's head to the end of its answer. A stream lasts while it is read.",
    ["route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)

ERRORS = Counter("vivavoz_http_errors_total", "HTTP errors, by the code in their body.", ["code"])
LOOP_LAG_SECONDS = Histogram(
    "vivavoz_loop_lag_seconds",
    "How late the event loop is, ten times a second: what all sessions wait for.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1),
)
DRAINING = Gauge(
    "vivavoz_draining", "1: the server was told to stop, and lets calls end; it begins none."
)
BUILD = Info("vivavoz_build", "Which version this is.")


class Worst:
    """The largest of what was seen from one reading to the next."""

    def __init__(self, gauge: Gauge) -> None:
        self._gauge = gauge
        self._worst = 0.0

    def see(self, value: float) -> None:
        self._worst = max(self._worst, value)

    def tell(self) -> None:
        """It is about to be read; what is seen from now on is for the next time."""
        self._gauge.set(self._worst)
        self._worst = 0.0


WORST_LOOP_LAG = Worst(
    Gauge(
        "vivavoz_loop_lag_worst_seconds",
        "The latest that the event loop was since /metrics was last read, by whomever.",
    )
)

_ROUTE = "vivavoz_route"
METHODS = frozenset(RequestHandler.SUPPORTED_METHODS)


class Path(PathMatches):
    """A route's pattern, which notes on a request that it was this one."""

    def __init__(self, pattern: str, name: str) -> None:
        super().__init__(pattern)
        self.name = name

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        found = super().match(request)
        if found is not None:
            setattr(request, _ROUTE, self.name)
        return found


def observe_request(handler: RequestHandler) -> None:
    """One that is answered."""
    request = handler.request
    route = getattr(request, _ROUTE, NO_ROUTE)
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(route, method, handler.get_status()).inc()
    # Tornado's time is the wall clock's, which may be set back.
    REQUEST_SECONDS.labels(route).observe(max(0.0, request.request_time()))
