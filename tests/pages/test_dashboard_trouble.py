"""The dashboard when something goes wrong: the server dies, refuses, can't save, or asks who."""

import itertools

import jwt
import pytest
from playwright.sync_api import Page, Route, expect

from tests.forking import Forker
from tests.pages.conftest import FOREVER, SECRET, OpenPage, RunningServer
from tests.pages.desk import (
    CONVERSATIONS,
    call,
    expect_live,
    expect_phase,
    expect_thread,
    open_lead,
    reply,
    row,
    said,
    say,
)
from tests.pages.looks import PATIENCE_MS

pytestmark = pytest.mark.browser


@pytest.fixture
def dashboard(fragile: RunningServer, open_page: OpenPage):
    def open_dashboard(query: str = "", **options) -> Page:
        return open_page(at=fragile, path="/dashboard", query=query, watched=False, **options)

    return open_dashboard


def cut_stream(page: Page) -> None:
    """As if the network broke: the next connection is made when somebody asks for it."""
    page.route("**/stream/ticket", lambda route: route.abort())
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.locator("#connect-now")).to_be_visible()


def mend_stream(page: Page) -> None:
    page.unroute("**/stream/ticket")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect_live(page)


def test_after_a_crash_nothing_is_missed_and_nothing_doubled(dashboard, fragile):
    say(fragile, "ana", "before")
    page = dashboard("#ana")
    tickets = []
    page.on("request", lambda sent: tickets.append(sent.url) if "ticket=" in sent.url else None)
    expect_live(page)
    expect_thread(page, "before")
    fragile.kill()
    expect_phase(page, "waiting")
    expect(page.locator("#connection-text")).to_have_text("Reconnecting")
    fragile.start()
    say(fragile, "ana", "while it was away")
    say(fragile, "bob", "new while it was away")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect_live(page)
    expect_thread(page, "before", "while it was away")
    expect(row(page, "bob")).to_have_count(1)
    expect(page.locator("#connect-now")).to_be_hidden()
    assert len(set(tickets)) == len(tickets), "each connection has a ticket of its own"
    assert "last_event_id=" in tickets[-1]


def test_a_missing_server_is_said_to_be_missing(dashboard, fragile):
    page = dashboard()
    expect_live(page)
    fragile.kill()
    notice = page.locator('.notice[data-subject="connection"]')
    expect(notice).to_contain_text("isn't answering", timeout=PATIENCE_MS)
    expect(page.locator("#connection-countdown")).to_contain_text("in ")
    with page.expect_request("**/stream/ticket"):
        page.locator("#connect-now").click()
    expect(page.locator("#connect-now")).to_be_focused()
    fragile.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect_live(page)
    expect(notice).to_have_count(0)


def test_silence_is_taken_for_a_lost_connection(dashboard, fragile):
    page = dashboard()
    page.clock.install()
    page.reload()
    expect_live(page)
    with page.expect_request("**/stream?*"):
        page.clock.fast_forward(75_001)
        # The watchdog closes; the backoff's turn comes next.
        page.clock.fast_forward(2_000)
    expect_live(page)


def test_waking_up_after_a_long_silence_reconnects(dashboard):
    page = dashboard()
    page.clock.install()
    page.reload()
    expect_live(page)
    with page.expect_request("**/stream?*"):
        page.clock.pause_at("2100-01-01")
        page.clock.resume()
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect_live(page)


def test_after_a_gap_everything_is_read_anew(dashboard, fragile):
    say(fragile, "ana", "one")
    page = dashboard("#ana")
    expect_live(page)
    expect_thread(page, "one")
    cut_stream(page)
    say(fragile, "ana", "two", "assistant")
    call(fragile, "PATCH", "/ana", {"is_ai_active": False})
    say(fragile, "bob", "hello")

    def come_from_nowhere(route: Route) -> None:
        url = route.request.url
        start = url.index("last_event_id=")
        route.continue_(url=f"{url[:start]}last_event_id=long-gone")

    page.route("**/stream?*last_event_id=*", come_from_nowhere, times=1)
    mend_stream(page)
    expect_thread(page, "one", "two")
    expect_live(page)
    expect(page.get_by_role("switch")).not_to_be_checked()
    expect(row(page, "bob")).to_have_count(1)
    say(fragile, "ana", "three", "assistant")
    expect_thread(page, "one", "two", "three")


def lose_answers(page: Page) -> None:
    """The server gets the first message, but its answer is lost."""

    def lose(route: Route) -> None:
        if route.request.method != "POST":
            route.fallback()
            return
        route.fetch()
        route.abort()
        page.unroute("**/messages", lose)

    page.route("**/messages", lose)


def test_a_reply_whose_answer_is_lost_is_there_once(dashboard, fragile):
    say(fragile, "ana", "hello")
    page = dashboard("#ana")
    expect_live(page)
    lose_answers(page)
    reply(page, "hi Ana")
    expect_thread(page, "hello", "hi Ana")
    expect(page.locator("#reply")).to_have_value("")
    assert said(fragile, "ana") == ["hello", "hi Ana"]


def test_sending_again_without_an_answer_doubles_nothing(dashboard, fragile):
    say(fragile, "ana", "hello")
    page = dashboard("#ana")
    expect_live(page)
    cut_stream(page)
    lose_answers(page)
    reply(page, "hi Ana")
    expect(page.locator("#send-note")).to_contain_text("can't double it")
    expect(page.locator("#reply")).to_have_value("hi Ana")
    page.locator("#reply").press("Enter")
    expect(page.locator('#outgoing [data-state="sent"]')).to_have_count(1)
    mend_stream(page)
    expect_thread(page, "hello", "hi Ana")
    assert said(fragile, "ana") == ["hello", "hi Ana"]


def test_what_turns_out_to_be_saved_leaves_the_box(dashboard, fragile):
    say(fragile, "ana", "hello")
    page = dashboard("#ana")
    expect_live(page)
    cut_stream(page)
    lose_answers(page)
    reply(page, "hi Ana")
    expect(page.locator("#reply")).to_have_value("hi Ana")
    mend_stream(page)
    expect_thread(page, "hello", "hi Ana")
    expect(page.locator("#reply")).to_have_value("")
    expect(page.locator("#send-note")).to_be_hidden()


def test_a_reload_in_the_middle_of_sending_doubles_nothing(dashboard, fragile):
    say(fragile, "ana", "hello")
    page = dashboard("#ana")
    expect_live(page)
    lose_answers(page)
    cut_stream(page)
    reply(page, "hi Ana")
    expect(page.locator("#send-note")).to_be_visible()
    mend_stream(page)
    page.reload()
    expect_thread(page, "hello", "hi Ana")
    expect(page.locator("#reply")).to_have_value("")


def test_what_cannot_be_saved_stays_in_the_box(dashboard, fragile):
    say(fragile, "ana", "hello")
    page = dashboard("#ana")
    expect_live(page)
    failed = {"error": "store_failed", "message": "the journal can't be written"}
    page.route("**/messages", lambda route: route.fulfill(status=503, json=failed), times=1)
    reply(page, "precious words")
    expect(page.locator("#send-note")).to_contain_text("Not saved")
    expect(page.locator("#reply")).to_have_value("precious words")
    expect_thread(page, "hello")
    page.locator("#reply").press("Enter")
    expect_thread(page, "hello", "precious words")
    expect(page.locator("#send-note")).to_be_hidden()


def test_a_switch_that_was_not_saved_goes_back(dashboard, fragile):
    say(fragile, "ana", "hello", "assistant")
    page = dashboard("#ana")
    expect_live(page)
    failed = {"error": "store_failed", "message": "the journal can't be written"}
    page.route("**/conversations/ana", lambda route: route.fulfill(status=503, json=failed))
    page.get_by_role("switch").click()
    expect(page.locator('.notice[data-subject="switch"]')).to_contain_text("wasn't saved")
    expect(page.get_by_role("switch")).to_be_checked()


def test_messages_that_could_not_be_shown_come_when_asked_for(dashboard, fragile):
    say(fragile, "ana", "hello")
    page = dashboard()
    expect_live(page)
    page.route("**/messages?*", lambda route: route.abort(), times=1)
    row(page, "ana").locator("a").click()
    expect(page.locator("#thread-problem")).to_contain_text("isn't answering")
    page.locator("#thread-retry").click()
    expect_thread(page, "hello")


def test_what_comes_after_messages_could_not_be_shown_brings_them_all(dashboard, fragile):
    say(fragile, "ana", "one")
    page = dashboard()
    expect_live(page)
    page.route("**/messages?*", lambda route: route.abort(), times=1)
    row(page, "ana").locator("a").click()
    expect(page.locator("#thread-problem")).to_contain_text("isn't answering")
    say(fragile, "ana", "two", "assistant")
    expect_thread(page, "one", "two")
    expect(page.locator("#thread-problem")).to_be_hidden()


def test_a_conversation_that_begins_while_it_is_open_is_read(dashboard, fragile):
    page = dashboard("#later")
    expect_live(page)
    expect(page.locator("#thread-problem")).to_be_visible()
    with page.expect_response(lambda answer: answer.request.method == "PATCH") as changed:
        say(fragile, "later", "hello")
    assert changed.value.json()["unread_count"] == 0
    expect_thread(page, "hello")


def test_a_stream_that_is_behind_puts_nothing_old_at_the_end(dashboard, fragile):
    say(fragile, "ana", "hello")
    page = dashboard()
    expect_live(page)
    cut_stream(page)
    for number in range(55):
        say(fragile, "ana", f"message {number}", "assistant")
    open_lead(page, "ana")
    expect(page.locator("#messages .message")).to_have_count(50)
    mend_stream(page)
    say(fragile, "ana", "the last", "assistant")
    latest = [f"message {number}" for number in range(5, 55)]
    expect_thread(page, *latest, "the last")


def test_an_answer_that_was_given_up_does_not_overrule_a_newer_list(dashboard, fragile):
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page = dashboard()
    expect_live(page)
    page.route(f"{CONVERSATIONS}?limit=*", hold_the_first)
    with page.expect_request(f"{CONVERSATIONS}?limit=*"):
        page.reload()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect_live(page)
    say(fragile, "bob", "hello")
    expect(row(page, "bob")).to_have_count(1)
    with page.expect_response(f"{CONVERSATIONS}?limit=*"):
        held[0].fulfill(json={"items": [], "next_cursor": None, "last_event_id": "epoch-0"})
    say(fragile, "eve", "hello")
    expect(row(page, "eve")).to_have_count(1)
    expect(row(page, "bob")).to_have_count(1)


def test_a_text_that_was_not_sent_and_is_deleted_stays_away(dashboard, fragile):
    for lead in ("ana", "bob"):
        say(fragile, lead, "hello")
    page = dashboard("#ana")
    expect_live(page)
    page.route("**/messages", lambda route: route.abort(), times=1)
    reply(page, "never mind")
    expect(page.locator("#reply")).to_have_value("never mind")
    page.locator("#reply").fill("")
    open_lead(page, "bob")
    open_lead(page, "ana")
    expect(page.locator("#reply")).to_have_value("")


THREAD_OF_MANY = """async (count) => {
    const { Thread } = await import("/static/dashboard/thread.js");
    const message = (number) => ({ id: `m${number}`, content: "", role: "user" });
    let posted = 0;
    let most = 0;
    let shown = 0;
    const show = (number) => (most = Math.max(most, (shown = number)));
    const server = {
        messages: async (lead, { limit }) => {
            const length = Math.min(limit, posted);
            const items = Array.from({ length }, (_, back) => message(posted - 1 - back));
            return { items, next_cursor: "further", last_event_id: `epoch-${posted}` };
        },
    };
    const view = {
        isAtEnd: true,
        showLoading() {},
        fill: (messages) => show(messages.length),
        append: () => show(shown + 1),
    };
    const thread = new Thread({ server, view, onMessages() {} });
    await thread.open("ana");
    for (posted = 1; posted <= count; posted++) {
        thread.said(message(posted - 1), `epoch-${posted}`);
        await null;
    }
    return most;
}"""


def test_a_thread_that_is_open_for_long_keeps_the_latest_only(dashboard):
    page = dashboard()
    assert page.evaluate(THREAD_OF_MANY, 5_000) < 1_100


def test_a_list_that_broke_off_goes_on_when_asked(dashboard, fragile):
    for number in range(60):
        say(fragile, f"lead-{number}", "hello")
    page = dashboard()
    expect(page.locator("#list > li")).to_have_count(50)
    page.route("**/conversations?*cursor=*", lambda route: route.abort())
    page.locator("#more").click()
    expect(page.locator("#more")).to_contain_text("Try again")
    page.unroute("**/conversations?*cursor=*")
    page.locator("#more").click()
    expect(page.locator("#list > li")).to_have_count(60)


# Who this is


def token(**claims) -> str:
    given = {"user_id": 7, "scope": "conversations", "exp": FOREVER, **claims}
    return jwt.encode(given, SECRET, algorithm="HS256")


@pytest.fixture
def sign_in(guarded: RunningServer, open_page: OpenPage):
    def open_and_paste(access_token: str, query: str = "") -> Page:
        page = open_page(at=guarded, path="/dashboard", query=query, watched=False)
        expect(page.get_by_label("Access token")).to_be_focused()
        page.get_by_label("Access token").fill(access_token)
        page.get_by_role("button", name="Sign in").click()
        return page

    return open_and_paste


def test_a_token_opens_the_dashboard_until_signed_out(sign_in, guarded):
    call(guarded, "POST", "/ana/messages", {"content": "hello", "role": "user"}, token())
    page = sign_in(token())
    expect_live(page)
    open_lead(page, "ana")
    page.reload()
    expect_live(page)
    expect_thread(page, "hello")
    page.locator("#sign-out").click()
    expect_phase(page, "signedOut")
    expect(page.get_by_label("Access token")).to_be_visible()
    expect(page.locator("#desk")).to_be_hidden()


@pytest.mark.parametrize(
    ("access_token", "words"),
    [
        ("no token", "isn't accepted"),
        ("“a token”", "isn't accepted"),
        (token(scope=""), "lacks the scope"),
    ],
)
def test_a_token_that_will_not_do_is_explained(sign_in, access_token, words):
    page = sign_in(access_token)
    expect(page.locator("#token-problem")).to_contain_text(words)
    expect(page.get_by_label("Access token")).to_be_focused()
    page.get_by_label("Access token").fill(token())
    page.get_by_label("Access token").press("Enter")
    expect_live(page)


def test_a_narrow_token_sees_its_own_only(sign_in, guarded):
    for lead in ("ana", "bob"):
        call(guarded, "POST", f"/{lead}/messages", {"content": "hello", "role": "user"}, token())
    page = sign_in(token(leads=["ana"]), "#bob")
    expect(page.locator("#thread-problem")).to_contain_text("isn't for this lead")
    expect(page.locator("#list > li")).to_have_count(1)
    open_lead(page, "ana")
    reply(page, "mine")
    expect_thread(page, "hello", "mine")


def test_another_token_does_not_see_what_the_one_before_showed(sign_in, guarded):
    call(guarded, "POST", "/ana/messages", {"content": "hello", "role": "user"}, token())
    page = sign_in(token(), "#ana")
    expect_thread(page, "hello")
    expired = {"error": "not_authenticated", "message": "expired"}
    page.route("**/ticket", lambda route: route.fulfill(status=401, json=expired), times=1)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    held: list[Route] = []
    page.route("**/messages?*", lambda route: held.append(route), times=1)
    page.get_by_label("Access token").fill(token(leads=["bob"]))
    page.get_by_label("Access token").press("Enter")
    expect_live(page)
    held[0].continue_()
    expect(page.locator("#thread-problem")).to_contain_text("isn't for this lead")
    expect(page.locator("#messages .message")).to_have_count(0)


def test_a_cookie_is_as_good_as_a_token(
    forker: Forker | None, tmp_path_factory: pytest.TempPathFactory, open_page: OpenPage
):
    environment = {"VIVAVOZ_ACCESS_SECRET": SECRET, "VIVAVOZ_ACCESS_COOKIE": "session"}
    server = RunningServer(tmp_path_factory.mktemp("cookie") / "data", forker, **environment)
    server.wait_until_ready()
    try:
        page = open_page(at=server, path="/dashboard", watched=False)
        expect_phase(page, "signedOut")
        page.context.add_cookies([{"name": "session", "value": token(), "url": server.address}])
        page.reload()
        expect_live(page)
        expect(page.locator("#sign-out")).to_be_hidden()
    finally:
        server.stop()


def test_a_token_that_ends_meanwhile_is_renewed(dashboard, fragile):
    say(fragile, "ana", "hello")
    page = dashboard("#ana")
    expect_live(page)
    expired = {"error": "not_authenticated", "message": "expired"}
    answers = itertools.chain([401], itertools.repeat(None))

    def refuse_once(route: Route) -> None:
        if next(answers) is None:
            route.continue_()
        else:
            route.fulfill(status=401, json=expired)

    page.route("**/messages", refuse_once)
    with page.expect_request("**/dev/token?*"):
        reply(page, "hi")
    expect_thread(page, "hello", "hi")
