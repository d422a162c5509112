"""A stand-in that listens, and a client of it."""

from functools import partial

import pytest

from tests.heygen_fake import LiveAvatarFake, StreamingFake
from tests.heygen_fake.clients import Clock, LiveClient, StreamingClient


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def make(clock):
    """A fake that listens, and a client of it."""
    closings = []

    async def make(kind, **settings):
        fake = kind(now=clock, **settings)
        await fake.listen()
        client = (LiveClient if kind is LiveAvatarFake else StreamingClient)(fake)
        closings.extend([client.close, fake.close])
        return fake, client

    yield make
    for close in closings:
        await close()


@pytest.fixture
def live(make):
    return partial(make, LiveAvatarFake)


@pytest.fixture
def streaming(make):
    return partial(make, StreamingFake)
