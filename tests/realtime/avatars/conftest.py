"""Avatars over a test's own folder, and what their watcher was told."""

from contextlib import AsyncExitStack

import pytest

pytest.importorskip("aiortc", reason="the extra `avatar` isn't installed")

from realtime.avatars.base import Part, Wanted
from realtime.avatars.local.provider import LocalAvatars
from realtime.avatars.settings import AvatarsSettings
from realtime.voice.sessions import VoiceSessions
from realtime.voice.settings import VoiceSettings
from tests.kept import conversations_over, kept_in
from tests.realtime.avatars.visitors import Page, offer_loopback
from tests.scripted import OneAgent, ScriptedAgent
from tests.waiting import Listener


class Watcher(Listener):
    def came(self, session_id):
        self(("came", session_id))

    def lost(self, session_id):
        self(("lost", session_id))

    def ended(self, session_id, why):
        self(("ended", session_id, why))

    def died(self, session_id, reason):
        self(("died", session_id))


@pytest.fixture
def agent():
    return ScriptedAgent()


@pytest.fixture
async def house(tmp_path, agent, monkeypatch):
    """The server around the avatars."""
    offer_loopback(monkeypatch)
    async with AsyncExitStack() as closing:
        store, archive = await closing.enter_async_context(kept_in(tmp_path))
        house = House(store, archive, agent)
        await house.open()
        closing.push_async_callback(house.close)
        yield house


class House:
    def __init__(self, store, archive, agent):
        self.agent = agent
        self.store = store
        self.conversations = conversations_over(store, archive)
        self.sessions = VoiceSessions(
            VoiceSettings(),
            OneAgent(agent),
            store,
            archive,
            self.conversations,
            wall_clock=lambda: 1_000.0,
        )
        self.watcher = Watcher()
        self._all = []
        self._pages = []

    async def open(self):
        self.avatars = await self.avatars_with()

    async def avatars_with(self, **options):
        settings = {"addresses": ("127.0.0.1",), "width": 320, "height": 180, **options}
        avatars = LocalAvatars(AvatarsSettings(**settings), self.sessions, OneAgent(self.agent))
        avatars.watch(self.watcher)
        await avatars.open(())
        self._all.append(avatars)
        return avatars

    def page(self):
        page = Page()
        self._pages.append(page)
        return page

    async def started(self, **options):
        """A session's id, and the way in."""
        wanted = wish(**options)
        created = await self.avatars.create(wanted)
        return created.session_id, await self.avatars.start(created, wanted)

    async def met(self, **options):
        """A session whose visitor is there, and its page."""
        session_id, opening = await self.started(**options)
        return session_id, await self.visited(session_id, opening)

    async def visited(self, session_id, opening):
        """Its page, once its visitor is there."""
        page = self.page()
        await self.avatars.connect(session_id, await page.answer(opening))
        await self.watcher.wait_for(("came", session_id))
        # One that leaves in the middle of its handshake can say no goodbye.
        await page.until(lambda: page.pictures and page.levels)
        return page

    async def close(self):
        for avatars in self._all:
            await avatars.close()
        for page in self._pages:
            await page.close()
        await self.sessions.close()
        await self.conversations.stream.close()


def wish(**options):
    usual = {
        "user": 7,
        "lead_id": "lead-7",
        "agent": "scripted",
        "part": Part(name="gestao"),
        "language": "en",
        "limit_s": 600.0,
    }
    return Wanted(**{**usual, **options})
