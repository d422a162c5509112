"""What tests look at and do on the pages, named as a person would name it."""

from dataclasses import dataclass

from playwright.sync_api import Page, ViewportSize, expect

#: A reply spoken to its end, or a browser starting on a busy machine, takes this long at most.
PATIENCE_MS = 20_000

PHONE: ViewportSize = {"width": 360, "height": 740}

CONTRASTS = """() => {
    for (const moving of document.getAnimations()) {
        if (moving.effect.getComputedTiming().endTime !== Infinity) moving.finish();
    }
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const rgba = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const ground = (node) => {
        const colour = rgba(getComputedStyle(node).backgroundColor);
        return colour[3] === 255 || !node.parentElement ? colour : ground(node.parentElement);
    };
    const light = (colour) => {
        const [red, green, blue] = colour.slice(0, 3).map((part) => {
            const share = part / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const poor = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode.parentElement;
        if (!walker.currentNode.textContent.trim() || !node.checkVisibility()) continue;
        if (node.closest("script, noscript, :disabled, .visually-hidden, .skip")) continue;
        const [one, other] = [light(rgba(getComputedStyle(node).color)), light(ground(node))];
        const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        if (contrast < 4.5) poor.push(`${walker.currentNode.textContent}: ${contrast.toFixed(2)}`);
    }
    return poor;
}"""


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


def poor_contrasts(page: Page) -> list[str]:
    """The words that don't stand out from their ground, once no colour fades into another."""
    poor: list[str] = page.evaluate(CONTRASTS)
    return poor


def differing_texts(page: Page, folder: str) -> list[str]:
    """The keys of texts that only one language has, or that name different values."""
    differing: list[str] = page.evaluate(
        """async (folder) => {
            const { TEXTS } = await import(`/static/${folder}/texts.js`);
            const names = (text) => (text.match(/\\{\\w+\\}/g) ?? []).sort().join();
            const keys = new Set(Object.values(TEXTS).flatMap(Object.keys));
            return [...keys].filter((key) => {
                const [one, other] = Object.values(TEXTS).map((texts) => texts[key]);
                return !one || !other || names(one) !== names(other);
            });
        }""",
        folder,
    )
    return differing


def unknown_texts(page: Page, folder: str) -> list[str]:
    """The keys on the page that have no text."""
    unknown: list[str] = page.evaluate(
        """async (folder) => {
            const { TEXTS } = await import(`/static/${folder}/texts.js`);
            const wanted = ["i18n", "i18nLabel", "i18nPlaceholder"];
            return [...document.querySelectorAll("*")]
                .flatMap((node) => wanted.map((name) => node.dataset?.[name]))
                .filter((key) => key && !(key in TEXTS.en));
        }""",
        folder,
    )
    return unknown


def moving_parts(page: Page) -> int:
    """How many parts of the page would move by themselves."""
    moving: int = page.evaluate(
        """[...document.querySelectorAll("*")].filter((node) => {
            const { transitionDuration, animationName } = getComputedStyle(node);
            return transitionDuration !== "0s" || animationName !== "none";
        }).length"""
    )
    return moving
