"""What a deployment may tune of the role plays."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from msgspec import Meta


@dataclass(frozen=True, kw_only=True)
class RolePlaySettings:
    files_dir: Path | None = None
    """A folder of the deployment's own role-play files, besides the shipped ones; None for none.
    A file with a shipped one's id takes its place."""

    records_calls: bool = True
    """Whether calls are recorded (the salesperson left, the buyer right) into the archive. Without
    it what is measured of them comes from the times of their lines."""

    longest_call_minutes: Annotated[float, Meta(gt=0, le=180)] = 60.0
    """A call ends there, and is scored."""

    webhook_secret: Annotated[str, Meta(pattern=r"^(.{16,})?\Z")] = field(default="", repr=False)
    """What finished calls from outside are signed with (HMAC), as ElevenLabs gives it, of 16 or
    more characters; empty: none are taken. From the environment, or a file that nobody else
    reads."""

    most_written: Annotated[int, Meta(ge=1, le=10_000)] = 1_000
    """Role plays that can be written through REST; more are answered 409."""
