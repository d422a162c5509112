"""The front door: what the server is, whether it is well, and the built-in pages."""

from http import HTTPStatus
from pathlib import Path
from typing import Literal

import msgspec
from tornado.web import StaticFileHandler

from handlers.documents.operations import Answer, operation
from handlers.endpoint import Access, Endpoint
from state.errors import NotFound, NotPermitted
from state.store import Store

STATIC = Path(__file__).parent.parent / "static"

#: Pages load only what this server serves, and talk only to it.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; media-src 'self' blob:; "
    "worker-src 'self' blob:; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'self'"
)


class FrontDoor(msgspec.Struct, frozen=True):
    message: str
    version: str
    websocket_endpoint: str
    note: str
    #: Paths by what is there.
    endpoints: dict[str, str]


class Healthy(msgspec.Struct, frozen=True):
    status: Literal["healthy"] = "healthy"


class Unhealthy(msgspec.Struct, frozen=True, kw_only=True):
    status: Literal["unhealthy"] = "unhealthy"
    reason: str


class Index(Endpoint):
    def initialize(self, version: str, **shared: Access) -> None:
        super().initialize(**shared)
        self._version = version

    @operation("What this server is", answers={HTTPStatus.OK: FrontDoor}, credentials=())
    def get(self) -> None:
        self.answer(
            FrontDoor(
                message="Vivavoz: real-time voice chat",
                version=self._version,
                websocket_endpoint=f"{self.socket_base}/ws/voice-chat",
                note="The voice endpoint speaks WebSocket, not HTTP GET: open /test to try it.",
                endpoints={
                    "health": "/health",
                    "websocket": "/ws/voice-chat",
                    "test_page": "/test",
                },
            )
        )


class Health(Endpoint):
    is_metered = False  # its refusal would take the server out of a proxy's list

    def initialize(self, store: Store, **shared: Access) -> None:
        super().initialize(**shared)
        self._store = store

    @operation(
        "Whether the server is well",
        answers={HTTPStatus.OK: Healthy, HTTPStatus.SERVICE_UNAVAILABLE: Unhealthy},
        credentials=(),
    )
    def get(self) -> None:
        self.set_header("Cache-Control", "no-store")
        if self._store.failure is None:
            self.answer(Healthy())
        else:
            self.answer(Unhealthy(reason=self._store.failure), HTTPStatus.SERVICE_UNAVAILABLE)


class Page(Endpoint):
    """One of the built-in pages."""

    def initialize(self, file: str, **shared: Access) -> None:
        super().initialize(**shared)
        self._path = STATIC / file

    @operation(
        "A built-in page", answers={HTTPStatus.OK: Answer(media_type="text/html")}, credentials=()
    )
    def get(self, **named: str) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        self.set_header("Cache-Control", "no-cache")
        self.finish(self._path.read_bytes())


class Asset(Endpoint, StaticFileHandler):
    """The pages' scripts and styles."""

    def initialize(self, path: Path, **shared: Access) -> None:  # type: ignore[override]
        Endpoint.initialize(self, **shared)
        StaticFileHandler.initialize(self, str(path))

    @operation(
        "A script or a style of a built-in page",
        answers={
            HTTPStatus.OK: Answer(media_type="*/*"),
            HTTPStatus.PARTIAL_CONTENT: Answer(media_type="*/*", about="The range asked for"),
            HTTPStatus.NOT_MODIFIED: Answer(about="As the If-None-Match has it"),
            HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: Answer(about="It has fewer bytes"),
        },
        errors=(NotFound, NotPermitted),
        credentials=(),
    )
    async def get(self, path: str, include_body: bool = True) -> None:
        await StaticFileHandler.get(self, path, include_body)

    def set_extra_headers(self, path: str) -> None:
        # Revalidated each time: a new release must not run beside an old script.
        self.set_header("Cache-Control", "no-cache")
        self.set_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
