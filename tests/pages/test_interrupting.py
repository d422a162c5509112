"""What the page does with a reply that is cut, and with one that goes on after all."""

import json

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.pages.conftest import OpenPage
from tests.pages.looks import expect_connected, expect_message, expect_state, type_message

pytestmark = pytest.mark.browser

HEARD = "You can ask me"


def join_the_socket(page: Page) -> list[WebSocketRoute]:
    """The page's next sockets, each joined to the server; a test may slip in a message."""
    sockets: list[WebSocketRoute] = []

    def relay(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    page.route_web_socket("**/ws/voice-chat?*", relay)
    page.reload()
    return sockets


def slip_in(socket: WebSocketRoute, kind: str, **data: str | int) -> None:
    socket.send(json.dumps({"type": kind, "session_id": "any", "data": data, "timestamp": 0.0}))


def test_cut_reply_stays_silent_and_a_dismissed_cut_goes_on(open_page: OpenPage) -> None:
    page = open_page()
    sockets = join_the_socket(page)
    expect_connected(page)
    type_message(page, "help")
    expect_state(page, "agent_speaking")
    reply = page.locator("#transcript .agent-side").first
    # The server knows nothing of this cut and speaks on: all of it is late, and dropped.
    slip_in(sockets[0], "interruption", response_id="response-1", played_ms=900, heard_text=HEARD)
    expect(reply.locator(".bubble")).to_have_text(f"{HEARD} …")
    expect(reply).to_contain_text("Interrupted after 0.9 s")
    expect_state(page, "idle")
    expect_message(page, "audio_response", at_least=2)
    expect_state(page, "idle")
    slip_in(
        sockets[0],
        "interruption_dismissed",
        response_id="response-1",
        new_response_id="response-1-again",
        resume_at_ms=900,
    )
    slip_in(sockets[0], "response_start", response_id="response-1-again")
    slip_in(sockets[0], "response_text", response_id="response-1-again", text="to find a product.")
    expect(reply.locator(".bubble")).to_have_text("You can ask me to find a product.")
    expect(page.locator("#transcript .agent-side")).to_have_count(1)
    expect(reply).not_to_have_attribute("data-interrupted", "")
    expect(reply).to_contain_text("went on after a noise")
