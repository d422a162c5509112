"""What each method of an endpoint says of itself, beside its code: documents are made of it.

Pure data on the function. Nothing here changes what a method does; tests/handlers/conformance.py
holds every answer against it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal, TypeVar

from state.errors import ServiceError

Credential = Literal["token", "ticket", "link", "signature"]
"""What lets a caller in: a token in a header or cookie; a ticket or a link in the query."""

METHODS = ("get", "post", "put", "patch", "delete")

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Parameter:
    name: str
    about: str
    type: Any = str
    place: Literal["query", "header"] = "query"
    #: It may be there several times.
    repeats: bool = False
    default: Any = None


@dataclass(frozen=True)
class Answer:
    """`type`: of its JSON, a tuple of several it may be; None: it isn't JSON, or there is none
    without a `media_type`."""

    type: Any = None
    about: str = ""
    media_type: str = ""
    #: What its headers are for, by name.
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """What an answer leads to: `to`, a method and a path, perhaps relative to its own.

    Values are OpenAPI's runtime expressions: $response.body#/id.
    """

    name: str
    to: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Operation:
    #: One line.
    summary: str
    answers: Mapping[HTTPStatus, Answer]
    about: str = ""
    #: The type of the JSON that is sent; None: no body.
    body: Any = None
    #: Those of its own; what all share is added to the document.
    errors: Sequence[type[ServiceError]] = ()
    query: Sequence[Parameter] = ()
    #: Any of them will do; none: it is for everybody.
    credentials: Sequence[Credential] = ("token",)
    #: What the token needs to have.
    scope: str | None = None
    #: In development mode nobody is asked who they are.
    is_open_in_development: bool = False
    links: Sequence[Link] = ()


def operation(
    summary: str, *, answers: Mapping[HTTPStatus, Any] | None = None, **more: Any
) -> Callable[[F], F]:
    """Marks a method. `answers`: by status, an Answer or the type of its JSON; none: 204."""
    told = {HTTPStatus.NO_CONTENT: None} if answers is None else answers
    whole = {
        status: answer if isinstance(answer, Answer) else Answer(answer)
        for status, answer in told.items()
    }

    def mark(method: F) -> F:
        method.operation = Operation(summary, whole, **more)  # type: ignore[attr-defined]
        return method

    return mark


def methods_of(endpoint: type) -> list[str]:
    """The HTTP methods an endpoint answers, as it says; lower case."""
    return [name for name in METHODS if operation_of(getattr(endpoint, name, None)) is not None]


def operation_of(method: Callable[..., Any] | None) -> Operation | None:
    """What a method says of itself; None: it isn't one that is answered."""
    return getattr(method, "operation", None)
