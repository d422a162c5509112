"""Paced clients of the voice socket, as cheap as can be: they share the machine with the server.

Frames are encoded once for all clients (with the mask 0, which changes no byte) and answers are
parsed only as far as a figure needs.
"""

import asyncio
import base64
import json
import struct
from collections.abc import Callable
from typing import cast

HOST = "127.0.0.1"


def text_frame(message: dict[str, object]) -> bytes:
    """A masked WebSocket text frame (RFC 6455 section 5.2)."""
    payload = json.dumps(message).encode()
    length = len(payload)
    if length < 126:
        header = struct.pack("!BB", 0x81, 0x80 | length)
    elif length < 65_536:
        header = struct.pack("!BBH", 0x81, 0x80 | 126, length)
    else:
        header = struct.pack("!BBQ", 0x81, 0x80 | 127, length)
    return header + b"\0\0\0\0" + payload


def audio_frames(sound: bytes, chunk_bytes: int) -> list[bytes]:
    return [
        text_frame(
            {
                "type": "audio_chunk",
                "data": {"audio": base64.b64encode(sound[at : at + chunk_bytes]).decode()},
            }
        )
        for at in range(0, len(sound), chunk_bytes)
    ]


class Talker(asyncio.Protocol):
    """One client. `on_message` gets each text frame of the server as bytes, and when it came."""

    def __init__(
        self, path: str, on_message: Callable[[bytes, float], None], token: str = ""
    ) -> None:
        self._path = path
        self._on_message = on_message
        self._token = token
        self._buffer = b""
        self._loop = asyncio.get_running_loop()
        self.upgraded: asyncio.Future[None] = self._loop.create_future()
        self.close_code: int | None = None
        """What the server closed with."""
        self.ended = asyncio.Event()

    @classmethod
    async def connect(
        cls, port: int, on_message: Callable[[bytes, float], None], agent: str = "silent"
    ) -> "Talker":
        return await cls.open(port, f"/ws/voice-chat?agent={agent}", on_message)

    @classmethod
    async def open(
        cls, port: int, path: str, on_message: Callable[[bytes, float], None], token: str = ""
    ) -> "Talker":
        """Raises OSError, also when the answer isn't an upgrade."""
        loop = asyncio.get_running_loop()
        _, talker = await loop.create_connection(lambda: cls(path, on_message, token), HOST, port)
        try:
            await talker.upgraded
        except BaseException:
            talker.transport.abort()
            raise
        return talker

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is one but in name
        bearer = f"Authorization: Bearer {self._token}\r\n" if self._token else ""
        self.transport.write(
            f"GET {self._path} HTTP/1.1\r\nHost: {HOST}\r\nUpgrade: websocket\r\n{bearer}"
            "Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        now = self._loop.time()
        self._buffer += data
        if not self.upgraded.done():
            head, found, self._buffer = self._buffer.partition(b"\r\n\r\n")
            if not found:
                self._buffer = head
                return
            if b" 101 " not in head:
                self.upgraded.set_exception(ConnectionError(head.decode("latin-1")))
                self.transport.abort()
                return
            self.upgraded.set_result(None)
        while (frame := self._take_frame()) is not None:
            opcode, payload = frame
            if opcode == 1:
                self._on_message(payload, now)
            elif opcode == 9:
                self.transport.write(struct.pack("!BBI", 0x8A, 0x80 | len(payload), 0) + payload)
            elif opcode == 8:
                self.close_code = int.from_bytes(payload[:2], "big")

    def connection_lost(self, error: Exception | None) -> None:
        self.ended.set()
        if not self.upgraded.done():
            self.upgraded.set_exception(ConnectionError("no answer"))

    def say(self, kind: str, **data: object) -> None:
        self.transport.write(text_frame({"type": kind, "data": data}))

    def hang_up(self) -> None:
        """With a close frame: the session is over."""
        self.transport.write(struct.pack("!BBIH", 0x88, 0x82, 0, 1000))
        self.transport.close()

    def _take_frame(self) -> tuple[int, bytes] | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        length, at = buffer[1], 2
        if length == 126:
            length, at = int.from_bytes(buffer[2:4], "big"), 4
        elif length == 127:
            length, at = int.from_bytes(buffer[2:10], "big"), 10
        if len(buffer) < at + length:
            return None
        self._buffer = buffer[at + length :]
        return buffer[0] & 0x0F, buffer[at : at + length]


async def pace(
    talker: Talker, frames: list[bytes], chunk_s: float, sent_at: list[float], start_at: float
) -> None:
    """Sends each frame when its audio has been spoken, and notes when."""
    loop = asyncio.get_running_loop()
    for number, frame in enumerate(frames):
        await asyncio.sleep(start_at + (number + 1) * chunk_s - loop.time())
        sent_at.append(loop.time())
        talker.transport.write(frame)
