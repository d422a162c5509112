import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.agents.local.templates import (
    SlotMark,
    TemplateError,
    Word,
    count,
    expand,
    leaves,
    parse,
)


def said(template):
    return [
        " ".join(p.text if isinstance(p, Word) else f"{{{p.slot}}}" for p in phrase)
        for phrase in expand(parse(template))
    ]


def test_words_and_slots_stand_as_written():
    assert said("find {product} now") == ["find {product} now"]


def test_group_gives_each_alternative_in_order():
    assert said("(show me|find) it") == ["show me it", "find it"]


def test_optional_group_gives_nothing_last():
    assert said("find [a|the] hat") == ["find a hat", "find the hat", "find hat"]


def test_groups_nest():
    assert said("a [(b|c) [d]]") == ["a b d", "a b", "a c d", "a c", "a"]


def test_marks_need_no_spaces_around_them():
    assert said("(a|b){slot}[c]") == ["a {slot} c", "a {slot}", "b {slot} c", "b {slot}"]


def test_leaves_are_all_words_and_slots_once():
    assert list(leaves(parse("a [b|{c}] d"))) == [Word("a"), Word("b"), SlotMark("c"), Word("d")]


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("", "nothing to say"),
        ("   ", "nothing to say"),
        ("(a|b", "never closed"),
        ("(a|b]", "closes what"),
        ("a)", "outside of any group"),
        ("a|b", "outside of any group"),
        ("(a|)", "alternative is empty"),
        ("[]", "alternative is empty"),
        ("find {Product}", "a slot is written"),
        ("find {", "a slot is written"),
    ],
)
def test_wrong_template_is_refused_with_its_reason(template, reason):
    with pytest.raises(TemplateError, match=reason):
        parse(template)


@given(st.text(alphabet="ab {}()[]|s", max_size=30))
def test_any_text_is_parsed_or_refused(text):
    try:
        parse(text)
    except TemplateError:
        pass


WORDS = st.sampled_from(["a", "b", "{s}"])
TEMPLATES = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(" ".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"[{'|'.join(parts)}]"),
    ),
    max_leaves=8,
)


@given(TEMPLATES)
def test_count_is_the_number_of_expansions(template):
    parsed = parse(template)
    assert count(parsed) == len(list(expand(parsed)))
