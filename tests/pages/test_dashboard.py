"""The dashboard with a server that works: the list, the thread, replies, the switch."""

import subprocess

import pytest
from playwright.sync_api import Page, expect

from tests.pages.conftest import OpenPage, RunningServer
from tests.pages.desk import (
    call,
    distance_to_end,
    expect_live,
    expect_thread,
    open_lead,
    reply,
    row,
    said,
    say,
)
from tests.pages.looks import PATIENCE_MS, expect_connected, width_beyond_screen

pytestmark = pytest.mark.browser


@pytest.fixture
def dashboard(fragile: RunningServer, open_page: OpenPage):
    """Opens the dashboard of a server that nobody else talks to."""

    def open_dashboard(query: str = "", **options) -> Page:
        return open_page(at=fragile, path="/dashboard", query=query, **options)

    return open_dashboard


def leads_of(page: Page) -> list[str]:
    leads: list[str] = page.eval_on_selector_all(
        "#list > li", "rows => rows.map(row => row.dataset.leadId)"
    )
    return leads


def test_without_conversations_it_says_how_one_begins(dashboard, fragile):
    page = dashboard()
    expect_live(page)
    expect(page.locator("#empty")).to_contain_text("No conversation yet")
    command = page.locator("#curl").text_content()
    assert command is not None
    subprocess.run(["bash", "-c", command], check=True, capture_output=True, timeout=20)
    expect(row(page, "lead-1")).to_contain_text("Hello!", timeout=PATIENCE_MS)
    expect(page.locator("#empty")).to_be_hidden()


def test_the_pages_lead_to_one_another(dashboard):
    page = dashboard()
    page.locator("#to-test").click()
    expect_connected(page)
    with page.context.expect_page() as opened:
        page.locator("#to-dashboard").click()
    expect_live(opened.value)


def test_the_list_tells_of_each_conversation(dashboard, fragile):
    say(fragile, "ana", "Is it in stock?", channel="whatsapp")
    say(fragile, "ana", "It is.", "assistant")
    say(fragile, "bob", "Hi", channel="web")
    call(fragile, "PATCH", "/bob", {"is_ai_active": False})
    page = dashboard()
    expect_live(page)
    assert leads_of(page) == ["bob", "ana"]
    ana, bob = row(page, "ana"), row(page, "bob")
    expect(ana).to_contain_text("whatsapp")
    expect(ana.locator(".preview")).to_have_text("AI: It is.")
    expect(ana.locator(".active")).to_have_text("AI answers")
    expect(ana.locator(".badge")).to_contain_text("1 unread")
    expect(bob.locator(".active")).to_have_text("A person answers")
    expect(bob.locator("time")).not_to_be_empty()


def test_the_thread_tells_roles_apart_in_words(dashboard, fragile):
    say(fragile, "ana", "one")
    say(fragile, "ana", "two", "assistant")
    say(fragile, "ana", "three", "human")
    page = dashboard()
    open_lead(page, "ana")
    expect_thread(page, "one", "two", "three")
    expect(page.locator("#messages .who")).to_have_text(["Lead", "AI", "Person"])
    expect(page.locator("#messages .day")).to_have_text(["Today"])


def test_messages_appear_unread_and_are_read_when_opened(dashboard, fragile):
    say(fragile, "ana", "hello")
    say(fragile, "bob", "hello")
    page = dashboard()
    open_lead(page, "bob")
    expect(row(page, "bob").locator(".badge")).to_be_hidden()
    say(fragile, "ana", "still there?")
    expect(row(page, "ana").locator(".badge")).to_contain_text("2 unread")
    assert leads_of(page) == ["ana", "bob"]
    expect(page).to_have_title("(2) Vivavoz · conversations")
    open_lead(page, "ana")
    expect_thread(page, "hello", "still there?")
    expect(page).to_have_title("Vivavoz · conversations")
    assert call(fragile, "GET", "/ana")["unread_count"] == 0


def test_what_comes_while_it_is_open_is_read(dashboard, fragile):
    say(fragile, "ana", "hello")
    page = dashboard()
    open_lead(page, "ana")
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        say(fragile, "ana", "again")
    expect_thread(page, "hello", "again")
    expect(row(page, "ana").locator(".badge")).to_be_hidden()


def test_a_new_conversation_appears_with_its_channel(dashboard, fragile):
    say(fragile, "ana", "hello")
    page = dashboard()
    expect_live(page)
    say(fragile, "bob", "me too", channel="whatsapp")
    expect(row(page, "bob").locator(".channel")).to_have_text("whatsapp")
    expect(row(page, "bob").locator(".badge")).to_contain_text("1 unread")
    assert leads_of(page) == ["bob", "ana"]


def test_a_reply_is_posted_once_and_appears_once(dashboard, fragile):
    say(fragile, "ana", "hello")
    page = dashboard()
    open_lead(page, "ana")
    page.locator("#reply").press_sequentially("line one")
    page.locator("#reply").press("Shift+Enter")
    page.locator("#reply").press_sequentially("line two")
    page.locator("#reply").press("Enter")
    expect_thread(page, "hello", "line one\nline two")
    expect(page.locator("#reply")).to_have_value("")
    expect(page.locator("#outgoing li")).to_have_count(0)
    assert said(fragile, "ana") == ["hello", "line one\nline two"]
    assert call(fragile, "GET", "/ana")["last_message"]["role"] == "human"


def test_the_switch_stays_in_step_in_two_tabs(dashboard, fragile):
    say(fragile, "ana", "hello")
    one, other = dashboard("#ana"), dashboard("#ana")
    for page in (one, other):
        expect(page.get_by_role("switch")).to_be_checked()
    one.get_by_role("switch").click()
    expect(other.get_by_role("switch")).not_to_be_checked()
    expect(other.locator("#thread-active")).to_have_text("A person answers")
    expect(row(other, "ana").locator(".active")).to_have_text("A person answers")
    assert call(fragile, "GET", "/ana")["is_ai_active"] is False
    other.get_by_role("switch").press("Space")
    expect(one.get_by_role("switch")).to_be_checked()


def test_typing_shows_elsewhere_and_not_to_who_types(dashboard, fragile):
    say(fragile, "ana", "hello")
    one, other = dashboard("#ana"), dashboard()
    expect_live(other)
    one.locator("#reply").press_sequentially("a")
    expect(row(other, "ana")).to_contain_text("typing…")
    one.locator("#reply").blur()
    expect(row(other, "ana")).not_to_contain_text("typing…")
    call(fragile, "POST", "/ana/typing", {"is_typing": True})
    expect(one.locator("#thread-typing")).to_be_visible()
    say(fragile, "ana", "done")
    expect(one.locator("#thread-typing")).to_be_hidden()


def test_own_typing_is_not_taken_for_anothers(dashboard, fragile):
    say(fragile, "ana", "hello")
    page = dashboard("#ana")
    expect_live(page)
    page.evaluate("""() => {
        window.seen = false;
        new MutationObserver(() => {
            window.seen ||= !document.getElementById("thread-typing").hidden;
        }).observe(document.body, { subtree: true, attributes: true });
    }""")
    page.locator("#reply").press_sequentially("a")
    page.locator("#reply").blur()
    say(fragile, "ana", "after the echoes")
    expect_thread(page, "hello", "after the echoes")
    assert page.evaluate("window.seen") is False


def test_typing_is_forgotten_after_a_while(dashboard, fragile):
    say(fragile, "ana", "hello")
    page = dashboard()
    page.clock.install()
    page.reload()
    expect_live(page)
    call(fragile, "POST", "/ana/typing", {"is_typing": True})
    expect(row(page, "ana")).to_have_attribute("data-typing", "true")
    page.clock.fast_forward(10_001)
    expect(row(page, "ana")).to_have_attribute("data-typing", "false")


def test_a_pause_in_typing_is_told(dashboard, fragile):
    say(fragile, "ana", "hello")
    page = dashboard("#ana")
    page.clock.install()
    page.reload()
    expect_live(page)
    with page.expect_request("**/typing") as begun:
        page.locator("#reply").press_sequentially("a")
    assert begun.value.post_data_json == {"is_typing": True}
    with page.expect_request("**/typing") as ended:
        page.clock.fast_forward(4_001)
    assert ended.value.post_data_json == {"is_typing": False}


def top_of(page: Page, content: str, scrolled_to: int | None = None) -> float:
    """Where the message is on the screen, measured before anything can follow the scrolling.

    What was scrolled the page knows of a frame later: no message may come between.
    """
    top: float = page.evaluate(
        """async ([content, to]) => {
            const box = document.getElementById("thread-scroll");
            const heard = new Promise((done) => {
                if (to === null) done();
                else box.addEventListener("scroll", done, { once: true });
            });
            if (to !== null) box.scrollTop = to;
            const bubbles = [...document.querySelectorAll("#messages .bubble")];
            const found = bubbles.find((bubble) => bubble.textContent === content);
            const top = Math.round(found.getBoundingClientRect().top);
            await heard;
            return top;
        }""",
        [content, scrolled_to],
    )
    return top


def test_older_messages_come_without_a_jump(dashboard, fragile):
    for number in range(120):
        say(fragile, "ana", f"message {number}")
    page = dashboard("#ana")
    expect(page.locator("#messages .message")).to_have_count(50)
    assert distance_to_end(page) < 2
    before = top_of(page, "message 72", scrolled_to=100)
    expect(page.locator("#messages .message")).to_have_count(100)
    assert top_of(page, "message 72") == before
    before = top_of(page, "message 22", scrolled_to=400)
    page.locator("#older").evaluate("button => button.click()")
    expect(page.locator("#messages .message")).to_have_count(120)
    expect(page.locator("#older")).to_be_hidden()
    assert top_of(page, "message 22") == before
    expect(page.locator("#messages .day")).to_have_count(1)
    assert page.locator("#messages .bubble").first.text_content() == "message 0"


def test_who_scrolls_up_before_the_page_knows_that_it_scrolled_down_leaves_the_end(dashboard):
    is_following = dashboard().evaluate(
        """async () => {
            const { Follower } = await import("/static/dashboard/follower.js");
            const [scroller, content] = [0, 0].map(() => document.createElement("div"));
            scroller.style = "height: 200px; overflow: auto";
            content.style = "height: 3000px";
            scroller.append(content);
            document.body.append(scroller);
            const follower = new Follower({ scroller, content, onEnd() {} });
            const heard = new Promise((done) => {
                scroller.addEventListener("scroll", done, { once: true });
            });
            follower.toEnd();
            scroller.scrollTop = 300;
            await heard;
            return follower.isFollowing;
        }"""
    )
    assert not is_following


def test_who_reads_back_is_told_of_new_messages_and_left_there(dashboard, fragile):
    for number in range(40):
        say(fragile, "ana", f"message {number}")
    page = dashboard("#ana")
    expect(page.locator("#messages .message")).to_have_count(40)
    scroller = page.locator("#thread-scroll")
    top_of(page, "message 20", scrolled_to=300)
    expect(page.locator("#new-messages")).to_be_hidden()
    say(fragile, "ana", "news")
    expect(page.locator("#new-messages")).to_have_text("1 new message")
    assert scroller.evaluate("box => box.scrollTop") == 300
    page.locator("#new-messages").click()
    expect(page.locator("#new-messages")).to_be_hidden()
    assert distance_to_end(page) < 2
    say(fragile, "ana", "more news")
    expect(page.locator("#messages").get_by_text("more news")).to_be_in_viewport()
    expect(page.locator("#new-messages")).to_be_hidden()


def test_a_colleague_s_reply_leaves_who_reads_back_where_they_are(dashboard, fragile):
    for number in range(60):
        say(fragile, "ana", f"message {number}")
    page = dashboard("#ana")
    expect(page.locator("#messages .message")).to_have_count(50)
    before = top_of(page, "message 40", scrolled_to=400)
    say(fragile, "ana", "I'm on it", "human")
    expect(page.locator("#new-messages")).to_be_visible()
    assert top_of(page, "message 40") == before


def test_five_hundred_conversations_come_page_by_page(dashboard, fragile):
    for number in range(500):
        say(fragile, f"lead-{number}", "hello")
    page = dashboard()
    expect_live(page)
    rows = page.locator("#list > li")
    expect(rows).to_have_count(50)
    shown = 50
    while shown < 500:
        page.locator("#list-scroll").evaluate("box => (box.scrollTop = box.scrollHeight)")
        expect(rows.nth(shown)).to_be_attached()
        shown = rows.count()
    assert leads_of(page) == [f"lead-{number}" for number in reversed(range(500))]
    expect(page.locator("#more")).to_be_hidden()


def test_one_from_further_down_comes_up_with_its_state(dashboard, fragile):
    call(fragile, "POST", "/old/messages", {"content": "x", "role": "user", "channel": "whatsapp"})
    call(fragile, "PATCH", "/old", {"is_ai_active": False})
    for number in range(60):
        say(fragile, f"lead-{number}", "hello", "assistant")
    page = dashboard()
    expect_live(page)
    expect(row(page, "old")).to_have_count(0)
    say(fragile, "old", "me again")
    expect(row(page, "old").locator(".channel")).to_have_text("whatsapp")
    expect(row(page, "old").locator(".active")).to_have_text("A person answers")
    expect(row(page, "old").locator(".badge")).to_contain_text("2 unread")
    assert leads_of(page)[0] == "old"


def test_one_that_changed_before_it_was_listed_is_listed_once(dashboard, fragile):
    say(fragile, "old", "hello")
    for number in range(60):
        say(fragile, f"lead-{number}", "hello")
    page = dashboard()
    expect_live(page)
    call(fragile, "PATCH", "/old", {"unread_count": 0})
    expect(row(page, "old")).to_have_count(1)
    expect(row(page, "old").locator(".badge")).to_be_hidden()
    page.locator("#list-scroll").evaluate("box => { box.scrollTop = box.scrollHeight; }")
    expect(page.locator("#list > li")).to_have_count(61)
    assert leads_of(page).count("old") == 1


def test_what_is_too_long_is_kept_and_not_sent(dashboard, fragile):
    say(fragile, "ana", "hello")
    page = dashboard("#ana")
    expect_live(page)
    reply(page, "x" * 10_001)
    expect(page.locator("#send-note")).to_contain_text("10,000 characters")
    expect(page.locator("#send")).to_be_disabled()
    page.locator("#reply").press("Backspace")
    expect(page.locator("#send-note")).to_be_hidden()
    page.locator("#reply").press("Enter")
    expect_thread(page, "hello", "x" * 10_000)


def test_a_reload_keeps_what_is_open_and_what_was_typed(dashboard, fragile):
    say(fragile, "a-b", "hello")
    say(fragile, "+55:11@x", "hello")
    page = dashboard()
    open_lead(page, "+55:11@x")
    page.locator("#reply").fill("half a thou")
    page.reload()
    expect(page.locator("#thread-lead")).to_have_text("+55:11@x")
    expect(page.locator("#reply")).to_have_value("half a thou")
    open_lead(page, "a-b")
    expect(page.locator("#reply")).to_have_value("")
    page.go_back()
    expect(page.locator("#reply")).to_have_value("half a thou")


def test_a_lead_that_is_not_there_is_said_not_to_be(dashboard, fragile):
    say(fragile, "ana", "hello")
    page = dashboard("#nobody", watched=False)
    expect(page.locator("#thread-problem")).to_contain_text("no conversation with this lead yet")
    say(fragile, "nobody", "here I am")
    expect_thread(page, "here I am")
    expect(page.locator("#thread-problem")).to_be_hidden()


def test_markup_stays_text(dashboard, fragile):
    markup = "<img src=x onerror=alert(1)><b>bold</b>"
    say(fragile, "ana", markup)
    page = dashboard("#ana")
    expect_thread(page, markup)
    assert page.locator("#messages img, #messages b, #list img").count() == 0


@pytest.mark.parametrize("width", [360, 1280])
def test_long_and_foreign_words_fit(dashboard, fragile, width):
    say(fragile, "l" * 100, "x" * 9_000, channel="c" * 100)
    say(fragile, "l" * 100, "مرحبا 👩🏽‍💻")
    page = dashboard("#" + "l" * 100, viewport={"width": width, "height": 740})
    expect(page.locator("#messages .message")).to_have_count(2)
    assert width_beyond_screen(page) == 0
    inside = page.locator("#thread-scroll").evaluate("box => box.scrollWidth - box.clientWidth")
    assert inside == 0
    last = page.locator("#messages .bubble").last
    assert last.evaluate("node => getComputedStyle(node).direction") == "rtl"


def test_replies_go_on_while_the_stream_is_away(dashboard, fragile):
    say(fragile, "ana", "hello")
    page = dashboard("#ana", watched=False)
    expect_live(page)
    page.route("**/stream?*", lambda route: route.abort())
    page.route("**/stream/ticket", lambda route: route.abort())
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.locator("#connect-now")).to_be_visible()
    reply(page, "anybody?")
    expect(page.locator('#outgoing [data-state="sent"]')).to_contain_text("anybody?")
    page.unroute("**/stream?*")
    page.unroute("**/stream/ticket")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect_live(page)
    expect_thread(page, "hello", "anybody?")
    expect(page.locator("#outgoing li")).to_have_count(0)
