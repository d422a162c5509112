"""The server as its user starts it: a process, its words, its end."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from state.files import DiskFolder
from state.journal import encode_header, encode_line
from tests.figures import Figures
from tests.forking import ForkedServer

ROOT = Path(__file__).parent.parent


@contextmanager
def starting(folder):
    """Starts `python server.py`, there."""
    started = []

    def run(*arguments, **environment):
        process = subprocess.Popen(
            [sys.executable, ROOT / "server.py", *arguments],
            cwd=folder,
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


@contextmanager
def forking(folder, forker):
    """Starts servers that the forker forks, there."""
    started: list[ForkedServer] = []

    def run(*arguments, **environment):
        with (folder / f"said-{len(started)}.log").open("w") as log:
            server = forker.serve(arguments, {**os.environ, **environment}, log, folder)
        started.append(server)
        return server

    yield run
    for server in started:
        server.kill()
        if not server.stdout.closed:
            server.communicate()


@pytest.fixture
def start_from_nothing(tmp_path):
    """Starts server.py in an empty folder, as its user starts it."""
    with starting(tmp_path) as start:
        yield start


@pytest.fixture
def start(tmp_path, forker):
    """The same, forked from a process that has imported all of it: tests/forking.py."""
    with forking(tmp_path, forker) if forker else starting(tmp_path) as start:
        yield start


def address_of(process):
    line = process.stdout.readline()
    assert line.startswith("Vivavoz is ready: http://127.0.0.1:"), process.stderr.read()
    return line.split()[-1].removesuffix("/test")


def fetched(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)


def figures(address):
    with urllib.request.urlopen(f"{address}/metrics", timeout=10) as answer:
        return Figures(answer.read().decode())


def test_it_says_where_it_is_serves_and_stops_when_told(start_from_nothing, tmp_path):
    process = start_from_nothing("--port", "0")
    address = address_of(process)
    assert fetched(f"{address}/health") == {"status": "healthy"}
    assert fetched(f"{address}/dev/token")["token_type"] == "bearer"
    assert fetched(f"{address}/health/ready")["status"] == "ready"
    while not (lags := figures(address).of("loop_lag_seconds_count")):
        assert lags == 0  # the first is told after a tenth of a second
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


def test_a_wrong_setting_is_named(start_from_nothing):
    assert "voice.silense_ms" in refusal(start_from_nothing(VIVAVOZ_VOICE_SILENSE_MS="5"))


@pytest.mark.parametrize("provider", ["liveavatar", "heygen_streaming"])
def test_a_vendor_without_a_key_is_told_which_to_set(start, provider):
    told = refusal(start(VIVAVOZ_AVATARS_PROVIDER=provider))
    assert f"VIVAVOZ_{provider.upper()}_API_KEY" in told


def test_it_prints_its_settings_to_begin_from(start, tmp_path):
    told, _ = start("--settings").communicate(timeout=20)
    (tmp_path / "vivavoz.toml").write_text(told)
    address_of(start("--port", "0"))


def test_a_wrong_agent_file_is_named(start, tmp_path):
    (tmp_path / "mine.toml").write_text("name = 5")
    assert "mine.toml" in refusal(start(VIVAVOZ_LOCAL_AGENTS_DIR=str(tmp_path)))


def test_a_wrong_role_play_file_is_named(start, tmp_path):
    (tmp_path / "mine.toml").write_text("id = 5000")
    told = refusal(start(VIVAVOZ_ROLEPLAY_FILES_DIR=str(tmp_path)))
    assert "mine.toml: id: " in told


def test_dialogflow_without_credentials_is_told_what_to_set(start, tmp_path):
    process = start(
        VIVAVOZ_DIALOGFLOW_AGENT="projects/p/locations/global/agents/a",
        GOOGLE_APPLICATION_CREDENTIALS=str(tmp_path / "no-key.json"),
    )
    *log, told = process.communicate(timeout=20)[1].splitlines()
    assert process.returncode == 1 and not any("Traceback" in line for line in log)
    assert told.startswith("vivavoz: ") and "set GOOGLE_APPLICATION_CREDENTIALS" in told


@pytest.fixture
def data(tmp_path):
    """A data folder with a journal of one commit of an unknown table."""
    folder = tmp_path / "data"
    folder.mkdir()
    commit = encode_line(1, 0, b'[["put","moods",{"id":"5"}]]')
    (folder / "journal-1.log").write_bytes(encode_header("journal", 0) + commit)
    return folder


def looked_after(process):
    """Its exit code and its words."""
    text, error = process.communicate(timeout=20)
    assert error == ""
    return process.returncode, text


def test_a_damaged_folder_is_checked_repaired_and_sound(start, data):
    code, text = looked_after(start("--check"))
    assert code == 1
    assert "there is no table 'moods'" in text
    code, text = looked_after(start("--data-dir", str(data), "--repair"))
    assert code == 0
    assert "Dropped (places: 1" in text
    code, text = looked_after(start("--check"))
    assert code == 0
    assert "Sound: " in text
    assert sorted(file.name for file in data.iterdir() if file.is_file()) == [
        "journal-2.log",
        "lock",
        "snapshot-2.log",
    ]


def test_neither_keys_nor_settings_are_needed_to_look_at_a_folder(start, data):
    process = start("--check", "--host", "0.0.0.0", VIVAVOZ_VOICE_SILENSE_MS="5")
    assert looked_after(process)[0] == 1
    assert not (data / "development-secret").exists()


@pytest.mark.parametrize("option", ["--check", "--repair"])
def test_no_folder_is_made_to_be_looked_at(start, tmp_path, option):
    assert f"no data folder at {tmp_path}" in refusal(
        start(option, "--data-dir", str(tmp_path / "none"))
    )
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("option", ["--check", "--repair"])
def test_a_folder_in_use_is_not_looked_at(start, data, option):
    before = (data / "journal-1.log").read_bytes()
    folder = DiskFolder(data)
    folder.lock()
    try:
        assert f"in use by another server, process {os.getpid()}" in refusal(start(option))
    finally:
        folder.unlock()
    assert (data / "journal-1.log").read_bytes() == before


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that fails to read")
@pytest.mark.parametrize("option", ["--check", "--repair"])
def test_a_disk_that_fails_is_said_plainly(start, data, option):
    (data / "journal-2.log").symlink_to("/proc/self/mem")
    assert "journal-2.log can't be read: " in refusal(start(option))


def test_check_and_repair_exclude_each_other(start, data):
    _, error = (process := start("--check", "--repair")).communicate(timeout=20)
    assert process.returncode == 2
    assert "not allowed with" in error


def test_progress_is_shown_on_a_terminal_and_gone_at_the_end(data, tmp_path):
    ours, its = os.openpty()
    command = [sys.executable, str(ROOT / "server.py"), "--check"]
    subprocess.run(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=its, timeout=20)
    os.close(its)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "journal-1.log: 0 %" in shown
    assert shown.endswith("\r\x1b[K")
