"""Who holds a slot: of an agent type, and of the provider as a whole.

A slot is held from the moment somebody is called until the session that came of it has stopped.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Holding:
    slug: str
    #: When its session began, or will at the earliest.
    since: float
    #: When it is over at the latest, whatever its visitor does.
    until: float


class Slots:
    def __init__(self, capacities: Mapping[str, int], provider_capacity: int) -> None:
        self.capacities = capacities
        self.provider_capacity = provider_capacity
        self.changes = 0
        """Counts every change."""
        self._held: dict[str, Holding] = {}
        # By agent type; one that is gone may still hold some, of the provider's.
        self._taken: Counter[str] = Counter()

    @property
    def shares_provider(self) -> bool:
        """Whether agent types can take slots from one another."""
        return self.provider_capacity < sum(self.capacities.values())

    def hold(self, key: str, holding: Holding) -> None:
        """In place of what `key` held."""
        self.release(key)
        self._held[key] = holding
        self._taken[holding.slug] += 1
        self.changes += 1

    def release(self, key: str) -> None:
        """Idempotent."""
        holding = self._held.pop(key, None)
        if holding is not None:
            self._taken[holding.slug] -= 1
            self.changes += 1

    def with_room(self) -> list[str]:
        """The agent types for which somebody can be called now."""
        if len(self._held) >= self.provider_capacity:
            return []
        return [slug for slug, most in self.capacities.items() if self._taken[slug] < most]

    def holdings(self, slug: str | None) -> list[Holding]:
        """Of one agent type; None: of all."""
        return [each for each in self._held.values() if slug is None or each.slug == slug]

    def capacity(self, slug: str | None) -> int:
        return self.provider_capacity if slug is None else self.capacities[slug]
