"""Sample records for the store's tests, and how to look at all there is at once."""

from state.records import Record, Tables


class Visit(Record, frozen=True):
    """Found by two things: a field, and a property."""

    table = "visits"
    indexed = ("agent", "is_long")

    id: str
    agent: str
    seconds: float = 0.0
    tags: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.id

    @property
    def is_long(self) -> bool:
        return self.seconds >= 60.0


class Note(Record, frozen=True):
    """Without an index, with a key of two fields and a value that may be missing."""

    table = "notes"

    visit: str
    number: int
    text: str = ""
    rating: int | None = None

    @property
    def key(self) -> str:
        return f"{self.visit}/{self.number}"


class Memo(Record, frozen=True, kw_only=True):
    """Of any size, for disks that are looked at byte by byte."""

    table = "memos"

    id: str
    text: str = ""

    @property
    def key(self) -> str:
        return self.id


KINDS = (Visit, Note)

ANNA = Visit(id="anna", agent="marketplace-en", seconds=12.5, tags=("new", "mobile"))
BORA = Visit(id="bora", agent="pazar-mk", seconds=90.0)
CHLOE = Visit(id="chloë", agent="marketplace-en", seconds=60.0, tags=("Grüße", "日本"))
HELLO = Note(visit="anna", number=1, text="Hello\n“world” \\ \0 \u2028")
SMILE = Note(visit="chloë", number=1, text="Здраво 🙂", rating=5)
EMPTY = Note(visit="", number=-1)

ALL = (ANNA, BORA, CHLOE, HELLO, SMILE, EMPTY)


def contents(tables: Tables) -> dict[tuple[str, str], Record]:
    """Every record by its table and key."""
    return {(record.table, record.key): record for record in tables.records()}


def tables_with(*records: Record) -> Tables:
    tables = Tables(KINDS)
    tables.apply(records)
    return tables
