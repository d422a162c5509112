"""The real avatar providers behind a server: the embedded one, and both vendors' before their
stand-ins. What a test needs of each, whichever it is."""

import asyncio
import logging
from contextlib import asynccontextmanager

import pytest
from prometheus_client import generate_latest

from realtime.avatars import leaving
from realtime.avatars.base import Opening
from realtime.avatars.heygen_streaming import HeyGenStreaming
from realtime.avatars.liveavatar import LiveAvatars
from realtime.avatars.local.provider import LocalAvatars
from realtime.avatars.settings import (
    AvatarsSettings,
    HeyGenStreamingSettings,
    LiveAvatarSettings,
)
from state.contract import TRANSCRIPT_SECONDS
from tests.heygen_fake import LiveAvatarFake, StreamingFake, liveavatar, streaming
from tests.heygen_fake.faults import LiveAvatarFaults, StreamingFaults
from tests.waiting import until

CANDIDATE = {
    "candidate": "candidate:1 1 udp 2130706431 127.0.0.1 9 typ host",
    "sdpMid": "0",
    "sdpMLineIndex": 0,
}
ANSWER = {"type": "answer", "sdp": "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n"}


class Pauses:
    """The pauses of one server's provider: between tries they take no time, and until it looks
    again at what is said they last until tick()."""

    def __init__(self):
        self._waiting = []
        self.short = []

    async def __call__(self, seconds):
        if seconds < TRANSCRIPT_SECONDS:
            self.short.append(seconds)
            await asyncio.sleep(0)
            return
        self._waiting.append(asyncio.get_running_loop().create_future())
        await self._waiting[-1]

    @property
    def are_over(self):
        return not self._waiting

    def tick(self):
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            if not each.done():
                each.set_result(None)


class Provided:
    """`servers`: all that had it, the last one now; they share what is kept."""

    name: str
    outlives_restart = True
    #: Whether a page sends a description, and what else than id and token it is given.
    is_by_sdp = True
    way_in = frozenset({"sdp", "ice_servers"})

    def __init__(self, serve):
        self._serve = serve
        self.servers = []
        self.pauses = Pauses()

    def now(self):
        return self.servers[-1].time if self.servers else 1_000_000.0

    async def open(self):
        pass

    async def server(self, **options):
        server = self._serve(avatars=self._avatars, time=self.now(), **options)
        self.servers.append(server)
        await self.let_open(server)
        return server

    async def let_open(self, server):
        await server.open()

    async def restarted(self, *, kills=False):
        """The next server, over what the last one has kept."""
        last = self.servers[-1]
        if kills:
            await last.kill()
        else:
            await last.consultations.end_all()
            await last.close()
        return await self.server()

    def _avatars(self, server):
        raise NotImplementedError

    async def answer(self, heygen_data):
        """A page's description, if it sends one."""
        raise NotImplementedError

    def live(self):
        """The ids of the sessions that cost."""
        raise NotImplementedError

    async def kept_alive(self, session_id):
        """Waits until it was, if it has to be."""

    async def close(self):
        for server in self.servers:
            await server.close()


class Local(Provided):
    name = "local"
    outlives_restart = False

    def __init__(self, serve):
        super().__init__(serve)
        self._pages = []

    def _avatars(self, server):
        settings = AvatarsSettings(addresses=("127.0.0.1",), width=160, height=90)
        return LocalAvatars(settings, server.sessions, server.directory)

    async def answer(self, heygen_data):
        from tests.realtime.avatars.visitors import Page

        self._pages.append(Page())
        answer = await self._pages[-1].answer(Opening(heygen_data))
        return {"type": answer.type, "sdp": answer.sdp}

    def live(self):
        return [id for server in self.servers for id in server.avatars._here]

    async def close(self):
        for page in self._pages:
            await page.close()
        await super().close()


class Vendor(Provided):
    """`fake`: its stand-in, which has room for one session; `faults`, in its words."""

    #: The calls by which a session begins; the last one makes it cost.
    begins_by: tuple[str, str]
    fake: LiveAvatarFake | StreamingFake

    async def let_open(self, server):
        """It asks whether what it is set to will do; nothing of that is left."""
        sessions, requests = {*self.fake.sessions}, len(self.fake.requests)
        await server.open()
        for id in {*self.fake.sessions} - sessions:
            del self.fake.sessions[id]
        del self.fake.requests[requests:]

    async def open(self):
        await self.fake.listen()

    def live(self):
        return [session.id for session in self.fake.running()]

    async def kept_alive(self, session_id):
        await until(lambda: self.fake.sessions[session_id].keep_alives)

    def calls(self, call, session_id=None):
        """Those that came, or of them those about one session."""
        return [
            each
            for each in self.fake.requests
            if each.call == call and session_id in (None, each.session_id)
        ]

    async def close(self):
        await super().close()
        await self.fake.close()


class LiveAvatar(Vendor):
    name = "liveavatar"
    is_by_sdp = False
    way_in = frozenset({"livekit_url", "livekit_token"})
    begins_by = ("token", "start")
    faults = LiveAvatarFaults

    def __init__(self, serve):
        super().__init__(serve)
        self.fake = LiveAvatarFake(limit=1, now=self.now)

    def _avatars(self, server):
        self.pauses = Pauses()
        settings = LiveAvatarSettings(
            api_key=self.fake.key,
            base_url=self.fake.url,
            avatar_id=liveavatar.AVATAR_ID,
            context_id=liveavatar.CONTEXT_ID,
        )
        return LiveAvatars(settings, server.conversations, self.pauses)

    async def answer(self, heygen_data):
        return None


class Streaming(Vendor):
    name = "heygen_streaming"
    begins_by = ("create_token", "new")
    faults = StreamingFaults

    def __init__(self, serve):
        super().__init__(serve)
        self.fake = StreamingFake(limit=1, now=self.now)

    def _avatars(self, server):
        self.pauses = Pauses()
        settings = HeyGenStreamingSettings(
            api_key=self.fake.key, base_url=self.fake.url, avatar_id=streaming.AVATAR_ID
        )
        return HeyGenStreaming(settings, self.pauses)

    async def answer(self, heygen_data):
        return ANSWER


VENDORS = (LiveAvatar, Streaming)
KINDS = (Local, *VENDORS)

#: How the stand-ins' secrets begin; their keys are whole.
_SECRETS = ("session-token-", "streaming-token-", "room-token-", "liveavatar-key", "streaming-key")


@asynccontextmanager
async def provided(kind, serve, monkeypatch, caplog):
    """In the end no start was sent twice, and no secret told but to a page that begins."""
    if kind is Local:
        aioice = pytest.importorskip("aioice", reason="the extra `avatar` isn't installed")
        monkeypatch.setattr(aioice.ice, "get_host_addresses", lambda **_: ["127.0.0.1"])
    else:
        caplog.set_level(logging.DEBUG)
    provider = kind(serve)
    await provider.open()
    yield provider
    await provider.close()
    if kind is not Local:
        assert all(each.starts <= 1 for each in provider.fake.sessions.values())
        _check_secrets(provider, caplog)


def _check_secrets(provider, caplog):
    told = [
        text
        for server in provider.servers
        for path, code, text in server.answers
        if not (path.endswith("/session/initialize/") and code == 200)
    ]
    records = [each for when in ("setup", "call", "teardown") for each in caplog.get_records(when)]
    told += [logging.Formatter().format(record) for record in records]
    told.append(generate_latest().decode())  # what /metrics shows
    for text in told:
        assert not any(secret in text for secret in _SECRETS), text


def doubts_pass(monkeypatch):
    """No start that was sent may still be done."""
    monkeypatch.setattr(leaving, "_DOUBT_SECONDS", 0.0)
