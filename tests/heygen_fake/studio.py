"""Real peers behind Streaming v1's offers: a moving test picture and a tone, over aiortc.

For trying a page by hand or in a browser; what a page says is taken and dropped.
"""

import asyncio
from collections.abc import Collection, Coroutine
from fractions import Fraction
from functools import partial
from typing import Any

import aioice.ice
import av
import numpy as np
from aiortc import RTCConfiguration, RTCSessionDescription
from aiortc.contrib.media import MediaBlackhole
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from aiortc.rtcconfiguration import RTCBundlePolicy
from aiortc.sdp import candidate_from_sdp

from realtime.avatars.local.tracks import Pace
from tests.realtime.avatars.visitors import Connection

WIDTH, HEIGHT, PICTURES_PER_S = 320, 240, 15
SOUND_HZ, FRAME_SAMPLES, TONE_HZ = 48_000, 960, 440
LOUDNESS = 3_000


class _Paced(MediaStreamTrack):
    def __init__(self, beat_s: float) -> None:
        super().__init__()
        self._pace = Pace(beat_s, 1)

    async def _beat(self) -> int:
        beat = await self._pace.next()
        if self.readyState != "live":
            raise MediaStreamError
        return beat


class Picture(_Paced):
    """A bar that wanders over a slope of grey."""

    kind = "video"

    def __init__(self) -> None:
        super().__init__(1 / PICTURES_PER_S)
        slope = np.linspace(16, 200, WIDTH).astype(np.uint8)
        self._slope = np.vstack(
            [np.tile(slope, (HEIGHT, 1)), np.full((HEIGHT // 2, WIDTH), 128, np.uint8)]
        )

    async def recv(self) -> av.VideoFrame:
        beat = await self._beat()
        planes = self._slope.copy()
        left = beat * 4 % (WIDTH - 16)
        planes[:HEIGHT, left : left + 16] = 235
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts, frame.time_base = beat, Fraction(1, PICTURES_PER_S)
        return frame


class Tone(_Paced):
    """Half a second of it, and half of silence."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__(FRAME_SAMPLES / SOUND_HZ)

    async def recv(self) -> av.AudioFrame:
        beat = await self._beat()
        times = (np.arange(FRAME_SAMPLES) + beat * FRAME_SAMPLES) / SOUND_HZ
        wave = LOUDNESS * np.sin(2 * np.pi * TONE_HZ * times) * (times % 1 < 0.5)
        frame = av.AudioFrame("s16", "mono", FRAME_SAMPLES)
        frame.planes[0].update(wave.astype(np.int16).tobytes())
        frame.sample_rate, frame.pts = SOUND_HZ, beat * FRAME_SAMPLES
        frame.time_base = Fraction(1, SOUND_HZ)
        return frame


class Studio:
    """`addresses`: of this machine, to offer; none: all, and the one of the loop when there is no
    other."""

    def __init__(self, addresses: Collection[str] = ()) -> None:
        self._addresses = list(addresses)
        self._peers: dict[str, Connection] = {}
        self._early: dict[str, list[dict[str, Any]]] = {}
        self._closing: set[asyncio.Task[None]] = set()

    async def offer(self, session_id: str) -> str:
        peer = self._peers[session_id] = Connection(
            RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        )
        self._early[session_id] = []
        audio = peer.addTransceiver(Tone(), direction="sendrecv")
        peer.addTransceiver(Picture(), direction="sendonly")
        peer.createDataChannel("events")
        _offer_only(audio.sender.transport.transport._connection, self._addresses)
        peer.on("track", partial(self._drop, MediaBlackhole()))
        await peer.setLocalDescription(await peer.createOffer())
        return peer.localDescription.sdp

    def _drop(self, sink: MediaBlackhole, track: MediaStreamTrack) -> None:
        sink.addTrack(track)
        self._later(sink.start())

    async def answer(self, session_id: str, sdp: str) -> None:
        """Raises ValueError when that is none."""
        await self._peers[session_id].setRemoteDescription(RTCSessionDescription(sdp, "answer"))
        for candidate in self._early.pop(session_id, ()):
            await self.candidate(session_id, candidate)

    async def candidate(self, session_id: str, candidate: dict[str, Any]) -> None:
        if session_id in self._early:
            self._early[session_id].append(candidate)
            return
        text = candidate["candidate"].removeprefix("candidate:")
        try:
            heard = candidate_from_sdp(text)
        except (AssertionError, ValueError):
            return  # that there are no more, or one of a kind that aiortc doesn't know
        heard.sdpMLineIndex = 0  # all media share the first one's transport
        await self._peers[session_id].addIceCandidate(heard)

    def keep(self, running: Collection[str]) -> None:
        """Let go of all but those."""
        for session_id in self._peers.keys() - set(running):
            self._early.pop(session_id, None)
            self._later(self._peers.pop(session_id).close())

    async def close(self) -> None:
        self.keep(())
        if self._closing:
            await asyncio.wait(set(self._closing))

    def _later(self, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(doing)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


def _offer_only(ice: aioice.Connection, addresses: list[str]) -> None:
    """aiortc can't be told which, and leaves out the loop's even where there is no other."""
    gather = ice.get_component_candidates
    own = addresses or aioice.ice.get_host_addresses(use_ipv4=True, use_ipv6=True) or ["127.0.0.1"]

    def gather_these(
        component: int, addresses: list[str], seconds: int = 5
    ) -> Coroutine[Any, Any, list[aioice.Candidate]]:
        return gather(component, own, seconds)

    ice.get_component_candidates = gather_these  # type: ignore[assignment, method-assign]
