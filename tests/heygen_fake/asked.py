"""A request and its answer, between the front that reads them and the rules of a vendor."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.heygen_fake.faults import Fault, Refuse


@dataclass
class Request:
    at: float
    #: The name of the call; of something that is none: its method and path.
    call: str
    #: The vendor's session that it is about, as far as the fake can tell.
    session_id: str
    #: What it came with: "key", "wrong key", "token", "wrong token"; with a + between them if both.
    credential: str
    body: Any
    #: What it was answered; None: nothing, so far or for good.
    status: int | None = None
    fault: Fault | None = None
    #: The one that it came with, right or wrong; a secret.
    token: str = field(default="", repr=False)


@dataclass(frozen=True)
class Reply:
    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """Raised when a request is against the vendor's rules."""

    def __init__(self, refuse: Refuse) -> None:
        super().__init__(refuse.status)
        self.reply = Reply(refuse.status, refuse.body, refuse.headers)


@dataclass(frozen=True)
class Asked:
    """A request, as the rules of a call see it."""

    body: dict[str, Any]
    has_body: bool
    #: Whether the body, if any, is a JSON object.
    is_readable: bool
    query: Mapping[str, str]
    #: The session that the path names.
    path_id: str
    has_key: bool
    token: str
    #: Both of what it came with, whether right or wrong.
    key_given: str
    token_given: str


Answer = Callable[[Asked], Reply | Awaitable[Reply]]


@dataclass(frozen=True)
class Route:
    method: str
    #: Matched whole; its one group, if any, is a session's id.
    path: str
    call: str
    answer: Answer
