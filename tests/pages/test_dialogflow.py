"""/test with an agent of Dialogflow CX's, before its stand-in started by hand."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.forking import Forker
from tests.pages.conftest import ROOT, OpenPage, RunningServer
from tests.pages.looks import expect_connected, expect_message, received, type_message

pytestmark = pytest.mark.browser


@pytest.fixture
def stand_in() -> Iterator[dict[str, str]]:
    """What it says has to be set to talk to it."""
    command = [sys.executable, "-m", "tests.dialogflow_emulator"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = next(line for line in process.stdout if "make run" in line)
    yield dict(re.findall(r"(VIVAVOZ_\w+)=(\S+)", line))
    process.terminate()
    process.communicate()


@pytest.fixture
def with_dialogflow(
    stand_in: dict[str, str], forker: Forker | None, tmp_path: Path
) -> Iterator[RunningServer]:
    running = RunningServer(tmp_path / "data", forker, **stand_in)
    running.wait_until_ready()
    yield running
    running.stop()


def test_it_is_who_answers_runs_tools_and_says_goodbye(
    with_dialogflow: RunningServer, open_page: OpenPage
) -> None:
    page = open_page(at=with_dialogflow, locale="pt-BR")
    expect_connected(page)
    expect(page.get_by_label("Agente", exact=True)).to_have_value("dialogflow")
    expect(page.locator("#mic")).to_be_enabled()
    type_message(page, "quero comprar um iphone")
    expect_message(page, "audio_response")
    expect(page.locator("#transcript .agent-side .bubble")).to_contain_text("Encontrei")
    expect(page.locator('#transcript [data-tool="search_products"]')).to_be_visible()
    type_message(page, "tchau")
    expect(page.locator('.notice[data-subject="connection"]')).to_contain_text("se despediu")
    assert received(page)[-1] == "session_end"
    page.locator("#connect-now").click()
    expect_connected(page)
