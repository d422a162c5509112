"""Who stands where in the line, and who of them can be called."""

from hypothesis import given
from hypothesis import strategies as st

from realtime.consultation.line import WaitingLine


def line_of(*slugs):
    line = WaitingLine("ab")
    for seq, slug in enumerate(slugs):
        line.add(seq, slug)
    return line


def test_places_are_counted_for_an_agent_type_and_over_all():
    line = line_of("a", "b", "a", "a")
    assert line.ahead(3, "a") == 2
    assert line.ahead_of_all(3) == 3
    assert line.waiting("a") == 3 and line.waiting("b") == 1 and len(line) == 4


def test_the_first_who_can_be_called_is_the_oldest_of_those_asked_for():
    line = line_of("b", "a", "b")
    assert line.first_callable(["a", "b"]) == (0, "b")
    assert line.first_callable(["a"]) == (1, "a")
    assert line.first_callable([]) is None


def test_who_cant_be_called_keeps_the_place():
    line = line_of("a", "a")
    line.set_callable(0, "a", False)
    assert line.first_callable("a") == (1, "a")
    assert line.ahead(1, "a") == 1
    line.set_callable(0, "a", True)
    line.set_callable(0, "a", True)
    assert line.first_callable("a") == (0, "a")


def test_who_is_gone_is_gone_everywhere_callable_or_not():
    line = line_of("a", "a")
    line.set_callable(0, "a", False)
    line.remove(0, "a")
    line.remove(1, "a")
    assert len(line) == line.waiting("a") == 0
    assert line.first_callable("a") is None


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["in", "absent", "gone"]))))
def test_it_is_as_a_plain_list_of_them(waiting):
    line = line_of(*(slug for slug, _ in waiting))
    for seq, (slug, how) in enumerate(waiting):
        if how == "absent":
            line.set_callable(seq, slug, False)
        if how == "gone":
            line.remove(seq, slug)
    left = [(seq, *each) for seq, each in enumerate(waiting) if each[1] != "gone"]
    for place, (seq, slug, _) in enumerate(left):
        assert line.ahead_of_all(seq) == place
        assert line.ahead(seq, slug) == sum(each[1] == slug for each in left[:place])
    callable = [(seq, slug) for seq, slug, how in left if how == "in"]
    assert line.first_callable("ab") == min(callable, default=None)
