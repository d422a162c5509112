"""What nginx alone is told in examples/deploy/nginx.conf."""

import os
import re
import signal
import subprocess
import sys

import httpx
import pytest

from state.contract import QUEUE_STREAM_HEARTBEAT_SECONDS
from tests.deploy.conftest import BEARER, SETTINGS
from tests.deploy.proxies import EXAMPLES, NAME, PROGRAMS
from tests.test_restart import Talk
from tests.waiting import until

pytestmark = pytest.mark.skipif(
    PROGRAMS["nginx"] is None, reason="nginx isn't installed: apt-get install nginx"
)


@pytest.fixture(scope="module")
def nginx(begin, port):
    return begin("nginx", port)


def said_by(nginx, option):
    """What it says of its configuration."""
    done = subprocess.run([*nginx.command, option], capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done.stderr
    # From 1.25.1 on `http2` has a directive of its own, which older ones don't know.
    complaints = [line for line in done.stderr.splitlines() if "[" in line]
    assert all("http2" in line for line in complaints), done.stderr
    return done.stdout


def test_it_has_nothing_to_complain_about(nginx):
    said_by(nginx, "-t")


@pytest.mark.parametrize("location", ["= /ws/voice-chat", "~ ^/(backend/conversations|"])
def test_it_leaves_it_to_the_server_to_end_what_is_silent(nginx, location):
    _, _, rest = said_by(nginx, "-T").partition(f"location {location}")
    hours = re.search(r"proxy_read_timeout (\d+)h;", rest.partition("}")[0])
    assert hours is not None and int(hours[1]) * 3_600 > 10 * QUEUE_STREAM_HEARTBEAT_SECONDS


def test_the_plain_port_leads_to_the_other_and_nowhere_else(nginx):
    answer = httpx.get(
        f"http://127.0.0.1:{nginx.plain_port}/test?agent=silent",
        headers={"Host": "evil.example"},
        trust_env=False,
    )
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"https://{NAME}/test?agent=silent"


def test_a_certificate_can_be_renewed_by_the_plain_port(nginx):
    folder = nginx.folder / "html/.well-known/acme-challenge"
    folder.mkdir(parents=True)
    (folder / "token").write_text("proof")
    url = f"http://127.0.0.1:{nginx.plain_port}/.well-known/acme-challenge/token"
    assert httpx.get(url, headers={"Host": NAME}, trust_env=False).text == "proof"


def token_of(*arguments):
    """What make_token.py prints."""
    command = [sys.executable, EXAMPLES / "make_token.py", *arguments]
    environment = {**os.environ, **SETTINGS}
    return subprocess.check_output(command, env=environment, text=True, timeout=20).strip()


async def test_whoever_has_the_secret_can_make_a_token(nginx):
    token = token_of("7", "conversations", "1")
    async with nginx.client(Authorization=f"Bearer {token}") as client:
        assert (await client.get("/backend/conversations")).status_code == 200


async def test_a_reload_cuts_no_call(nginx):
    async with nginx.client(**BEARER) as client:
        ticket = (await client.post("/ws/voice-chat/ticket")).json()["ticket"]
        websocket = await nginx.websocket(f"/ws/voice-chat?ticket={ticket}")
        talk = Talk(websocket)
        await talk.begin()
        nginx.process.send_signal(signal.SIGHUP)
        await until(lambda: "gracefully shutting down" in nginx.logs())
        assert await talk.say("how much is the bicycle", "response_text")
        assert (await client.get("/health")).status_code == 200
    websocket.close()
    while await websocket.read_message() is not None:
        pass
