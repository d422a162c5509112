import re

import pytest

from handlers.endpoint import Endpoint
from handlers.paths import Route, pattern_of


def named(path, address):
    found = re.fullmatch(pattern_of(path), address)
    return None if found is None else found.groupdict()


@pytest.mark.parametrize(
    ("path", "address", "found"),
    [
        ("/", "/", {}),
        ("/sessions", "/sessions", {}),
        ("/sessions", "/sessions/", {}),
        ("/queue/join/", "/queue/join", {}),
        ("/sessions", "/sessions//", None),
        ("/sessions/{id}", "/sessions/a.b", {"id": "a.b"}),
        ("/sessions/{id}", "/sessions/", None),
        ("/sessions/{id}", "/sessions/a/b", None),
        ("/a/{name}/samples/{index:index}", "/a/x/samples/12/", {"name": "x", "index": "12"}),
        ("/a/{name}/samples/{index:index}", "/a/x/samples/one", None),
        ("/static/{path:rest}", "/static/a/b.js", {"path": "a/b.js"}),
        ("/openapi.json", "/openapi.json", {}),
        ("/openapi.json", "/openapixjson", None),
    ],
)
def test_a_path_is_matched_as_it_is_written(path, address, found):
    assert named(path, address) == found


def test_a_route_says_what_its_path_holds():
    route = Route("/a/{name}/samples/{index:index}", Endpoint, {})
    assert route.path == "/a/{name}/samples/{index}"
    assert route.parameters == {"name": "", "index": "index"}
