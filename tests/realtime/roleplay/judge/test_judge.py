"""The judge at a real endpoint: what becomes of each answer, and of each failure."""

import asyncio
import logging
import socket

import msgspec
import pytest

from realtime.roleplay.judge.judge import Judge
from realtime.roleplay.judge.judgement import score_judged
from realtime.roleplay.judge.said import Judgement
from realtime.roleplay.judge.settings import JudgeSettings
from realtime.roleplay.scoring.results import Scored, Unscored
from realtime.roleplay.scoring.rubric import Criterion
from realtime.roleplay.scoring.score import score
from tests.figures import Growth
from tests.judge_fake import (
    Cut,
    Hang,
    JudgeFake,
    Reply,
    Slow,
    broken,
    completion,
    cut_short,
    declined,
    huge,
    invented,
    labelled,
    prose,
    too_many,
    truncated,
    unauthorised,
    wrong_schema,
    wrong_type,
)
from tests.realtime.roleplay.judge.answers import GOOD_ANSWER, LINES, NOTHING
from tests.realtime.roleplay.scoring.calls import good_call
from tests.waiting import until

TOLD = pytest.mark.logs("the judge failed")
KEY = "sk-very-secret"
CALL = good_call("en")
DAY_S = 86_400.0


class Clock:
    def __init__(self):
        self.now = 20_000 * DAY_S

    def __call__(self):
        return self.now


class Pauses(list):
    async def __call__(self, seconds):
        self.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def pauses():
    return Pauses()


@pytest.fixture
async def fake():
    fake = JudgeFake(key=KEY)
    await fake.listen()
    yield fake
    await fake.close()


@pytest.fixture
async def make(fake, clock, pauses):
    made = []

    def make(**changes):
        settings = {"url": fake.url, "model": fake.model, "api_key": KEY, **changes}
        made.append(Judge(JudgeSettings(**settings), clock=clock, pause=pauses))
        return made[-1]

    yield make
    for each in made:
        await each.close()


@pytest.fixture
def judge(make):
    return make()


async def failure(judging):
    judgement = await judging
    assert judgement.answer == b"", "there is an answer"
    return judgement.failure


async def judged(call, judge):
    """Through what another process would be told."""
    judgement = msgspec.json.encode(await judge.judge(call))
    return score_judged(call, msgspec.json.decode(judgement, type=Judgement))


# Well


async def test_an_honest_judge_is_believed(judge, fake):
    well = Growth("practice_judge_total", outcome="ok")
    result = await judged(CALL, judge)
    assert isinstance(result, Scored)
    assert (result.judged_by, result.fallback) == (fake.model, None)
    assert well() == 1
    assert len(result.spin_metrics.questions) == 6
    assert result.objections.details[0].platform_feedback == "That was the moment to ask."


async def test_figures_are_the_same_whoever_labels(judge):
    by_judge, by_rules = await judged(CALL, judge), score(CALL)
    assert isinstance(by_judge, Scored) and isinstance(by_rules, Scored)
    for figure in ("talk_listen_ratio", "filler_words", "talk_speed", "longest_monologue"):
        assert getattr(by_judge.spin_metrics, figure) == getattr(by_rules.spin_metrics, figure)


def test_without_a_judge_the_rules_score():
    assert score_judged(CALL, None) == score(CALL)


async def test_the_key_is_a_bearer_token_and_nowhere_else(judge, fake):
    await judge.judge(CALL)
    (asked,) = fake.requests
    assert asked.headers.pop("Authorization") == f"Bearer {KEY}"
    assert KEY not in str(asked)


async def test_without_a_key_none_is_sent(make, fake):
    fake.key = ""
    await make(api_key="").judge(CALL)
    assert "Authorization" not in fake.requests[0].headers


async def test_a_base_url_may_end_with_a_slash(make, fake):
    await make(url=fake.url + "/").judge(CALL)
    assert fake.requests[0].status == 200


async def test_a_call_that_is_unscored_is_not_sent(judge, fake):
    result = await judged(good_call("en", lines=LINES[:2]), judge)
    assert isinstance(result, Unscored) and fake.requests == []
    assert result == score(good_call("en", lines=LINES[:2]))


async def test_a_call_whose_words_are_not_trusted_is_not_sent(judge, fake):
    call = good_call("en", words_trusted=False)
    result = await judged(call, judge)
    assert isinstance(result, Scored) and fake.requests == []
    assert result.fallback is not None and result.fallback.startswith("no_words: ")


async def test_an_answer_about_a_call_that_is_unscored_is_nothing(judge):
    judgement = await judge.judge(CALL)
    assert isinstance(score_judged(good_call("en", lines=LINES[:2]), judgement), Unscored)


# Badly

REPLIES = {
    "key": (unauthorised(KEY), "refused: it refused: HTTP 401 (invalid_api_key)"),
    "redirect": (
        Reply(302, "", {"Location": "http://127.0.0.1:1/"}),
        "refused: it refused: HTTP 302",
    ),
    "truncated": (truncated(GOOD_ANSWER), "not_json: not the JSON it was asked for"),
    "limit": (
        cut_short(GOOD_ANSWER),
        "not_json: its answer was cut off: most_answer_tokens is too low",
    ),
    "schema": (wrong_schema(), "not_json: not the JSON it was asked for"),
    "more": (labelled({**NOTHING, "score": 100}), "not_json: not the JSON it was asked for"),
    "prose": (prose(GOOD_ANSWER), "not_json: not the JSON it was asked for"),
    "type": (wrong_type(GOOD_ANSWER), "not_json: not the JSON it was asked for"),
    "no JSON": (Reply(200, "<html>"), "not_json: not the JSON it was asked for"),
    "no choice": (Reply(200, {"choices": []}), "not_json: not the JSON it was asked for"),
    "no content": (Reply(200, completion(None)), "not_json: not the JSON it was asked for"),
    "deep": (Reply(200, "[" * 100_000), "not_json: not the JSON it was asked for"),
    "deep content": (
        Reply(200, completion("[" * 100_000)),
        "not_json: not the JSON it was asked for",
    ),
    "declined": (declined(), "declined: the model declined to judge this call"),
    "filtered": (
        Reply(200, completion("", finish_reason="content_filter")),
        "declined: the model declined to judge this call",
    ),
    "invented": (invented(NOTHING), "invented: too many of its quotes aren't in the transcript"),
    "huge": (huge(), "broken: its answer broke off, or had more than 1048576 bytes"),
    "cut": (Cut(), "broken: its answer broke off, or had more than 1048576 bytes"),
}


@TOLD
@pytest.mark.parametrize("name", REPLIES)
async def test_the_rules_judge_and_the_result_says_why(judge, fake, caplog, name):
    reply, reason = REPLIES[name]
    fake.replies.append(reply)
    result, rules = await judged(CALL, judge), score(CALL)
    assert isinstance(result, Scored) and isinstance(rules, Scored)
    assert (result.judged_by, result.fallback) == ("rules", reason)
    assert result.spin_metrics == rules.spin_metrics
    assert len(fake.requests) == 1
    assert KEY not in caplog.text and "trucks" not in caplog.text


async def test_a_criterion_that_was_left_out_is_no_judgement(judge, fake):
    fake.replies.append(labelled(GOOD_ANSWER))
    call = good_call("en", criteria=(Criterion("Said hello", phrases=("hi",)),))
    result = await judged(call, judge)
    assert isinstance(result, Scored)
    assert result.fallback == "incomplete: it left out a criterion"


@TOLD
@pytest.mark.parametrize("reply", [Hang(), Slow(gate=asyncio.Event())], ids=["hang", "slow"])
async def test_an_answer_that_takes_too_long_is_not_waited_for(make, fake, reply):
    fake.replies.append(reply)
    assert await failure(make(timeout_s=0.05).judge(CALL)) == "timeout: no answer within 0.05 s"


async def test_a_slow_answer_within_the_limit_is_waited_for(judge, fake):
    gate = asyncio.Event()
    fake.replies.append(Slow(gate=gate))
    asking = asyncio.ensure_future(judge.judge(CALL))
    await until(lambda: fake.requests)
    gate.set()
    assert (await asking).answer


@TOLD
async def test_nobody_there_is_told(make):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        assert await failure(make(url=url).judge(CALL)) == (
            "unreachable: the endpoint can't be reached"
        )


@TOLD
async def test_what_an_error_is_called_is_told_and_not_what_it_says(judge, fake, caplog):
    error = {"code": "unsupported_parameter", "param": "max_tokens", "message": "trucks? use other"}
    fake.replies.append(Reply(400, {"error": error}))
    reason = await failure(judge.judge(CALL))
    assert reason == "refused: it refused: HTTP 400 (unsupported_parameter max_tokens)"
    assert "trucks" not in caplog.text


@TOLD
@pytest.mark.parametrize("code", [KEY, "How many trucks", 5, None, ["x"]], ids=str)
async def test_no_name_is_told_that_may_be_something_else(judge, fake, code):
    fake.replies.append(Reply(400, {"error": {"code": code}}))
    assert await failure(judge.judge(CALL)) == "refused: it refused: HTTP 400"


# Again


@pytest.mark.parametrize("reply", [too_many(), broken(), broken(503)], ids=["429", "500", "503"])
async def test_it_is_asked_once_more_when_busy_or_broken(judge, fake, pauses, reply):
    fake.replies.append(reply)
    assert (await judge.judge(CALL)).answer
    assert [each.status for each in fake.requests] == [reply.status, 200] and pauses == [1.0]


@TOLD
@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (too_many(), "busy: too many requests: HTTP 429 (rate_limit_exceeded)"),
        (broken(), "broken: it failed: HTTP 500 (server_error)"),
    ],
    ids=["429", "500"],
)
async def test_it_is_asked_no_third_time(judge, fake, reply, reason):
    fake.always = reply
    assert await failure(judge.judge(CALL)) == reason
    assert len(fake.requests) == 2


@pytest.mark.parametrize("header", ["7", "Wed, 04 Oct 2024 00:00:07 GMT"], ids=["seconds", "date"])
async def test_it_waits_as_long_as_it_is_told(judge, fake, clock, pauses, header):
    clock.now = 1_728_000_000.0
    fake.replies.append(too_many(header))
    await judge.judge(CALL)
    assert pauses == [7.0]


@pytest.mark.parametrize(
    "header", [None, "soon", "-1", "", "Wed, 44 Oct 9999999 00:00:07 GMT"], ids=str
)
async def test_it_waits_a_second_when_it_is_told_nothing(judge, fake, pauses, header):
    fake.replies.append(too_many(header))
    await judge.judge(CALL)
    assert pauses == [1.0]


@TOLD
async def test_it_never_waits_beyond_its_limit(make, fake, pauses):
    busy = Growth("practice_judge_total", outcome="busy")
    fake.replies.append(too_many("61"))
    assert (await failure(make(timeout_s=60.0).judge(CALL))).startswith("busy: ")
    assert busy() == 1
    assert len(fake.requests) == 1 and pauses == []


@TOLD
async def test_both_tries_and_the_wait_share_the_time(make, fake):
    fake.replies += [too_many("59"), Hang()]
    assert (await failure(make(timeout_s=60.0).judge(CALL))).startswith("timeout: ")
    assert len(fake.requests) == 2


# Budget and end


async def test_a_day_has_a_budget(make, fake, clock, caplog):
    judge = make(most_calls_a_day=2)
    for _ in range(2):
        await judge.judge(CALL)
    result = await judged(CALL, judge)
    assert isinstance(result, Scored)
    assert result.fallback == "budget: today's budget of requests is used up"
    clock.now += DAY_S
    await judge.judge(CALL)
    assert len(fake.requests) == 3
    assert all(each.levelno < logging.WARNING for each in caplog.records)


async def test_a_second_try_is_of_the_budget_too(make, fake):
    fake.replies.append(broken())
    assert (await failure(make(most_calls_a_day=1).judge(CALL))).startswith("budget: ")


async def test_closing_ends_the_wait(judge, fake):
    fake.replies.append(Hang())
    asking = asyncio.ensure_future(judge.judge(CALL))
    await until(lambda: fake.requests)
    await judge.close()
    assert await failure(asking) == "stopped: the server stopped before it answered"
    assert await failure(judge.judge(CALL)) == "stopped: the server is stopping"


async def test_closing_ends_the_wait_for_a_second_try(fake, clock):
    never = asyncio.Event()
    pauses = []

    async def pause(seconds):
        pauses.append(seconds)
        await never.wait()

    settings = JudgeSettings(url=fake.url, model=fake.model, api_key=KEY)
    judge = Judge(settings, clock=clock, pause=pause)
    fake.replies.append(too_many("30"))
    asking = asyncio.ensure_future(judge.judge(CALL))
    await until(lambda: pauses)
    await judge.close()
    assert await failure(asking) == "stopped: the server stopped before it answered"
    assert len(fake.requests) == 1


async def test_who_waits_no_more_leaves_no_error_behind(judge, fake):
    fake.replies.append(Hang())
    asking = asyncio.ensure_future(judge.judge(CALL))
    await until(lambda: fake.requests)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await fake.close()
