"""Who queues for a consultant with a face, talks to it for a while and goes (part of bench/soak).

The face is a vendor's stand-in (tests/heygen_fake): the embedded one takes a third of a core, and
what is looked for here is the queue and the sessions, not its pictures.
"""

import asyncio
import json

from bench.event_source import Caller, Connection
from bench.soak.account import Account, token_of

BASE = "/api/consultoria"
_KINDS = ("gestao", "comercial", "tecnico")
_ANSWER = {"type": "answer", "sdp": "v=0\r\n"}
_POLL_S, _STAYS_S, _RESTS_S = 3.0, 20.0, 5.0
_HEARTBEAT_S = 8.0
#: After a session nobody can join for some time.
_COOLS_S = 40.0
_LEAVES, _FOLLOWS, _RELOADS = 0.2, 0.4, 0.2
_PATIENCE_S = 30.0
_FIRST_USER = 100_000


class Visitor:
    def __init__(self, number: int, account: Account) -> None:
        self._caller = Caller(account.port, token_of(_FIRST_USER + number))
        self._account = account
        self._connection: Connection | None = None

    async def visit(self) -> None:
        """Again and again, until it is over."""
        while not self._account.is_over:
            await self._rest(_RESTS_S)
            try:
                await self._come_and_go()
            except (OSError, TimeoutError) as error:
                self._account.blame("a visit failed", repr(error))
                self._cut()
        self._cut()

    async def _come_and_go(self) -> None:
        chance = self._account.chance
        kind = chance.choice(_KINDS)
        status, _ = await self._ask("POST", "/queue/join/", {"agent_type": kind}, may_be=403)
        if status == 403:
            self._cut()  # which the server would do, too, in so long a time
            await self._rest(_COOLS_S)
            return
        self._account.done["queue: joined"] += 1
        leaves = chance.random() < _LEAVES
        if not await self._wait(follows=chance.random() < _FOLLOWS, leaves=leaves):
            await self._ask("POST", "/queue/leave/", {})
            self._account.done["queue: left"] += 1
            return
        await self._consult(kind)

    async def _wait(self, *, follows: bool, leaves: bool) -> bool:
        """Whether it is one's turn."""
        if follows:
            await self._follow()
        while not self._account.is_over:
            _, told = await self._ask("GET", "/queue/status/")
            self._account.done["queue: statuses"] += 1
            if told["status"] == "reserved":
                return True
            if leaves:
                return False
            await self._rest(_POLL_S)
        return False

    async def _follow(self) -> None:
        """The queue's stream, for a while."""
        connection = await self._caller.connect()
        try:
            await connection.send("GET", f"{BASE}/queue/stream/")
            status, _ = await connection.head()
            if status != 200:
                raise ConnectionError(f"the queue's stream answers {status}")
            self._account.done["queue: followed"] += 1
            async with asyncio.timeout(self._account.some(2 * _POLL_S)):
                while piece := await connection.reader.read(65_536):
                    if b'"reserved"' in piece:
                        return
        except TimeoutError:
            pass
        finally:
            connection.cut()

    async def _consult(self, kind: str) -> None:
        loop, chance = asyncio.get_running_loop(), self._account.chance
        session = await self._initialize(kind)
        until = loop.time() + self._account.some(_STAYS_S)
        while loop.time() < until and not self._account.is_over:
            await asyncio.sleep(min(_HEARTBEAT_S, max(0.0, until - loop.time())))
            await self._ask("POST", "/session/heartbeat/", {"session_id": session})
        if chance.random() < _RELOADS:
            session = await self._initialize(kind)
        await self._ask("POST", "/session/terminate/", {"session_id": session})
        self._account.done["consultations"] += 1

    async def _initialize(self, kind: str) -> str:
        _, told = await self._ask("POST", "/session/initialize/", {"agent_type": kind})
        id: str = told["heygen_data"]["session_id"]
        await self._ask("POST", "/session/connect/", {"session_id": id, "sdp": _ANSWER})
        return id

    async def _rest(self, mean_s: float) -> None:
        await asyncio.sleep(self._account.some(mean_s, 4 * mean_s))

    async def _ask(
        self, method: str, path: str, body: object = None, *, may_be: int = 200
    ) -> tuple[int, dict]:
        """Raises ConnectionError when it is refused."""
        if self._connection is None:
            self._connection = await self._caller.connect()
        data = b"" if body is None else json.dumps(body).encode()
        async with asyncio.timeout(_PATIENCE_S):
            await self._connection.send(method, BASE + path, data)
            answer = await self._connection.answer()
        if answer.status not in (200, may_be):
            raise ConnectionError(f"{method} {path}: {answer}")
        return answer.status, json.loads(answer.body)

    def _cut(self) -> None:
        if self._connection is not None:
            self._connection.cut()
        self._connection = None
