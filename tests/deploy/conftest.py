"""A real server, behind each of the proxies."""

import os
import signal
import subprocess
import sys

import jwt
import pytest

from tests import webhooks
from tests.deploy.proxies import KINDS, PROGRAMS, Proxy
from tests.test_server import ROOT, address_of

SECRET = "a secret of at least thirty-two characters"
SETTINGS = {
    "VIVAVOZ_ACCESS_SECRET": SECRET,
    "VIVAVOZ_LIMITS_TRUSTED_PROXIES": "127.0.0.1",
    "VIVAVOZ_ROLEPLAY_WEBHOOK_SECRET": webhooks.SECRET,
}
FOREVER = 4_102_444_800  # the year 2100
TOKEN = jwt.encode(
    {"user_id": 7, "scope": "conversations", "exp": FOREVER}, SECRET, algorithm="HS256"
)
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """Where a server listens that has a secret; its log is read by nobody."""
    folder = tmp_path_factory.mktemp("server")
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(
            [sys.executable, ROOT / "server.py", "--port", "0"],
            cwd=folder,
            env={**os.environ, **SETTINGS},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    yield int(address_of(process).rpartition(":")[2])
    process.send_signal(signal.SIGKILL)
    process.communicate()


@pytest.fixture(scope="module")
def begin(tmp_path_factory):
    """Starts a proxy of a kind before a port."""
    proxies = []

    def run(kind, upstream):
        proxies.append(Proxy(kind, tmp_path_factory.mktemp(kind), upstream))
        return proxies[-1]

    yield run
    for proxy in proxies:
        proxy.stop()


@pytest.fixture(scope="module", params=KINDS)
def kind(request):
    if PROGRAMS[request.param] is None:
        pytest.skip(f"{request.param} isn't installed: apt-get install {request.param}")
    return request.param


@pytest.fixture(scope="module")
def proxy(begin, kind, port):
    """Before the server."""
    return begin(kind, port)
