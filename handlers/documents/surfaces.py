"""The surfaces of the server, as documents group them."""

from handlers.pages import Asset, Page
from handlers.paths import Route

#: What each is for, in the order of the documents.
TAGS = {
    "voice": "Talk with an agent that can be interrupted, over a WebSocket.",
    "conversations": "Follow, feed and take over what is said on any surface.",
    "consultations": "Wait in a fair queue, and consult an avatar.",
    "role plays": "Practise sales calls, and read what became of them.",
    "server": "What this server is, and how it is.",
    "pages": "The built-in pages and what they are made of.",
}

_PREFIXES = {
    "/ws/": "voice",
    "/backend/conversations": "conversations",
    "/api/consultoria": "consultations",
    "/consultoria": "consultations",
    "/role_plays": "role plays",
    "/sessions": "role plays",
}


def tag_of(route: Route) -> str:
    if issubclass(route.endpoint, Page | Asset):
        return "pages"
    found = (tag for prefix, tag in _PREFIXES.items() if route.path.startswith(prefix))
    return next(found, "server")
