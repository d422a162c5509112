"""What such an endpoint may answer, well or badly."""

import json
from asyncio import Event
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

JSON = "application/json"


@dataclass(frozen=True)
class Reply:
    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Slow:
    """Answers `reply` once the gate opens, or after so long; `reply` None: as an honest judge."""

    gate: Event | None = None
    seconds: float | None = None
    reply: Reply | None = None


@dataclass(frozen=True)
class Hang:
    """Never answers."""


@dataclass(frozen=True)
class Cut:
    """Closes the connection within its answer."""


Scripted = Reply | Slow | Hang | Cut


def completion(
    content: str | None, *, finish_reason: str = "stop", refusal: str | None = None
) -> dict[str, Any]:
    message = {"role": "assistant", "content": content, "refusal": refusal}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_767_225_600,
        "model": "fake-judge-2026-01-01",
        "choices": [
            {"index": 0, "message": message, "logprobs": None, "finish_reason": finish_reason}
        ],
        "usage": {"prompt_tokens": 900, "completion_tokens": 400, "total_tokens": 1300},
    }


def labelled(labels: Any) -> Reply:
    return Reply(200, completion(json.dumps(labels, ensure_ascii=False)))


def error(
    status: int, message: str, kind: str, code: str | None, param: str | None = None
) -> Reply:
    told = {"message": message, "type": kind, "param": param, "code": code}
    return Reply(status, {"error": told})


def unauthorised(key: str = "") -> Reply:
    text = f"Incorrect API key provided: {key}."
    return error(401, text, "invalid_request_error", "invalid_api_key")


def too_many(retry_after: str | None = "1") -> Reply:
    reply = error(429, "Rate limit reached", "requests", "rate_limit_exceeded")
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return Reply(reply.status, reply.body, headers)


def broken(status: int = 500) -> Reply:
    return error(status, "The server had an error", "server_error", None)


def truncated(labels: Any) -> Reply:
    """As when the limit of tokens was reached, by a server that doesn't say so."""
    content = json.dumps(labels)
    return Reply(200, completion(content[: len(content) // 2]))


def cut_short(labels: Any) -> Reply:
    """As when the limit of tokens was reached."""
    content = json.dumps(labels)
    return Reply(200, completion(content[: len(content) // 2], finish_reason="length"))


def wrong_schema() -> Reply:
    return labelled({"overall_score": 100, "feedback": "Perfect call."})


def prose(labels: Any) -> Reply:
    text = f"Here are the labels:\n```json\n{json.dumps(labels)}\n```\nAnything else?"
    return Reply(200, completion(text))


def declined() -> Reply:
    return Reply(200, completion(None, refusal="I can't help with that."))


def invented(labels: Mapping[str, Any]) -> Reply:
    """Quotes what nobody said."""
    made_up = {"line": 0, "quote": "Shall we sign for ten years right away?", "kind": "problem"}
    return labelled({**labels, "questions": [made_up] * 50})


def huge() -> Reply:
    return Reply(200, completion(" " * 2 * 1_048_576))


def wrong_type(labels: Any) -> Reply:
    reply = labelled(labels)
    return Reply(200, json.dumps(reply.body), {"Content-Type": "text/html; charset=utf-8"})
