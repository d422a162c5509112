"""Reads the folder back after whatever ended the last run: the rule is in journal.py.

Two steps: `recover` only reads, and fills the tables or raises; `mend` then does the little that
must be done to the files before anything is written again. Both may be cut off at any point and
begin anew at the next start. Nothing that could be read is deleted: a tail that is cut is kept
beside its journal.
"""

import itertools
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from state.files import BadFolder, Damaged, Folder
from state.journal import (
    Found,
    decode_header,
    journal_name,
    journals,
    lines_of,
    snapshot_name,
    snapshots,
)
from state.records import Tables, UnreadableCommit

logger = logging.getLogger(__name__)

#: What a file is called until it is whole.
UNFINISHED = ".new"


class Place(NamedTuple):
    """A line of a journal, or where its first one should be."""

    journal: int
    is_header: bool
    found: Found

    def wanted(self, sequence: int) -> int:
        """The sequence it should have if all before it ends with commit `sequence`."""
        # A header has that of the last commit before it.
        return sequence if self.is_header else sequence + 1


@dataclass
class Recovered:
    """What the folder holds."""

    #: Of the last commit that is in.
    sequence: int = 0
    #: The snapshot that was loaded; 0: none.
    snapshot: int = 0
    #: Where the good lines end of each journal that was read after it, in order.
    ends: dict[int, int] = field(default_factory=dict)
    #: How many commits came from them.
    replayed: int = 0
    #: Where the tail begins: to be cut.
    cut: Place | None = None

    @property
    def next_journal(self) -> int:
        """The number of the journal to go on with."""
        return max(self.ends, default=0) + 1


def recover(folder: Folder, tables: Tables) -> Recovered:
    """Fill `tables` with all that was ever acknowledged.

    Journals are read from the disk: after a failed sync the system's memory may show what never got
    there. Raises Damaged when something can't be read, BadFolder when a newer version wrote it or a
    whole file is gone.
    """
    names = folder.names()
    recovered = Recovered()
    damaged: Damaged | None = None
    for number in reversed(snapshots(names)):
        try:
            recovered.sequence = load_snapshot(folder, number, tables)
        except Damaged as error:
            tables.clear()
            damaged = damaged or error
        else:
            recovered.snapshot = number
            break
    first = recovered.snapshot or 1
    numbers = [number for number in journals(names) if number >= first]
    if missing := missing_journals(first, numbers, snapshots(names)):
        raise damaged or BadFolder(
            f"{journal_name(missing[0].start)} is missing from the data folder, with commits in it "
            "that were acknowledged, or a snapshot that has them: put it back, or see what "
            "--repair can keep"
        )
    if damaged is not None:
        logger.warning("an older snapshot and all since stand in for a damaged one: %s", damaged)
    _replay(folder, numbers, tables, recovered)
    return recovered


def missing_journals(first: int, numbers: list[int], snapshots: list[int]) -> list[range]:
    """Where `numbers`, in order, don't go on without a gap from `first`.

    A snapshot is begun when the journal of its number has been: up to the newest, all were there.
    """
    last = max([first - 1, *numbers, *snapshots])
    pairs = itertools.pairwise([first - 1, *numbers, last + 1])
    return [range(before + 1, after) for before, after in pairs if after - before > 1]


def load_snapshot(folder: Folder, number: int, tables: Tables) -> int:
    """Apply a snapshot; the sequence it stands for. Raises Damaged unless it is whole."""
    name = snapshot_name(number)
    with folder.read(name, from_disk=True) as file:
        found = lines_of(file)
        first = next(found, Found(0, b"", None))
        header = first.line and decode_header(first.line, "snapshot", name)
        if first.line is None or header is None:
            raise Damaged(name, 0, "its header can't be read")
        count, end = 0, len(first.raw)
        for each in found:
            if each.line is None or each.line.sequence != first.line.sequence:
                raise Damaged(name, each.offset, "the line can't be read")
            _apply(tables, name, each)
            count, end = count + 1, each.offset + len(each.raw)
    if count != header.records:
        raise Damaged(name, end, f"there are {count} of {header.records} records")
    return first.line.sequence


def places(folder: Folder, numbers: list[int]) -> Iterator[Place]:
    """Every line of these journals; of an empty one, its missing header."""
    for number in numbers:
        offset = 0
        with folder.read(journal_name(number), from_disk=True) as file:
            for found in lines_of(file):
                yield Place(number, offset == 0, found)
                offset += len(found.raw)
        if offset == 0:
            yield Place(number, True, Found(0, b"", None))


def _replay(folder: Folder, numbers: list[int], tables: Tables, recovered: Recovered) -> None:
    rest = places(folder, numbers)
    for place in rest:
        wanted = place.wanted(recovered.sequence)
        if _is_good(place, wanted):
            if not place.is_header:
                _apply(tables, journal_name(place.journal), place.found)
                recovered.sequence = wanted
                recovered.replayed += 1
            recovered.ends[place.journal] = place.found.offset + len(place.found.raw)
            continue
        is_begun = place.is_header and place.journal == recovered.snapshot
        if is_begun or _is_confirmed(itertools.chain([place], rest), wanted):
            raise _lost(place, wanted, recovered.ends)
        recovered.cut = place


def _is_good(place: Place, wanted: int) -> bool:
    line = place.found.line
    if line is None or line.sequence != wanted:
        return False
    name = journal_name(place.journal)
    return not place.is_header or decode_header(line, "journal", name) is not None


def _lost(place: Place, wanted: int, ends: dict[int, int]) -> Damaged:
    """What to say of a place where `wanted` should be."""
    journal, (offset, _raw, line) = place.journal, place.found
    if not place.is_header:
        reason = f"commit {wanted} was acknowledged"
    elif line is None or not ends or line.sequence <= wanted:
        reason = "its header can't be read"
    else:  # it can: what it follows on has lost its end
        journal, offset = max(ends.items())
        reason = f"commits {wanted + 1} to {line.sequence} should follow"
    return Damaged(journal_name(journal), offset, reason)


def _is_confirmed(rest: Iterator[Place], sequence: int) -> bool:
    """Whether any line knows that what should be at `sequence` was safe. Uses up `rest`."""
    lines = (place.found.line for place in rest)
    return any(line is not None and line.durable >= sequence for line in lines)


def _apply(tables: Tables, name: str, found: Found) -> None:
    assert found.line is not None, "only good lines are applied"
    try:
        tables.apply(tables.decode(found.line.payload))
    except UnreadableCommit as error:
        raise Damaged(name, found.offset, str(error)) from error


def mend(folder: Folder, recovered: Recovered) -> None:
    """Make the folder fit to be written on: cut the tail, put what is over out of the way.

    Also syncs what was read: after a killed server it may only be in the system's memory. So may
    the snapshot's name be, and what it makes needless may go only when that lasts.
    """
    folder.sync()
    if recovered.cut is not None and recovered.cut.found.offset:
        _keep_aside(folder, recovered.cut)
    for name in folder.names():
        if name.endswith(UNFINISHED) and snapshots([name.removesuffix(UNFINISHED)]):
            folder.remove(name)
    for number in journals(folder.names()):
        if number in recovered.ends:
            # Its reserved room goes, too: only the last journal may end in something unread.
            folder.truncate(journal_name(number), recovered.ends[number])
        elif number >= recovered.snapshot:
            aside = f"{journal_name(number)}.cut-0"
            logger.info("%s was never begun: kept as %s", journal_name(number), aside)
            folder.rename(journal_name(number), aside)
    remove_before(folder, recovered.snapshot)


def _keep_aside(folder: Folder, place: Place) -> None:
    """Save the tail, that is about to be cut, in a file beside."""
    name, offset = journal_name(place.journal), place.found.offset
    with folder.read(name) as file:
        file.seek(offset)
        tail = file.read().rstrip(b"\0")  # without the room that was reserved after it
    aside = f"{name}.cut-{offset}"
    logger.warning(
        "%s: the last %d bytes, from %d on, were written but never acknowledged: cut, and kept "
        "in %s",
        name,
        len(tail),
        offset,
        aside,
    )
    if aside in folder.names():
        folder.remove(aside)  # of a start that was cut off here
    kept = folder.create(aside)
    kept.write(tail)
    kept.sync()
    kept.close()
    folder.sync()


def remove_before(folder: Folder, snapshot: int) -> None:
    """Remove the snapshots and journals that a verified snapshot makes needless."""
    names = folder.names()
    for number in snapshots(names):
        if number < snapshot:
            folder.remove(snapshot_name(number))
    for number in journals(names):
        if number < snapshot:
            folder.remove(journal_name(number))
    folder.sync()
