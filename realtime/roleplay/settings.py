"""What a deployment may tune of the role plays."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from msgspec import Meta


@dataclass(frozen=True, kw_only=True)
class RolePlaySettings:
    files_dir: Path | None = None
    """A folder of the deployment's own role-play files, besides the shipped ones; None for none.
    A file with a shipped one's id takes its place."""

    most_written: Annotated[int, Meta(ge=1, le=10_000)] = 1_000
    """Role plays that can be written through REST; more are answered 409."""
