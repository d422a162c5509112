"""What has ended leaves nothing to the collector, which holds the loop longer the more there is."""

import socket
import struct
import weakref
from contextlib import suppress

import pytest
from tornado.iostream import StreamClosedError

from handlers.stream import EventStream, Stream
from handlers.voice import VoiceSocket
from realtime.voice.driver import VoiceDriver
from realtime.voice.events import Pong
from realtime.voice.session import VoiceSession
from tests import sse
from tests.handlers.conftest import token
from tests.handlers.talker import talking
from tests.remains import left
from tests.waiting import until


@pytest.fixture
def made(monkeypatch):
    """Everything of these kinds that was made, as long as somebody has it."""
    kept = []
    for kind in (Stream, VoiceSocket, VoiceDriver, VoiceSession):
        begin = kind.__init__

        def note(self, *args, begin=begin, **kwargs):
            kept.append(weakref.ref(self))
            begin(self, *args, **kwargs)

        monkeypatch.setattr(kind, "__init__", note)
    return lambda: [each() for each in kept if each() is not None]


async def test_a_stream_that_has_begun_leaves_its_handler(serve, uncollected, made):
    server = serve()
    authorization = f"Bearer {token(scope='conversations')}"
    stream = await sse.Stream.open(
        server.port, "/backend/conversations/stream", Authorization=authorization
    )
    assert stream.status == 200
    await until(lambda: not made())
    stream.close()


async def test_a_stream_that_breaks_as_it_is_written_to_leaves_nothing(serve, uncollected):
    server = serve()
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        bearer = f"Authorization: Bearer {token(scope='conversations')}"
        lines = ("GET /backend/conversations/stream HTTP/1.1", f"Host: {server.host}", bearer)
        client.sendall("\r\n".join([*lines, "", ""]).encode())
        await until(lambda: len(server.conversations.stream) == 1)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    left(EventStream)[0].write(b": anybody?\n\n")  # before anything is heard of the end
    await until(lambda: not left(EventStream))


@pytest.mark.parametrize("leaves", ["closes", "closes without listening", "vanishes", "breaks"])
async def test_a_session_that_has_ended_is_gone_by_itself(serve, uncollected, made, leaves):
    server = serve()
    talker = await talking(server)
    talker.send("text", text="hello")
    await talker.until("response_start", "error")
    assert len(made()) == 3
    if leaves == "closes":
        talker.socket.close()
    elif leaves == "closes without listening":
        talker.close_and_vanish()
    else:
        if leaves == "vanishes":
            talker.vanish()
        else:
            talker.reset()
            server.sessions._live[talker.session_id].driver.tell(Pong())
        await until(lambda: not server.sessions.running)
        server.sessions.finish(talker.session_id)
    await until(lambda: not server.sessions)
    with suppress(AssertionError):
        await talker.closed()
    await until(lambda: not made() and not left(StreamClosedError))
