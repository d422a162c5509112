"""Who feeds conversations, and asks for them, over kept connections (part of bench/soak)."""

import asyncio
import json

from bench.event_source import Caller, Connection
from bench.soak.account import Account

_BASE = "/backend/conversations"
#: Between two requests of one poster, on average.
_EVERY_S = 0.8
_SETTLES_S = 20.0
_CONTENTS = ("Olá! 😀", "And what does it cost to send it back?", "Yes.", "A longer one. " * 20)
_ROLES = ("user", "user", "assistant", "human")
#: What is asked, and how often.
_KINDS = {"post": 0.7, "call": 0.1, "change": 0.05, "typing": 0.05, "read": 0.1}


class Poster:
    """`leads`: whom it writes to; `callers`: speakers, to whom it speaks as a person now and
    then."""

    def __init__(
        self, number: int, caller: Caller, account: Account, leads: list[str], callers: list[str]
    ) -> None:
        self._number = number
        self._caller = caller
        self._account = account
        self._leads = leads
        self._callers = callers
        self._connection: Connection | None = None
        self._posted = 0
        #: Ids of messages that were acknowledged.
        self.acknowledged: set[str] = set()

    async def post(self) -> None:
        chance = self._account.chance
        while not self._account.is_over:
            await asyncio.sleep(self._account.some(_EVERY_S))
            kind = chance.choices(list(_KINDS), list(_KINDS.values()))[0]
            try:
                await self._do(kind)
            except (OSError, TimeoutError) as error:
                self._account.blame("a request failed", f"{kind}: {error!r}")
                self._cut()
        self._cut()

    async def _do(self, kind: str) -> None:
        lead = f"{_BASE}/{self._account.chance.choice(self._leads)}"
        match kind:
            case "post":
                role = self._account.chance.choice(_ROLES)
                await self._say(f"{lead}/messages", {"role": role})
            case "call":
                path = f"{_BASE}/{self._account.chance.choice(self._callers)}/messages"
                await self._say(path, {"role": "human", "channel": "voice"})
            case "change":
                await self._ask("PATCH", lead, {"unread_count": 0})
            case "typing":
                await self._ask("POST", f"{lead}/typing", {"is_typing": True})
            case "read":
                await self._ask("GET", f"{lead}/messages?limit=20")
                await self._ask("GET", f"{_BASE}?limit=20")

    async def _say(self, path: str, body: dict[str, str]) -> None:
        self._account.done["messages posted"] += 1
        self._posted += 1
        id = f"soak-{self._number}-{self._posted}"
        content = self._account.chance.choice(_CONTENTS)
        if await self._ask("POST", path, {"id": id, "content": content, **body}):
            self.acknowledged.add(id)

    async def _ask(self, method: str, path: str, body: dict | None = None) -> bool:
        if self._connection is None:
            self._connection = await self._caller.connect()
        data = b"" if body is None else json.dumps(body).encode()
        async with asyncio.timeout(_SETTLES_S):
            await self._connection.send(method, path, data)
            answer = await self._connection.answer()
        # A lead whose messages are all in the archive is gone, and with it what could be changed.
        is_gone = answer.status == 404 and "content" not in (body or {})
        if answer.status >= 300 and not is_gone:
            self._account.blame("a request was refused", f"{method} {path}: {answer}")
        return answer.status < 300

    def _cut(self) -> None:
        if self._connection is not None:
            self._connection.cut()
        self._connection = None
