"""The page of consultations with HeyGen's avatars, that is with the stand-ins of its APIs."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.pages.conftest import (
    ALLOW_LOOPBACK,
    ALLOW_MICROPHONE,
    FAKE_DEVICE,
    ONE_CONSULTANT,
    ROOT,
    RunningServer,
)
from tests.pages.consulting import (
    card,
    end,
    enter,
    expect_pictures,
    expect_state,
    expect_voice,
    start,
)
from tests.pages.looks import PATIENCE_MS

pytestmark = pytest.mark.browser

MICROPHONE = (FAKE_DEVICE, ALLOW_MICROPHONE, ALLOW_LOOPBACK)


class Vendors:
    """Both stand-ins, as anybody starts them; `environments`, by provider, for a server."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.heygen_fake", "--port", "0", "--media"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.environments: dict[str, dict[str, str]] = {}
        assert self._process.stdout is not None
        while len(self.environments) < 2:
            environment: dict[str, str] = {}
            for line in iter(self._process.stdout.readline, "\n"):
                name, _, value = line.removeprefix("export ").strip().partition("=")
                environment[name] = value
            self.environments[environment["VIVAVOZ_AVATARS_PROVIDER"]] = environment

    def stop(self) -> None:
        self._process.terminate()
        self._process.communicate()


@pytest.fixture(scope="module")
def vendors() -> Iterator[Vendors]:
    running = Vendors()
    yield running
    running.stop()


def served(vendors: Vendors, provider: str, folder: pytest.TempPathFactory) -> RunningServer:
    environment = {**vendors.environments[provider], **ONE_CONSULTANT}
    return RunningServer(folder.mktemp(provider) / "data", None, **environment)


@pytest.fixture(scope="module")
def streaming(vendors, tmp_path_factory) -> Iterator[RunningServer]:
    running = served(vendors, "heygen_streaming", tmp_path_factory)
    running.wait_until_ready()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def liveavatar(vendors, tmp_path_factory) -> Iterator[RunningServer]:
    running = served(vendors, "liveavatar", tmp_path_factory)
    running.wait_until_ready()
    yield running
    running.stop()


def notice(page: Page):
    return page.locator(".notice")


def test_an_avatar_of_the_streaming_api_is_seen_and_heard(visit, streaming) -> None:
    page = visit(*MICROPHONE, at=streaming)
    enter(page)
    # Pictures may come before the vendor has said that it took the answer; whoever ends by then
    # is told that it is over.
    with page.expect_response("**/session/connect/", timeout=PATIENCE_MS):
        start(page)
    expect_pictures(page)
    expect_voice(page)
    end(page)


def test_a_reload_loses_an_avatar_of_the_streaming_api_and_says_so(visit, streaming) -> None:
    page = visit(*MICROPHONE, at=streaming, watched=False)
    enter(page)
    start(page)
    page.reload()
    expect_state(page, "choosing")
    expect(notice(page)).to_contain_text("It broke off on our side.")
    enter(page)
    start(page)


def test_an_avatar_in_a_room_is_refused_and_left(visit, liveavatar) -> None:
    page = visit(*MICROPHONE, at=liveavatar)
    expect(card(page, "gestao").locator(".samples")).to_be_hidden()
    enter(page)
    expect_state(page, "called")
    page.locator("#start").click()
    expect(notice(page)).to_contain_text("This page can't show this consultant")
    expect_state(page, "ended")
