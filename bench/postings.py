"""Messages posted and posted again, and what is known of them (part of bench/resume.py)."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from bench.event_source import Caller, Connection
from bench.restarted import Server

_LEADS_EACH = 3
_LOSES_ANSWER, _GIVES_UP = 0.03, 0.005
_ROLES = ("user", "user", "assistant", "human")
_CONTENTS = (
    "Olá! 😀",
    "two\nlines\r\nand a\rhalf",
    "data: x\n\nid: 7\n\n",
    "\u2028 \x0b ¿?",
    "short",
    "A long one, so that what was missed goes in several pieces. " * 130,
)


class Said(NamedTuple):
    lead_id: str
    id: str
    content: str
    role: str


class Witness:
    """Knows what was begun and acknowledged, and nothing of how a stream works."""

    def __init__(self) -> None:
        #: In the order of the posts, lead by lead.
        self.begun: dict[str, list[Said]] = {}
        self.acknowledged: set[Said] = set()
        #: Messages that nobody posts any more, acknowledged or not.
        self.done = 0
        self._more = asyncio.Event()

    def begin(self, said: Said) -> None:
        self.begun.setdefault(said.lead_id, []).append(said)

    def end(self, said: Said, *, is_acknowledged: bool) -> None:
        if is_acknowledged:
            self.acknowledged.add(said)
        self.done += 1
        self._more.set()

    async def reach(self, done: int) -> None:
        while self.done < done:
            self._more.clear()
            await self._more.wait()

    def judge(self, told: list[Said], leads: frozenset[str] | None) -> "Verdict":
        wanted = [lead for lead in self.begun if leads is None or lead in leads]
        begun = {said for lead in wanted for said in self.begun[lead]}
        acknowledged = begun & self.acknowledged
        counts = Counter(told)
        return Verdict(
            acknowledged=len(acknowledged),
            received=len(counts),
            lost=len(acknowledged - counts.keys()),
            doubled=counts.total() - len(counts),
            unordered=sum(self._unordered(lead, told) for lead in wanted),
            unknown=len(counts.keys() - begun),
        )

    def _unordered(self, lead: str, told: Iterable[Said]) -> int:
        # What was given up is of no certain moment.
        kept = [said for said in self.begun[lead] if said in self.acknowledged]
        places = {said: place for place, said in enumerate(kept)}
        came = [places[said] for said in dict.fromkeys(told) if said in places]
        return sum(one > other for one, other in zip(came, came[1:], strict=False))


@dataclass
class Verdict:
    acknowledged: int
    received: int
    lost: int
    doubled: int
    unordered: int
    unknown: int
    miscounted: int = 0
    gaps: int = 0
    cuts: int = 0
    torn: int = 0
    ways: Counter[str] = field(default_factory=Counter)

    @property
    def is_clean(self) -> bool:
        wrong = self.lost + self.doubled + self.unordered + self.unknown
        return not (wrong + self.miscounted + self.gaps)


class Poster:
    """Posts messages of its own leads, one after another, each until it is acknowledged."""

    def __init__(self, number: int, server: Server, caller: Caller, witness: Witness, seed: int):
        self._leads = leads_of(number)
        self._server = server
        self._caller = caller
        self._witness = witness
        self._random = Random(f"{seed} poster {number}")
        self._connection: Connection | None = None

    async def post(self, count: int) -> None:
        chance = self._random
        for number in range(count):
            lead = chance.choice(self._leads)
            content = f"{number} {chance.choice(_CONTENTS)}"
            said = Said(lead, f"{lead}-{number}", content, chance.choice(_ROLES))
            self._witness.begin(said)
            is_acknowledged = await self._post(said)
            self._witness.end(said, is_acknowledged=is_acknowledged)
        self._cut()

    def _cut(self) -> None:
        if self._connection is not None:
            self._connection.cut()
        self._connection = None

    async def _post(self, said: Said) -> bool:
        loses_answer = self._random.random() < _LOSES_ANSWER
        gives_up = self._random.random() < _GIVES_UP
        while True:
            await self._server.is_up.wait()
            try:
                if await self._try(said, loses_answer=loses_answer or gives_up):
                    return True
            except OSError:
                self._cut()
            if gives_up:
                return False
            loses_answer = False

    async def _try(self, said: Said, *, loses_answer: bool) -> bool:
        """Whether it is acknowledged."""
        if self._connection is None:
            self._connection = await self._caller.connect()
        body = {"id": said.id, "content": said.content, "role": said.role}
        path = f"/backend/conversations/{said.lead_id}/messages"
        await self._connection.send("POST", path, json.dumps(body).encode())
        if loses_answer:
            if self._random.random() < 0.5:
                await self._connection.reader.read(1)  # so it is there
            self._cut()
            return False
        answer = await self._connection.answer()
        if answer.status not in (200, 201):
            raise RuntimeError(f"{said.id}: {answer}")
        return True


def leads_of(poster: int) -> list[str]:
    return [f"lead-{poster}-{number}" for number in range(_LEADS_EACH)]
