"""How much anybody may ask of this server. Without a clock: the time is an argument.

Two kinds. *Rates* are how often something is done, by a user or from an address; they are off in
development mode, where there is one person. *Places* are how many of something there are at once;
those in all are sized from the machine, and hold in every mode: they keep the process alive.

Addresses stand for many people (an office behind one), users for one person or for one system that
feeds conversations; the defaults are what none of them feels: 25 people in one office who ask for
their place each second and have a dashboard open make 3,000 requests a minute.
"""

import logging
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from enum import Enum
from typing import Annotated

from msgspec import Meta

from handlers.limits.connections import Connections
from handlers.limits.places import Place, Places
from handlers.limits.proxies import Proxies, customer_of
from handlers.limits.rates import Rates, a_minute
from handlers.limits.room import Room
from state.errors import ServerFull, TooManyRequests

logger = logging.getLogger(__name__)

Count = Annotated[int, Meta(ge=0)]
Seconds = Annotated[float, Meta(ge=1, le=3_600)]

#: Bodies of webhooks at a time, of MAX_WEBHOOK_BYTES each, in all and from one address.
_WEBHOOKS, _ADDRESS_WEBHOOKS = 32, 8
#: When to come back to where there was no place: nobody knows when one is free.
_NO_PLACE_S = 10.0


@dataclass(frozen=True, kw_only=True)
class LimitsSettings:
    trusted_proxies: tuple[str, ...] = ()
    """Addresses and networks of the proxies in front of this server: 127.0.0.1, 10.0.0.0/8. Only
    their X-Forwarded-For and X-Forwarded-Proto are believed; without them all who come by a proxy
    share one address's limits."""

    user_requests_a_minute: Count = 3_000
    """Of one user; ten seconds' worth may come at once, of this and of all rates. 0: no limit; so
    below, where it says nothing else of 0."""

    address_requests_a_minute: Count = 12_000
    """From one address, of all users and without one. An IPv6 address is its /64."""

    address_failures_a_minute: Count = 60
    """Credentials that are wrong, from one address; then only such as were good before are looked
    at. One that has merely expired doesn't count."""

    user_sessions_a_minute: Count = 30
    """New voice sessions of one user; resumed ones don't count."""

    address_sessions_a_minute: Count = 300
    """New voice sessions from one address."""

    user_joins_a_minute: Count = 60
    """Requests to join the queue, of one user."""

    texts_a_minute: Count = 60
    """Typed turns of one voice session; one more is answered by an error, and the session goes
    on."""

    socket_messages_a_second: Count = 500
    """Of one voice socket: above it, it is read no faster. Half a minute of audio may come at
    once, so a network that stalled is caught up with."""

    socket_bytes_a_second: Count = 262_144
    """The same in bytes. Audio as base64 takes 43,000; at 48 kHz it would take 128,000."""

    user_sockets: Count = 20
    """Voice sockets of one user at once."""

    address_sockets: Count = 500
    """Voice sockets from one address at once."""

    user_streams: Count = 50
    """Streams of conversations of one user at once."""

    address_connections: Count = 0
    """Connections from one address at once. 0: a quarter of all, and at most 1,000."""

    connections: Count = 0
    """Connections at once; no more than open files allow. 0: what these and a quarter of the
    memory do."""

    sockets: Count = 0
    """Voice sockets at once. 0: three quarters of the connections."""

    voice_sessions: Count = 0
    """Voice sessions at once, those that wait to be resumed among them; more are answered 503.
    0: 800, or what fits into a quarter of the memory."""

    user_voice_sessions: Count = 30
    """Voice sessions of one user at once, those that wait to be resumed among them; not those of
    avatars."""

    header_s: Seconds = 20.0
    """How long a new connection may take for the headers of its first request."""

    idle_s: Seconds = 75.0
    """How long a connection is kept without a request; longer than a proxy keeps it (60)."""

    body_s: Seconds = 30.0
    """How long a request's body may take."""

    header_bytes: Annotated[int, Meta(ge=4_096, le=1_048_576)] = 32_768
    """The headers of a request with its address: a token of 8 kB makes a ticket of up to 16."""

    def __post_init__(self) -> None:
        try:
            Proxies(self.trusted_proxies)
        except ValueError as error:
            raise ValueError(f"trusted_proxies: {error}") from error


class Often(Enum):
    """What is counted by how often it is done."""

    USER_REQUESTS = "requests of a user"
    ADDRESS_REQUESTS = "requests from an address"
    ADDRESS_FAILURES = "wrong credentials from an address"
    USER_SESSIONS = "new voice sessions of a user"
    ADDRESS_SESSIONS = "new voice sessions from an address"
    USER_JOINS = "joins of the queue of a user"


#: No digits: clients of the consultations search for "404".
_TEXTS = {
    Often.USER_REQUESTS: "too many requests; wait as long as Retry-After says",
    Often.ADDRESS_REQUESTS: "too many requests from your network; wait as Retry-After says",
    Often.ADDRESS_FAILURES: "too many wrong tokens from your network; wait as Retry-After says",
    Often.USER_SESSIONS: "too many new voice sessions; wait as long as Retry-After says",
    Often.ADDRESS_SESSIONS: "too many new voice sessions from your network; wait a moment",
    Often.USER_JOINS: "you joined too often; wait as long as Retry-After says",
}


class Limits:
    """What was done, and who has what, against the settings."""

    def __init__(self, settings: LimitsSettings, room: Room, *, development: bool) -> None:
        self.settings = settings
        self.proxies = Proxies(settings.trusted_proxies)
        self.are_on = not development
        """Whether rates and what each may have count."""
        self._room = room = room.with_connections(settings.connections or room.connections)
        self._rates = {
            Often.USER_REQUESTS: self._rate(settings.user_requests_a_minute),
            Often.ADDRESS_REQUESTS: self._rate(settings.address_requests_a_minute),
            Often.ADDRESS_FAILURES: self._rate(settings.address_failures_a_minute),
            Often.USER_SESSIONS: self._rate(settings.user_sessions_a_minute),
            Often.ADDRESS_SESSIONS: self._rate(settings.address_sessions_a_minute),
            Often.USER_JOINS: self._rate(settings.user_joins_a_minute),
        }
        self._most = {
            "connections": room.connections,
            "sockets": settings.sockets or room.sockets,
        }
        self._user_sockets = Places(
            in_all=self._most["sockets"], each=self._each(settings.user_sockets)
        )
        self._address_sockets = Places(each=self._each(settings.address_sockets))
        self._user_streams = Places(each=self._each(settings.user_streams))
        self._webhooks = Places(in_all=_WEBHOOKS, each=_ADDRESS_WEBHOOKS)
        if settings.connections > room.files:
            text = "limits.connections: %d are more than open files allow; there are %d"
            logger.warning(text, settings.connections, room.files)
        self.connections = Connections(
            self.proxies,
            in_all=room.connections,
            each=self._each(settings.address_connections or room.connections_per_address),
            waiting=room.waiting,
            header_s=settings.header_s,
            header_bytes=settings.header_bytes,
        )
        self.refused: Counter[str] = Counter()
        """How many were refused for what."""

    def _rate(self, often: float) -> Rates:
        return Rates(a_minute(often if self.are_on else 0))

    def _each(self, most: int) -> int:
        return most if self.are_on else 0

    # How often

    def spend(self, often: Often, key: Hashable, *, now: float) -> None:
        """Once more. Raises TooManyRequests."""
        wait_s = self._rates[often].take(key, now=now)
        if wait_s:
            raise self._too_many(often, wait_s)

    def check(self, often: Often, key: Hashable, *, now: float) -> None:
        """Whether it could be done, which it isn't. Raises TooManyRequests."""
        wait_s = self._rates[often].wait(key, now=now)
        if wait_s:
            raise self._too_many(often, wait_s)

    def note(self, often: Often, key: Hashable, *, now: float) -> None:
        """It was done, and isn't refused here."""
        self._rates[often].take(key, now=now)

    def hold_s(self, address: str, *, now: float) -> float:
        """How long requests from there have to wait for their turn."""
        return self._rates[Often.ADDRESS_REQUESTS].wait(customer_of(address), now=now)

    def _too_many(self, often: Often, wait_s: float) -> TooManyRequests:
        self.refused[often.value] += 1
        return TooManyRequests(_TEXTS[often], retry_after_s=wait_s)

    # How many at once

    def check_sessions(self, sessions: int, *, of_user: int) -> None:
        """There are so many already. Raises ServerFull, TooManyRequests."""
        if sessions >= (self.settings.voice_sessions or self._room.voice_sessions):
            raise self._full("voice sessions", "all lines are busy; try again in a moment")
        if 0 < self._each(self.settings.user_voice_sessions) <= of_user:
            text = "you have too many voice sessions, open or waiting to be resumed"
            raise self._no_place("voice sessions of a user", text)

    def check_socket(self, user: Hashable, customer: str) -> None:
        """Whether there is room for one more. Raises ServerFull, TooManyRequests."""
        if self._user_sockets.is_full:
            raise self._full("voice sockets", "all lines are busy; try again in a moment")
        if self._user_sockets.is_full_for(user):
            raise self._no_place("voice sockets of a user", "you have too many voice sockets open")
        if self._address_sockets.is_full_for(customer):
            text = "your network has too many voice sockets open"
            raise self._no_place("voice sockets from an address", text)

    def take_socket(self, user: Hashable, customer: str) -> list[Place]:
        """Of who was let in by check_socket()."""
        return [self._user_sockets.take(user), self._address_sockets.take(customer)]

    def check_stream(self, user: Hashable) -> None:
        """Raises TooManyRequests."""
        if self._user_streams.is_full_for(user):
            raise self._no_place("streams of a user", "you have too many streams open; close some")

    def take_stream(self, user: Hashable) -> Place:
        return self._user_streams.take(user)

    def take_webhook(self, customer: str) -> Place:
        """Raises ServerFull: whoever tells of a call tells again."""
        if self._webhooks.is_full or self._webhooks.is_full_for(customer):
            raise self._full("webhooks", "too much is being told at once; tell again in a moment")
        return self._webhooks.take(customer)

    def places(self) -> list[tuple[str, int, int]]:
        """Of each kind how many are taken, and how many there are."""
        taken = {"connections": len(self.connections), "sockets": len(self._user_sockets)}
        return [(kind, taken[kind], most) for kind, most in self._most.items()]

    def _no_place(self, kind: str, text: str) -> TooManyRequests:
        self.refused[kind] += 1
        return TooManyRequests(text, retry_after_s=_NO_PLACE_S)

    def _full(self, kind: str, text: str) -> ServerFull:
        self.refused[kind] += 1
        return ServerFull(text, retry_after_s=_NO_PLACE_S)
