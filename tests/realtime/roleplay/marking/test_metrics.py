"""What is counted of scores and of the judge is what happened."""

import asyncio

import pytest

from realtime.roleplay.judge.said import Judgement
from tests.figures import Growth
from tests.realtime.roleplay.marking.test_marking import DIES, marking_over, processing, run


class Judge:
    """Answers when it is told to."""

    def __init__(self):
        self.answers = asyncio.Event()

    async def judge(self, job):
        await self.answers.wait()
        return Judgement("a model", failure="timeout: no answer within 60 s")

    async def close(self):
        pass


async def test_a_call_that_is_scored(tmp_path):
    unscored, times = (
        Growth("practice_results_total", status="unscored"),
        Growth("practice_scoring_seconds_count"),
    )
    async with marking_over(tmp_path) as (marking, catalogue, store, _):
        await processing(catalogue, store)
        await run(marking)
    assert (unscored(), times()) == (1, 1)


@pytest.mark.logs("scoring failed")
async def test_a_process_that_fails_is_counted_each_time(tmp_path):
    failures, failed = (
        Growth("practice_scoring_failures_total"),
        Growth("practice_results_total", status="failed"),
    )
    async with marking_over(tmp_path, command=DIES) as (marking, catalogue, store, _):
        await processing(catalogue, store)
        await run(marking)
    assert (failures(), failed()) == (2, 1)


async def test_calls_that_wait_are_known_and_the_judge_is_timed(tmp_path):
    judge, judged = Judge(), Growth("practice_judge_seconds_count")
    async with marking_over(tmp_path, judge=judge) as (marking, catalogue, store, _):
        await processing(catalogue, store)
        marking.start()
        assert marking.waiting == 1
        judge.answers.set()
        await marking._waiting.join()
        assert marking.waiting == 0
        await marking.close()
    assert judged() == 1
