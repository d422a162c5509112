"""A judge that is asked about jobs: for who has one, since it loads the rules of scoring too."""

from collections.abc import Callable

from realtime.roleplay.judge.judge import Judge
from realtime.roleplay.judge.said import Judgement
from realtime.roleplay.judge.settings import JudgeSettings
from realtime.roleplay.marking.calls import call_of
from realtime.roleplay.marking.jobs import Job


class JudgeOfJobs:
    def __init__(self, settings: JudgeSettings, *, clock: Callable[[], float]) -> None:
        self._judge = Judge(settings, clock=clock)

    async def judge(self, job: Job) -> Judgement:
        return await self._judge.judge(call_of(job))

    async def close(self) -> None:
        await self._judge.close()
