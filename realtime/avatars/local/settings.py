"""What a deployment may tune of the embedded avatar."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

Address = Annotated[str, Meta(pattern=r"^[0-9A-Fa-f.:]{2,45}\Z")]
StunServer = Annotated[str, Meta(pattern=r"^stun:[^\s?]{1,255}\Z")]


@dataclass(frozen=True, kw_only=True)
class AvatarsSettings:
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
