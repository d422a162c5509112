"""What tests look at and do on the test page, named as a person would name it."""

from dataclasses import dataclass

from playwright.sync_api import Page, expect

#: A reply spoken to its end, or a browser starting on a busy machine, takes this long at most.
PATIENCE_MS = 20_000


@dataclass(frozen=True)
class Row:
    """A row of the message log."""

    direction: str
    type: str
    response_id: str | None
    gist: str


def log_of(page: Page) -> list[Row]:
    rows = page.eval_on_selector_all(
        "#log > li",
        """rows => rows.map(row => [
            row.dataset.direction, row.dataset.messageType, row.dataset.responseId ?? null,
            row.querySelector(".gist").textContent])""",
    )
    return [Row(*row) for row in rows]


def received(page: Page) -> list[str]:
    return [row.type for row in log_of(page) if row.direction == "received"]


def expect_connected(page: Page) -> None:
    expect(page.locator("#connection")).to_have_attribute(
        "data-phase", "connected", timeout=PATIENCE_MS
    )


def expect_state(page: Page, state: str) -> None:
    expect(page.locator("#state")).to_have_attribute("data-state", state, timeout=PATIENCE_MS)


def expect_message(page: Page, kind: str, *, at_least: int = 1) -> None:
    rows = page.locator(f'#log > li[data-message-type="{kind}"]')
    expect(rows.nth(at_least - 1)).to_be_attached(timeout=PATIENCE_MS)


def type_message(page: Page, text: str) -> None:
    page.locator("#message").fill(text)
    page.locator("#message").press("Enter")


def width_beyond_screen(page: Page) -> int:
    """How many pixels one could scroll sideways."""
    beyond: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return beyond
