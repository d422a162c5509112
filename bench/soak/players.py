"""Salespeople who practise, in typed words, and read their results (part of bench/soak)."""

import asyncio
import json
from urllib.parse import urlsplit

from bench.event_source import Caller
from bench.soak.account import Account, token_of
from bench.talkers import Talker

_ROLE_PLAYS = (2, 4, 6)
_TURNS = (
    "Hello, thanks for taking the time. How do you handle bookings today?",
    "And what happens when somebody doesn't come, how often is that in a week?",
    "What does an empty hour cost you, and who has to deal with it?",
    "If that went down by half, what would change for your team?",
    "I understand that it is a matter of price. May I show you what others have got out of it?",
    "Then let us meet on Tuesday at ten, and I will bring the calculation.",
)
_ANSWERED_S, _SCORED_S, _EVERY_S = 30.0, 120.0, 25.0
_ASKS_AGAIN_S = 2.0
_FIRST_USER = 200_000


class Player:
    def __init__(self, number: int, account: Account) -> None:
        self._caller = Caller(account.port, token_of(_FIRST_USER + number))
        self._account = account
        self._ends: asyncio.Queue[str] = asyncio.Queue()
        self._session_id = ""

    async def play(self) -> None:
        """One call after the other, until it is over."""
        chance = self._account.chance
        while not self._account.is_over:
            await asyncio.sleep(self._account.some(_EVERY_S))
            try:
                await self._call(chance.choice(_ROLE_PLAYS))
            except (OSError, TimeoutError) as error:
                self._account.blame("a practice call failed", repr(error))

    async def _call(self, role_play: int) -> None:
        link = await self._caller.ask("POST", f"/role_plays/{role_play}/get_agent_link")
        url = urlsplit(link.field("signed_url"))
        self._ends = asyncio.Queue()
        path = f"{url.path}?{url.query}"
        talker = await Talker.open(self._caller.port, path, self._note)
        try:
            await self._answered(talker)
            for turn in _TURNS:
                if self._account.is_over:
                    return
                talker.say("text", text=turn)
                if not await self._answered(talker):
                    break
        finally:
            talker.hang_up()
        await self._read_result()

    async def _answered(self, talker: Talker) -> bool:
        """False when the buyer hung up."""
        async with asyncio.timeout(_ANSWERED_S):
            return await self._ends.get() == "response_end"

    def _note(self, message: bytes, now: float) -> None:
        if message.startswith(b'{"type":"audio_response"'):
            return
        told = json.loads(message)
        match told["type"]:
            case "session_start":
                self._session_id = told["session_id"]
            case "response_end" | "session_end":
                self._ends.put_nowait(told["type"])
            case "error":
                self._account.blame("an error in a practice call", told["data"])

    async def _read_result(self) -> None:
        async with asyncio.timeout(_SCORED_S):
            while True:
                answer = await self._caller.ask("GET", f"/sessions/{self._session_id}")
                status = json.loads(answer.body).get("status")
                if status == "ready":
                    self._account.done["practice calls scored"] += 1
                    return
                # Just after the end it may not have begun to be processed.
                if status != "processing" and answer.status != 404:
                    raise ConnectionError(f"the result is {answer}")
                await asyncio.sleep(_ASKS_AGAIN_S)
