import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from state.records import Delete, Record, Table, Tables, UnreadableCommit
from tests.state.items import (
    ALL,
    ANNA,
    BORA,
    CHLOE,
    HELLO,
    KINDS,
    SMILE,
    Note,
    Visit,
    contents,
    tables_with,
)

FEW_KEYS = st.sampled_from(["a", "b", "ç", ""])
VISITS = st.builds(
    Visit,
    id=FEW_KEYS,
    agent=st.sampled_from(["en", "mk"]),
    seconds=st.floats(allow_nan=False, allow_infinity=False),
    tags=st.lists(st.text(max_size=5), max_size=3).map(tuple),
)
NOTES = st.builds(Note, visit=FEW_KEYS, number=st.integers(0, 2), text=st.text())
DELETES = st.builds(Delete, st.just(Visit), FEW_KEYS) | st.builds(
    Delete, st.just(Note), FEW_KEYS.map(lambda visit: f"{visit}/1")
)
COMMITS = st.lists(st.lists(VISITS | NOTES | DELETES, max_size=4))


def visits(*changes):
    tables = Tables(KINDS)
    tables.apply(changes)
    return tables.of(Visit)


def found(tables):
    """Everything the indexes say, in the order they say it."""
    table = tables.of(Visit)
    return [
        table.find(field, value)
        for field, values in (("agent", ["en", "mk"]), ("is_long", [False, True]))
        for value in values
    ]


# Tables


def test_a_record_is_got_by_its_key():
    table = visits(ANNA, BORA)
    assert table.get("anna") is ANNA
    assert table.get("nobody") is None


def test_a_table_gives_its_records_in_the_order_their_keys_came_in():
    longer = msgspec.structs.replace(ANNA, seconds=99.0)
    assert list(visits(ANNA, BORA, longer)) == [longer, BORA]
    assert list(visits(ANNA, BORA, Delete(Visit, "anna"), ANNA)) == [BORA, ANNA]


def test_a_table_counts_keys():
    assert len(visits()) == 0
    assert len(visits(ANNA, BORA, ANNA)) == 2
    assert len(visits(ANNA, BORA, Delete(Visit, "anna"))) == 1


def test_deleting_what_is_not_there_changes_nothing():
    assert list(visits(ANNA, Delete(Visit, "nobody"), Delete(Note, "anna"))) == [ANNA]


def test_an_index_finds_by_a_field_and_by_a_property_in_the_order_they_came_in():
    table = visits(ANNA, BORA, CHLOE)
    assert table.find("agent", "marketplace-en") == [ANNA, CHLOE]
    assert table.find("is_long", True) == [BORA, CHLOE]
    assert table.find("agent", "nobody") == []
    assert list(table.find_latest("agent", "marketplace-en")) == [CHLOE, ANNA]
    assert not list(table.find_latest("agent", "nobody"))


@pytest.mark.parametrize("before", [-1, 0, 1, 500, 999, 1_000, 5_000])
def test_a_place_among_many_is_found_by_a_few_looks(before):
    table = visits(*[Visit(f"v{at}", "en", float(at)) for at in range(1_000)])
    looks = []

    def place(visit):
        looks.append(visit)
        return visit.seconds

    below = table.find_latest_before("agent", "en", before, place=place)
    expected = [at for at in range(999, -1, -1) if at < before]
    assert [visit.seconds for visit in below] == expected
    assert len(looks) <= 10
    assert not list(table.find_latest_before("agent", "nobody", before, place=place))


def test_a_put_that_changes_an_indexed_value_moves_the_record():
    moved = msgspec.structs.replace(ANNA, agent="pazar-mk")
    table = visits(ANNA, BORA, CHLOE, moved)
    assert table.find("agent", "marketplace-en") == [CHLOE]
    assert table.find("agent", "pazar-mk") == [BORA, moved]


def test_a_put_that_keeps_the_indexed_value_is_found_in_its_old_place():
    longer = msgspec.structs.replace(ANNA, seconds=13.0)
    assert visits(ANNA, CHLOE, longer).find("agent", "marketplace-en") == [longer, CHLOE]


def test_an_index_keeps_no_value_that_nothing_has():
    moved = msgspec.structs.replace(ANNA, agent="pazar-mk")
    table = visits(ANNA, moved, Delete(Visit, "anna"))
    assert table._indexes == {"agent": {}, "is_long": {}}


def test_only_what_is_indexed_can_be_searched():
    with pytest.raises(KeyError):
        visits(ANNA).find("seconds", 12.5)


def test_every_record_needs_a_key():
    class Nameless(Record, frozen=True):
        table = "nameless"

    with pytest.raises(NotImplementedError):
        Table(Nameless)._put(Nameless())


def test_records_are_those_of_all_tables():
    assert tables_with(HELLO, ANNA, SMILE).records() == [ANNA, HELLO, SMILE]


def test_cleared_tables_are_empty_in_every_index():
    tables = tables_with(*ALL)
    tables.clear()
    assert not tables.records()
    assert found(tables) == found(Tables(KINDS))


# Encoding


def test_a_commit_reads_as_it_is_documented():
    encoded = Tables(KINDS).encode([BORA, Delete(Note, "anna/1")])
    assert encoded.decode() == (
        '[["put","visits",{"id":"bora","agent":"pazar-mk","seconds":90.0,"tags":[]}],'
        '["delete","notes","anna/1"]]'
    )


def test_a_commit_is_one_line():
    assert b"\n" not in Tables(KINDS).encode(ALL)


@given(COMMITS)
def test_changes_read_back_as_what_they_were(commits):
    tables = Tables(KINDS)
    for changes in commits:
        assert tables.decode(tables.encode(changes)) == changes
        assert tables.write(changes) == (tables.encode(changes), changes)


@given(COMMITS)
def test_replay_leads_where_live_use_did(commits):
    live, replayed = Tables(KINDS), Tables(KINDS)
    for changes in commits:
        live.apply(changes)
        replayed.apply(replayed.decode(live.encode(changes)))
    assert replayed.records() == live.records()
    assert found(replayed) == found(live)


@given(COMMITS)
def test_indexes_agree_with_a_search_of_everything(commits):
    tables = Tables(KINDS)
    for changes in commits:
        tables.apply(changes)
    table = tables.of(Visit)
    for field in Visit.indexed:
        assert set(table._indexes[field]) == {getattr(visit, field) for visit in table}
        for value in table._indexes[field]:
            by_index = {visit.key for visit in table.find(field, value)}
            assert by_index == {visit.key for visit in table if getattr(visit, field) == value}


@pytest.mark.parametrize(
    "record",
    [
        Note(visit="a", number="1"),  # type: ignore[arg-type]
        Note(visit="a", number=1, text=None),  # type: ignore[arg-type]
        Visit(id="a", agent="en", seconds=float("nan")),
        Visit(id="a", agent="en", seconds=float("inf")),
        Note(visit="a", number=1, text="half a pair: \ud800"),
        Note(visit="a", number=1, text=print),  # type: ignore[arg-type]
        Delete(Visit, None),  # type: ignore[arg-type]
        Delete(Visit, "\udfff"),
    ],
    ids=str,
)
def test_what_could_not_be_read_back_is_refused(record):
    tables = Tables(KINDS)
    with pytest.raises(UnreadableCommit):
        tables.decode(tables.encode([record]))
    with pytest.raises(UnreadableCommit):
        tables.write([record])


def test_a_table_nobody_declared_is_refused_by_name():
    class Stranger(Record, frozen=True):
        table = "strangers"

    tables = Tables(KINDS)
    for change in (Stranger(), Delete(Stranger, "a")):
        with pytest.raises(UnreadableCommit, match="'strangers'"):
            tables.decode(tables.encode([change]))
        with pytest.raises(UnreadableCommit, match="'strangers'"):
            tables.write([change])


@pytest.mark.parametrize(
    "commit",
    [
        b"",
        b"{}",
        b"[[]]",
        b'[["drop","visits","anna"]]',
        b'[["put","visits"]]',
        b'[["put","visits",{"agent":"en"}]]',
        b'[["delete","visits",{"id":"anna"}]]',
        b'[["put","visits",{"id":"anna","agent":"\xff"}]]',
    ],
)
def test_json_that_is_no_commit_is_refused(commit):
    with pytest.raises(UnreadableCommit):
        Tables(KINDS).decode(commit)


def test_a_record_from_before_a_field_was_added_gets_its_default():
    older = b'[["put","visits",{"id":"anna","agent":"en"}]]'
    assert Tables(KINDS).decode(older) == [Visit(id="anna", agent="en", seconds=0.0, tags=())]


def test_a_field_of_a_later_version_is_passed_over():
    later = b'[["put","notes",{"visit":"anna","number":1,"mood":"fine"}]]'
    assert Tables(KINDS).decode(later) == [Note(visit="anna", number=1)]


def test_tables_are_independent():
    one, other = tables_with(ANNA), tables_with(ANNA)
    one.apply([Delete(Visit, "anna")])
    assert contents(other) == {("visits", "anna"): ANNA}
