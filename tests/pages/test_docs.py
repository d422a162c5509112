"""The documents' page, in a real browser on a real server: each test is one reader's journey."""

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.forking import Forker
from tests.pages.conftest import OpenPage, RunningServer
from tests.pages.looks import (
    PATIENCE_MS,
    PHONE,
    differing_texts,
    moving_parts,
    poor_contrasts,
    unknown_texts,
    width_beyond_screen,
)

pytestmark = pytest.mark.browser

ENTRIES = ".entry:not([hidden])"


@pytest.fixture(scope="module")
def server(
    forker: Forker | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningServer]:
    running = RunningServer(tmp_path_factory.mktemp("documented") / "data", forker)
    running.wait_until_ready()
    yield running
    running.stop()


@pytest.fixture
def docs(open_page: OpenPage, server: RunningServer):
    def open_docs(place: str = "", *, at: RunningServer = server, **options) -> Page:
        page = open_page(at=at, path="/docs", query=place, **options)
        expect(page.locator("body")).to_have_attribute("data-state", "ready", timeout=PATIENCE_MS)
        return page

    return open_docs


def document(server: RunningServer, name: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{server.address}/{name}.json", timeout=10) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def test_all_that_is_documented_is_there(docs, server):
    page = docs()
    operations = sum(len(methods) for methods in document(server, "openapi")["paths"].values())
    channels = document(server, "asyncapi")["operations"].values()
    messages = sum(len(operation["messages"]) for operation in channels)
    expect(page.locator(ENTRIES)).to_have_count(operations + messages)
    expect(page.locator("#index li")).to_have_count(operations + messages)
    page.locator(".entry").evaluate_all("all => all.forEach((each) => { each.open = true })")
    expect(page.locator(".entry > .opened")).to_have_count(operations + messages)
    text = page.locator("main").inner_text()
    assert "undefined" not in text and "[object" not in text


def test_the_search_finds_and_a_surface_narrows(docs):
    page = docs()
    page.keyboard.press("/")
    page.keyboard.type("queue join")
    expect(page.locator(ENTRIES)).to_have_count(2)
    expect(page.locator("#found")).to_contain_text("2 of")
    page.locator("#surfaces button", has_text="voice").click()
    expect(page.locator("#nothing")).to_be_visible()
    page.locator("#search").fill("")
    expect(page.locator(f'{ENTRIES}:not([id*="voice"])')).to_have_count(0)
    expect(page.locator(".surface:visible h2")).to_have_text(["voice"])


def test_an_operation_is_told_whole_and_its_address_can_be_passed_on(docs):
    page = docs("#post_api_consultoria_queue_join")
    entry = page.locator("#post_api_consultoria_queue_join")
    expect(entry.locator("> summary")).to_be_focused()
    expect(entry).to_contain_text("Needs a token (Authorization: Bearer).")
    expect(entry.locator(".fields").first).to_contain_text("agent_type")
    expect(entry.locator(".answers > li")).to_contain_text(["200", "400", "401", "403"])
    entry.locator(".answers summary").first.click()
    expect(entry.locator(".answers .fields").first).to_contain_text("poll_after_ms")
    expect(entry.locator(".snippet pre")).to_contain_text("""-d '{"agent_type":"gestao"}'""")
    entry.get_by_role("button", name="JavaScript").click()
    expect(entry.locator(".snippet pre")).to_contain_text("await fetch(")
    entry.get_by_role("link", name="GET /api/consultoria/queue/status/").click()
    expect(page.locator("#get_api_consultoria_queue_status")).to_have_attribute("open", "")


def test_the_keyboard_opens_what_a_message_holds(docs):
    page = docs("#voice-send-interruption")
    entry = page.locator("#voice-send-interruption")
    expect(entry.locator("> summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(entry.locator("details .fields")).to_contain_text("heard_text")
    expect(entry.locator("pre")).to_contain_text('"type": "interruption"')


def test_in_development_mode_a_get_is_tried(docs):
    page = docs("#get_role_plays")
    trial = page.locator("#get_role_plays .trial")
    trial.get_by_label("limit").fill("1")
    trial.get_by_role("button", name="Send").click()
    expect(trial.locator(".outcome")).to_contain_text('"next_cursor": "1"', timeout=PATIENCE_MS)
    expect(trial.locator(".outcome .status")).to_have_text("200")


def test_elsewhere_nothing_is_tried(docs, guarded):
    page = docs("#get_role_plays", at=guarded)
    expect(page.locator("#get_role_plays .snippet")).to_be_visible()
    assert page.locator(".trial").count() == 0


def test_in_portuguese_on_a_phone_in_either_scheme(docs):
    page = docs("#get_sessions_session_id", locale="pt-BR", viewport=PHONE, reduced_motion="reduce")
    entry = page.locator("#get_sessions_session_id")
    entry.locator(".answers summary").first.click()
    expect(entry).to_contain_text("Requer um token")
    assert width_beyond_screen(page) == 0
    assert differing_texts(page, "docs") == unknown_texts(page, "docs") == []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert poor_contrasts(page) == []
    assert moving_parts(page) == 0
    page.locator("#language-en").click()
    expect(entry).to_contain_text("Needs a token")


def test_who_can_t_be_read_is_asked_again(open_page, server):
    page = open_page(watched=False, path="/test")
    page.route("**/asyncapi.json", lambda route: route.abort())
    page.goto(f"{server.address}/docs")
    expect(page.locator("#away")).to_be_visible(timeout=PATIENCE_MS)
    page.unroute("**/asyncapi.json")
    page.locator("#retry").click()
    expect(page.locator("body")).to_have_attribute("data-state", "ready", timeout=PATIENCE_MS)
