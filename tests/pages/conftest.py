"""A real server as a subprocess and a real Chromium, for the tests of the built-in pages.

Nothing here waits for a duration: the server is ready when it says so, the page when it shows so.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.forking import ForkedServer, Forker
from tests.pages.consulting import KEEP_PEERS, Visitor, somebody

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
#: The same browser without what belongs to a window: a page takes a third less CPU.
SHELL = shutil.which("chromium-headless-shell") or CHROMIUM
#: To every window belong two pages that suggest what to type in an address bar, with a process of
#: their own: they take more CPU than the page that is tested. As only the last such switch counts,
#: what playwright turns off is turned off again.
UNUSED_FEATURES = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
QUIET_CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(UNUSED_FEATURES)}",
)
FAKE_DEVICE = "--use-fake-device-for-media-stream"
ALLOW_MICROPHONE = "--use-fake-ui-for-media-stream"
ALLOW_LOOPBACK = "--allow-loopback-in-peer-connection"

#: At once, of those for all tests; no test needs more.
MOST_BROWSERS = 3

SECRET = "a secret of at least thirty-two characters"
FOREVER = 4_102_444_800  # the year 2100

#: Whoever is second has to wait; and all media stays on this machine.
ONE_CONSULTANT = {
    "VIVAVOZ_CONSULTATION_PROVIDER_CAPACITY": "1",
    "VIVAVOZ_AVATARS_ADDRESSES": "127.0.0.1",
}

LaunchBrowser = Callable[..., Browser]
OpenPage = Callable[..., Page]
OpenVisit = Callable[..., Page]
MeetVisitor = Callable[[], Visitor]


class RunningServer:
    """`server.py` on a port of its own: without a forker, as anybody starts it."""

    def __init__(self, data: Path, forker: Forker | None, **environment: str) -> None:
        self._data = data
        self._forker = forker
        # One of its processes that recognise speech is enough for one page, and starts sooner. And
        # a page that is still open when its test is over isn't waited for.
        usual = {"VIVAVOZ_LOCAL_WORKERS": "1", "VIVAVOZ_DRAIN_LIMIT_S": "0"}
        self._environment = {**os.environ, **usual, **environment}
        self._port = "0"
        self.launch()

    def launch(self) -> None:
        """Also again, on the same port, after kill(); wait_until_ready() follows."""
        arguments = ["--port", self._port, "--data-dir", str(self._data)]
        self._log = (self._data.parent / f"{self._data.name}.log").open("a")
        self._process: ForkedServer | subprocess.Popen[str]
        if self._forker is not None:
            self._process = self._forker.serve(arguments, self._environment, self._log)
            return
        self._process = subprocess.Popen(
            [sys.executable, "server.py", *arguments],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def wait_until_ready(self) -> None:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        found = re.search(r"http://[^/\s]+:(\d+)", line)
        assert found, f"the server said {line!r}; see {self._log.name}"
        self.address, self._port = found.group(0), found.group(1)

    def start(self) -> None:
        self.launch()
        self.wait_until_ready()

    def kill(self) -> None:
        """As a crash would: no close frame, no farewell."""
        self._process.kill()
        self._reap()

    def tell_to_stop(self) -> None:
        self._process.terminate()

    def stop(self) -> None:
        if self._process.poll() is None:
            self.tell_to_stop()
            self._reap()

    def _reap(self) -> None:
        self._process.communicate()
        self._log.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    running = RunningServer(tmp_path_factory.mktemp("server") / "data", None, **ONE_CONSULTANT)
    running.wait_until_ready()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def spares(forker: Forker | None) -> Iterator[list[RunningServer]]:
    """One server that is starting while a test runs."""
    starting: list[RunningServer] = []
    yield starting
    for spare in starting:
        spare.stop()


@pytest.fixture
def fragile(
    spares: list[RunningServer],
    forker: Forker | None,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[RunningServer]:
    """A server of this test's own, to be killed."""
    while len(spares) < 2:
        data = tmp_path_factory.mktemp("fragile") / "data"
        spares.append(RunningServer(data, forker, **ONE_CONSULTANT))
    running = spares.pop(0)
    running.wait_until_ready()
    yield running
    running.stop()


@pytest.fixture
def guarded(
    forker: Forker | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningServer]:
    """A server with a secret: not in development mode."""
    data = tmp_path_factory.mktemp("guarded") / "data"
    running = RunningServer(data, forker, VIVAVOZ_ACCESS_SECRET=SECRET)
    running.wait_until_ready()
    yield running
    running.stop()


# No wider than this folder: while playwright's synchronous interface is open, no other test of the
# run could start an event loop of its own.
@pytest.fixture(scope="package")
def launch() -> Iterator[LaunchBrowser]:
    """Launches Chromium with more arguments; the same browser for the same arguments."""
    if CHROMIUM is None:
        pytest.skip("there is no chromium on this machine; the pages are not tested")
    launched: dict[tuple[str, ...], Browser] = {}
    with sync_playwright() as playwright:

        def launch_once(*arguments: str) -> Browser:
            if arguments not in launched:
                while len(launched) >= MOST_BROWSERS:
                    launched.pop(next(iter(launched))).close()
                launched[arguments] = playwright.chromium.launch(
                    executable_path=_browser_for(arguments), args=[*QUIET_CHROMIUM, *arguments]
                )
            launched[arguments] = launched.pop(arguments)  # the latest used is the last
            return launched[arguments]

        yield launch_once
        for browser in launched.values():
            browser.close()


def _browser_for(arguments: tuple[str, ...]) -> str | None:
    """Where nobody says yes to a microphone, only the whole browser says no."""
    is_refused = FAKE_DEVICE in arguments and ALLOW_MICROPHONE not in arguments
    return CHROMIUM if is_refused else SHELL


class Watch:
    """What a page did that it shouldn't have."""

    def __init__(self) -> None:
        self._addresses: set[str] = set()
        self.errors: list[str] = []
        self.foreign: list[str] = []

    def follow(self, page: Page, address: str) -> None:
        self._addresses.add(address)
        page.on("console", lambda message: self._said(message.type, message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._asked(request.url))
        page.on("websocket", lambda socket: self._asked(socket.url.replace("ws:", "http:")))

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.errors.append(text)

    def _asked(self, url: str) -> None:
        own = (*self._addresses, "blob:", "data:")
        if not url.startswith(own):
            self.foreign.append(url)


@pytest.fixture
def open_page(launch: LaunchBrowser, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """Opens a page in a context of its own; complains at the end about console errors.

    It is that of the server which tests share, unless there is another to have it `at`.
    `watched=False` is for pages that lose their server: browsers log each failed connection.
    `script` runs before the page's own.
    """
    watch = Watch()
    contexts = []

    def open_one(
        *arguments: str,
        at: RunningServer | None = None,
        path: str = "/test",
        query: str = "",
        locale: str = "en-US",
        watched: bool = True,
        script: str = "",
        **options: Any,
    ) -> Page:
        shown: RunningServer = at or request.getfixturevalue("server")
        context = launch(*arguments).new_context(locale=locale, **options)
        context.add_init_script(script)
        contexts.append(context)
        page = context.new_page()
        if watched:
            watch.follow(page, shown.address)
        page.goto(f"{shown.address}{path}{query}")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert watch.errors == []
    assert watch.foreign == []


@pytest.fixture
def visit(server: RunningServer, open_page: OpenPage) -> Iterator[OpenVisit]:
    """Opens the page of consultations as somebody new, who leaves when the test is over."""
    visitors: list[Visitor] = []

    def open_visit(
        *arguments: str, user: str | None = None, at: RunningServer = server, **options: Any
    ) -> Page:
        visitor = Visitor(at, user or somebody())
        visitors.append(visitor)
        query = f"?user={visitor.user}"
        where = {"at": at, "path": "/consultoria", "query": query}
        return open_page(*arguments, **where, script=KEEP_PEERS, **options)

    yield open_visit
    for visitor in visitors:
        visitor.leave()


@pytest.fixture
def somebody_else(server: RunningServer) -> Iterator[MeetVisitor]:
    """Others than those with a page; they leave when the test is over, however it ends."""
    others: list[Visitor] = []

    def meet() -> Visitor:
        others.append(Visitor(server, somebody()))
        return others[-1]

    yield meet
    for other in others:
        other.leave()


@pytest.fixture
def other(somebody_else: MeetVisitor) -> Visitor:
    return somebody_else()
