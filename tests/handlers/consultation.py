"""A visitor of the consultations, over real sockets."""

import json

from tests.handlers.conftest import token
from tests.handlers.providers import ANSWER


class Visitor:
    """Each call answers (HTTP status, body); `headers` are those of the last one."""

    def __init__(self, server, user=7, base="/api/consultoria", **claims):
        self._server = server
        self._base = base
        self.bearer = {"Authorization": f"Bearer {token(user, **claims)}"}

    async def get(self, path):
        return self._read(await self._server.fetch(self._base + path, headers=self.bearer))

    async def post(self, path, body=b"", **more):
        if not isinstance(body, bytes):
            body = json.dumps({**body, **more}).encode()
        return self._read(
            await self._server.fetch(
                self._base + path,
                method="POST",
                body=body,
                headers={**self.bearer, "Content-Type": "application/json"},
            )
        )

    def _read(self, response):
        self.headers = response.headers
        self.raw = response.body.decode()
        return response.code, json.loads(response.body)

    async def join(self, agent_type="gestao"):
        return await self.post("/queue/join/", {"agent_type": agent_type})

    async def status(self):
        return await self.get("/queue/status/")

    async def leave(self):
        return await self.post("/queue/leave/")

    async def initialize(self, agent_type="gestao", **more):
        return await self.post("/session/initialize/", {"agent_type": agent_type}, **more)

    async def current(self):
        return await self.get("/session/")

    async def session(self, call, session_id, **more):
        return await self.post(f"/session/{call}/", {"session_id": session_id}, **more)

    async def connect(self, session_id, sdp=ANSWER):
        return await self.session("connect", session_id, sdp=sdp)

    async def begun(self, agent_type="gestao"):
        """Queue, be called, initialize; what that answers."""
        assert (await self.join(agent_type))[0] == 200
        code, body = await self.initialize(agent_type)
        assert code == 200, body
        return code, body

    async def begin(self, agent_type="gestao"):
        """The same; the provider's session id."""
        return (await self.begun(agent_type))[1]["heygen_data"]["session_id"]

    async def meet(self, provider):
        """And connect; what initialize answered."""
        _, body = await self.begun()
        sdp = await provider.answer(body["heygen_data"])
        assert (await self.connect(body["session"]["id"], sdp))[0] == 200
        return body

    async def called(self):
        """Waits for its turn."""
        while (await self.status())[1]["status"] != "reserved":
            pass
