"""Avatar sessions over faults, deaths and kills, in short; bench/leaks.py is the long form."""

import asyncio

import pytest

from bench.havoc import HURRIED, PROVIDERS, Trial
from bench.leaked import End, Judge, secrets_in
from tests.heygen_fake import Cut, Hang, LiveAvatarFaults, Refuse, Request, Session, Slow


@pytest.mark.timeout(180)
async def test_no_session_outlives_its_visitor_whatever_goes_wrong(tmp_path):
    trials = []
    for provider in PROVIDERS:
        folder = tmp_path / provider
        folder.mkdir()
        trials.append(Trial(folder, provider, sessions=20, kills=1, seed=1, pace=HURRIED))
    for outcome in await asyncio.gather(*(trial.run() for trial in trials)):
        verdict = outcome.verdict
        assert verdict.started >= 20 and verdict.stopped and outcome.ends["kill"]
        assert verdict.is_clean, str(verdict)


# The judge: what it is there to see


def session(**known):
    return Session("its-id", "token", 100.0, {}, **{"started_at": 100.0, "starts": 1, **known})


def request(call, status=200, *, at=100.0, **known):
    return Request(at, call, "its-id", "key", {}, status=status, **known)


def judged(*requests, costly="new", sessions=(), ends=(), on_record=()):
    judge = Judge(costly=costly, call_s=10.0)
    for end in ends:
        judge.end(end, on_record)
    return judge.judge(sessions, requests)


def test_what_was_stopped_is_clean():
    stopped = session(ended_at=120.0, end_reason="USER_CLOSED")
    verdict = judged(request("new"), sessions=[stopped])
    assert verdict.is_clean and verdict.stopped == 1


@pytest.mark.parametrize("making, costly", [("token", "start"), ("new", "new")])
def test_what_still_runs_is_leaked(making, costly):
    verdict = judged(request(making), costly=costly, sessions=[session()])
    assert len(verdict.leaked) == 1 and not verdict.is_clean


@pytest.mark.parametrize("on_record", [False, True])
def test_one_that_was_being_stopped_before_it_was_on_record_ends_with_its_server(on_record):
    requests = [request("new"), request("stop", 400), request("keep_alive", at=150.0)]
    verdict = judged(
        *requests,
        sessions=[session()],
        ends=[End(130.0, "kill", heard=2)],
        on_record=["its-id"] if on_record else [],
    )
    assert len(verdict.leaked) == on_record
    assert verdict.unrecorded.total() == (not on_record)


@pytest.mark.parametrize(
    "fault",
    [Hang(taken=True), Cut(taken=True), Slow(seconds=11.0), Refuse(500, {}, taken=True)],
    ids=["hang", "cut", "slow", "refused"],
)
def test_nobody_can_know_of_what_was_never_answered(fault):
    verdict = judged(request("new", fault=fault), sessions=[session()])
    assert verdict.is_clean and verdict.withheld == 1


def test_an_answer_that_is_late_can_be_known():
    verdict = judged(request("new", fault=Slow(seconds=9.0)), sessions=[session()])
    assert len(verdict.leaked) == 1


def test_a_kill_before_it_was_recorded_is_counted():
    verdict = judged(request("new"), sessions=[session()], ends=[End(100.1, "kill", 1)])
    assert verdict.is_clean and verdict.unrecorded == {"kill": 1}


@pytest.mark.parametrize(
    "end, on_record",
    [(End(100.1, "kill", 1), {"its-id"}), (End(200.0, "kill", 1), ()), (End(90.0, "kill", 0), ())],
    ids=["recorded", "long after", "before"],
)
def test_any_other_kill_is_no_excuse(end, on_record):
    verdict = judged(request("new"), sessions=[session()], ends=[end], on_record=on_record)
    assert len(verdict.leaked) == 1


def test_no_kill_excuses_what_was_started_with_a_token():
    verdict = judged(
        request("token"), costly="start", sessions=[session()], ends=[End(100.1, "kill", 1)]
    )
    assert len(verdict.leaked) == 1


@pytest.mark.parametrize(
    "touched", [{"stops": 1}, {"keep_alives": 1}, {"ended_at": 110.0}], ids=str
)
def test_a_foreign_session_is_not_to_be_touched(touched):
    verdict = judged(sessions=[session(is_foreign=True, **touched)])
    assert verdict.foreign_touched == 1 and not verdict.is_clean


def full(status, fault=None):
    return request("start", status, fault=fault)


def test_a_start_may_be_sent_again_when_it_was_surely_not_taken():
    sent = [full(403), full(429), full(403, LiveAvatarFaults.concurrency()), full(201)]
    assert judged(*sent, costly="start").doubled == []


@pytest.mark.parametrize(
    "before",
    [full(201), full(500), full(None, Hang(taken=False)), full(403, LiveAvatarFaults.no_credits())],
    ids=["taken", "broken", "no answer", "refused"],
)
def test_else_it_is_doubled(before):
    assert len(judged(before, full(201), costly="start").doubled) == 1


def test_a_new_session_is_asked_for_once_a_token():
    twice = [request("new", 500, token="a"), request("new", token="a")]
    assert len(judged(*twice).doubled) == 1
    assert judged(request("new", 500, token="a"), request("new", token="b")).doubled == []


def test_keys_and_tokens_in_a_log_are_found():
    assert secrets_in(b"... the-key ... session-token-1 ...", "the-key") == 2
    assert secrets_in(b"all is well", "the-key") == 0
