"""What a visitor's side may send: aiortc takes whatever comes, and as fast as it comes.

A page sends its microphone, 50 packets a second, and some acknowledgements. Whoever sends more than
any page does loses the rest, as on a bad line, before it costs more than being counted: each packet
taken is worth 0.1 ms of the loop. Like peer.py this goes by names of aiortc's that aren't public.
"""

import struct
from collections.abc import Callable
from typing import Any

from aiortc import RTCDtlsTransport, RTCRtpReceiver, RTCSctpTransport
from aiortc.rtp import RtcpByePacket

#: Packets of one visitor, and how many may come at once after a silence on the line.
PACKETS_A_SECOND = 500
MOST_AT_ONCE = 250
#: Pieces of data, of which a packet has up to sixty. A page sends one: that it has the channel.
DATA_A_SECOND = 20
MOST_DATA_AT_ONCE = 50
#: Microphones, one after the other. aiortc keeps each for ever, and reports on all of them in one
#: packet, which has room for 31.
MOST_SOURCES = 16


class Allowance:
    """So many a second, and so many at once."""

    def __init__(self, a_second: float, at_once: float) -> None:
        self._a_second = a_second
        self._at_once = at_once
        self._left = at_once
        self._at: float | None = None

    def take(self, now: float) -> bool:
        """Whether there may be one more."""
        passed = 0.0 if self._at is None else now - self._at
        self._at = now
        self._left = min(self._at_once, self._left + passed * self._a_second)
        if self._left < 1:
            return False
        self._left -= 1
        return True


def bound_packets(
    transport: RTCDtlsTransport, channels: RTCSctpTransport, now: Callable[[], float]
) -> None:
    """Of all kinds; and none from who keeps sending data that we said we have no room for."""
    ice, allowance = transport.transport, Allowance(PACKETS_A_SECOND, MOST_AT_ONCE)
    receive = ice._recv

    async def receive_some() -> bytes:
        while True:
            packet = await receive()
            if allowance.take(now()) and channels._advertised_rwnd >= 0:
                return packet

    ice._recv = receive_some


def bound_data(channels: RTCSctpTransport, now: Callable[[], float]) -> None:
    """What isn't taken isn't acknowledged either: whoever sends it slows down."""
    take, allowance = channels._receive_data_chunk, Allowance(DATA_A_SECOND, MOST_DATA_AT_ONCE)

    async def take_some(piece: Any) -> None:
        if allowance.take(now()):
            await take(piece)

    channels._receive_data_chunk = take_some  # type: ignore[assignment, method-assign]


def bound_sources(transport: RTCDtlsTransport) -> None:
    router = transport._rtp_router
    route = router.route_rtp

    def route_few(packet: Any) -> Any:
        known = router.ssrc_table
        return route(packet) if packet.ssrc in known or len(known) < MOST_SOURCES else None

    router.route_rtp = route_few  # type: ignore[method-assign]


def outlive(receiver: RTCRtpReceiver) -> None:
    """What the receiver of the microphone would end for good at, and shouldn't."""
    take, send = receiver._handle_rtcp_packet, receiver._send_rtcp

    async def take_but_goodbyes(packet: Any) -> None:
        # A microphone that is unplugged says one; another may follow. aiortc would also wait, and
        # the loop with it, until all that came by then is decoded.
        if not isinstance(packet, RtcpByePacket):
            await take(packet)

    async def send_what_can_be(report: Any) -> None:
        # Times made up by the other side don't fit into a report; without its reports the receiver
        # could never be stopped.
        try:
            await send(report)
        except struct.error:
            pass

    receiver._handle_rtcp_packet = take_but_goodbyes  # type: ignore[method-assign]
    receiver._send_rtcp = send_what_can_be  # type: ignore[assignment, method-assign]
