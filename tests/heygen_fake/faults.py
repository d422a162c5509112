"""What can go wrong with a request, as data: given to a fake, shown by its front.

`taken` says on which side of the fault the request took effect: taken and yet not answered as it
should be is what makes a start's outcome uncertain.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Refuse:
    """Answers that, whatever was asked. A `body` of bytes or text is sent as it is."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)
    taken: bool = False


@dataclass(frozen=True)
class Garbage:
    """Says all is well, and then nothing that anybody could read."""

    body: bytes = b"<!doctype html><title>Just a moment...</title>"
    status: int = 200
    taken: bool = False


@dataclass(frozen=True)
class Slow:
    """Answers as it should once the gate opens, or after so long when it has none.

    A request that isn't taken until then is taken even when whoever asked has gone meanwhile.
    """

    gate: asyncio.Event | None = None
    seconds: float | None = None
    taken: bool = False


@dataclass(frozen=True)
class Hang:
    """Never answers."""

    taken: bool = False


@dataclass(frozen=True)
class Cut:
    """The connection is closed in place of an answer."""

    taken: bool


Fault = Refuse | Garbage | Slow | Hang | Cut

#: JSON, but none of the shapes that anybody documents.
WRONG_SHAPES = (
    Garbage(b"[]"),
    Garbage(b"null"),
    Garbage(b'"ok"'),
    Garbage(b"{}"),
    Garbage(b'{"code": 1000, "data": null, "message": "ok"}'),
    Garbage(b'{"code": "1000", "data": {"session_id": 7, "sdp": []}, "message": {}}'),
)


class LiveAvatarFaults:
    """Ready-made, as api.liveavatar.com words them."""

    @staticmethod
    def bad_key() -> Refuse:
        return Refuse(401, _told(401, "Unauthorized"))

    @staticmethod
    def concurrency() -> Refuse:
        return Refuse(403, _told(4003, "Session concurrency limit reached"))

    @staticmethod
    def no_credits() -> Refuse:
        return Refuse(403, _told(4004, "Insufficient credits"))

    @staticmethod
    def unknown_avatar() -> Refuse:
        return Refuse(404, _told(404, "Avatar not found"))

    @staticmethod
    def server_error() -> Refuse:
        return Refuse(500, _told(500, "Internal server error"))

    @staticmethod
    def too_many(retry_after: float = 1, *, resets_at: float = 0) -> Refuse:
        return _too_many(_told(429, "Too many requests"), retry_after, resets_at)

    @staticmethod
    def unprocessable(
        message: str = "Field required", *where: str | int, type: str = "missing"
    ) -> Refuse:
        loc = ["body", *where]
        return Refuse(422, {"detail": [{"type": type, "loc": loc, "msg": message, "input": None}]})


class StreamingFaults:
    """Ready-made, as api.heygen.com words them."""

    @staticmethod
    def bad_key() -> Refuse:
        return Refuse(401, {"message": "Unauthorized", "code": 400112})

    @staticmethod
    def concurrency(code: int = 10004) -> Refuse:
        return Refuse(400, {"code": code, "message": "Concurrent limit reached"})

    @staticmethod
    def no_credits() -> Refuse:
        return Refuse(400, {"code": 10015, "message": "Trial API limit reached"})

    @staticmethod
    def unknown_avatar() -> Refuse:
        return Refuse(400, {"code": 10013, "message": "avatar not found"})

    @staticmethod
    def server_error() -> Refuse:
        return Refuse(500, {"code": 500, "message": "internal error"})

    @staticmethod
    def too_many(retry_after: float = 1, *, resets_at: float = 0) -> Refuse:
        return _too_many({"code": 429, "message": "Too many requests"}, retry_after, resets_at)

    @staticmethod
    def unprocessable(message: str = "invalid parameter") -> Refuse:
        return Refuse(400, {"code": 400175, "message": message})


def _told(code: int, message: str) -> dict[str, Any]:
    return {"code": code, "data": None, "message": message}


def _too_many(body: Any, retry_after: float, resets_at: float) -> Refuse:
    return Refuse(
        429,
        body,
        {"Retry-After": f"{retry_after:g}", "X-RateLimit-Reset": f"{resets_at or retry_after:g}"},
    )
