"""What tests look at and do on the page of practice calls."""

import json
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Locator, Page, expect

from audio.wav import Wav, write_wav
from realtime.agents.local.espeak import engine
from tests.pages.looks import PATIENCE_MS

if TYPE_CHECKING:
    from tests.pages.conftest import RunningServer

JSON = dict[str, Any]

#: Role plays that ship: an English one, and its Portuguese counterpart.
ENGLISH, PORTUGUESE = 2, 1
BUYER = "Hannah Whitlock"
#: Enough to be scored.
TURNS = (
    "Hi Hannah, may I ask how many appointments you have a day?",
    "What goes wrong most often when somebody doesn't turn up for an appointment?",
    "What does an empty room cost you, and what would a full diary change for your team?",
)

# Keeps what the page opens, to be cut.
KEEP_SOCKETS = """
    window.sockets = [];
    window.WebSocket = class extends WebSocket {
        constructor(...address) { super(...address); window.sockets.push(this); }
    };
"""
CUT_SOCKET = "sockets.at(-1).onclose(new CloseEvent('close', { code: 1006 }))"


def expect_state(page: Page, state: str) -> None:
    expect(page.locator("body")).to_have_attribute("data-state", state, timeout=PATIENCE_MS)


def card(page: Page, role_play_id: int) -> Locator:
    return page.locator(f'.role-play[data-id="{role_play_id}"]')


def choose(page: Page, role_play_id: int = ENGLISH) -> None:
    card(page, role_play_id).get_by_role("link").click()
    expect_state(page, "briefing")


def call(page: Page, role_play_id: int = ENGLISH) -> None:
    """Until the buyer has spoken."""
    choose(page, role_play_id)
    page.locator("#start-typing").click()
    expect_state(page, "calling")
    expect_answers(page, 1)


def expect_answers(page: Page, count: int) -> None:
    """So often has the buyer said something."""
    answers = page.locator('.line[data-who="buyer"]')
    expect(answers).to_have_count(count, timeout=PATIENCE_MS)


def say(page: Page, text: str) -> None:
    """Typed; the buyer's answer has begun."""
    before = page.locator('.line[data-who="buyer"]').count()
    page.locator("#message").fill(text)
    page.locator("#message").press("Enter")
    expect(page.locator("#message")).to_have_value("")
    expect_answers(page, before + 1)


def talk(page: Page) -> None:
    for turn in TURNS:
        say(page, turn)


def result_id(page: Page) -> str:
    """Of the result that the page leads to."""
    address = page.locator("#to-result").get_attribute("href")
    assert address is not None
    return address.split("/")[2]


def said_aloud(text: str, path: Path, *, before_s: float, after_s: float) -> Path:
    """A recording of `text`, between silences."""
    pieces: list[bytes] = []

    def take(piece: bytes) -> bool:
        pieces.append(piece)
        return True

    voice = engine()
    voice.speak(text, "en-us", take)
    rate = voice.sample_rate_hz
    quiet = [bytes(2 * int(rate * seconds)) for seconds in (before_s, after_s)]
    path.write_bytes(write_wav(Wav(rate, quiet[0] + b"".join(pieces) + quiet[1])))
    return path


class Clerk:
    """Reads results, and writes role plays, by the REST interface alone; the page's own user."""

    def __init__(self, server: "RunningServer") -> None:
        self._server = server
        with urllib.request.urlopen(f"{server.address}/dev/token?user=1&scope=all") as answer:
            self._token = json.load(answer)["access_token"]

    def call(self, method: str, path: str, body: JSON | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        url = f"{self._server.address}{path}"
        request = urllib.request.Request(url, data=data, headers=headers, method=method)
        with urllib.request.urlopen(request) as answer:
            read = answer.read()
        return json.loads(read) if read else None

    def copy(self, role_play_id: int = ENGLISH, **changes: object) -> int:
        """A role play of its own, like that one; its id."""
        written = self.call("GET", f"/role_plays/{role_play_id}")
        del written["id"], written["version"]
        created: int = self.call("POST", "/role_plays", {**written, **changes})["id"]
        return created
