"""/metrics over real sockets: who may read it, and that what it says of requests is true."""

import json
import re

import pytest

from handlers.metrics import METHODS, Path
from tests.figures import Figures
from tests.handlers.conftest import token


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
    assert grew("/backend/conversations/*/messages", "GET", "401") == 1
    assert grew("/sessions/*/view", "GET", "200") == 1
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
    for pattern, *_ in serve().table:
        assert re.fullmatch(r"[a-z0-9/_*-]+", Path(pattern).name), pattern
