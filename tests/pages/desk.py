"""What tests look at and do on the dashboard, and what leads and their systems do meanwhile."""

import functools
import json
import urllib.request
from typing import Any

from playwright.sync_api import Page, expect

from tests.pages.conftest import RunningServer
from tests.pages.looks import PATIENCE_MS

CONVERSATIONS = "**/backend/conversations"


def call(
    server: RunningServer, method: str, path: str, body: Any = None, token: str | None = None
) -> Any:
    """A call to the REST interface, as somebody who may do everything or with `token`."""
    headers = {
        "Authorization": f"Bearer {token or token_of(server)}",
        "Content-Type": "application/json",
    }
    data = None if body is None else json.dumps(body).encode()
    url = f"{server.address}/backend/conversations{path}"
    request = urllib.request.Request(url, data=data, headers=headers, method=method)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


@functools.cache
def token_of(server: RunningServer) -> str:
    with urllib.request.urlopen(f"{server.address}/dev/token?scope=conversations") as answer:
        found: str = json.load(answer)["access_token"]
    return found


def say(server: RunningServer, lead: str, content: str, role: str = "user", **more: str) -> None:
    call(server, "POST", f"/{lead}/messages", {"content": content, "role": role, **more})


def said(server: RunningServer, lead: str) -> list[str]:
    """What the conversation is, the latest last, as the server has it."""
    items = call(server, "GET", f"/{lead}/messages?limit=200")["items"]
    return [item["content"] for item in reversed(items)]


def expect_phase(page: Page, phase: str) -> None:
    expect(page.locator("#connection")).to_have_attribute("data-phase", phase, timeout=PATIENCE_MS)


def expect_live(page: Page) -> None:
    expect_phase(page, "live")


def row(page: Page, lead: str) -> Any:
    return page.locator(f'#list > li[data-lead-id="{lead}"]')


def open_lead(page: Page, lead: str) -> None:
    row(page, lead).locator("a").click()
    expect(page.locator("#thread-lead")).to_have_text(lead)
    expect(page.locator("#messages .message").first).to_be_visible(timeout=PATIENCE_MS)


def expect_thread(page: Page, *contents: str) -> None:
    expect(page.locator("#messages .bubble")).to_have_text(list(contents), timeout=PATIENCE_MS)


def reply(page: Page, text: str) -> None:
    page.locator("#reply").fill(text)
    page.locator("#reply").press("Enter")


def distance_to_end(page: Page) -> float:
    distance: float = page.locator("#thread-scroll").evaluate(
        "box => box.scrollHeight - box.scrollTop - box.clientHeight"
    )
    return distance
