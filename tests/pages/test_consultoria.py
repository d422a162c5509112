"""A consultation from choosing to the pause after it, between two browsers and the avatar."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.pages.conftest import (
    ALLOW_LOOPBACK,
    ALLOW_MICROPHONE,
    FAKE_DEVICE,
    RunningServer,
)
from tests.pages.consulting import (
    card,
    end,
    enter,
    expect_pictures,
    expect_place,
    expect_state,
    expect_voice,
    start,
)
from tests.pages.looks import PATIENCE_MS, PHONE, width_beyond_screen
from tests.pages.microphone import recorded, silence, spoken

pytestmark = pytest.mark.browser

QUESTION = "What can I ask you?"
SCREENSHOTS = Path(__file__).parent / "screenshots"


@pytest.fixture(scope="module")
def asked(server: RunningServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the microphone hears, over and over: when the session begins isn't known."""
    sound = silence(1) + spoken(server.address, QUESTION) + silence(8)
    return recorded(tmp_path_factory, sound)


def test_two_visitors_and_one_consultant(visit, other, asked) -> None:
    microphone = (FAKE_DEVICE, ALLOW_MICROPHONE, ALLOW_LOOPBACK)
    first = visit(*microphone, f"--use-file-for-fake-audio-capture={asked}")
    enter(first, "comercial")
    start(first)
    other.join("comercial")
    second = visit(*microphone)
    enter(second, "comercial")
    expect_place(second, 2)
    expect(second.locator("#likely")).to_contain_text("min")
    expect(second.locator("#latest")).to_contain_text("min")

    expect_pictures(first)
    expect_voice(first)
    expect(first.locator(".caption[data-who=user] .bubble").first).to_contain_text("ask")
    answer = first.locator(".caption[data-who=avatar] .bubble").first
    expect(answer).to_contain_text("You can ask me", timeout=PATIENCE_MS)
    expect(first.locator("#left-clock")).to_contain_text("19:")
    photograph(first)

    other.leave()
    expect_place(second, 1)
    end(first)
    expect(first.locator("#cooldown")).to_contain_text("4:")
    expect(first.locator("#ended-because")).to_contain_text("You ended it")
    start(second)
    expect_pictures(second)
    expect_state(first, "ended")


def photograph(page: Page) -> None:
    """Pictures for people to look at: wide, dark, phone."""
    SCREENSHOTS.mkdir(exist_ok=True)
    page.emulate_media(reduced_motion="reduce")
    page.screenshot(path=SCREENSHOTS / "consultation.png")
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.screenshot(path=SCREENSHOTS / "consultation-dark.png")
    page.set_viewport_size(PHONE)
    page.screenshot(path=SCREENSHOTS / "consultation-phone.png", full_page=True)
    assert width_beyond_screen(page) == 0


def test_every_consultant_says_what_it_hears_and_how_long_the_wait_is(visit) -> None:
    page = visit()
    for slug in ("gestao", "comercial", "tecnico"):
        expect(card(page, slug)).to_contain_text("Hears and speaks American English")
        expect(card(page, slug).locator(".samples li")).to_have_count(3)
        expect(card(page, slug).locator("dd")).to_have_text(["nobody", "none"])
        expect(card(page, slug).get_by_role("button")).to_have_text("Talk now")
