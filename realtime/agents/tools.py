"""Named Python functions that agents may call in a turn, run so that none can hold the loop.

A tool takes its parameters by keyword and returns plain JSON. Coroutines run on the loop, plain
functions in a bounded thread pool; both have a time limit. What goes wrong becomes a result like
any other, `{"error": text}`: the agent apologises and the session goes on. A plain function that
overran can't be stopped: its thread is busy until it returns, which it must some day.
"""

import asyncio
import inspect
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import msgspec

from realtime.agents import metrics
from realtime.agents.base import Json

logger = logging.getLogger(__name__)

Tool = Callable[..., Json] | Callable[..., Awaitable[Json]]


class ToolRunner:
    """Runs tools for all agents; owns the threads."""

    def __init__(self, *, timeout_s: float, threads: int) -> None:
        self._timeout_s = timeout_s
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="tool")

    async def run(self, name: str, tool: Tool, parameters: Mapping[str, Json]) -> Json:
        """What `tool` returns, or `{"error": text}`; raises only when cancelled."""
        began = time.perf_counter()
        outcome, result = await self._outcome(name, tool, parameters)
        metrics.TOOL_SECONDS.labels(outcome).observe(time.perf_counter() - began)
        return result

    async def _outcome(
        self, name: str, tool: Tool, parameters: Mapping[str, Json]
    ) -> tuple[str, Json]:
        """What came of it, in a word, and the result."""
        if mistake := _mistake_in(tool, parameters):
            # The agent's, which one that reads may mend.
            logger.warning("tool %s: %s", name, mistake)
            return "mistake", {"error": f"{name}: {mistake}"}
        try:
            async with asyncio.timeout(self._timeout_s):
                result = await self._call(tool, parameters)
            # A result that isn't plain JSON would fail much later, in front of the client.
            msgspec.json.encode(result)
        except TimeoutError:
            logger.warning("tool %s took longer than %g s", name, self._timeout_s)
            return "timeout", {"error": f"{name} took too long"}
        except Exception:
            logger.exception("tool %s failed", name)
            return "failed", {"error": f"{name} failed"}
        return "ok", result

    def close(self) -> None:
        """Take no more; what runs is let run out. Idempotent."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _call(self, tool: Tool, parameters: Mapping[str, Json]) -> Json:
        if inspect.iscoroutinefunction(tool):
            answer: Json = await tool(**parameters)
            return answer
        loop = asyncio.get_running_loop()
        call: Callable[[], Any] = partial(tool, **parameters)
        returned: Json = await loop.run_in_executor(self._threads, call)
        return returned


def _mistake_in(tool: Tool, parameters: Mapping[str, Json]) -> str:
    """Of parameters that the tool doesn't take; empty: none that can be seen."""
    try:
        signature = inspect.signature(tool)
    except ValueError:  # not every built-in function has one
        return ""
    try:
        signature.bind(**parameters)
    except TypeError as error:
        return str(error)
    return ""
