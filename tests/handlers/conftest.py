"""A real server on a free port, with an agent that says what a test tells it to."""

import asyncio
from contextlib import asynccontextmanager
from typing import Any

import jwt
import msgspec
import pytest
import pytest_asyncio
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.testing import bind_unused_port
from tornado.websocket import websocket_connect

from handlers.access import Key, Origins, Tickets, Tokens
from handlers.drain import Drain
from handlers.endpoint import Access
from handlers.http import http_server
from handlers.limits.limits import Limits, LimitsSettings
from handlers.limits.listener import Listener
from handlers.limits.room import room_here
from handlers.routes import routes
from handlers.watching.metrics import observe_request
from realtime.consultation.consultations import Consultations
from realtime.consultation.settings import ConsultationSettings
from realtime.conversations.conversations import Conversations
from realtime.conversations.settings import ConversationsSettings
from realtime.roleplay.files import read_files
from realtime.roleplay.practice import Practice
from realtime.roleplay.settings import RolePlaySettings
from realtime.voice.sessions import VoiceSessions
from realtime.voice.settings import VoiceSettings
from tests.avatars import ScriptedAvatars
from tests.handlers.agents import AGENTS, Dialogflow, answered_by, started_recogniser
from tests.handlers.conformance import documented
from tests.handlers.providers import KINDS, VENDORS, provided
from tests.handlers.talker import Talker
from tests.kept import kept_in
from tests.scripted import OneAgent, ScriptedAgent

SECRET = "a secret of at least thirty-two characters"
FOREVER = 4_102_444_800  # the year 2100


def token(user=7, secret=SECRET, **claims):
    return jwt.encode({"user_id": user, "exp": FOREVER, **claims}, secret, algorithm="HS256")


def consulting_by(agent):
    """Each consultant speaks with that agent; one session at a time."""
    return ConsultationSettings(
        agent_types=tuple(
            msgspec.structs.replace(kind, agent=agent)
            for kind in ConsultationSettings().agent_types
        ),
        provider_capacity=1,
        avatar_ids=("other-face",),
    )


CONSULTATION = consulting_by(ScriptedAgent.card.name)


class OneRun:
    """The store, as one run of the server has it: once that was killed it keeps nothing more."""

    def __init__(self, store):
        self._store = store
        self.is_over = False

    def __getattr__(self, name):
        return getattr(self._store, name)

    def commit(self, *changes):
        if self.is_over:
            return asyncio.get_running_loop().create_future()
        return self._store.commit(*changes)


class Server:
    """The server under test: `http`, a client of it; `agent`, `sessions`, its parts.

    `avatars`: a provider, or what makes one of the server; then open() comes next.
    `agent`: who answers; a scripted one, if none is given. `embedded` makes role plays' buyers.
    `answers`: what its clients were told: path, status and all the text of it.
    """

    def __init__(
        self,
        client,
        store,
        archive,
        *,
        development,
        allowed_origins=(),
        cookie="",
        conversations=None,
        consultation=None,
        avatars=None,
        agent=None,
        voice=None,
        roleplay=None,
        embedded=None,
        time=1_000_000.0,
        limits=None,
    ):
        key = Key(SECRET, ("HS256",))
        self._client = client
        self._talkers = []
        self._is_closed = False
        self.answers = []
        self.agent: Any = agent or ScriptedAgent()
        self.store, self.archive = store, archive
        self.loop = asyncio.get_running_loop()
        self.time = time
        self.directory = directory = OneAgent(self.agent)
        run: Any = OneRun(store)
        self._run = run
        self.conversations = Conversations(
            conversations or ConversationsSettings(), store, archive, wall_clock=lambda: self.time
        )
        self.sessions = VoiceSessions(
            voice or VoiceSettings(),
            directory,
            store,
            archive,
            self.conversations,
            wall_clock=lambda: self.time,
        )
        self.avatars = avatars(self) if callable(avatars) else avatars or ScriptedAvatars()
        self.consultations = Consultations(
            consultation or consulting_by(self.agent.card.name),
            directory,
            self.avatars,
            run,
            wall_clock=lambda: self.time,
            steady_clock=lambda: self.time,
        )
        role_plays, agents = roleplay or RolePlaySettings(), [self.agent.card.name]
        self.practice = Practice(
            role_plays,
            read_files(role_plays.files_dir, agents=agents),
            directory,
            embedded or (lambda definition, name: self.agent),
            self.sessions,
            store,
            archive,
            wall_clock=lambda: self.time,
        )
        self.practice.marking.start()
        if not callable(avatars):
            self.consultations.start()
        access = Access(
            development=development,
            tokens=Tokens(key),
            tickets=Tickets(seconds=30),
            origins=Origins(allowed_origins, loopback_only=development),
            cookie=cookie,
            limits=Limits(limits or LimitsSettings(), room_here(), development=development),
            wall_clock=lambda: self.time,
        )
        self.drain = Drain([self.sessions, self.consultations], limit_s=0.0)
        self.table = table = routes(
            version="1.2.3",
            access=access,
            key=key,
            directory=directory,
            sessions=self.sessions,
            conversations=self.conversations,
            consultations=self.consultations,
            practice=self.practice,
            store=store,
            archive=archive,
            drain=self.drain,
        )
        self._documented = documented(table, access)
        self.limits = access.limits
        self._http = http_server(self.table, access, log=observe_request)
        bound, self.port = bind_unused_port()
        self._http.add_socket(Listener(bound, access.limits.connections))
        self.host = f"127.0.0.1:{self.port}"

    async def open(self):
        """As server.py opens them."""
        await self.avatars.open([kind.part for kind in CONSULTATION.agent_types])
        self.consultations.start()

    async def fetch(self, path, **options):
        answer = await self._client.fetch(f"http://{self.host}{path}", raise_error=False, **options)
        self.answers.append((path, answer.code, f"{answer.headers} {answer.body!r}"))
        self._documented.check(options.get("method", "GET"), path, answer)
        return answer

    async def connect(self, query="", **headers):
        request = HTTPRequest(f"ws://{self.host}/ws/voice-chat{query}", headers=headers)
        self._talkers.append(Talker(await websocket_connect(request)))
        return self._talkers[-1]

    def later(self, seconds):
        """So much time has passed."""
        self.time += seconds
        self.consultations.expire()

    async def kill(self):
        """Nothing of it is kept from now on, and nothing of its consultations goes on."""
        self._run.is_over = True
        driver, faces = self.consultations._driver, self.consultations._faces
        driver._patience_s = 0
        await driver.close()
        for stay in faces._stays.values():
            await stay.cancel()
        self._http.stop()
        await self._http.close_all_connections()

    async def close(self):
        if self._is_closed:
            return
        self._is_closed = True
        for talker in self._talkers:
            talker.socket.close()
        await self.consultations.close()
        await self.avatars.close()
        await self.sessions.close()
        await self.practice.close()
        await self.conversations.stream.close()
        for talker in self._talkers:
            await talker.closed()
        self._http.stop()
        await self._http.close_all_connections()


@asynccontextmanager
async def serving(path):
    """Starts servers over one folder: in development mode, unless told otherwise."""
    client, servers = AsyncHTTPClient(force_instance=True), []

    async with kept_in(path) as kept:

        def start(*, development=True, **options):
            servers.append(Server(client, *kept, development=development, **options))
            return servers[-1]

        yield start
        for server in servers:
            await server.close()
    client.close()


@pytest.fixture
async def serve(tmp_path):
    async with serving(tmp_path) as start:
        yield start


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
async def provider(request, serve, monkeypatch, caplog):
    """Each of the real providers; `await provider.server()` is a server that has it."""
    async with provided(request.param, serve, monkeypatch, caplog) as provider:
        yield provider


@pytest.fixture(params=VENDORS, ids=lambda kind: kind.name)
async def vendor(request, serve, monkeypatch, caplog):
    """Each of those that are somebody else's, before its stand-in."""
    async with provided(request.param, serve, monkeypatch, caplog) as provider:
        yield provider


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def recogniser(forked_workers):
    """The embedded agent's, in the loop of all tests of a module: it takes long to start."""
    async with started_recogniser() as recogniser:
        yield recogniser


@pytest_asyncio.fixture(loop_scope="module", params=AGENTS, ids=lambda kind: kind.name)
async def answering(request, tmp_path, recogniser):
    """Each of the real agents; `await answering.server()` is a server that has it."""
    async with serving(tmp_path) as serve, answered_by(request.param, serve, recogniser) as agent:
        yield agent


@pytest_asyncio.fixture(loop_scope="module")
async def dialogflow(tmp_path):
    """The one that has more to say: a person is to go on, it is over."""
    async with serving(tmp_path) as serve, answered_by(Dialogflow, serve) as agent:
        yield agent
