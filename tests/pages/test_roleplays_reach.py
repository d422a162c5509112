"""Practice calls for everybody: by keyboard, on a phone, in both languages, in the dark."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.pages.conftest import OpenPage
from tests.pages.looks import (
    PATIENCE_MS,
    PHONE,
    differing_texts,
    moving_parts,
    poor_contrasts,
    unknown_texts,
    width_beyond_screen,
)
from tests.pages.practising import (
    CUT_SOCKET,
    KEEP_SOCKETS,
    PORTUGUESE,
    choose,
    expect_answers,
    expect_state,
    say,
)

pytestmark = pytest.mark.browser

SCREENSHOTS = Path(__file__).parent / "screenshots"


@pytest.fixture
def practice(open_page: OpenPage):
    def open_practice(**options: object) -> Page:
        return open_page(path="/roleplays", script=KEEP_SOCKETS, **options)

    return open_practice


def stations(page: Page, goodbye: str, role_play_id: int) -> Iterator[str]:
    """Goes from the catalogue to the end of a call; says where it is."""
    expect_state(page, "catalogue")
    yield "catalogue"
    choose(page, role_play_id)
    yield "briefing"
    page.locator("#start-voice").click()
    expect(page.locator("#mic-problem")).to_be_visible()
    yield "microphone"
    page.locator("#start-typing").click()
    expect_state(page, "calling")
    expect_answers(page, 1)
    say(page, "...")
    yield "calling"
    page.evaluate(CUT_SOCKET)
    expect_state(page, "reconnecting")
    yield "reconnecting"
    expect_state(page, "calling")
    page.locator("#hang-up").click()
    yield "hanging up"
    page.keyboard.press("Escape")
    page.locator("#message").fill(goodbye)
    page.locator("#message").press("Enter")
    expect_state(page, "ended")
    yield "ended"


def photograph(page: Page, name: str) -> None:
    """For people to look at."""
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"roleplays-{name}.png", full_page=True)


def test_a_phone_in_the_dark_shows_all_of_it_in_portuguese(practice) -> None:
    page = practice(viewport=PHONE, color_scheme="dark", reduced_motion="reduce", locale="pt-BR")
    for station in stations(page, "Tchau, até logo.", PORTUGUESE):
        assert width_beyond_screen(page) == 0, station
        assert poor_contrasts(page) == [], station
        assert moving_parts(page) == 0, station
        assert unknown_texts(page, "roleplays") == [], station
        if station in ("briefing", "calling", "ended"):
            photograph(page, station)
        if station == "catalogue":
            expect(page.locator("h2:visible")).to_have_text("Treine uma ligação de vendas")
        elif station == "briefing":
            expect(page.locator("#hearing")).to_contain_text("ainda não entende a fala")
        elif station == "calling":
            expect(page.locator("#composer")).to_be_in_viewport()
            expect(page).to_have_title("Em ligação com Patrícia Nogueira · Vivavoz · simulações")
    expect(page.locator("#ended-title")).to_have_text("Patrícia Nogueira desligou")


def test_the_language_can_be_switched_in_the_middle(practice) -> None:
    page = practice()
    expect_state(page, "catalogue")
    choose(page)
    page.get_by_role("button", name="Português").click()
    expect(page.locator("#start-title")).to_have_text("Vamos ligar?")
    expect(page.locator("#briefing-text h3").first).to_have_text("O que você treina")


def test_both_languages_have_the_same_texts(open_page: OpenPage) -> None:
    page = open_page(path="/static/shared/icon.svg", watched=False)
    assert differing_texts(page, "roleplays") == []


def press_until(page: Page, key: str, identity: str) -> None:
    """The focus gets there, and can be seen."""
    seen: list[str] = []
    while identity not in seen[-1:]:
        page.keyboard.press(key)
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.hash"))
        assert len(seen) < 40, seen


def test_everything_works_by_keyboard_alone(practice) -> None:
    page = practice()
    expect_state(page, "catalogue")
    press_until(page, "Tab", "#2")
    page.keyboard.press("Enter")
    expect(page.locator("#briefing-title")).to_be_focused(timeout=PATIENCE_MS)
    press_until(page, "Tab", "start-typing")
    page.keyboard.press("Enter")
    expect(page.locator("#call-title")).to_be_focused(timeout=PATIENCE_MS)
    expect_state(page, "calling")
    expect(page.locator("#announcer")).to_have_text("Hannah Whitlock has picked up.")
    press_until(page, "Tab", "message")
    page.keyboard.type("Hello")
    page.keyboard.press("Enter")
    expect_answers(page, 2)
    press_until(page, "Shift+Tab", "hang-up")
    page.keyboard.press("Enter")
    expect(page.locator("#confirm-no")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#hang-up")).to_be_focused()
