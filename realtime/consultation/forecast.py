"""How long who waits will wait: what is likely, and what is certain.

Both simulate the slots: each frees when its session ends, and is given to the next in line, whose
turn lasts one more *period*. With one period for all, and every slot free within the first one,
that simulation has a closed form: the slots in the order in which they free, over and over.

Likely: a session lasts as long as the mean of its agent type's past ones; one that has lasted
longer than that is taken to be half way to its limit, but not to last another mean. The larger of
two: over the agent type's own slots, and over the provider's with everybody in line.

Certain: everybody ahead takes as long as possible. Where agent types share the provider's slots
somebody behind may be called, too, while one's own type is full. But whenever a slot frees and
one's type has room the oldest is called: somebody ahead, or oneself. So the n-th of these calls
comes no later than n of the provider's slots and n of the type's were free or have freed. For if
the type was full just before, a call had come with each of its own that was free, or freed, till
then, and since then with each slot of all; if it never was, with each slot of all from the start.
From any moment on the same holds again of the slots as they are then, and those free within one
longest turn. The bound supposes that the provider works, the capacity isn't lowered, and the one
who waits can be called all the time.
"""

from collections.abc import Iterable
from statistics import fmean
from typing import NamedTuple

import msgspec

from realtime.consultation.records import Pace
from realtime.consultation.settings import ConsultationSettings
from realtime.consultation.slots import Holding, Slots

#: A mean is of about so many sessions, the latest.
_REMEMBERED = 20


class _Free(NamedTuple):
    """When slots free, the earliest first."""

    likely: list[float]
    certain: list[float]
    #: Found at that change of the slots, in that second.
    found_at: tuple[int, int]


class Forecast:
    def __init__(self, settings: ConsultationSettings, slots: Slots, paces: Iterable[Pace]) -> None:
        self._settings = settings
        self._slots = slots
        self._paces = {pace.agent_type: pace for pace in paces}
        self._turn_s = (
            settings.reservation_s + settings.start_s + settings.session_s + settings.stop_s
        )
        # By agent type, None for the provider as a whole.
        self._free: dict[str | None, _Free] = {}

    def learn(self, slug: str, lasted_s: float) -> Pace:
        """A session has ended; the record of what is known now."""
        pace = self._paces.get(slug) or Pace(agent_type=slug, mean_s=0.0, count=0)
        count = min(pace.count + 1, _REMEMBERED)
        # A restart may make one longer than it could have been.
        lasted_s = min(lasted_s, self._settings.session_s)
        mean_s = pace.mean_s + (lasted_s - pace.mean_s) / count
        pace = msgspec.structs.replace(pace, mean_s=mean_s, count=count)
        self._paces[slug] = pace
        self._free.clear()
        return pace

    def likely(self, slug: str, *, ahead: int, ahead_of_all: int, now: float) -> float:
        """Seconds until somebody is called before whom so many wait."""
        own = self._at_place(self._free_at(slug, now).likely, ahead, self._mean(slug)) - now
        if not self._slots.shares_provider:
            return max(own, 0.0)
        whole = (
            self._at_place(self._free_at(None, now).likely, ahead_of_all, self._mean(None)) - now
        )
        return max(own, whole, 0.0)

    def longest(self, slug: str, *, ahead: int, ahead_of_all: int, now: float) -> float:
        """Seconds, as above: it won't be more."""
        own, whole = self._free_at(slug, now).certain, self._free_at(None, now).certain
        free_at = [max(pair) for pair in zip(own, whole, strict=False)]
        before = ahead_of_all if self._slots.shares_provider else ahead
        return max(self._at_place(free_at, before, self._turn_s) - now, 0.0)

    def _mean(self, slug: str | None) -> float:
        """None: of all agent types."""
        if slug is None:
            return fmean(self._mean(each) for each in self._slots.capacities)
        pace = self._paces.get(slug)
        return self._settings.session_s / 2 if pace is None else max(pace.mean_s, 1.0)

    def _free_at(self, slug: str | None, now: float) -> _Free:
        found_at = self._slots.changes, int(now)
        free = self._free.get(slug)
        if free is None or free.found_at != found_at:
            held, latest = self._slots.holdings(slug), now + self._mean(slug)
            likely = [min(self._likely_end(each, now), latest) for each in held]
            certain = [each.until for each in held]
            free = self._free[slug] = _Free(
                self._slot_times(slug, now, likely), self._slot_times(slug, now, certain), found_at
            )
        return free

    def _likely_end(self, holding: Holding, now: float) -> float:
        end = holding.since + self._mean(holding.slug)
        if end <= now:
            end = now + (holding.until - now) / 2
        return min(end, holding.until)

    def _slot_times(self, slug: str | None, now: float, ends: list[float]) -> list[float]:
        """When each slot frees, the earliest first."""
        capacity = self._slots.capacity(slug)
        free = [now] * (capacity - len(ends))
        # One that is overdue, as after a restart, ends now. Where the capacity was lowered the
        # first to end free none.
        return sorted(free + [max(end, now) for end in ends])[-capacity:]

    @staticmethod
    def _at_place(free_at: list[float], ahead: int, period: float) -> float:
        rounds, slot = divmod(ahead, len(free_at))
        return free_at[slot] + rounds * period
