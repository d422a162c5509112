"""bench/hostile.py in short: a server in a process of its own is attacked by another, others are
answered meanwhile, and nothing of it is left. How fast is the bench's to say."""

import asyncio

import pytest

from bench.attackers import ATTACKS
from bench.hostile import SECRET, Good, Watched, attacked, recovered
from bench.servers import vivavoz


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    counted = tmp_path_factory.mktemp("watched") / "tasks"
    settings = {"VIVAVOZ_ACCESS_SECRET": SECRET, "WATCHED": str(counted)}
    with vivavoz("-m", "bench.watched", **settings) as server:
        watched = Watched(server, counted)
        # What is made once for all is made.
        asyncio.run(Good(server.port).measure(0.1))
        yield watched


@pytest.mark.parametrize("name", ATTACKS)
def test_others_are_answered_and_nothing_is_left(watched, name):
    good, before = Good(watched.server.port), asyncio.run(watched.state())
    count = max(5, ATTACKS[name][1] // 20)
    with attacked(name, watched.server.port, count):
        took = asyncio.run(good.measure(0.3))
    assert all(took.values())
    assert asyncio.run(recovered(watched, good, before)) is not None
