"""A whole call, scored."""

from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realtime.roleplay.scoring.delivery import AudioTurns
from realtime.roleplay.scoring.grades import objections_grade
from realtime.roleplay.scoring.handled import Handled, KnownObjection
from realtime.roleplay.scoring.lines import Line
from realtime.roleplay.scoring.results import PastScore, Scored, Unscored
from realtime.roleplay.scoring.rubric import Check, Criterion
from realtime.roleplay.scoring.score import Call, score
from tests.realtime.roleplay.scoring.calls import GOOD, good_call, lines_of, scored

LANGUAGES = ["pt-BR", "en"]
CRITERIA = tuple(
    Criterion(check, check=check, phrases=("caro", "expensive", "a")) for check in get_args(Check)
)
KNOWN = tuple(
    KnownObjection(type, wording)
    for wording in ("São doze.", "Twelve.", "caro", "é que")
    for type in ("trust", "need")
)

SPOKEN = st.one_of(
    st.sampled_from([text for pairs in GOOD.values() for _, text in pairs]),
    st.text(max_size=60),
    st.lists(st.sampled_from("é que o que how much é caro ? . ! né… “ ” desconto".split())).map(
        " ".join
    ),
)
TIME = st.none() | st.floats(0, 5000)
LINES = st.lists(
    st.builds(Line, st.sampled_from(["salesperson", "buyer"]), SPOKEN, TIME, TIME, st.booleans()),
    max_size=14,
)


def quotes_of(result):
    metrics = result.spin_metrics
    yield from (each.quote for each in metrics.detailed_feedback.transcript_highlights)
    yield from (each.quote for each in metrics.questions)
    yield from (each.evidence for each in result.rubric_results if each.evidence)
    for each in result.objections.details:
        yield each.client_objection
        yield each.your_response


@given(LINES, st.sampled_from(LANGUAGES), st.booleans())
@settings(max_examples=200, deadline=None)
def test_every_quote_is_in_the_transcript(lines, language, trusted):
    # Enough is always said for a score.
    lines = [*lines_of(GOOD[language][:6]), *lines]
    call = Call(
        tuple(lines),
        language,
        90.0,
        criteria=CRITERIA,
        words_trusted=trusted,
        known_objections=KNOWN,
    )
    result = score(call)
    if isinstance(result, Scored):
        assert all(quote in result.transcript for quote in quotes_of(result))


@given(LINES, st.sampled_from(LANGUAGES))
@settings(max_examples=60, deadline=None)
def test_any_lines_have_a_score_of_0_to_100_or_a_reason(lines, language):
    result = score(Call(tuple(lines), language, 10.0, criteria=CRITERIA))
    match result:
        case Unscored():
            assert result.reason
        case Scored(spin_metrics=metrics):
            assert metrics.overall_score is not None
            assert 0 <= metrics.overall_score <= 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_same_input_has_the_same_result_to_the_byte(language):
    call = good_call(language, criteria=CRITERIA)
    assert msgspec.json.encode(scored(call)) == msgspec.json.encode(scored(call))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_result_has_the_clients_names(language):
    said = msgspec.to_builtins(scored(good_call(language, history=(PastScore("2026-01-01", 50),))))
    metrics = said["spin_metrics"]
    assert {
        "situation",
        "problem",
        "implication",
        "needPayoff",
        "overallScore",
        "feedback",
        "detailedFeedback",
        "talkListenRatio",
        "fillerWords",
        "talkSpeed",
        "longestMonologue",
        "callHistory",
    } <= metrics.keys()
    assert {"strengths", "improvements", "tips", "transcript_highlights"} == set(
        metrics["detailedFeedback"]
    )
    assert {"totalCount", "treatmentRate", "treatedCount", "untreatedCount", "quality"} < set(
        said["objections"]
    )
    assert {
        "type",
        "treated",
        "clientObjection",
        "yourResponse",
        "platformFeedback",
        "techniqueUsed",
    } <= said["objections"]["details"][0].keys()
    assert metrics["callHistory"] == [{"date": "2026-01-01", "score": 50}]


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_kinds_of_questions_and_a_treated_objection_score_well(language):
    result = scored(good_call(language))
    metrics = result.spin_metrics
    assert min(metrics.situation, metrics.problem, metrics.implication, metrics.need_payoff) > 0
    assert result.objections.treated_count == result.objections.total_count == 1
    assert result.objections.details[0].type == "price"
    assert metrics.overall_score >= 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_buyers_questions_do_not_count(language):
    swapped = [("buyer", text) for who, text in GOOD[language] if who == "salesperson"]
    talk = [("salesperson", text) for who, text in GOOD[language] if who == "buyer"]
    more = [("salesperson", "We have been around for many years. " * 4)]
    result = scored(Call(lines_of(talk + swapped + more), language, 60.0))
    assert result.spin_metrics.questions == []
    assert result.spin_metrics.problem == 0


def test_every_figure_has_a_basis():
    metrics = scored(good_call()).spin_metrics
    figures = msgspec.to_builtins(metrics)
    for name, basis in metrics.basis.items():
        assert (figures[name] is None) == (basis.source is None) == (basis.reason is not None)


def test_typed_calls_have_a_score_and_no_pace():
    call = good_call(lines=lines_of(GOOD["pt-BR"], typed=True))
    metrics = scored(call).spin_metrics
    assert metrics.overall_score > 50
    assert metrics.talk_speed is None and metrics.basis["talkSpeed"].reason == "typed"
    assert metrics.longest_monologue is None
    assert metrics.basis["talkListenRatio"].source == "words"


def test_words_that_cannot_be_trusted_are_not_judged():
    audio = AudioTurns(((0.0, 30.0),), ((30.0, 60.0),))
    result = scored(good_call(words_trusted=False, audio=audio, criteria=CRITERIA))
    metrics = result.spin_metrics
    assert metrics.overall_score is metrics.situation is metrics.talk_speed is None
    assert metrics.talk_listen_ratio == 50.0
    assert metrics.basis["overallScore"].reason == "no_words"
    assert result.rubric_results == [] and result.objections.total_count == 0


def test_under_three_turns_there_is_no_score():
    lines = lines_of([("salesperson", "palavra " * 40), ("buyer", "oi"), ("salesperson", "tchau")])
    result = score(Call(lines, "pt-BR", 60.0))
    assert isinstance(result, Unscored) and "3" in result.reason


def test_under_twenty_words_there_is_no_score():
    lines = lines_of([("salesperson", "oi tudo bem")] * 4)
    result = score(Call(lines, "en", 60.0))
    assert isinstance(result, Unscored) and "20" in result.reason


def test_an_empty_call_has_no_score():
    result = score(Call((), "en", 0.0))
    assert isinstance(result, Unscored) and result.transcript == ""


def test_another_language_is_refused():
    with pytest.raises(ValueError, match="fr"):
        score(good_call("fr", lines=()))


def test_a_missed_must_have_limits_the_score():
    must = Criterion("Pedir desculpas", phrases=("peço desculpas",), must_have=True, weight=0.01)
    free, bound = scored(good_call()), scored(good_call(criteria=(must,)))
    assert bound.spin_metrics.overall_score == min(59, free.spin_metrics.overall_score)
    assert any(must.name in text for text in bound.spin_metrics.detailed_feedback.improvements)


def test_value_before_any_problem_costs():
    lines = list(lines_of(GOOD["en"]))
    early = [lines[6], *lines[:6], *lines[7:]]
    before = scored(good_call("en")).spin_metrics.overall_score
    assert scored(good_call("en", lines=tuple(early))).spin_metrics.overall_score < before


def test_many_questions_about_facts_cost():
    fact = (("salesperson", "Quantas lojas vocês têm hoje?"), ("buyer", "Três."))
    few = scored(good_call()).spin_metrics
    many = scored(good_call(lines=lines_of(fact * 12 + GOOD["pt-BR"]))).spin_metrics
    assert many.situation < few.situation


def test_sympathy_alone_half_treats_an_objection():
    pitied = Handled("price", 0, "Dear.", 1, "I see.", "acknowledge")
    assert objections_grade([pitied]) == 50
    assert objections_grade([pitied, pitied._replace(technique="evidence")]) == 75
    assert objections_grade([pitied._replace(technique=None)]) == 0


def test_a_huge_call_is_scored():
    lines = lines_of(GOOD["en"] * 500) + (Line("salesperson", "word " * 200_000),)
    assert isinstance(scored(good_call("en", lines=lines)), Scored)


def test_a_buyer_whose_words_are_known_objects_in_no_others():
    objection = "That is far too expensive for a shop like ours."
    lines = lines_of(
        [
            ("salesperson", "How many people count your stock today, and how long does it take?"),
            ("buyer", "We're with another supplier, and our director decides such things."),
            ("salesperson", "I see. What would a wrong count cost you in a month like this one?"),
            ("buyer", f"About nine hundred. {objection}"),
            ("salesperson", "I understand. What are you comparing it with, if I may ask?"),
        ]
    )
    call = Call(
        tuple(lines),
        "en",
        90.0,
        known_objections=(KnownObjection("price", objection),),
        buyer_is_known=True,
    )
    details = scored(call).objections.details
    assert [(each.type, each.client_line) for each in details] == [("price", 3)]


def test_a_buyer_s_words_are_its_own_where_the_salesperson_s_are_guessed():
    typed = lines_of(GOOD["en"], typed=True)
    known = tuple(KnownObjection("price", line.text) for line in typed if line.who == "buyer")[:1]
    lines = tuple(
        msgspec.structs.replace(line, is_typed=line.who == "salesperson") for line in typed
    )
    call = good_call("en", lines=lines, words_trusted=False, known_objections=known)
    assert scored(call).objections.total_count >= 1
