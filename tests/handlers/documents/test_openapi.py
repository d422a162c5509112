import json

import pytest
from tornado.web import RequestHandler

from handlers.documents.operations import METHODS


async def fetched(server):
    answer = await server.fetch("/openapi.json")
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    return json.loads(answer.body)


def answered(endpoint):
    """The methods an endpoint has code for."""
    return {
        method
        for method in METHODS
        if getattr(endpoint, method) is not getattr(RequestHandler, method)
    }


async def test_every_method_that_is_answered_is_documented_and_nothing_else(serve):
    for development in (True, False):
        server = serve(development=development)
        there = {
            (route.path, method) for route in server.table for method in answered(route.endpoint)
        }
        paths = (await fetched(server))["paths"]
        told = {(path, method) for path, methods in paths.items() for method in methods}
        assert told == there
        assert ("/dev/token" in paths) == development


async def test_what_is_told_of_it_is_one_line_and_all_ids_differ(serve):
    paths = (await fetched(serve()))["paths"]
    operations = [each for methods in paths.values() for each in methods.values()]
    assert len({each["operationId"] for each in operations}) == len(operations)
    for each in operations:
        assert 0 < len(each["summary"]) <= 80 and not each["summary"].endswith(".")


async def test_links_lead_to_operations_and_name_their_parameters(serve):
    paths = (await fetched(serve()))["paths"]
    known = {each["operationId"]: each for methods in paths.values() for each in methods.values()}
    links = [
        link
        for each in known.values()
        for response in each["responses"].values()
        for link in response.get("links", {}).values()
    ]
    assert len(links) > 10
    for link in links:
        wanted = {each["name"] for each in known[link["operationId"]].get("parameters", ())}
        assert set(link.get("parameters", ())) <= wanted


async def test_what_is_answered_unlike_the_document_is_noticed(serve):
    server = serve()
    server.store.failure = 5  # not a text
    with pytest.raises(AssertionError, match="is not of type"):
        await server.fetch("/health")


async def test_the_cookie_and_the_development_mode_are_told_where_they_are(serve):
    plain = await fetched(serve(development=False))
    with_cookie = await fetched(serve(development=False, cookie="session"))
    assert "cookie" not in plain["components"]["securitySchemes"]
    assert with_cookie["components"]["securitySchemes"]["cookie"]["name"] == "session"
    [token, cookie] = with_cookie["paths"]["/sessions"]["get"]["security"]
    assert (token, cookie) == ({"bearer": []}, {"cookie": []})
    stream = plain["paths"]["/backend/conversations/stream"]["get"]["security"]
    assert stream == [{"bearer": ["conversations"]}, {"ticket": []}]
    agents = "/ws/voice-chat/agents"
    assert {} not in plain["paths"][agents]["get"]["security"]
    assert {} in (await fetched(serve()))["paths"][agents]["get"]["security"]
