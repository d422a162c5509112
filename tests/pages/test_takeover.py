"""Two tabs: a caller on /test, and somebody on /dashboard who follows and takes over the call."""

import pytest
from playwright.sync_api import Page, expect

from tests.pages.conftest import OpenPage, RunningServer
from tests.pages.desk import call, expect_live, open_lead, reply, row
from tests.pages.looks import PATIENCE_MS, expect_connected, expect_state, received, type_message

pytestmark = pytest.mark.browser

LEAD = "caller-1"
QUESTION = "What can I ask you?"


def speak_sample(caller: Page, text: str) -> None:
    caller.locator("#sample").select_option(label=text)
    caller.locator("#play-sample").click()


def expect_message_of(desk: Page, role: str, text: str) -> None:
    message = desk.locator(f'#messages .message[data-role="{role}"] .bubble').last
    expect(message).to_contain_text(text, ignore_case=True, timeout=PATIENCE_MS)


def switch_ai(desk: Page, *, on: bool) -> None:
    desk.locator("#ai-switch").click()
    state = "true" if on else "false"
    expect(desk.locator("#ai-switch")).to_have_attribute("aria-checked", state)


@pytest.fixture
def tabs(fragile: RunningServer, open_page: OpenPage) -> tuple[Page, Page]:
    caller = open_page(at=fragile, query=f"?lead_id={LEAD}")
    desk = open_page(at=fragile, path="/dashboard")
    expect_connected(caller)
    expect_live(desk)
    return caller, desk


def test_a_person_follows_a_call_takes_it_over_and_hands_it_back(tabs, fragile):
    caller, desk = tabs
    # The caller's words appear, and the agent's answer.
    speak_sample(caller, QUESTION)
    expect(row(desk, LEAD)).to_contain_text("voice", timeout=PATIENCE_MS)
    open_lead(desk, LEAD)
    expect_message_of(desk, "user", QUESTION.rstrip("?"))
    # The agent is switched off in the middle of its answer, and falls silent.
    expect_state(caller, "agent_speaking")
    switch_ai(desk, on=False)
    expect(caller.locator("#transcript [data-interrupted]")).to_be_visible(timeout=PATIENCE_MS)
    expect_state(caller, "idle")
    # What the caller says goes on appearing, and isn't answered.
    type_message(caller, "Is anybody there?")
    expect_message_of(desk, "user", "Is anybody there?")
    # A person's words are spoken to the caller.
    replies = received(caller).count("response_start")
    reply(desk, "One moment, I'll look it up.")
    expect_state(caller, "agent_speaking")
    said = caller.locator('#transcript [data-role="human"] .bubble')
    expect(said).to_have_text("One moment, I'll look it up.", timeout=PATIENCE_MS)
    assert received(caller).count("response_start") == replies + 1
    expect_state(caller, "idle")
    # Handed back, the agent answers again.
    switch_ai(desk, on=True)
    type_message(caller, "how much is the bicycle")
    expect_message_of(desk, "user", "how much is the bicycle")
    expect_message_of(desk, "assistant", "bicycle costs")
    roles = [item["role"] for item in call(fragile, "GET", f"/{LEAD}/messages")["items"]]
    assert roles == ["assistant", "user", "human", "user", "assistant", "user"]


def test_a_call_s_page_leads_to_its_conversation(tabs):
    caller, _ = tabs
    type_message(caller, "how much is the bicycle")
    expect_state(caller, "agent_speaking")
    with caller.context.expect_page() as opened:
        caller.locator("#to-dashboard").click()
    expect(opened.value.locator("#thread-lead")).to_have_text(LEAD, timeout=PATIENCE_MS)
    expect_connected(caller)
