"""Clients of the stand-ins with nothing of a client's own wisdom, and a clock to turn."""

import httpx

from tests.heygen_fake.liveavatar import AVATAR_ID

ANSWER = {"type": "answer", "sdp": "v=0\r\n"}
CANDIDATE = {"candidate": "candidate:1 1 udp 1 10.0.0.1 9 typ host", "sdpMLineIndex": 0}


class Clock:
    def __init__(self):
        self.now = 1_790_000_000.0

    def __call__(self):
        return self.now


class Client:
    """Of one fake, with nothing of a client's own wisdom."""

    def __init__(self, fake):
        self._http = httpx.AsyncClient(base_url=fake.url, verify=False, trust_env=False)
        self._fake = fake

    async def call(self, method, path, body=None, *, key=None, token=None):
        headers = {} if key is None else {"X-API-KEY": key}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return await self._http.request(method, path, json=body, headers=headers)

    async def post(self, path, body=None, **credential):
        return await self.call("POST", path, body, **credential)

    async def get(self, path):
        return await self.call("GET", path, key=self._fake.key)

    async def close(self):
        await self._http.aclose()


class LiveClient(Client):
    async def token(self, **more):
        body = {"avatar_id": AVATAR_ID, "avatar_persona": {}, "max_session_duration": 1200, **more}
        return await self.post("/v1/sessions/token", body, key=self._fake.key)

    async def start(self, token):
        return await self.post("/v1/sessions/start", token=token)

    async def started(self, **more):
        """The id and the token of a new one."""
        made = (await self.token(**more)).json()["data"]
        assert (await self.start(made["session_token"])).status_code == 201
        return made["session_id"], made["session_token"]

    async def listed(self, query="type=active"):
        return (await self.get(f"/v1/sessions?{query}")).json()["data"]

    async def entry(self, session_id):
        return (await self.get(f"/v1/sessions/{session_id}")).json()["data"]


class StreamingClient(Client):
    async def do(self, call, **body):
        return await self.post(f"/v1/streaming.{call}", body, key=self._fake.key)

    async def made(self, **body):
        return (await self.do("new", **body)).json()["data"]

    async def connected(self, **body):
        session_id = (await self.made(**body))["session_id"]
        assert (await self.do("start", session_id=session_id, sdp=ANSWER)).status_code == 200
        return session_id
