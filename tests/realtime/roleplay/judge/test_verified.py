"""What is believed of a judge's answer: what was said in the call, and nothing else."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realtime.roleplay.judge.answer import Answer
from realtime.roleplay.judge.failed import JudgeFailed
from realtime.roleplay.judge.verified import labels_of
from realtime.roleplay.scoring.handled import Handled
from realtime.roleplay.scoring.lines import Line, said
from realtime.roleplay.scoring.results import Evidence
from realtime.roleplay.scoring.rubric import Criterion
from realtime.roleplay.scoring.score import SCORER_VERSION, known_objections_in, score_labelled
from tests.realtime.roleplay.judge.answers import (
    GOOD_ANSWER,
    HIGHLIGHT,
    INVENTED,
    LINES,
    PRICE,
    PROBLEM,
    STEP,
    but,
    read,
)
from tests.realtime.roleplay.scoring.calls import good_call
from tests.realtime.roleplay.scoring.test_score import CRITERIA, quotes_of
from tests.realtime.roleplay.scoring.test_score import LINES as ANY_LINES

MANY = [but(PROBLEM, line=each, quote=said(LINES[each])) for each in (0, 2, 4, 6, 8)]
COMPARED = Criterion("Asked what it is compared with", phrases=("comparing",))
FACT = Criterion("Learned the cost", check="discovered", phrases=("About five thousand.",))


def failure(**labels):
    with pytest.raises(JudgeFailed) as failed:
        read(**labels)
    return failed.value.code


# Quotes


def test_labels_come_with_their_words():
    labels = read(questions=[PROBLEM], objections=[PRICE], moments=[STEP])
    (question,) = labels.questions
    assert (question.line, question.quote, question.kind) == (2, PROBLEM["quote"], "problem")
    assert labels.objections == (
        Handled(
            "price",
            7,
            "it's way too expensive",
            8,
            "what are you comparing it to?",
            "clarify",
            "Well asked.",
        ),
    )
    assert labels.moment("dated_next_step") == (Evidence(10, STEP["quote"]),)


def test_an_invented_quote_is_dropped():
    labels = read(questions=[*MANY, but(PROBLEM, quote=INVENTED)])
    assert len(labels.questions) == len(MANY)


def test_more_than_a_third_invented_is_not_believed_at_all():
    invented = [but(PROBLEM, quote=f"{INVENTED} {each}") for each in range(3)]
    assert len(read(questions=[*MANY, *invented[:2]]).questions) == 5
    assert failure(questions=[*MANY, *invented]) == "invented"


@pytest.mark.parametrize("line", [0, 1, 99, -1, 10**30])
def test_a_wrong_line_is_corrected(line):
    assert read(questions=[but(PROBLEM, line=line)]).questions[0].line == 2


def test_of_several_lines_the_nearest_is_meant():
    lines = [Line("salesperson", "Why?"), *LINES, Line("salesperson", "Why?")]
    why = but(PROBLEM, quote="Why?")
    assert read(lines, questions=[but(why, line=10)]).questions[0].line == 13
    assert read(lines, questions=[but(why, line=3)]).questions[0].line == 0


def test_the_other_sides_words_are_no_evidence():
    assert failure(questions=[but(PROBLEM, line=7, quote=PRICE["quote"])]) == "invented"
    assert failure(objections=[but(PRICE, line=2, quote=PROBLEM["quote"])]) == "invented"


@pytest.mark.parametrize("quote", ["", "  ", "?", "he biggest problem", "What is the bigg"])
def test_half_words_and_no_words_are_no_quote(quote):
    assert failure(questions=[but(PROBLEM, quote=quote)]) == "invented"


def test_white_space_is_as_in_the_transcript():
    lines = [Line("salesperson", "What \n is\u2028the matter?")]
    labels = read(lines, questions=[but(PROBLEM, line=0, quote=" What is\tthe  matter? ")])
    assert labels.questions[0].quote == "What is the matter?"


def test_plain_marks_stand_for_printed_ones_and_the_transcripts_are_quoted():
    lines = [Line("buyer", "It\u2019s \u201ctoo\u201d dear \u2013 no.")]
    labels = read(
        lines,
        objections=[
            but(
                PRICE, line=0, quote='It\'s "too" dear - no.', response_quote=None, technique="none"
            )
        ],
    )
    assert labels.objections[0].objection == lines[0].text


def test_a_long_quote_is_cut_to_whole_words():
    text = "word " * 1000
    labels = read([Line("salesperson", text)], questions=[but(PROBLEM, line=0, quote=text)])
    quote = labels.questions[0].quote
    assert len(quote) <= 600 and quote.endswith("word") and quote in text


# Labels


def test_the_same_words_are_one_question():
    longer = but(PROBLEM, quote=said(LINES[2]), kind="implication")
    assert len(read(questions=[PROBLEM, longer, PROBLEM]).questions) == 1


def test_questions_are_in_the_order_of_the_call():
    labels = read(questions=MANY[::-1])
    assert [each.line for each in labels.questions] == [0, 2, 4, 6, 8]


def test_two_questions_of_one_line_are_in_their_order():
    first = but(PROBLEM, line=0, quote="how are you?", kind="other_question")
    second = but(PROBLEM, line=0, quote="How many trucks do you run today?", kind="situation")
    labels = read(questions=[second, first])
    assert [each.kind for each in labels.questions] == ["other_question", "situation"]


def test_an_objection_treated_by_words_nobody_said_is_dropped():
    invented = but(PRICE, response_quote=INVENTED)
    assert read(questions=MANY, objections=[invented]).objections == ()


def test_an_objection_treated_without_words_is_dropped():
    silent = but(PRICE, response_line=None, response_quote=None)
    assert read(questions=MANY, objections=[silent]).objections == ()
    assert failure(objections=[silent]) == "invented"


def test_an_answer_comes_after_its_objection():
    early = but(PRICE, response_line=2, response_quote=PROBLEM["quote"])
    assert read(questions=MANY, objections=[early]).objections == ()


def test_an_unanswered_objection_has_no_response():
    silent = but(PRICE, response_line=None, response_quote=None, technique="none")
    (found,) = read(objections=[silent]).objections
    assert (found.response_line, found.response, found.technique) == (None, "", None)


def test_an_answer_that_treats_nothing_is_kept():
    (found,) = read(objections=[but(PRICE, technique="none")]).objections
    assert (found.response_line, found.technique) == (8, None)


def test_a_step_with_a_day_is_a_step():
    labels = read(moments=[STEP, but(STEP, moment="next_step")])
    assert labels.moment("next_step") == labels.moment("dated_next_step")
    assert len(labels.moment("next_step")) == 1


# What the role play knows

KNOWN = Handled("competitor", 7, said(LINES[7]), 8, said(LINES[8]), None)


def test_a_known_objection_has_its_own_type():
    (found,) = read(objections=[PRICE], known=[KNOWN]).objections
    assert (found.type, found.technique) == ("competitor", "clarify")


def test_a_known_objection_that_was_left_out_is_added():
    assert read(questions=MANY, known=[KNOWN]).objections == (KNOWN,)


def test_two_known_objections_of_a_line_are_both_there():
    price = KNOWN._replace(type="price")
    found = read(objections=[PRICE], known=[KNOWN, price]).objections
    assert sorted((each.type, each.technique) for each in found) == [
        ("competitor", "clarify"),
        ("price", None),
    ]


def test_a_buyer_whose_words_are_known_has_no_other_objections():
    other = but(PRICE, line=9, quote="To what I pay now.", response_line=10, response_quote="Then")
    assert len(read(objections=[PRICE, other], known=[KNOWN]).objections) == 2
    (found,) = read(objections=[PRICE, other], known=[KNOWN], buyer_is_known=True).objections
    assert (found.type, found.technique) == ("competitor", "clarify")


# The rubric


def criterion(*shown, number=0):
    return {"criterion": number, "shown": [{"line": line, "quote": quote} for line, quote in shown]}


def test_a_criterion_has_the_places_where_it_is_shown():
    told = [
        criterion((8, "what are you comparing it to?")),
        criterion((5, "five thousand"), number=2),
    ]
    labels = read(rubric=[COMPARED, Criterion("x", check="no_pressure"), FACT], criteria=told)
    assert labels.shown == {
        0: (Evidence(8, "what are you comparing it to?"),),
        2: (Evidence(5, "five thousand"),),
    }


def test_a_criterion_met_by_invented_words_is_not_believed():
    told = [criterion((8, INVENTED))]
    assert failure(questions=MANY, rubric=[COMPARED], criteria=told) == "invented"


def test_an_invented_place_beside_a_real_one_is_dropped():
    told = [criterion((8, "comparing it to"), (8, INVENTED))]
    labels = read(questions=MANY, rubric=[COMPARED], criteria=told)
    assert len(labels.shown[0]) == 1


def test_the_same_place_twice_counts_once():
    told = [criterion((8, "comparing it to"), (8, "comparing"))]
    twice = msgspec.structs.replace(COMPARED, at_least=2)
    assert len(read(rubric=[twice], criteria=told).shown[0]) == 1


def test_a_fact_is_the_buyers_to_tell():
    told = [criterion((4, "what does it cost you?"))]
    assert failure(questions=MANY, rubric=[FACT], criteria=told) == "invented"


def test_a_criterion_left_out_makes_it_incomplete():
    assert failure(rubric=[COMPARED]) == "incomplete"


def test_criteria_that_other_labels_tell_need_no_answer():
    assert read(questions=MANY, rubric=[Criterion("x", check="asked_problem")]).shown == {}


# Texts


def test_texts_are_bounded_in_number_and_length():
    labels = read(
        strengths=["good " * 500] * 50, improvements=["x"] * 50, tips=["\u202ea\x00b\n"] * 50
    )
    coaching = labels.coaching
    assert coaching is not None
    assert len(coaching.strengths) == len(coaching.improvements) == len(coaching.tips) == 6
    assert max(map(len, coaching.strengths)) <= 400 and coaching.tips[0] == "a b"


def test_words_in_quotation_marks_that_nobody_said_take_their_text_along():
    labels = read(
        questions=MANY,
        strengths=["You said \u201chow many trucks do you run\u201d.", f"You said “{INVENTED}”"],
        improvements=["Fine."],
    )
    assert labels.coaching is not None
    assert labels.coaching.strengths == ()


def test_words_that_were_said_may_be_in_quotation_marks():
    labels = read(strengths=["You asked \u201cHow many trucks do you run today?\u201d: good."])
    assert labels.coaching is not None and len(labels.coaching.strengths) == 1


def test_a_tip_may_have_words_that_nobody_said():
    labels = read(tips=[f"Try: \u201c{INVENTED}\u201d"])
    assert labels.coaching is not None and len(labels.coaching.tips) == 1


def test_a_feedback_with_invented_words_is_left_to_the_scorer():
    labels = read(questions=MANY, objections=[but(PRICE, feedback=f'You said "{INVENTED}"')])
    assert labels.objections[0].feedback == ""


def test_highlights_are_in_order_and_a_line_has_one():
    first = but(HIGHLIGHT, line=1, quote="Twelve.")
    labels = read(highlights=[HIGHLIGHT, first, HIGHLIGHT])
    assert labels.coaching is not None
    assert [each.line for each in labels.coaching.highlights] == [1, 4]


def test_who_says_nothing_leaves_the_coaching_to_the_scorer():
    assert read(questions=MANY, strengths=["  "]).coaching is None


def test_a_flood_of_inventions_is_not_believed_whatever_else_is_true():
    invented = [but(PROBLEM, quote=f"{INVENTED} {each}") for each in range(101)]
    assert read(questions=MANY * 59 + invented[:100]).questions
    assert failure(questions=MANY * 59 + invented) == "invented"


# Any answer

ODD = st.sampled_from([INVENTED, "", "it's", "What"]) | st.text(max_size=20)


def of(side):
    """Words of one side, and now and then others."""
    own = [said(line) for line in LINES if line.who == side]
    parts = [" ".join(text.split()[:each]) for text in own for each in (1, 3, 5)]
    return st.integers(0, 9).flatmap(lambda at: ODD if at == 0 else st.sampled_from(own + parts))


WORDS = of("salesperson") | of("buyer")
TEXTS = st.lists(WORDS | WORDS.map("You said \u201c{}\u201d.".format), max_size=4)
LINE = st.integers(-3, 30)


def labelled(side, **more):
    quote = WORDS if side is None else of(side)
    return st.lists(st.fixed_dictionaries({"line": LINE, "quote": quote, **more}), max_size=6)


ANSWERS = st.builds(
    lambda answer: msgspec.convert(answer, Answer),
    st.fixed_dictionaries(
        {
            "questions": labelled(
                "salesperson",
                kind=st.sampled_from(["situation", "problem", "implication", "need_payoff"]),
            ),
            "objections": labelled(
                "buyer",
                type=st.sampled_from(["price", "trust"]),
                response_line=st.none() | LINE,
                response_quote=st.none() | of("salesperson"),
                technique=st.sampled_from(["none", "clarify", "acknowledge"]),
                feedback=WORDS,
            ),
            "moments": labelled(
                "salesperson",
                moment=st.sampled_from(["next_step", "dated_next_step", "pressure", "discount"]),
            ),
            "criteria": st.builds(
                lambda shown: [
                    {"criterion": number, "shown": shown} for number in range(len(CRITERIA))
                ],
                labelled(None),
            ),
            "highlights": labelled(
                None, comment=WORDS, type=st.sampled_from(["positive", "negative", "suggestion"])
            ),
            "strengths": TEXTS,
            "improvements": TEXTS,
            "tips": TEXTS,
        }
    ),
)


@given(ANSWERS, ANY_LINES, st.booleans())
@settings(max_examples=120, deadline=None)
def test_every_quote_of_every_result_is_in_its_transcript(answer, more, as_it_is):
    lines = LINES if as_it_is else (*LINES, *more)
    call = good_call("en", lines=lines, criteria=CRITERIA)
    known = known_objections_in(call)
    try:
        labels = labels_of(answer, call.lines, criteria=CRITERIA, known=known)
    except JudgeFailed:
        return
    result = score_labelled(call, labels, by="a-model", version="judge-1")
    assert all(quote in result.transcript for quote in quotes_of(result))
    assert result.judged_by == "a-model" and result.fallback is None
    assert result.spin_metrics.overall_score is not None
    assert 0 <= result.spin_metrics.overall_score <= 100
    rows = result.transcript.split("\n")
    assert all(each.quote in rows[each.line] for each in result.spin_metrics.questions)


def test_a_good_answer_is_scored_by_the_same_code():
    labels = read(**GOOD_ANSWER)
    result = score_labelled(good_call("en"), labels, by="a-model", version="judge-1")
    metrics = result.spin_metrics
    assert (metrics.problem, metrics.situation, metrics.implication) == (60, 0, 0)
    assert result.objections.treatment_rate == 100.0
    assert result.objections.details[0].platform_feedback == "Well asked."
    assert metrics.detailed_feedback.strengths[0] == GOOD_ANSWER["strengths"][0]
    assert metrics.detailed_feedback.transcript_highlights[0].comment == "The right moment."
    assert result.scorer_version == f"{SCORER_VERSION}+judge-1"
