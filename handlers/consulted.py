"""What consultations' endpoints are sent, and answer: the shapes alone."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

from realtime.avatars.base import Candidate, Description
from realtime.consultation.views import SessionView, TicketView

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


_AgentType = Annotated[_Text, msgspec.Meta(examples=["gestao"])]


class JoinBody(msgspec.Struct, frozen=True):
    #: Its slug or id.
    agent_type: _AgentType


class InitializeBody(msgspec.Struct, frozen=True):
    #: Its slug or id.
    agent_type: _AgentType
    avatar_id: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    voice_id: Annotated[str, msgspec.Meta(max_length=200)] | None = None


class SessionBody(msgspec.Struct, frozen=True):
    session_id: _Text


class ConnectBody(SessionBody, frozen=True):
    sdp: Description | None = None


class IceBody(SessionBody, frozen=True):
    candidate: Candidate | None = None


class NotQueued(msgspec.Struct, frozen=True):
    """Who asks has no ticket."""

    status: Literal["not_queued"] = "not_queued"


class Left(msgspec.Struct, frozen=True):
    status: Literal["cancelled"] = "cancelled"


class HeygenData(msgspec.Struct, frozen=True):
    """What the page needs for the media; providers may add to it."""

    session_id: str
    session_token: str
    #: The provider's offer, where media come by SDP.
    sdp: Description | UnsetType = UNSET
    #: As RTCPeerConnection takes them.
    ice_servers: list[dict[str, Any]] | UnsetType = UNSET
    #: The room, where media come by LiveKit.
    livekit_url: str | UnsetType = UNSET
    livekit_token: str | UnsetType = UNSET


class Initialized(msgspec.Struct, frozen=True):
    session: SessionView
    heygen_data: HeygenData


class Connected(msgspec.Struct, frozen=True):
    status: Literal["connected"] = "connected"


class Fine(msgspec.Struct, frozen=True):
    status: Literal["ok"] = "ok"


class Alive(Fine, frozen=True):
    #: The server stops: the session ends by then at the latest.
    ends_in_ms: int | UnsetType = UNSET


class Ended(msgspec.Struct, frozen=True):
    status: Literal["ended"] = "ended"


class QueueStatus(msgspec.Struct, frozen=True, tag="queue_status"):
    """A frame of the stream: the ticket, at once and whenever it changes."""

    data: TicketView


class QueueLeft(msgspec.Struct, frozen=True, tag="queue_status"):
    """A frame of the stream: there is no ticket, or none any more."""

    data: NotQueued = NotQueued()


class QueueHeartbeat(msgspec.Struct, frozen=True, tag="heartbeat"):
    """A frame of the stream: nothing has changed."""

    data: dict[str, str] = {}
