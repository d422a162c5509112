"""HeyGen's stand-ins with faults by chance, and an account of all that was asked of them.

Part of bench/leaks.py. The vendor's clock is the wall's until it is turned; its own limits are too
long to end anything before that, so what isn't stopped is still there at the end.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping
from random import Random
from typing import Any

from tests.heygen_fake import (
    WRONG_SHAPES,
    Cut,
    Fault,
    Garbage,
    Hang,
    LiveAvatarFake,
    LiveAvatarFaults,
    Refuse,
    Request,
    Session,
    Slow,
    StreamingFake,
    StreamingFaults,
    liveavatar,
    streaming,
)

KEY = "a-key-that-no-log-may-have"
#: What ends a session that nobody stops, or speaks of.
IDLE_S = 3_600
NEVER_S = 10**9

#: How often a call goes wrong; what isn't here goes wrong as often as "other".
_CHANCES = {
    "token": 0.08,
    "create_token": 0.08,
    "start": 0.15,
    "new": 0.15,
    "stop": 0.25,
    "other": 0.1,
}
#: With these the server asks whether its key is good; a refusal would end it all.
_CHECKS = frozenset({"credits", "avatars"})
#: Of a stop these say that it was done, as well as any answer.
_WELL = (Garbage(b'{"code": 1000, "data": null, "message": "ok"}'),)


class Chances(defaultdict[str, list[Fault]]):
    """In place of a fake's planted faults: of each request, whether it has one."""

    def __init__(self, chance: Random, words: Any, *, slow_s: float) -> None:
        super().__init__(list)
        self._chance = chance
        self._words = words
        self._slow_s = slow_s
        self.is_over = False

    def get(self, call: str, default: Any = None) -> Any:
        likelihood = _CHANCES.get(call, _CHANCES["other"])
        if self.is_over or self._chance.random() >= likelihood:
            return default
        return [self._fault(call)]

    def _fault(self, call: str) -> Fault:
        chance, words = self._chance, self._words
        taken = chance.random() < 0.5
        broken = words.server_error()
        kinds: list[Fault] = [
            Slow(seconds=chance.uniform(0, self._slow_s), taken=taken),
            Slow(seconds=chance.uniform(0, self._slow_s), taken=taken),
            Hang(taken=taken),
            Cut(taken=taken),
            Refuse(broken.status, broken.body, taken=taken),
            Garbage(taken=taken),
            self._wrong_shape(call, taken),
        ]
        if call not in _CHECKS:
            kinds += [words.too_many(round(chance.uniform(0, 1), 1)), words.unprocessable()]
            kinds += [words.bad_key(), words.concurrency(), words.unknown_avatar()]
            kinds += [words.no_credits()]
        return chance.choice(kinds)

    def _wrong_shape(self, call: str, taken: bool) -> Fault:
        shapes = [each for each in WRONG_SHAPES if call != "stop" or each not in _WELL]
        shape = self._chance.choice(shapes)
        return Garbage(shape.body, taken=taken)


class Asked(list[Request]):
    """The requests of a fake, in order; one can wait for what comes."""

    def __init__(self) -> None:
        super().__init__()
        self._came = asyncio.Event()

    def append(self, request: Request) -> None:
        super().append(request)
        self._came.set()

    async def more(self) -> None:
        """Until there is another one."""
        self._came.clear()
        await self._came.wait()


class Vendor:
    """One of the two, with sessions of another deployment on the same account."""

    def __init__(
        self, name: str, *, room: int, foreign: int, seed: int, slow_s: float, call_s: float
    ) -> None:
        """`room`: how many sessions we may have at once. `slow_s`: how late answers may be.
        `call_s`: how long the server waits for one."""
        self._ahead_s = 0.0
        self._limit = room + foreign
        self.call_s = call_s
        self.fake: LiveAvatarFake | StreamingFake
        words: type[LiveAvatarFaults] | type[StreamingFaults]
        if name == LiveAvatarFake.name:
            words = LiveAvatarFaults
            self.fake = LiveAvatarFake(
                key=KEY, limit=self._limit, idle_limit_s=IDLE_S, now=self.now
            )
            self.costly = "start"
        else:
            words = StreamingFaults
            self.fake = StreamingFake(
                key=KEY, limit=self._limit, duration_limit_s=NEVER_S, now=self.now
            )
            self.costly = "new"
        self.fake.requests = self.asked = Asked()
        self.fake.faults = self._chances = Chances(
            Random(f"{seed} {name} faults"), words, slow_s=slow_s
        )
        self.ended = 0
        for _ in range(foreign):
            self.fake.foreign_session()

    def now(self) -> float:
        return time.time() + self._ahead_s

    @property
    def name(self) -> str:
        return self.fake.name

    def settings(self) -> Mapping[str, str]:
        """What the server needs to know of it."""
        if isinstance(self.fake, LiveAvatarFake):
            own = {
                "AVATAR_ID": liveavatar.AVATAR_ID,
                "CONTEXT_ID": liveavatar.CONTEXT_ID,
            }
        else:
            own = {"AVATAR_ID": streaming.AVATAR_ID, "IDLE_LIMIT_S": str(IDLE_S)}
        own |= {"BASE_URL": self.fake.url, "API_KEY": KEY}
        prefix = f"VIVAVOZ_{self.name.upper()}_"
        named = {prefix + key: value for key, value in own.items()}
        return {"VIVAVOZ_AVATARS_PROVIDER": self.name, **named}

    @property
    def ours(self) -> list[Session]:
        """Those that ever cost."""
        sessions = self.fake.sessions.values()
        return [each for each in sessions if not each.is_foreign and each.started_at is not None]

    @property
    def running(self) -> list[Session]:
        return [each for each in self.fake.running() if not each.is_foreign]

    async def reach(self, started: int) -> None:
        """Until so many of ours were started."""
        while len(self.ours) < started:
            await self.asked.more()

    async def next_call(self, call: str) -> None:
        """Until that is asked again."""
        seen = len(self.asked)
        while call not in {each.call for each in self.asked[seen:]}:
            await self.asked.more()

    def end(self, session_id: str, reason: str) -> None:
        """The vendor ends one, if it still goes on."""
        session = self.fake.sessions.get(session_id)
        if session is not None and session.is_running:
            self.ended += 1
            self.fake.end(session_id, reason)

    def let_in(self, more: int) -> None:
        """So many take no room: they would be over long since, were there an idle limit."""
        self.fake.terms.limit = self._limit + more

    def go_well(self) -> None:
        """No faults any more."""
        self._chances.is_over = True

    def turn_clock(self, seconds: float) -> None:
        self._ahead_s += seconds
