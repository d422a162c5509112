"""Data folders whose every byte is known, for damage to be done to them."""

from state.files import DiskFolder
from state.journal import encode_header, encode_line, journal_name, snapshot_name
from state.records import Delete, Record, Tables
from state.recovery import mend, recover


class Word(Record, frozen=True):
    table = "words"
    id: str
    text: str

    @property
    def key(self) -> str:
        return self.id


KINDS = (Word,)
_TABLES = Tables(KINDS)


def changes(sequence):
    """Commit 7 puts word 7; every third takes the word before the last away again."""
    put = [Word(id=f"{sequence}", text=f"of commit {sequence}")]
    return [*put, Delete(Word, f"{sequence - 2}")] if sequence % 3 == 0 else put


def words(sequences):
    """What is there after these commits: text by id."""
    tables = Tables(KINDS)
    for sequence in sequences:
        tables.apply(changes(sequence))
    return contents(tables)


def contents(tables):
    return {word.id: word.text for word in tables.of(Word)}


def commit_line(sequence, durable=None):
    """Of a commit that was alone in its batch."""
    durable = sequence - 1 if durable is None else durable
    return encode_line(sequence, durable, _TABLES.encode(changes(sequence)))


def journal(after, up_to):
    """Header and lines of a journal with the commits after `after`."""
    lines = [commit_line(sequence) for sequence in range(after + 1, up_to + 1)]
    return [encode_header("journal", after), *lines]


def snapshot(sequence):
    tables = Tables(KINDS)
    for number in range(1, sequence + 1):
        tables.apply(changes(number))
    records = tables.records()
    lines = [encode_line(sequence, sequence, tables.encode([record])) for record in records]
    return [encode_header("snapshot", sequence, records=len(records)), *lines]


def a_run_with_a_snapshot():
    """What a server leaves that was killed at commit 14, after a snapshot: lines by file."""
    return {
        snapshot_name(2): snapshot(4),
        journal_name(2): journal(4, 9),
        journal_name(3): journal(9, 14),
    }


def a_run_without_a_snapshot():
    return {journal_name(1): journal(0, 4), journal_name(2): journal(4, 9)}


def a_run_cut_off_at_its_snapshot():
    """The moment when the new snapshot has its place and what it supersedes is still there."""
    return {
        snapshot_name(1): snapshot(2),
        journal_name(1): journal(2, 4),
        **a_run_with_a_snapshot(),
    }


def write(path, lines_by_file):
    for name, lines in lines_by_file.items():
        (path / name).write_bytes(b"".join(lines))
    return DiskFolder(path)


def files(path):
    """Everything in a folder and the folders in it: bytes by relative name."""
    found = [file for file in sorted(path.rglob("*")) if file.is_file()]
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in found}


def flip(path, name, line, at=20):
    """Damage a line (counted from 0, so 0 is the header) of a file; its offset."""
    raw = bytearray((path / name).read_bytes())
    offset = sum(map(len, bytes(raw).splitlines(keepends=True)[:line]))
    raw[offset + at] ^= 1
    (path / name).write_bytes(raw)
    return offset


def started(folder):
    """The words a start finds, and does what it does to the files. Raises BadFolder."""
    tables = Tables(KINDS)
    mend(folder, recover(folder, tables))
    return contents(tables)
