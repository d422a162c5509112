"""The one interface every avatar provider has: a face that listens and talks with one visitor.

The consultations' driver creates a session, records its id, starts it, and hands the visitor what
the provider gave for it. How the media then comes to the visitor is the provider's *transport*:
by SDP (the provider offers at start, the visitor answers at connect, ICE candidates pass through
us) or by a room of the vendor's (start gives its address; connect confirms, candidates mean
nothing). Whoever drives it bounds every call in time and may cancel it; a provider bounds nothing
but its own memory.

Creating and starting are apart so that a vendor's session is known, and can be stopped, before it
costs anything. Neither is ever tried twice for one session.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, Protocol

import msgspec

from realtime.agents.base import Json
from state.contract import MAX_CANDIDATE_CHARACTERS, MAX_SDP_CHARACTERS

User = str | int
"""Who waits or talks, as the token says."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The session that is wanted."""

    user: User
    #: Whose conversation what is said becomes part of.
    lead_id: str
    #: The voice agent that answers, by name.
    agent: str
    #: Names of the provider's own; empty: its default.
    avatar_id: str = ""
    voice_id: str = ""
    #: BCP 47.
    language: str
    #: After so long it is stopped; vendors are told, in case we can't.
    limit_s: float


@dataclass(frozen=True)
class Created:
    """A session that the provider knows by now; both are opaque, and the token a secret."""

    session_id: str
    session_token: str


@dataclass(frozen=True)
class Opening:
    """What the visitor's page needs to see and hear the face.

    Given to the page as it is, beside session_id and session_token: `sdp` and `ice_servers`, or
    the address of a room.
    """

    details: Mapping[str, Json] = field(default_factory=dict)


_Text = Annotated[str, msgspec.Meta(max_length=MAX_CANDIDATE_CHARACTERS)]


class Description(msgspec.Struct, frozen=True):
    """A session description, as browsers write it."""

    type: Literal["offer", "answer"]
    sdp: Annotated[str, msgspec.Meta(max_length=MAX_SDP_CHARACTERS)]


class Candidate(msgspec.Struct, frozen=True, rename="camel"):
    """An ICE candidate, as browsers write it: RTCIceCandidate.toJSON()."""

    candidate: _Text = ""
    sdp_mid: _Text | None = None
    sdp_m_line_index: Annotated[int, msgspec.Meta(ge=0, le=1_000)] | None = msgspec.field(
        default=None, name="sdpMLineIndex"
    )
    username_fragment: _Text | None = None


class Watcher(Protocol):
    """Who is told what happens to sessions by themselves; any call may come late, or twice."""

    def lost(self, session_id: str) -> None:
        """The visitor's media is gone; it may come back."""
        ...

    def came(self, session_id: str) -> None:
        """The visitor's media is there, or there again."""
        ...

    def died(self, session_id: str, reason: str) -> None:
        """The session is over at the provider's; `reason` is for the log."""
        ...


class AvatarProvider(Protocol):
    """Sessions are known by Created.session_id. Everything raises AvatarFailed when the provider
    can't, AvatarFull when it has no room or no credit left."""

    outlives_restart: bool
    """Whether its sessions go on while our process is away."""

    keep_alive_s: float | None
    """How often keep_alive() must be called at least; None: never."""

    def watch(self, watcher: Watcher) -> None:
        """Before anything else, once."""
        ...

    def check(self) -> None:
        """Raises AvatarUnavailable when this server can't have the provider at all: something has
        to be installed or configured first, and the text says what."""
        ...

    async def create(self, wanted: Wanted) -> Created: ...

    async def start(self, created: Created, wanted: Wanted) -> Opening:
        """From now on it costs."""
        ...

    async def renew(self, session_id: str) -> Opening:
        """For a page that was reloaded: another way in to the same session. What the visitor had
        before is cut, once the new one is connected. Sessions that outlive a restart give
        session_token, too: nobody else remembers it."""
        ...

    async def connect(self, session_id: str, answer: Description | None) -> None:
        """The visitor's answer. The same again is no error.

        Raises BadDescription for what can't be one, Conflict when the offer has another answer.
        """
        ...

    async def add_candidate(self, session_id: str, candidate: Candidate | None) -> None:
        """One of the visitor's, before or after its answer; None: there are no more.

        Raises BadCandidate.
        """
        ...

    async def keep_alive(self, session_id: str) -> None:
        """The visitor is there."""
        ...

    async def stop(self, session_id: str) -> None:
        """Idempotent: one that is gone, or never was, is stopped. Once this has returned it costs
        nothing any more."""
        ...

    async def close(self) -> None:
        """Let go of everything but the vendor's sessions; for good."""
        ...
