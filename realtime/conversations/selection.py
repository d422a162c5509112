"""Which conversations somebody may have, and which events a subscriber wants of them."""

from dataclasses import dataclass

from realtime.conversations.events import Entry, EventType
from state.errors import NotPermitted

Names = frozenset[str] | None
"""None: any."""


@dataclass(frozen=True)
class Reach:
    """What a token may see and feed."""

    channels: Names = None
    leads: Names = None

    def covers(self, channel: str, lead_id: str) -> bool:
        return self._has(self.channels, channel) and self.has_lead(lead_id)

    def has_lead(self, lead_id: str) -> bool:
        return self._has(self.leads, lead_id)

    @staticmethod
    def _has(names: Names, name: str) -> bool:
        return names is None or name in names

    def narrowed(self, channels: frozenset[str], leads: frozenset[str]) -> "Reach":
        """Only these of it; empty: no narrower. Raises NotPermitted for what it hasn't."""
        return Reach(
            _narrowed(self.channels, channels, "channel"), _narrowed(self.leads, leads, "lead")
        )


EVERYTHING = Reach()


def _narrowed(held: Names, wanted: frozenset[str], what: str) -> Names:
    if not wanted:
        return held
    if held is not None and not wanted <= held:
        raise NotPermitted(f"the token isn't for every {what} you ask for")
    return wanted


@dataclass(frozen=True)
class Selection:
    """What one subscriber gets."""

    reach: Reach = EVERYTHING
    #: None: all.
    types: frozenset[EventType] | None = None

    def has(self, entry: Entry) -> bool:
        wanted = self.types is None or entry.type in self.types
        return wanted and self.reach.covers(entry.channel, entry.lead_id)
