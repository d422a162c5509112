"""One WebRTC connection to a visitor's page, offered by us.

Made by a visit, which learns from it when the media is there, what it hears, and when it is gone;
nothing after close(). A page that is reloaded gets a new one.

Which addresses are offered can't be told aiortc, so `_offer_only` reaches for the ICE connection
behind it; that, and how `_Connection` learns of failures, goes by names that aren't public, and so
the versions of aiortc and aioice are pinned.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Protocol

import aioice.ice
import av
import numpy as np
from aiortc import (
    RTCConfiguration,
    RTCIceServer,
    RTCPeerConnection,
    RTCRtpSender,
    RTCRtpTransceiver,
)
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from aiortc.rtcconfiguration import RTCBundlePolicy

from realtime.avatars.base import Candidate
from realtime.avatars.local import candidates
from realtime.avatars.local.answer import judge
from realtime.avatars.local.candidates import Heard, read_candidate
from realtime.avatars.local.hearing import Hearing, Timeline
from realtime.avatars.local.inflow import bound_data, bound_packets, bound_sources, outlive
from realtime.avatars.local.tracks import PictureTrack, SoundTrack
from realtime.avatars.settings import AvatarsSettings
from state.errors import BadCandidate

logger = logging.getLogger(__name__)

CHANNEL = "events"
#: Notices that wait for the channel to open, and bytes for a page that doesn't read them.
MOST_WAITING = 64
MOST_BUFFERED_BYTES = 262_144
#: How long a page may take to read what it is told last.
FAREWELL_SECONDS = 0.5
#: An answer whose media hasn't come by then leads nowhere.
CONNECTING_SECONDS = 60.0
#: Longer than gathering addresses can take, which can't be cut short.
CLOSING_SECONDS = 8.0


class Visitor(Protocol):
    """Who is told of a peer."""

    def connected(self, peer: "Peer") -> None:
        """Its media is there."""
        ...

    def hear(self, peer: "Peer", pcm: bytes) -> None:
        """PCM16 mono at SAMPLE_RATE_HZ."""
        ...

    def gone(self, peer: "Peer") -> None:
        """The page left, or can't be reached any more, or never could."""
        ...

    def failed(self, peer: "Peer", error: Exception) -> None:
        """Something of ours broke."""
        ...


class _Connection(RTCPeerConnection):
    """Tells when it can't connect.

    aiortc connects in a task that nobody awaits: what goes wrong there it would keep to itself,
    and closing in the middle of it always goes wrong.
    """

    def __init__(
        self, configuration: RTCConfiguration, *, failed: Callable[[Exception], None]
    ) -> None:
        super().__init__(configuration)
        self._failed = failed

    async def _RTCPeerConnection__connect(self) -> None:
        try:
            await super()._RTCPeerConnection__connect()  # type: ignore[misc]
        except Exception as error:
            self._failed(error)
        if self.connectionState == "closed":
            # Closed between its last check and its first question for consent, aioice would go on
            # to ask for it for ever.
            await _ice_of(self.getTransceivers()[0]).close()


class Peer:
    def __init__(
        self,
        settings: AvatarsSettings,
        visitor: Visitor,
        sound: SoundTrack,
        picture: PictureTrack,
    ) -> None:
        self.offer = ""
        self.answer: str | None = None
        """As the page sent it."""
        self.is_closed = False
        self._visitor = visitor
        self._tracks: tuple[MediaStreamTrack, ...] = (sound, picture)
        servers = [RTCIceServer(urls=list(settings.stun))] if settings.stun else []
        self._connection = _Connection(
            RTCConfiguration(iceServers=servers, bundlePolicy=RTCBundlePolicy.MAX_BUNDLE),
            failed=partial(self._guard, partial(visitor.failed, self)),
        )
        video = self._connection.addTransceiver(picture, direction="sendonly")
        audio = self._connection.addTransceiver(sound, direction="sendrecv")
        _prefer(video, "video/VP8")
        _prefer(audio, "audio/opus")
        _offer_only(video, settings.addresses)
        self._channel = self._connection.createDataChannel(CHANNEL)
        transport = video.sender.transport  # of all media
        now = asyncio.get_running_loop().time
        bound_packets(transport, self._channel.transport, now)
        bound_data(self._channel.transport, now)
        bound_sources(transport)
        outlive(audio.receiver)
        self._waiting: list[str] = []
        self._candidates: list[Heard] = []  # that came before the answer
        self._candidates_taken = 0
        self._offering: asyncio.Task[None] | None = None
        self._pulling: asyncio.Task[None] | None = None
        self._giving_up: asyncio.TimerHandle | None = None
        self._closing: asyncio.Task[None] | None = None
        self._connection.on("connectionstatechange", partial(self._guard, self._on_state))
        self._connection.on("track", partial(self._guard, self._on_track))
        self._channel.on("open", partial(self._guard, self._on_open))

    def _guard(self, do: Callable[..., None], *arguments: Any) -> None:
        """What aiortc calls must not raise into it."""
        if self.is_closed:
            return
        try:
            do(*arguments)
        except Exception as error:
            self._visitor.failed(self, error)

    # The handshake

    async def make_offer(self) -> None:
        """Raises OSError when none of the addresses can be had."""
        # Whoever waits may be cancelled; what would be left in the middle of it has sockets that
        # nobody closes.
        self._offering = asyncio.create_task(self._make_offer())
        await asyncio.shield(self._offering)

    async def _make_offer(self) -> None:
        await self._connection.setLocalDescription(await self._connection.createOffer())
        offer = self._connection.localDescription.sdp
        if "a=candidate:" not in offer:
            raise OSError("none of the addresses to offer is this machine's")
        self.offer = offer

    async def take_answer(self, text: str) -> None:
        """Once. Raises BadDescription, and then another may follow."""
        assert self.answer is None, "an offer has one answer"
        answer = judge(text, self.offer)
        self.answer = text
        await self._connection.setRemoteDescription(answer.description)
        loop = asyncio.get_running_loop()
        self._giving_up = loop.call_later(CONNECTING_SECONDS, self._give_up)
        early, self._candidates = self._candidates, []
        for candidate in (*answer.candidates, *early):
            await self._add(candidate)

    async def take_candidate(self, candidate: Candidate | None) -> None:
        """Raises BadCandidate."""
        heard = read_candidate(candidate)
        if heard is None:
            # That there are no more isn't told aiortc: it would give up before the visitor's own
            # checks arrive, which are all there is when its addresses are hidden.
            return
        self._candidates_taken += 1
        if self._candidates_taken > candidates.MOST:
            raise BadCandidate("these are more candidates than any machine has")
        if self._connection.remoteDescription is None:
            self._candidates.append(heard)
        else:
            await self._add(heard)

    async def _add(self, candidate: Heard) -> None:
        if candidate is not None and not self.is_closed:
            # All media share one transport, and the first section stands for it.
            candidate.sdpMLineIndex = 0
            await self._connection.addIceCandidate(candidate)

    def _give_up(self) -> None:
        if self._connection.connectionState != "connected":
            self._guard(self._visitor.gone, self)

    # What comes of it

    def _on_state(self) -> None:
        match self._connection.connectionState:
            case "connected":
                self._visitor.connected(self)
            case "failed" | "closed":
                self._visitor.gone(self)

    def _on_track(self, track: MediaStreamTrack) -> None:
        assert self._pulling is None, "there is one microphone"
        self._pulling = asyncio.create_task(self._pull(track))

    async def _pull(self, track: MediaStreamTrack) -> None:
        loop, hearing = asyncio.get_running_loop(), Hearing()
        timeline = Timeline(loop.time())
        try:
            while True:
                frame = await track.recv()
                assert isinstance(frame, av.AudioFrame), "the microphone is all that was offered"
                rate_hz, channels = frame.sample_rate, frame.layout.nb_channels
                seconds = frame.samples / rate_hz
                gap_s = timeline.take(frame.time or 0.0, seconds, now=loop.time())
                if gap_s is None:
                    continue
                missing = np.zeros(round(gap_s * rate_hz) * channels, np.int16)
                heard = np.frombuffer(bytes(frame.planes[0]), np.int16, frame.samples * channels)
                samples = np.concatenate([missing, heard])
                pcm = hearing.take(samples, channels=channels, rate_hz=rate_hz)
                if pcm:
                    self._visitor.hear(self, pcm)
        except MediaStreamError:
            pass  # the microphone is off, or the page gone: the connection says which
        except Exception as error:
            self._guard(self._visitor.failed, self, error)

    # The data channel

    def tell(self, notice: str) -> None:
        """One that doesn't read is told less."""
        if self._channel.readyState == "open":
            if self._channel.bufferedAmount < MOST_BUFFERED_BYTES:
                self._channel.send(notice)
        elif not self.is_closed:
            self._waiting.append(notice)
            del self._waiting[:-MOST_WAITING]

    def _on_open(self) -> None:
        waiting, self._waiting = self._waiting, []
        for notice in waiting:
            self.tell(notice)

    # The end

    async def close(self, farewell: str | None = None) -> None:
        """Let go of everything, once the page has got the farewell. Whoever calls again waits."""
        if self._closing is None:
            self.is_closed = True
            self._closing = asyncio.create_task(self._close(farewell))
        await asyncio.wait([self._closing])

    async def _close(self, farewell: str | None) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
        for track in self._tracks:
            track.stop()
        if self._pulling is not None:
            self._pulling.cancel()
            await asyncio.wait([self._pulling])
        try:
            async with asyncio.timeout(CLOSING_SECONDS):
                if self._offering is not None:
                    await asyncio.gather(self._offering, return_exceptions=True)
                if farewell is not None:
                    await self._say_last(farewell)
                await self._connection.close()
        except Exception:
            logger.exception("a connection to an avatar's visitor can't be closed")

    async def _say_last(self, farewell: str) -> None:
        if self._channel.readyState != "open":
            return
        self._channel.send(farewell)
        read = asyncio.Event()
        self._channel.on("bufferedamountlow", read.set)
        try:
            async with asyncio.timeout(FAREWELL_SECONDS):
                while self._channel.bufferedAmount:
                    await read.wait()
        except TimeoutError:
            pass


def _prefer(transceiver: RTCRtpTransceiver, kind: str) -> None:
    codecs = RTCRtpSender.getCapabilities(transceiver.kind).codecs
    transceiver.setCodecPreferences([each for each in codecs if each.mimeType == kind])


def _ice_of(transceiver: RTCRtpTransceiver) -> aioice.Connection:
    # aiortc shows its ICE connection to nobody, nor lets addresses be chosen: setup.cfg pins both.
    return transceiver.sender.transport.transport._connection


def _offer_only(transceiver: RTCRtpTransceiver, addresses: tuple[str, ...]) -> None:
    """Of this machine; none: all, and the one of the loop when there is no other."""
    ice = _ice_of(transceiver)
    gather = ice.get_component_candidates
    own = list(addresses) or aioice.ice.get_host_addresses(use_ipv4=True, use_ipv6=True)

    def gather_these(
        component: int, addresses: list[str], seconds: int = 5
    ) -> Coroutine[Any, Any, list[aioice.Candidate]]:
        return gather(component, own or ["127.0.0.1"], seconds)

    ice.get_component_candidates = gather_these  # type: ignore[assignment, method-assign]
