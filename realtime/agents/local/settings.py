"""What a deployment may tune of the embedded agents."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from msgspec import Meta


@dataclass(frozen=True, kw_only=True)
class LocalSettings:
    agents_dir: Path | None = None
    """A folder of the deployment's own agent files, besides the shipped ones; None for none."""

    workers: Annotated[int, Meta(ge=1)] = os.cpu_count() or 1
    """Processes that recognise speech. More than cores gains nothing; each takes about 50 MB, one
    that transcribes free speech 90 MB more."""

    recognition_queue: Annotated[int, Meta(ge=1)] = 32
    """Turns that may wait for a worker; beyond it a turn fails at once instead of answering late.
    Each holds its audio, at most 1.9 MB for 60 s."""

    recognition_timeout_s: Annotated[float, Meta(gt=0)] = 10.0
    """How long a worker may take over one turn before it is killed and replaced. The worst
    audio that is searched, clipped speech of nearly 20 s, takes about 4 s on a core of its own.
    Free speech has as long as it was spoken besides."""

    tool_timeout_s: Annotated[float, Meta(gt=0)] = 5.0
    """How long a tool may run; then the caller hears an apology."""

    tool_threads: Annotated[int, Meta(ge=1)] = 4
    """Tools that are plain functions run at most this many at once, over all agents."""
