"""What a deployment may tune of the avatars: whose they are, and what each provider needs."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from msgspec import Meta

Address = Annotated[str, Meta(pattern=r"^[0-9A-Fa-f.:]{2,45}\Z")]
StunServer = Annotated[str, Meta(pattern=r"^stun:[^\s?]{1,255}\Z")]
BaseUrl = Annotated[str, Meta(pattern=r"^https?://[^\s?#]{1,255}\Z")]
Uuid = Annotated[str, Meta(pattern=r"^([0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})?\Z")]
Name = Annotated[str, Meta(pattern=r"^[\x21-\x7e]{0,128}\Z")]
Quality = Literal["low", "medium", "high"]
#: "pt" or "pt-BR"; vendors are told the first part.
Language = Annotated[str, Meta(pattern=r"^([a-z]{2,3}(-[A-Za-z]{2,4})?)?\Z")]


@dataclass(frozen=True, kw_only=True)
class AvatarsSettings:
    """Of the choice, and of the embedded avatar."""

    provider: Literal["local", "liveavatar", "heygen_streaming"] = "local"
    """Whose avatars: our own embedded one, HeyGen's LiveAvatar, or HeyGen's Streaming API."""

    addresses: tuple[Address, ...] = ()
    """This machine's own addresses (IPv4 or IPv6) that visitors' media comes to. None: all it has,
    and 127.0.0.1 only when it has no other."""

    stun: tuple[StunServer, ...] = ()
    """STUN servers ("stun:stun.example.org:3478") that say under what address visitors see this
    machine, where it is behind a NAT. Asked at each session's start (the first one), and told to
    visitors' pages. None: nobody outside is asked."""

    width: Annotated[int, Meta(ge=160, le=1_280, multiple_of=2)] = 640
    """Of the picture, in pixels."""

    height: Annotated[int, Meta(ge=90, le=720, multiple_of=2)] = 360
    """Of the picture, in pixels."""

    frames_per_second: Annotated[int, Meta(ge=5, le=30)] = 20
    """Pictures a second. Drawing and encoding cost in proportion to it."""

    most_sessions: Annotated[int, Meta(ge=1, le=64)] = 8
    """Visitors at once; one more is told that there is no room."""


@dataclass(frozen=True, kw_only=True)
class LiveAvatarSettings:
    """Of HeyGen's LiveAvatar, in its FULL mode: the vendor hears, thinks and speaks."""

    api_key: Name = field(default="", repr=False)
    """From the vendor's page for developers; keys of HeyGen's older APIs don't work. A secret."""

    base_url: BaseUrl = "https://api.liveavatar.com"
    """Where the API is."""

    avatar_id: Uuid = ""
    """The avatar of agent types that name none. Without one, and without theirs, no session."""

    voice_id: Uuid = ""
    """Its voice; empty: the avatar's own. Avatars made of an image need one."""

    context_id: Uuid = ""
    """What the avatar knows and how it behaves (the vendor's context), for agent types that name
    none. The vendor's avatars answer nothing without one."""

    language: Language = ""
    """What it hears and speaks; empty: the agent type's agent's language."""

    quality: Quality = "high"
    """Of the picture."""

    sandbox: bool = False
    """The vendor's sandbox: costs nothing, has one avatar, ends after a minute."""


@dataclass(frozen=True, kw_only=True)
class HeyGenStreamingSettings:
    """Of HeyGen's Streaming API, v1: sessions by SDP. The vendor no longer supports it; it is for
    who still has it, or something that speaks as it did."""

    api_key: Name = field(default="", repr=False)
    """A secret."""

    base_url: BaseUrl = "https://api.heygen.com"
    """Where the API is."""

    avatar_id: Name = ""
    """The avatar of agent types that name none."""

    voice_id: Name = ""
    """Its voice; empty: the avatar's own."""

    context_id: Name = ""
    """The vendor's knowledge base for agent types that name none; empty: none."""

    language: Language = ""
    """What it hears and speaks; empty: the agent type's agent's language."""

    quality: Quality = "medium"
    """Of the picture."""

    idle_limit_s: Annotated[int, Meta(ge=30, le=3_600)] = 120
    """After so long without a sign of its visitor the vendor ends a session by itself. It is also
    how long one costs that was created while this server was killed."""
