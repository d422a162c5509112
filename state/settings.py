"""What a deployment may choose about the data folder."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta


@dataclass(frozen=True, kw_only=True)
class StateSettings:
    snapshot_minutes: Annotated[float, Meta(gt=0, le=1440)] = 5.0
    """How often what changed is compacted. More seldom: longer starts after a crash."""

    journal_mib: Annotated[int, Meta(ge=1, le=4096)] = 64
    """It is also compacted when the journal has grown to this size."""

    archive_days: Annotated[int, Meta(ge=0)] = 365
    """How long what has ended (transcripts, results, recordings) is kept. 0: for ever."""

    archive_mib: Annotated[int, Meta(ge=0)] = 10_240
    """How much of it is kept, recordings aside; the oldest goes first. 0: all."""

    recordings_mib: Annotated[int, Meta(ge=0)] = 10_240
    """How much of recordings is kept, likewise: an hour of a call takes 220. They are counted
    apart, so that they push nothing else out."""
