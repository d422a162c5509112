"""Records, the tables they lie in, and changes of them.

A record is an immutable struct of plain JSON values; its class names the table it lies in, its key
and what it can be found by. A change puts or deletes one whole record, a commit is a list of
changes that happen together. Each subsystem declares its own records; what they mean is theirs.

Live use and replay share one road: what is applied is what was written and read back. So a record
that couldn't be is refused before it is in, and a table never holds what the journal doesn't.
"""

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Base of all records. Plain JSON holds no cycles, so the collector needn't look at them.

    New fields need a default: older files don't have them. Any other change is a new SCHEMA.
    """

    table: ClassVar[str]
    #: Fields or properties by whose value Table.find finds records.
    indexed: ClassVar[tuple[str, ...]] = ()
    #: Whether it vouches that no other record is missing: no repair that dropped some keeps it.
    vouches: ClassVar[bool] = False

    @property
    def key(self) -> str:
        """What tells it from every other record of its table."""
        raise NotImplementedError


class Delete(NamedTuple):
    """The record with this key is gone; nothing if there is none."""

    kind: type[Record]
    key: str


#: A record stands for itself: put it in, in place of the one with its key.
Change = Record | Delete

R = TypeVar("R", bound=Record)


class UnreadableCommit(Exception):
    """Raised when a commit's JSON isn't changes of the tables there are."""


class Table(Generic[R]):
    """All records of one kind, in the order their keys came in."""

    def __init__(self, kind: type[R]) -> None:
        self._rows: dict[str, R] = {}
        self._indexes: dict[str, dict[Hashable, dict[str, None]]] = {
            field: {} for field in kind.indexed
        }

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[R]:
        return iter(self._rows.values())

    def get(self, key: str) -> R | None:
        return self._rows.get(key)

    def find(self, field: str, value: Hashable) -> list[R]:
        """The records whose indexed `field` is `value`.

        Those that came to it first come first; after a restart, in the table's order.
        """
        return [self._rows[key] for key in self._indexes[field].get(value, ())]

    def find_latest(self, field: str, value: Hashable) -> Iterator[R]:
        """As find(), the other way round, and only as many as are taken."""
        return (self._rows[key] for key in reversed(self._indexes[field].get(value, {})))

    def find_latest_before(
        self, field: str, value: Hashable, before: float, *, place: Callable[[R], float]
    ) -> Iterator[R]:
        """As find_latest(), of those whose `place` is less than `before`.

        They must have come in the order of their places: then of 100,000 a few are looked at.
        """
        keys = list(self._indexes[field].get(value, ()))
        end = bisect_left(keys, before, key=lambda key: place(self._rows[key]))
        return (self._rows[keys[at]] for at in range(end - 1, -1, -1))

    def _put(self, record: R) -> None:
        key = record.key
        before = self._rows.get(key)
        self._rows[key] = record
        for field in self._indexes:
            value = getattr(record, field)
            if before is not None:
                old_value = getattr(before, field)
                if old_value == value:
                    continue
                self._forget(field, old_value, key)
            self._indexes[field].setdefault(value, {})[key] = None

    def _delete(self, key: str) -> None:
        before = self._rows.pop(key, None)
        if before is not None:
            for field in self._indexes:
                self._forget(field, getattr(before, field), key)

    def _forget(self, field: str, value: Hashable, key: str) -> None:
        keys = self._indexes[field][value]
        del keys[key]
        if not keys:
            del self._indexes[field][value]


class _Put(msgspec.Struct, frozen=True, array_like=True, tag="put", gc=False):
    table: str
    record: msgspec.Raw


class _Deleted(msgspec.Struct, frozen=True, array_like=True, tag="delete", gc=False):
    table: str
    key: str


def _written(change: Change) -> tuple[str, str, Record | str]:
    if isinstance(change, Record):
        return "put", change.table, change
    return "delete", change.kind.table, change.key


def _check_form(written: bytes) -> None:
    """Raises ValueError or RecursionError for what a later start might stumble over."""
    if b"\n" in written:
        raise ValueError("a record is one line")
    # A bracket each: nothing is nested deeper than there are of them.
    if written.count(b"{") + written.count(b"[") > _MARGIN:
        msgspec.json.decode(b"[" * _MARGIN + written + b"]" * _MARGIN)


#: How much deeper than now a record must be readable: other callers stand deeper in the stack.
_MARGIN = 200
_UNREADABLE = (TypeError, ValueError, RecursionError, msgspec.DecodeError)
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[_Put | _Deleted]).decode


class Tables:
    """Every table of the store."""

    def __init__(self, kinds: Iterable[type[Record]]) -> None:
        self._kinds = {kind.table: kind for kind in kinds}
        self._decoders = {
            name: msgspec.json.Decoder(kind).decode for name, kind in self._kinds.items()
        }
        self.clear()

    def clear(self) -> None:
        self._tables: dict[str, Table[Any]] = {
            name: Table(kind) for name, kind in self._kinds.items()
        }

    def of(self, kind: type[R]) -> Table[R]:
        return self._tables[kind.table]

    def records(self) -> list[Record]:
        """Every record as it is now; about 2 ms for 100,000."""
        return [record for table in self._tables.values() for record in table]

    def sizes(self) -> dict[str, int]:
        return {name: len(table) for name, table in self._tables.items()}

    def encode(self, changes: Sequence[Change]) -> bytes:
        """A commit as one line of JSON: `[["put","table",{…}],["delete","table","key"]]`.

        Raises UnreadableCommit for what can't be JSON at all, such as half a surrogate pair.
        """
        try:
            return _encode([_written(change) for change in changes])
        except _UNREADABLE as error:
            raise UnreadableCommit(str(error)) from error

    def write(self, changes: Sequence[Change]) -> tuple[bytes, list[Change]]:
        """What `encode` gives, and the changes as they will be read back.

        Raises UnreadableCommit for what couldn't be. The same as decoding it, at two thirds of the
        time: what is around the records isn't parsed again.
        """
        pieces: list[bytes] = []
        read: list[Change] = []
        try:
            for change in changes:
                if isinstance(change, Record):
                    written = _encode(change)
                    _check_form(written)
                    pieces.append(b'["put","%b",%b]' % (change.table.encode(), written))
                    read.append(self._decoders[change.table](written))
                else:
                    pieces.append(_encode(_written(change)))
                    read += self.decode(b"[%b]" % pieces[-1])
        except KeyError as error:
            raise UnreadableCommit(f"there is no table {error}") from error
        except _UNREADABLE as error:
            raise UnreadableCommit(str(error)) from error
        return b"[%b]" % b",".join(pieces), read

    def decode(self, commit: bytes) -> list[Change]:
        """The changes of a commit. Raises UnreadableCommit."""
        try:
            return [self._change(written) for written in _decode(commit)]
        except _UNREADABLE as error:
            raise UnreadableCommit(str(error)) from error

    def _change(self, written: _Put | _Deleted) -> Change:
        if written.table not in self._kinds:
            raise UnreadableCommit(f"there is no table {written.table!r} in this version")
        if isinstance(written, _Put):
            record: Record = self._decoders[written.table](written.record)
            return record
        return Delete(self._kinds[written.table], written.key)

    def apply(self, changes: Iterable[Change]) -> None:
        for change in changes:
            if isinstance(change, Record):
                self._tables[change.table]._put(change)
            else:
                self._tables[change.kind.table]._delete(change.key)
