"""A call's result, in a real browser on a real server: each test is one reader's journey."""

import json
import random
import urllib.request
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from playwright.sync_api import Page, Route, expect

from realtime.roleplay.judge.failed import Code
from realtime.roleplay.scoring.delivery import AudioTurns, delivery_of
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
from tests.pages.practised import keep

pytestmark = pytest.mark.browser

#: A practice call by typed turns, each typed when an answer begins, over the voice socket; its id.
PRACTISE = """async ({ turns }) => {
    const read = async (answer) => (await answer).json();
    const { access_token: token } = await read(fetch("/dev/token?user=1&scope=all"));
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
    const post = (path, body) => read(fetch(path, { method: "POST", headers, body }));
    const { definition } = await read(fetch("/role_plays/2", { headers })).then((whole) => {
        const { id, version, ...definition } = whole;
        return { definition: { ...definition, agent: "marketplace-en" } };
    });
    const { id } = await post("/role_plays", JSON.stringify(definition));
    const { signed_url: url } = await post(`/role_plays/${id}/get_agent_link`);
    const socket = new WebSocket(url);
    let session;
    await new Promise((done) => {
        socket.onmessage = ({ data }) => {
            const message = JSON.parse(data);
            session ??= message.session_id;
            if (message.type !== "audio_response" || message.data.seq > 0) return;
            const text = turns.shift();
            if (text === undefined) done(socket.close());
            else socket.send(JSON.stringify({ type: "text", data: { text } }));
        };
    });
    return session;
}"""


@pytest.fixture(scope="module")
def server(
    forker: Forker | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningServer]:
    data = tmp_path_factory.mktemp("practised") / "data"
    keep(data)
    running = RunningServer(data, forker)
    running.wait_until_ready()
    yield running
    running.stop()


@pytest.fixture
def view(open_page: OpenPage, server: RunningServer):
    def open_view(call: str = "whole", *, at: str = "", **options: Any) -> Page:
        return open_page(at=server, path=f"/sessions/{call}/view", query=at, **options)

    return open_view


def expect_state(page: Page, state: str) -> None:
    expect(page.locator("body")).to_have_attribute("data-state", state, timeout=PATIENCE_MS)


def expect_ready(page: Page) -> None:
    expect_state(page, "ready")
    expect(page.locator("#history table")).to_be_visible()


def result_of(server: RunningServer, call: str) -> Any:
    with urllib.request.urlopen(f"{server.address}/dev/token?user=1") as answer:
        token = json.load(answer)["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    request = urllib.request.Request(f"{server.address}/sessions/{call}", headers=headers)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def heard_at(page: Page) -> float:
    seconds: float = page.locator("#audio").evaluate("audio => audio.currentTime")
    return seconds


def seconds_shown(page: Page) -> int:
    return int(page.get_by_role("slider").get_attribute("aria-valuenow") or -1)


# What is there


def test_a_result_is_all_there(view, server):
    result = result_of(server, "whole")
    metrics = result["spin_metrics"]
    page = view()
    expect_ready(page)
    expect(page.locator("#score")).to_contain_text(f"{metrics['overallScore']}")
    expect(page.locator("#call-title")).to_have_text(result["title"])
    assert page.title().startswith(result["title"])
    expect(page.locator("#facts")).to_contain_text("Ana Souza")
    bars = page.locator("#spin .bar-drawing .fill")
    widths = bars.evaluate_all("bars => bars.map(bar => parseFloat(bar.getAttribute('width')))")
    assert widths == [metrics[k] for k in ("situation", "problem", "implication", "needPayoff")]
    asked = [each for each in metrics["questions"] if each["kind"] != "other_question"]
    expect(page.locator("#spin a.quote")).to_have_count(len(asked))
    expect(page.locator("#figures > div")).to_have_count(7)
    expect(page.locator('[data-figure="talkSpeed"]')).to_contain_text("words a minute")
    expect(page.locator('[data-figure="talkSpeed"]')).to_contain_text("counted from the words")
    assert metrics["interruptions"] == 2
    expect(page.locator(".timeline .interruption")).to_have_count(2)
    expect(page.locator("#rubric > li")).to_have_count(len(result["rubric_results"]))
    expect(page.locator("#objections > li")).to_have_count(result["objections"]["totalCount"])
    expect(page.locator("#lines > li")).to_have_count(len(result["lines"]))
    highlights = metrics["detailedFeedback"]["transcript_highlights"]
    assert {each["type"] for each in highlights} == {"positive", "negative"}
    for each in highlights:
        line = page.locator(f"#line-{each['line']}")
        marked = line.locator(f'mark[data-type="{each["type"]}"]')
        assert each["quote"] in "".join(marked.all_text_contents())
        expect(line.locator(f'.comments [data-type="{each["type"]}"]')).to_contain_text(
            each["comment"]
        )
    expect(page.locator("#history circle")).to_have_count(len(metrics["callHistory"]) + 1)
    expect(page.locator("#history [aria-current=page]")).to_contain_text("this call")
    expect(page.locator("#origin")).to_contain_text(f"Scorer {result['scorer_version']}")
    page.locator("#history a").first.click()
    expect(page.locator("#facts")).to_be_visible()
    assert page.url.endswith("/sessions/typed/view")


REASONS = {
    "unscored": ("unscored", ["no score", "too few times", "Sorry, wrong number."]),
    "failed": ("failed", ["couldn't be scored", "scoring failed twice", "Thanks Hannah"]),
    "unclear": ("ready", ["No overall score", "wasn't recognised reliably", "0.8 s"]),
    "typed": ("ready", ["Your side was typed", "no recording"]),
}


def test_what_is_not_known_is_told_with_its_reason(view, server):
    page = view("unscored")
    for call, (state, words) in REASONS.items():
        page.goto(f"{server.address}/sessions/{call}/view")
        expect_state(page, state)
        for text in words:
            expect(page.locator("#report")).to_contain_text(text)
        expect(page.locator("#history table")).to_be_visible()
        shown = page.locator("main").inner_text()
        assert not any(word in shown for word in ("NaN", "null", "undefined", "{"))


def test_a_call_of_somebody_else_is_not_there(view):
    page = view("somebody-elses", watched=False)
    expect_state(page, "missing")
    expect(page.get_by_role("link", name="All role plays")).to_be_visible()
    expect(page.locator("#report")).to_be_hidden()


# Going about it


def test_a_quote_leads_to_its_line_in_the_recording_and_back(view, server):
    objection = result_of(server, "whole")["objections"]["details"][-1]
    line = objection["clientLine"]
    start = result_of(server, "whole")["lines"][line]["start_s"]
    page = view()
    expect_ready(page)
    page.locator("#objections > li").last.locator("a.quote").first.click()
    row = page.locator(f"#line-{line}")
    expect(row).to_be_in_viewport(ratio=1)
    expect(row).to_have_attribute("aria-current", "true")
    sought = "".join(row.locator(".words [data-sought]").all_text_contents())
    assert sought == objection["clientObjection"]
    expect(page.locator("#deck")).to_be_in_viewport(ratio=1)
    deck, shown = page.locator("#deck").bounding_box(), row.bounding_box()
    assert deck and shown and deck["y"] + deck["height"] <= shown["y"]
    assert heard_at(page) == pytest.approx(start, abs=0.1)
    assert seconds_shown(page) == round(start)
    page.go_back()
    expect(page.locator("#objections > li").last).to_be_in_viewport()
    linked = view(at=f"#line-{line}")
    expect_ready(linked)
    expect(linked.locator(f"#line-{line}[data-sought]")).to_be_in_viewport()


def test_the_timeline_and_the_times_go_to_a_place(view, server):
    result = result_of(server, "whole")
    page = view()
    expect_ready(page)
    slider = page.get_by_role("slider", name="Place in the call")
    box = slider.bounding_box()
    assert box
    slider.click(position={"x": box["width"] / 2, "y": 40})
    assert heard_at(page) == pytest.approx(result["duration_seconds"] / 2, abs=1)
    current = page.locator("#lines > [aria-current]")
    expect(current).to_be_in_viewport()
    assert slider.evaluate("node => node.ariaValueText").startswith("1:0")
    before = seconds_shown(page)
    slider.press("ArrowRight")
    assert seconds_shown(page) == before + 5
    slider.press("Home")
    assert seconds_shown(page) == 0
    page.locator("#line-3 button.time").click()
    expect(page.locator("#line-3")).to_have_attribute("aria-current", "true")
    assert heard_at(page) >= result["lines"][3]["start_s"] - 0.1
    expect(page.locator("#audio")).to_have_js_property("paused", False)


def test_an_expired_link_to_the_recording_is_renewed(view):
    page = view(watched=False)
    expect_ready(page)
    refused = {"error": "not_authenticated", "message": "expired"}
    links: list[str] = []

    def refuse(route: Route) -> None:
        links.append(route.request.url)
        route.fulfill(status=401, json=refused)

    page.route("**/recording?*", refuse, times=1)
    page.reload()
    expect_ready(page)
    audio = page.locator("#audio")
    expect(audio).to_have_js_property("readyState", 4, timeout=PATIENCE_MS)
    assert len(links) == 1 and audio.evaluate("audio => audio.src") != links[0]
    page.route("**/recording?*", refuse)
    page.reload()
    expect(page.locator("#player-note")).to_contain_text("can't be played", timeout=PATIENCE_MS)
    asked = len(links)
    page.unroute("**/recording?*")
    page.get_by_role("button", name="Try again").click()
    expect(audio).to_have_js_property("readyState", 4, timeout=PATIENCE_MS)
    expect(page.locator("#player-note")).to_be_hidden()
    assert asked == 3  # what was refused once is asked for once more


def test_a_call_whose_role_play_is_gone_has_a_name_all_the_same(view, server):
    gone = result_of(server, "whole") | {"title": None, "language": None}
    page = view()
    page.route("**/sessions/whole", lambda route: route.fulfill(json=gone))
    page.route("**/sessions?*", lambda route: route.fulfill(json=[gone]))
    page.reload()
    expect_ready(page)
    name = "A call of a role play that isn't kept any more"
    expect(page.locator("#call-title")).to_have_text(name)
    assert page.title().startswith(name)
    expect(page.locator("[lang=null]")).to_have_count(0)
    page.goto(f"{server.address}/roleplays")
    row = page.locator("#recent-list a")
    expect(row).to_have_text("A role play that isn't kept any more", timeout=PATIENCE_MS)
    expect(page.locator("[lang=null]")).to_have_count(0)


def test_why_the_rules_had_to_is_said_in_the_page_s_language(view, server):
    page = view(locale="pt-BR")
    texts = page.evaluate(
        """async (codes) => {
            const { TEXTS } = await import("/static/session/texts.js");
            return codes.map((code) => TEXTS["pt-BR"][`fallback.${code}`]);
        }""",
        get_args(Code),
    )
    assert None not in texts
    late = result_of(server, "whole") | {"fallback": "timeout: no answer within 60 s"}
    page.route("**/sessions/whole", lambda route: route.fulfill(json=late))
    page.reload()
    expect_ready(page)
    expect(page.locator("#origin")).to_contain_text("não respondeu a tempo")


def test_a_result_that_is_not_there_yet_comes_by_itself(view, server):
    result = result_of(server, "whole")
    nothing = {"spin_metrics": None, "objections": None, "recording_url": None, "turns": None}
    early = {**result, **nothing, "status": "processing", "rubric_results": [], "lines": []}
    page = view()
    expect_ready(page)
    asked: list[str] = []

    def wait(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(json=early, headers={"Retry-After": "2"})

    page.route("**/sessions/whole", wait)
    page.clock.install()
    page.reload()
    expect_state(page, "processing")
    expect(page.locator("#outcome-title")).to_have_text("The call is being scored")
    page.clock.run_for(2_500)
    expect(page.locator("#outcome-title")).to_be_visible()
    assert len(asked) == 2
    see(page, is_hidden=True)
    page.clock.run_for(120_000)
    assert len(asked) == 2  # nobody would see it
    early["ended_by"] = None
    see(page, is_hidden=False)
    page.clock.run_for(1)
    expect(page.locator("#outcome-title")).to_have_text("The call is still going on")
    page.unroute("**/sessions/whole")
    page.clock.run_for(25_000)
    expect_ready(page)
    expect(page.locator("#announcer")).to_have_text("The result is here.")
    expect(page.locator("#score")).to_be_visible()
    expect(page.locator("#outcome")).to_be_hidden()


def see(page: Page, *, is_hidden: bool) -> None:
    """As if the tab went to the back, or came to the front."""
    page.evaluate(
        """(isHidden) => {
            Object.defineProperty(document, "hidden", { get: () => isHidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        is_hidden,
    )


def test_while_the_server_is_away_the_page_keeps_asking(view):
    page = view(watched=False)
    expect_ready(page)
    page.route("**/sessions/whole", lambda route: route.abort())
    page.clock.install()
    page.reload()
    expect_state(page, "away")
    page.clock.run_for(600)
    expect(page.locator("#away-countdown")).to_contain_text("Next try in")
    page.unroute("**/sessions/whole")
    page.clock.run_for(3_000)
    expect_ready(page)


def test_who_has_no_token_is_asked_for_one(view, server):
    with urllib.request.urlopen(f"{server.address}/dev/token?user=1") as answer:
        token = json.load(answer)["access_token"]
    page = view(watched=False)
    expect_ready(page)
    page.route("**/dev/token*", lambda route: route.fulfill(status=404, json={}))
    page.reload()
    expect_state(page, "signedOut")
    expect(page.get_by_label("Access token")).to_be_focused()
    page.keyboard.type("no token")
    page.keyboard.press("Enter")
    expect(page.locator("#token-problem")).to_contain_text("isn't accepted")
    page.get_by_label("Access token").fill(token)
    page.keyboard.press("Enter")
    expect_ready(page)
    page.get_by_role("button", name="Sign out").click()
    expect_state(page, "signedOut")
    expect(page.locator("#report")).to_be_hidden()


def test_a_call_that_was_just_made_is_scored_while_one_looks(view):
    page = view("nobody's", watched=False)
    expect_state(page, "missing")
    turns = [
        "How many people work in the stock room, and how do you count it today?",
        "And what problems do you have with counting by hand at the end of the month?",
        "What does it cost you when the count is wrong and an order can't go out?",
        "Let's meet on Tuesday at ten with your manager.",
    ]
    call = page.evaluate(PRACTISE, {"turns": list(turns)})
    page.goto(page.url.replace("nobody's", call))
    expect_ready(page)
    expect(page.locator('#lines > [data-who="salesperson"] .words')).to_have_text(turns)
    expect(page.locator("#spin")).to_contain_text("What does it cost you")
    expect(page.locator("#audio")).to_be_visible()
    expect(page.locator(".timeline rect.typed")).to_have_count(len(turns))
    expect(page.locator("#facts")).to_contain_text("by the salesperson")


# For everybody


def test_a_phone_shows_all_of_it_without_scrolling_sideways(view):
    page = view("hostile", viewport=PHONE)
    expect_ready(page)
    assert width_beyond_screen(page) == 0
    expect(page.locator("#lines")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("main img, main b").count() == 0
    page.locator("#rubric a.quote").first.click()
    expect(page.locator("#deck")).to_be_in_viewport(ratio=1)
    small = page.locator("button:visible, a:visible, summary:visible").evaluate_all(
        """nodes => nodes.filter((node) => {
            const { width, height } = node.getBoundingClientRect();
            return !node.matches(".skip") && (width < 24 || height < 24);
        }).map((node) => node.outerHTML)"""
    )
    assert small == []


def test_all_words_stand_out_from_their_ground(view):
    page = view(reduced_motion="reduce")
    expect_ready(page)
    page.locator("#rubric a.quote").first.click()
    expect(page.locator("#lines [data-sought]").first).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert poor_contrasts(page) == []
    assert moving_parts(page) == 0


def test_the_language_is_the_browsers_and_can_be_switched(view):
    page = view(locale="pt-BR")
    expect_ready(page)
    assert differing_texts(page, "session") == unknown_texts(page, "session") == []
    expect(page.locator("#spin-title")).to_have_text("Perguntas SPIN")
    expect(page.locator("#facts")).to_contain_text("21 de setembro de 2026")
    expect(page.locator('[data-figure="patience"]')).to_contain_text("0,8 s")
    slider = page.get_by_role("slider", name="Posição na ligação")
    slider.press("End")
    page.get_by_role("button", name="English").click()
    expect(page.locator("#facts")).to_contain_text("September 21, 2026")
    expect(page.locator('[data-figure="patience"]')).to_contain_text("0.8 s")
    expect(page.get_by_role("slider", name="Place in the call")).to_have_attribute(
        "aria-valuetext", "2:03 of 2:03"
    )
    # What was said stays in its own language, and says which.
    expect(page.locator("#lines .words").first).to_have_attribute("lang", "en")


def test_everything_works_by_keyboard_alone(view):
    page = view()
    expect_ready(page)
    page.keyboard.press("Tab")
    expect(page.locator("#skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    first = page.locator("#spin a.quote").first
    expect(first).to_be_focused()
    assert first.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("#lines > [data-sought]")).to_be_in_viewport()
    page.keyboard.press("Tab")
    # The browser goes on from the line that was jumped to.
    inside = "document.activeElement.closest('#lines > li')?.hasAttribute('data-sought')"
    assert page.evaluate(inside)
    page.get_by_role("slider").focus()
    page.keyboard.press("PageUp")
    assert seconds_shown(page) > 30
    expect(page.locator("#lines > [aria-current]")).to_be_in_viewport()


def test_on_paper_all_is_open_and_nothing_can_be_pressed(view):
    page = view("whole", color_scheme="dark", viewport={"width": 1000, "height": 700})
    expect_ready(page)
    hidden = page.locator("#spin [data-more]")
    more = hidden.count()
    page.emulate_media(media="print")
    for control in ("#audio", "#print", ".switch", "#spin button", ".skip"):
        for each in page.locator(control).all():
            expect(each).to_be_hidden()
    assert more == page.locator("#spin [data-more]:visible").count() > 0
    boxes = [page.locator(card).bounding_box() for card in ("#spin", "#figures", "#objections")]
    assert len({box["x"] for box in boxes if box}) == 1
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    assert poor_contrasts(page) == []
    expect(page.locator("#lines")).to_be_visible()
    expect(page.locator(".timeline")).to_be_visible()


def test_marks_and_figures_count_the_same_interruptions(view):
    page = view()
    dice = random.Random(9)
    calls = [(_turns(dice), _turns(dice)) for _ in range(200)]
    counted = page.evaluate(
        """async (calls) => {
            const { speechOf } = await import("/static/session/speech.js");
            return calls.map(([salesperson, buyer]) => {
                const turns = { salesperson, buyer };
                return speechOf({ turns, lines: [], duration_seconds: 60 }).interruptions.length;
            });
        }""",
        calls,
    )
    figures = [
        delivery_of((), (), audio=AudioTurns(*sides), words_trusted=True).interruptions.value
        for sides in calls
    ]
    assert counted == figures
    assert sum(counted) > 100
    expect_ready(page)


def test_where_the_salesperson_typed_no_interruption_is_marked(view):
    """The server counts none then: it isn't known into what was typed."""
    marked = view().evaluate(
        """async () => {
            const { speechOf } = await import("/static/session/speech.js");
            const turns = { salesperson: [[2, 5]], buyer: [[0, 4]] };
            const times = { start_s: 8, end_s: 9 };
            return [false, true].map((is_typed) => {
                const lines = [{ who: "salesperson", ...times, is_typed }];
                const speech = speechOf({ turns, lines, duration_seconds: 60 });
                return [speech.overlaps.length, speech.interruptions.length];
            });
        }"""
    )
    assert marked == [[1, 1], [0, 0]]


def _turns(dice: random.Random) -> tuple[tuple[float, float], ...]:
    starts = sorted(dice.uniform(0, 60) for _ in range(dice.randint(1, 12)))
    return tuple((start, start + dice.choice((0.1, 0.5, 3.0, 8.0))) for start in starts)
