r"""The journal's format: a line a commit, each proving itself and what was safe before it.

    6082b9b7 0 0 {"vivavoz":"journal","schema":1}
    6ce3b687 1 0 [["put","voice_sessions",{"id":"a2da","agent":"marketplace-en"}]]
    2e5497a3 2 1 [["put","utterances",{"text":"hi"}],["delete","voice_sessions","a2da"]]
    |        | | the commit: JSON, without a raw line break
    |        | durable: the last sequence known to be synced when this line was written
    |        sequence: one more than that of the line before
    CRC-32 of the rest of the line, in hex; every line ends in \n

A file may end in NUL bytes, room that was reserved for lines to come.

`journal-N.log` begins with a header whose sequence is the last one before the file. A new file is
begun, synced and entered in the folder only when all before it is synced, so its header is proof of
that. Every start begins a new file; a snapshot does, and makes the ones before it needless.
`snapshot-N.log` has the same form: a header that counts its records, then a line a record, all with
the sequence that the snapshot stands for; journal N goes on from there.

Recovery rule: the newest snapshot that is whole, then the journals from its number on, line by
line. A line is bad when its CRC is wrong, its end is missing, or its sequence isn't the next one.

- A bad line is the *tail* if no readable line after it has `durable` at or past the sequence it
  should have had: whoever wrote it was never told that it was safe, so nobody else was. It is cut
  off, with all after it, and the log says so.
- Otherwise something acknowledged is lost, the *middle* is damaged: the start is refused, with
  file and offset (recovery.py). `--check` reports, `--repair` keeps what can be read (repair.py).

Batches are written and synced one after another, so a power cut can only harm the last one, in
whatever way the disk likes: all its lines say that only the batch before is durable, and all of
them count as tail. The alternative, lengths and checksums a batch as binary logs have them, would
save 20 bytes a commit; this can be read with less and mended with an editor.
"""

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

import msgspec

from state.files import BadFolder

#: Raised with every change of a record that older code or older files can't bear.
SCHEMA = 1

_JOURNAL = re.compile(r"journal-([1-9]\d*)\.log")
_SNAPSHOT = re.compile(r"snapshot-([1-9]\d*)\.log")


class Line(NamedTuple):
    sequence: int
    durable: int
    payload: bytes


class Header(msgspec.Struct, frozen=True, rename={"kind": "vivavoz"}, omit_defaults=True):
    """The first line's payload. Its form stays, so that any version can read any schema."""

    kind: str
    schema: int
    #: Of a snapshot: how many lines follow.
    records: int = 0


_header_of = msgspec.json.Decoder(Header).decode


def journal_name(number: int) -> str:
    return f"journal-{number}.log"


def snapshot_name(number: int) -> str:
    return f"snapshot-{number}.log"


def journals(names: list[str]) -> list[int]:
    """The numbers of the journals among `names`, in order."""
    return _numbers(_JOURNAL, names)


def snapshots(names: list[str]) -> list[int]:
    """The numbers of the snapshots among `names`, in order."""
    return _numbers(_SNAPSHOT, names)


def _numbers(pattern: re.Pattern[str], names: list[str]) -> list[int]:
    return sorted(int(match[1]) for name in names if (match := pattern.fullmatch(name)))


def encode_line(sequence: int, durable: int, payload: bytes) -> bytes:
    rest = b"%d %d %b" % (sequence, durable, payload)
    return b"%08x %b\n" % (zlib.crc32(rest), rest)


def decode_line(line: bytes) -> Line | None:
    """What encode_line was given; None for anything it doesn't return."""
    try:
        sequence, durable, payload = line[9:-1].split(b" ", 2)
        decoded = Line(int(sequence), int(durable), payload)
    except ValueError:
        return None
    return decoded if encode_line(*decoded) == line else None


def encode_header(kind: str, sequence: int, *, records: int = 0) -> bytes:
    header = Header(kind, SCHEMA, records)
    return encode_line(sequence, sequence, msgspec.json.encode(header))


def decode_header(line: Line, kind: str, name: str) -> Header | None:
    """The header of the file `name`; None when the line is none of that kind.

    Raises BadFolder when a newer version wrote the file.
    """
    try:
        header = _header_of(line.payload)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    if header.schema > SCHEMA:
        raise BadFolder(
            f"{name} was written by a newer Vivavoz (schema {header.schema}, this one reads up to "
            f"{SCHEMA}): start the newer one, or restore the folder as it was before the upgrade"
        )
    return header if header.kind == kind else None


class Found(NamedTuple):
    """A line as it lies in a file."""

    offset: int
    raw: bytes
    #: None: it can't be read.
    line: Line | None


def lines_of(file: BinaryIO) -> Iterator[Found]:
    """The lines of a file, up to the room reserved at its end."""
    offset = 0
    for raw in file:
        if not raw.endswith(b"\n") and not raw.strip(b"\0"):
            return
        yield Found(offset, raw, decode_line(raw))
        offset += len(raw)
