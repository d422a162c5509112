"""Practice calls when something is in the way: a microphone, a network, a server, a reload."""

import json

import jwt
import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.forking import Forker
from tests.pages.conftest import (
    ALLOW_MICROPHONE,
    FAKE_DEVICE,
    FOREVER,
    SECRET,
    OpenPage,
    RunningServer,
)
from tests.pages.looks import PATIENCE_MS
from tests.pages.practising import (
    BUYER,
    CUT_SOCKET,
    ENGLISH,
    KEEP_SOCKETS,
    Clerk,
    call,
    card,
    choose,
    expect_answers,
    expect_state,
    say,
)

pytestmark = pytest.mark.browser

KEPT = "vivavoz-practice-call"


@pytest.fixture
def practice(open_page: OpenPage):
    """The page; with sockets that can be cut."""

    def open_practice(*arguments: str, **options: object) -> Page:
        page = open_page(*arguments, path="/roleplays", script=KEEP_SOCKETS, **options)
        page.on("dialog", Dialog.accept)
        return page

    return open_practice


def test_a_microphone_is_tried_before_the_call_and_muted_in_it(practice) -> None:
    page = practice(FAKE_DEVICE, ALLOW_MICROPHONE)
    choose(page)
    page.get_by_role("button", name="Test the microphone").click()
    expect(page.locator("#try-text")).to_have_text("You can be heard.", timeout=PATIENCE_MS)
    page.locator("#start-voice").click()
    expect_state(page, "calling")
    page.get_by_role("button", name="Mute").click()
    expect(page.locator("#mic")).to_have_accessible_name("Unmute")
    expect(page.locator("#level")).to_have_attribute("aria-valuenow", "-60")


def test_a_lost_connection_is_mended_in_the_same_call(practice) -> None:
    page = practice()
    call(page)
    say(page, "How many appointments do you have a day?")
    page.evaluate(CUT_SOCKET)
    expect_state(page, "reconnecting")
    expect(page.locator("#turn-text")).to_contain_text("getting back to the call")
    expect(page.locator("#send")).to_be_disabled()
    expect_state(page, "calling")
    say(page, "And who decides?")
    expect(page.locator('.line[data-who="you"]')).to_have_count(2)


def test_a_call_outlives_its_server(practice, fragile: RunningServer) -> None:
    page = practice(at=fragile, watched=False)
    call(page)
    fragile.stop()
    expect(page.locator("#turn-text")).to_contain_text("The server restarts")
    fragile.start()
    # Whether the page waits just now, or has come back by itself meanwhile.
    page.locator("#try-now").dispatch_event("click")
    expect_state(page, "calling")
    fragile.kill()
    expect_state(page, "reconnecting")
    expect(page.get_by_role("button", name="Connect now")).to_be_visible(timeout=PATIENCE_MS)
    fragile.start()
    page.locator("#try-now").dispatch_event("click")
    expect_state(page, "calling")
    say(page, "How many appointments do you have a day?")


def test_a_call_goes_on_over_a_reload(practice) -> None:
    page = practice(watched=False)
    call(page)
    say(page, "How many appointments do you have a day?")
    page.reload()
    expect_state(page, "calling")
    expect(page.locator('.line[data-who="you"]')).to_have_count(1)
    say(page, "And who decides?")


def test_a_tab_goes_on_with_the_call_it_knows_and_the_other_lets_go(practice) -> None:
    page = practice()
    call(page)
    say(page, "How many appointments do you have a day?")
    kept = page.evaluate("(key) => sessionStorage.getItem(key)", KEPT)
    again = page.context.new_page()
    again.add_init_script(f"sessionStorage.setItem({json.dumps(KEPT)}, {json.dumps(kept)})")
    again.goto(page.url)
    expect_state(again, "calling")
    expect(again.locator('.line[data-who="you"]')).to_have_count(1)
    expect_state(page, "ended")
    expect(page.locator("#ended-title")).to_have_text("The call goes on in another window")
    expect(page.locator("#to-result")).to_be_hidden()
    say(again, "And who decides?")


def test_a_call_without_end_is_ended_by_the_server(
    practice, forker: Forker | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = tmp_path_factory.mktemp("short") / "data"
    limited = RunningServer(data, forker, VIVAVOZ_ROLEPLAY_LONGEST_CALL_MINUTES="0.01")
    limited.wait_until_ready()
    try:
        page = practice(at=limited)
        choose(page)
        page.locator("#start-typing").click()
        expect_state(page, "ended")
        expect(page.locator("#ended-title")).to_have_text("The time is up")
    finally:
        limited.stop()


def test_a_role_play_that_is_gone_leads_back_to_the_others(practice, fragile) -> None:
    clerk = Clerk(fragile)
    own = clerk.copy(title="Soon gone")
    page = practice(at=fragile, watched=False)
    choose(page, own)
    clerk.call("DELETE", f"/role_plays/{own}")
    page.locator("#start-typing").click()
    expect_state(page, "catalogue")
    expect(page.locator(".notice")).to_contain_text("That role play is gone")
    expect(card(page, own)).to_have_count(0)
    page.goto(f"{fragile.address}/roleplays#{own}")
    expect(page.locator(".notice")).to_contain_text("That role play is gone")


def test_a_link_that_has_expired_is_replaced_without_a_word(practice) -> None:
    page = practice(watched=False)
    choose(page)
    asked = []

    def spoil_the_first(route) -> None:
        asked.append(route)
        if len(asked) == 1:
            route.fulfill(json={"signed_url": "ws://x/ws/voice-chat?link=old", "expires_in": 1})
        else:
            route.continue_()

    page.route("**/get_agent_link", spoil_the_first)
    page.locator("#start-typing").click()
    expect_state(page, "calling")
    expect_answers(page, 1)
    assert len(asked) == 2
    expect(page.locator(".notice")).to_have_count(0)


def test_a_server_that_is_away_is_waited_for(practice, fragile: RunningServer) -> None:
    page = practice(at=fragile, watched=False)
    choose(page)
    fragile.kill()
    page.locator("#start-typing").click()
    notice = page.locator(".notice")
    expect(notice).to_contain_text("The call didn't go through")
    expect_state(page, "briefing")
    page.locator("#back").click()
    expect(page.locator(".notice").last).to_contain_text("The server isn't answering")
    fragile.start()
    page.locator("#connect-now").dispatch_event("click")
    expect_state(page, "catalogue")


def test_a_guarded_server_asks_for_a_token(practice, guarded: RunningServer) -> None:
    page = practice(at=guarded, watched=False)
    field = page.get_by_label("Access token")
    expect(field).to_be_focused()
    field.fill("not a token")
    field.press("Enter")
    expect(page.locator("#token-problem")).to_contain_text("isn't accepted")
    field.fill(jwt.encode({"user_id": 7, "exp": FOREVER}, SECRET, algorithm="HS256"))
    field.press("Enter")
    expect_state(page, "catalogue")
    call(page, ENGLISH)
    expect(page.locator("#call-buyer")).to_have_text(BUYER)
