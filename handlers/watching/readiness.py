"""/health/ready: whether to send this server somebody, for the load balancer before it.

Not ready is a server that would refuse whoever comes: it stops, or can't keep what it is told. Else
it is ready, even if a part is *degraded*: without recognition people can type, without faces they
can talk, and with a full queue those who wait go on; to send everybody away would take that from
them, and no other server has their sessions. Degraded parts are for an alert.

The reasons are for who runs the server; there is no secret in them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from handlers.documents.operations import operation
from handlers.drain import Drain
from handlers.endpoint import Access, Endpoint
from realtime.agents.base import Directory
from realtime.consultation.consultations import Consultations
from state.store import Store

_REFUSING = ("failed", "busy", "stopping")


class Part(msgspec.Struct, frozen=True):
    """How a part of the server is: `degraded` does less than it should, the rest nothing."""

    status: Literal["ok", "degraded", "busy", "failed", "stopping"] = "ok"
    reason: str | UnsetType = UNSET


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    status: Literal["ready", "not_ready"]
    #: Why not.
    reason: str | UnsetType = UNSET
    parts: dict[str, Part]


def judged(parts: Mapping[str, Part]) -> Readiness:
    """Of all parts, whether the server is ready."""
    for name, part in parts.items():
        if part.status in _REFUSING:
            reason = f"{name}: {part.reason or part.status}"
            return Readiness(status="not_ready", reason=reason, parts=dict(parts))
    return Readiness(status="ready", parts=dict(parts))


@dataclass(frozen=True)
class Parts:
    """What can be asked how it is."""

    store: Store
    directory: Directory
    consultations: Consultations
    drain: Drain

    def now(self) -> dict[str, Part]:
        return {
            "server": self._server(),
            "state": self._state(),
            "agents": self._agents(),
            "avatars": self._avatars(),
            "queue": self._queue(),
        }

    def _server(self) -> Part:
        if self.drain.is_draining:
            return Part(
                "stopping", f"the server is stopping; calls that go on: {self.drain.running}"
            )
        return Part()

    def _state(self) -> Part:
        if self.store.failure is not None:
            return Part("failed", self.store.failure)
        if self.store.is_busy:
            return Part("busy", "the disk can't keep up: no changes are taken until it does")
        return Part()

    def _agents(self) -> Part:
        if self.directory.recognition.is_hopeless:
            return Part("degraded", "no speech recognition worker is up: people can only type")
        return Part()

    def _avatars(self) -> Part:
        """One that is unavailable is asked again, twice a minute at most: as for a visitor."""
        unavailable = self.consultations.unavailable
        return Part() if unavailable is None else Part("degraded", unavailable)

    def _queue(self) -> Part:
        if self.consultations.is_full:
            return Part("degraded", "the queue of consultations is full")
        return Part()


class Ready(Endpoint):
    """Open to all, as /health is."""

    is_metered = False  # as Health

    def initialize(self, *, parts: Parts, **shared: Access) -> None:
        super().initialize(**shared)
        self._parts = parts

    @operation(
        "Whether to send this server somebody, and how its parts are",
        answers={HTTPStatus.OK: Readiness, HTTPStatus.SERVICE_UNAVAILABLE: Readiness},
        credentials=(),
    )
    def get(self) -> None:
        self.set_header("Cache-Control", "no-store")
        readiness = judged(self._parts.now())
        is_ready = readiness.status == "ready"
        self.answer(readiness, HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE)
