"""What a deployment may tune of the conversations."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta


@dataclass(frozen=True, kw_only=True)
class ConversationsSettings:
    heartbeat_s: Annotated[float, Meta(ge=1, le=60)] = 30.0
    """How often a stream says that it lives. Less than a proxy's idle limit: 15 behind one that
    cuts at 30."""

    replay_events: Annotated[int, Meta(ge=1, le=100_000)] = 10_000
    """How far back a subscriber that comes back can be told what it missed; also at most 16 MiB of
    them. Further back it is told of a gap."""

    most_messages: Annotated[int, Meta(ge=1_000, le=1_000_000)] = 100_000
    """Messages in memory, over all conversations; about 0.7 kB each at 120 characters. The oldest
    go to the archive, and with them conversations that have none left."""

    most_streams: Annotated[int, Meta(ge=1, le=100_000)] = 5_000
    """Subscribers at once; more are answered 503."""
