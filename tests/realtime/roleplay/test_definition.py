import msgspec
import pytest

from realtime.roleplay.definition import Definition
from tests.realtime.roleplay.plays import PLAIN, definition, written

CRITERION = PLAIN["rubric"][0]
FACT = PLAIN["facts"][0]
OBJECTION = PLAIN["objections"][0]
NO_PHRASES = ("", " ", "*", "a*", "...", "a/b", "a;b", "^ a", "a $", " a", "a ", "a  b", "a\n", "?")


def test_what_isn_t_said_has_a_default():
    plain = definition()
    assert plain.agent == "" and plain.elevenlabs_agent_id == ""
    assert plain.salesperson.instructions == () and not plain.rubric[0].must_have
    assert plain.objections[0].raised_when == () and plain.objections[0].softened_by == ()


def test_written_and_read_again_it_is_the_same():
    plain = definition(salesperson={"instructions": ["Ask."]})
    assert msgspec.json.decode(msgspec.json.encode(plain), type=Definition) == plain


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("title", ""),
        ("title", "  "),
        ("title", "x" * 201),
        ("objective", 5),
        ("language", "pt"),
        ("difficulty", "awful"),
        ("call_type", "chat"),
        ("agent", None),
        ("persona", {"name": "Ida"}),
        ("company", {}),
        ("opening_line", ""),
        ("tone", "x" * 1_001),
        ("objections", [{**OBJECTION, "type": "weather"}]),
        ("objections", [{**OBJECTION, "softened_by": ["shouting"]}]),
        ("objections", [OBJECTION] * 21),
        ("facts", [{**FACT, "name": "The Volume"}]),
        ("facts", [{**FACT, "asked_by": []}]),
        ("facts", [{**FACT, "asked_by": ["a"] * 41}]),
        ("facts", [{**FACT, "answer": ""}]),
        *[("facts", [{**FACT, "asked_by": [phrase]}]) for phrase in NO_PHRASES],
        *[("objections", [{**OBJECTION, "raised_when": [phrase]}]) for phrase in NO_PHRASES],
        *[("rubric", [{**CRITERION, "evidence": [phrase]}]) for phrase in NO_PHRASES],
        ("rubric", [{**CRITERION, "evidence": "asked_nicely", "weight": 100}]),
        ("rubric", [{**CRITERION, "evidence": [], "weight": 100}]),
        ("rubric", [{**CRITERION, "weight": 0}, {**CRITERION, "criterion": "b", "weight": 100}]),
        ("rubric", [{**CRITERION, "weight": 99.5}]),
        ("salesperson", {"instructions": "Ask."}),
    ],
)
def test_a_value_that_won_t_do_is_refused_by_its_key(key, value):
    with pytest.raises(msgspec.ValidationError, match=rf"at `\$\.{key}"):
        definition(**{key: value})


@pytest.mark.parametrize("key", ["title", "persona", "rubric", "opening_line"])
def test_what_must_be_there_is_missed_by_name(key):
    with pytest.raises(msgspec.ValidationError, match=key):
        msgspec.convert({k: v for k, v in written().items() if k != key}, Definition)


@pytest.mark.parametrize("weight", [1, 59, 61, 100])
def test_weights_sum_to_100(weight):
    with pytest.raises(msgspec.ValidationError, match=f"rubric: .* 100, not {weight + 40}"):
        definition(rubric=[{**CRITERION, "weight": weight}, PLAIN["rubric"][1]])


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("rubric", [{**CRITERION, "weight": 50}, {**CRITERION, "weight": 50}]),
        ("facts", [FACT, {**FACT, "answer": "Fifty."}]),
        ("objections", [OBJECTION, OBJECTION]),
    ],
)
def test_nothing_is_there_twice(key, values):
    with pytest.raises(msgspec.ValidationError, match=f"{key}: .* is there twice"):
        definition(**{key: values})


@pytest.mark.parametrize(
    ("evidence", "about"), [("treated_objection", "price"), ("discovered", "volume")]
)
def test_a_criterion_may_be_about_an_objection_or_a_fact_that_is_there(evidence, about):
    criterion = {**CRITERION, "weight": 100, "evidence": evidence}
    assert definition(rubric=[{**criterion, "about": about}]).rubric[0].about == about
    with pytest.raises(msgspec.ValidationError, match="rubric: .* is about 'trust'"):
        definition(rubric=[{**criterion, "about": "trust"}])


@pytest.mark.parametrize("evidence", ["asked_problem", ["price"]])
def test_no_other_criterion_is_about_anything(evidence):
    with pytest.raises(msgspec.ValidationError, match="rubric: .* is about 'price'"):
        definition(rubric=[{**CRITERION, "weight": 100, "evidence": evidence, "about": "price"}])


@pytest.mark.parametrize(
    "phrase", ["36", "é", "Don't turn up", "não aparec* mais", "thirty-six months", "I\u2019m"]
)
def test_a_phrase_is_words_and_beginnings_of_words(phrase):
    assert definition(facts=[{**FACT, "asked_by": [phrase]}]).facts[0].asked_by == (phrase,)


def test_there_is_a_rubric():
    with pytest.raises(msgspec.ValidationError, match="rubric"):
        definition(rubric=[])
