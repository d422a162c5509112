"""Reads a folder past whatever is wrong with it: the ground of --check and --repair.

recovery.py stops at the first thing that is wrong, and so it must. This goes on: every flaw is
noted, and all that can be read is applied: the newest snapshot that is whole, then the journals
after it, line by line, past bad lines and missing files. The readable lines of newer snapshots that
aren't whole are put in where their journal begins, for a commit that only they still hold.
It only reads, and it comes to recovery's verdict (tests/state/test_check.py holds them together).
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from state.files import BadFolder, Damaged, Folder
from state.journal import (
    Found,
    Line,
    decode_header,
    journal_name,
    journals,
    lines_of,
    snapshot_name,
    snapshots,
)
from state.records import Record, Tables, UnreadableCommit
from state.recovery import Place, load_snapshot, missing_journals, places

#: Told a file's name and how many percent of it are read.
Tell = Callable[[str, int], None]


def tell_nobody(name: str, percent: int) -> None:
    pass


class Facts(NamedTuple):
    """A journal or a snapshot, as it lies there."""

    kind: str
    number: int
    name: str
    lines: int
    unreadable: int
    #: The sequences of the first and the last line after the header; 0: there is none.
    first: int
    last: int
    #: Bytes, without the room reserved at the end.
    size: int


def survey(folder: Folder, tell: Tell) -> Iterator[Facts]:
    names = folder.names()
    for number in snapshots(names):
        yield _facts(folder, "snapshot", number, snapshot_name(number), tell)
    for number in journals(names):
        yield _facts(folder, "journal", number, journal_name(number), tell)


def _facts(folder: Folder, kind: str, number: int, name: str, tell: Tell) -> Facts:
    lines = unreadable = first = last = size = 0
    with _reading(name), folder.read(name) as file:
        for offset, raw, line in _told(lines_of(file), folder, name, tell):
            lines, size = lines + 1, offset + len(raw)
            if line is None:
                unreadable += 1
            elif offset:
                first, last = first or line.sequence, line.sequence
    return Facts(kind, number, name, lines, unreadable, first, last, size)


@contextmanager
def _reading(name: str) -> Iterator[None]:
    """The system's own errors don't say which file it was."""
    try:
        yield
    except OSError as error:
        raise BadFolder(
            f"{name} can't be read: {error.strerror or error}. If the disk is failing, copy the "
            "folder to another one first"
        ) from error


def _told(lines: Iterable[Found], folder: Folder, name: str, tell: Tell) -> Iterator[Found]:
    with folder.read(name) as file:
        size = file.seek(0, 2)
    told = -1
    for found in lines:
        percent = 100 * found.offset // max(size, 1)
        if percent != told:
            tell(name, percent)
            told = percent
        yield found


@dataclass
class Flaw:
    """Something that isn't as it was written."""

    file: str
    #: None: the file is missing.
    offset: int | None
    reason: str
    #: What can't be kept.
    raw: bytes = b""
    #: The commits that should be here, as far as one can tell.
    lost: range = range(0)
    #: It harms nobody unless commit `wanted` was acknowledged.
    wanted: int = 0
    is_proven: bool = False


@dataclass
class Examination:
    """What can be read of a folder, and what is wrong with it."""

    tables: Tables
    #: The snapshot that all begins with; 0: none.
    snapshot: int = 0
    #: Of the last commit that is in.
    sequence: int = 0
    #: The highest that is named anywhere.
    seen: int = 0
    #: What is wrong with newer snapshots, which are of no use then.
    spoiled: list[Flaw] = field(default_factory=list)
    #: In the order of reading. From the first one on that isn't proven, all of it is tail.
    flaws: list[Flaw] = field(default_factory=list)
    missing: list[range] = field(default_factory=list)

    @property
    def damage(self) -> list[Flaw]:
        """Why the next start would be refused; empty: it wouldn't."""
        if self.missing:
            return self.spoiled + self.flaws
        return self.flaws[: self._tail_index()]

    @property
    def tail(self) -> Flaw | None:
        """Where the next start would cut, or would if there were no damage."""
        index = len(self.flaws) if self.missing else self._tail_index()
        return self.flaws[index] if index < len(self.flaws) else None

    def _tail_index(self) -> int:
        proven = (index for index, flaw in enumerate(self.flaws) if not flaw.is_proven)
        return next(proven, len(self.flaws))


def examine(folder: Folder, kinds: Iterable[type[Record]], tell: Tell = tell_nobody) -> Examination:
    """Raises BadFolder when a newer version wrote it."""
    return _Examiner(folder, tuple(kinds), tell).examine()


class _Examiner:
    def __init__(self, folder: Folder, kinds: tuple[type[Record], ...], tell: Tell) -> None:
        self._folder = folder
        self._tell = tell
        self._found = Examination(Tables(kinds))
        self._spoiled: dict[int, Damaged] = {}
        #: What explains that commits are missing before the next good line.
        self._open: Flaw | None = None
        self._unproven: list[Flaw] = []

    def examine(self) -> Examination:
        found = self._found
        names = self._folder.names()
        self._begin(snapshots(names))
        first = found.snapshot or 1
        numbers = [number for number in journals(names) if number >= first]
        found.missing = missing_journals(first, numbers, snapshots(names))
        holes = {hole.start: hole for hole in found.missing}
        for number in sorted({*numbers, *holes, *self._spoiled}):
            if number in self._spoiled:
                with _reading(snapshot_name(number)):
                    self._read_spoiled(number, self._spoiled[number])
            if number in holes:
                self._note_missing(holes[number])
            elif number in numbers:
                with _reading(journal_name(number)):
                    self._read_journal(number)
        return found

    def _begin(self, numbers: list[int]) -> None:
        found = self._found
        for number in reversed(numbers):
            try:
                with _reading(snapshot_name(number)):
                    found.sequence = load_snapshot(self._folder, number, found.tables)
            except Damaged as error:
                found.tables.clear()
                self._spoiled[number] = error
            else:
                found.snapshot = number
                found.seen = found.sequence
                return

    # A snapshot that isn't whole

    def _read_spoiled(self, number: int, error: Damaged) -> None:
        name = snapshot_name(number)
        sequence = self._sequence_of(name)
        with self._folder.read(name) as file:
            flaws = [
                Flaw(name, offset, reason, raw)
                for offset, raw, line in _told(lines_of(file), self._folder, name, self._tell)
                if (reason := self._snapshot_line(name, offset == 0, line, sequence))
            ]
        if error.offset not in [flaw.offset for flaw in flaws]:
            flaws.append(Flaw(name, error.offset, error.reason))
        self._found.spoiled += flaws

    def _sequence_of(self, name: str) -> int:
        """What the first readable line of a snapshot says, as all do."""
        with self._folder.read(name) as file:
            return next((line.sequence for _, _, line in lines_of(file) if line is not None), 0)

    def _snapshot_line(self, name: str, is_header: bool, line: Line | None, sequence: int) -> str:
        """Put the record in; or what is wrong with the line."""
        if line is None:
            return "the header can't be read" if is_header else "the line can't be read"
        self._found.seen = max(self._found.seen, line.sequence)
        if is_header and decode_header(line, "snapshot", name) is not None:
            return ""
        if line.sequence != sequence:
            return f"the line is of commit {line.sequence}, the others of {sequence}"
        return self._apply(line)

    # Journals

    def _note_missing(self, hole: range) -> None:
        only = len(hole) == 1
        name = journal_name(hole[0]) + ("" if only else f" to {journal_name(hole[-1])}")
        reason = "it is missing" if only else "they are missing"
        self._add(Flaw(name, None, reason, is_proven=True), explains=True)

    def _read_journal(self, number: int) -> None:
        name = journal_name(number)
        lines = (place.found for place in places(self._folder, [number]))
        for found in _told(lines, self._folder, name, self._tell):
            place = Place(number, found.offset == 0, found)
            if found.line is None:
                what = "header" if place.is_header else "line"
                self._flaw(place, f"the {what} can't be read", found.raw, explains=True)
            else:
                self._journal_line(place, found.line)
                self._prove(found.line)

    def _journal_line(self, place: Place, line: Line) -> None:
        if not place.is_header:
            self._commit(place, line)
        elif decode_header(line, "journal", journal_name(place.journal)) is None:
            self._flaw(place, "it has no header")
            self._commit(place._replace(is_header=False), line)
        elif line.sequence < self._found.sequence:
            self._flaw(place, f"it begins at commit {line.sequence}, which is not the last one")
        else:
            self._arrive(place, line.sequence)

    def _commit(self, place: Place, line: Line) -> None:
        if line.sequence <= self._found.sequence:
            self._flaw(place, f"commit {line.sequence} comes a second time", place.found.raw)
            return
        self._arrive(place, line.sequence - 1)
        reason = self._apply(line)
        if reason:
            lost = range(line.sequence, line.sequence + 1)
            flaw = self._flaw(place, reason, place.found.raw)
            flaw.lost, flaw.is_proven = lost, True
        self._found.sequence = line.sequence

    def _arrive(self, place: Place, sequence: int) -> None:
        """What follows goes on from commit `sequence`: all up to it should be in."""
        lost = range(self._found.sequence + 1, sequence + 1)
        if lost:
            flaw = self._open or self._flaw(place, "lines before it are missing")
            flaw.lost = lost
        self._open = None
        self._found.sequence = sequence

    def _apply(self, line: Line) -> str:
        """Why not; empty: it is applied."""
        try:
            self._found.tables.apply(self._found.tables.decode(line.payload))
        except UnreadableCommit as error:
            return str(error)
        return ""

    def _flaw(self, place: Place, reason: str, raw: bytes = b"", *, explains: bool = False) -> Flaw:
        # A snapshot is begun when the journal of its number has been.
        is_begun = place.is_header and place.journal == self._found.snapshot
        wanted = place.wanted(self._found.sequence)
        name = journal_name(place.journal)
        flaw = Flaw(name, place.found.offset, reason, raw, wanted=wanted, is_proven=is_begun)
        self._add(flaw, explains=explains)
        return flaw

    def _add(self, flaw: Flaw, *, explains: bool) -> None:
        self._found.flaws.append(flaw)
        self._unproven.append(flaw)
        if explains and self._open is None:
            self._open = flaw

    def _prove(self, line: Line) -> None:
        """What `line` knows to have been safe was; so the flaws there are damage."""
        self._found.seen = max(self._found.seen, line.sequence)
        for flaw in self._unproven:
            flaw.is_proven = flaw.is_proven or line.durable >= flaw.wanted
        self._unproven = [flaw for flaw in self._unproven if not flaw.is_proven]
