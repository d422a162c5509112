"""The OpenAPI 3.1 document, made of the route table and of what each method says of itself. Pure.

What all endpoints share is added here: refusals of the frame, of the credential, of the page that
asks; and failures.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import urljoin

from tornado.websocket import WebSocketHandler

from handlers.documents.operations import Answer, Operation, Parameter, methods_of, operation_of
from handlers.documents.schemas import Schema, Schemas, portable
from handlers.documents.surfaces import TAGS, tag_of
from handlers.endpoint import Access
from handlers.errors import WIRE, ErrorBody
from handlers.paths import Route
from state.contract import LEAD_PATTERN
from state.errors import (
    BadRequest,
    BodyTooLarge,
    ForeignHost,
    ForeignOrigin,
    NotAuthenticated,
    NotNow,
    NotPermitted,
    ServiceError,
)

_ABOUT = """\
HEAD is answered as GET, without a body; OPTIONS as browsers' preflights need it. A slash at the end
of a path may be there or not. Errors are `{"error": code, "message": text}`.
"""
_JSON = "application/json"
#: What is refused now may do later.
_FOR_NOW = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_SCHEMES: dict[str, Schema] = {
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "ticket": {"type": "apiKey", "in": "query", "name": "ticket"},
    "link": {"type": "apiKey", "in": "query", "name": "link"},
    "signature": {"type": "apiKey", "in": "header", "name": "ElevenLabs-Signature"},
}
_PATH_SCHEMAS: dict[str, Schema] = {
    "": {"type": "string", "minLength": 1},
    "rest": {"type": "string"},
    "index": {"type": "integer", "minimum": 0, "maximum": 9_999},
    "number": {"type": "integer", "minimum": 0, "maximum": 10**18 - 1, "examples": [1]},
    "lead": {"type": "string", "pattern": portable(LEAD_PATTERN), "examples": ["lead-1"]},
}


class Served(NamedTuple):
    """A method of a route, and what it says of itself."""

    route: Route
    method: str
    operation: Operation

    @property
    def id(self) -> str:
        return operation_id(self.method, self.route.path)


def served(table: Iterable[Route]) -> Iterator[Served]:
    for route in table:
        for method in methods_of(route.endpoint):
            found = operation_of(getattr(route.endpoint, method))
            if found is not None:
                yield Served(route, method, found)


def operation_id(method: str, path: str) -> str:
    return "_".join([method.lower(), *re.findall(r"\w+", path)])


def openapi(table: Sequence[Route], *, version: str, access: Access) -> Schema:
    """The document of the routes in `table`."""
    all_served = list(served(table))
    operations = [each.operation for each in all_served]
    schemas = Schemas(
        sent=[
            *(each.body for each in operations if each.body is not None),
            *(parameter.type for each in operations for parameter in each.query),
        ],
        answered=[
            ErrorBody,
            *(type_ for each in operations for type_ in _answer_types(each)),
        ],
    )
    paths: dict[str, Schema] = {}
    for each in all_served:
        paths.setdefault(each.route.path, {})[each.method] = _operation(each, schemas, access)
    schemes = {**_SCHEMES, **_cookie(access)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Vivavoz", "version": version, "description": _ABOUT},
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": about} for name, about in TAGS.items()],
        "paths": paths,
        "components": {"schemas": schemas.components, "securitySchemes": schemes},
    }


def _answer_types(operation: Operation) -> Iterator[Any]:
    for answer in operation.answers.values():
        if isinstance(answer.type, tuple):
            yield from answer.type
        elif answer.type is not None:
            yield answer.type


def _cookie(access: Access) -> dict[str, Schema]:
    if not access.cookie:
        return {}
    return {"cookie": {"type": "apiKey", "in": "cookie", "name": access.cookie}}


def _operation(each: Served, schemas: Schemas, access: Access) -> Schema:
    route, operation = each.route, each.operation
    written: Schema = {
        "operationId": each.id,
        "tags": [tag_of(route)],
        "summary": route.summary or operation.summary,
        "security": _security(operation, access),
        "responses": _responses(each, schemas, access),
    }
    if operation.about:
        written["description"] = operation.about
    parameters = [
        *(_path_parameter(name, kind) for name, kind in route.parameters.items()),
        *(_parameter(parameter, schemas) for parameter in operation.query),
    ]
    if parameters:
        written["parameters"] = parameters
    if operation.body is not None:
        content = {_JSON: {"schema": schemas.of(operation.body)}}
        written["requestBody"] = {"required": True, "content": content}
    return written


def _security(operation: Operation, access: Access) -> list[dict[str, list[str]]]:
    scopes = [] if operation.scope is None else [operation.scope]
    found: list[dict[str, list[str]]] = []
    for credential in operation.credentials:
        if credential == "token":
            found += [{name: scopes} for name in ("bearer", *_cookie(access))]
        else:
            found.append({credential: []})
    if operation.is_open_in_development and access.development:
        found.append({})
    return found


def _path_parameter(name: str, kind: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": _PATH_SCHEMAS[kind]}


def _parameter(parameter: Parameter, schemas: Schemas) -> Schema:
    schema = schemas.of(parameter.type)
    if parameter.repeats:
        schema = {"type": "array", "items": schema}
    if parameter.default is not None:
        schema = {**schema, "default": parameter.default}
    return {
        "name": parameter.name,
        "in": parameter.place,
        "description": parameter.about,
        "schema": schema,
    }


# Answers


def _responses(each: Served, schemas: Schemas, access: Access) -> Schema:
    found: dict[HTTPStatus, Schema] = {}
    for status, answer in each.operation.answers.items():
        found[status] = _answered(status, answer, schemas)
        links = _links(each) if 200 <= status < 300 else {}
        if links:
            found[status]["links"] = links
    for status, kinds in refusals(each, access).items():
        found[status] = _refused(status, kinds, schemas, found.get(status))
    return {str(status.value): found[status] for status in sorted(found)}


def _answered(status: HTTPStatus, answer: Answer, schemas: Schemas) -> Schema:
    written: Schema = {"description": answer.about or status.phrase}
    if answer.type is not None:
        written["content"] = {_JSON: {"schema": schemas.of(answer.type)}}
    elif answer.media_type:
        written["content"] = {answer.media_type: {}}
    if answer.headers:
        written["headers"] = _headers(answer.headers)
    return written


def _headers(told: Mapping[str, str]) -> Schema:
    return {
        name: {"description": about, "schema": {"type": "string"}} for name, about in told.items()
    }


def _refused(
    status: HTTPStatus, kinds: Sequence[type[ServiceError]], schemas: Schemas, told: Schema | None
) -> Schema:
    """`told`: what else is answered with the same status."""
    codes = list(dict.fromkeys(WIRE[kind].code for kind in kinds))
    schema = {**schemas.of(ErrorBody), "properties": {"error": {"enum": codes}}}
    written: Schema = {"description": " / ".join(codes)}
    if told is not None:
        written["description"] = f"{told['description']}; {written['description']}"
        schema = {"anyOf": [told["content"][_JSON]["schema"], schema]}
    written["content"] = {_JSON: {"schema": schema}}
    is_for_now = status in _FOR_NOW or any(issubclass(kind, NotNow) for kind in kinds)
    if is_for_now:
        written["headers"] = _headers({"Retry-After": "seconds, where they are known"})
    if status is HTTPStatus.UNAUTHORIZED:
        written["headers"] = _headers({"WWW-Authenticate": "Bearer"})
    return written


def refusals(each: Served, access: Access) -> dict[HTTPStatus, list[type[ServiceError]]]:
    """What the method refuses and fails with, by status."""
    operation, endpoint = each.operation, each.route.endpoint
    kinds: list[type[ServiceError]] = [BadRequest]
    if operation.credentials:
        kinds.append(NotAuthenticated)
    if operation.scope is not None:
        kinds.append(NotPermitted)
    if access.development:
        kinds.append(ForeignHost)
    if each.method != "get" or issubclass(endpoint, WebSocketHandler):
        kinds.append(ForeignOrigin)
    has_body = operation.body is not None
    kinds += [kind for kind in endpoint.shared_errors if has_body or kind is not BodyTooLarge]
    kinds += [*operation.errors, ServiceError]
    found: dict[HTTPStatus, list[type[ServiceError]]] = {}
    for kind in dict.fromkeys(kinds):
        found.setdefault(WIRE[kind].http, []).append(kind)
    return found


def _links(each: Served) -> dict[str, Schema]:
    found: dict[str, Schema] = {}
    for link in each.operation.links:
        method, path = link.to.split(" ")
        name = "".join(word.capitalize() for word in link.name.split())
        target = urljoin(each.route.path, path)
        found[name] = {"operationId": operation_id(method, target)}
        if link.parameters:
            found[name]["parameters"] = dict(link.parameters)
        if link.body:
            found[name]["requestBody"] = dict(link.body)
    return found
