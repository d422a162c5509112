"""/metrics over real sockets: who may read it, and that what it says of requests is true."""

import asyncio
import json
import re
from pathlib import Path as File

import pytest
from prometheus_client import REGISTRY
from prometheus_client.metrics import MetricWrapperBase

from handlers.watching.metrics import METHODS
from realtime.agents import base as agents
from realtime.agents.base import Recognition
from tests.figures import Figures, Growth
from tests.handlers.conftest import SECRET, token

TESTS = File(__file__).parents[2]


async def scraped(server, **headers):
    answer = await server.fetch("/metrics", headers=headers)
    assert answer.code == 200, answer.body
    return Figures(answer.body.decode())


async def test_in_development_mode_anybody_here_reads_it(serve):
    answer = await serve().fetch("/metrics")
    assert answer.code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert answer.headers["Cache-Control"] == "no-store"


async def test_who_asks_for_openmetrics_gets_it(serve):
    accept = {"Accept": "application/openmetrics-text; version=1.0.0,text/plain;q=0.5"}
    answer = await serve().fetch("/metrics", headers=accept)
    assert answer.headers["Content-Type"].startswith("application/openmetrics-text")
    assert answer.body.endswith(b"# EOF\n")


async def test_who_asks_for_a_version_that_is_none_gets_the_plain_text(serve):
    answer = await serve().fetch("/metrics", headers={"Accept": "text/plain; version=x"})
    assert answer.code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")


@pytest.mark.parametrize(
    ("headers", "code", "error"),
    [
        ({}, 401, "not_authenticated"),
        ({"Authorization": "Bearer nonsense"}, 401, "not_authenticated"),
        ({"Authorization": f"Bearer {token()}"}, 403, "not_permitted"),
        ({"Authorization": f"Bearer {token(scope='conversations')}"}, 403, "not_permitted"),
    ],
)
async def test_elsewhere_it_takes_the_scope(serve, headers, code, error):
    server = serve(development=False)
    answer = await server.fetch("/metrics", headers=headers)
    assert (answer.code, json.loads(answer.body)["error"]) == (code, error)
    await scraped(server, Authorization=f"Bearer {token(scope='metrics')}")


# Requests


async def test_requests_are_counted_by_route_method_and_status(serve):
    server = serve()
    before = await scraped(server)
    for path, method in [
        ("/health", "GET"),
        ("/health", "HEAD"),
        ("/health", "DELETE"),
        ("/backend/conversations/lead-1/messages", "GET"),
        ("/sessions/5/view", "GET"),
        ("/nowhere/at/all", "GET"),
    ]:
        await server.fetch(path, method=method)
    after = await scraped(server)

    def grew(route, method, status):
        labels = {"route": route, "method": method, "status": status}
        name = "http_requests_total"
        return after.of(name, **labels) - before.of(name, **labels)

    assert grew("/health", "GET", "200") == 1
    assert grew("/health", "HEAD", "200") == 1
    assert grew("/health", "DELETE", "405") == 1
    assert grew("/backend/conversations/{lead_id}/messages", "GET", "401") == 1
    assert grew("/sessions/{session_id}/view", "GET", "200") == 1
    assert grew("none", "GET", "404") == 1
    took = "http_request_seconds_count"
    assert after.of(took, route="/health") - before.of(took, route="/health") == 3


async def test_what_a_client_makes_up_is_one_value(serve):
    server = serve()
    for method in ("FROB", "KNIT"):
        await server.fetch("/no/where", method=method, allow_nonstandard_methods=True)
    requests = (await scraped(server)).families["vivavoz_http_requests"]
    made_up = {sample.labels["method"] for sample in requests.samples} - METHODS
    assert made_up == {"other"}


async def test_routes_are_named_so_that_people_can_read_them(serve):
    for route in serve().table:
        assert re.fullmatch(r"[a-z0-9/_{}.-]+", route.matcher.name), route.path


# Errors, and what there is just now


async def test_errors_are_counted_by_their_code(serve):
    server = serve()
    not_found, refused = (
        Growth("http_errors_total", code=code) for code in ("not_found", "not_authenticated")
    )
    await server.fetch("/nowhere")
    await server.fetch("/backend/conversations")
    assert (not_found(), refused()) == (1, 1)


async def test_the_version_is_told(serve):
    assert (await scraped(serve())).of("build_info", version="1.2.3") == 1


async def test_the_store_and_the_archive_are_as_they_are(serve):
    server = serve()
    await server.archive.keep("result", "1", b"12345", owner=None, at=server.time)
    figures = await scraped(server)
    assert figures.of("store_records", table="archived") == 1
    assert figures.of("archive_files", kind="others") == 1
    assert figures.of("archive_bytes", kind="others") == 5
    assert figures.of("archive_bytes", kind="recordings") == 0
    assert figures.of("journal_bytes") == server.store.journal_bytes > 0
    assert figures.of("store_backlog_bytes") == 0
    assert figures.of("store_failed") == 0
    server.store.failure = "the disk is full"
    assert (await scraped(server)).of("store_failed") == 1


async def test_recognition_and_scoring_are_as_they_are(serve):
    server = serve()
    server.directory.recognition = Recognition(busy=1, idle=2, down=3, waiting=4)
    figures = await scraped(server)
    workers = {
        state: figures.of("recogniser_workers", state=state) for state in ("busy", "idle", "down")
    }
    assert workers == {"busy": 1, "idle": 2, "down": 3}
    assert figures.of("recogniser_waiting") == 4
    assert figures.of("practice_waiting") == server.practice.marking.waiting == 0


async def test_a_server_that_stops_says_so(serve):
    server = serve()
    assert (await scraped(server)).of("draining") == 0
    await server.drain.drain(asyncio.Event())
    assert (await scraped(server)).of("draining") == 1


async def test_each_server_tells_its_own_present(serve):
    one, other = serve(), serve()
    one.directory.recognition = Recognition(waiting=7)
    assert (await scraped(one)).of("recogniser_waiting") == 7
    assert (await scraped(other)).of("recogniser_waiting") == 0


# All of them

#: Every label there is; none of them names a user, a session or anything that was said.
LABELS = {
    "agent",
    "agent_type",
    "channel",
    "code",
    "how",
    "input",
    "kind",
    "le",
    "method",
    "outcome",
    "provider",
    "reason",
    "route",
    "state",
    "status",
    "table",
    "type",
    "version",
}
#: What a family's name ends with, and what its samples are called.
SUFFIXES = {"counter": "_total", "histogram": "_count", "gauge": "", "info": "_info"}


def collectors():
    return [each for each in REGISTRY._collector_to_names if isinstance(each, MetricWrapperBase)]


def declared():
    """Our metrics, by family."""
    families = (each.describe()[0] for each in collectors())
    return {each.name: each for each in families if each.name.startswith("vivavoz_")}


def test_every_metric_says_what_it_is_to_whoever_operates_it():
    families = declared()
    assert len(families) > 40
    for family in families.values():
        assert family.documentation.endswith("."), family.name
        assert len(family.documentation) > 15, family.name
        if family.type == "histogram":
            assert family.name.endswith(("_seconds", "_bytes")), family.name


def test_labels_are_few_and_from_a_fixed_set():
    for collector in collectors():
        assert set(collector._labelnames) <= LABELS, collector
        assert len(collector._labelnames) <= 3, collector


@pytest.mark.parametrize("name", sorted(declared()))
def test_every_metric_is_moved_by_some_test(name):
    told = name.removeprefix("vivavoz_") + SUFFIXES[declared()[name].type]
    texts = (each.read_text(encoding="utf-8") for each in TESTS.rglob("test_*.py"))
    moved = re.compile(rf'"{told}"|f"{told.removesuffix("_count")}_')
    assert any(moved.search(text) for text in texts), told


@pytest.mark.parametrize("readme", ["README.md", "README.pt-BR.md"])
def test_every_metric_is_in_the_readme_with_its_labels(readme):
    text = (TESTS.parent / readme).read_text(encoding="utf-8")
    labels = {each.describe()[0].name: ", ".join(each._labelnames) for each in collectors()}
    lacking = []
    for name, each in declared().items():
        told = name.removeprefix("vivavoz_") + SUFFIXES[each.type].replace("_count", "")
        told += f"{{{labels[name]}}}" if labels[name] else ""
        if f"`{told}" not in text:
            lacking.append(told)
    assert lacking == []


def test_alerts_are_about_what_there_is():
    text = (TESTS.parent / "examples" / "deploy" / "alerts.yml").read_text(encoding="utf-8")
    named = set(re.findall(r"vivavoz_\w+", text))
    there = {name + suffix for name in declared() for suffix in ("", "_total", "_bucket", "_info")}
    assert named and named <= there, named - there


async def test_what_a_scrape_takes_stays_small(serve):
    server = serve()
    await scraped(server)
    answer = await server.fetch("/metrics")
    assert b"_created" not in answer.body
    assert len(answer.body) < 1_048_576


async def test_nothing_of_who_talks_nor_of_what_is_said_is_in_it(serve):
    server = serve(development=False)
    bearer = token(user="ana-the-user", scope="metrics conversations", leads=["lead-of-ana"])
    server.agent.script = (
        agents.Transcript("words of the caller"),
        agents.ReplyText("words of the agent"),
        agents.TurnDone(),
    )
    talker = await server.connect("?lead_id=lead-of-ana", Authorization=f"Bearer {bearer}")
    start = await talker.start()
    talker.send("text", text="words of the caller")
    await talker.until("response_end")
    await server.fetch("/nowhere/for-ana?ticket=a-ticket")
    answer = await server.fetch("/metrics", headers={"Authorization": f"Bearer {bearer}"})
    secrets = (bearer, SECRET, start["session_id"], start["resume_token"])
    told = answer.body.decode()
    for each in (*secrets, "ana-the-user", "lead-of-ana", "words of", "for-ana", "a-ticket"):
        assert each not in told, each
