"""Paths as people write them, for the router and the documents alike.

`/sessions/{session_id}/recording`: a name in braces is a part without a slash, `{index:index}` up
to four digits, `{path:rest}` whatever follows; `:number` and `:lead` tell readers more, not the
router. A slash at the end may be there or not.
"""

import re
from typing import Any

from tornado.routing import Rule

from handlers.endpoint import Endpoint
from handlers.watching.metrics import Path

_PATTERNS = {
    "": "[^/]+",
    "number": "[^/]+",
    "lead": "[^/]+",
    "index": "[0-9]{1,4}",
    "rest": ".*",
}
_parameters = re.compile(r"\{([a-z_]+):?([a-z]*)\}")


class Route(Rule):
    """A path, and the endpoint that answers it with its parts."""

    def __init__(
        self, path: str, endpoint: type[Endpoint], parts: dict[str, Any], summary: str = ""
    ) -> None:
        """`summary`: of what the endpoint can't say itself, for it has several paths."""
        self.endpoint = endpoint
        self.parts = parts
        self.summary = summary
        #: As OpenAPI writes it, and of which kind its parameters are.
        self.path = _parameters.sub(r"{\1}", path)
        super().__init__(Path(pattern_of(path), self.path), endpoint, parts)
        self.parameters: dict[str, str] = dict(_parameters.findall(path))


def pattern_of(path: str) -> str:
    """What matches the paths of a template; each parameter is a group of its name."""
    texts = _parameters.split(path)
    pattern = re.escape(texts[0])
    for name, kind, text in zip(texts[1::3], texts[2::3], texts[3::3], strict=True):
        pattern += f"(?P<{name}>{_PATTERNS[kind]}){re.escape(text)}"
    return pattern.removesuffix("/") + "/?"
