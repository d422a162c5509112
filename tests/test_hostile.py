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
        with asyncio.Runner() as runner:  # what is made once for all is made
            good = Good(server.port)
            for step in (good.come(), good.measure(0.1), good.leave()):
                runner.run(step)
        yield watched


@pytest.mark.parametrize("name", ATTACKS)
def test_others_are_answered_and_nothing_is_left(watched, name):
    good, count = Good(watched.server.port), max(5, ATTACKS[name][1] // 20)
    with asyncio.Runner() as runner:
        before = runner.run(watched.state())
        runner.run(good.come())
        with attacked(name, watched.server.port, count):
            took = runner.run(good.measure(0.3))
        runner.run(good.leave())
        assert all(took.values())
        assert runner.run(recovered(watched, good, before)) is not None
