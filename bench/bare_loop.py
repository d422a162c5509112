"""The least a Python server of this contract can do: read, decode, judge each frame, forget.

The limit that bench/voice.py measures beside: a Tornado WebSocket on uvloop whose on_message does
JSON, base64, the carried remainder and the VAD, and nothing with the verdict.
"""

import asyncio

import orjson
import pybase64
import uvloop
import webrtcvad
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application
from tornado.websocket import WebSocketHandler

FRAME_BYTES = 640
RATE = 16_000


class Bare(WebSocketHandler):
    def open(self):
        self.is_speech = webrtcvad.Vad(2).is_speech
        self.rest = b""

    def on_message(self, message):
        audio = orjson.loads(message)["data"]["audio"]
        pcm = self.rest + pybase64.b64decode(audio, validate=True)
        view = memoryview(pcm)
        whole = len(pcm) - len(pcm) % FRAME_BYTES
        for at in range(0, whole, FRAME_BYTES):
            self.is_speech(view[at : at + FRAME_BYTES], RATE)
        self.rest = pcm[whole:]


async def main():
    sockets = bind_sockets(0, "127.0.0.1")
    HTTPServer(Application([(r"/ws/voice-chat", Bare)])).add_sockets(sockets)
    print(f"ready: http://127.0.0.1:{sockets[0].getsockname()[1]}/", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.Runner(loop_factory=uvloop.new_event_loop).run(main())
