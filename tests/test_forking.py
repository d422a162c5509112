"""Forked servers are servers as any."""

import os
import signal
import urllib.request

import pytest

from tests.forking import CAN_FORK, Forker

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="only where a process can be forked safely")


@pytest.fixture(scope="module")
def forker():
    forker = Forker()
    yield forker
    forker.close()


@pytest.fixture
def start(forker, tmp_path):
    started = []

    def serve(name="data", **environment):
        arguments = ["--port", "0", "--data-dir", str(tmp_path / name)]
        with (tmp_path / f"{name}.log").open("a") as log:
            settings = {"VIVAVOZ_LOCAL_WORKERS": "1", **environment}
            started.append(forker.serve(arguments, {**os.environ, **settings}, log))
        return started[-1]

    yield serve
    for server in started:
        server.kill()
        if not server.stdout.closed:
            server.communicate()


def address_of(server):
    line = server.stdout.readline()
    assert line.startswith("Vivavoz is ready: ")
    return line.split()[-1].removesuffix("/test")


def is_well(address):
    with urllib.request.urlopen(f"{address}/health", timeout=10) as answer:
        return answer.status == 200


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 0), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_a_signal_ends_it(start, number, code):
    server = start()
    address_of(server)
    os.kill(server.pid, number)
    server.communicate()
    assert server.returncode == code


def test_each_has_a_life_and_a_folder_of_its_own(start, tmp_path):
    one, other = start("one"), start("other")
    addresses = address_of(one), address_of(other)
    assert addresses[0] != addresses[1]
    one.kill()
    one.communicate()
    assert is_well(addresses[1])
    secrets = [tmp_path / name / "development-secret" for name in ("one", "other")]
    assert secrets[0].read_bytes() != secrets[1].read_bytes()


def test_its_environment_is_what_it_is_given(start, tmp_path):
    server = start(VIVAVOZ_VOICE_SILENSE_MS="5")
    server.communicate()
    assert server.returncode == 1
    assert "voice.silense_ms" in (tmp_path / "data.log").read_text()
