"""`--check`: what lies in the data folder and whether a start would succeed, in plain English.

For somebody in trouble at night: every place is named, with what the next start would do about it.
Changes nothing.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from state.archived import Archived
from state.archived import check as check_files
from state.examination import Examination, Facts, Flaw, Tell, examine, survey, tell_nobody
from state.files import BadFolder, Folder
from state.records import Record, Tables
from state.recovery import recover


class Report(NamedTuple):
    lines: list[str]
    #: The next start would succeed, and nothing that was acknowledged is missing.
    is_sound: bool
    #: What such a start would find, or could be read; None: nothing was looked at.
    tables: Tables | None


def check(folder: Folder, kinds: Iterable[type[Record]], tell: Tell = tell_nobody) -> Report:
    facts, kinds = list(survey(folder, tell)), tuple(kinds)
    try:
        found = examine(folder, kinds, tell)
    except BadFolder as refusal:
        return Report([*map(_file, facts), f"Not sound: {refusal}."], False, None)
    tables = found.tables
    if found.tail is not None and not found.damage:
        tables = Tables(kinds)  # without what can be read after the cut
        recover(folder, tables)
    lines = [*_files(facts, found), *_spoiled(found), *_damage(found), *_tail(found, facts)]
    return Report([*lines, _verdict(found, tables, facts)], not found.damage, tables)


def check_archive(path: Path, tables: Tables) -> Report:
    """Whether the archive has what these tables say; reads all of it."""
    entries = tables.of(Archived)
    lines = [f"archive/{line}" for line in check_files(path, entries)]
    if lines:
        verdict = f"The archive is not sound: {len(lines)} of its {_count(len(entries), 'file')}."
    elif not len(entries) and any(path.glob("*/*")):
        lines = ["The archive has files that nothing knows of: is this the whole data folder?"]
        return Report(lines, False, tables)
    else:
        verdict = f"The archive is sound: {_count(len(entries), 'file')}."
    return Report([*lines, verdict], not lines, tables)


def flaw_line(flaw: Flaw) -> str:
    """`journal-7.log, byte 512: the line can't be read; commit 17 was here`"""
    where = flaw.file if flaw.offset is None else f"{flaw.file}, byte {flaw.offset}"
    match len(flaw.lost):
        case 0:
            lost = ""
        case 1:
            lost = f"; commit {flaw.lost[0]} was here"
        case _:
            lost = f"; commits {flaw.lost[0]} to {flaw.lost[-1]} were here"
    return f"{where}: {flaw.reason}{lost}"


def _files(facts: list[Facts], found: Examination) -> Iterator[str]:
    for fact in facts:
        yield _file(fact) + (", no longer needed" if fact.number < found.snapshot else "")


def _file(fact: Facts) -> str:
    if not fact.first:
        what = "nothing after the header"
    elif fact.kind == "snapshot":
        what = f"as of commit {fact.first}"
    else:
        what = f"commits {fact.first} to {fact.last}"
    bad = f", {fact.unreadable} of them unreadable" if fact.unreadable else ""
    return f"{fact.name}: {_count(fact.lines, 'line')}{bad}, {what}, {fact.size} bytes"


def _spoiled(found: Examination) -> Iterator[str]:
    if found.spoiled and not found.missing:
        older = f"snapshot-{found.snapshot}.log" if found.snapshot else "no snapshot"
        yield "A snapshot can't be used:"
        yield from (f"  {flaw_line(flaw)}" for flaw in found.spoiled)
        yield f"  In its place a start takes {older} and all the journals since: it's all there."


def _damage(found: Examination) -> Iterator[str]:
    if found.damage:
        yield "Damage, because of which the next start is refused:"
        yield from (f"  {flaw_line(flaw)}" for flaw in found.damage)


def _tail(found: Examination, facts: list[Facts]) -> Iterator[str]:
    tail = found.tail
    if tail is None or tail.offset is None:
        return
    own = next(fact for fact in facts if fact.name == tail.file)
    after = [fact.name for fact in facts if fact.kind == "journal" and fact.number > own.number]
    if not tail.offset:
        yield f"{tail.file} was never begun; the next start puts it aside (no damage)."
        return
    yield "A tail, written but never acknowledged, as a power cut or a kill leaves it (no damage):"
    yield f"  {flaw_line(tail)}"
    if not found.damage:
        what = " and all of ".join([f"{own.size - tail.offset} bytes from there on", *after])
        yield f"  The next start cuts off {what}; they are kept beside, as {tail.file}.cut-…"


def _verdict(found: Examination, tables: Tables, facts: list[Facts]) -> str:
    records = _count(len(tables.records()), "record")
    if not facts:
        return "There is no journal and no snapshot: a start begins anew, with nothing."
    if not found.damage:
        return f"Sound: a start succeeds and nothing is missing. {records}."
    return (
        f"Not sound: {_count(len(found.damage), 'place')}. {records} can be read. If you have a "
        "copy of what is damaged or missing, put it back. Else run --repair: it keeps all that "
        "can be read, and puts the files as they are now into a folder beside."
    )


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
