"""What a deployment may tune of the consultations."""

import uuid
from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta

from realtime.avatars.base import Part
from state.contract import SLUG_PATTERN

Seconds = Annotated[float, Meta(ge=1, le=86_400)]
Capacity = Annotated[int, Meta(ge=1, le=1_000)]

#: The name space of the agent types' ids.
_AGENT_TYPES = uuid.UUID("0f6c9a50-9f0e-4d0b-8a8c-6f1a3c2b7d11")


class AgentType(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of consultant one can ask for."""

    slug: Annotated[str, Meta(pattern=SLUG_PATTERN)]
    #: What pages call it, by language.
    titles: dict[str, str]
    #: The voice agent that speaks for it.
    agent: str
    #: Names of the avatar provider's; empty: its default.
    avatar_id: str = ""
    voice_id: str = ""
    #: What the vendor's avatar knows and how it behaves; the embedded one has its agent.
    context_id: str = ""
    #: Sessions at once.
    capacity: Capacity = 1

    @property
    def id(self) -> str:
        return str(uuid.uuid5(_AGENT_TYPES, self.slug))

    @property
    def part(self) -> Part:
        return Part(
            name=self.slug,
            avatar_id=self.avatar_id,
            voice_id=self.voice_id,
            context_id=self.context_id,
        )


_SHIPPED = (
    AgentType(
        slug="gestao",
        titles={"pt-BR": "Gestão", "en": "Management"},
        agent="consultant-management-en",
    ),
    AgentType(
        slug="comercial",
        titles={"pt-BR": "Comercial", "en": "Sales"},
        agent="consultant-sales-en",
    ),
    AgentType(
        slug="tecnico",
        titles={"pt-BR": "Técnico", "en": "Technical"},
        agent="consultant-technical-en",
    ),
)


@dataclass(frozen=True, kw_only=True)
class ConsultationSettings:
    agent_types: tuple[AgentType, ...] = _SHIPPED
    """Who can be consulted, each a table [[consultation.agent_types]]."""

    provider_capacity: Capacity = 2
    """Sessions at once over all agent types: what the machine, or the vendor's plan, can carry."""

    avatar_ids: tuple[str, ...] = ()
    """Avatars that a client may ask for in place of its agent type's."""

    voice_ids: tuple[str, ...] = ()
    """Voices that a client may ask for in place of its agent type's."""

    most_waiting: Annotated[int, Meta(ge=1, le=1_000_000)] = 100_000
    """People in the queue; more are answered 503."""

    most_streams: Annotated[int, Meta(ge=1, le=100_000)] = 2_000
    """Who follows the queue live at once; more are answered 503 and can poll."""

    session_s: Seconds = 1_200.0
    """A session's longest duration."""

    reconnect_s: Seconds = 120.0
    """How long a visitor who was lost can come back."""

    heartbeat_lost_s: Annotated[float, Meta(ge=20, le=86_400)] = 45.0
    """A visitor whose heartbeats stay away for so long is lost."""

    cooldown_s: Annotated[float, Meta(ge=0, le=86_400)] = 300.0
    """How long after a session its visitor can't join the queue again."""

    reservation_s: Seconds = 120.0
    """How long somebody who is called may take to begin; then it is the next one's turn."""

    silent_s: Annotated[float, Meta(ge=30, le=86_400)] = 120.0
    """Somebody who waits and wasn't heard of for so long isn't called until heard again."""

    forgotten_s: Seconds = 600.0
    """And after so long has left."""

    start_s: Seconds = 20.0
    """How long the avatar's provider may take to start a session."""

    stop_s: Seconds = 10.0
    """How long it may take to stop one; then its place is given away all the same."""

    def __post_init__(self) -> None:
        slugs = [kind.slug for kind in self.agent_types]
        if not slugs:
            raise ValueError("agent_types: at least one")
        for slug in slugs:
            if slugs.count(slug) > 1:
                raise ValueError(f"agent_types: {slug} is there twice")
