"""Calls that the service ends while audio is still being written to them."""

import asyncio

import pytest

from realtime.agents.base import TurnDone
from realtime.agents.dialogflow.stream import Stream
from state.errors import DialogflowFailed
from tests.dialogflow_emulator import Abort, EndOkBeforeHalfClose, Turn
from tests.realtime.agents.dialogflow.talking import heard, spoken

#: So much that messages are still written when the call is over.
MANY = 390


class Ending:
    """A call that the service ended while something is under way to it."""

    def __init__(self):
        self.sent = asyncio.get_running_loop().create_future()
        self.was_told = False

    async def write(self, message=None):
        try:
            await self.sent
        except ConnectionError:
            self.was_told = True
            raise

    done_writing = write

    async def read(self):
        await asyncio.get_running_loop().create_future()

    def cancel(self):
        pass


@pytest.mark.parametrize("step", ["write", "half_close"])
async def test_a_call_is_not_told_that_it_failed_to_send(step):
    call = Ending()
    stream = Stream(call, lambda response: None)
    sending = asyncio.create_task(getattr(stream, step)(1))
    await asyncio.sleep(0)
    call.sent.set_exception(ConnectionError())
    await sending
    assert (call.was_told, stream.messages) == (False, 0)
    await stream.close()


async def test_a_write_can_be_cancelled():
    call = Ending()
    stream = Stream(call, lambda response: None)
    writing = asyncio.create_task(stream.write("audio"))
    await asyncio.sleep(0)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert call.sent.cancelled()
    await stream.close()


@pytest.mark.logs("Dialogflow: ")
async def test_the_status_of_a_call_that_ends_amid_writes_is_reported(emulator, talking, caplog):
    start = await talking()
    emulator.always = Abort("OUT_OF_RANGE", "too much audio", after_messages=2)
    for _ in range(10):
        with pytest.raises(DialogflowFailed):
            async for _ in start.session.listen(spoken(MANY)):
                pass
    said = {record.args[1:3] for record in caplog.records}
    assert said == {("OUT_OF_RANGE", "too much audio")}


async def test_an_answer_that_comes_amid_writes_is_heard(emulator, talking):
    start = await talking()
    emulator.always = EndOkBeforeHalfClose(final=True)
    for _ in range(10):
        emulator.turns.append(Turn(transcript="olá", texts=("Olá!",)))
        events = [event async for event in start.session.listen(spoken(MANY))]
        assert heard(events) == ["olá"]
        assert isinstance(events[-1], TurnDone)
