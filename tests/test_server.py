"""The server as its user starts it: a process, its words, its end."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def start(tmp_path):
    """Starts server.py in an empty folder."""
    started = []

    def run(*arguments, **environment):
        process = subprocess.Popen(
            [sys.executable, ROOT / "server.py", *arguments],
            cwd=tmp_path,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def address_of(process):
    line = process.stdout.readline()
    assert line.startswith("Vivavoz is ready: http://127.0.0.1:"), process.stderr.read()
    return line.split()[-1].removesuffix("/test")


def fetched(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)


def test_it_says_where_it_is_serves_and_stops_when_told(start, tmp_path):
    process = start("--port", "0")
    address = address_of(process)
    assert fetched(f"{address}/health") == {"status": "healthy"}
    assert fetched(f"{address}/dev/token")["token_type"] == "bearer"
    assert (tmp_path / "data" / "development-secret").exists()
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Traceback" not in log


def test_with_a_secret_it_serves_others_and_gives_no_tokens(start, tmp_path):
    secret = {"VIVAVOZ_ACCESS_SECRET": "a secret of at least thirty-two characters"}
    process = start("--port", "0", "--host", "127.0.0.1", **secret)
    address = address_of(process)
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetched(f"{address}/dev/token")
    assert not (tmp_path / "data" / "development-secret").exists()


def refusal(process):
    _, error = process.communicate(timeout=20)
    assert process.returncode == 1
    assert error.startswith("vivavoz: ") and error.count("\n") == 1
    return error


def test_it_refuses_to_serve_others_without_a_secret(start):
    assert "VIVAVOZ_ACCESS_SECRET" in refusal(start("--host", "0.0.0.0"))


def test_a_port_in_use_is_said_plainly(start):
    port = address_of(start("--port", "0")).rpartition(":")[2]
    assert "--port" in refusal(start("--port", port))


def test_a_wrong_setting_is_named(start):
    assert "voice.silense_ms" in refusal(start(VIVAVOZ_VOICE_SILENSE_MS="5"))


def test_a_wrong_agent_file_is_named(start, tmp_path):
    (tmp_path / "mine.toml").write_text("name = 5")
    assert "mine.toml" in refusal(start(VIVAVOZ_LOCAL_AGENTS_DIR=str(tmp_path)))
