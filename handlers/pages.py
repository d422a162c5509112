"""The front door: what the server is, whether it is well, and the built-in pages."""

from http import HTTPStatus
from pathlib import Path

from tornado.web import StaticFileHandler

from handlers.endpoint import Access, Endpoint
from state.store import Store

STATIC = Path(__file__).parent.parent / "static"

#: Pages load only what this server serves, and talk only to it.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; media-src 'self' blob:; "
    "worker-src 'self' blob:; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'self'"
)


class Index(Endpoint):
    def initialize(self, version: str, **shared: Access) -> None:
        super().initialize(**shared)
        self._version = version

    def get(self) -> None:
        self.answer(
            {
                "message": "Vivavoz: real-time voice chat",
                "version": self._version,
                "websocket_endpoint": f"{self.socket_base}/ws/voice-chat",
                "note": "The voice endpoint speaks WebSocket, not HTTP GET: open /test to try it.",
                "endpoints": {
                    "health": "/health",
                    "websocket": "/ws/voice-chat",
                    "test_page": "/test",
                },
            }
        )


class Health(Endpoint):
    is_metered = False  # its refusal would take the server out of a proxy's list

    def initialize(self, store: Store, **shared: Access) -> None:
        super().initialize(**shared)
        self._store = store

    def get(self) -> None:
        self.set_header("Cache-Control", "no-store")
        if self._store.failure is None:
            self.answer({"status": "healthy"})
        else:
            unhealthy = {"status": "unhealthy", "reason": self._store.failure}
            self.answer(unhealthy, HTTPStatus.SERVICE_UNAVAILABLE)


class Page(Endpoint):
    """One of the built-in pages."""

    def initialize(self, file: str, **shared: Access) -> None:
        super().initialize(**shared)
        self._path = STATIC / file

    def get(self) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        self.set_header("Cache-Control", "no-cache")
        self.finish(self._path.read_bytes())


class Asset(Endpoint, StaticFileHandler):
    """The pages' scripts and styles."""

    def initialize(self, path: Path, **shared: Access) -> None:  # type: ignore[override]
        Endpoint.initialize(self, **shared)
        StaticFileHandler.initialize(self, str(path))

    def set_extra_headers(self, path: str) -> None:
        # Revalidated each time: a new release must not run beside an old script.
        self.set_header("Cache-Control", "no-cache")
        self.set_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
