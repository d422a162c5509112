"""The page of consultations when something goes wrong, is reloaded, or is opened twice."""

import json
from collections.abc import Callable

import jwt
import pytest
from playwright.sync_api import Page, Route, expect

from tests.pages.conftest import (
    ALLOW_LOOPBACK,
    ALLOW_MICROPHONE,
    FAKE_DEVICE,
    FOREVER,
    SECRET,
    OpenPage,
    RunningServer,
)
from tests.pages.consulting import (
    CUT_PEER,
    Visitor,
    card,
    end,
    enter,
    expect_pictures,
    expect_place,
    expect_state,
    somebody,
    start,
)
from tests.pages.looks import PATIENCE_MS, poor_contrasts

pytestmark = pytest.mark.browser

MICROPHONE = (FAKE_DEVICE, ALLOW_MICROPHONE, ALLOW_LOOPBACK)
API = "**/api/consultoria"


def notice(page: Page, subject: str):
    return page.locator(f'.notice[data-subject="{subject}"]')


def answer(page: Page, path: str, body: object, status: int = 200, **more: int) -> None:
    """The server says this from now on, or `times` times."""

    def fulfil(route: Route) -> None:
        route.fulfill(status=status, json=body)

    page.route(f"{API}/{path}", fulfil, **more)


# Reloads and other windows


def test_a_reload_comes_back_to_where_one_was(visit, other) -> None:
    other.join()
    page = visit(*MICROPHONE)
    enter(page)
    expect_place(page, 1)
    page.reload()
    expect_place(page, 1)
    other.leave()
    expect_state(page, "called")
    page.reload()
    expect_state(page, "called")
    expect(page.locator("#reservation")).to_contain_text("1:")
    start(page)
    page.reload()
    expect_state(page, "talking")
    expect_pictures(page)
    expect(page.locator("#mic")).to_have_text("Mute")
    end(page)
    page.reload()
    expect_state(page, "ended")
    expect(page.locator("#cooldown")).to_contain_text("4:")


def test_a_reload_leaves_a_muted_microphone_off(visit) -> None:
    page = visit(*MICROPHONE)
    enter(page)
    start(page)
    page.locator("#mic").click()
    expect(page.locator("#mic")).to_have_text("Unmute")
    page.reload()
    expect_state(page, "talking")
    expect(page.locator("#mic")).to_have_text("Turn the microphone on")
    page.locator("#mic").click()
    expect(page.locator("#mic")).to_have_text("Mute")


def test_a_second_window_shows_the_same_and_can_take_over(visit, other) -> None:
    other.join()
    first = visit(*MICROPHONE)
    enter(first)
    second = first.context.new_page()
    second.goto(first.url)
    expect_place(second, 1)
    other.leave()
    expect_state(second, "called")
    start(first)
    expect_state(second, "apart")
    expect(second.locator("#apart-title")).to_contain_text("goes on in another window")
    assert poor_contrasts(second) == []
    second.locator("#resume").click()
    expect_state(second, "talking")
    expect_state(first, "apart")
    end(second)
    expect_state(first, "ended")


def test_leaving_in_one_window_is_told_in_the_other(visit, other) -> None:
    other.join()
    first = visit()
    enter(first)
    second = first.context.new_page()
    second.goto(first.url)
    expect_place(second, 1)
    second.locator("#leave").click()
    second.locator("#confirm-yes").click()
    expect_state(second, "choosing")
    expect(notice(second, "place")).to_have_count(0)
    expect_state(first, "choosing")
    expect(notice(first, "place")).to_contain_text("no longer in the queue")


def test_one_device_takes_a_session_from_another(visit) -> None:
    first = visit(*MICROPHONE)
    enter(first)
    start(first)
    user = first.url.split("user=")[1]
    # Another context is another browser to the page: no window of the first is told by the second.
    second = visit(*MICROPHONE, user=user)
    expect_state(second, "apart")
    second.locator("#resume").click()
    expect_state(second, "talking")
    expect_pictures(second)
    expect_state(first, "apart")
    expect_state(second, "talking")


# Being called


def test_who_is_called_hears_a_bell_and_sees_it_in_the_title(visit, other) -> None:
    other.join()
    page = visit()
    page.evaluate(
        """() => {
            const { start } = OscillatorNode.prototype;
            window.rung = 0;
            OscillatorNode.prototype.start = function (at) {
                window.rung += 1;
                start.call(this, at);
            };
        }"""
    )
    enter(page)
    expect_place(page, 1)
    expect(page).to_have_title("Number 1 in the queue · Vivavoz · consultations")
    other.leave()
    expect(page).to_have_title("It's your turn! · Vivavoz · consultations")
    expect_state(page, "called")
    assert page.evaluate("window.rung") > 0


def test_without_a_microphone_one_can_listen(visit) -> None:
    # A device, and no automatic consent: a browser without a window refuses.
    page = visit(FAKE_DEVICE, ALLOW_LOOPBACK)
    enter(page)
    expect_state(page, "called")
    expect(page.locator("#start-listening")).to_be_hidden()
    page.locator("#start").click()
    expect(page.locator("#mic-problem")).to_contain_text("The microphone is blocked for this page")
    assert poor_contrasts(page) == []
    page.locator("#start").click()
    expect(page.locator("#mic-problem")).to_contain_text("Allow it in the site settings")
    page.locator("#start-listening").click()
    expect_state(page, "talking")
    expect_pictures(page)
    expect(page.locator("#speaker-text")).to_contain_text("You aren't heard")
    page.locator("#mic").click()
    expect(page.locator("#talk-mic-problem")).to_contain_text("The microphone is blocked")


def test_a_start_that_failed_can_be_tried_again(visit) -> None:
    page = visit(*MICROPHONE, watched=False)
    enter(page)
    expect_state(page, "called")
    failure = {"error": "session_failed", "message": "the provider didn't answer"}
    answer(page, "session/initialize/", failure, 500, times=1)
    page.locator("#start").click()
    expect(notice(page, "start")).to_contain_text("Try again while your place is kept")
    expect_state(page, "called")
    expect(page.locator("#start")).to_have_text("Try again")
    start(page)
    expect(notice(page, "start")).to_have_count(0)


def test_a_face_that_comes_another_way_is_ended_and_said_so(visit) -> None:
    page = visit(*MICROPHONE, watched=False)
    enter(page)
    expect_state(page, "called")
    begun = {"id": "1", "expires_in": 1200, "heartbeat_after_ms": 10_000}
    room = {"session_id": "vendor-1", "session_token": "secret", "livekit_url": "wss://example.org"}
    answer(page, "session/initialize/", {"session": begun, "heygen_data": room})
    answer(page, "session/terminate/", {"status": "ended"})
    with page.expect_request(f"{API}/session/terminate/") as ended:
        page.locator("#start").click()
    assert json.loads(ended.value.post_data or "") == {"session_id": "vendor-1"}
    expect(notice(page, "start")).to_contain_text("This page can't show this consultant")


# The queue, as a server would tell it that is asked for it


RESERVED = {"status": "reserved", "position": 0, "agent_type": "gestao", "poll_after_ms": 3000}
QUEUED = {
    "status": "queued",
    "position": 4,
    "agent_type": "gestao",
    "estimated_wait_time": 1_150,
    "max_wait_time": 5_000,
    "is_present": True,
    "poll_after_ms": 3000,
}


@pytest.fixture
def told(visit) -> Callable[..., Page]:
    """A page whose stream is cut, and what it is told instead when it asks."""

    def open_told(ticket: dict, session: dict | None = None) -> Page:
        page: Page = visit(watched=False)
        page.route(f"{API}/queue/stream/ticket/", lambda route: route.abort())
        page.clock.install()
        tell(page, ticket, session)
        page.reload()
        expect(page.locator(".agent")).to_have_count(3)
        page.clock.fast_forward(3_000)
        return page

    return open_told


def tell(page: Page, ticket: dict, session: dict | None = None) -> None:
    status = 404 if ticket["status"] == "not_queued" else 200
    answer(page, "queue/status/", ticket, status)
    answer(page, "session/", session or {"status": "none"})


def test_while_the_stream_is_cut_the_page_asks(told) -> None:
    page = told(QUEUED)
    expect_place(page, 4)
    expect(page.locator("#likely")).to_have_text("about 20 min")
    expect(page.locator("#latest")).to_have_text("1 h 24 min")
    expect(notice(page, "connection")).to_contain_text("Your place in the queue is kept")
    tell(page, {**QUEUED, "position": 3, "is_present": False})
    page.clock.fast_forward(3_000)
    expect_place(page, 3)
    expect(page.locator("#absent")).to_contain_text("others are called first")
    tell(page, {**RESERVED, "expires_in": 100.0})
    page.clock.fast_forward(3_000)
    expect_state(page, "called")


def test_who_didnt_come_in_time_is_told(told) -> None:
    page = told({**RESERVED, "expires_in": 31.0})
    expect_state(page, "called")
    page.clock.fast_forward(1_000)
    expect(page.locator("#announcer")).to_have_text("30 seconds left to start.")
    tell(page, QUEUED)
    page.clock.fast_forward(3_000)
    expect_place(page, 4)
    expect(notice(page, "place")).to_contain_text("You weren't there in time")
    tell(page, {"status": "not_queued"})
    page.clock.fast_forward(3_000)
    expect_state(page, "choosing")
    expect(notice(page, "place")).to_contain_text("no longer in the queue")


def test_after_the_pause_one_can_choose_again(told) -> None:
    cooldown = {"status": "cooldown", "session": {"id": "1"}, "cooldown_in": 200.0}
    page = told({"status": "not_queued"}, {**cooldown, "ended_because": "time_limit"})
    expect_state(page, "ended")
    expect(page.locator("#ended-because")).to_contain_text("Its time was up")
    expect(page.locator("#cooldown")).to_contain_text("3:")
    tell(page, {"status": "not_queued"})
    page.clock.fast_forward(200_000)
    expect_state(page, "choosing")
    expect(page.locator("#announcer")).to_have_text("You can enter the queue again.")


# The session


def test_where_sound_needs_a_click_there_is_one_to_make(visit) -> None:
    page = visit(*MICROPHONE)
    page.add_init_script(
        """const { play } = HTMLMediaElement.prototype;
        let isClicked = false;
        addEventListener("click", () => { isClicked = true; }, true);
        HTMLMediaElement.prototype.play = function () {
            if (isClicked) return play.call(this);
            return Promise.reject(new DOMException("no", "NotAllowedError"));
        };"""
    )
    enter(page)
    start(page)
    page.reload()
    expect_state(page, "talking")
    page.locator("#play").click()
    expect(page.locator("#play")).to_be_hidden()
    expect_pictures(page)


def test_a_claim_to_a_session_that_never_began_is_forgotten(visit, server) -> None:
    page = visit()
    enter(page)
    expect_state(page, "called")
    page.evaluate(
        """sessionStorage.setItem(
            "vivavoz-consultation", JSON.stringify({ sessionId: "starting" }))"""
    )
    page.reload()
    expect_state(page, "called")
    elsewhere = Visitor(server, page.url.split("user=")[1])
    elsewhere.call("POST", "session/initialize/", {"agent_type": "gestao"})
    expect_state(page, "apart")


def test_a_call_that_breaks_is_taken_up_again(visit) -> None:
    page = visit(*MICROPHONE)
    enter(page)
    start(page)
    expect_pictures(page)
    with page.expect_response(f"{API}/session/initialize/") as again:
        page.evaluate(CUT_PEER)
    assert again.value.ok
    expect_state(page, "talking")
    page.wait_for_function("() => window.peers.length === 2")
    expect_pictures(page)


def test_a_call_that_cant_be_taken_up_is_given_up_after_two_minutes(visit) -> None:
    page = visit(*MICROPHONE, watched=False)
    page.clock.install()
    page.reload()
    enter(page)
    start(page)
    page.route(f"{API}/session/initialize/", lambda route: route.abort())
    page.evaluate(CUT_PEER)
    expect(page.locator("#screen-text")).to_contain_text("Reconnecting")
    page.clock.fast_forward(119_000)
    expect_state(page, "reconnecting")
    page.clock.fast_forward(22_000)
    expect_state(page, "apart")
    expect(page.locator("#apart-title")).to_contain_text("couldn't be restored")
    page.unroute(f"{API}/session/initialize/")
    page.locator("#resume").click()
    expect_state(page, "talking")


def test_a_session_that_is_ended_elsewhere_is_over_here(visit, server) -> None:
    page = visit(*MICROPHONE)
    enter(page)
    start(page)
    page.locator("#end").click()
    Visitor(server, page.url.split("user=")[1]).leave()
    expect_state(page, "ended")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_last_two_minutes_are_told(visit) -> None:
    page = visit(*MICROPHONE)
    enter(page)
    expect_state(page, "called")

    def nearly_over(route: Route) -> None:
        response = route.fetch()
        body = response.json()
        body["session"]["expires_in"] = 125  # more than connecting takes
        route.fulfill(response=response, json=body)

    page.route(f"{API}/session/initialize/", nearly_over)
    start(page)
    expect(page.locator("#alarm")).to_have_text("2 minutes left.", timeout=PATIENCE_MS)
    expect(page.locator("#left")).to_have_attribute("data-soon", "")
    assert poor_contrasts(page) == []


def test_heartbeats_go_on_while_one_talks(visit) -> None:
    page = visit(*MICROPHONE)
    page.clock.install()
    page.reload()
    enter(page)
    start(page)
    for _ in range(2):
        with page.expect_response(f"{API}/session/heartbeat/") as beat:
            page.clock.fast_forward(10_000)
        assert beat.value.json() == {"status": "ok"}


def test_that_the_server_is_about_to_stop_is_told_until_it_is_over(visit) -> None:
    page = visit(*MICROPHONE)
    page.clock.install()
    page.reload()
    enter(page)
    start(page)
    answer(page, "session/heartbeat/", {"status": "ok", "ends_in_ms": 25_000})
    page.clock.fast_forward(10_000)
    expect(notice(page, "stopping")).to_contain_text("Your consultation ends in 25 s at most")
    expect(page.locator("#left-clock")).to_contain_text("0:2")
    assert poor_contrasts(page) == []
    end(page)
    expect(notice(page, "stopping")).to_have_count(0)


def test_after_a_crash_who_talked_goes_on_and_who_waits_keeps_the_place(fragile, visit) -> None:
    first = visit(*MICROPHONE, at=fragile, watched=False)
    enter(first)
    start(first)
    second = visit(*MICROPHONE, at=fragile, watched=False)
    enter(second)
    expect_place(second, 1)
    fragile.kill()
    first.evaluate(CUT_PEER)
    expect_state(first, "reconnecting")
    expect(second.locator("#connection")).to_have_attribute("data-phase", "waiting")
    fragile.start()
    second.evaluate("dispatchEvent(new Event('online'))")
    expect_place(second, 1)
    expect(second.locator("#connection")).to_have_attribute("data-phase", "live")
    # The face is gone with the server: it is another, at once.
    expect_state(first, "talking")
    expect_pictures(first)


# Who, and whether at all


def test_a_guarded_server_asks_for_a_token(open_page: OpenPage, guarded: RunningServer) -> None:
    page = open_page(at=guarded, path="/consultoria", watched=False)
    field = page.get_by_label("Access token")
    expect(field).to_be_focused()
    expect(page.locator("#desk")).to_be_hidden()
    field.fill("not a token")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#token-problem")).to_contain_text("isn't accepted")
    field.fill(jwt.encode({"user_id": 7, "exp": FOREVER}, SECRET, algorithm="HS256"))
    field.press("Enter")
    expect_state(page, "choosing")
    page.get_by_role("button", name="Sign out").click()
    expect(field).to_be_focused()


def test_a_consultant_that_isnt_there_says_what_to_do(server, visit) -> None:
    page = visit()
    body = Visitor(server, somebody()).call("GET", "agents/")
    body["items"][2] |= {"is_available": False, "unavailable_because": "pip install it"}
    page.route(f"{API}/agents/", lambda route: route.fulfill(json=body))
    page.reload()
    expect(card(page, "tecnico")).to_contain_text("Not available on this server")
    expect(card(page, "tecnico")).to_contain_text("pip install it")
    expect(card(page, "tecnico").get_by_role("button")).to_have_count(0)
    assert poor_contrasts(page) == []


def test_a_join_that_is_refused_says_why(visit) -> None:
    page = visit(watched=False)
    expect(page.locator(".agent")).to_have_count(3)
    why = "the embedded avatar needs more packages"
    answer(page, "queue/join/", {"error": "avatar_unavailable", "message": why}, 503)
    enter(page)
    expect(notice(page, "join")).to_contain_text(why)
    expect_state(page, "choosing")


# The rules without a page


def run(page: Page, code: str) -> object:
    found: object = page.evaluate(
        f"""async () => {{
            const visit = await import("/static/consultoria/visit.js");
            const times = await import("/static/consultoria/times.js");
            const {{ clockText }} = await import("/static/shared/clock.js");
            {code}
        }}"""
    )
    return found


def test_lengths_are_written_as_roughly_as_they_are_known(visit) -> None:
    page = visit()
    rough = run(page, "return [null, 0, 59, 60, 61, 3600, 5400].map(times.roughly);")
    assert rough == [
        ["length.unknown"],
        ["length.moment"],
        ["length.moment"],
        ["length.minute"],
        ["length.minutes", {"minutes": 2}],
        ["length.hours", {"hours": 1}],
        ["length.hoursMinutes", {"hours": 1, "minutes": 30}],
    ]
    clocks = run(page, "return [0, 5, 65, 1200, 4503].map(clockText);")
    assert clocks == ["0:00", "0:05", "1:05", "20:00", "1:15:03"]
    left = run(
        page, "return [[10500, 10000], [9000, 10000]].map(([a, b]) => times.secondsLeft(a, b));"
    )
    assert left == [1, 0]
    marks = run(
        page,
        """const passed = (before, now) => times.passed([10, 30], before, now);
        return [passed(null, 31), passed(31, 30), passed(30, 29), passed(40, 5), passed(12, 9)];""",
    )
    assert marks == [None, 30, None, 30, 10]


def test_a_visit_goes_only_where_it_can(visit) -> None:
    page = visit()
    went = run(
        page,
        """const way = new visit.Visit();
        const states = [];
        for (const event of ["none", "queued", "reserved", "asked", "refused", "started"]) {
            way.move(event, { [event]: true });
            states.push(way.state);
        }
        const isTold = way.isTold;
        let refused = null;
        try { way.move("queued", { position: 1 }); } catch (error) { refused = error.message; }
        return { states, isTold, refused, state: way.state, facts: Object.keys(way.facts) };""",
    )
    assert went == {
        "states": ["choosing", "waiting", "called", "asking", "called", "starting"],
        "isTold": False,
        "refused": "queued while starting",
        "state": "starting",
        "facts": ["none", "queued", "reserved", "asked", "refused", "started"],
    }
