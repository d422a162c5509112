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

    name = "scripted"
    answers_itself = False
    language = ""

    def __init__(self, *, outlives_restart=False, idle_limit_s=None):
        self.outlives_restart = outlives_restart
        self.idle_limit_s = idle_limit_s
        self.unavailable = None
        self.steps = {}
        self.live = {}
        self.calls = []
        self.wanted = []
        self.candidates = []
        self.most_at_once = 0
        self.resumed = []
        self._answers = {}
        self._numbers = itertools.count(1)
        self._offers = itertools.count(1)

    def watch(self, watcher):
        self.watcher = watcher

    async def open(self, parts):
        pass

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
        return self._opening(kept={"session_token": created.session_token})

    def resume(self, session_id, *, user, lead_id, is_connected, kept):
        self.resumed.append((session_id, user, lead_id, dict(kept)))

    async def renew(self, session_id):
        await self._step("renew", session_id)
        self._answers.pop(session_id, None)
        return self._opening()

    def _opening(self, **kept):
        offer: Json = {"type": "offer", "sdp": f"offer {next(self._offers)}"}
        return Opening({"sdp": offer, "ice_servers": []}, **kept)

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
