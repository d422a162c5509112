"""What a deployment may tune of the embedded agents."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class LocalSettings:
    agents_dir: Path | None = None
    """A folder of the deployment's own agent files, besides the shipped ones; None for none."""

    workers: int = os.cpu_count() or 1
    """Processes that recognise speech. More than cores gains nothing; each takes about 50 MB."""

    recognition_queue: int = 32
    """Turns that may wait for a worker; beyond it a turn fails at once instead of answering late.
    Each holds its audio, at most 1.9 MB for 60 s."""

    recognition_timeout_s: float = 10.0
    """How long a worker may take over one turn, or its start, before it is killed and replaced.
    The longest turn, 60 s, takes about 1.5 s."""

    max_utterance_s: float = 60.0
    """Audio of a turn beyond this isn't recognised: it bounds what a turn holds in memory."""

    tool_timeout_s: float = 5.0
    """How long a tool may run; then the caller hears an apology."""

    tool_threads: int = 4
    """Tools that are plain functions run at most this many at once, over all agents."""

    def __post_init__(self) -> None:
        for name in ("workers", "recognition_queue", "tool_threads"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1")
        for name in ("recognition_timeout_s", "max_utterance_s", "tool_timeout_s"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be above 0")
