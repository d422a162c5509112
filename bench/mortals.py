"""Visitors of consultations who leave, reload, or die at any moment (of bench/leaks.py)."""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass
from enum import Enum, auto
from random import Random

from bench.event_source import Answer, Caller
from bench.faulty import Vendor
from bench.restarted import Server

AGENT_TYPES = ("gestao", "comercial", "tecnico")
_BASE = "/api/consultoria"
_ANSWER = {"type": "answer", "sdp": "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n"}
_CANDIDATE = {"candidate": "candidate:1 1 udp 1 10.0.0.1 9 typ host", "sdpMLineIndex": 0}
_REASONS = ("IDLE_TIMEOUT", "MAX_DURATION_REACHED", "SERVER_ERROR", "ZOMBIE_SESSION_REAP")
_TRIES = 6
#: Nothing is waited for longer.
_PATIENCE_S = 60.0


class Died(Exception):
    """Raised when a visitor is no more: nobody hears of them again."""


class Fate(Enum):
    #: Says goodbye.
    TERMINATES = auto()
    #: Is gone without a word.
    SILENT = auto()
    #: Is gone in the middle of a request.
    CUT = auto()
    #: Leaves the queue while the session is being started.
    LEAVES = auto()
    #: Its session is ended by the vendor.
    ENDED = auto()


_FATES = {Fate.TERMINATES: 45, Fate.SILENT: 15, Fate.CUT: 15, Fate.LEAVES: 15, Fate.ENDED: 10}


@dataclass
class Tempo:
    """In seconds: between two looks at the queue, between two things done, in a session."""

    poll_s: float
    step_s: float
    stay_s: float


class Visitor:
    def __init__(
        self, user: int, server: Server, vendor: Vendor, tempo: Tempo, chance: Random
    ) -> None:
        self._user = user
        self._server = server
        self._vendor = vendor
        self._tempo = tempo
        self._chance = chance
        self._caller = Caller(server.port)
        self._fate = chance.choices(list(_FATES), list(_FATES.values()))[0]
        # At which request of theirs.
        self._is_cut_at = chance.randrange(3, 12) if self._fate is Fate.CUT else -1
        self._requests = 0

    async def visit(self, ends: Counter[str]) -> None:
        """`ends`: how visits end, to be counted."""
        end = self._fate.name.lower()
        try:
            await self._visit()
        except Died:
            pass
        except LookupError:
            end = "turned away"
        ends[end] += 1

    async def _visit(self) -> None:
        answer = await self._ask("GET", f"/dev/token?user={self._user}")
        self._caller = Caller(self._server.port, answer.field("access_token"))
        kind = self._chance.choice(AGENT_TYPES)
        session_id = await self._come_in(kind)
        for _ in range(self._chance.randrange(3)):
            await self._do("ice", session_id, candidate=_CANDIDATE)
        await self._do("connect", session_id, sdp=_ANSWER)
        if self._chance.random() < 0.2:
            session_id = await self._reload(kind, session_id)
        loop = asyncio.get_running_loop()
        until = loop.time() + self._chance.expovariate(1 / self._tempo.stay_s)
        while loop.time() < until:
            if not await self._do("heartbeat", session_id):
                return
            await asyncio.sleep(self._chance.uniform(0, 2 * self._tempo.step_s))
        match self._fate:
            case Fate.TERMINATES:
                await self._do("terminate", session_id)
            case Fate.ENDED:
                self._vendor.end(session_id, self._chance.choice(_REASONS))
            case Fate.CUT:
                self._is_cut_at = self._requests
                await self._do("heartbeat", session_id)

    # The queue

    async def _come_in(self, kind: str) -> str:
        """The session's id. Raises LookupError when there is none for them."""
        for _ in range(_TRIES):
            await self._be_called(kind)
            if self._fate is Fate.LEAVES:
                await self._leave_amid(kind)
                raise Died
            answer = await self._post("/session/initialize/", {"agent_type": kind})
            if answer.status == 200:
                return _session_in(answer)
            await self._rest()
        await self._post("/queue/leave/", {})
        raise LookupError("no session")

    async def _be_called(self, kind: str) -> None:
        while True:
            answer = await self._ask("GET", f"{_BASE}/queue/status/")
            status = json.loads(answer.body).get("status")
            if answer.status == 200 and status == "reserved":
                return
            if answer.status == 404:
                current = await self._ask("GET", f"{_BASE}/session/")
                if json.loads(current.body).get("status") in ("active", "disconnected"):
                    return
                await self._post("/queue/join/", {"agent_type": kind})
            elif answer.status == 200 and status == "starting":
                return
            await asyncio.sleep(self._chance.uniform(0.5, 1.5) * self._tempo.poll_s)

    async def _leave_amid(self, kind: str) -> None:
        starting = asyncio.create_task(
            self._post("/session/initialize/", {"agent_type": kind}),
        )
        await asyncio.sleep(self._chance.expovariate(1 / self._tempo.step_s))
        await self._post("/queue/leave/", {})
        if self._chance.random() < 0.5:
            starting.cancel()
        await asyncio.wait([starting])
        if not starting.cancelled():
            starting.exception()

    async def _reload(self, kind: str, session_id: str) -> str:
        await self._rest()
        answer = await self._post("/session/initialize/", {"agent_type": kind})
        if answer.status != 200:
            return session_id
        session_id = _session_in(answer)
        await self._do("connect", session_id, sdp=_ANSWER)
        return session_id

    # Requests

    async def _rest(self) -> None:
        await asyncio.sleep(self._chance.uniform(0, 2 * self._tempo.step_s))

    async def _do(self, call: str, session_id: str, **more: object) -> bool:
        """Whether it went well."""
        await self._rest()
        answer = await self._post(f"/session/{call}/", {"session_id": session_id, **more})
        return answer.status == 200

    async def _post(self, path: str, body: dict[str, object]) -> Answer:
        return await self._ask("POST", _BASE + path, json.dumps(body).encode())

    async def _ask(self, method: str, path: str, body: bytes = b"") -> Answer:
        """Again when the server went away meanwhile. Raises Died."""
        self._requests += 1
        while True:
            await self._server.is_up.wait()
            try:
                return await self._ask_once(method, path, body)
            except OSError:
                await asyncio.sleep(0.05)

    async def _ask_once(self, method: str, path: str, body: bytes) -> Answer:
        """Raises OSError, Died."""
        connection = await self._caller.connect()
        try:
            await connection.send(method, path, body)
            if self._requests == self._is_cut_at:
                await asyncio.sleep(self._chance.expovariate(1 / self._tempo.step_s))
                raise Died
            async with asyncio.timeout(_PATIENCE_S):
                return await connection.answer()
        finally:
            connection.cut()


def _session_in(answer: Answer) -> str:
    id: str = json.loads(answer.body)["heygen_data"]["session_id"]
    return id
