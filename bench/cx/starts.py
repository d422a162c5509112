"""How the server starts without Dialogflow: how long it takes, what it has then."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.servers import ROOT

_TICKS = os.sysconf("SC_CLK_TCK")
_OURS = "VIVAVOZ_DIALOGFLOW_"
#: What the adapter would bring along: modules, and libraries mapped into memory.
_FOREIGN_MODULE = re.compile(r"(?:grpc|google|proto)\b|realtime\.agents\.dialogflow\.(?!settings$)")
_FOREIGN_FILE = re.compile(r"/site-packages/((?:grpc|google)/\S+)")


class Start(NamedTuple):
    """Until it says that it is ready, its workers apart."""

    seconds: float
    cpu_s: float
    memory_mib: float
    #: Libraries in its memory that only Dialogflow needs.
    foreign: frozenset[str]


@contextmanager
def _ready(*options: str) -> Iterator[tuple[int, Path]]:
    """Of a server without Dialogflow, whatever this shell has set: its id, and its stderr."""
    environment = {name: value for name, value in os.environ.items() if _OURS not in name}
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder, "stderr")
        with written.open("w") as stderr:
            process = subprocess.Popen(
                [sys.executable, *options, "server.py", "--port", "0", "--data-dir", folder],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
                env={**environment, "PYTHONPATH": str(ROOT)},
            )
        assert process.stdout is not None
        try:
            if not process.stdout.readline():
                raise RuntimeError(f"the server didn't start: {written.read_text()[-500:]}")
            yield process.pid, written
        finally:
            process.terminate()
            process.communicate()


def start() -> Start:
    begun = time.perf_counter()
    with _ready() as (pid, _):
        took = time.perf_counter() - begun
        place = Path(f"/proc/{pid}")
        fields = (place / "stat").read_text().rpartition(")")[2].split()
        cpu_s = (int(fields[11]) + int(fields[12])) / _TICKS
        pages = int((place / "statm").read_text().split()[1])
        maps = (place / "maps").read_text()
    memory_mib = pages * os.sysconf("SC_PAGESIZE") / 1_048_576
    return Start(took, cpu_s, memory_mib, frozenset(_FOREIGN_FILE.findall(maps)))


def foreign_imports() -> frozenset[str]:
    """Of all modules that a start imports, those that only Dialogflow needs."""
    with _ready("-X", "importtime") as (_, written):
        lines = written.read_text().splitlines()
    names = {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time")}
    assert "realtime.agents.directory" in names, "what is imported is told"
    return frozenset(name for name in names if _FOREIGN_MODULE.match(name))
