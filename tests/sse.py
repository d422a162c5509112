"""A subscriber of the live stream: one socket, and no more of HTTP than it takes."""

import asyncio
import json

from tests.told import check_told


class Stream:
    def __init__(self, reader, writer, channel):
        """`channel`: whose frames they are, as the AsyncAPI document has it."""
        self._channel = channel
        self._reader = reader
        self._writer = writer
        self.status = 0
        self.headers = {}
        self.body = b""

    @classmethod
    async def open(cls, port, path, *, version="1.1", **headers):
        """`version` 1.0: an answer that comes in chunks otherwise doesn't."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        stream = cls(reader, writer, "queue" if "/queue/" in path else "conversations")
        lines = [f"GET {path} HTTP/{version}", f"Host: 127.0.0.1:{port}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        stream.status = int(head[0].split()[1])
        stream.headers = dict(line.split(": ", 1) for line in head[1:] if line)
        if stream.status != 200:
            stream.body = await reader.readexactly(int(stream.headers["Content-Length"]))
        return stream

    async def frame(self):
        """The fields of the next frame; None at the end of the stream."""
        try:
            frame = await self._reader.readuntil(b"\n\n")
        except asyncio.IncompleteReadError:
            return None
        return dict(line.split(": ", 1) for line in frame.decode().strip().split("\n"))

    async def next(self, *types):
        """The next event, or the next of these types; None at the end of the stream."""
        while (frame := await self.frame()) is not None:
            told = json.loads(frame["data"])
            check_told(self._channel, told)
            event = {**told, "id": frame.get("id")}
            if not types or event["type"] in types:
                return event
        return None

    async def events_until_the_end(self):
        events = []
        while (event := await self.next()) is not None:
            events.append(event)
        return events

    def close(self):
        self._writer.close()
