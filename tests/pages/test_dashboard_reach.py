"""The dashboard for everybody: by keyboard, on a phone, in both languages, in the dark."""

import pytest
from playwright.sync_api import Page, expect

from tests.pages.conftest import OpenPage, RunningServer
from tests.pages.desk import call, expect_live, expect_thread, open_lead, reply, row, say
from tests.pages.looks import (
    PHONE,
    differing_texts,
    expect_connected,
    moving_parts,
    poor_contrasts,
    unknown_texts,
    width_beyond_screen,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def dashboard(fragile: RunningServer, open_page: OpenPage):
    def open_dashboard(query: str = "", **options) -> Page:
        return open_page(at=fragile, path="/dashboard", query=query, **options)

    return open_dashboard


@pytest.fixture
def people(fragile: RunningServer):
    """Three conversations: of ana, bob and eve, the latest first."""
    for lead in ("eve", "bob", "ana"):
        say(fragile, lead, f"hello from {lead}", channel="web")


def focused(page: Page) -> str:
    identity: str = page.evaluate(
        """document.activeElement.id
            || document.activeElement.closest("[data-lead-id]")?.dataset.leadId || ''"""
    )
    return identity


def test_everything_works_by_keyboard_alone(dashboard, fragile, people):
    page = dashboard()
    expect_live(page)
    order = []
    while "ana" not in order:
        page.keyboard.press("Tab")
        order.append(focused(page))
        assert len(order) < 20, order
    assert order == [
        "skip",
        "to-test",
        "to-consultoria",
        "to-roleplays",
        "language-pt",
        "language-en",
        "ana",
    ]
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    for key, lead in (("ArrowDown", "bob"), ("End", "eve"), ("ArrowUp", "bob"), ("Home", "ana")):
        page.keyboard.press(key)
        assert focused(page) == lead
    page.keyboard.press("Enter")
    expect(page.locator("#reply")).to_be_focused()
    page.keyboard.type("typed without a mouse")
    page.keyboard.press("Enter")
    expect_thread(page, "hello from ana", "typed without a mouse")
    expect(page.locator("#reply")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("switch")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_role("switch")).not_to_be_checked()
    page.keyboard.press("Escape")
    assert focused(page) == "ana"


def test_the_focus_stays_in_a_list_that_moves(dashboard, fragile, people):
    page = dashboard()
    expect_live(page)
    row(page, "bob").locator("a").focus()
    say(fragile, "eve", "me first")
    expect(page.locator("#list > li").first).to_have_attribute("data-lead-id", "eve")
    assert focused(page) == "bob"
    say(fragile, "bob", "now me")
    expect(page.locator("#list > li").first).to_have_attribute("data-lead-id", "bob")
    assert focused(page) == "bob"


def test_new_messages_and_the_connection_are_read_out(dashboard, fragile, people):
    page = dashboard("#ana")
    expect_live(page)
    expect(page.locator("#connection-text")).to_have_attribute("role", "status")
    expect(page.locator("#read-out")).to_have_attribute("aria-live", "polite")
    say(fragile, "ana", "are you there?")
    expect(page.locator("#read-out")).to_have_text("Lead: are you there?")
    say(fragile, "bob", "and I?")
    expect(page.locator("#read-out")).to_have_text("New message from bob: and I?")


def test_the_skip_link_skips_and_leaves_what_is_open(dashboard, people):
    page = dashboard("#ana")
    expect_live(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert focused(page) == "list-title"
    expect(page.locator("#thread-lead")).to_have_text("ana")


def test_a_phone_shows_the_list_then_the_thread_and_goes_back(dashboard, people):
    page = dashboard(viewport=PHONE)
    expect_live(page)
    expect(page.locator("#thread-pane, .thread-pane")).to_be_hidden()
    assert width_beyond_screen(page) == 0
    open_lead(page, "bob")
    expect(page.locator("#list")).to_be_hidden()
    expect(page.locator("#reply")).not_to_be_focused()
    assert width_beyond_screen(page) == 0
    page.locator("#back").click()
    expect(page.locator("#list")).to_be_visible()
    assert focused(page) == "bob"
    open_lead(page, "eve")
    page.locator("#reply").focus()
    page.keyboard.press("Escape")
    assert focused(page) == "eve"
    open_lead(page, "ana")
    page.go_back()
    expect(page.locator("#list")).to_be_visible()


def test_a_thread_on_a_phone_keeps_the_connection_in_sight(dashboard, people):
    page = dashboard("#ana", viewport=PHONE)
    expect_live(page)
    for part in ("#connection", "#back", "#ai-switch", "#reply", "#send"):
        expect(page.locator(part)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(
    ("locale", "words"),
    [("pt-BR", ["A IA responde", "Hoje", "Ao vivo"]), ("en-US", ["AI answers", "Today", "Live"])],
)
def test_the_language_is_the_browsers(dashboard, people, locale, words):
    page = dashboard("#ana", locale=locale)
    expect(page.locator("#thread-active")).to_have_text(words[0])
    expect(page.locator("#messages .day")).to_have_text(words[1])
    expect(page.locator("#connection-text")).to_have_text(words[2])


def test_the_language_can_be_switched_and_is_that_of_the_test_page(dashboard, people):
    page = dashboard("#ana")
    expect_thread(page, "hello from ana")
    page.get_by_role("button", name="Português").click()
    expect(page.locator("#messages .day")).to_have_text("Hoje")
    expect(page.get_by_role("switch")).to_have_accessible_name("A IA responde nesta conversa")
    expect(page.get_by_label("Sua resposta")).to_have_attribute(
        "placeholder", "Escreva uma resposta"
    )
    expect(page.locator("#thread-lead")).to_have_text("ana")
    page.locator("#to-test").click()
    expect(page.locator("html")).to_have_attribute("lang", "pt-BR")
    expect_connected(page)


def test_both_languages_have_the_same_texts(dashboard):
    page = dashboard()
    assert differing_texts(page, "dashboard") == []
    expect_live(page)


def test_the_page_names_no_text_that_it_does_not_have(dashboard, people):
    page = dashboard("#ana")
    expect_thread(page, "hello from ana")
    assert unknown_texts(page, "dashboard") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_words_stand_out_from_their_ground(dashboard, fragile, people, scheme):
    call(fragile, "PATCH", "/bob", {"is_ai_active": False})
    say(fragile, "ana", "two", "assistant")
    page = dashboard("#ana", color_scheme=scheme)
    expect_live(page)
    reply(page, "three")
    expect_thread(page, "hello from ana", "two", "three")
    call(fragile, "POST", "/ana/typing", {"is_typing": True})
    expect(page.locator("#thread-typing")).to_be_visible()
    assert poor_contrasts(page) == []


def test_who_wants_no_motion_gets_none(dashboard, people):
    page = dashboard("#ana", reduced_motion="reduce")
    expect_live(page)
    assert moving_parts(page) == 0
