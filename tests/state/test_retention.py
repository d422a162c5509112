"""state/retention.py: what is too much."""

from state.archived import Archived
from state.retention import Retention
from state.settings import StateSettings

DAY = 86_400.0
MIB = 1_048_576


def entry(id, *, at=0.0, size=1):
    return Archived(kind="r", id=id, owner=None, at=at, file=f"{id}.json", size=size, crc=0)


def retention(*entries, days=10, mib=10):
    return Retention(StateSettings(archive_days=days, archive_mib=mib), entries)


def due(retention, now=0.0, most=100):
    return [entry.id for entry in retention.take_due(now, most=most)]


def test_what_is_older_than_the_days_is_due_oldest_first():
    kept = retention(entry("a", at=1.0), entry("b", at=2.0), entry("c", at=3.0))
    assert due(kept, now=10 * DAY + 3.0) == ["a", "b"]
    assert due(kept, now=10 * DAY + 3.0) == []


def test_the_oldest_is_due_until_the_rest_is_no_more_than_the_size():
    kept = retention(*[entry(id, at=at, size=5 * MIB) for at, id in enumerate("abcd")])
    assert kept.is_over
    assert due(kept) == ["a", "b"]
    assert not kept.is_over


def test_zero_is_no_limit():
    kept = retention(entry("a", size=99 * MIB), days=0, mib=0)
    assert due(kept, now=9_999 * DAY) == [] and not kept.is_over


def test_no_more_than_asked_for_is_due_at_a_time():
    kept = retention(*[entry(id) for id in "abc"])
    assert due(kept, now=99 * DAY, most=2) == ["a", "b"]
    assert due(kept, now=99 * DAY, most=2) == ["c"]


def test_what_could_not_be_removed_is_due_again():
    kept = retention(entry("a", size=11 * MIB), entry("b", at=1.0))
    kept.give_back(kept.take_due(0.0, most=9))
    assert kept.is_over and due(kept) == ["a"]


def test_entries_from_the_future_are_young():
    assert due(retention(entry("a", at=99 * DAY)), now=-99 * DAY) == []


def test_what_was_from_the_future_is_as_old_as_it_is_when_that_has_come():
    kept = retention(entry("a", at=9 * DAY), entry("b", at=8 * DAY), days=1)
    assert due(kept, now=0.0) == []
    assert due(kept, now=9.5 * DAY) == []
    assert due(kept, now=10.5 * DAY) == ["a", "b"]


def test_a_clock_that_stood_in_the_past_for_a_while_makes_nothing_old():
    today = 20_000 * DAY
    kept = retention(entry("a", at=today), entry("b", at=0.0), entry("c", at=today))
    assert due(kept, now=today + DAY) == []
    assert due(kept, now=today + 11 * DAY) == ["a", "b", "c"]


def test_a_clock_that_stands_before_all_entries_costs_one_look_at_each():
    looks = []

    class Ahead:
        size = MIB

        @property
        def at(self):
            looks.append(self)
            return 99 * DAY

    kept = retention(*[Ahead() for _ in range(1_000)])
    while kept.take_due(0.0, most=100):
        pass
    assert not kept.is_over
    assert len(looks) <= 2_000, "its time is compared twice"


def test_an_entry_from_the_future_keeps_none_of_those_after_it():
    kept = retention(entry("a", at=9_999 * DAY), entry("b", at=DAY), entry("c", at=2 * DAY))
    assert due(kept, now=11 * DAY) == []
    assert due(kept, now=12 * DAY) == ["a", "b"]
