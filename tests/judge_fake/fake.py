"""The endpoint: takes requests, refuses what such endpoints refuse, and answers as it was told."""

import asyncio
import json
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from tests.judge_fake.honest import labels_of
from tests.judge_fake.replies import (
    JSON,
    Cut,
    Hang,
    Reply,
    Scripted,
    Slow,
    error,
    labelled,
    unauthorised,
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asked:
    """A request, and what was answered (0: nothing)."""

    body: dict[str, Any]
    given: dict[str, Any]
    headers: dict[str, str]
    status: int


class JudgeFake:
    """`replies` are given in turn, then `always`; None: as an honest judge labels."""

    def __init__(self, *, key: str = "fake-key", model: str = "fake-judge") -> None:
        self.key = key
        self.model = model
        self.url = ""
        self.replies: list[Scripted] = []
        self.always: Scripted | None = None
        #: What came, whether or not it was answered.
        self.requests: list[Asked] = []
        self._server: HTTPServer | None = None
        self._closing = asyncio.Event()

    async def listen(self, port: int = 0) -> None:
        sockets = bind_sockets(port, "127.0.0.1")
        self.url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}/v1"
        routes = [("/v1/chat/completions", _Completions, {"fake": self})]
        self._server = HTTPServer(Application(routes, log_function=_no_log))
        self._server.add_sockets(sockets)

    async def close(self) -> None:
        """What hangs is cut."""
        if self._server is None:
            return
        self._server.stop()
        self._closing.set()
        await self._server.close_all_connections()
        self._server = None

    async def answer(self, door: "_Completions") -> None:
        body = _json(door.request.body)
        given = _given(body)
        refused = self._refused(door.request, body)
        scripted = self.replies.pop(0) if self.replies and refused is None else self.always
        reply = refused or scripted or labelled(labels_of(given))
        if isinstance(reply, Slow | Hang):
            self._keep(door, body, given, 0)
            gate = reply.gate if isinstance(reply, Slow) else door.left
            seconds = reply.seconds if isinstance(reply, Slow) else None
            await self._unless_closing(gate or asyncio.Event(), seconds)
            if isinstance(reply, Hang) or self._closing.is_set() or door.left.is_set():
                return door.cut(b"")
            reply = reply.reply or labelled(labels_of(given))
        if isinstance(reply, Cut):
            self._keep(door, body, given, 0)
            return door.cut(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                b'Content-Length: 1000\r\n\r\n{"choices"'
            )
        self._keep(door, body, given, reply.status)
        door.tell(reply)

    def _keep(
        self, door: "_Completions", body: dict[str, Any], given: dict[str, Any], status: int
    ) -> None:
        self.requests.append(Asked(body, given, dict(door.request.headers), status))
        logger.info("%d lines: %s", len(given["lines"]), status or "no answer")

    def _refused(self, request: HTTPServerRequest, body: dict[str, Any]) -> Reply | None:
        """What is wrong with it, as such endpoints tell it."""
        credential = request.headers.get("Authorization", "")
        if credential != (f"Bearer {self.key}" if self.key else ""):
            return unauthorised(credential.removeprefix("Bearer "))
        if request.headers.get("Content-Type") != JSON or not body:
            return _bad("We could not parse the JSON body of your request.", None, None)
        if body.get("model") != self.model:
            return error(
                404,
                f"There is no model {body.get('model')}",
                "invalid_request_error",
                "model_not_found",
            )
        messages = body.get("messages")
        if not isinstance(messages, list) or not all(map(_is_message, messages)):
            return _bad("Invalid type for 'messages'", "invalid_type", "messages")
        form = body.get("response_format", {})
        told = form.get("json_schema", {})
        if form.get("type") != "json_schema" or not told.get("name") or not told.get("strict"):
            return _bad("A strict schema is wanted", "invalid_value", "response_format")
        if complaint := _not_strict(told.get("schema")):
            return _bad(f"Invalid schema: {complaint}", "invalid_json_schema", "response_format")
        return None

    async def _unless_closing(self, event: asyncio.Event, seconds: float | None) -> None:
        waits = {asyncio.ensure_future(each.wait()) for each in (event, self._closing)}
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()


def _bad(message: str, code: str | None, param: str | None) -> Reply:
    return error(400, message, "invalid_request_error", code, param)


def _json(body: bytes) -> dict[str, Any]:
    with suppress(ValueError):
        read = json.loads(body)
        return read if isinstance(read, dict) else {}
    return {}


def _given(body: dict[str, Any]) -> dict[str, Any]:
    """What the judge is to label: the last message."""
    nothing: dict[str, Any] = {"lines": [], "criteria": []}
    with suppress(KeyError, IndexError, TypeError, ValueError):
        given: dict[str, Any] = json.loads(body["messages"][-1]["content"])
        return nothing | given
    return nothing


def _is_message(message: Any) -> bool:
    return (
        isinstance(message, dict)
        and message.get("role") in ("system", "user", "assistant")
        and isinstance(message.get("content"), str)
    )


_KEYWORDS = {"type", "properties", "required", "additionalProperties", "items", "enum", "anyOf"}


def _not_strict(schema: Any) -> str:
    """Why a schema can't be enforced strictly by every such endpoint; "" if it can."""
    if not isinstance(schema, dict) or not schema.keys() <= _KEYWORDS:
        return f"only {', '.join(sorted(_KEYWORDS))} are known"
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", ())]
    if schema.get("type") == "object":
        if schema.get("additionalProperties") is not False:
            return "additionalProperties must be false"
        if set(schema.get("required", ())) != set(schema.get("properties", ())):
            return "all properties must be required"
    elif "type" not in schema and "anyOf" not in schema:
        return "a type is missing"
    if "items" in schema:
        inner.append(schema["items"])
    return next(filter(None, map(_not_strict, inner)), "")


def _no_log(handler: RequestHandler) -> None:
    """Tornado would warn of what is refused; each request is logged when it is answered."""


class _Completions(RequestHandler):
    def initialize(self, fake: JudgeFake) -> None:
        self._fake = fake
        self.left = asyncio.Event()

    async def post(self) -> None:
        await self._fake.answer(self)

    def on_connection_close(self) -> None:
        self.left.set()

    def tell(self, reply: Reply) -> None:
        self.set_status(reply.status)
        self.set_header("Content-Type", JSON)
        for name, value in reply.headers.items():
            self.set_header(name, value)
        body = reply.body
        self.finish(body if isinstance(body, str | bytes) else json.dumps(body))

    def cut(self, begun: bytes) -> None:
        stream = self.detach()
        if begun:
            stream.write(begun)
        stream.close()

    def check_xsrf_cookie(self) -> None:
        """There are no cookies."""
