"""A client of the live stream that goes by HTML's rules for server-sent events.

Events is the parser alone. Requests are HTTP/1.1 over asyncio's streams, one a connection.
"""

import asyncio
import json
from dataclasses import dataclass
from typing import NamedTuple


class Event(NamedTuple):
    data: str
    #: The client's place after it.
    last_event_id: str


class Events:
    """What is dispatched by the bytes that came. What no blank line has ended doesn't count."""

    def __init__(self, last_event_id: str = "") -> None:
        self.last_event_id = last_event_id
        """Where to go on from: changed by ended blocks only, with or without data."""
        self._id = last_event_id
        self._data: list[str] = []
        self._rest = b""
        self._after_cr = False
        self._is_first = True

    @property
    def is_amid(self) -> bool:
        """Whether something came that no blank line has ended."""
        return bool(self._rest or self._data) or self._id != self.last_event_id

    def feed(self, piece: bytes) -> list[Event]:
        if self._after_cr and piece:
            piece = piece.removeprefix(b"\n")
            self._after_cr = False
        text = self._rest + piece
        self._after_cr = text.endswith(b"\r")
        lines = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        self._rest = lines.pop()
        dispatched = []
        for line in lines:
            event = self._take(line)
            if event is not None:
                dispatched.append(event)
        return dispatched

    def _take(self, line: bytes) -> Event | None:
        if self._is_first:
            line = line.removeprefix(b"\xef\xbb\xbf")
            self._is_first = False
        if not line:
            return self._dispatch()
        name, _, value = line.decode("utf-8", "replace").partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "id" and "\0" not in value:
            self._id = value
        return None

    def _dispatch(self) -> Event | None:
        self.last_event_id = self._id
        if not self._data:
            return None
        data, self._data = "\n".join(self._data), []
        return Event(data, self.last_event_id)


class Answer(NamedTuple):
    status: int
    body: bytes

    def field(self, name: str) -> str:
        value: str = json.loads(self.body)[name]
        return value


@dataclass(frozen=True)
class Caller:
    """Talks to the server at `port` in the name of a token."""

    port: int
    token: str = ""

    async def connect(self) -> "Connection":
        """Raises OSError."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        return Connection(reader, writer, self.token)

    async def ask(self, method: str, path: str) -> Answer:
        """Raises OSError, also when the answer doesn't come whole."""
        connection = await self.connect()
        try:
            await connection.send(method, path)
            return await connection.answer()
        finally:
            connection.cut()


class Connection:
    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, token: str
    ) -> None:
        self.reader = reader
        self._writer = writer
        self._token = token

    async def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        bearer: bool = True,
        token: str = "",
        last_event_id: str = "",
    ) -> None:
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"]
        if bearer and (token or self._token):
            lines.append(f"Authorization: Bearer {token or self._token}")
        if last_event_id:
            lines.append(f"Last-Event-ID: {last_event_id}")
        self._writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await self._writer.drain()

    async def answer(self) -> Answer:
        """Raises ConnectionError when it doesn't come whole."""
        status, length = await self.head()
        try:
            return Answer(status, await self.reader.readexactly(length))
        except asyncio.IncompleteReadError as error:
            raise ConnectionError("the answer has no end") from error

    async def head(self) -> tuple[int, int]:
        """Status and length of the body. Raises ConnectionError when it doesn't come whole."""
        try:
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except asyncio.IncompleteReadError as error:
            raise ConnectionError("the answer has no head") from error
        length = head.lower().partition("content-length:")[2].partition("\r\n")[0]
        return int(head.split()[1]), int(length or 0)

    def cut(self) -> None:
        """At once: what wasn't sent or read yet is lost."""
        self._writer.transport.abort()
