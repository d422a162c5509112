"""One vendor's consultations while visitors die, answers are lost and the server is ended.

Part of bench/leaks.py, which says what is done.
"""

import asyncio
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bench import hurried
from bench.durable_peers import free_port
from bench.faulty import IDLE_S, KEY, Vendor
from bench.leaked import End, Judge, Verdict, ids_in, secrets_in
from bench.mortals import Tempo, Visitor
from bench.restarted import Server
from realtime.consultation.records import AvatarSession
from realtime.consultation.states import SessionState
from server import RECORDS
from state.contract import STOP_AGAIN_SECONDS, VENDOR_CALL_SECONDS
from state.files import DiskFolder
from state.records import Tables
from state.recovery import recover
from tests.heygen_fake import Cut, Request

PROVIDERS = ("liveavatar", "heygen_streaming")
FOREIGN = 5
_CAPACITY = 30
#: So many more our own limit lets in than the vendor's account carries of ours.
_TOO_MANY = 4
_LONGEST_WAIT_S = 240.0
_AGENTS = {
    "gestao": "consultant-management-en",
    "comercial": "consultant-sales-en",
    "tecnico": "consultant-technical-en",
}
_CLEAR_LINE = "\r\x1b[K"


@dataclass(frozen=True)
class Pace:
    """How long things take. `room`: what the vendor's account carries of ours at once. `quiet_s`:
    whoever hasn't stopped a session by then won't."""

    settings: dict[str, str]
    tempo: Tempo
    visitors: int
    room: int
    slow_s: float
    call_s: float
    quiet_s: float
    program: tuple[str, ...] = ()


FULL = Pace(
    {"HEARTBEAT_LOST_S": "20", "RESERVATION_S": "8", "START_S": "8", "STOP_S": "3"},
    Tempo(poll_s=0.8, step_s=0.2, stay_s=3.0),
    visitors=90,
    room=40,
    slow_s=6.0,
    call_s=VENDOR_CALL_SECONDS,
    quiet_s=STOP_AGAIN_SECONDS + 8.0,
)
HURRIED = Pace(
    {"RESERVATION_S": "2", "START_S": "2", "STOP_S": "1"},
    Tempo(poll_s=0.2, step_s=0.05, stay_s=0.3),
    visitors=20,
    room=10,
    slow_s=0.5,
    call_s=hurried.CALL_S,
    quiet_s=hurried.HEARTBEAT_LOST_S + hurried.RECONNECT_S + 1.0,
    program=("-m", "bench.hurried"),
)


@dataclass
class Outcome:
    verdict: Verdict
    seconds: float
    visits: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)


class Trial:
    def __init__(
        self, folder: Path, provider: str, *, sessions: int, kills: int, seed: int, pace: Pace
    ) -> None:
        self._vendor = Vendor(
            provider,
            room=pace.room,
            foreign=FOREIGN,
            seed=seed,
            slow_s=pace.slow_s,
            call_s=pace.call_s,
        )
        self._folder = folder
        self._sessions = sessions
        self._kills = kills
        self._seed = f"{seed} {provider}"
        self._pace = pace
        self._judge = Judge(costly=self._vendor.costly, call_s=pace.call_s)
        self._ends: list[End] = []
        self._visits: Counter[str] = Counter()
        self._users = 0
        self._server: Server

    async def run(self) -> Outcome:
        begun = time.monotonic()
        await self._vendor.fake.listen()
        self._server = self._make_server()
        await self._server.start()
        try:
            async with asyncio.TaskGroup() as tasks:
                showing = tasks.create_task(self._show())
                await self._disturb()
                await self._settle()
                showing.cancel()
            await self._server.stop()
            verdict = self._verdict()
        finally:
            await self._server.kill()
            await self._vendor.fake.close()
        ends = Counter(each.way for each in self._ends)
        calls = Counter(call for each in self._ends for call in each.calls)
        return Outcome(verdict, time.monotonic() - begun, self._visits, ends, calls)

    def _make_server(self) -> Server:
        own = {
            "PROVIDER_CAPACITY": str(self._pace.room + _TOO_MANY),
            "RECONNECT_S": "1",
            "COOLDOWN_S": "0",
            # Longer than all of this: no session ends because its time is over.
            "SESSION_S": str(IDLE_S),
            **self._pace.settings,
        }
        config = self._folder / "vivavoz.toml"
        config.write_text("".join(_agent_type(slug, agent) for slug, agent in _AGENTS.items()))
        return Server(
            self._folder,
            free_port(),
            *self._pace.program,
            VIVAVOZ_LOCAL_WORKERS="1",
            **{f"VIVAVOZ_CONSULTATION_{key}": value for key, value in own.items()},
            **self._vendor.settings(),
        )

    # What happens

    async def _disturb(self) -> None:
        """Until there were as many sessions and ends as there are to be; then nobody is there."""
        async with asyncio.TaskGroup() as tasks:
            visitors = [
                tasks.create_task(self._come_and_go(number))
                for number in range(self._pace.visitors)
            ]
            await self._end_servers()
            await self._vendor.reach(self._sessions)
            for each in visitors:
                each.cancel()

    async def _come_and_go(self, number: int) -> None:
        """One visitor after the other."""
        chance = Random(f"{self._seed} visitors {number}")
        while True:
            self._users += 1
            visitor = Visitor(self._users, self._server, self._vendor, self._pace.tempo, chance)
            await visitor.visit(self._visits)

    async def _end_servers(self) -> None:
        chance = Random(f"{self._seed} killer")
        stops = self._kills // 5
        ways = ["kill"] * self._kills + ["stop"] * stops
        chance.shuffle(ways)
        moments = sorted(chance.choices(range(self._sessions), k=len(ways)))
        for moment, way in zip(moments, ways, strict=True):
            await self._vendor.reach(moment)
            await self._wait_for_moment(chance)
            await self._end_server(way)
            await self._server.launch()
            if chance.random() < 0.15:
                await asyncio.sleep(chance.uniform(0, 3))
                await self._end_server("kill amid the start")
                await self._server.launch()
            if not await self._server.is_ready():
                raise RuntimeError(f"the server doesn't start: see {self._server.log}")

    async def _wait_for_moment(self, chance: Random) -> None:
        """Any, or one just after a call began."""
        call = chance.choice([None, None, None, self._vendor.costly, "token", "start", "stop"])
        if call is None:
            await asyncio.sleep(chance.uniform(0, 0.5))
            return
        try:
            async with asyncio.timeout(2):
                await self._vendor.next_call(call)
        except TimeoutError:
            return
        await asyncio.sleep(chance.uniform(0, 0.03))

    async def _end_server(self, way: str) -> None:
        vendor = self._vendor
        calls = [each.call for each in vendor.asked if _is_under_way(each, vendor.now())]
        if way == "stop":
            await self._server.stop()
        else:
            await self._server.kill()
        end = End(vendor.now(), way, len(vendor.asked), calls)
        self._ends.append(end)
        self._judge.end(end, ids_in(self._server.data))
        verdict = self._judge.judge(vendor.fake.sessions.values(), vendor.asked)
        vendor.let_in(verdict.withheld + verdict.unrecorded.total())

    # Its end

    async def _settle(self) -> None:
        """Until nothing of ours runs, or nobody stops it any more."""
        vendor, loop = self._vendor, asyncio.get_running_loop()
        vendor.go_well()
        latest = loop.time() + _LONGEST_WAIT_S
        while loop.time() < latest:
            try:
                async with asyncio.timeout(self._pace.quiet_s):
                    await vendor.next_call("stop")
            except TimeoutError:
                return

    def _verdict(self) -> Verdict:
        vendor = self._vendor
        end = End(vendor.now(), "over", len(vendor.asked))
        self._judge.end(end, ids_in(self._server.data))
        verdict = self._judge.judge(vendor.fake.sessions.values(), vendor.asked)
        tables = Tables(RECORDS)
        recover(DiskFolder(self._server.data), tables)
        verdict.pending = sum(
            each.status is not SessionState.ENDED for each in tables.of(AvatarSession)
        )
        log = self._server.log.read_bytes()
        verdict.secrets = secrets_in(log, KEY)
        verdict.tracebacks = log.count(b"Traceback (most recent call last)")
        vendor.turn_clock(IDLE_S + 1)
        verdict.ended_idle = not vendor.running
        return verdict

    async def _show(self) -> None:
        while sys.stderr.isatty():
            vendor = self._vendor
            print(
                f"{_CLEAR_LINE}{vendor.name}: {len(vendor.ours):,} of {self._sessions:,} sessions,"
                f" {len(vendor.running)} running, {len(self._ends)} ends of the server",
                end="",
                file=sys.stderr,
                flush=True,
            )
            await asyncio.sleep(0.5)


def _agent_type(slug: str, agent: str) -> str:
    return (
        "[[consultation.agent_types]]\n"
        f'slug = "{slug}"\ntitles = {{ en = "{slug}" }}\nagent = "{agent}"\n'
        f"capacity = {_CAPACITY}\n"
    )


def _is_under_way(request: Request, now: float) -> bool:
    """As far as the vendor knows."""
    is_cut = isinstance(request.fault, Cut)
    return request.status is None and not is_cut and now < request.at + VENDOR_CALL_SECONDS
