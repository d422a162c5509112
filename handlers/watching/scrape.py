"""/metrics: what those who operate the server watch, in the text format of Prometheus."""

import asyncio
from http import HTTPStatus
from typing import Protocol

from prometheus_client import REGISTRY
from prometheus_client.exposition import choose_encoder

from handlers.documents.operations import Answer, operation
from handlers.endpoint import Access, Endpoint
from handlers.watching.metrics import WORST_LOOP_LAG
from state.contract import METRICS_SCOPE


class Observed(Protocol):
    """What has gauges."""

    def observe(self) -> None:
        """Bring them up to date."""
        ...


class Metrics(Endpoint):
    """Open in development mode; else for tokens with the scope `metrics`."""

    def initialize(self, *, present: Observed, **shared: Access) -> None:
        super().initialize(**shared)
        self._present = present

    def prepare(self) -> None:
        super().prepare()
        if not self.access.development and self.request.method != "OPTIONS":
            self.user().require(METRICS_SCOPE)

    @operation(
        "What is measured, for Prometheus",
        answers={
            HTTPStatus.OK: Answer(media_type="*/*", about="In the format that is asked for"),
        },
        scope=METRICS_SCOPE,
        is_open_in_development=True,
    )
    async def get(self) -> None:
        try:
            encode, content_type = choose_encoder(self.request.headers.get("Accept", ""))
        except (TypeError, ValueError):  # a version that is none
            encode, content_type = choose_encoder("")
        self._present.observe()
        if self.request.method == "GET":
            WORST_LOOP_LAG.tell()
        # In a thread: 15 ms once every route was asked for everything, and files of the system.
        text = await asyncio.to_thread(encode, REGISTRY)
        self.set_header("Content-Type", content_type)
        self.set_header("Cache-Control", "no-store")
        self.finish(text)
