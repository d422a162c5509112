"""What a power cut may leave of a folder: the model behind the fake disk (disk.py).

It is as hostile as ext4, xfs and btrfs may be in their default modes:

- A sync of a file makes safe what was written to it before; a sync of the folder makes safe the
  names before it. Neither says anything of the other, or of other files.
- What was written and not synced is there or not sector by sector, in any combination. A lost
  sector is what it was at an earlier moment; one that held nothing safe reads as NULs. A sector
  itself is never torn: disks promise that much.
- A size that isn't safe may be the old one, the new one, or lie at a sector's edge between
  (systems write it after the data it covers, a piece at a time). What is past it isn't there.
- Names not yet safe are entered, moved or removed each on its own, in any order; a rename is whole
  or hasn't been. ext4 and xfs keep them in order, which POSIX doesn't ask and btrfs doesn't.
- So a renamed file may hold old sectors, and a synced one have no name.

Left out: sectors of foreign data (ext4 with data=writeback only), disks that lie about a sync,
and sectors that rot. What rots is the business of the CRCs, not of a power cut.

A sync that fails is the worst of its kind: nothing reached the disk, but the system takes it for
clean, shows it to who reads, and has nothing to do when asked to sync again. Only reading
`from_disk` shows what there is.

Where the combinations are too many: none, all, each alone, each one missing, each prefix, each
suffix, and a seeded sample.
"""

import itertools
import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

SECTOR = 512
_MANY = 4096
_SAMPLE = 512


class Create(NamedTuple):
    inode: int
    name: str


class Write(NamedTuple):
    inode: int
    offset: int
    data: bytes


class Resize(NamedTuple):
    inode: int
    size: int


class Sync(NamedTuple):
    inode: int


class FailedSync(NamedTuple):
    inode: int


class Rename(NamedTuple):
    name: str
    to: str


class Remove(NamedTuple):
    name: str


class SyncNames(NamedTuple):
    pass


Operation = Create | Write | Resize | Sync | FailedSync | Rename | Remove | SyncNames


def combinations(options: Sequence[Sequence[Any]]) -> Iterator[tuple[Any, ...]]:
    """The ways to take one of each; all or, of too many, the telling ones and a sample.

    The first of each is taken for the old one, the last for the new one.
    """
    if math.prod(map(len, options)) <= _MANY:
        yield from itertools.product(*options)
        return
    old, new = tuple(each[0] for each in options), tuple(each[-1] for each in options)
    for at, each in enumerate(options):
        for one, rest in itertools.product(each, (old, new)):
            yield (*rest[:at], one, *rest[at + 1 :])
        yield (*new[:at], *old[at:])
        yield (*old[:at], *new[at:])
    chance = random.Random(len(options))
    for _ in range(_SAMPLE):
        yield tuple(chance.choice(each) for each in options)


class Content:
    """One file's bytes: what is safe, and every form they had since."""

    def __init__(self, safe: bytes) -> None:
        self._forms = [safe]
        #: What a reader is shown; not what the disk will have once a sync has failed.
        self.shown = safe
        self._variants: list[bytes] | None = None

    @property
    def on_disk(self) -> bytes:
        return self._forms[-1]

    def write(self, offset: int, data: bytes) -> None:
        self._change(lambda form: _written(form, offset, data))

    def resize(self, size: int) -> None:
        self._change(lambda form: form[:size].ljust(size, b"\0"))

    def _change(self, change: Callable[[bytes], bytes]) -> None:
        self._forms.append(change(self._forms[-1]))
        self.shown = change(self.shown)
        self._variants = None

    def sync(self) -> None:
        self._forms = self._forms[-1:]
        self._variants = None

    def fail_sync(self) -> None:
        self._forms = self._forms[:1]
        self._variants = None

    def drop_shown(self) -> None:
        self.shown = self.on_disk

    def variants(self) -> list[bytes]:
        """What a cut may leave: the safe form first, the newest last."""
        if self._variants is None:
            self._variants = list(dict.fromkeys(self._cut()))
        return self._variants

    def _cut(self) -> Iterator[bytes]:
        whole = -(-max(map(len, self._forms)) // SECTOR) * SECTOR
        padded = [form.ljust(whole, b"\0") for form in self._forms]
        sectors = [
            list(dict.fromkeys(form[start : start + SECTOR] for form in padded))
            for start in range(0, whole, SECTOR)
        ]
        for *chosen, size in combinations([*sectors, self._sizes()]):
            yield b"".join(chosen)[:size]

    def _sizes(self) -> list[int]:
        sizes = [len(form) for form in self._forms]
        data = max(len(form.rstrip(b"\0")) for form in self._forms)
        edges = range(min(sizes) // SECTOR * SECTOR + SECTOR, min(max(sizes), data), SECTOR)
        return list(dict.fromkeys([sizes[0], *edges, *sizes[1:-1], sizes[-1]]))


def _written(form: bytes, offset: int, data: bytes) -> bytes:
    return form[:offset].ljust(offset, b"\0") + data + form[offset + len(data) :]


class Names:
    """Which file has which name: what is safe, and each change since."""

    def __init__(self, safe: Mapping[str, int]) -> None:
        self._safe = dict(safe)
        self._changes: list[tuple[str, str | None, int]] = []
        self.shown = dict(safe)

    def change(self, gone: str, there: str | None, inode: int) -> None:
        change = (gone, there, inode)
        self._changes.append(change)
        _rename(self.shown, *change)

    def sync(self) -> None:
        self._safe = dict(self.shown)
        self._changes.clear()

    def variants(self) -> Iterator[dict[str, int]]:
        for chosen in combinations([(False, True)] * len(self._changes)):
            names = dict(self._safe)
            for change in itertools.compress(self._changes, chosen):
                _rename(names, *change)
            yield names


def _rename(names: dict[str, int], gone: str, there: str | None, inode: int) -> None:
    names.pop(gone, None)
    if there is not None:
        for other in [name for name, its in names.items() if its == inode]:
            del names[other]
        names[there] = inode


class Platter:
    """All files and names, as far as `apply` was told."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.contents = [Content(content) for content in files.values()]
        self.names = Names({name: inode for inode, name in enumerate(files)})

    def apply(self, operation: Operation) -> None:
        match operation:
            case Create(inode, name):
                self.contents.append(Content(b""))
                self.names.change(name, name, inode)
            case Write(inode, offset, data):
                self.contents[inode].write(offset, data)
            case Resize(inode, size):
                self.contents[inode].resize(size)
            case Sync(inode):
                self.contents[inode].sync()
            case FailedSync(inode):
                self.contents[inode].fail_sync()
            case Rename(name, to):
                self.names.change(name, to, self.names.shown[name])
            case Remove(name):
                self.names.change(name, None, self.names.shown[name])
            case SyncNames():
                self.names.sync()

    def variants(self) -> Iterator[tuple[tuple[str, bytes], ...]]:
        """The folders that a cut may leave now."""
        for names in self.names.variants():
            options = [self.contents[inode].variants() for inode in names.values()]
            for contents in combinations(options):
                yield tuple(sorted(zip(names, contents, strict=True)))
