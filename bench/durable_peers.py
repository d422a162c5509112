"""What else promises that a commit is on the disk when it is acknowledged: Redis and SQLite.

Each is measured as its makers would have it measured; bench/state.py puts them beside the store.
"""

import csv
import shutil
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import randrange

_TABLE = "CREATE TABLE IF NOT EXISTS kept (key INTEGER PRIMARY KEY, value TEXT NOT NULL)"
_UPSERT = "INSERT INTO kept VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"


class Redis:
    """A Redis that syncs its log before it answers, loaded by its own benchmark program."""

    def __init__(self, port: int) -> None:
        self._port = port

    def a_second(self, clients: int, commits: int, payload_bytes: int, keys: int) -> float:
        """SETs a second, each awaited by its client before the next."""
        command = (
            f"redis-benchmark -p {self._port} -t set --csv -c {clients} -n {commits} "
            f"-d {payload_bytes} -r {keys}"
        )
        done = subprocess.run(command.split(), check=True, capture_output=True, text=True)
        (row,) = csv.DictReader(done.stdout.splitlines())
        return float(row["rps"])


@contextmanager
def redis(folder: Path) -> Iterator[Redis | None]:
    """With its log in `folder`, on loopback; None where Redis isn't installed."""
    if shutil.which("redis-server") is None or shutil.which("redis-benchmark") is None:
        yield None
        return
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
    always = ["--appendonly", "yes", "--appendfsync", "always", "--save", ""]
    process = subprocess.Popen([*command, *always], stdout=subprocess.DEVNULL)
    try:
        await_port(port)
        yield Redis(port)
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def await_port(port: int) -> None:
    until = time.monotonic() + 10.0
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def sqlite_a_second(folder: Path, commits: int, payload: str, keys: int) -> float:
    """Upserts a second, one a transaction, each on the disk before the next begins.

    Every value is another one: SQLite neither writes nor syncs what is there already.
    """
    with closing(sqlite3.connect(folder / "peer.sqlite", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(_TABLE)
        begun = time.perf_counter()
        for number in range(commits):
            value = f"{begun:.6f} {number:06d}{payload}"[: len(payload)]
            connection.execute(_UPSERT, (randrange(keys), value))
        return commits / (time.perf_counter() - begun)
