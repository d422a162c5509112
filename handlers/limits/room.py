"""How much this machine has room for: what the limits that nobody has set are made of.

The rules are pure; reading the machine is one function each.
"""

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

try:
    import resource
except ImportError:  # Windows has none, and no limit that matters
    resource = None  # type: ignore[assignment]

#: What the process has open besides connections: the data folder, worker processes, vendors.
_OTHER_FILES = 200
#: Of the memory, for connections and sessions together; the rest is the records', the recogniser's,
#: and the system's.
_SHARE = 0.25
#: What an idle connection takes, the kernel's part included (bench/hostile.py measures ours).
CONNECTION_BYTES = 40_000
#: What a voice session takes with its conversation and all that it may hold (bench/voice.py: an
#: idle one is below 60 kB; a reply that is paced out and a full ring are 500 kB).
SESSION_BYTES = 500_000
#: What a core carries if all talk at once is 600 to 800 (bench/voice.py), and there is one.
_SESSIONS_OF_A_CORE = 800
_MOST_CONNECTIONS = 50_000
#: Of these, without a request (connections.py). Browsers connect again without a word.
_MOST_WAITING = 500
#: A container's own group of processes is at the root; a service's is where it says.
_GROUPS, _OWN_GROUP = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")


@dataclass(frozen=True)
class Room:
    """How many connections there may be, and what follows from that."""

    files: int
    """That connections may take, whatever they are set to."""
    connections: int
    sessions: int
    """That memory and a core carry."""

    def with_connections(self, wanted: int) -> "Room":
        """As many as are wanted, with the files there are."""
        return replace(self, connections=min(wanted, self.files))

    @property
    def connections_per_address(self) -> int:
        return max(1, min(self.connections // 4, 1_000))

    @property
    def waiting(self) -> int:
        return max(1, min(self.connections // 2, _MOST_WAITING))

    @property
    def sockets(self) -> int:
        """A quarter stays for those who only ask something."""
        return max(1, self.connections * 3 // 4)

    @property
    def voice_sessions(self) -> int:
        return max(min(self.sockets, self.sessions), 10)


def room_of(*, files: int, memory_bytes: int) -> Room:
    """What fits, with so many files to be had."""
    by_memory = int(memory_bytes * _SHARE)
    by_files = max(files - _OTHER_FILES, files // 2)
    return Room(
        files=by_files,
        connections=min(by_files, by_memory // CONNECTION_BYTES, _MOST_CONNECTIONS),
        sessions=min(by_memory // SESSION_BYTES, _SESSIONS_OF_A_CORE),
    )


def room_here() -> Room:
    """What fits into this machine; as many files as may be are taken."""
    return room_of(files=_files(), memory_bytes=_memory_bytes())


def _files() -> int:
    if resource is None:
        return 2_000
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_CONNECTIONS + _OTHER_FILES
    most = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
    if soft == resource.RLIM_INFINITY or soft >= most:
        return most
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    except (OSError, ValueError):  # not allowed here
        return soft
    return most


def _memory_bytes() -> int:
    if not hasattr(os, "sysconf"):
        return 4 * 2**30
    installed = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min([installed, *_group_limits(_GROUPS, _OWN_GROUP)])


def _group_limits(groups: Path, own: Path) -> list[int]:
    """What this process may take with others of its groups: containers, services (cgroup v2)."""
    try:
        lines = own.read_text().splitlines()
    except OSError:
        return []
    path = next((line.removeprefix("0::/") for line in lines if line.startswith("0::/")), "")
    limits = []
    for folder in (groups / path, *(groups / path).parents):
        with suppress(OSError, ValueError):  # none there, or no limit ("max")
            limits.append(int((folder / "memory.max").read_text()))
        if folder == groups:
            break
    return limits
