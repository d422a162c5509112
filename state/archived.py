"""What is archived: the index's entry of a file, where the file lies, and the work on such files.

All of it but the names blocks: for a thread, or the command line.
"""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from state.files import DiskFolder, measure
from state.records import Record
from state.recovery import UNFINISHED

#: What a recording is called until it is finished.
PART = ".part"
#: The kind of what is large beside all else.
RECORDING = "recording"

_MONTH = re.compile(r"\d{4,}-\d{2}")
# No "-" in a kind: `<kind>-<id>` must mean one thing only.
_NAME = re.compile(r"([A-Za-z0-9_]{1,64})-([A-Za-z0-9_-]{1,64})(\.[a-z0-9]{1,8})", re.ASCII)


class Archived(Record, frozen=True, kw_only=True):
    """The index's entry of one file."""

    table: ClassVar[str] = "archived"
    indexed: ClassVar[tuple[str, ...]] = ("kind", "owner")

    kind: str
    id: str
    owner: str | int | None
    #: When it ended, wall time.
    at: float
    #: Its path in the archive's folder.
    file: str
    size: int
    crc: int

    @property
    def key(self) -> str:
        return key_of(self.kind, self.id)


def key_of(kind: str, id: str) -> str:
    return f"{kind}-{id}"


def name_of(kind: str, id: str, suffix: str) -> str:
    """A file's name. Raises ValueError for anything that could lead elsewhere."""
    name = f"{key_of(kind, id)}{suffix}"
    if parse(name) != (kind, id, suffix) or suffix in (UNFINISHED, PART):
        raise ValueError(f"{name!r} can't be the name of an archived file")
    return name


def parse(name: str) -> tuple[str, str, str] | None:
    """Kind, id and suffix; None when the name isn't one of ours."""
    match = _NAME.fullmatch(name)
    return (match[1], match[2], match[3]) if match else None


def made_folder(path: Path) -> DiskFolder:
    """The folder, which is made, to last, if it isn't there. Raises BadFolder and OSError."""
    is_new = not path.exists()
    folder = DiskFolder(path)
    if is_new:
        DiskFolder(path.parent).sync()
    return folder


def save(path: Path, data: bytes) -> None:
    """Safe under its name, or, with an OSError, as if nothing had been, as far as that goes."""
    folder, unfinished = made_folder(path.parent), path.name + UNFINISHED
    Path(f"{path}{UNFINISHED}").unlink(missing_ok=True)
    file = folder.create(unfinished)
    try:
        try:
            file.write(data)
            file.sync()
        finally:
            file.close()
        folder.rename(unfinished, path.name)
    except OSError:
        with suppress(OSError):
            folder.remove(unfinished)
        raise
    folder.sync()


def remove(paths: Iterable[Path]) -> None:
    """They are gone, for ever, and so are folders that this leaves empty."""
    months = set()
    for path in paths:
        path.unlink(missing_ok=True)
        months.add(path.parent)
    for month in months:
        try:
            month.rmdir()
        except FileNotFoundError:
            pass
        except OSError:
            DiskFolder(month).sync()


def remove_leftovers(folder: Path) -> None:
    """Remove what save() was cut off in."""
    for month in folder.iterdir():
        if _MONTH.fullmatch(month.name) and month.is_dir():
            for name in DiskFolder(month).names():
                if name.endswith(UNFINISHED) and parse(name.removesuffix(UNFINISHED)):
                    os.unlink(month / name)


def check(folder: Path, entries: Iterable[Archived]) -> Iterator[str]:
    """A line for each file that isn't what its entry says."""
    for entry in entries:
        try:
            with open(folder / entry.file, "rb") as file:
                size, crc = measure(file)
        except FileNotFoundError:
            yield f"{entry.file} is missing"
        except OSError as error:
            yield f"{entry.file} can't be read: {error.strerror or error}"
        else:
            if size != entry.size:
                yield f"{entry.file} has {size} bytes, not {entry.size}"
            elif crc != entry.crc:
                yield f"{entry.file} is damaged: its checksum is wrong"
