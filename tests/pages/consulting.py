"""What tests look at and do on the page of consultations, and what others do meanwhile."""

import itertools
import json
import urllib.request
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Locator, Page, expect

from tests.pages.looks import PATIENCE_MS

if TYPE_CHECKING:
    from tests.pages.conftest import RunningServer

API = "/api/consultoria"
JSON = dict[str, Any]

# Keeps what the page opens, to be asked how it goes, or to be cut.
KEEP_PEERS = """
    window.peers = [];
    window.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(...options) { super(...options); window.peers.push(this); }
    };
"""

CUT_PEER = """() => {
    const peer = window.peers.at(-1);
    Object.defineProperty(peer, "connectionState", { value: "failed" });
    peer.onconnectionstatechange();
}"""

MEDIA = """async () => {
    const stats = [...(await window.peers.at(-1).getStats()).values()];
    const of = (type, kind) => stats.find((each) => each.type === type && each.kind === kind) ?? {};
    return {
        pictures: of("inbound-rtp", "video").framesDecoded ?? 0,
        heard: of("inbound-rtp", "audio").totalAudioEnergy ?? 0,
        said: of("media-source", "audio").totalAudioEnergy ?? 0,
    };
}"""

# Pixels of the picture, coarse.
PICTURE = """() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [64, 36];
    const context = canvas.getContext("2d");
    context.drawImage(document.getElementById("video"), 0, 0, 64, 36);
    return context.getImageData(0, 0, 64, 36).data.join();
}"""

_names = itertools.count(1)


def somebody() -> str:
    """A user nobody was before."""
    return f"visitor-{next(_names)}"


class Visitor:
    """Somebody who consults by the REST interface alone."""

    def __init__(self, server: "RunningServer", user: str) -> None:
        self._server = server
        self.user = user
        with urllib.request.urlopen(f"{server.address}/dev/token?user={user}") as answer:
            self._token = json.load(answer)["access_token"]

    def call(self, method: str, path: str, body: JSON | None = None) -> JSON:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        url = f"{self._server.address}{API}/{path}"
        request = urllib.request.Request(url, data=data, headers=headers, method=method)
        with urllib.request.urlopen(request) as answer:
            found: JSON = json.load(answer)
        return found

    def join(self, slug: str = "gestao") -> None:
        self.call("POST", "queue/join/", {"agent_type": slug})

    def leave(self) -> None:
        """Whatever it has: a place, a session."""
        session = self.call("GET", "session/")
        if session["status"] in ("active", "disconnected"):
            self.call("POST", "session/terminate/", {"session_id": session["session"]["id"]})
        self.call("POST", "queue/leave/", {})


def expect_state(page: Page, state: str) -> None:
    expect(page.locator("body")).to_have_attribute("data-state", state, timeout=PATIENCE_MS)


def card(page: Page, slug: str) -> Locator:
    return page.locator(f'.agent[data-slug="{slug}"]')


def enter(page: Page, slug: str = "gestao") -> None:
    card(page, slug).get_by_role("button").click()


def expect_place(page: Page, position: int) -> None:
    expect_state(page, "waiting")
    place = page.locator("#place")
    expect(place).to_have_attribute("data-position", str(position), timeout=PATIENCE_MS)


def start(page: Page) -> None:
    expect_state(page, "called")
    page.locator("#start").click()
    expect_state(page, "talking")


def end(page: Page) -> None:
    page.locator("#end").click()
    page.locator("#confirm-yes").click()
    expect_state(page, "ended")


def expect_pictures(page: Page) -> None:
    """They come, and change."""
    page.wait_for_function(f"async () => (await ({MEDIA})()).pictures > 0", timeout=PATIENCE_MS)
    expect(page.locator("#screen-text")).to_be_hidden(timeout=PATIENCE_MS)
    first = page.evaluate(PICTURE)
    page.wait_for_function(f"(first) => ({PICTURE})() !== first", arg=first, timeout=PATIENCE_MS)


def expect_voice(page: Page) -> None:
    """The avatar is heard."""
    loud = f"async () => (await ({MEDIA})()).heard > 0.001"
    page.wait_for_function(loud, timeout=PATIENCE_MS)
