"""The dashboard for everybody: by keyboard, on a phone, in both languages, in the dark."""

import pytest
from playwright.sync_api import Page, expect

from tests.pages.conftest import OpenPage, RunningServer
from tests.pages.desk import call, expect_live, expect_thread, open_lead, reply, row, say
from tests.pages.looks import expect_connected, width_beyond_screen

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}

CONTRASTS = """() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const rgba = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const ground = (node) => {
        const colour = rgba(getComputedStyle(node).backgroundColor);
        return colour[3] === 255 || !node.parentElement ? colour : ground(node.parentElement);
    };
    const light = (colour) => {
        const [red, green, blue] = colour.slice(0, 3).map((part) => {
            const share = part / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const poor = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode.parentElement;
        if (!walker.currentNode.textContent.trim() || !node.checkVisibility()) continue;
        if (node.closest("script, noscript, :disabled, .visually-hidden, .skip")) continue;
        const [one, other] = [light(rgba(getComputedStyle(node).color)), light(ground(node))];
        const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        if (contrast < 4.5) poor.push(`${walker.currentNode.textContent}: ${contrast.toFixed(2)}`);
    }
    return poor;
}"""


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
    assert order == ["skip", "to-test", "language-pt", "language-en", "ana"]
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
    differing = page.evaluate(
        """async () => {
            const { TEXTS } = await import("/static/dashboard/texts.js");
            const names = (text) => (text.match(/\\{\\w+\\}/g) ?? []).sort().join();
            const keys = new Set(Object.values(TEXTS).flatMap(Object.keys));
            return [...keys].filter((key) => {
                const [one, other] = Object.values(TEXTS).map((texts) => texts[key]);
                return !one || !other || names(one) !== names(other);
            });
        }"""
    )
    assert differing == []
    expect_live(page)


def test_the_page_names_no_text_that_it_does_not_have(dashboard, people):
    page = dashboard("#ana")
    expect_thread(page, "hello from ana")
    unknown = page.evaluate(
        """async () => {
            const { TEXTS } = await import("/static/dashboard/texts.js");
            const wanted = ["i18n", "i18nLabel", "i18nPlaceholder"];
            return [...document.querySelectorAll("*")]
                .flatMap((node) => wanted.map((name) => node.dataset?.[name]))
                .filter((key) => key && !(key in TEXTS.en));
        }"""
    )
    assert unknown == []


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
    assert page.evaluate(CONTRASTS) == []


def test_who_wants_no_motion_gets_none(dashboard, people):
    page = dashboard("#ana", reduced_motion="reduce")
    expect_live(page)
    moving = page.evaluate(
        """[...document.querySelectorAll("*")].filter((node) => {
            const { transitionDuration, animationName } = getComputedStyle(node);
            return transitionDuration !== "0s" || animationName !== "none";
        }).length"""
    )
    assert moving == 0
