"""What all endpoints share: who may call, CORS, and errors as JSON.

A subclass implements its methods and raises ServiceErrors; nothing else leaves as an error.
"""

import asyncio
import logging
import math
import re
import secrets
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import Any, ClassVar

import msgspec
from tornado.web import HTTPError, RequestHandler

from handlers.access import Origins, Purpose, Tickets, Tokens, User, bearer_of
from handlers.documents.operations import methods_of
from handlers.errors import UNKNOWN, ErrorBody, wire_of
from handlers.limits.limits import Limits, Often
from handlers.limits.proxies import Scheme, customer_of
from handlers.watching import metrics
from state.context import REQUEST_ID
from state.errors import (
    BadCredential,
    BadRequest,
    BodyTooLarge,
    ForeignOrigin,
    MethodNotAllowed,
    NotAuthenticated,
    NotFound,
    NotPermitted,
    ServiceError,
    TooManyRequests,
    UnsupportedEncoding,
)

logger = logging.getLogger(__name__)

_METHODS = "GET, POST, PUT, PATCH, DELETE, OPTIONS"
# Cache-Control and Last-Event-ID: what EventSources that set headers send.
_ALLOWED_HEADERS = "Authorization, Cache-Control, Content-Type, Last-Event-ID"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_PREFLIGHT_SECONDS = 600
_is_request_id = re.compile(r"[\w.:-]{1,64}", re.ASCII).fullmatch

#: Tornado's own refusals, as ours.
_HTTP_ERRORS: dict[int, ServiceError] = {
    HTTPStatus.FORBIDDEN: NotPermitted("this isn't for anybody"),
    HTTPStatus.NOT_FOUND: NotFound("there is nothing here"),
    HTTPStatus.METHOD_NOT_ALLOWED: MethodNotAllowed("not with this method"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: BodyTooLarge("the body is too large"),
}


@dataclass(frozen=True)
class Access:
    """Who may come in, as the deployment has it."""

    development: bool
    tokens: Tokens
    tickets: Tickets
    origins: Origins
    cookie: str
    limits: Limits
    #: Wall time in seconds, read only for what leaves the process or outlives it.
    wall_clock: Callable[[], float] = time.time


class Endpoint(RequestHandler):
    access: Access
    #: What every method may refuse or fail with, besides what its operation names.
    shared_errors: ClassVar[tuple[type[ServiceError], ...]] = (
        TooManyRequests,
        UnsupportedEncoding,
    )

    address: str
    """The client's."""

    #: Whether its requests count, and may be too many.
    is_metered = True
    is_socket = False
    _is_address_counted = False
    _is_counted = False
    _request_id = ""
    refusal: ServiceError | None = None
    """What it was refused with."""

    def _take_parts(self, access: Access) -> None:
        self.access = access

    # Declared as Tornado declares its own: each endpoint's parts are its own arguments.
    initialize: Callable[..., None] = _take_parts

    def prepare(self) -> None:
        self._count()
        host, origin = self.request.host, self.request.headers.get("Origin")
        self.access.origins.check_host(host)
        if self._may_change:
            self.access.origins.check(origin, host)
        if self.request.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise UnsupportedEncoding("send the body as it is, without Content-Encoding")

    def _count(self) -> None:
        """The request against its address, once. Raises TooManyRequests."""
        if self._is_address_counted:
            return
        self._is_address_counted = True
        self._find_client()
        customer = customer_of(self.address)
        if self.is_metered and self.request.method == "OPTIONS":  # whose refusal no page can read
            now = self.steady_clock()
            self.access.limits.note(Often.ADDRESS_REQUESTS, customer, now=now)
        elif self.is_metered:
            self.spend(Often.ADDRESS_REQUESTS, customer)

    def _counted(self, error: ServiceError) -> ServiceError:
        """`error`; if Tornado refused before prepare(), perhaps that there are too many."""
        try:
            self._count()
        except TooManyRequests as too_many:
            self.refusal = too_many
            return too_many
        return error

    def _find_client(self) -> None:
        """Whose request it is, and by which scheme: known to a proxy of ours, if it came by one."""
        proxies, request, headers = self.access.limits.proxies, self.request, self.request.headers
        peer, forwarded_for = request.remote_ip or "", headers.get("X-Forwarded-For")
        self.address = proxies.client_of(peer, forwarded_for)
        told = proxies.scheme_of(peer, headers.get("X-Forwarded-Proto"))
        if not self.access.development and proxies.is_missing(peer, forwarded_for):
            logger.warning("limits.trusted_proxies lacks %s: all behind it count as one", peer)
        # Without word from a proxy: a page that came by TLS can open nothing else.
        by_page: Scheme = "https" if headers.get("Origin", "").startswith("https://") else "http"
        self._is_tls = "https" in (request.protocol, by_page) if told is None else told == "https"
        request.remote_ip = self.address
        if told is not None:
            request.protocol = told

    @staticmethod
    def steady_clock() -> float:
        return asyncio.get_running_loop().time()

    @property
    def socket_base(self) -> str:
        """Where WebSockets are opened, as the client sees this server."""
        return f"{'wss' if self._is_tls else 'ws'}://{self.request.host}"

    def spend(self, often: Often, key: Hashable) -> None:
        """Once more. Raises TooManyRequests."""
        self.access.limits.spend(often, key, now=self.steady_clock())

    def _be_known(self) -> None:
        """By one id in all that is logged of it, and in its answer: a proxy's, or ours."""
        if not self._request_id:
            given = self.request.headers.get("X-Request-Id", "")
            self._request_id = given if _is_request_id(given) else secrets.token_hex(8)
            REQUEST_ID.set(self._request_id)
        self.set_header("X-Request-Id", self._request_id)

    @property
    def _may_change(self) -> bool:
        return self.request.method not in _SAFE_METHODS or self.is_socket

    def head(self, *args: str, **named: str) -> Any:
        """As GET; Tornado leaves the body out."""
        return self.get(*args, **named)

    def set_default_headers(self) -> None:
        self.set_header("Server", "Vivavoz")
        self.set_header("X-Content-Type-Options", "nosniff")
        # Here, since Tornado refuses some before prepare(), and begins its headers anew for errors.
        self._be_known()

    def allow_cross_origin(self) -> None:
        """Let an allowed page of another origin read the answer."""
        origin = self.request.headers.get("Origin")
        self.add_header("Vary", "Origin")
        if origin is None:
            return
        try:
            self.access.origins.check(origin, self.request.host)
        except ServiceError:
            return
        self.set_header("Access-Control-Allow-Origin", origin)
        self.set_header("Access-Control-Allow-Credentials", "true")
        self.set_header(
            "Access-Control-Expose-Headers", "Accept-Ranges, Content-Range, Link, Retry-After"
        )

    def options(self, *args: str, **named: str) -> None:
        """The preflight of a cross-origin call."""
        self.access.origins.check(self.request.headers.get("Origin"), self.request.host)
        self.set_header("Access-Control-Allow-Methods", _METHODS)
        self.set_header("Access-Control-Allow-Headers", _ALLOWED_HEADERS)
        self.set_header("Access-Control-Max-Age", str(_PREFLIGHT_SECONDS))
        self.set_status(HTTPStatus.NO_CONTENT)

    def flush(self, include_footers: bool = False) -> Any:
        # Tornado's own; it has no other word for "nothing has left yet".
        if not self._headers_written:
            self.allow_cross_origin()
        return super().flush(include_footers)

    # Who calls

    def user_if_any(self) -> User | None:
        """The caller, by token or cookie; None without either.

        Raises NotAuthenticated for one that is wrong.
        """
        token = bearer_of(self.request.headers.get("Authorization"))
        if token is None and self.access.cookie:
            token = self._cookie_token(self.access.cookie)
        if token is None:
            return None
        tokens, now = self.access.tokens, self.access.wall_clock()
        if not tokens.knows(token, now=now):
            self.check_guesses()
        user = tokens.verify(token, now=now)
        if not self._is_counted:
            self._is_counted = True
            self.spend(Often.USER_REQUESTS, user.id)
        return user

    def redeemed(self, ticket: str, purpose: Purpose) -> User:
        """Whose ticket it was; it is used up. Raises NotAuthenticated, TooManyRequests."""
        self.check_guesses()
        return self.access.tickets.redeem(ticket, purpose, now=self.access.wall_clock())

    def check_guesses(self) -> None:
        """Whether credentials from there that weren't seen before are looked at.

        Raises TooManyRequests.
        """
        now = self.steady_clock()
        self.access.limits.check(Often.ADDRESS_FAILURES, customer_of(self.address), now=now)

    def _cookie_token(self, name: str) -> str | None:
        token = self.get_cookie(name)
        # A browser adds the cookie to whatever page's request, so who asks must be known.
        if token is not None and self._may_change and "Origin" not in self.request.headers:
            raise ForeignOrigin("with a cookie, say where you come from: send an Origin header")
        return token

    def user(self) -> User:
        """The caller. Raises NotAuthenticated without one."""
        user = self.user_if_any()
        if user is None:
            raise NotAuthenticated("send a token: Authorization: Bearer <token>")
        return user

    # What leaves

    def answer(self, body: Any, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(msgspec.json.encode(body))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        exception = kwargs.get("exc_info", (None, None, None))[1]
        error = self._counted(_as_service_error(exception))
        wire = wire_of(error)
        metrics.ERRORS.labels(wire.code).inc()
        if wire.http is HTTPStatus.UNAUTHORIZED:
            self.set_header("WWW-Authenticate", "Bearer")
        if wire.http is HTTPStatus.METHOD_NOT_ALLOWED:
            self.set_header("Allow", ", ".join(self._allowed()))
        if isinstance(error, BadCredential):
            now = self.steady_clock()
            self.access.limits.note(Often.ADDRESS_FAILURES, customer_of(self.address), now=now)
        if error.retry_after_s is not None:
            self.set_header("Retry-After", str(math.ceil(error.retry_after_s)))
        self.answer(ErrorBody(wire.code, self.wording(error, wire.http)), wire.http)

    def on_finish(self) -> None:
        # It has been logged. Its traceback has this handler: neither should wait for the collector,
        # which holds the loop.
        self.refusal = None

    def _allowed(self) -> list[str]:
        found = [name.upper() for name in methods_of(type(self))]
        is_read = "GET" in found and not self.is_socket
        return [*found, *(["HEAD"] if is_read else []), "OPTIONS"]

    def wording(self, error: ServiceError, status: HTTPStatus) -> str:
        """What the client reads of an error."""
        return str(error)

    def log_exception(
        self,
        typ: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        if isinstance(value, ServiceError | HTTPError):
            if not self._finished:
                self.refusal = _as_service_error(value)  # told in the request's own line
        else:
            logger.error("%s %s", self.request.method, self.request.path, exc_info=value)


def _as_service_error(error: BaseException | None) -> ServiceError:
    if isinstance(error, ServiceError):
        return error
    if not isinstance(error, HTTPError):
        return UNKNOWN
    known = _HTTP_ERRORS.get(error.status_code)
    if known is not None:
        return known
    return BadRequest(error.log_message or error.reason or "the request can't be understood")


class NothingHere(Endpoint):
    """Whatever has no endpoint."""

    def prepare(self) -> None:
        super().prepare()
        raise NotFound("there is nothing here")
