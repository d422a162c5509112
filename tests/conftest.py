"""What every test stands under: nothing warns, logs an unexpected error, or blocks the loop."""

import asyncio
import gc
import logging
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from xdist.scheduler import LoadFileScheduling

from tests.forking import CAN_FORK, Forker

ROOT = Path(__file__).parent.parent
_PAGES = "tests/pages/"
_DASHBOARD = "tests/pages/test_dashboard"
_BLOCKING = frozenset({"time.sleep", "subprocess.Popen", "os.system"})


def _refuse_blocking(event, arguments):
    """An audit hook: product code that holds every session at once, made while a loop runs."""
    if event in _BLOCKING and asyncio._get_running_loop() is not None:
        caller = _who_called(sys._getframe(1))
        if caller is not None:
            raise AssertionError(f"{event} in {caller} would block the event loop")


def _who_called(frame):
    """The product file that made the call; None for asyncio's own subprocesses and for tests."""
    while frame is not None:
        file = Path(frame.f_code.co_filename)
        if file.parent.name == "asyncio":
            return None
        if file.is_relative_to(ROOT) and ".venv" not in file.parts:
            return None if file.is_relative_to(ROOT / "tests") else file
        frame = frame.f_back
    return None


sys.addaudithook(_refuse_blocking)


@pytest.fixture(scope="session")
def forker():
    """What servers of one test, and workers, come from; None where they start from nothing."""
    if not CAN_FORK:
        yield None
        return
    forker = Forker()
    yield forker
    forker.close()


@pytest.fixture(scope="module")
def forked_workers(forker):
    """What a module's tests make to recognise and to score has its workers forked."""
    with forker.workers() if forker else nullcontext():
        yield


@pytest.fixture(autouse=True)
def no_unexpected_log(caplog, request):
    """A warning or an error in the log fails the test, unless it is marked `logs` with the text."""
    yield
    expected = [mark.args[0] for mark in request.node.iter_markers("logs")]
    for record in caplog.get_records("call") + caplog.get_records("teardown"):
        text = record.getMessage()
        if record.levelno >= logging.WARNING and not any(part in text for part in expected):
            pytest.fail(f"unexpected log: {record.levelname} {record.name}: {text}")


def pytest_collection_modifyitems(items):
    """On two busy cores a browser may miss a moment that people never would: such a test is tried
    twice more, and the summary says so ("rerun")."""
    items.sort(key=_turn)
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=2))


def _turn(item):
    """Two browsers at once are slower than one after the other: so the dashboard's tests, which
    may run anywhere, are last, and what has none runs beside the others."""
    return (_PAGES, "", _DASHBOARD).index(_browser_of(item.nodeid))


def _browser_of(nodeid):
    return next((each for each in (_DASHBOARD, _PAGES) if nodeid.startswith(each)), "")


def pytest_xdist_make_scheduler(config, log):
    return _OneCallAtATime(config, log)


class _OneCallAtATime(LoadFileScheduling):  # type: ignore[misc]
    """A page with sound or pictures, its browser and its server take more than a core: all tests of
    such pages are in one process, one after the other; those of any other file are in one, too."""

    def _split_scope(self, nodeid):
        return _PAGES if _browser_of(nodeid) == _PAGES else super()._split_scope(nodeid)


@pytest.fixture
def uncollected():
    """No collector meanwhile."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()
