"""What nginx alone is told in examples/deploy/nginx.conf."""

import re
import subprocess

import httpx
import pytest

from state.contract import QUEUE_STREAM_HEARTBEAT_SECONDS
from tests.deploy.proxies import NAME, PROGRAMS, free_port

pytestmark = pytest.mark.skipif(
    PROGRAMS["nginx"] is None, reason="nginx isn't installed: apt-get install nginx"
)


@pytest.fixture(scope="module")
def nginx(begin):
    """Before nothing."""
    return begin("nginx", free_port())


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
