"""A visitor of an embedded avatar: aiortc in the same process, over loopback."""

import asyncio
import json
from contextlib import suppress
from fractions import Fraction

import aioice.ice
import av
import numpy as np
from aiortc import InvalidStateError, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from realtime.avatars.base import Description

FRAME = 960


class Microphone(MediaStreamTrack):
    """Says what it is given, PCM16 at 48 kHz, at the pace of speech; and then nothing."""

    kind = "audio"

    def __init__(self):
        super().__init__()
        self._sound = bytearray()
        self._frames = 0

    def say(self, pcm):
        self._sound += pcm

    async def recv(self):
        if self.readyState != "live":
            raise MediaStreamError
        loop = asyncio.get_running_loop()
        if self._frames == 0:
            self._since = loop.time()
        due = self._since + self._frames * FRAME / 48_000
        waited = loop.create_future()
        timer = loop.call_at(due, _go_on, waited)
        try:
            await waited
        finally:
            timer.cancel()
        pcm = bytes(self._sound[: 2 * FRAME]).ljust(2 * FRAME, b"\0")
        del self._sound[: 2 * FRAME]
        frame = av.AudioFrame("s16", "mono", FRAME)
        frame.planes[0].update(pcm)
        frame.sample_rate, frame.pts = 48_000, self._frames * FRAME
        frame.time_base = Fraction(1, 48_000)
        self._frames += 1
        return frame


class Connection(RTCPeerConnection):
    """One that may be closed in the middle of connecting."""

    async def _RTCPeerConnection__connect(self):
        with suppress(InvalidStateError):
            await super()._RTCPeerConnection__connect()  # type: ignore[misc]


def _go_on(waited):
    if not waited.done():
        waited.set_result(None)


class Page:
    """Answers offers as a browser would, and keeps what it sees, hears and is told."""

    def __init__(self):
        self.connection = Connection(RTCConfiguration(iceServers=[]))
        self.microphone = Microphone()
        self.notices = []
        self.pictures = []
        self.levels = []
        self._news = asyncio.Event()
        self._pulling = []
        self.connection.on("track", self._on_track)
        self.connection.on("datachannel", self._on_channel)
        self.connection.on("connectionstatechange", self._news.set)

    async def answer(self, opening):
        """The answer to what the avatar offers."""
        offer = RTCSessionDescription(opening.details["sdp"]["sdp"], "offer")
        await self.connection.setRemoteDescription(offer)
        self.connection.addTrack(self.microphone)
        await self.connection.setLocalDescription(await self.connection.createAnswer())
        return Description("answer", self.connection.localDescription.sdp)

    def _on_track(self, track):
        self._pulling.append(asyncio.ensure_future(self._pull(track)))

    async def _pull(self, track):
        try:
            while True:
                frame = await track.recv()
                if track.kind == "video":
                    self.pictures.append(frame.to_ndarray(format="gray"))
                else:
                    samples = frame.to_ndarray().astype(np.float64)
                    self.levels.append(float(np.sqrt(np.mean(samples**2))))
                self._news.set()
        except MediaStreamError:
            pass

    def _on_channel(self, channel):
        assert channel.label == "events"
        channel.on("message", self._on_message)

    def _on_message(self, text):
        self.notices.append(json.loads(text))
        self._news.set()

    async def until(self, holds):
        """Waits for something to be seen, heard or told."""
        while not holds():
            self._news.clear()
            await self._news.wait()

    async def told(self, event_type):
        """The first notice of that type."""

        def of_it():
            return [each for each in self.notices if each["event_type"] == event_type]

        await self.until(of_it)
        return of_it()[0]

    @property
    def state(self):
        return self.connection.connectionState

    async def close(self):
        await self.connection.close()
        for pulling in self._pulling:
            pulling.cancel()  # a track that nothing came on is never ended
        await asyncio.gather(*self._pulling, return_exceptions=True)


def offer_loopback(monkeypatch):
    """The visitor's own addresses; aioice leaves out the only one there is in a test."""
    monkeypatch.setattr(aioice.ice, "get_host_addresses", lambda **_: ["127.0.0.1"])
