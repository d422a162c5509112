"""A provider of HeyGen's at its stand-in, with everything around it, and time in a test's hands."""

import asyncio
import uuid
from contextlib import AsyncExitStack, asynccontextmanager

import realtime.avatars.vendor as vendor_module
from realtime.avatars.base import Part, Wanted
from realtime.avatars.heygen_streaming import HeyGenStreaming
from realtime.avatars.liveavatar import LiveAvatars
from realtime.avatars.settings import HeyGenStreamingSettings, LiveAvatarSettings
from tests.heygen_fake import Hang, LiveAvatarFake, Slow, StreamingFake
from tests.heygen_fake.clients import Clock
from tests.heygen_fake.streaming import AVATAR_ID as STREAMING_AVATAR
from tests.kept import conversations_over, kept_in
from tests.waiting import Listener, until

AVATAR, VOICE, CONTEXT = (str(uuid.UUID(int=number)) for number in (1, 2, 3))
#: As long and as shapeless as theirs are.
LIVE_KEY = "8c0b9f0e-1111-4222-8333-0123456789ab"
STREAMING_KEY = "NzY1NDMyMTAtYWJjZGVmLTE2Mjk="
#: Longer ones are between two looks at a transcript; the shorter ones are before another try.
LOOKING_SECONDS = 5.0


class Pauses:
    """Takes no time, and keeps what was waited for; a look at a transcript waits to be let."""

    def __init__(self):
        self.tries = []
        self.looks = []
        self._gates = []

    async def __call__(self, seconds):
        if seconds < LOOKING_SECONDS:
            self.tries.append(seconds)
            await asyncio.sleep(0)
            return
        gate = asyncio.Event()
        self.looks.append(seconds)
        self._gates.append(gate)
        await gate.wait()

    async def look(self):
        """Lets one be taken."""
        await until(lambda: self._gates)
        self._gates.pop(0).set()

    async def looked(self):
        """Returns when it was taken, and the next is waited for."""
        await self.look()
        await until(lambda: self._gates)


class Watcher(Listener):
    def came(self, session_id):
        raise AssertionError("a vendor doesn't tell")

    lost = came

    def ended(self, session_id, why):
        self(("ended", session_id, why))

    def died(self, session_id, reason):
        self(("died", session_id, reason))


class House:
    """One provider; a stand-in for its vendor; a store."""

    def __init__(self, fake, clock, pauses, store, archive, closing):
        self.fake = fake
        self.clock = clock
        self.pauses = pauses
        self.watcher = Watcher()
        self.store = store
        self.conversations = conversations_over(store, archive)
        closing.push_async_callback(self.conversations.stream.close)
        self._closing = closing
        self.provider = self.another()

    def another(self, **settings):
        """A provider as the next run of the server would make it."""
        make = self._live if isinstance(self.fake, LiveAvatarFake) else self._streaming
        provider = make({"base_url": self.fake.url, **settings})
        provider.watch(self.watcher)
        self._closing.push_async_callback(provider.close)
        return provider

    def _live(self, settings):
        usual = {"avatar_id": AVATAR, "context_id": CONTEXT, "api_key": LIVE_KEY}
        made = LiveAvatarSettings(**{**usual, **settings})
        return LiveAvatars(made, self.conversations, self.pauses)

    def _streaming(self, settings):
        usual = {"avatar_id": STREAMING_AVATAR, "api_key": STREAMING_KEY}
        return HeyGenStreaming(HeyGenStreamingSettings(**{**usual, **settings}), self.pauses)

    async def started(self, **options):
        wanted = wish(**options)
        created = await self.provider.create(wanted)
        return created, await self.provider.start(created, wanted)

    def asked(self, *calls):
        """The requests of these calls."""
        return [each for each in self.fake.requests if each.call in calls]

    def order(self):
        return [each.call for each in self.fake.requests]

    def said(self, lead_id="lead-7"):
        if self.conversations.log.find(lead_id) is None:
            return []
        kept = self.conversations.log.thread(lead_id, before=None, limit=100)
        return [(each.role, each.content) for each in reversed(kept)]


@asynccontextmanager
async def at_heygen(kind, path, **settings):
    async with AsyncExitStack() as closing:
        clock, pauses = Clock(), Pauses()
        key = LIVE_KEY if kind is LiveAvatarFake else STREAMING_KEY
        fake = kind(now=clock, key=key, **settings)
        await fake.listen()
        closing.push_async_callback(fake.close)
        store, archive = await closing.enter_async_context(kept_in(path))
        yield House(fake, clock, pauses, store, archive, closing)


def live_at(path, **settings):
    return at_heygen(LiveAvatarFake, path, **settings)


def streaming_at(path, **settings):
    return at_heygen(StreamingFake, path, **settings)


def wish(**options):
    usual = {
        "user": 7,
        "lead_id": "lead-7",
        "agent": "scripted",
        "part": Part(name="gestao"),
        "language": "pt-BR",
        "limit_s": 1_200.0,
    }
    return Wanted(**{**usual, **options})


def be_impatient(request, monkeypatch, provider_module):
    """Where an answer never comes, and only there: what comes late would be another fault."""
    spec = getattr(request.node, "callspec", None)
    given = spec.params.values() if spec else [Hang()]
    if any(isinstance(each, Hang | Slow) for each in given):
        monkeypatch.setattr(vendor_module, "VENDOR_CALL_SECONDS", 0.1)
        monkeypatch.setattr(provider_module, "VENDOR_CHECK_SECONDS", 0.1)
