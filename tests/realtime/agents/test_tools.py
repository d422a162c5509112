import asyncio
import threading

import pytest

from realtime.agents.tools import ToolRunner
from tests.figures import Growth


def run(tool, timeout_s=5.0, **parameters):
    async def call():
        runner = ToolRunner(timeout_s=timeout_s, threads=1)
        try:
            return await runner.run("saw", tool, parameters)
        finally:
            runner.close()

    return asyncio.run(call())


async def wait_for_ever():
    await asyncio.Event().wait()


async def double(n):
    return {"n": 2 * n}


def fail():
    raise LookupError("secret detail")


def test_plain_function_runs_in_a_thread_of_its_own():
    assert run(lambda: threading.current_thread().name.startswith("tool")) is True


def test_coroutine_is_awaited_with_its_parameters():
    assert run(double, n=2) == {"n": 4}


@pytest.mark.logs("took longer")
def test_coroutine_that_overruns_is_an_error_result():
    assert run(wait_for_ever, timeout_s=0.01) == {"error": "saw took too long"}


@pytest.mark.logs("took longer")
def test_plain_function_that_overruns_leaves_the_loop_free():
    release = threading.Event()
    try:
        assert run(release.wait, timeout_s=0.01) == {"error": "saw took too long"}
    finally:
        release.set()


@pytest.mark.logs("tool saw failed")
def test_failure_is_an_error_result_without_its_detail():
    assert run(fail) == {"error": "saw failed"}


@pytest.mark.logs("tool saw: ")
def test_wrong_parameters_are_an_error_result_that_says_so():
    assert run(double, m=2) == {"error": "saw: missing a required argument: 'n'"}


def test_tools_without_a_signature_run_all_the_same():
    assert run(dict, n=2) == {"n": 2}


@pytest.mark.logs("tool saw failed")
def test_result_that_is_no_json_is_an_error_result():
    assert run(lambda: object()) == {"error": "saw failed"}


def test_cancelling_the_turn_cancels_the_tool():
    async def scene():
        started, cancelled = asyncio.Event(), asyncio.Event()

        async def tool():
            started.set()
            try:
                await asyncio.Event().wait()
            finally:
                cancelled.set()

        runner = ToolRunner(timeout_s=5, threads=1)
        turn = asyncio.create_task(runner.run("saw", tool, {}))
        await started.wait()
        turn.cancel()
        with pytest.raises(asyncio.CancelledError):
            await turn
        assert cancelled.is_set()
        runner.close()
        runner.close()

    asyncio.run(scene())


@pytest.mark.logs("tool saw ")
@pytest.mark.logs("tool saw: ")
@pytest.mark.parametrize(
    ("tool", "timeout_s", "outcome"),
    [
        (dict, 5.0, "ok"),
        (double, 5.0, "mistake"),
        (wait_for_ever, 0.01, "timeout"),
        (fail, 5.0, "failed"),
    ],
)
def test_what_came_of_a_tool_is_counted(tool, timeout_s, outcome):
    counted = Growth("tool_seconds_count", outcome=outcome)
    run(tool, timeout_s)
    assert counted() == 1
