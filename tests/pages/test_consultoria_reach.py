"""Consultations for everybody: by keyboard, on a phone, in both languages, in the dark."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.pages.conftest import ALLOW_LOOPBACK, ALLOW_MICROPHONE, FAKE_DEVICE
from tests.pages.consulting import (
    Visitor,
    enter,
    expect_pictures,
    expect_place,
    expect_state,
    start,
)
from tests.pages.looks import (
    PATIENCE_MS,
    PHONE,
    differing_texts,
    moving_parts,
    poor_contrasts,
    unknown_texts,
    width_beyond_screen,
)

pytestmark = pytest.mark.browser

MICROPHONE = (FAKE_DEVICE, ALLOW_MICROPHONE, ALLOW_LOOPBACK)


def stations(page: Page, other: Visitor) -> Iterator[str]:
    """Goes from choosing to the pause; says where it is."""
    expect_state(page, "choosing")
    expect(page.locator(".agent")).to_have_count(3)
    yield "choosing"
    other.join()
    enter(page)
    expect_place(page, 1)
    yield "waiting"
    page.locator("#leave").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    yield "asked whether to leave"
    page.keyboard.press("Escape")
    other.leave()
    expect_state(page, "called")
    yield "called"
    start(page)
    expect_pictures(page)
    yield "talking"
    page.locator("#end").click()
    yield "asked whether to end"
    page.locator("#confirm-yes").click()
    expect_state(page, "ended")
    yield "ended"


def test_a_phone_in_the_dark_shows_all_of_it(visit, other) -> None:
    page = visit(*MICROPHONE, viewport=PHONE, color_scheme="dark", reduced_motion="reduce")
    for station in stations(page, other):
        assert width_beyond_screen(page) == 0, station
        assert poor_contrasts(page) == [], station
        assert moving_parts(page) == 0, station


def test_portuguese_is_spoken_everywhere(visit, other) -> None:
    page = visit(*MICROPHONE, locale="pt-BR", reduced_motion="reduce")
    for station in stations(page, other):
        assert unknown_texts(page, "consultoria") == [], station
        assert poor_contrasts(page) == [], station
        if station == "choosing":
            expect(page.locator("h2:visible")).to_have_text("Com quem você quer falar?")
            expect(page.locator(".agent h3").first).to_have_text("Gestão")
        elif station == "waiting":
            expect(page).to_have_title("Número 1 na fila · Vivavoz · consultoria")
        elif station == "called":
            expect(page).to_have_title("É a sua vez! · Vivavoz · consultoria")
    expect(page.locator("#ended-because")).to_contain_text("Você a encerrou")


def test_the_language_can_be_switched_in_the_middle(visit, other) -> None:
    other.join()
    page = visit()
    enter(page, "comercial")
    expect_place(page, 1)
    expect(page.locator("#waiting-title")).to_have_text("You are in the queue")
    page.get_by_role("button", name="Português").click()
    expect(page.locator("#waiting-title")).to_have_text("Você está na fila")
    expect(page.locator(".agent-title:visible")).to_have_text("Comercial")
    expect(page.locator("#likely")).to_contain_text("cerca de")
    page.reload()
    expect(page.locator("#place-text")).to_have_text("A próxima vez é sua", timeout=PATIENCE_MS)


def test_both_languages_have_the_same_texts(visit) -> None:
    page = visit()
    expect_state(page, "choosing")
    assert differing_texts(page, "consultoria") == []


def press_until(page: Page, key: str, identity: str) -> None:
    """The focus gets there, and can be seen."""
    seen: list[str] = []
    while identity not in seen[-1:]:
        page.keyboard.press(key)
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.className"))
        assert len(seen) < 30, seen
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_everything_works_by_keyboard_alone(visit) -> None:
    page = visit(*MICROPHONE)
    expect_state(page, "choosing")  # the cards are there sooner, and hidden
    press_until(page, "Tab", "language-en")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#called-title")).to_be_focused(timeout=PATIENCE_MS)
    press_until(page, "Tab", "start")
    page.keyboard.press("Enter")
    expect(page.locator("#talk-title")).to_be_focused(timeout=PATIENCE_MS)
    expect_state(page, "talking")
    press_until(page, "Tab", "mic")
    expect(page.locator("#mic")).to_have_accessible_name("Mute")
    page.keyboard.press("Space")
    expect(page.locator("#mic")).to_have_accessible_name("Unmute")
    expect(page.locator("#mic")).to_be_focused()
    press_until(page, "Tab", "end")
    page.keyboard.press("Enter")
    expect(page.locator("#confirm-no")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#end")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#confirm-no")).to_be_focused()
    press_until(page, "Tab", "confirm-yes")
    page.keyboard.press("Enter")
    expect(page.locator("#ended-title")).to_be_focused(timeout=PATIENCE_MS)


def test_who_listens_to_the_page_hears_of_changes_not_of_seconds(visit, somebody_else) -> None:
    other, ahead = somebody_else(), somebody_else()
    other.join()
    ahead.join()
    page = visit()
    enter(page)
    announcer, alarm = page.locator("#announcer"), page.locator("#alarm")
    expect(announcer).to_have_text("You are number 2 in the queue.", timeout=PATIENCE_MS)
    ahead.leave()
    expect(announcer).to_have_text("You are number 1 in the queue.", timeout=PATIENCE_MS)
    other.leave()
    expect(alarm).to_have_text("It's your turn. Start within 120 seconds.", timeout=PATIENCE_MS)
    live = "[aria-live]:not([aria-live=off]), [role=alert], [role=status]"
    for countdown in ("#reservation", "#left-clock", "#cooldown"):
        assert page.locator(countdown).evaluate(f"node => node.closest('{live}')") is None
    expect(page.locator("#reservation")).not_to_have_text("2:00")
    expect(alarm).to_have_text("It's your turn. Start within 120 seconds.")
