"""How often something may be done: so many a minute, and so many at once. Pure.

The generic cell rate algorithm in its form of virtual scheduling (ITU-T I.371 annex A; ATM Forum,
Traffic Management 4.0, section 4.4.2): of each key only one number is kept, when it would be even
if it had kept to the rate. Who is ahead of that by more than the burst is refused, and refusals
cost nothing: who waits as long as told is let in. Counters by window were refused: they let twice
the rate pass around a window's edge; so was a token bucket, which needs two numbers for the same.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

#: Keys of one kind; each takes about 200 bytes.
MOST_KEYS = 20_000
#: Sums of fractions are a hair off, and who waited as long as told must be let in.
_SLACK_S = 1e-6


@dataclass(frozen=True)
class Rate:
    """How often: 0 `a_minute` is no limit."""

    a_minute: float
    burst: float

    @property
    def interval_s(self) -> float:
        return 60.0 / self.a_minute if self.a_minute else 0.0

    @property
    def ahead_s(self) -> float:
        """How far ahead of the rate one may be."""
        return self.burst * self.interval_s


def a_minute(often: float) -> Rate:
    """So often, ten seconds' worth of it at once, and never fewer than ten."""
    return Rate(often, max(10.0, often / 6))


class Pace:
    """What one alone does, of which nothing is refused: it has to pause."""

    def __init__(self, rate: Rate) -> None:
        self._interval_s, self._ahead_s = rate.interval_s, rate.ahead_s
        self._even_at = 0.0

    def pause_after(self, cost: float, *, now: float) -> float:
        """For how long, after `cost` more."""
        self._even_at = max(self._even_at, now) + cost * self._interval_s
        return max(0.0, self._even_at - self._ahead_s - now)


class Rates:
    """Who did how much of one thing."""

    def __init__(self, rate: Rate, *, most_keys: int = MOST_KEYS) -> None:
        self._interval_s, self._ahead_s = rate.interval_s, rate.ahead_s
        self._most_keys = most_keys
        self._even_at: OrderedDict[Hashable, float] = OrderedDict()  # used longest ago first

    def __len__(self) -> int:
        return len(self._even_at)

    def wait(self, key: Hashable, *, now: float) -> float:
        """How long until it may be done once more; 0: now."""
        even_at = max(self._even_at.get(key, now), now)
        wait_s = even_at + self._interval_s - self._ahead_s - now
        return wait_s if wait_s > _SLACK_S else 0.0

    def take(self, key: Hashable, *, now: float) -> float:
        """Do it, unless it is too early: then how long to wait, and nothing was done."""
        if not self._interval_s:
            return 0.0
        wait_s = self.wait(key, now=now)
        even_at = max(self._even_at.pop(key, now), now)
        self._even_at[key] = even_at if wait_s else even_at + self._interval_s
        self._forget(now)
        return wait_s

    def _forget(self, now: float) -> None:
        """At most two: what is even is as if it had never been; above the limit the oldest go."""
        for _ in range(2):
            key, even_at = next(iter(self._even_at.items()))
            if even_at > now and len(self._even_at) <= self._most_keys:
                return
            del self._even_at[key]
            if not self._even_at:
                return
