"""The traps of gRPC, of Google's client and of the service, each by the rule that avoids it.

Where a race decides what happens over a socket, a call stands in that loses it every time. What
concerns many faults is in test_faults.py.
"""

import asyncio
import contextlib
import threading

import google.auth
import grpc
import pytest
from google.auth import exceptions

from realtime.agents.base import Pause, ReplyText, TurnDone
from realtime.agents.dialogflow import client, stream
from realtime.agents.dialogflow.agent import DialogflowAgent
from realtime.agents.dialogflow.answers import Recognised
from realtime.agents.dialogflow.client import Client
from realtime.agents.dialogflow.failures import AUDIO_NOT_TAKEN, NO_ANSWER_IN_TIME, Failure
from realtime.agents.dialogflow.settings import DialogflowSettings, NoDialogflow
from realtime.agents.dialogflow.stream import Stream
from realtime.agents.local.synthesiser import Synthesiser
from realtime.agents.tools import ToolRunner
from state.errors import DialogflowFailed, DialogflowStreamFailed
from tests.dialogflow_emulator import (
    Abort,
    Emulator,
    EndOkBeforeHalfClose,
    GoAway,
    Latency,
    Silence,
    Turn,
)
from tests.realtime.agents.dialogflow.talking import (
    BLOCK,
    Microphone,
    events_of,
    ours,
    replies,
    spoken,
)
from tests.waiting import until

TOLD = pytest.mark.logs("Dialogflow: session ")
AGENT = "projects/p/locations/global/agents/a"


def rpc_error(code, details=""):
    return grpc.aio.AioRpcError(code, grpc.aio.Metadata(), grpc.aio.Metadata(), details)


LATER = rpc_error(grpc.StatusCode.OUT_OF_RANGE, "no audio")
#: What a writer sees of a call that the service ended, and what any writer may make of its status.
LOST = rpc_error(grpc.StatusCode.INTERNAL, "Internal error from Core")


class FakeCall:
    """As grpc.aio's: what it says is put in by the test; a cancelled one cancels its reader."""

    def __init__(self):
        self.said: asyncio.Queue = asyncio.Queue()
        self.written = []
        self.readers = 0
        self.write_error = self.half_close_error = None
        self.takes = asyncio.Event()
        self.takes.set()
        self.is_cancelled = self.is_half_closed = False

    async def read(self):
        self.readers += 1
        try:
            said = await self.said.get()
        finally:
            self.readers -= 1
        if isinstance(said, BaseException):
            raise said
        return said

    async def write(self, message):
        assert self.readers == 1, "without a reader the status would be lost"
        assert not self.is_half_closed
        await self.takes.wait()
        if self.write_error is not None:
            raise self.write_error
        self.written.append(message)

    async def done_writing(self):
        self.is_half_closed = True
        if self.half_close_error is not None:
            raise self.half_close_error

    def cancel(self):
        self.is_cancelled = True
        self.takes.set()
        self.said.put_nowait(asyncio.CancelledError())


@pytest.fixture
async def call():
    return FakeCall()


@pytest.fixture
async def opened(call):
    stream = Stream(call, lambda said: said)
    await asyncio.sleep(0)
    yield stream
    await stream.close()
    assert ours() == set()


# 1. The status of a call is lost to who writes to it


async def test_writers_error_is_never_reported_and_the_readers_is(call, opened):
    call.write_error = LOST
    await opened.write("audio")
    call.said.put_nowait(LATER)
    assert await opened.next() == Failure("OUT_OF_RANGE", "no audio")


async def test_a_reader_is_pending_before_the_first_write_and_between_all(call, opened):
    for said in (Recognised("a", False), Recognised("b", False)):
        await opened.write("audio")
        call.said.put_nowait(said)
        await opened.next()
        await asyncio.sleep(0)
    await opened.write("audio")  # the call itself looks


async def test_call_that_is_over_isnt_written_to(call, opened):
    call.said.put_nowait(grpc.aio.EOF)
    await opened.next()
    await opened.write("audio")
    await opened.half_close(1.0)
    assert call.written == []


@TOLD
async def test_status_of_a_service_that_ends_while_we_write_is_the_true_one(
    emulator, talking, caplog
):
    agent = await talking()
    for _ in range(20):
        emulator.faults.append(Abort("OUT_OF_RANGE", "no audio", 3))
        emulator.turns.append(Turn(transcript="oi", interims=("o",), interim_bytes=2048))
        microphone = Microphone()
        answer = agent.session.listen(microphone.audio())
        microphone.give(BLOCK)
        await anext(answer)
        microphone.give(*[BLOCK] * 50)
        assert type(await agent.fail(answer)) is DialogflowStreamFailed
    true = [each for each in caplog.messages if "OUT_OF_RANGE: no audio" in each]
    # Which it is is the network's in the end: bench/dialogflow.py counts.
    assert len(true) == 20


async def test_after_the_final_answer_no_status_means_anything(emulator, talking):
    agent = await talking()
    for _ in range(10):
        emulator.faults.append(EndOkBeforeHalfClose(4096, final=True))
        emulator.turns.append(Turn(transcript="oi", texts=("Olá!",)))
        microphone = Microphone()
        microphone.give(*[BLOCK] * 50)
        assert (await events_of(agent.session.listen(microphone.audio())))[-1] == TurnDone()


@pytest.mark.parametrize(
    "error",
    [LOST, grpc.aio.InternalError("Failed grpc_call_start_batch"), asyncio.InvalidStateError()],
    ids=lambda error: type(error).__name__,
)
async def test_half_close_of_a_call_that_is_over_hides_nothing(call, opened, error):
    call.half_close_error = error
    await opened.half_close(60.0)
    call.said.put_nowait(Recognised("a", True))
    call.said.put_nowait(LATER)
    assert await opened.next() == Recognised("a", True)
    assert await opened.next() == Failure("OUT_OF_RANGE", "no audio")


# 2. A cancel of our own looks like a task's


async def take_until(answer, kind):
    while not isinstance(event := await anext(answer), kind):
        pass
    return event


@pytest.mark.parametrize("is_spoken", [True, False], ids=["spoken", "typed"])
async def test_our_own_cancel_leaves_nothing_and_is_no_error(emulator, talking, caplog, is_spoken):
    agent = await talking()
    emulator.faults.append(Latency("final", gate=asyncio.Event()))
    emulator.turns.append(Turn(transcript="oi", partials=("Um.",), texts=("Dois.",)))
    answer = agent.session.listen(spoken()) if is_spoken else agent.session.read("oi")
    await take_until(answer, ReplyText)
    await answer.aclose()
    await emulator.calls[0].over.wait()
    assert emulator.calls[0].cancelled
    assert not [each for each in caplog.records if each.levelname == "WARNING"]
    assert replies(await agent.read("olá"))


@TOLD
async def test_foreign_cancel_is_an_error_of_the_stream(emulator, talking):
    agent = await talking()
    emulator.always = Abort("CANCELLED", "by somebody", 2)
    asking = asyncio.create_task(agent.fail(agent.session.listen(spoken())))
    assert type(await asking) is DialogflowStreamFailed
    assert asking.cancelling() == 0


async def test_cancelled_task_is_cancelled(emulator, talking):
    agent = await talking()
    emulator.faults.append(Silence())
    asking = asyncio.create_task(agent.listen())
    await until(lambda: emulator.calls and emulator.calls[0].half_closed)
    asking.cancel()
    await asyncio.wait([asking])
    assert asking.cancelled()


@pytest.mark.parametrize("after", [0, 1, 2, 3, 5, 8, 13, 21, 34], ids=str)
@pytest.mark.parametrize("is_spoken", [True, False], ids=["spoken", "typed"])
async def test_cancel_at_any_moment_leaves_nothing(emulator, talking, is_spoken, after):
    agent = await talking()
    emulator.turns += [Turn(transcript="oi", partials=("Um.",), texts=("Dois.",))] * 2
    session = agent.session
    asking = asyncio.create_task(
        events_of(session.listen(spoken()) if is_spoken else session.read("oi"))
    )
    for _ in range(after):
        await asyncio.sleep(0)
    asking.cancel()
    await asyncio.wait([asking])
    assert asking.cancelled() or asking.result()[-1] == TurnDone()
    assert (await agent.read("olá"))[-1] == TurnDone()


async def test_cancel_while_a_write_waits_frees_it(call, opened):
    call.takes.clear()
    writing = asyncio.create_task(opened.write("audio"))
    await asyncio.sleep(0)
    await opened.close()
    await writing


# 3. A read that is cancelled cancels its call


async def test_time_limit_ends_the_call_and_never_cancels_a_read(call, opened):
    await opened.half_close(0.01)
    assert await opened.next() == Failure(NO_ANSWER_IN_TIME, "nothing was said for 0.01 s")
    assert call.is_cancelled
    assert call.said.empty()  # it was the call's end that the reader saw


async def test_who_stops_waiting_for_the_next_response_may_go_on_later(call, opened):
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0):
            await opened.next()
    call.said.put_nowait(Recognised("a", True))
    assert await opened.next() == Recognised("a", True)
    assert not call.is_cancelled


async def test_each_part_of_an_answer_starts_the_time_anew(call, opened):
    await opened.half_close(60.0)
    first = opened._watchdog
    call.said.put_nowait(Recognised("a", True))
    await opened.next()
    assert first is not None and first.cancelled()
    assert opened._watchdog is not None and not opened._watchdog.cancelled()


# 4. What the source of requests raises is swallowed by a call


@pytest.mark.logs("a turn's audio broke off")
@pytest.mark.parametrize("blocks", [0, 1, 3], ids=str)
async def test_audio_that_breaks_off_ends_its_turn(emulator, talking, blocks):
    agent = await talking()
    microphone = Microphone()
    microphone.give(*[BLOCK] * blocks, OSError("the audio broke"))
    events = await events_of(agent.session.listen(microphone.audio()))
    assert events[-1] == TurnDone() and bool(replies(events)) is (blocks > 0)


# 5. Nothing may be written after the half-close


async def test_half_close_is_the_last_that_is_written(call, opened):
    await opened.half_close(60.0)
    call.write_error = asyncio.InvalidStateError("RPC is half closed")
    call.is_half_closed = False  # else this call minds
    await opened.write("audio")
    assert call.written == []


# 6. Calls on a channel that was made outside of the loop hang for ever


def test_client_is_made_inside_the_running_loop():
    emulator, synthesiser = Emulator(), Synthesiser()
    runner = ToolRunner(timeout_s=1.0, threads=1)
    settings = DialogflowSettings(agent=emulator.agent, endpoint="127.0.0.1:1")
    outside = Client(settings)
    assert outside._transport is None

    async def turn():
        await emulator.listen()
        agent = DialogflowAgent(
            DialogflowSettings(agent=emulator.agent, endpoint=emulator.address),
            synthesiser=synthesiser,
            tools={},
            tool_runner=runner,
        )
        await agent.start()
        events = await events_of(agent.open_session().read("olá"))
        await agent.close()
        await emulator.close()
        return events

    # One loop after another: each has its own.
    assert replies(asyncio.run(turn()))
    assert replies(asyncio.run(turn()))
    synthesiser.close()
    runner.close()


# 7. A write gives no back-pressure, until it blocks


async def test_write_that_blocks_is_bounded(call, opened, monkeypatch):
    monkeypatch.setattr(stream, "_WRITE_SECONDS", 0.01)
    await opened.write("first")
    call.takes.clear()
    await opened.write("audio")
    failure = await opened.next()
    assert isinstance(failure, Failure) and failure.status == AUDIO_NOT_TAKEN


async def test_first_message_that_blocks_has_no_connection(call, opened, monkeypatch):
    monkeypatch.setattr(stream, "_WRITE_SECONDS", 0.01)
    call.takes.clear()
    await opened.write("first")
    failure = await opened.next()
    assert isinstance(failure, Failure) and failure.is_absence and not failure.may_pass


async def test_what_nobody_takes_is_bounded(call, opened):
    for number in range(stream._MOST_UNREAD + 2):
        call.said.put_nowait(Recognised(str(number), True))
    await until(lambda: call.is_cancelled)
    assert len(opened._said) <= stream._MOST_UNREAD + 2  # one too many, and the end


async def test_words_that_nobody_took_give_way_to_newer_ones(call, opened):
    for number in range(1_000):
        call.said.put_nowait(Recognised(str(number), False))
    await until(call.said.empty)
    assert await opened.next() == Recognised("999", False)


# 8. The client's own retries


@TOLD
async def test_asking_is_never_tried_again_by_itself(emulator, talking):
    agent = await talking()
    emulator.always = Abort("UNAVAILABLE", after_messages=0)
    assert isinstance(await agent.fail(agent.session.read("oi")), DialogflowFailed)
    assert len(emulator.calls) == 1


# 9. A peer that says nothing


@pytest.fixture
async def silent_peer():
    """Takes connections, and says nothing."""
    writers = []
    server = await asyncio.start_server(lambda _, writer: writers.append(writer), "127.0.0.1", 0)
    yield "{}:{}".format(*server.sockets[0].getsockname())
    server.close()
    for each in writers:
        each.close()
    await server.wait_closed()


@pytest.mark.logs("can't be reached")
@pytest.mark.logs("Dialogflow: session ")
@pytest.mark.parametrize("is_spoken", [True, False], ids=["spoken", "typed"])
async def test_opening_is_bounded(talking, silent_peer, monkeypatch, is_spoken):
    monkeypatch.setattr(client, "VENDOR_CHECK_SECONDS", 0.01)
    monkeypatch.setattr(client, "_OPEN_SECONDS", 0.02)
    agent = await talking(endpoint=silent_peer)
    session = agent.session
    failed = await agent.fail(session.listen(spoken()) if is_spoken else session.read("oi"))
    assert type(failed) is DialogflowFailed and failed.is_retryable
    assert "can't be reached" in str(failed)


@pytest.mark.logs("can't be reached")
@pytest.mark.parametrize("is_spoken", [True, False], ids=["spoken", "typed"])
async def test_cancel_while_opening_leaves_nothing(talking, silent_peer, monkeypatch, is_spoken):
    monkeypatch.setattr(client, "VENDOR_CHECK_SECONDS", 0.01)
    agent = await talking(endpoint=silent_peer)
    before = ours()
    session = agent.session
    answer = session.listen(spoken()) if is_spoken else session.read("oi")
    asking = asyncio.create_task(events_of(answer))
    await until(lambda: len(ours() - before) >= 2 - (not is_spoken))
    for _ in range(5):
        await asyncio.sleep(0)
    asking.cancel()
    await asyncio.wait([asking])
    await until(lambda: ours() <= before)


@pytest.mark.logs("Dialogflow can't be reached at 127.0.0.1")
async def test_service_that_isnt_there_at_the_start_may_come_later(emulator, talking, monkeypatch):
    monkeypatch.setattr(client, "VENDOR_CHECK_SECONDS", 0.01)
    await emulator.close()
    agent = await talking()
    await emulator.listen()
    assert replies(await agent.read("olá"))


# 10. Credentials


class FakeCredentials(google.auth.credentials.AnonymousCredentials):
    def __init__(self, error=None):
        super().__init__()
        self.error = error
        self.threads = []

    def refresh(self, request):
        self.threads.append(threading.current_thread())
        if self.error is not None:
            raise self.error


def found(monkeypatch, credentials, threads=None):
    def default(scopes):
        if threads is not None:
            threads.append(threading.current_thread())
        if isinstance(credentials, Exception):
            raise credentials
        return credentials, "p"

    monkeypatch.setattr(google.auth, "default", default)


async def test_credentials_are_found_and_tried_off_the_loop(monkeypatch):
    credentials = FakeCredentials()
    threads: list[threading.Thread] = []
    found(monkeypatch, credentials, threads)
    assert await client._credentials() is credentials
    assert threading.main_thread() not in threads + credentials.threads
    assert len(credentials.threads) == 1


@pytest.mark.parametrize(
    "error",
    [
        exceptions.DefaultCredentialsError("none"),
        exceptions.MalformedError("no such field"),
        PermissionError("not yours"),
        AttributeError("'list' object has no attribute 'get'"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_missing_credentials_stop_the_start_and_say_what_to_set(monkeypatch, error):
    found(monkeypatch, error)
    agent = Client(DialogflowSettings(agent=AGENT))
    with pytest.raises(NoDialogflow, match="GOOGLE_APPLICATION_CREDENTIALS.*dialogflow.client"):
        await agent.open()
    await agent.close()


@pytest.mark.parametrize("text", [None, "", "{}", "[]", "\xff", '{"type": "service_account"}'])
async def test_file_that_holds_no_credentials_stops_the_start(monkeypatch, tmp_path, text):
    file = tmp_path / "key.json"
    if text is None:
        file.mkdir()
    else:
        file.write_text(text, encoding="latin-1")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
    with pytest.raises(NoDialogflow, match="set GOOGLE_APPLICATION_CREDENTIALS"):
        await Client(DialogflowSettings(agent=AGENT)).open()


async def test_refused_credentials_stop_the_start(monkeypatch):
    found(monkeypatch, FakeCredentials(exceptions.RefreshError("invalid_grant")))
    with pytest.raises(NoDialogflow, match="Google refuses the credentials"):
        await client._credentials()


@pytest.mark.logs("Google's servers can't be reached")
async def test_credentials_that_cant_be_tried_now_may_do_later(monkeypatch):
    credentials = FakeCredentials(exceptions.TransportError("no route"))
    found(monkeypatch, credentials)
    assert await client._credentials() is credentials


async def test_search_for_credentials_is_bounded(monkeypatch):
    monkeypatch.setattr(client, "VENDOR_CHECK_SECONDS", 0.01)
    go_on = threading.Event()
    monkeypatch.setattr(google.auth, "default", lambda scopes: go_on.wait(10))
    with pytest.raises(NoDialogflow, match="set GOOGLE_APPLICATION_CREDENTIALS"):
        await client._credentials()
    go_on.set()


async def test_service_on_loopback_is_asked_without_credentials(emulator, talking, monkeypatch):
    found(monkeypatch, AssertionError("not to be asked"))
    agent = await talking()
    await agent.read("olá")
    assert "authorization" not in emulator.calls[0].metadata


async def test_nothing_goes_to_a_proxy_in_plain_text(emulator, talking, monkeypatch):
    proxied = []
    server = await asyncio.start_server(lambda *way: proxied.append(way), "127.0.0.1", 0)
    for name in ("http_proxy", "https_proxy", "grpc_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:{1}".format(*server.sockets[0].getsockname()))
    agent = await talking()
    assert replies(await agent.read("olá"))
    server.close()
    await server.wait_closed()
    assert not proxied


# 11. After the end


@TOLD
@pytest.mark.parametrize("is_spoken", [True, False], ids=["spoken", "typed"])
async def test_closed_agent_refuses_turns(talking, is_spoken):
    agent = await talking()
    await agent.agent.close()
    session = agent.session
    failed = await agent.fail(session.listen(spoken()) if is_spoken else session.read("oi"))
    assert type(failed) is DialogflowFailed


async def test_closing_is_idempotent_and_may_come_before_starting(emulator, talking):
    agent = await talking()
    await agent.agent.close()
    await agent.agent.close()
    other = Client(DialogflowSettings(agent=AGENT))
    await other.close()


@TOLD
async def test_closing_the_agent_ends_the_turn_that_goes_on(emulator, talking):
    agent = await talking()
    emulator.always = Silence()
    asking = asyncio.create_task(agent.fail(agent.session.listen(spoken())))
    await until(lambda: emulator.calls and emulator.calls[0].half_closed)
    await agent.agent.close()
    assert isinstance(await asking, DialogflowFailed)


async def test_session_is_closed_as_often_as_one_likes(talking):
    agent = await talking()
    await agent.session.close()
    await agent.session.close()


# 12. GOAWAY


@TOLD
@pytest.mark.parametrize("is_spoken", [True, False], ids=["spoken", "typed"])
async def test_after_goaway_the_next_turn_works(emulator, talking, is_spoken):
    agent = await talking()
    emulator.faults.append(GoAway(after_messages=1))
    await agent.fail(agent.session.read("oi"))
    events = await (agent.listen() if is_spoken else agent.read("olá"))
    assert replies(events)


# A turn that is asked before its client knows that the server left is told, and asked again.


@TOLD
async def test_server_that_left_between_two_turns_isnt_missed(emulator, talking):
    agent = await talking()
    await agent.read("olá")
    await emulator.go_away()
    await emulator.listen()
    assert replies(await agent.listen())


@TOLD
async def test_turn_waits_for_a_server_that_is_being_replaced(emulator, talking):
    agent = await talking()
    await agent.read("olá")
    await emulator.go_away()
    asking = asyncio.create_task(agent.listen())
    await asyncio.sleep(0)
    await emulator.listen()
    assert replies(await asking)


# What else may come


@pytest.mark.logs("what it says can't be read")
async def test_response_that_cant_be_read_ends_its_turn(call):
    def broken(said):
        raise KeyError(said)

    opened = Stream(call, broken)
    call.said.put_nowait("x")
    assert await opened.next() == Failure("UNKNOWN", "KeyError")
    await opened.close()
    assert call.is_cancelled


@pytest.mark.logs("Exception deserializing message!")
@pytest.mark.logs("what it says can't be read")
@TOLD
async def test_bytes_that_are_no_message_end_their_turn(talking):
    async def garbage(_, context):
        await context.write(b"\xff\xff\xff")

    server = grpc.aio.server()
    handler = grpc.stream_stream_rpc_method_handler(garbage)
    name = "google.cloud.dialogflow.cx.v3.Sessions"
    handlers = {"StreamingDetectIntent": handler}
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler(name, handlers)])
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    agent = await talking(endpoint=f"127.0.0.1:{port}")
    failed = await agent.fail(agent.session.listen(spoken()))
    assert type(failed) is DialogflowStreamFailed
    await server.stop(None)


async def test_pause_without_audio_opens_no_stream(emulator, talking):
    agent = await talking()

    async def audio():
        yield Pause.BEGAN
        yield Pause.ENDED

    assert await events_of(agent.session.listen(audio())) == [TurnDone()]
    assert emulator.calls == []
