"""Leaving without cutting anybody off: new calls are refused, those that run may end by themselves.

    serving ── told to stop ──> draining ── no call left, the limit, or told again ──> closing

While it drains the server answers everything else, its readiness apart: a load balancer sends
nobody any more, and existing clients go on as they were.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Protocol

from msgspec import Meta

logger = logging.getLogger(__name__)

_LOOK_SECONDS = 0.1


@dataclass(frozen=True, kw_only=True)
class DrainSettings:
    limit_s: Annotated[float, Meta(ge=0, le=3_600)] = 30.0
    """How long calls may go on once the server was told to stop; none in development mode. What
    kills a server that takes too long (systemd's TimeoutStopSec) needs 60 s more."""


class Surface(Protocol):
    """Where people call."""

    @property
    def running(self) -> int:
        """How many calls somebody has."""
        ...

    def refuse_new(self, *, limit_s: float) -> None:
        """Raise ServerStopping for new ones, and tell who has one that it may end within that."""
        ...


class Drain:
    def __init__(self, surfaces: Sequence[Surface], *, limit_s: float) -> None:
        self._surfaces = surfaces
        self._limit_s = limit_s
        self.is_draining = False
        """From when the server was told to stop."""

    @property
    def running(self) -> int:
        return sum(surface.running for surface in self._surfaces)

    async def drain(self, told_again: asyncio.Event) -> None:
        """Returns when nobody is left, the limit is over, or somebody is in a hurry."""
        self.is_draining = True
        for surface in self._surfaces:
            surface.refuse_new(limit_s=self._limit_s)
        if not self.running:
            return
        words = "stopping: calls may go on for up to %g s; tell me again and I hurry"
        logger.info(words, self._limit_s)
        with suppress(TimeoutError):
            async with asyncio.timeout(self._limit_s):
                while self.running and not told_again.is_set():
                    with suppress(TimeoutError):
                        await asyncio.wait_for(told_again.wait(), _LOOK_SECONDS)
