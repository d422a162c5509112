"""What the figures were measured on: for bench/RESULTS.md."""

import os
import platform
import shutil
import sqlite3
import subprocess
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bench.servers import ROOT

_PACKAGES = (
    "tornado",
    "uvloop",
    "msgspec",
    "numpy",
    "pocketsphinx",
    "webrtcvad-wheels",
    "aiortc",
    "google-cloud-dialogflow-cx",
)
#: Programs, and how they tell their version.
_PEERS = {"nginx": "-v", "redis-server": "--version", "chromium": "--version"}
_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))


def described() -> str:
    day = time.strftime("%Y-%m-%d", time.gmtime())
    return (
        f"{day}, commit {_commit()}: {os.cpu_count()} cores ({_processor()}), {_memory()},"
        f" {platform.system()} {_release()}, Python {platform.python_version()};"
        f" {', '.join(f'{name} {_version(name)}' for name in _PACKAGES)};"
        f" SQLite {sqlite3.sqlite_version}, {', '.join(map(_peer, _PEERS))}"
    )


def _commit() -> str:
    commit = _told("git", "rev-parse", "--short", "HEAD")
    # The table that is written meanwhile isn't part of what is measured.
    changed = _told("git", "status", "--porcelain", "-uno", "--", ".", ":!bench/RESULTS.md")
    return f"{commit or 'unknown'}{'-dirty' if changed else ''}"


def _release() -> str:
    """Without what who built it calls it."""
    return platform.release().partition("-")[0]


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _memory() -> str:
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return f"{pages * size / 2**30:.0f} GiB"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


def _peer(program: str) -> str:
    path = shutil.which(program, path=_PATH)
    told = _told(path, _PEERS[program]) if path else ""
    return told.removeprefix("nginx version: ") or f"no {program}"


def _told(*command: str) -> str:
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = f"{done.stdout}{done.stderr}".splitlines()
    return lines[0].strip() if done.returncode == 0 and lines else ""
