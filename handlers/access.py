"""Who may come in: tokens, tickets, origins. Pure: the time is an argument, the request is strings.

A caller shows a JWT (Authorization header, or a cookie where the settings name one) or a ticket: a
short-lived, single-use stand-in for it that may travel in a URL, since browsers set no headers on
WebSockets. Browser pages must come from an allowed origin, token or not: the microphone's session
is no foreign page's business.

In *development mode* (loopback, no key configured) tokens are handed out to whoever asks and the
voice socket is open; so there the Host header must be a loopback name, else a foreign page whose
name resolves to 127.0.0.1 (DNS rebinding) would be this host's own origin.
"""

import ipaddress
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

import jwt

from realtime.conversations.selection import EVERYTHING, Reach
from state.errors import BadCredential, ForeignHost, ForeignOrigin, NotAuthenticated, NotPermitted

_LONGEST_TOKEN = 8_192
_MOST_VERIFIED = 1_000
_LONGEST_NAME = 100
#: It repeats the token's claims, each text perhaps as escapes.
_LONGEST_TICKET = 2 * _LONGEST_TOKEN


@dataclass(frozen=True, kw_only=True)
class AccessSettings:
    secret: str = ""
    """The HS256 key, 32 characters or more. From the environment or `secret_file`."""

    secret_file: str = ""
    """A file that holds the HS256 key."""

    public_key_file: str = ""
    """A PEM public key (RS256 or ES256), in place of a secret; the tokens are made elsewhere."""

    cookie: str = ""
    """The cookie that may carry the token, for front ends that send cookies."""

    allowed_origins: tuple[str, ...] = ()
    """Origins of pages that may call, besides this host's and localhost: https://app.example.com"""


@dataclass(frozen=True)
class Key:
    """What tokens are verified with, and with which algorithms: never the token's own choice."""

    material: str
    algorithms: tuple[str, ...]


@dataclass(frozen=True)
class User:
    """Whose token it was."""

    id: str | int
    #: When the token ends, wall time.
    expires_at: float
    scopes: frozenset[str] = frozenset()
    #: Which conversations the claims `channels` and `leads` narrow it to.
    reach: Reach = EVERYTHING
    #: As people call them; empty where the token doesn't say.
    name: str = ""

    def require(self, scope: str) -> None:
        """Raises NotPermitted without the scope."""
        if scope not in self.scopes:
            raise NotPermitted(f"the token lacks the scope {scope!r}")


class Tokens:
    """Verifies access tokens.

    What was verified isn't verified again before it expires: systems call with one token many times
    a second, and a signature is a fifth of what a small call costs.
    """

    def __init__(self, key: Key) -> None:
        self._key = key
        self._verified: dict[str, User] = {}  # the oldest first

    def knows(self, token: str, *, now: float) -> bool:
        """Whether it was verified, and is good still."""
        known = self._verified.get(token)
        return known is not None and now < known.expires_at

    def verify(self, token: str, *, now: float) -> User:
        """Whose token this is. PyJWT reads the clock itself, for `exp` and `nbf`.

        Raises NotAuthenticated.
        """
        known = self._verified.get(token)
        if known is not None and now < known.expires_at:
            return known
        if len(token) > _LONGEST_TOKEN:
            raise BadCredential("the token is too long")
        user = self._decoded(token)
        self._verified.pop(token, None)
        self._verified[token] = user
        if len(self._verified) > _MOST_VERIFIED:
            del self._verified[next(iter(self._verified))]
        return user

    def _decoded(self, token: str) -> User:
        try:
            claims = jwt.decode(
                token,
                self._key.material,
                algorithms=list(self._key.algorithms),
                # Numeric subjects are users of existing systems; they stay numbers.
                options={"require": ["exp"], "verify_sub": False, "verify_aud": False},
            )
            expires_at = float(int(claims["exp"]))
        except jwt.ExpiredSignatureError as error:
            raise NotAuthenticated("the token has expired; get a new one") from error
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as error:
            raise BadCredential("the token isn't valid") from error
        scopes = _names(claims, "scope") or frozenset()
        return User(_user_id(claims), expires_at, scopes, _reach(claims), _name(claims))


def _name(claims: Mapping[str, Any]) -> str:
    """For show alone: one that won't do is none."""
    name = claims.get("name", claims.get("user_name"))
    if not isinstance(name, str) or not name.isprintable():
        return ""
    return name.strip()[:_LONGEST_NAME]


def _user_id(claims: Mapping[str, Any]) -> str | int:
    user = claims.get("user_id", claims.get("sub"))
    if isinstance(user, bool) or not isinstance(user, str | int) or user == "":
        raise NotAuthenticated("the token names no user: claim user_id or sub")
    # What it does is kept; half of a surrogate pair can't be written.
    if isinstance(user, str) and any("\ud800" <= each <= "\udfff" for each in user):
        raise NotAuthenticated("the token's user isn't text")
    return user


def _reach(claims: Mapping[str, Any]) -> Reach:
    return Reach(_names(claims, "channels"), _names(claims, "leads"))


def _names(claims: Mapping[str, Any], claim: str) -> frozenset[str] | None:
    """A claim that is a list of texts, or one text with blanks in between; None without it."""
    value = claims.get(claim)
    names = value.split() if isinstance(value, str) else value
    if names is None:
        return None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise NotAuthenticated(f"the token's {claim} is neither text nor a list of texts")
    return frozenset(names)


Purpose = Literal["voice", "conversations", "consultation", "call", "recording"]


class Tickets:
    """Signed stand-ins for a token: for one purpose, for seconds, for one use.

    Nothing is kept of a ticket until it is used, so asking for many costs no memory. The key lives
    as long as the process: after a restart older tickets are refused, and no used one returns.
    """

    def __init__(self, *, seconds: int) -> None:
        self.seconds = seconds
        self._key = secrets.token_bytes(32)
        self._used: dict[str, float] = {}  # ticket id: when it would have expired

    def issue(
        self,
        user: User,
        purpose: Purpose,
        *,
        now: float,
        about: str = "",
        seconds: int | None = None,
    ) -> str:
        """`about`: the one thing it is for. `seconds`: how long it is good, if not as all are."""
        claims = {
            "jti": secrets.token_urlsafe(16),
            "purpose": purpose,
            "user": user.id,
            "expires_at": user.expires_at,
            "scope": sorted(user.scopes),
            "channels": _listed(user.reach.channels),
            "leads": _listed(user.reach.leads),
            "name": user.name,
            "about": about,
            "until": now + (self.seconds if seconds is None else seconds),
        }
        return jwt.encode(claims, self._key, algorithm="HS256")

    def redeem(self, ticket: str, purpose: Purpose, *, now: float) -> User:
        """Whose ticket it was; it is used up.

        Raises NotAuthenticated: forged, for another purpose, expired, or used before.
        """
        user, _ = self.redeem_about(ticket, purpose, now=now)
        return user

    def redeem_about(self, ticket: str, purpose: Purpose, *, now: float) -> tuple[User, str]:
        """As redeem(), and what it was about."""
        claims = self._unused(ticket, purpose, now)
        self._used[claims["jti"]] = claims["until"]
        return _bearer(claims), claims["about"]

    def look_at(self, ticket: str, purpose: Purpose, *, now: float) -> tuple[User, str]:
        """What redeem_about() would say, and raise; the ticket is as good as before."""
        claims = self._unused(ticket, purpose, now)
        return _bearer(claims), claims["about"]

    def _unused(self, ticket: str, purpose: Purpose, now: float) -> dict[str, Any]:
        claims = self._claims_for(ticket, purpose, now)
        self._used = {jti: until for jti, until in self._used.items() if now < until}
        if claims["jti"] in self._used:
            raise NotAuthenticated("the ticket was used before; get a new one")
        return claims

    def read(self, ticket: str, purpose: Purpose, *, about: str, now: float) -> User:
        """Whose ticket for `about` it is; it may be used again. Raises as redeem() does."""
        claims = self._claims_for(ticket, purpose, now)
        if claims["about"] != about:
            raise NotAuthenticated("the ticket is for something else")
        return _bearer(claims)

    def _claims_for(self, ticket: str, purpose: Purpose, now: float) -> dict[str, Any]:
        claims = self._claims(ticket)
        if claims.get("purpose") != purpose or now >= claims["until"]:
            raise NotAuthenticated("the ticket has expired; get a new one")
        return claims

    def _claims(self, ticket: str) -> dict[str, Any]:
        if len(ticket) > _LONGEST_TICKET:
            raise BadCredential("the ticket isn't valid")
        try:
            return jwt.decode(ticket, self._key, algorithms=["HS256"])
        except (jwt.PyJWTError, ValueError) as error:
            raise BadCredential("the ticket isn't valid") from error


def _bearer(claims: Mapping[str, Any]) -> User:
    """Whoever a ticket stands for."""
    return User(
        claims["user"],
        claims["expires_at"],
        frozenset(claims["scope"]),
        _reach(claims),
        claims["name"],
    )


def _listed(names: frozenset[str] | None) -> list[str] | None:
    return None if names is None else sorted(names)


class Origins:
    """Which pages may call."""

    def __init__(self, allowed: Iterable[str], *, loopback_only: bool) -> None:
        self._allowed = frozenset(origin.lower().rstrip("/") for origin in allowed)
        self._loopback_only = loopback_only

    def check_host(self, host: str) -> None:
        """Raises ForeignHost when, in development mode, `host` isn't this machine's own name."""
        if self._loopback_only and not is_loopback(_host_name(f"//{host}")):
            raise ForeignHost(
                "in development mode only localhost is served: configure a secret to serve others"
            )

    def check(self, origin: str | None, host: str) -> None:
        """Nothing to check without an Origin: only browsers send one, and they always do.

        Raises ForeignOrigin.
        """
        if origin is not None and not self._is_allowed(origin.lower(), host.lower()):
            raise ForeignOrigin(
                f"pages of {origin} may not call this server: add it to allowed_origins"
            )

    def _is_allowed(self, origin: str, host: str) -> bool:
        if origin in self._allowed:
            return True
        try:
            parts = urlsplit(origin)
        except ValueError:
            return False
        if parts.scheme not in ("http", "https"):
            return False
        return parts.netloc == host or is_loopback(parts.hostname)


def is_loopback(host: str | None) -> bool:
    """Whether a name or address, without port or brackets, is this machine's own."""
    if host is None or host == "localhost":
        return host is not None
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _host_name(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def bearer_of(authorization: str | None) -> str | None:
    """The token in an Authorization header.

    Raises NotAuthenticated when there is a header of another kind.
    """
    if authorization is None:
        return None
    kind, _, token = authorization.partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise NotAuthenticated("the Authorization header must be: Bearer <token>")
    return token.strip()
