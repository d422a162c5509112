"""The AsyncAPI 3.0 document: the messages of the voice socket, and the frames of the streams. Pure.

Made of the types that are encoded and decoded. `receive` is what a client sends, `send` what it is
told: the document speaks for the server.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from inspect import cleandoc
from typing import Any, get_args

from handlers.consultation import QueueStream
from handlers.consulted import QueueHeartbeat, QueueLeft, QueueStatus
from handlers.documents.operations import Credential, Operation, operation_of
from handlers.documents.schemas import Schema, Schemas
from handlers.stream import Stream
from handlers.voice import CLOSE_CODES, VoiceSocket
from realtime.conversations.events import DATA, REPLAYED
from realtime.voice.messages import TYPES, Message, ProblemData

_ABOUT = """\
Text frames of the socket, and the data of each server-sent event, are JSON with a `type`. Clients
ignore types and fields they don't know, and so does the server of fields. Credentials: a token in
the Authorization header or the cookie, or what the query takes in its place.
"""
_CLIENT = get_args(Message)
_QUEUE = {"queue_status": QueueStatus, "queue_left": QueueLeft, "heartbeat": QueueHeartbeat}
_BINARY: Schema = {
    "name": "binary",
    "title": "binary frame",
    "summary": "Raw PCM16, 16 kHz, mono, once `configure` asked for it with binary_audio.",
    "contentType": "application/octet-stream",
    "payload": {"type": "string", "format": "binary"},
}
_CREDENTIALS: dict[Credential, Schema] = {
    "ticket": {"type": "string", "description": "a single-use ticket, in place of a token"},
    "link": {"type": "string", "description": "the link to a practice call, in place of a token"},
}


@dataclass(frozen=True)
class _Channel:
    """One address: what a client may send there, and what it is told; by the messages' names."""

    name: str
    address: str
    about: str
    operation: Operation
    told: Mapping[str, Schema]
    sent: Mapping[str, Schema] = field(default_factory=dict)
    protocol: str = "http"
    more: Mapping[str, Any] = field(default_factory=dict)


def asyncapi(*, version: str) -> Schema:
    operations = [_of(endpoint.get) for endpoint in (VoiceSocket, Stream, QueueStream)]
    schemas = Schemas(
        sent=[*_CLIENT, *(each.type for operation in operations for each in operation.query)],
        answered=[*TYPES, ProblemData, *DATA.values(), *_QUEUE.values()],
    )
    voice, stream, queue = operations
    channels = (_voice(voice, schemas), _stream(stream, schemas), _queue(queue, schemas))
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Vivavoz", "version": version, "description": _ABOUT},
        "defaultContentType": "application/json",
        "channels": {each.name: _channel(each, schemas) for each in channels},
        "operations": dict(_operations(channels)),
        "components": {
            "messages": {
                f"{each.name}.{name}": message
                for each in channels
                for name, message in {**each.sent, **each.told}.items()
            },
            "schemas": schemas.components,
        },
    }


def _of(method: Callable[..., Any]) -> Operation:
    found = operation_of(method)
    assert found is not None, "each stream says what it is"
    return found


# The channels


def _voice(operation: Operation, schemas: Schemas) -> _Channel:
    told = {type_: _told(type_, kinds, schemas) for type_, kinds in _kinds().items()}
    closing = [
        {"code": int(code), "reason": reason, "name": code.name}
        for reason, code in CLOSE_CODES.items()
    ]
    return _Channel(
        name="voice",
        address="/ws/voice-chat",
        about="Talk with an agent: audio or text in, transcripts and audio out.",
        operation=operation,
        sent={"binary_audio": _BINARY, **{_tag(kind): _tagged(kind, schemas) for kind in _CLIENT}},
        told={**told, "binary_reply": _BINARY},
        protocol="ws",
        more={"x-close-codes": closing},
    )


def _stream(operation: Operation, schemas: Schemas) -> _Channel:
    told = {}
    for type_, kind in DATA.items():
        payload = _object({"type": {"const": str(type_)}, "data": schemas.of(kind)})
        has_id = "Has an id, and is replayed" if type_ in REPLAYED else "Has no id"
        told[str(type_)] = _message(str(type_), f"{_doc(kind)} {has_id}.", payload)
    about = "Every message and change of every conversation, as server-sent events."
    return _Channel("conversations", "/backend/conversations/stream", about, operation, told)


def _queue(operation: Operation, schemas: Schemas) -> _Channel:
    told = {name: _tagged(kind, schemas) for name, kind in _QUEUE.items()}
    about = "One's place in the queue, as server-sent events; also at /consultoria/queue/stream/."
    return _Channel("queue", "/api/consultoria/queue/stream/", about, operation, told)


# Their messages


def _kinds() -> dict[str, list[type]]:
    """What comes under each type of the voice socket's messages."""
    found: dict[str, list[type]] = {"error": [ProblemData]}
    for kind, type_ in TYPES.items():
        found.setdefault(type_, []).append(kind)
    return found


def _told(type_: str, kinds: list[type], schemas: Schemas) -> Schema:
    data = [schemas.of(kind) for kind in kinds]
    payload = _object(
        {
            "type": {"const": type_},
            "session_id": {"type": "string"},
            "data": data[0] if len(data) == 1 else {"anyOf": data},
            "timestamp": {"type": "number", "description": "Seconds since 1970."},
        }
    )
    return _message(type_, _doc(kinds[0]), payload)


def _tagged(kind: Any, schemas: Schemas) -> Schema:
    return _message(_tag(kind), _doc(kind), schemas.of(kind))


def _message(name: str, summary: str, payload: Schema) -> Schema:
    return {"name": name, "title": name, "summary": summary, "payload": payload}


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _tag(kind: Any) -> str:
    return str(kind.__struct_config__.tag)


def _doc(kind: Any) -> str:
    """The first line of its own docstring."""
    return cleandoc(kind.__doc__ or "").partition("\n")[0]


# Their form


def _channel(channel: _Channel, schemas: Schemas) -> Schema:
    names = [*channel.sent, *channel.told]
    written: Schema = {
        "address": channel.address,
        "title": channel.operation.summary,
        "description": channel.about,
        "messages": {
            name: {"$ref": f"#/components/messages/{channel.name}.{name}"} for name in names
        },
        **channel.more,
    }
    query = _query(channel.operation, schemas)
    if channel.protocol == "ws":
        written["bindings"] = {"ws": {"method": "GET", "query": query, "bindingVersion": "0.1.0"}}
    else:
        written["x-query"] = query
    return written


def _query(operation: Operation, schemas: Schemas) -> Schema:
    properties: dict[str, Schema] = {
        name: _CREDENTIALS[name] for name in operation.credentials if name in _CREDENTIALS
    }
    for each in operation.query:
        if each.place == "query":
            schema = schemas.of(each.type)
            repeated = {"type": "array", "items": schema} if each.repeats else schema
            properties[each.name] = {**repeated, "description": each.about}
    return {"type": "object", "properties": properties}


def _operations(channels: Iterable[_Channel]) -> Iterable[tuple[str, Schema]]:
    for channel in channels:
        for name, action, messages in (
            (f"{channel.name}_says", "receive", channel.sent),
            (f"{channel.name}_hears", "send", channel.told),
        ):
            place = f"#/channels/{channel.name}"
            refs = [{"$ref": f"{place}/messages/{message}"} for message in messages]
            if refs:
                yield name, {"action": action, "channel": {"$ref": place}, "messages": refs}
