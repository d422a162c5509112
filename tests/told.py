"""Holds what the voice socket and the streams tell against the AsyncAPI document."""

from functools import cache

import jsonschema_rs

from handlers.documents.asyncapi import asyncapi


@cache
def _validators(channel):
    """By the messages' names, which are their types: whatever a message of that type may be."""
    document = asyncapi(version="1.2.3")
    [operation] = [
        each
        for name, each in document["operations"].items()
        if name.startswith(channel) and each["action"] == "send"
    ]
    found: dict[str, list] = {}
    for ref in operation["messages"]:
        name = ref["$ref"].rpartition("/")[2]
        message = document["components"]["messages"][f"{channel}.{name}"]
        schema = {**message["payload"], "components": document["components"]}
        found.setdefault(message["name"], []).append(jsonschema_rs.Draft202012Validator(schema))
    return found


def check_told(channel, message):
    """AssertionError for a message of `channel` that isn't as documented."""
    validators = _validators(channel).get(message["type"])
    assert validators is not None, f"{channel}: no {message['type']!r} is documented"
    if not any(each.is_valid(message) for each in validators):
        errors = [error.message for each in validators for error in each.iter_errors(message)]
        raise AssertionError(f"{channel}: {str(message)[:500]} isn't as documented: {errors}")
