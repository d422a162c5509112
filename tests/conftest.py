"""What every test stands under: nothing warns, logs an unexpected error, or blocks the loop."""

import asyncio
import logging
import sys

import pytest

_BLOCKING = frozenset({"time.sleep", "subprocess.Popen", "os.system"})


def _refuse_blocking(event, arguments):
    """An audit hook: calls that would hold every session at once, made while a loop runs."""
    if event in _BLOCKING and asyncio._get_running_loop() is not None:
        caller = sys._getframe(1).f_code
        if "asyncio" not in caller.co_filename and "uvloop" not in caller.co_filename:
            raise AssertionError(f"{event} in {caller.co_filename} would block the event loop")


sys.addaudithook(_refuse_blocking)


@pytest.fixture(autouse=True)
def no_unexpected_log(caplog, request):
    """A warning or an error in the log fails the test, unless it is marked `logs` with the text."""
    yield
    expected = [mark.args[0] for mark in request.node.iter_markers("logs")]
    for record in caplog.get_records("call") + caplog.get_records("teardown"):
        text = record.getMessage()
        if record.levelno >= logging.WARNING and not any(part in text for part in expected):
            pytest.fail(f"unexpected log: {record.levelname} {record.name}: {text}")
