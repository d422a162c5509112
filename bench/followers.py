"""Subscribers that are cut and come back (part of bench/resume.py)."""

import asyncio
import json
from collections import Counter
from random import Random

from bench.event_source import Caller, Connection, Event, Events
from bench.postings import Said, Verdict, Witness
from bench.restarted import Server

#: The lead whose message ends it all.
END = "the-end"
_STREAM = "/backend/conversations/stream"
_WAYS = ("header", "query", "ticket")


class Follower:
    """A subscriber that is cut; `leads`: whose messages it wants (None: all there is)."""

    def __init__(
        self,
        server: Server,
        caller: Caller,
        witness: Witness,
        *,
        leads: frozenset[str] | None,
        cuts: list[int],
        chance: Random,
    ) -> None:
        self._server = server
        self._caller = caller
        self._witness = witness
        self._leads = leads
        #: How many messages it has when it is cut, ascending.
        self._cuts = cuts
        self._random = chance
        self._events = Events()
        self._last_seq = 0
        self._unread: Counter[str] = Counter()
        self._has_ended = False
        self.told: list[Said] = []
        self.is_there = asyncio.Event()
        self.notes: Counter[str] = Counter()

    async def follow(self, messages: int) -> None:
        """Up to the message that ends it all."""
        while not self._has_ended:
            await self._server.is_up.wait()
            try:
                connection = await self._come()
            except OSError:
                continue
            if connection is not None and await self._read(connection):
                # At times so long that the replay tells it in several pieces.
                away = self._random.randint(0, self._random.choice((10, 40, 160)))
                await self._witness.reach(min(self._witness.done + away, messages))

    async def _come(self) -> Connection | None:
        """None when it has to try again."""
        place = self._events.last_event_id or await self._first_place()
        way = self._random.choice(_WAYS)
        query, header, starts = [], "", self._server.starts
        if self._leads is not None:
            query += ["type=new_message", *(f"lead_id={lead}" for lead in sorted(self._leads))]
        if way == "ticket":
            ticket = await self._caller.ask("POST", f"{_STREAM}/ticket")
            query.append(f"ticket={ticket.field('ticket')}")
        if way == "header":
            header = place
        else:
            query.append(f"last_event_id={place}")
        connection = await self._caller.connect()
        path = f"{_STREAM}?{'&'.join(query)}"
        try:
            await connection.send("GET", path, bearer=way != "ticket", last_event_id=header)
            status, _ = await connection.head()
        except OSError:
            connection.cut()
            raise
        if status == 401 and way == "ticket" and self._server.starts != starts:
            connection.cut()
            return None  # tickets end with the server that made them
        if status != 200:
            raise RuntimeError(f"the stream answers {status}")
        self.notes[way] += self.is_there.is_set()
        self.is_there.set()
        self._events = Events(place)
        return connection

    async def _first_place(self) -> str:
        """As a page learns it that reads what there is, and then what comes."""
        return (await self._caller.ask("GET", "/backend/conversations")).field("last_event_id")

    async def _read(self, connection: Connection) -> bool:
        """Until it is cut (True), or the server ends it."""
        try:
            while not self._has_ended:
                piece = await connection.reader.read(self._random.randint(1, 3_000))
                if not piece:
                    return False
                is_cut = bool(self._cuts) and len(self.told) >= self._cuts[0]
                if is_cut:
                    piece = piece[: self._random.randint(0, len(piece))]
                for event in self._events.feed(piece):
                    self._note(event)
                if is_cut:
                    self._cuts.pop(0)
                    self.notes["cuts"] += 1
                    self.notes["torn"] += self._events.is_amid
                    return True
            return False
        except ConnectionError:
            return False
        finally:
            connection.cut()

    def _note(self, event: Event) -> None:
        envelope = json.loads(event.data)
        data = envelope["data"]
        match envelope["type"]:
            case "new_message":
                self._note_place(event)
                self._note_message(data["lead_id"], data["message"])
            case "conversation_update":
                self._note_place(event)
                self.notes["miscounted"] += data["unread_count"] != self._unread[data["lead_id"]]
            case "gap":
                self.notes["gaps"] += 1

    def _note_place(self, event: Event) -> None:
        seq = int(event.last_event_id.rpartition("-")[2])
        self.notes["backwards"] += seq <= self._last_seq
        # Whoever gets all gets every place.
        self.notes["skipped"] += self._leads is None and seq > self._last_seq + 1
        self._last_seq = max(seq, self._last_seq)

    def _note_message(self, lead_id: str, message: dict[str, str]) -> None:
        if lead_id == END:
            self._has_ended = True
            return
        self.told.append(Said(lead_id, message["id"], message["content"], message["role"]))
        self._unread[lead_id] += message["role"] == "user"

    def verdict(self) -> Verdict:
        verdict = self._witness.judge(self.told, self._leads)
        verdict.doubled += self.notes["backwards"]
        verdict.lost += self.notes["skipped"]
        verdict.miscounted, verdict.gaps = self.notes["miscounted"], self.notes["gaps"]
        verdict.cuts, verdict.torn = self.notes["cuts"], self.notes["torn"]
        verdict.ways = Counter({way: self.notes[way] for way in _WAYS})
        return verdict
