"""Forked servers are servers as any, and forked workers are workers."""

import os
import signal
import subprocess
import urllib.request

import pytest

from realtime.agents.local.jobs import LENGTH, Ready, decode_report
from realtime.agents.local.recogniser import Recogniser
from realtime.roleplay.marking.driver import Marking
from tests.forking import CAN_FORK

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="only where a process can be forked safely")


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


@pytest.fixture
def work(forker):
    """Starts the process that a recogniser or a scorer would start."""
    started = []

    def start(asking):
        with forker.workers():
            command = command_of(asking)
        pipe = subprocess.PIPE
        started.append(subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
        with worker:  # which closes its pipes, and waits
            pass


def command_of(asking):
    defaults = asking.__init__.__kwdefaults__
    return defaults["command"]


def is_ready(worker):
    (length,) = LENGTH.unpack(worker.stdout.read(LENGTH.size))
    return isinstance(decode_report(worker.stdout.read(length)), Ready)


def test_a_worker_lives_as_long_as_its_input(work):
    worker = work(Recogniser)
    assert is_ready(worker)
    worker.stdin.close()
    assert worker.wait(20) == 0


def test_a_worker_is_killed_with_who_stands_for_it(work):
    worker = work(Recogniser)
    assert is_ready(worker)
    worker.kill()
    assert worker.stdout.read() == b""  # and its input is still open


def test_a_worker_that_fails_says_so(work):
    worker = work(Marking)
    said, complained = worker.communicate(b"not a job", timeout=20)
    assert worker.returncode == 1
    assert not said
    assert b"Traceback" in complained


def test_workers_are_started_from_nothing_otherwise(forker):
    before = command_of(Recogniser)
    with forker.workers():
        assert command_of(Recogniser) != before
    assert command_of(Recogniser) == before
