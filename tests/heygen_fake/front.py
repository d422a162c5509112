"""The door of a vendor's API: takes requests, lets them go wrong as it was told, keeps them all.

Knows neither vendor: routes and rules are a subclass's. Every request first lets happen what is due
by now, then meets its fault, if one waits for it, on the side of its effect that the fault says.
"""

import asyncio
import json
import logging
import re
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from tests.heygen_fake.asked import Asked, Refused, Reply, Request, Route
from tests.heygen_fake.faults import Cut, Fault, Garbage, Hang, Refuse, Slow
from tests.heygen_fake.ledger import Ledger, Session

logger = logging.getLogger(__name__)


class Front:
    """A fake without its rules. `now` is the vendor's clock; the one of the wall by hand."""

    name: str

    def __init__(self, *, key: str, ledger: Ledger, now: Callable[[], float] = time.time) -> None:
        self.key = key
        self.url = ""
        self.requests: list[Request] = []
        self.faults: defaultdict[str, list[Fault]] = defaultdict(list)
        self.always: dict[str, Fault] = {}
        self._ledger = ledger
        self._now = now
        self._server: HTTPServer | None = None
        self._closing = asyncio.Event()
        self._under_way: set[asyncio.Task[Any]] = set()

    # For a subclass to say

    def routes(self) -> list[Route]:
        raise NotImplementedError

    def knows_token(self, token: str) -> bool:
        raise NotImplementedError

    def unknown_route(self, is_path_known: bool) -> Reply:
        raise NotImplementedError

    def not_json(self) -> Refuse:
        raise NotImplementedError

    def foreign_session(self) -> str:
        raise NotImplementedError

    # Its life

    async def listen(self, port: int = 0) -> None:
        self._closing.clear()
        sockets = bind_sockets(port, "127.0.0.1")
        self.url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
        self._server = HTTPServer(
            Application([(".*", _Door, {"front": self})], log_function=_no_log)
        )
        self._server.add_sockets(sockets)

    async def close(self) -> None:
        """Nobody is answered any more; what hangs is cut."""
        if self._server is None:
            return
        self._server.stop()
        self._closing.set()
        if self._under_way:
            await asyncio.wait(set(self._under_way))
        await self._server.close_all_connections()
        self._server = None

    # What a test asks and does

    @property
    def sessions(self) -> dict[str, Session]:
        return self._ledger.sessions

    def running(self) -> list[Session]:
        """What costs right now, the foreign ones among them."""
        self.expire()
        return self._ledger.running()

    def end(self, session_id: str, reason: str) -> None:
        """The vendor ends it by itself."""
        self._ledger.end(self.sessions[session_id], reason, self._now())

    def expire(self) -> None:
        """Do what is due by now."""
        for session in self._ledger.expire(self._now()):
            logger.info("%s: %s ended: %s", self.name, session.id, session.end_reason)

    # One request

    async def serve(self, door: "_Door") -> None:
        task = asyncio.current_task()
        assert task is not None, "Tornado serves in tasks"
        self._under_way.add(task)
        try:
            await self._serve(door)
        finally:
            self._under_way.discard(task)

    async def _serve(self, door: "_Door") -> None:
        self.expire()
        route, path_id, is_path_known = self._route(door.request)
        asked = self._asked(door.request, path_id)
        call = route.call if route else f"{door.request.method} {door.request.path}"
        about = self._about(asked)
        kept = Request(
            self._now(), call, about, self._credential(asked), asked.body, token=asked.token_given
        )
        self.requests.append(kept)
        if call == "stop" and about in self.sessions:
            self.sessions[about].stops += 1
        queue = self.faults.get(call)
        kept.fault = fault = queue.pop(0) if queue else self.always.get(call)
        if fault is not None and not fault.taken and not await self._outlives(door, kept, fault):
            return
        self.expire()  # for it may have been slow
        if route is None:
            reply = self.unknown_route(is_path_known)
        else:
            reply = await self._answered(route, asked)
        if not kept.session_id:
            kept.session_id = _session_in(reply)
        if fault is not None and fault.taken and not await self._outlives(door, kept, fault):
            return
        self._tell(door, kept, reply)

    async def _answered(self, route: Route, asked: Asked) -> Reply:
        try:
            if not asked.is_readable:
                raise Refused(self.not_json())
            reply = route.answer(asked)
            return reply if isinstance(reply, Reply) else await reply
        except Refused as refused:
            return refused.reply

    async def _outlives(self, door: "_Door", kept: Request, fault: Fault) -> bool:
        """Whether it goes on after its fault; else it has got its answer, or never will."""
        match fault:
            case Refuse():
                self._tell(door, kept, Reply(fault.status, fault.body, fault.headers))
            case Garbage():
                self._tell(door, kept, Reply(fault.status, fault.body))
            case Slow():
                await self._unless_closing(fault.gate or asyncio.Event(), fault.seconds)
                if not self._closing.is_set():
                    return True
                self._cut(door, kept)
            case Hang():
                await self._unless_closing(door.left)
                self._cut(door, kept)
            case Cut():
                self._cut(door, kept)
        return False

    async def _unless_closing(self, event: asyncio.Event, seconds: float | None = None) -> None:
        waits = {asyncio.ensure_future(each.wait()) for each in (event, self._closing)}
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()

    def _tell(self, door: "_Door", kept: Request, reply: Reply) -> None:
        kept.status = reply.status
        self._log(kept, str(reply.status))
        door.tell(reply)

    def _cut(self, door: "_Door", kept: Request) -> None:
        self._log(kept, "cut")
        door.cut()

    def _log(self, kept: Request, answer: str) -> None:
        """Never what it came with or was given: both have secrets in them."""
        logger.info(
            "%s: %s %s by %s: %s%s (%d running)",
            self.name,
            kept.call,
            kept.session_id or "-",
            kept.credential or "nobody",
            answer,
            f" {type(kept.fault).__name__}" if kept.fault else "",
            len(self._ledger.running()),
        )

    # What it is about

    def _route(self, request: HTTPServerRequest) -> tuple[Route | None, str, bool]:
        is_path_known = False
        for route in self.routes():
            match = re.fullmatch(route.path, request.path)
            if match is not None:
                is_path_known = True
                if route.method == request.method:
                    return route, "".join(match.groups()), True
        return None, "", is_path_known

    def _asked(self, request: HTTPServerRequest, path_id: str) -> Asked:
        body: Any = ...
        with suppress(ValueError):
            body = json.loads(request.body or b"null")
        key = request.headers.get("X-Api-Key", "")
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        token = token if scheme.lower() == "bearer" else ""
        return Asked(
            body if isinstance(body, dict) else {},
            has_body=isinstance(body, dict),
            is_readable=body is None or isinstance(body, dict),
            query={name: each[-1].decode() for name, each in request.query_arguments.items()},
            path_id=path_id,
            has_key=key == self.key,
            token=token if self.knows_token(token) else "",
            key_given=key,
            token_given=token,
        )

    def _credential(self, asked: Asked) -> str:
        kinds = []
        if asked.key_given:
            kinds.append("key" if asked.has_key else "wrong key")
        if asked.token_given:
            kinds.append("token" if asked.token else "wrong token")
        return "+".join(kinds)

    def _about(self, asked: Asked) -> str:
        session = self._ledger.of_token(asked.token)
        if session is not None:
            return session.id
        named = asked.body.get("session_id")
        return asked.path_id or (named if isinstance(named, str) else "")


def _session_in(reply: Reply) -> str:
    data = reply.body.get("data") if isinstance(reply.body, dict) else None
    named = data.get("session_id") if isinstance(data, dict) else None
    return named if isinstance(named, str) else ""


def _no_log(handler: RequestHandler) -> None:
    """Tornado would warn of what is refused; each request is logged when it is answered."""


class _Door(RequestHandler):
    def initialize(self, front: Front) -> None:
        self._front = front
        self.left = asyncio.Event()

    async def _any(self, *_: str) -> None:
        await self._front.serve(self)

    get = head = post = put = patch = delete = options = _any

    def on_connection_close(self) -> None:
        self.left.set()

    def tell(self, reply: Reply) -> None:
        self.set_status(reply.status)
        self.set_header("Content-Type", "application/json")
        for name, value in reply.headers.items():
            self.set_header(name, value)
        body = reply.body
        self.finish(body if isinstance(body, str | bytes) else json.dumps(body))

    def cut(self) -> None:
        self.detach().close()

    def check_xsrf_cookie(self) -> None:
        """There are no cookies."""
