"""An avatar provider that does what its test tells it to."""

import asyncio
import itertools

from realtime.agents.base import Json
from realtime.avatars.base import Created, Opening
from state.errors import AvatarUnavailable, BadDescription, Conflict


class ScriptedAvatars:
    """`steps[name]`: what that call does first: exceptions to raise, events to await, one each.

    `live`: the sessions that cost by now; `calls`: what was asked, in order.
    """

    def __init__(self, *, outlives_restart=False, keep_alive_s=None):
        self.outlives_restart = outlives_restart
        self.keep_alive_s = keep_alive_s
        self.unavailable = None
        self.steps = {}
        self.live = {}
        self.calls = []
        self.wanted = []
        self.candidates = []
        self.most_at_once = 0
        self._answers = {}
        self._numbers = itertools.count(1)
        self._offers = itertools.count(1)

    def watch(self, watcher):
        self.watcher = watcher

    def check(self):
        if self.unavailable is not None:
            raise AvatarUnavailable(self.unavailable)

    async def create(self, wanted):
        self.wanted.append(wanted)
        await self._step("create")
        number = next(self._numbers)
        return Created(f"face-{number}", f"secret-{number}")

    async def start(self, created, wanted):
        self.live[created.session_id] = wanted
        self.most_at_once = max(self.most_at_once, len(self.live))
        await self._step("start", created.session_id)
        return self._opening()

    async def renew(self, session_id):
        await self._step("renew", session_id)
        self._answers.pop(session_id, None)
        return self._opening()

    def _opening(self):
        offer: Json = {"type": "offer", "sdp": f"offer {next(self._offers)}"}
        return Opening({"sdp": offer, "ice_servers": []})

    async def connect(self, session_id, answer):
        await self._step("connect", session_id)
        if answer is None or answer.type != "answer" or not answer.sdp.startswith("v=0"):
            raise BadDescription("that isn't a session description")
        if self._answers.setdefault(session_id, answer) != answer:
            raise Conflict("the offer was answered before")

    async def add_candidate(self, session_id, candidate):
        await self._step("add_candidate", session_id)
        self.candidates.append(candidate)

    async def keep_alive(self, session_id):
        await self._step("keep_alive", session_id)

    async def stop(self, session_id):
        await self._step("stop", session_id)
        self.live.pop(session_id, None)

    async def close(self):
        self.calls.append(("close",))

    async def _step(self, name, *arguments):
        self.calls.append((name, *arguments))
        steps = self.steps.get(name, [])
        step = steps.pop(0) if steps else None
        if isinstance(step, Exception):
            raise step
        if isinstance(step, asyncio.Event):
            await step.wait()
