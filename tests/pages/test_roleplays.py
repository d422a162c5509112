"""Practice calls: found in the catalogue, talked through, and led to their result."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.pages.conftest import ALLOW_MICROPHONE, FAKE_DEVICE, OpenPage, RunningServer
from tests.pages.looks import PATIENCE_MS
from tests.pages.practising import (
    BUYER,
    ENGLISH,
    PORTUGUESE,
    TURNS,
    Clerk,
    call,
    card,
    choose,
    expect_answers,
    expect_state,
    said_aloud,
    say,
    talk,
)

pytestmark = pytest.mark.browser

#: A page of the server's with no script of its own.
SCRIPTS = "/static/shared/icon.svg"
SCREENSHOTS = Path(__file__).parent / "screenshots"
SPOKEN = "Who decides about the budget?"


@pytest.fixture
def practice(open_page: OpenPage):
    """The page with the whole catalogue on it."""

    def open_practice(*arguments: str, **options: object) -> Page:
        page = open_page(*arguments, path="/roleplays", **options)
        expect_state(page, "catalogue")
        return page

    return open_practice


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the microphone hears from when it is opened."""
    path = tmp_path_factory.mktemp("microphone") / "said.wav"
    said_aloud(SPOKEN, path, before_s=1, after_s=30)
    return f"--use-file-for-fake-audio-capture={path}%noloop"


def test_a_whole_call_typed_and_spoken_leads_to_its_result(
    practice, fragile: RunningServer, spoken: str
) -> None:
    page = practice(FAKE_DEVICE, ALLOW_MICROPHONE, spoken, at=fragile)
    choose(page)
    expect(page.locator("#briefing-buyer")).to_have_text(BUYER)
    expect(page.locator("#rubric li")).not_to_have_count(0)
    page.locator("#start-typing").click()
    expect_state(page, "calling")
    expect_answers(page, 1)
    talk(page)
    page.locator("#mic").click()
    expect(page.locator("#mic")).to_have_accessible_name("Mute", timeout=PATIENCE_MS)
    # What was recognised of it: rough, but words.
    heard = page.locator('.line[data-who="you"]:not([data-pending]) .bubble:not([data-i18n])')
    expect(heard).to_have_count(4, timeout=PATIENCE_MS)
    page.locator("#hang-up").click()
    page.wait_for_url("**/sessions/*/view")
    expect_state(page, "ready")
    for chart in ("#score", "#spin", "#timeline", "#rubric"):
        expect(page.locator(chart)).to_be_visible()
    expect(page.locator("#lines")).to_contain_text(TURNS[0])
    photograph(page)
    result = Clerk(fragile).call("GET", f"/sessions/{page.url.split('/')[-2]}")
    assert (result["status"], result["ended_by"]) == ("ready", "salesperson")
    own = [line for line in result["lines"] if line["who"] == "salesperson"]
    assert [line["is_typed"] for line in own] == [True, True, True, False]


def photograph(page: Page) -> None:
    """For people to look at."""
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "roleplays-result.png", full_page=True)


def test_a_buyer_who_hangs_up_leads_to_the_result_and_back(
    practice, fragile: RunningServer
) -> None:
    page = practice(at=fragile)
    expect(card(page, ENGLISH)).to_contain_text("Not practised yet")
    call(page)
    page.locator("#message").fill("Goodbye, have a nice day.")
    page.locator("#message").press("Enter")
    expect_state(page, "ended")
    expect(page.locator("#ended-title")).to_have_text(f"{BUYER} hung up")
    expect(page.locator("#ended-title")).to_be_focused()
    view = page.locator("#to-result").get_attribute("href")
    page.get_by_role("link", name="Practise it again").click()
    expect_state(page, "briefing")
    expect(page.locator("#own-results-list a")).to_have_attribute("href", str(view))
    page.locator("#back").click()
    expect_state(page, "catalogue")
    expect(card(page, ENGLISH)).to_contain_text("Practised once")
    expect(page.locator("#recent-list a")).to_have_attribute("href", str(view))


def test_the_catalogue_is_narrowed_by_choices_and_words(practice) -> None:
    page = practice()
    cards = page.locator(".role-play")
    expect(cards).to_have_count(6)
    page.get_by_label("Language", exact=True).select_option("Portuguese")
    expect(cards).to_have_count(3)
    page.get_by_label("Difficulty").select_option("Easy")
    expect(cards).to_have_count(1)
    expect(card(page, PORTUGUESE)).to_be_visible()
    page.get_by_label("Search").fill("clinicas PATRICIA")
    expect(cards).to_have_count(1)
    page.get_by_label("Search").fill("clinicas hannah")
    expect(page.locator("#nothing")).to_contain_text("None fits")
    page.get_by_role("button", name="Show all").click()
    expect(cards).to_have_count(6)


def test_an_empty_catalogue_says_so(open_page: OpenPage) -> None:
    page = open_page(path="/roleplays", script=EMPTY)
    expect(page.locator("#nothing")).to_contain_text("no role plays yet")
    expect(page.locator("#filters")).to_be_hidden()


EMPTY = """
    const ask = window.fetch;
    window.fetch = (path, options) => String(path).startsWith("/role_plays?")
        ? Promise.resolve(new Response('{"items": [], "next_cursor": null}'))
        : ask(path, options);
"""


def test_two_tabs_have_a_call_each(practice) -> None:
    one = practice()
    other = one.context.new_page()
    other.goto(one.url)
    for page in (one, other):
        expect_state(page, "catalogue")
        call(page)
    say(one, "How many appointments do you have a day?")


def test_what_is_chosen_is_a_rule_without_a_page(open_page: OpenPage) -> None:
    page = open_page(path=SCRIPTS, watched=False)
    found = page.evaluate(
        """async () => {
            const rules = await import("/static/roleplays/catalogue.js");
            const { hearingOf, practised } = rules;
            const agents = [{ name: "deaf", hears: false }, { name: "good", hears: true }];
            const of = (agent, language) => hearingOf({ agent, language }, agents);
            const past = [{ overallScore: null }, null, { overallScore: 70 }, { overallScore: 9 }]
                .map((spin_metrics) => ({ agent_id: 1, spin_metrics }));
            return {
                hearing: [of("", "en"), of("", "pt-BR"), of("deaf", "en"), of("good", "pt-BR")],
                practised: [...practised(past)],
            };
        }"""
    )
    assert found["hearing"] == ["roughly", "not", "not", "well"]
    assert found["practised"] == [[1, {"times": 4, "score": 70}]]


def test_no_state_is_left_by_an_event_that_cannot_happen_there(open_page: OpenPage) -> None:
    page = open_page(path=SCRIPTS, watched=False)
    left = page.evaluate(
        """async () => {
            const { Progress, TRANSITIONS } = await import("/static/roleplays/progress.js");
            const events = [...new Set(Object.values(TRANSITIONS).flatMap(Object.keys))];
            return Object.keys(TRANSITIONS).flatMap((state) => events.flatMap((event) => {
                const progress = new Progress();
                progress.state = state;
                const next = TRANSITIONS[state][event] ?? state;
                try { progress.move(event); } catch { /* and stays */ }
                return progress.state === next ? [] : [`${state} ${event}`];
            }));
        }"""
    )
    assert left == []
