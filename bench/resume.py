"""Cuts subscribers of the live stream, kills the server, and looks whether anything is missing.

    python -m bench.resume [--cuts 200] [--messages 5000] [--kills 10] [--seed 1] [--dir FOLDER]

A server of its own, at one port and over one folder, is ended by SIGKILL and started again, while
messages are posted over several connections, the posts of a lead one after another. Some answers
are lost on purpose: then the same message is posted again with the same id, as after a kill, or now
and then given up. One subscriber of everything, and one of some leads' messages alone, are cut at
random moments, in the middle of a frame as often as not, and come back with the place their last
whole frame gave them: in the header, in the query, or in the query with a ticket.

Lost is an acknowledged message that a subscriber didn't get, doubled one that it got twice (or
anything with a place at or before the last one), out of order an acknowledged one that came before
an earlier one of its lead, unknown what nobody posted, miscounted an unread count that isn't the
number of the lead's `user` messages so far. All must be 0, and no gap may be told. The decisions
follow the seed; how they meet in time doesn't.
"""

import argparse
import asyncio
import json
import shutil
import tempfile
from pathlib import Path
from random import Random

from bench import figures
from bench.durable_peers import free_port
from bench.event_source import Caller
from bench.figures import Row
from bench.followers import END, Follower
from bench.postings import Poster, Verdict, Witness, leads_of
from bench.restarted import Server

POSTERS = 6
_PATIENCE_S = 60.0


class Trial:
    def __init__(self, folder: Path, *, cuts: int, messages: int, kills: int, seed: int) -> None:
        self._server = Server(folder, free_port())
        self._witness = Witness()
        self._messages = messages
        self._cuts = cuts
        self._kills = kills
        self._seed = seed

    async def run(self) -> list[Verdict]:
        """Of the subscriber of everything, and of the one of a poster's leads."""
        await self._server.start()
        try:
            caller = await self._with_token()
            followers = [
                self._follower(caller, None, self._cuts, self._messages),
                self._follower(
                    caller,
                    frozenset([*leads_of(0), END]),
                    self._cuts // 4,
                    self._messages // POSTERS,
                ),
            ]
            async with asyncio.TaskGroup() as tasks:
                following = [
                    tasks.create_task(follower.follow(self._messages)) for follower in followers
                ]
                for follower in followers:
                    await follower.is_there.wait()
                await self._feed(caller)
                await self._say_the_end(caller)
                # What hasn't come by then is lost, and the verdict says so.
                await asyncio.wait(following, timeout=_PATIENCE_S)
                for task in following:
                    task.cancel()
            return [follower.verdict() for follower in followers]
        finally:
            await self._server.kill()

    async def _with_token(self) -> Caller:
        caller = Caller(self._server.port)
        answer = await caller.ask("GET", "/dev/token?user=1&scope=conversations")
        return Caller(self._server.port, answer.field("access_token"))

    def _follower(
        self, caller: Caller, leads: frozenset[str] | None, cuts: int, messages: int
    ) -> Follower:
        chance = Random(f"{self._seed} follower {leads and sorted(leads)}")
        return Follower(
            self._server,
            caller,
            self._witness,
            leads=leads,
            cuts=sorted(chance.choices(range(messages), k=cuts)),
            chance=chance,
        )

    async def _feed(self, caller: Caller) -> None:
        shares = [self._messages // POSTERS] * POSTERS
        shares[-1] += self._messages % POSTERS
        async with asyncio.TaskGroup() as tasks:
            for number, share in enumerate(shares):
                poster = Poster(number, self._server, caller, self._witness, self._seed)
                tasks.create_task(poster.post(share))
            tasks.create_task(self._kill())

    async def _kill(self) -> None:
        chance = Random(f"{self._seed} killer")
        for done in sorted(chance.choices(range(self._messages), k=self._kills)):
            await self._witness.reach(done)
            for _ in range(chance.randint(0, 300)):
                await asyncio.sleep(0)
            await self._server.kill()
            await self._server.start()

    async def _say_the_end(self, caller: Caller) -> None:
        connection = await caller.connect()
        body = json.dumps({"role": "human", "content": "The end."}).encode()
        await connection.send("POST", f"/backend/conversations/{END}/messages", body)
        await connection.answer()
        connection.cut()


def report(title: str, verdict: Verdict) -> list[Row]:
    ways = ", ".join(f"{way} {count}" for way, count in verdict.ways.items())
    print(
        f"{title}: {verdict.acknowledged:,} acknowledged, {verdict.received:,} received; "
        f"cut {verdict.cuts} times, {verdict.torn} of them amid a frame; came back by {ways}"
    )
    print(
        f"    lost: {verdict.lost}, doubled: {verdict.doubled}, out of order: {verdict.unordered}, "
        f"unknown: {verdict.unknown}, miscounted: {verdict.miscounted}, gaps: {verdict.gaps} "
        "(all must be 0)"
    )
    return [
        figures.measured(f"{title}: acknowledged", verdict.acknowledged),
        *(
            figures.none_of(f"{title}: {name}", getattr(verdict, name))
            for name in ("lost", "doubled", "unordered", "unknown", "miscounted", "gaps")
        ),
    ]


def main() -> list[Row]:
    parser = argparse.ArgumentParser(description="Does who comes back to the stream miss anything?")
    parser.add_argument("--cuts", type=int, default=200)
    parser.add_argument("--messages", type=int, default=5_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dir", type=Path, default=Path.cwd(), help="where the disk is")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-resume-", dir=options.dir))
    trial = Trial(
        folder,
        cuts=options.cuts,
        messages=options.messages,
        kills=options.kills,
        seed=options.seed,
    )
    verdicts = asyncio.run(trial.run())
    print(f"seed {options.seed}: {options.messages:,} messages, {options.kills} kills")
    titles = ("of everything", "of some leads")
    rows = [row for told in zip(titles, verdicts, strict=True) for row in report(*told)]
    if all(verdict.is_clean for verdict in verdicts):
        shutil.rmtree(folder)
    else:
        print(f"what is left is in {folder}")
    return rows


if __name__ == "__main__":
    figures.finish(main())
