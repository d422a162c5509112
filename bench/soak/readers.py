"""Subscribers of the live stream, who come and go with their last event's id (part of bench/soak).

An event is known by its place, the number at the end of its id. One of them stays, reads all of it
and says what has been where: the ledger. All others are cut and come back; each must have had, in
order and once, every place from its first to its last that was its own to have. Nothing but the
ledger parses what an event says: the load must cost little.
"""

import asyncio
import json
import re
from array import array
from bisect import bisect_right
from collections import defaultdict
from urllib.parse import urlencode

from bench.event_source import Caller, Event, Events
from bench.soak.account import Account

STREAM = "/backend/conversations/stream"
_ID = re.compile(rb"^id: ([0-9a-zA-Z]+)-(\d+)$", re.MULTILINE)
_GAP = b'"type":"gap"'
_STAYS_S, _LONGEST_STAY_S = 30.0, 120.0
_AWAY_S, _LONGEST_AWAY_S = 5.0, 30.0
_PATIENCE_S = 20.0
_PIECE_BYTES = 65_536


def place_of(event_id: str) -> int:
    return int(event_id.rpartition("-")[2])


class Ledger:
    """Reads everything, without a break; a break is an error of the server's."""

    def __init__(self, caller: Caller, account: Account) -> None:
        self._caller = caller
        self._account = account
        self._of_lead: defaultdict[str, array[int]] = defaultdict(lambda: array("Q"))
        self.last = 0
        #: Ids of messages.
        self.messages: set[str] = set()
        self._more = asyncio.Event()

    async def keep(self) -> None:
        connection = await self._caller.connect()
        answer = await self._caller.ask("GET", "/backend/conversations")
        first = answer.field("last_event_id")
        self.last = place_of(first)
        await connection.send("GET", STREAM, last_event_id=first)
        await connection.head()
        events = Events(first)
        try:
            while piece := await connection.reader.read(_PIECE_BYTES):
                for event in events.feed(piece):
                    self._note(event)
                self._more.set()
        finally:
            connection.cut()
        self._account.blame("the stream ended", "of the subscriber that stays")

    def _note(self, event: Event) -> None:
        told = json.loads(event.data)
        kind, data = told["type"], told["data"]
        if kind in ("heartbeat", "typing"):
            return
        if kind == "gap":
            self._account.blame("a gap", "told to the subscriber that stays")
            return
        place = place_of(event.last_event_id)
        if place != self.last + 1:
            self._account.blame("events lost or doubled", f"{place} after {self.last}, who stays")
        self.last = place
        self._account.done["events"] += 1
        if kind == "new_message":
            self._of_lead[data["lead_id"]].append(place)
            self.messages.add(data["message"]["id"])

    async def reach(self, messages: set[str], seconds: float) -> int:
        """How many of `messages` it hasn't after so long."""
        try:
            async with asyncio.timeout(seconds):
                while messages - self.messages:
                    self._more.clear()
                    await self._more.wait()
        except TimeoutError:
            pass
        return len(messages - self.messages)

    def places(self, lead_id: str, after: int, to: int) -> "array[int]":
        """Of a lead's messages."""
        places = self._of_lead[lead_id]
        return places[bisect_right(places, after) : bisect_right(places, to)]


class Reader:
    """`lead_id`: whose messages it wants alone; empty: all there is."""

    def __init__(self, caller: Caller, account: Account, lead_id: str = "") -> None:
        self._caller = caller
        self._account = account
        self._lead_id = lead_id
        self._had: array[int] = array("Q")  # of one lead
        self._first = self._last = 0
        self._last_id = ""

    async def read(self) -> None:
        """Coming and going, until it is over."""
        account = self._account
        while not account.is_over:
            try:
                await self._stay(account.some(_STAYS_S, _LONGEST_STAY_S))
            except (OSError, TimeoutError) as error:
                account.blame("a subscriber failed", repr(error))
            await asyncio.sleep(account.some(_AWAY_S, _LONGEST_AWAY_S))

    async def catch_up(self, ledger: Ledger) -> None:
        """Once more, until it has all there is by now; then what it had is judged."""
        if not self._last_id:
            return
        to = ledger.last
        due = ledger.places(self._lead_id, self._first, to) if self._lead_id else array("Q", [to])
        if due and self._last < due[-1]:
            await self._stay(_PATIENCE_S, due[-1])
        if self._lead_id:
            self._judge(due)
        elif self._last < to:
            self._account.blame("events lost or doubled", f"none came after {self._last}")

    def _judge(self, due: "array[int]") -> None:
        had = self._had[: bisect_right(self._had, due[-1])] if due else due
        if had != due:
            lost, other = set(due) - set(had), set(had) - set(due)
            detail = f"{len(lost)} lost, {len(other)} of others, of {self._lead_id}"
            self._account.blame("events lost or doubled", detail)

    async def _stay(self, seconds: float, place: int | None = None) -> None:
        """Up to `place`, if it comes before."""
        if not self._last_id:
            answer = await self._caller.ask("GET", "/backend/conversations")
            self._last_id = answer.field("last_event_id")
            self._first = self._last = place_of(self._last_id)
        connection = await self._caller.connect()
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await connection.send("GET", self._path, last_event_id=self._last_id)
                status, _ = await connection.head()
            if status != 200:
                raise ConnectionError(f"the stream answers {status}")
            self._account.done["subscriptions"] += 1
            async with asyncio.timeout(seconds):
                await self._take(connection.reader, place)
        except TimeoutError:
            pass  # it has stayed long enough
        finally:
            connection.cut()

    @property
    def _path(self) -> str:
        query = {"type": "new_message", "lead_id": self._lead_id}
        return f"{STREAM}?{urlencode(query)}" if self._lead_id else STREAM

    async def _take(self, reader: asyncio.StreamReader, place: int | None) -> None:
        rest = b""
        while place is None or self._last < place:
            piece = await reader.read(_PIECE_BYTES)
            if not piece:
                raise ConnectionError("the server ended a stream")
            whole, _, rest = (rest + piece).rpartition(b"\n\n")
            if _GAP in whole:
                self._account.blame("a gap", f"told after {self._last_id}")
            for epoch, number in _ID.findall(whole):
                self._note(epoch, int(number))

    def _note(self, epoch: bytes, place: int) -> None:
        self._account.done["events delivered"] += 1
        is_next = place > self._last if self._lead_id else place == self._last + 1
        if not is_next:
            self._account.blame("events lost or doubled", f"{place} after {self._last}")
        if self._lead_id:
            self._had.append(place)
        self._last = place
        self._last_id = f"{epoch.decode()}-{place}"
