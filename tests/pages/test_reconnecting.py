"""What the page does when the server goes away, refuses, or says goodbye."""

from collections.abc import Callable
from pathlib import Path

import jwt
import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.forking import Forker
from tests.pages.conftest import FOREVER, SECRET, OpenPage, RunningServer
from tests.pages.looks import PATIENCE_MS, expect_connected, expect_message, type_message

pytestmark = pytest.mark.browser

EXPLAINED = {
    1009: "A message was too big",
    1011: "Something broke on the server",
    1012: "The server is restarting",
    1013: "This page read too slowly",
    4001: "This session went on elsewhere",
}


def test_server_killed_and_back(open_page: OpenPage, fragile: RunningServer) -> None:
    page = open_page(at=fragile, watched=False)
    expect_connected(page)
    before = page.locator("#session-id").text_content()
    fragile.kill()
    expect(page.locator("#connection-text")).to_contain_text("attempt 2", timeout=PATIENCE_MS)
    expect(page.locator('.notice[data-subject="connection"]')).to_contain_text("isn't answering")
    expect(page.locator("#state")).to_have_attribute("data-state", "offline")
    expect(page.locator("#send")).to_be_disabled()
    page.get_by_role("button", name="Connect now").click()
    expect(page.locator("#connection-text")).to_contain_text("attempt 1", timeout=PATIENCE_MS)
    fragile.start()
    expect_connected(page)
    expect(page.get_by_role("button", name="Connect now")).to_be_hidden()
    expect(page.locator("#state")).to_have_attribute("data-state", "idle")
    assert page.locator("#session-id").text_content() == before
    type_message(page, "hello")
    expect_message(page, "audio_response")


def test_stopped_server_leaves_the_session_to_the_next(
    open_page: OpenPage, fragile: RunningServer
) -> None:
    page = open_page(at=fragile, watched=False)
    expect_connected(page)
    before = page.locator("#session-id").text_content()
    fragile.stop()
    fragile.start()
    notice = page.locator('.notice[data-subject="connection"]')
    expect(notice).to_contain_text("same session", timeout=PATIENCE_MS)
    assert page.locator("#session-id").text_content() == before
    type_message(page, "hello")
    expect_message(page, "audio_response")


KEEP_SOCKETS = """
    window.sockets = [];
    window.WebSocket = class extends WebSocket {
        constructor(...address) { super(...address); window.sockets.push(this); }
    };
"""


def test_lost_socket_is_resumed_in_the_same_session(open_page: OpenPage) -> None:
    page = open_page()
    page.add_init_script(KEEP_SOCKETS)
    page.reload()
    expect_connected(page)
    before = page.locator("#session-id").text_content()
    page.evaluate("sockets[0].onclose(new CloseEvent('close', { code: 1006 }))")
    notice = page.locator('.notice[data-subject="connection"]')
    expect(notice).to_contain_text("same session", timeout=PATIENCE_MS)
    assert page.locator("#session-id").text_content() == before
    type_message(page, "hello")
    expect_message(page, "audio_response")


def test_delays_grow_with_jitter_and_are_bounded(open_page: OpenPage) -> None:
    page = open_page()
    expect_connected(page)
    delays = page.evaluate(
        """async () => {
            const { backoff } = await import("/static/shared/backoff.js");
            return [1, 2, 3, 4, 40].map((attempt) => [backoff(attempt, 0), backoff(attempt, 1)]);
        }"""
    )
    assert delays == [[250, 500], [500, 1000], [1000, 2000], [2000, 4000], [10000, 20000]]


def test_a_network_that_swallows_everything_is_noticed(open_page: OpenPage) -> None:
    page = open_page()
    expect_connected(page)
    lines: list[WebSocketRoute] = []

    def relay(socket: WebSocketRoute) -> None:
        lines.append(socket)
        is_dead = len(lines) == 1
        passed = ("session_start", "configured") if is_dead else ('"type"',)
        server = socket.connect_to_server()
        server.on_message(
            lambda message: socket.send(message) if any(map(str(message).count, passed)) else None
        )

    page.route_web_socket("**/ws/voice-chat?*", relay)
    page.clock.install()
    page.reload()
    expect_connected(page)
    before = page.locator("#session-id").text_content()
    page.clock.run_for(19_000)
    expect(page.locator("#connection")).to_have_attribute("data-phase", "connected")
    page.clock.run_for(12_000)
    page.clock.run_for(1_000)
    expect(page.get_by_text("resumed: true")).to_be_attached(timeout=PATIENCE_MS)
    assert page.locator("#session-id").text_content() == before
    assert len(lines) == 2


def test_close_codes_are_explained(open_page: OpenPage) -> None:
    page = open_page()
    expect_connected(page)
    notice = page.locator('.notice[data-subject="connection"]')
    close_with = close_sessions(page)
    page.locator("#new-session").click()
    for code, words in EXPLAINED.items():
        close_with(code)
        # Whether the page waits just now, or has come back by itself meanwhile.
        page.locator("#connect-now").dispatch_event("click")
        expect(notice).to_contain_text(words, timeout=PATIENCE_MS)
    close_with(None)
    page.locator("#connect-now").dispatch_event("click")
    expect_connected(page)
    expect(notice).to_have_count(0)


def close_sessions(page: Page) -> Callable[[int | None], None]:
    """The page's sessions are closed as soon as they begin, with the code that is given by then."""
    given: list[int | None] = [next(iter(EXPLAINED))]

    def relay(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            socket.send(message)
            if given[-1] is not None:
                socket.close(code=given[-1], reason="test")

        server.on_message(pass_on)

    page.route_web_socket("**/ws/voice-chat?*", relay)
    return given.append


def sign_in(page: Page) -> None:
    field = page.get_by_label("Access token")
    field.fill(jwt.encode({"user_id": 7, "exp": FOREVER}, SECRET, algorithm="HS256"))
    field.press("Enter")
    expect_connected(page)


def test_a_server_that_is_about_to_restart_says_so(
    open_page: OpenPage, forker: Forker | None, tmp_path: Path
) -> None:
    environment = {"VIVAVOZ_ACCESS_SECRET": SECRET, "VIVAVOZ_DRAIN_LIMIT_S": "600"}
    server = RunningServer(tmp_path / "data", forker, **environment)
    server.wait_until_ready()
    try:
        page = open_page(at=server, watched=False)
        sign_in(page)
        server.tell_to_stop()
        notice = page.locator('.notice[data-subject="stopping"]')
        expect(notice).to_contain_text("about to restart", timeout=PATIENCE_MS)
        expect(notice).to_contain_text("600 s")
        type_message(page, "hello")
        expect_message(page, "audio_response")
    finally:
        server.stop()
    server.start()
    try:
        expect_connected(page)
        expect(notice).to_have_count(0)
    finally:
        server.kill()


def test_guarded_server_asks_for_a_token(open_page: OpenPage, guarded: RunningServer) -> None:
    page = open_page(at=guarded, watched=False)
    field = page.get_by_label("Access token")
    expect(field).to_be_focused()
    field.fill("not a token")
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("That token was not accepted")
    sign_in(page)
    expect_connected(page)
    expect(field).to_be_hidden()
    type_message(page, "hello")
    expect_message(page, "audio_response")
