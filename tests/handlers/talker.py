"""A client of the voice socket, as a test speaks to it and listens."""

import base64
import json
import socket
import struct

from tests.speech import chunks
from tests.told import check_told


class Talker:
    """A client of the voice socket."""

    def __init__(self, socket):
        self.socket = socket
        self.session_id = None
        self._open = True

    def send(self, type_, **data):
        return self.send_raw(json.dumps({"type": type_, "data": data}))

    def send_raw(self, message, binary=False):
        return self.socket.write_message(message, binary=binary)

    async def next(self, *types):
        """The next message, or the next of these types; None once the socket is closed."""
        # Tornado says None once, and then nothing for ever.
        while self._open and (received := await self.socket.read_message()) is not None:
            if isinstance(received, bytes):
                return received
            message = json.loads(received)
            check_told("voice", message)
            if not types or message["type"] in types:
                return message
        self._open = False
        return None

    async def start(self):
        first = await self.next()
        assert first["type"] == "session_start"
        self.session_id = first["session_id"]
        return first["data"]

    async def closed(self):
        while await self.next() is not None:
            pass
        return self.socket.close_code

    def vanish(self):
        """The network is gone: no close frame."""
        self.socket.protocol.stream.close()

    def close_and_vanish(self):
        """What was sent arrives; the answer to it finds nobody."""
        stream = self.socket.protocol.stream
        self.socket.close()
        reset(stream)

    def reset(self):
        """Whoever sends anything from now on gets an error."""
        reset(self.socket.protocol.stream)

    # What a test does with it

    def hear(self, sound, size=4_096):
        """Sends the sound, in chunks, as fast as it can be sent."""
        for chunk in chunks(sound, size):
            self.send("audio_chunk", audio=base64.b64encode(chunk).decode())

    async def is_alive(self):
        """The session still answers."""
        self.send("ping")
        return (await self.next("pong"))["type"] == "pong"

    async def until(self, *types):
        """All messages up to the next of these types, which is the last."""
        told = []
        while (message := await self.next()) is not None:
            told.append(message)
            if isinstance(message, dict) and message["type"] in types:
                return told
        raise AssertionError(f"closed before {types}: {types_of(told)}")


def reset(stream):
    stream.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    stream.close()


async def talking(server, query="", **headers):
    talker = await server.connect(query, **headers)
    await talker.start()
    return talker


def types_of(told):
    """The messages' types, a run of one type as one."""
    types = [message["type"] for message in told if isinstance(message, dict)]
    return [type_ for at, type_ in enumerate(types) if not at or types[at - 1] != type_]


def data_of(told, type_):
    """What the messages of that type say."""
    return [message["data"] for message in told if message["type"] == type_]


def sound_of(told, response_id=None):
    """What was sent of a reply, or of all, to be played."""
    return b"".join(
        base64.b64decode(data["audio"])
        for data in data_of(told, "audio_response")
        if response_id in (None, data["response_id"])
    )
