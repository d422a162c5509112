"""What is taken of a visitor who sends more than a page does."""

import struct
from collections import deque

import pytest
from aiortc.rtp import RtcpByePacket, RtpPacket

from realtime.avatars.local.inflow import (
    MOST_AT_ONCE,
    MOST_DATA_AT_ONCE,
    MOST_SOURCES,
    PACKETS_A_SECOND,
    Allowance,
    bound_data,
    bound_packets,
    outlive,
)
from tests.waiting import until


def test_there_are_so_many_at_once_and_then_so_many_a_second():
    allowance = Allowance(8, 3)
    assert [allowance.take(5.0) for _ in range(4)] == [True, True, True, False]
    assert [allowance.take(5.125), allowance.take(5.125)] == [True, False]


def test_a_long_silence_allows_no_more_than_so_many_at_once():
    allowance = Allowance(10, 3)
    allowance.take(0.0)
    assert sum(allowance.take(1_000.0) for _ in range(10)) == 3


class Line:
    """Where packets come from, and how much room there is for data."""

    def __init__(self, packets):
        self._packets = deque(packets)
        self._advertised_rwnd = 1
        self.transport = self

    async def _recv(self):
        if not self._packets:
            raise ConnectionError
        return self._packets.popleft()


def line_of(packets):
    return Line(range(packets))


async def taken(line):
    packets = []
    with pytest.raises(ConnectionError):
        while True:
            packets.append(await line._recv())
    return packets


async def test_what_a_page_sends_is_taken_whole():
    clock = iter(range(10_000))
    line = line_of(1_000)
    bound_packets(line, line, lambda: next(clock) / PACKETS_A_SECOND)
    assert await taken(line) == list(range(1_000))


async def test_of_a_flood_the_first_packets_are_taken():
    line = line_of(1_000)
    bound_packets(line, line, lambda: 1.0)
    assert await taken(line) == list(range(MOST_AT_ONCE))


async def test_who_sends_data_without_end_is_not_heard():
    line = line_of(10)
    line._advertised_rwnd = -1
    bound_packets(line, line, lambda: 1.0)
    assert await taken(line) == []


class Channels:
    def __init__(self):
        self.taken = []

    async def _receive_data_chunk(self, piece):
        self.taken.append(piece)


def channels_of_nobody():
    return Channels()


async def test_of_much_data_the_first_is_taken():
    channels = channels_of_nobody()
    bound_data(channels, lambda: 1.0)
    for piece in range(1_000):
        await channels._receive_data_chunk(piece)
    assert channels.taken == list(range(MOST_DATA_AT_ONCE))


class Receiver:
    def __init__(self):
        self.taken = []

    async def _handle_rtcp_packet(self, packet):
        self.taken.append(packet)

    async def _send_rtcp(self, report):
        raise struct.error("it doesn't fit")


def receiver_that_sends_nothing():
    return Receiver()


async def test_a_goodbye_is_not_the_end():
    receiver = receiver_that_sends_nothing()
    outlive(receiver)
    await receiver._handle_rtcp_packet(RtcpByePacket(sources=[1]))
    await receiver._handle_rtcp_packet("something else")
    assert receiver.taken == ["something else"]


async def test_a_report_that_cannot_be_sent_is_not_the_end():
    receiver = receiver_that_sends_nothing()
    outlive(receiver)
    await receiver._send_rtcp("a report")


async def test_whoever_pretends_to_be_many_is_heard_as_few_and_can_be_stopped(house):
    session_id, page = await house.met()
    peer = house.avatars._here[session_id]._active
    [*_, receiver] = peer._connection.getReceivers()
    [sender] = [each for each in page.connection.getSenders() if each.track is page.microphone]
    [audio] = [each for each in page.connection.getTransceivers() if each.kind == "audio"]
    for ssrc in range(80):
        packet = RtpPacket(payload_type=audio._codecs[0].payloadType, sequence_number=1)
        packet.ssrc, packet.payload = ssrc, b"\xfc\xff\xfe"
        await sender.transport._send_rtp(packet.serialize())
    known = receiver.transport._rtp_router.ssrc_table
    await until(lambda: len(known) == MOST_SOURCES)
    await house.avatars.stop(session_id)
    assert len(known) <= MOST_SOURCES
