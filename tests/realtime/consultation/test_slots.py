"""Who holds a slot: of an agent type, and of the provider as a whole."""

from realtime.consultation.slots import Holding, Slots


def holding(slug="a"):
    return Holding(slug, 0.0, 100.0)


def test_an_agent_type_with_a_free_slot_has_room():
    slots = Slots({"a": 2, "b": 1}, 3)
    slots.hold("1", holding("a"))
    slots.hold("2", holding("b"))
    assert slots.with_room() == ["a"]


def test_none_has_room_when_the_provider_is_full():
    slots = Slots({"a": 2, "b": 2}, 2)
    slots.hold("1", holding("a"))
    slots.hold("2", holding("b"))
    assert slots.with_room() == []


def test_a_released_slot_is_free():
    slots = Slots({"a": 1}, 1)
    slots.hold("1", holding())
    slots.release("1")
    slots.release("1")
    assert slots.with_room() == ["a"] and slots.holdings(None) == []


def test_who_holds_a_slot_holds_one_however_often_it_is_said():
    slots = Slots({"a": 2}, 2)
    slots.hold("1", holding())
    slots.hold("1", Holding("a", 5.0, 50.0))
    assert slots.holdings("a") == [Holding("a", 5.0, 50.0)]
    assert slots.with_room() == ["a"]


def test_what_an_agent_type_that_is_gone_holds_is_missing_at_the_provider():
    slots = Slots({"a": 2}, 1)
    slots.hold("1", holding("gone"))
    assert slots.with_room() == []
    assert slots.holdings("a") == [] and len(slots.holdings(None)) == 1


def test_agent_types_share_the_provider_when_it_carries_less_than_all_of_them():
    assert Slots({"a": 1, "b": 2}, 2).shares_provider
    assert not Slots({"a": 1, "b": 2}, 3).shares_provider


def test_every_change_is_counted():
    slots = Slots({"a": 1}, 1)
    slots.hold("1", holding())
    held = slots.changes
    slots.release("1")
    assert 0 < held < slots.changes
    released = slots.changes
    slots.release("1")
    assert slots.changes == released
