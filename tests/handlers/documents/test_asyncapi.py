import json
from typing import get_args

import jsonschema_rs
import pytest

from handlers.voice import CLOSE_CODES
from realtime.conversations.events import EventType
from realtime.voice.messages import TYPES, Message
from tests.told import check_told

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


async def fetched(server):
    return json.loads((await server.fetch("/asyncapi.json")).body)


def names(document, operation):
    refs = [
        each["$ref"].rpartition("/")[2] for each in document["operations"][operation]["messages"]
    ]
    channel = operation.partition("_")[0]
    messages = document["components"]["messages"]
    return {messages[f"{channel}.{name}"]["name"] for name in refs}


async def test_all_that_is_told_and_heard_is_documented(serve):
    document = await fetched(serve())
    sent = {kind.__struct_config__.tag for kind in get_args(Message)}
    assert names(document, "voice_says") == {*sent, "binary"}
    assert names(document, "voice_hears") == {*TYPES.values(), "error", "binary"}
    assert names(document, "conversations_hears") == set(EventType)
    assert names(document, "queue_hears") == {"queue_status", "heartbeat"}


async def test_each_channel_says_what_its_query_takes_and_the_socket_why_it_closes(serve):
    channels = (await fetched(serve()))["channels"]
    query = channels["voice"]["bindings"]["ws"]["query"]["properties"]
    assert {"agent", "lead_id", "ticket", "link", "session_id", "resume_token"} <= set(query)
    assert set(channels["queue"]["x-query"]["properties"]) == {"ticket"}
    closing = {(each["reason"], each["code"]) for each in channels["voice"]["x-close-codes"]}
    assert closing == {(reason, int(code)) for reason, code in CLOSE_CODES.items()}


@pytest.mark.parametrize("name", ["openapi", "asyncapi"])
async def test_all_schemas_are_schemas(serve, name):
    document = json.loads((await serve().fetch(f"/{name}.json")).body)
    schemas = document["components"]["schemas"]
    assert len(schemas) > 30
    for schema in schemas.values():
        jsonschema_rs.meta.validate({**schema, "$schema": _DIALECT})


@pytest.mark.parametrize(
    "message",
    [
        {"type": "unheard_of", "session_id": "a", "data": {}, "timestamp": 1.0},
        {"type": "pong", "session_id": "a", "data": {}},
        {"type": "response_text", "session_id": "a", "data": {"text": 1}, "timestamp": 1.0},
    ],
)
def test_what_isnt_as_documented_is_noticed(message):
    with pytest.raises(AssertionError, match="documented"):
        check_told("voice", message)
    check_told("voice", {"type": "pong", "session_id": "a", "data": {}, "timestamp": 1.0})
