"""Each fault, as a client meets it; and that the next call is well."""

import asyncio
import inspect
import io
import wave

import grpc
import pytest
from google.api_core import exceptions

from tests.dialogflow_emulator import (
    FAULTS,
    WRONG_AUDIO,
    Abort,
    AudioLimit,
    CutAfterPartial,
    EndOkBeforeHalfClose,
    EndOkWithoutFinal,
    Garbage,
    GoAway,
    Latency,
    NeverRead,
    NoAudio,
    QuotaAtOpen,
    Silence,
    Turn,
)
from tests.dialogflow_emulator.clients import CHUNK, Client, arrived
from tests.dialogflow_emulator.faults import SERVER_STREAM, STREAM
from tests.waiting import until

TURN = Turn(transcript="olá", intent="greeting", partials=("Olá,",), texts=("tudo bem?",))


async def said(client):
    """What the next turn, which is well, is answered."""
    _, final = await client.turn(CHUNK)
    return [each.text.text[0] for each in final.query_result.response_messages]


async def ends_with(talk, code):
    """Reads on, to that status; its words. `talk` may still be about to open."""
    try:
        talk = await talk if inspect.isawaitable(talk) else talk
        await talk.read_on()
    except exceptions.GoogleAPICallError as error:
        assert error.grpc_status_code is code
        return error.message
    assert code is grpc.StatusCode.OK
    return ""


@pytest.mark.parametrize("code", sorted(set(grpc.StatusCode.__members__) - {"OK"}))
async def test_any_status_can_come_after_the_half_close(emulator, client, code):
    emulator.turns.append(TURN)
    # CANCELLED by the server is told to a reader as its own cancel would be.
    emulator.faults.append(Abort(code, "because"))
    talk = await client.talk()
    await talk.say()
    await talk.call.done_writing()
    if code == "CANCELLED":
        with pytest.raises((asyncio.CancelledError, exceptions.Cancelled)):
            await talk.next()
    else:
        assert await ends_with(talk, grpc.StatusCode[code]) == "because"
    assert talk.heard == [] and emulator.calls[0].status == code
    assert await said(client) == ["Olá,", "tudo bem?"]


@pytest.mark.parametrize("count", [1, 3])
async def test_a_status_can_come_once_so_many_messages_were_read(emulator, client, count):
    emulator.turns.append(TURN)
    emulator.faults.append(Abort("ABORTED", "because", after_messages=count))
    talk = await client.talk()
    for _ in range(count - 1):
        await talk.say()
    assert await ends_with(talk, grpc.StatusCode.ABORTED) == "because"


async def test_a_status_that_waits_for_more_messages_comes_at_the_half_close(emulator, client):
    emulator.faults.append(Abort(after_messages=30))
    talk = await client.talk()
    await talk.call.done_writing()
    await ends_with(talk, grpc.StatusCode.UNAVAILABLE)


@pytest.mark.parametrize(
    "fault",
    [QuotaAtOpen("because"), Abort("RESOURCE_EXHAUSTED", "because", after_messages=0)],
    ids=["quota", "abort"],
)
async def test_a_status_can_come_at_the_opening(emulator, client, fault):
    emulator.faults.append(fault)
    told = await ends_with(client.open(), grpc.StatusCode.RESOURCE_EXHAUSTED)
    assert told == "because" and emulator.calls[0].messages == 0


@pytest.mark.parametrize("transcribes", [False, True], ids=["at all", "after the transcript"])
async def test_it_can_fall_silent_after_the_half_close(emulator, client, transcribes):
    emulator.turns.append(TURN)
    emulator.faults.append(Silence(transcribes=transcribes))
    talk = await client.talk()
    await talk.call.done_writing()
    call = await arrived(emulator)
    await until(lambda: call.half_closed)
    if transcribes:
        await talk.next()
        assert talk.segments == ["olá"]
    talk.call.cancel()
    await call.over.wait()
    assert call.cancelled and call.sent == ["final"] * transcribes
    assert len(emulator.turns) == (not transcribes)


async def test_a_turn_that_was_not_heard_of_is_still_to_come(emulator, client):
    emulator.turns += [TURN, Turn(transcript="outra")]
    emulator.faults += [Abort(after_messages=2), EndOkWithoutFinal(transcribes=False)]
    for code in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.OK):
        talk = await client.talk()
        await talk.say()
        await talk.call.done_writing()
        await ends_with(talk, code)
    assert await said(client) == ["Olá,", "tudo bem?"]


async def test_a_turn_that_was_heard_of_is_over(emulator, client):
    emulator.turns += [TURN, Turn(transcript="b", texts=("Outra.",))]
    emulator.faults.append(EndOkWithoutFinal())
    talk, final = await client.turn()
    assert final is None and talk.segments == ["olá"]
    assert await said(client) == ["Outra."]


async def test_it_can_end_well_without_a_final(emulator, client):
    emulator.faults.append(EndOkWithoutFinal())
    talk, final = await client.turn()
    assert final is None and talk.segments == ["olá"]
    assert (await talk.call.code()).name == "OK"


@pytest.mark.parametrize("has_final", [False, True])
async def test_it_can_end_well_while_the_client_still_writes(emulator, client, has_final):
    emulator.turns.append(TURN)
    emulator.faults.append(EndOkBeforeHalfClose(8192, final=has_final))
    talk = await client.talk()
    await talk.say()
    await talk.say()
    await ends_with(talk, grpc.StatusCode.OK)
    (call,) = emulator.calls
    assert not call.half_closed and len(talk.answers) == has_final


async def test_it_can_never_read(emulator, client):
    emulator.faults.append(NeverRead())
    talk = await client.talk()
    await talk.say()
    await talk.call.done_writing()
    call = await arrived(emulator)
    assert call.status is None and call.messages == 0
    talk.call.cancel()
    await call.over.wait()
    assert call.cancelled


async def test_no_audio_for_too_long_is_out_of_range(emulator, client):
    # Long enough that the audio is written before.
    emulator.faults.append(NoAudio(0.3))
    talk = await client.talk()
    await talk.say()
    assert "Audio Timeout Error" in await ends_with(talk, grpc.StatusCode.OUT_OF_RANGE)
    assert await said(client)


async def test_audio_in_time_meets_no_time_out(emulator, client):
    emulator.faults.append(NoAudio(30.0))
    _, final = await client.turn()
    assert final.query_result.match


async def test_too_much_audio_is_out_of_range(emulator, client):
    emulator.faults.append(AudioLimit(0.25))
    talk = await client.talk()
    await talk.say(bytes(8000))
    await talk.say()
    assert "0.25 seconds" in await ends_with(talk, grpc.StatusCode.OUT_OF_RANGE)


async def test_it_can_be_cut_after_a_partial(emulator, client):
    emulator.turns.append(TURN)
    emulator.faults.append(CutAfterPartial())
    talk = await client.talk(partials=True)
    await talk.call.done_writing()
    await ends_with(talk, grpc.StatusCode.UNAVAILABLE)
    (answer,) = talk.answers
    assert answer.response_type.name == "PARTIAL" and answer.output_audio
    assert emulator.turns == []


async def test_an_answer_without_partials_can_be_cut_in_half(emulator, client):
    emulator.turns.append(Turn(transcript="a", texts=("Tudo bem?",)))
    emulator.faults.append(CutAfterPartial())
    talk = await client.talk(partials=True)
    await talk.call.done_writing()
    await ends_with(talk, grpc.StatusCode.UNAVAILABLE)
    assert talk.answers[0].query_result.response_messages[0].text.text == ["Tudo "]


@pytest.mark.parametrize("count", [2, None], ids=["in mid-stream", "after the half-close"])
async def test_the_server_can_go_away_and_come_back(emulator, client, count):
    emulator.turns.append(TURN)
    emulator.faults.append(GoAway(count))
    address = emulator.address
    talk = await client.talk()
    await talk.say()
    if count is None:
        await talk.call.done_writing()
    await ends_with(talk, grpc.StatusCode.UNAVAILABLE)
    assert await said(client) == ["Olá,", "tudo bem?"]
    assert emulator.address == address and emulator.calls[0].cancelled


async def test_the_server_can_go_away_for_good(emulator, client):
    emulator.faults.append(GoAway(is_for_good=True))
    talk = await client.talk()
    await talk.say()
    await ends_with(talk, grpc.StatusCode.UNAVAILABLE)
    with pytest.raises(exceptions.ServiceUnavailable):
        await client.type("olá")
    await emulator.listen()
    # The one that was refused waits before it tries again.
    another = Client(emulator)
    assert await said(another)
    await another.close()


async def test_going_away_ends_all_calls(emulator, client):
    talks = [await client.talk(session=f"{client.session}{n}") for n in range(3)]
    await until(lambda: sum(call.messages for call in emulator.calls) == 3)
    await emulator.go_away()
    for talk in talks:
        await ends_with(talk, grpc.StatusCode.UNAVAILABLE)
    assert emulator.running == 0
    await emulator.listen()
    assert await said(client)


async def test_sound_can_be_garbage(emulator, client):
    emulator.turns.append(TURN)
    emulator.faults.append(Garbage())
    _, final = await client.turn()
    assert final.output_audio == Garbage().audio and final.output_audio_config


@pytest.mark.parametrize("audio", WRONG_AUDIO.values(), ids=WRONG_AUDIO)
def test_wrong_audio_is_no_whole_sound(audio):
    with pytest.raises((wave.Error, EOFError, RuntimeError, AssertionError)):
        with wave.open(io.BytesIO(audio)) as file:
            assert file.getframerate() > 0 and file.getnframes() > 0
            assert len(file.readframes(file.getnframes())) == 2 * file.getnframes()


@pytest.mark.parametrize("half_closes", [False, True], ids=["in mid-stream", "later"])
async def test_any_call_can_be_cut_at_any_moment(emulator, client, half_closes):
    emulator.turns.append(TURN)
    emulator.faults.append(Latency("transcript", gate=asyncio.Event()))
    talk = await client.talk()
    await talk.say()
    call = await arrived(emulator, messages=2)
    if half_closes:
        await talk.call.done_writing()
        await until(lambda: call.half_closed)
    emulator.cut(call, "OUT_OF_RANGE", "because")
    assert await ends_with(talk, grpc.StatusCode.OUT_OF_RANGE) == "because"
    assert call.was_cut and not call.cancelled and call.status == "OUT_OF_RANGE"
    assert await said(client) == ["Olá,", "tudo bem?"]


# Which call meets which


async def test_faults_are_met_in_turn_by_the_calls_that_they_fit(emulator, client):
    emulator.faults += [EndOkWithoutFinal(), Abort("ABORTED", calls=(STREAM,)), QuotaAtOpen()]
    with pytest.raises(exceptions.ResourceExhausted):
        await client.type("olá")
    talk, final = await client.turn()
    assert final is None
    talk = await client.talk()
    await talk.call.done_writing()
    await ends_with(talk, grpc.StatusCode.ABORTED)
    assert emulator.faults == [] and await said(client)


async def test_a_call_can_be_spared(emulator, client):
    emulator.faults += [None, Abort("ABORTED")]
    assert await client.type("olá")
    with pytest.raises(exceptions.Aborted):
        await client.type("olá")


async def test_a_fault_can_be_of_every_call(emulator, client):
    emulator.always = Abort("ABORTED")
    for _ in range(2):
        with pytest.raises(exceptions.Aborted):
            await client.type("olá")
    emulator.always = None
    assert await client.type("olá")


@pytest.mark.parametrize("code", ["UNAVAILABLE", "NOT_FOUND"])
async def test_other_calls_than_streams_have_faults_too(emulator, client, code):
    emulator.faults += [Abort(code, after_messages=2)] * 2
    with pytest.raises(exceptions.GoogleAPICallError) as failed:
        await client.type("olá")
    assert failed.value.grpc_status_code is grpc.StatusCode[code]
    with pytest.raises(exceptions.GoogleAPICallError):
        async for _ in await client.stream_out("olá"):
            pass


async def test_a_stream_out_can_be_cut_after_a_partial(emulator, client):
    emulator.turns.append(TURN)
    emulator.faults.append(CutAfterPartial(calls=(SERVER_STREAM,)))
    came = []
    with pytest.raises(exceptions.ServiceUnavailable):
        async for each in await client.stream_out("olá"):
            came.append(each.response_type.name)
    assert came == ["PARTIAL"]


async def test_a_slow_turn_that_is_given_up_is_used_up(emulator, client):
    emulator.turns.append(TURN)
    emulator.faults.append(Latency(gate=asyncio.Event()))
    talk = await client.talk()
    await talk.call.done_writing()
    call = await arrived(emulator)
    await until(lambda: call.half_closed)
    talk.call.cancel()
    await call.over.wait()
    assert emulator.turns == []


def test_each_name_is_one_fault():
    assert len(set(FAULTS.values())) == len(FAULTS)
