"""Holds what the server under test answers against the documents it gives out."""

import json

import jsonschema_rs

from handlers.documents.openapi import openapi

#: What Tornado's client says when there was no whole answer.
_NO_ANSWER = 599


class Documented:
    """The OpenAPI document of a server, to hold answers against."""

    def __init__(self, table, access):
        self._document = openapi(table, version="1.2.3", access=access)
        self._paths = [(route.matcher.regex, route.path) for route in table]
        self._validators = {}

    def check(self, method, path, answer):
        """AssertionError for an answer that isn't as documented."""
        if method == "OPTIONS" or answer.code == _NO_ANSWER:
            return
        operation = self._operation(method, path.partition("?")[0])
        if method == "HEAD" and answer.code == 405:
            return  # a WebSocket's path has none
        told = f"{method} {path}: {answer.code} {answer.body[:500]!r}"
        if operation is None:
            assert 400 <= answer.code < 500, told
            return
        response = operation["responses"].get(str(answer.code))
        assert response is not None, f"no such status is documented: {told}"
        if answer.body:
            self._check_body(response.get("content", {}), answer, told)

    def _operation(self, method, path):
        name = "get" if method == "HEAD" else method.lower()
        for regex, template in self._paths:
            if regex.fullmatch(path):
                return self._document["paths"][template].get(name)
        return None

    def _check_body(self, content, answer, told):
        kind = answer.headers["Content-Type"].partition(";")[0]
        assert kind in content or "*/*" in content, f"no {kind} is documented: {told}"
        schema = content.get(kind, {}).get("schema")
        if schema is not None:
            errors = list(self._validator(schema).iter_errors(json.loads(answer.body)))
            assert not errors, f"{told}: {[error.message for error in errors]}"

    def _validator(self, schema):
        if id(schema) not in self._validators:
            whole = {**schema, "components": self._document["components"]}
            self._validators[id(schema)] = jsonschema_rs.Draft202012Validator(whole)
        return self._validators[id(schema)]


_known: dict[tuple, Documented] = {}


def documented(table, access):
    """One for all servers whose documents are the same."""
    key = (access.development, access.cookie)
    if key not in _known:
        _known[key] = Documented(table, access)
    return _known[key]
