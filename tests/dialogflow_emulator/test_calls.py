"""What is kept of each call, and the other ways of calling."""

import asyncio

import grpc
import pytest
from google.api_core import exceptions
from google.cloud.dialogflowcx_v3 import types

from tests.dialogflow_emulator import Call, Emulator, Turn
from tests.dialogflow_emulator.clients import CHUNK, LINEAR_16, arrived


async def test_all_that_a_stream_said_is_kept(emulator, client):
    talk = await client.talk(
        config={"model": "latest_short", "phrase_hints": ["violão"]},
        partials=True,
        params={"parameters": {"lead": "7"}, "webhook_headers": {"x-lead": "7"}},
        language="pt-BR",
    )
    await talk.say(b"\1\0" * 2048)
    await talk.say(b"\2\0")
    await talk.finish()
    (call,) = emulator.calls
    assert (call.method, call.version, call.input) == ("StreamingDetectIntent", "v3", "audio")
    assert (call.session, call.language) == (client.session, "pt-BR")
    assert call.config == {
        "audio_encoding": "AUDIO_ENCODING_LINEAR_16",
        "sample_rate_hertz": 16000,
        "model": "latest_short",
        "phrase_hints": ["violão"],
    }
    assert call.output_config["sample_rate_hertz"] == 16000
    assert call.parameters == {"lead": "7"} and call.webhook_headers == {"x-lead": "7"}
    assert call.wants_partials and call.half_closed and not call.cancelled
    assert call.audio == b"\1\0" * 2048 + b"\2\0"
    assert (call.messages, call.audio_bytes, call.largest_bytes) == (3, 4098, 4096)
    assert call.sent == ["final", "FINAL"] and call.status == "OK"
    assert "x-goog-api-client" in call.metadata


async def test_audio_need_not_be_kept(emulator, client):
    emulator.keeps_audio = False
    await client.turn()
    assert not emulator.calls[0].audio and emulator.calls[0].audio_bytes == 2 * len(CHUNK)


@pytest.mark.parametrize("chunks", [0, 3])
async def test_a_cancel_is_no_half_close(emulator, client, chunks):
    talk = await client.talk()
    for _ in range(chunks):
        await talk.say()
    call = await arrived(emulator, messages=chunks + 1)
    assert emulator.running == 1
    talk.call.cancel()
    await call.over.wait()
    assert (call.cancelled, call.half_closed, call.status) == (True, False, "CANCELLED")
    assert call.sent == [] and emulator.running == 0


async def test_a_time_limit_is_a_cancel_too(emulator, client):
    talk = await client.open(limit_s=0.05)
    call = await arrived(emulator)
    await call.over.wait()
    assert call.cancelled and not call.half_closed
    assert (await talk.call.code()) is grpc.StatusCode.DEADLINE_EXCEEDED


async def test_what_is_cancelled_without_a_fault_is_used_up(emulator, client):
    emulator.turns += [Turn(transcript="uma tosse"), Turn(transcript="olá", texts=("Olá!",))]
    talk = await client.talk()
    call = await arrived(emulator, messages=1)
    talk.call.cancel()
    await call.over.wait()
    _, final = await client.turn()
    assert final.query_result.transcript == "olá"


async def test_two_calls_at_once_of_one_session_are_told(emulator, client):
    first = await client.talk()
    await arrived(emulator, messages=1)
    second = await client.talk()
    other = await client.talk(session=f"{emulator.agent}/sessions/other")
    for talk in (second, other, first):
        await talk.finish()
    assert [call.overlapped for call in emulator.calls] == [False, True, False]
    await client.turn()
    assert not emulator.calls[-1].overlapped


async def test_each_end_is_told(emulator, client):
    ends: list[Call] = []
    emulator.on_end = ends.append
    await client.type("olá")
    assert ends == emulator.calls and ends[0].over.is_set()


async def test_neither_words_nor_audio_are_logged(emulator, client, caplog):
    caplog.set_level("INFO", "tests.dialogflow_emulator")
    await client.type("segredo")
    await client.turn()
    assert "StreamingDetectIntent audio, 3 messages, 8192 bytes" in caplog.text
    assert "segredo" not in caplog.text and "olá" not in caplog.text


# Other ways


async def test_audio_can_come_whole(emulator, client):
    emulator.turns.append(Turn(transcript="olá", intent="greeting", texts=("Olá!",)))
    config = {"audio_encoding": LINEAR_16, "sample_rate_hertz": 16000}
    final = await client.detect(audio={"config": config, "audio": CHUNK}, sound=True)
    assert final.query_result.transcript == "olá" and final.output_audio
    assert emulator.calls[0].audio == CHUNK


async def test_a_typed_turn_can_come_as_a_stream(emulator, client):
    talk = await client.open()
    query = {"text": {"text": "olá"}, "language_code": "pt-BR"}
    await talk.write(session=client.session, query_input=query)
    final = await talk.finish()
    assert final.query_result.text == "olá" and talk.heard == []
    assert emulator.calls[0].text == "olá"


async def test_an_answer_can_come_piece_by_piece(emulator, client):
    emulator.turns.append(Turn(partials=("Um", "dois"), texts=("três",)))
    came = [each async for each in await client.stream_out("x")]
    assert [each.response_type.name for each in came] == ["PARTIAL", "PARTIAL", "FINAL"]
    assert emulator.calls[0].method == "ServerStreamingDetectIntent"


async def test_events_intents_and_digits_are_understood(emulator, client):
    emulator.turns += [Turn(texts=("Olá!",)), Turn(intent="pay"), Turn(intent="pay")]
    event = await client.detect(event={"event": "WELCOME"})
    assert event.query_result.trigger_event == "WELCOME"
    assert event.query_result.match.match_type.name == "EVENT"
    intent = await client.detect(intent={"intent": f"{emulator.agent}/intents/i"})
    assert intent.query_result.match.match_type.name == "DIRECT_INTENT"
    digits = await client.detect(dtmf={"digits": "12"})
    assert digits.query_result.dtmf.digits == "12"
    assert [call.text for call in emulator.calls][::2] == ["WELCOME", "12"]


async def test_v3beta1_is_served_too(emulator, client):
    name = "/google.cloud.dialogflow.cx.v3beta1.Sessions/DetectIntent"
    detect = client.channel.unary_unary(
        name,
        request_serializer=types.DetectIntentRequest.serialize,
        response_deserializer=types.DetectIntentResponse.deserialize,
    )
    final = await detect(client.request(text={"text": "olá"}))
    assert final.query_result.match.intent.display_name == "greeting"
    assert emulator.calls[0].version == "v3beta1"


async def test_many_talk_at_once(emulator, client):
    turns = [client.turn(session=f"{emulator.agent}/sessions/{n}") for n in range(20)]
    finals = [final for _, final in await asyncio.gather(*turns)]
    assert all(final.query_result.match.intent.display_name == "greeting" for final in finals)
    assert emulator.running == 0


async def test_one_that_was_closed_can_listen_again_where_it_was(emulator, client):
    address = emulator.address
    await emulator.close()
    await emulator.close()
    await emulator.listen()
    assert emulator.address == address and await client.type("olá")


async def test_no_two_listen_on_one_port(emulator):
    port = int(emulator.address.rpartition(":")[2])
    with pytest.raises(OSError):
        await Emulator().listen(port)


async def test_a_restart_cuts_what_runs_and_nothing_else(emulator, client):
    talk = await client.talk()
    await arrived(emulator)
    await emulator.restart()
    assert emulator.calls[0].cancelled and emulator.running == 0
    with pytest.raises(exceptions.ServiceUnavailable):
        await talk.next()
    assert await client.type("olá")
