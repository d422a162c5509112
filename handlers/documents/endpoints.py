"""/openapi.json and /asyncapi.json: made when somebody first asks for them."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import msgspec

from handlers.documents.operations import operation
from handlers.endpoint import Access, Endpoint


class Document(Endpoint):
    def initialize(self, make: Callable[[], dict[str, Any]], **shared: Access) -> None:
        """`make` is called for each request, and so should remember."""
        super().initialize(**shared)
        self._make = make

    @operation("A document", answers={HTTPStatus.OK: dict[str, Any]}, credentials=())
    async def get(self) -> None:
        # The first time it takes a tenth of a second.
        document = await asyncio.to_thread(self._make)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.set_header("Cache-Control", "no-cache")
        self.finish(msgspec.json.encode(document))
