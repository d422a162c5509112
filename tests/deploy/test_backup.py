"""examples/deploy/backup.sh: what it calls a copy holds all that was acknowledged before."""

import http.client
import json
import os
import subprocess
import sys
import threading
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import pytest

from realtime.conversations.records import Message
from tests.deploy.proxies import EXAMPLES
from tests.kept import kept_in
from tests.test_restart import talk  # noqa: F401 - a fixture
from tests.test_server import address_of, fetched, start  # noqa: F401 - a fixture
from tests.waiting import until

#: All the time: each snapshot takes away what a copy that began before it needs.
OFTEN = {"VIVAVOZ_STATE_SNAPSHOT_MINUTES": "0.0005"}


class Writer:
    """Posts messages to a server, one after another; each has an id of its own."""

    def __init__(self, address):
        token = fetched(f"{address}/dev/token?scope=conversations")["access_token"]
        self._headers = {"Authorization": f"Bearer {token}"}
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
        self.acknowledged = 0

    def post(self, number):
        """The status of the answer."""
        message = {"id": f"m-{number}", "role": "user", "content": "x" * 400}
        path, body = "/backend/conversations/lead-1/messages", json.dumps(message)
        self._connection.request("POST", path, body, self._headers)
        answer = self._connection.getresponse()
        answer.read()
        return answer.status

    def close(self):
        self._connection.close()

    @contextmanager
    def writing(self):
        stop = threading.Event()

        def write():
            while not stop.is_set():
                assert self.post(self.acknowledged) == 201
                self.acknowledged += 1

        thread = threading.Thread(target=write)
        thread.start()
        yield
        stop.set()
        thread.join()


def backed_up(data, to, *, python=sys.executable):
    return subprocess.run(
        [EXAMPLES / "backup.sh", data, to],
        env={**os.environ, "PYTHON": python},
        capture_output=True,
        text=True,
        timeout=50,
    )


async def test_a_copy_of_a_server_at_work_has_all_that_was_acknowledged(
    start,  # noqa: F811
    talk,  # noqa: F811
    tmp_path,
):
    address = address_of(start("--port", "0", **OFTEN))
    data, copy = tmp_path / "data", tmp_path / "copy"
    caller = await talk(address)
    await caller.say("how much is the bicycle", "response_text")
    caller.hang_up()
    await until(lambda: any((data / "archive").glob("*/*.json")))
    with closing(Writer(address)) as writer, writer.writing():
        await until(lambda: writer.acknowledged > 20 and not (data / "journal-1.log").exists())
        before = writer.acknowledged
        done = backed_up(data, copy)
    assert done.returncode == 0, done.stderr
    assert "The archive is sound: 1 file." in done.stdout
    async with kept_in(copy) as (store, _):
        kept = {message.id for message in store.table(Message)}
    assert kept >= {f"m-{number}" for number in range(before)}


def folder_at(path):
    (path / "archive").mkdir(parents=True)
    (path / "journal-1.log").write_text("a line")
    return path


def test_a_copy_that_is_not_sound_is_not_taken_for_one(tmp_path):
    done = backed_up(folder_at(tmp_path / "data"), tmp_path / "copy", python="false")
    assert done.returncode == 1 and "gave up" in done.stderr
    assert not (tmp_path / "copy").exists()


def test_a_copy_that_lost_a_file_under_way_is_not_even_checked(tmp_path):
    data = folder_at(tmp_path / "data")
    (data / "snapshot-2.log").symlink_to("gone")
    done = backed_up(data, tmp_path / "copy", python="true")
    assert done.returncode == 1 and not (tmp_path / "copy").exists()


@pytest.mark.parametrize("name", ["data", "copy"])
def test_a_folder_that_is_there_is_not_written_over(tmp_path, name):
    data = folder_at(tmp_path / "data")
    (tmp_path / "copy").mkdir()
    assert backed_up(data, tmp_path / name, python="true").returncode == 2
    assert [file.name for file in tmp_path.iterdir()] == ["data", "copy"]


def test_a_folder_may_be_named_with_a_slash_at_its_end(tmp_path):
    data = folder_at(tmp_path / "data")
    done = backed_up(data, f"{tmp_path / 'copy'}/", python="true")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "copy" / "journal-1.log").exists()
