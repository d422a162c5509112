"""Typed turns, agents and languages, the keyboard, the phone: the page without a voice."""

import pytest
from playwright.sync_api import Page, expect

from tests.pages.conftest import OpenPage
from tests.pages.looks import (
    PATIENCE_MS,
    expect_connected,
    expect_message,
    expect_state,
    log_of,
    received,
    type_message,
    width_beyond_screen,
)

pytestmark = pytest.mark.browser


def test_typed_turn_in_english(open_page: OpenPage) -> None:
    page = open_page()
    expect_connected(page)
    type_message(page, "show me headphones")
    expect_message(page, "audio_response")
    talk = page.locator("#transcript")
    expect(talk.locator(".user .bubble")).to_have_text("show me headphones")
    expect(talk.locator(".agent-side .bubble")).to_contain_text("headphones")
    expect(talk.locator('[data-intent="search_product"]')).to_contain_text("100 %")
    talk.locator('[data-tool="search_products"] summary').click()
    expect(talk.locator('[data-tool="search_products"]')).to_contain_text('"query": "headphones"')
    expect(talk.locator('[data-tool="search_products"]')).to_contain_text('"products"')
    expect(page.locator("#latency-turns li")).to_have_attribute("data-input", "text")


def test_typed_turn_in_portuguese(open_page: OpenPage) -> None:
    page = open_page(query="?agent=marketplace-pt-BR", locale="pt-BR")
    expect_connected(page)
    type_message(page, "quero comprar um iphone")
    expect_message(page, "audio_response")
    expect(page.locator("#transcript .agent-side .bubble")).not_to_be_empty()
    expect(page.locator("#transcript .workings")).to_contain_text("ms até o primeiro som")
    assert "tool_call" in received(page)


def test_agent_that_cannot_hear_says_so_and_offers_one_that_can(open_page: OpenPage) -> None:
    page = open_page()
    expect_connected(page)
    page.get_by_label("Agent", exact=True).select_option("marketplace-pt-BR")
    notice = page.locator('.notice[data-subject="agent"]')
    expect(notice).to_contain_text("can't hear yet")
    expect_connected(page)
    expect(page.locator("#mic")).to_be_disabled()
    expect(page.get_by_role("button", name="Send as text")).to_be_enabled()
    notice.get_by_role("button", name="Talk to").click()
    expect(page.get_by_label("Agent", exact=True)).to_have_value("marketplace-en")
    expect(notice).to_have_count(0)
    expect(page.locator("#mic")).to_be_enabled()


def test_state_follows_a_reply(open_page: OpenPage) -> None:
    page = open_page()
    expect_connected(page)
    expect_state(page, "idle")
    type_message(page, "thank you")
    expect_state(page, "agent_speaking")
    expect_state(page, "idle")


def test_silent_agent_leaves_nobody_waiting(open_page: OpenPage) -> None:
    page = open_page(query="?agent=silent")
    expect_connected(page)
    expect(page.locator('.notice[data-subject="agent"]')).to_contain_text("never answers")
    type_message(page, "hello")
    expect_message(page, "turn_metrics")
    expect_state(page, "idle")


def test_suggestion_starts_the_conversation(open_page: OpenPage) -> None:
    page = open_page(query="?agent=marketplace-pt-BR")
    expect_connected(page)
    page.locator("#suggestions button").first.click()
    expect(page.locator("#talk-empty")).to_be_hidden()
    expect_message(page, "audio_response")


@pytest.mark.parametrize(
    ("locale", "language", "title"),
    [("pt-PT", "pt-BR", "Conversa"), ("de-DE", "en", "Conversation")],
)
def test_language_is_the_browsers(
    open_page: OpenPage, locale: str, language: str, title: str
) -> None:
    page = open_page(locale=locale)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    expect_connected(page)


def test_language_can_be_switched_and_is_remembered(open_page: OpenPage) -> None:
    page = open_page()
    expect_connected(page)
    type_message(page, "hello")
    expect(page.locator("#transcript .who").first).to_have_text("You, typed")
    page.get_by_role("button", name="Português").click()
    expect(page.locator("#transcript .who").first).to_have_text("Você, por escrito")
    expect(page.locator("#connection-text")).to_have_text("Conectado")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "pt-BR")
    expect_connected(page)


def test_both_languages_have_the_same_texts(open_page: OpenPage) -> None:
    page = open_page()
    differing = page.evaluate(
        """async () => {
            const { TEXTS } = await import("/static/test/texts.js");
            const names = (text) => (text.match(/\\{\\w+\\}/g) ?? []).sort().join();
            const keys = new Set(Object.values(TEXTS).flatMap(Object.keys));
            return [...keys].filter((key) => {
                const [one, other] = Object.values(TEXTS).map((texts) => texts[key]);
                return !one || !other || names(one) !== names(other);
            });
        }"""
    )
    assert differing == []
    expect_connected(page)


def focused(page: Page) -> str:
    identity: str = page.evaluate("document.activeElement.id || document.activeElement.className")
    return identity


def test_keyboard_reaches_and_works_everything(open_page: OpenPage) -> None:
    page = open_page()
    expect_connected(page)
    expect(page.locator("#sample")).to_be_enabled()
    order = []
    while "log-clear" not in order:
        page.keyboard.press("Tab")
        order.append(focused(page))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        assert len(order) < 60, order
    expected = ["skip", "language-pt", "language-en", "mic", "agent", "start-speaking"]
    expected += ["stop-speaking", "barge-in", "timeline-span", "new-session", "message"]
    expected += ["send", "sample", "play-sample", "log-audio", "log-pause", "log-clear"]
    assert [each for each in order if each in expected] == expected


def test_enter_sends_and_space_presses(open_page: OpenPage) -> None:
    page = open_page()
    expect_connected(page)
    page.locator("#message").focus()
    page.keyboard.type("help")
    page.keyboard.press("Enter")
    expect_message(page, "audio_response")
    page.locator("#barge-in").focus()
    page.keyboard.press("Space")
    expect_message(page, "interruption")
    page.locator("#language-pt").focus()
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "pt-BR")


@pytest.mark.parametrize("locale", ["en-US", "pt-BR"])
def test_phone_has_nothing_to_scroll_sideways(open_page: OpenPage, locale: str) -> None:
    page = open_page(
        query="?agent=marketplace-pt-BR", locale=locale, viewport={"width": 360, "height": 740}
    )
    expect_connected(page)
    assert width_beyond_screen(page) == 0
    type_message(page, "quais eletrônicos vocês têm " + "e mais" * 60)
    expect_message(page, "audio_response")
    assert width_beyond_screen(page) == 0


def test_log_can_be_paused_and_cleared(open_page: OpenPage) -> None:
    page = open_page()
    expect_connected(page)
    expect_message(page, "session_start")
    page.locator("#log-clear").click()
    expect(page.locator("#log > li")).to_have_count(0)
    page.locator("#log-pause").click()
    type_message(page, "hello")
    expect(page.locator("#transcript .agent-side")).to_have_count(1, timeout=PATIENCE_MS)
    expect(page.locator("#log > li")).to_have_count(0)


def test_log_shortens_audio(open_page: OpenPage) -> None:
    page = open_page()
    expect_connected(page)
    type_message(page, "hello")
    expect_message(page, "audio_response")
    row = page.locator('#log > li[data-message-type="audio_response"]').first
    row.locator("summary").click()
    expect(row.locator("pre")).to_contain_text("bytes)")


def test_markup_in_a_message_stays_text(open_page: OpenPage) -> None:
    page = open_page()
    expect_connected(page)
    markup = "<img src=x onerror=alert(1)>"
    type_message(page, markup)
    expect(page.locator("#transcript .user .bubble")).to_have_text(markup)
    expect_message(page, "response_start")
    assert page.locator("#transcript img, #log img").count() == 0


def test_tabs_are_independent(open_page: OpenPage) -> None:
    one, other = open_page(), open_page()
    expect_connected(one)
    expect_connected(other)
    assert one.locator("#session-id").text_content() != other.locator("#session-id").text_content()
    type_message(one, "hello")
    expect_message(one, "response_start")
    assert "response_start" not in received(other)


def test_reload_starts_clean(open_page: OpenPage) -> None:
    page = open_page()
    expect_connected(page)
    before = page.locator("#session-id").text_content()
    type_message(page, "hello")
    expect_message(page, "audio_response")
    page.reload()
    expect_connected(page)
    expect(page.locator("#talk-empty")).to_be_visible()
    assert page.locator("#session-id").text_content() != before
    assert [row.type for row in log_of(page)] == ["session_start"]
