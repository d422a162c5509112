"""What is counted of the limits: who was refused or turned away, and how much is taken of what
there is at most."""

from collections import Counter as Counted

from prometheus_client import Counter, Gauge

from handlers.limits.limits import Limits

REFUSED = Counter(
    "vivavoz_limits_refused_total",
    "Refused with 429 or 503, by the limit (requests_of_a_user, voice_sockets, ...).",
    ["kind"],
)
TURNED_AWAY = Counter(
    "vivavoz_connections_turned_away_total",
    "Connections that were not let in: their address had too many, or the server had no room.",
)
CUT = Counter(
    "vivavoz_connections_cut_total",
    "Connections without a request that were closed: they took too long, made room for others, or "
    "sent too long headers.",
)
PLACES_TAKEN = Gauge(
    "vivavoz_places_taken", "Places in use: connections, and voice sockets among them.", ["kind"]
)
PLACES = Gauge("vivavoz_places", "Places there are at most, by the settings or the room.", ["kind"])


class LimitsFigures:
    """The limits of one server, which count without knowing of metrics."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._told: Counted[str] = Counted()

    def observe(self) -> None:
        connections = self._limits.connections
        for kind, refused in self._limits.refused.items():
            self._grow(REFUSED.labels(kind.replace(" ", "_")), kind, refused)
        self._grow(TURNED_AWAY, "turned away", connections.turned_away)
        self._grow(CUT, "cut", connections.cut)
        for kind, taken, most in self._limits.places():
            PLACES_TAKEN.labels(kind).set(taken)
            PLACES.labels(kind).set(most)

    def _grow(self, counter: Counter, kind: str, count: int) -> None:
        counter.inc(count - self._told[kind])
        self._told[kind] = count
