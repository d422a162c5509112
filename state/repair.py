"""`--repair`: keeps what can be read of a damaged data folder, and lists what it dropped.

What examination.py could read becomes a snapshot with a number above all others: by recovery's own
rule it stands for all that is older, and the damage is history. Nothing is deleted, and at any
moment this may be cut off and run again:

1. `repair-N/` gets the old files, as second names of them, and `dropped.log`, and is synced;
2. journal N is begun, then snapshot N written and verified; up to its last step, the rename,
   recovery refuses as it did before (an attempt that ends here leaves its `repair-N/` behind);
3. from then on the folder is sound. The old files' first names are needless, and are removed.

Where the file system knows no second names the files are moved in step 3, and an attempt cut off
there loses the old files, but nothing that could be read, at the next start.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Protocol

from state.check import Report, flaw_line
from state.examination import Examination, Flaw, Tell, examine, tell_nobody
from state.files import BadFolder, Folder
from state.journal import (
    encode_header,
    journal_name,
    journals,
    snapshot_name,
    snapshots,
)
from state.records import Delete, Record
from state.recovery import UNFINISHED
from state.snapshot import SnapshotFile, SnapshotUnsound, slices


class Repairable(Folder, Protocol):
    """What DiskFolder can do besides; see there."""

    def make_folder(self, name: str) -> Folder: ...

    def link(self, name: str, to: str) -> None: ...


def repair(folder: Repairable, kinds: Iterable[type[Record]], tell: Tell = tell_nobody) -> Report:
    """Raises BadFolder when a newer version wrote it, or the disk is failing."""
    kinds = tuple(kinds)
    found = examine(folder, kinds, tell)
    if not found.damage:
        return Report(["There is no damage: nothing was changed."], True, found.tables)
    for kind in kinds:
        if kind.vouches:
            found.tables.apply([Delete(kind, record.key) for record in found.tables.of(kind)])
    names = folder.names()
    old = [snapshot_name(number) for number in snapshots(names)]
    old += [journal_name(number) for number in journals(names)]
    dropped = found.spoiled + found.flaws
    number, aside = _make_aside(folder)
    linked = _link(folder, old, aside_name(number))
    _list_dropped(aside, dropped)
    folder.sync()
    _begin_journal(folder, number, found)
    _write_snapshot(folder, number, found)
    for name in old:
        if name in linked:
            folder.remove(name)
        else:
            folder.rename(name, f"{aside_name(number)}/{name}")
    aside.sync()  # first: no name may be gone before its other one lasts
    folder.sync()
    return Report(list(_told(number, found, dropped)), True, found.tables)


def aside_name(number: int) -> str:
    return f"repair-{number}"


def _make_aside(folder: Repairable) -> tuple[int, Folder]:
    """A number above all, for the new files and the folder of the old ones."""
    names = [name.removesuffix(UNFINISHED) for name in folder.names()]
    number = max(journals(names) + snapshots(names)) + 1
    while True:
        try:
            return number, folder.make_folder(aside_name(number))
        except FileExistsError:  # of an attempt that was cut off
            number += 1


def _link(folder: Repairable, names: list[str], aside: str) -> set[str]:
    """Those of `names` that could be given a second name."""
    linked = set()
    for name in names:
        with suppress(OSError):
            folder.link(name, f"{aside}/{name}")
            linked.add(name)
    return linked


def _list_dropped(aside: Folder, dropped: list[Flaw]) -> None:
    file = aside.create("dropped.log")
    try:
        for flaw in dropped:
            file.write(f"{flaw_line(flaw)}: {_raw(flaw.raw)}\n".encode())
        file.sync()
    finally:
        file.close()
    aside.sync()


def _raw(raw: bytes) -> str:
    text = raw.rstrip(b"\0")
    room = len(raw) - len(text)
    return f"{text!r} and {room} NUL bytes" if room else repr(text)


def _begin_journal(folder: Folder, number: int, found: Examination) -> None:
    file = folder.create(journal_name(number))
    try:
        file.write(encode_header("journal", found.seen))
        file.sync()
    finally:
        file.close()
    folder.sync()


def _write_snapshot(folder: Folder, number: int, found: Examination) -> None:
    file = SnapshotFile(folder, number)
    try:
        for piece in slices(found.tables, found.tables.records(), found.seen):
            file.write(piece)
        file.finish()
    except SnapshotUnsound as error:
        raise BadFolder(f"nothing is repaired: {error}") from error
    finally:
        file.close()


def _told(number: int, found: Examination, dropped: list[Flaw]) -> Iterator[str]:
    aside = aside_name(number)
    yield f"Dropped (places: {len(dropped)}; their raw bytes are in {aside}/dropped.log):"
    yield from (f"  {flaw_line(flaw)}" for flaw in dropped)
    yield f"Kept: {len(found.tables.records())} records, now in {snapshot_name(number)}."
    yield f"The files as they were are in {aside}. The folder is sound: start the server."
