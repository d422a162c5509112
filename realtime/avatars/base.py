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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Annotated, Literal, Protocol

import msgspec

from realtime.agents.base import Json
from state.contract import MAX_CANDIDATE_CHARACTERS, MAX_SDP_CHARACTERS

User = str | int
"""Who waits or talks, as the token says."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """What an agent type asks of the provider, in the provider's own names; empty: its default."""

    #: The agent type's slug.
    name: str
    avatar_id: str = ""
    voice_id: str = ""
    context_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The session that is wanted."""

    user: User
    #: Whose conversation what is said becomes part of.
    lead_id: str
    #: The voice agent that answers, by name.
    agent: str
    part: Part
    #: BCP 47.
    language: str
    #: After so long it is stopped; vendors are told, in case we can't.
    limit_s: float


@dataclass(frozen=True)
class Created:
    """A session that the provider knows by now; both are opaque, and the token a secret."""

    session_id: str
    session_token: str = field(repr=False)


@dataclass(frozen=True)
class Opening:
    """What the visitor's page needs to see and hear the face.

    Given to the page as it is, beside session_id and session_token: `sdp` and `ice_servers`, or
    the address of a room.
    """

    details: Mapping[str, Json] = field(default_factory=dict, repr=False)
    #: What resume() needs after a restart of this server; a secret.
    kept: Mapping[str, str] = field(default_factory=dict, repr=False)


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


class Ending(Enum):
    """Why a provider ended a session that didn't fail."""

    TIME_LIMIT = auto()
    #: The visitor left, or was silent for too long.
    VISITOR_GONE = auto()
    #: Its agent said goodbye.
    AGENT_DONE = auto()


class StopInDoubt(Exception):
    """Raised by stop() when the session seems to be stopped, but may be started late: stop it once
    more, later."""


class Watcher(Protocol):
    """Who is told what happens to sessions by themselves; any call may come late, or twice."""

    def lost(self, session_id: str) -> None:
        """The visitor's media is gone; it may come back."""
        ...

    def came(self, session_id: str) -> None:
        """The visitor's media is there, or there again."""
        ...

    def ended(self, session_id: str, why: Ending) -> None:
        """The session is over at the provider's, as sessions are."""
        ...

    def died(self, session_id: str, reason: str) -> None:
        """The session failed at the provider's; `reason` is for the log."""
        ...


class AvatarProvider(Protocol):
    """Sessions are known by Created.session_id. Everything raises AvatarFailed when the provider
    can't, AvatarFull when it has no room or no credit left."""

    name: str
    """As the setting has it."""

    outlives_restart: bool
    """Whether its sessions go on while our process is away."""

    answers_itself: bool
    """Whether the vendor thinks of what is said; else the agent type's voice agent does."""

    language: str
    """What its avatars hear and speak if they answer themselves, BCP 47; empty: as the agent."""

    idle_limit_s: float | None
    """A session that keep_alive() isn't called for so long is over; None: it needn't be."""

    def watch(self, watcher: Watcher) -> None:
        """Before anything else, once."""
        ...

    async def open(self, parts: Sequence[Part]) -> None:
        """See to what it needs for these, once, before anybody is served; what it lacks is logged,
        and check() tells."""
        ...

    def check(self) -> None:
        """Raises AvatarUnavailable when this server can't have the provider at all: something has
        to be installed or configured first, and the text says what."""
        ...

    async def create(self, wanted: Wanted) -> Created:
        """Ends by itself, in time: nobody breaks it off, lest nobody know what came of it."""
        ...

    async def start(self, created: Created, wanted: Wanted) -> Opening:
        """From now on it costs."""
        ...

    def resume(
        self,
        session_id: str,
        *,
        user: User,
        lead_id: str,
        is_connected: bool,
        kept: Mapping[str, str],
    ) -> None:
        """One that the last run of this server started, and that outlived it: it goes on.
        `is_connected`: whether connect() was done."""
        ...

    async def renew(self, session_id: str) -> Opening:
        """For a page that was reloaded: another way in to the same session. What the visitor had
        before is cut, once the new one is connected. Of a session that was resumed it gives
        session_token, too: nobody else remembers it.

        AvatarFailed when there is none; then the provider has given the session up.
        """
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
        nothing any more. Raises StopInDoubt."""
        ...

    async def close(self) -> None:
        """Let go of everything but the vendor's sessions; for good."""
        ...
