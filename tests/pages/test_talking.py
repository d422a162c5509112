"""A spoken conversation through the page's own microphone, with an interruption in it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.pages.conftest import ALLOW_MICROPHONE, FAKE_DEVICE, OpenPage, RunningServer
from tests.pages.looks import (
    PATIENCE_MS,
    Row,
    expect_connected,
    expect_message,
    expect_state,
    log_of,
    width_beyond_screen,
)
from tests.pages.microphone import recorded, silence, spoken
from tests.speech import cough

pytestmark = pytest.mark.browser

WITH_LONG_ANSWER = "What can I ask you?"
WITH_TOOL = "I want to buy a coffee maker"
SCREENSHOTS = Path(__file__).parent / "screenshots"


@pytest.fixture(scope="module")
def said(server: RunningServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the microphone hears: a question, and a second one in the middle of the answer."""
    question = spoken(server.address, WITH_LONG_ANSWER)
    interruption = spoken(server.address, WITH_TOOL)
    sound = silence(1) + question + silence(4) + interruption + silence(30)
    return recorded(tmp_path_factory, sound)


@pytest.fixture(scope="module")
def coughed(server: RunningServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the microphone hears: a question, and a cough in the middle of the answer."""
    question = spoken(server.address, WITH_LONG_ANSWER)
    sound = silence(1) + question + silence(3) + cough() + silence(30)
    return recorded(tmp_path_factory, sound)


def first(rows: list[Row], kind: str, *, after: int = -1) -> int:
    """Where the first message of this kind after row `after` stands."""
    return next(at for at, row in enumerate(rows) if at > after and row.type == kind)


def test_a_spoken_conversation_with_an_interruption(open_page: OpenPage, said: Path) -> None:
    fake_capture = f"--use-file-for-fake-audio-capture={said}%noloop"
    page = open_page(
        FAKE_DEVICE, ALLOW_MICROPHONE, fake_capture, viewport={"width": 1280, "height": 900}
    )
    expect_connected(page)
    page.get_by_role("button", name="Start microphone").click()
    expect(page.locator("#mic")).to_have_attribute("aria-pressed", "true")
    expect_message(page, "audio_chunk")
    expect_message(page, "interruption")
    expect_message(page, "tool_result")
    expect_state(page, "agent_speaking")
    rows = log_of(page)
    check_first_turn(rows)
    check_interruption(rows)
    check_second_turn(page, rows)
    photograph(page)


def test_an_answer_goes_on_after_a_cough(open_page: OpenPage, coughed: Path) -> None:
    fake_capture = f"--use-file-for-fake-audio-capture={coughed}%noloop"
    page = open_page(FAKE_DEVICE, ALLOW_MICROPHONE, fake_capture)
    expect_connected(page)
    page.get_by_role("button", name="Start microphone").click()
    expect_message(page, "interruption_dismissed")
    expect_state(page, "agent_speaking")
    rows = log_of(page)
    dismissed = first(rows, "interruption_dismissed", after=first(rows, "interruption"))
    goes_on = first(rows, "response_start", after=dismissed)
    assert rows[goes_on].response_id == "response-1-2"
    first(rows, "audio_response", after=goes_on)
    expect(page.locator("#transcript .turn.user")).to_have_count(1)
    reply = page.locator("#transcript .agent-side")
    expect(reply).to_have_count(1)
    expect(reply).to_contain_text("You can ask me to find a product")
    expect(reply).to_contain_text("went on after a noise")


def check_first_turn(rows: list[Row]) -> None:
    started = first(rows, "speech_started")
    stopped = first(rows, "speech_stopped", after=started)
    transcription = first(rows, "transcription", after=stopped)
    intent = first(rows, "intent", after=transcription)
    reply = first(rows, "response_start", after=intent)
    first(rows, "audio_response", after=reply)
    assert "ask" in rows[transcription].gist
    assert "intent: help" in rows[intent].gist


def check_interruption(rows: list[Row]) -> None:
    cut = first(rows, "interruption")
    old = rows[cut].response_id
    assert old is not None
    before = {row.type for row in rows[:cut] if row.response_id == old}
    assert {"response_start", "response_text", "audio_response"} <= before
    assert [row for row in rows[cut + 1 :] if row.response_id == old] == []


def check_second_turn(page: Page, rows: list[Row]) -> None:
    cut = first(rows, "interruption")
    transcription = first(rows, "transcription", after=cut)
    call = first(rows, "tool_call", after=transcription)
    result = first(rows, "tool_result", after=call)
    first(rows, "audio_response", after=result)
    assert "tool: search_products" in rows[call].gist
    replies = page.locator("#transcript .agent-side")
    expect(replies).to_have_count(2)
    expect(replies.first).to_have_attribute("data-interrupted", "")
    expect(replies.first).to_contain_text("Interrupted after")
    expect(page.locator("#transcript .turn.user .bubble").last).to_contain_text("coffee maker")
    expect(page.locator("#latency-turns li")).to_have_count(2)
    expect(page.locator("#timeline-summary")).to_contain_text("interruptions: 1")


def photograph(page: Page) -> None:
    """Pictures for people to look at: wide, dark, phone."""
    SCREENSHOTS.mkdir(exist_ok=True)
    page.emulate_media(reduced_motion="reduce")
    page.screenshot(path=SCREENSHOTS / "wide.png")
    page.locator(".tool > summary").click()
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.screenshot(path=SCREENSHOTS / "dark.png")
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size({"width": 390, "height": 844})
    page.screenshot(path=SCREENSHOTS / "phone.png", full_page=True)
    assert width_beyond_screen(page) == 0


def test_microphone_stops(open_page: OpenPage) -> None:
    page = open_page(FAKE_DEVICE, ALLOW_MICROPHONE)
    expect_connected(page)
    page.locator("#mic").click()
    expect_message(page, "audio_chunk")
    page.get_by_role("button", name="Stop microphone").click()
    expect(page.locator("#mic")).to_have_attribute("aria-pressed", "false")
    expect_message(page, "stop_speaking")


def test_refused_microphone_says_what_to_do(open_page: OpenPage) -> None:
    # A device, and no automatic consent: a browser without a window refuses.
    page = open_page(FAKE_DEVICE)
    expect_connected(page)
    page.locator("#mic").click()
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("The microphone is blocked for this page")
    expect(notice).to_contain_text("Samples and typing work without it")
    expect(page.locator("#mic")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#mic")).to_be_enabled()


def test_sample_speaks_without_a_microphone(open_page: OpenPage) -> None:
    page = open_page()
    expect_connected(page)
    page.locator("#sample").select_option(label=WITH_TOOL)
    page.get_by_role("button", name="Speak sample").click()
    expect(page.get_by_role("button", name="Stop sample")).to_be_visible()
    expect_message(page, "transcription")
    expect_message(page, "tool_result")
    expect_message(page, "audio_response")
    expect(page.locator("#transcript .agent-side")).to_have_count(1, timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="Speak sample")).to_be_visible()


def test_turn_by_hand_and_interruption_by_button(open_page: OpenPage) -> None:
    page = open_page()
    expect_connected(page)
    page.locator("#message").fill("help")
    page.locator("#message").press("Enter")
    expect_state(page, "agent_speaking")
    page.get_by_role("button", name="Interrupt").click()
    expect_message(page, "interruption")
    expect_state(page, "idle")
    page.get_by_role("button", name="Start speaking").click()
    expect_state(page, "user_speaking")
    page.get_by_role("button", name="Stop speaking").click()
    expect_message(page, "speech_stopped")
