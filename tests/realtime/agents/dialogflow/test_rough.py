"""What goes wrong around a turn's stream: opening, cancelling, its audio, its words."""

import asyncio

import pytest

from realtime.agents.base import SoFar, TurnDone
from realtime.agents.dialogflow import client, listening
from realtime.agents.dialogflow.requests import Requests
from state.errors import DialogflowFailed, DialogflowStreamFailed
from tests.dialogflow_emulator.faults import Abort
from tests.dialogflow_emulator.turn import Turn
from tests.realtime.agents.dialogflow.talking import BLOCK, Microphone, heard, replies
from tests.waiting import until

HELLO = Turn(transcript="olá", intent="greet", texts=("Oi!",))


async def test_where_the_service_hears_the_end_the_stream_is_half_closed(talking, emulator):
    emulator.turns.append(
        Turn(transcript="olá", intent="greet", texts=("Oi!",), utterance_bytes=2 * len(BLOCK))
    )
    someone = await talking(single_utterance=True)
    microphone = Microphone()
    microphone.give(*[BLOCK] * 4)
    microphone.end()
    events = []
    async for event in someone.session.listen(microphone.audio()):
        events.append(event)
    assert SoFar(True) in events
    assert heard(events) == ["olá"] and replies(events) == ["Oi!"]
    assert emulator.calls[-1].half_closed and not microphone.taken > 4


@pytest.fixture
async def black_hole():
    """Takes connections and says nothing."""
    taken = []
    server = await asyncio.start_server(lambda *streams: taken.append(streams), "127.0.0.1", 0)
    yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()
    for _, writer in taken:
        writer.close()


@pytest.mark.logs("can't be reached")
@pytest.mark.logs("no connection within")
async def test_a_peer_that_says_nothing_costs_a_turn_its_time_and_no_more(
    talking, black_hole, monkeypatch
):
    monkeypatch.setattr(client, "_OPEN_SECONDS", 0.05)
    monkeypatch.setattr(client, "VENDOR_CHECK_SECONDS", 0.05)
    someone = await talking(endpoint=black_hole)
    error = await someone.fail(someone.session.read("olá"))
    assert type(error) is DialogflowFailed and error.is_retryable


@pytest.mark.logs("CANCELLED")
@pytest.mark.parametrize("after", [0, 2])
async def test_a_call_that_the_service_cancels_is_no_cancelled_turn(talking, emulator, after):
    emulator.faults += [Abort("CANCELLED", "", after_messages=after)] * 2
    someone = await talking()
    error = await someone.fail(someone.session.listen(Steady().audio()))
    assert isinstance(error, DialogflowFailed) and error.is_retryable
    await until(lambda: emulator.running == 0)
    assert after == 0 or type(error) is DialogflowStreamFailed
    emulator.faults.clear()
    emulator.turns.append(HELLO)
    assert replies(await someone.listen()) == ["Oi!"]


class Steady:
    """Audio that comes while the loop goes on, and for some time."""

    async def audio(self):
        for _ in range(200):
            await asyncio.sleep(0)
            yield BLOCK


@pytest.mark.logs("a turn's audio broke off")
async def test_audio_that_breaks_off_is_answered_as_far_as_it_came(talking, emulator):
    emulator.turns.append(HELLO)
    someone = await talking()
    microphone = Microphone()
    microphone.give(BLOCK, BLOCK, KeyError("a bug"))
    events = [event async for event in someone.session.listen(microphone.audio())]
    assert replies(events) == ["Oi!"] and events[-1] == TurnDone()


@pytest.mark.logs("can't be read")
@pytest.mark.logs("UNKNOWN")
async def test_what_cannot_be_read_ends_the_turn_and_not_the_session(
    talking, emulator, monkeypatch
):
    def broken(response):
        raise KeyError("a bug")

    someone = await talking()
    with monkeypatch.context() as patched:
        patched.setattr(listening, "read_streamed", broken)
        error = await someone.fail(someone.session.listen(Steady().audio()))
    assert isinstance(error, DialogflowFailed)
    await until(lambda: emulator.running == 0)
    emulator.turns[:] = [HELLO]
    assert replies(await someone.listen()) == ["Oi!"]


@pytest.mark.logs("can't be sent")
@pytest.mark.logs("INTERNAL")
async def test_a_writer_that_breaks_ends_the_turn_and_not_the_session(
    talking, emulator, monkeypatch
):
    def broken(pcm):
        raise KeyError("a bug")

    someone = await talking()
    with monkeypatch.context() as patched:
        patched.setattr(Requests, "audio", staticmethod(broken))
        error = await someone.fail(someone.session.listen(Steady().audio()))
    assert isinstance(error, DialogflowFailed)
    await until(lambda: emulator.running == 0)
    emulator.turns[:] = [HELLO]
    assert replies(await someone.listen()) == ["Oi!"]
