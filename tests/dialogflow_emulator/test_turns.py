"""Spoken turns: what is sent while somebody talks, and what it is answered."""

import asyncio
import io
import wave
from dataclasses import replace

import numpy as np
import pytest
from google.protobuf.json_format import MessageToDict

from tests.dialogflow_emulator import Latency, Tool, Turn
from tests.dialogflow_emulator.clients import CHUNK, arrived
from tests.waiting import until

SPEECH = (np.sin(np.arange(2048) * 0.3) * 8000).astype("<i2").tobytes()
#: Half a second.
PAUSE = bytes(16000)


def parameters_of(final):
    return MessageToDict(type(final).pb(final).query_result.parameters)


def sound_of(answer):
    with wave.open(io.BytesIO(answer.output_audio)) as file:
        return file.getframerate(), file.getnframes()


async def test_a_turn_is_heard_and_answered(emulator, client):
    emulator.turns.append(
        Turn(transcript="quero um violão", intent="search", confidence=0.75, texts=("Claro.",))
    )
    talk, final = await client.turn()
    assert talk.segments == ["quero um violão"]
    result = final.query_result
    assert (result.transcript, result.language_code) == ("quero um violão", "pt-BR")
    assert (result.match.intent.display_name, result.match.confidence) == ("search", 0.75)
    assert result.match.match_type.name == "INTENT"
    assert result.intent.name.startswith(f"{emulator.agent}/intents/")
    assert result.response_messages[0].text.text == ["Claro."]
    assert final.response_type.name == "FINAL"
    assert (await talk.call.code()).name == "OK"


async def test_interims_come_while_audio_does(emulator, client):
    emulator.turns.append(
        Turn(transcript="um dois", interims=("um", "um do", "um dois"), interim_bytes=4096)
    )
    talk = await client.talk()
    await talk.say()
    assert (await talk.next()).recognition_result.transcript == "um"
    assert not talk.heard[0].is_final
    await talk.say()
    await talk.next()
    await talk.finish()
    assert talk.interims == ["um", "um do", "um dois"] and talk.segments == ["um dois"]


async def test_final_segments_make_up_the_transcript(emulator, client):
    emulator.turns.append(Turn(finals=("um", "dois", " três")))
    talk, final = await client.turn()
    assert talk.segments == ["um", " dois", " três"]
    assert final.query_result.transcript == "um dois três"


async def test_final_segments_can_come_while_audio_does(emulator, client):
    emulator.turns.append(Turn(finals=("um", "dois"), final_bytes=4096))
    talk = await client.talk()
    await talk.say()
    assert (await talk.next()).recognition_result.is_final
    await talk.finish()
    assert talk.segments == ["um", " dois"]


async def test_words_have_their_times_where_asked_for(emulator, client):
    emulator.turns += [Turn(transcript="um dois")] * 2
    talk, _ = await client.turn(config={"enable_word_info": True})
    words = talk.heard[-1].speech_word_info
    assert [each.word for each in words] == ["um", "dois"]
    assert words[0].end_offset == words[1].start_offset > words[0].start_offset
    talk, _ = await client.turn()
    assert not talk.heard[-1].speech_word_info


# When it is over


async def test_without_single_utterance_nothing_is_understood_before_the_half_close(
    emulator, client
):
    emulator.turns.append(Turn(transcript="olá", interims=("o",), interim_bytes=40000))
    talk = await client.talk()
    for each in (SPEECH, PAUSE, PAUSE, PAUSE):
        await talk.say(each)
    await talk.next()
    assert emulator.calls[0].sent == ["interim"] and not talk.answers
    assert (await talk.finish()).query_result.transcript == "olá"


async def test_a_single_utterance_is_over_when_a_pause_follows_speech(emulator, client):
    emulator.turns.append(Turn(transcript="olá"))
    talk = await client.talk(single=True)
    await talk.say(PAUSE)
    await talk.say(SPEECH)
    await talk.say(PAUSE)
    assert (await talk.next()).recognition_result.message_type.name == "END_OF_SINGLE_UTTERANCE"
    await talk.finish()
    assert talk.segments == ["olá"]


async def test_a_single_utterance_can_be_over_after_so_much(emulator, client):
    emulator.turns.append(Turn(transcript="olá", utterance_bytes=4096))
    talk = await client.talk(single=True)
    await talk.say()
    assert (await talk.next()).recognition_result.message_type.name == "END_OF_SINGLE_UTTERANCE"


async def test_after_a_single_utterance_audio_is_discarded_until_the_half_close(emulator, client):
    emulator.turns.append(
        Turn(transcript="olá", utterance_bytes=4096, interims=("o",), interim_bytes=8192)
    )
    talk = await client.talk(single=True)
    for _ in range(3):
        await talk.say()
    call = await arrived(emulator, messages=4)
    assert call.sent == ["end of utterance"]
    await talk.finish()
    assert call.sent == ["end of utterance", "interim", "final", "FINAL"]


async def test_nobody_speaking_in_a_single_utterance_is_no_input(emulator, client):
    emulator.turns.append(Turn(texts=("Não ouvi.",), utterance_bytes=4096))
    talk, final = await client.turn(single=True)
    assert [each.message_type.name for each in talk.heard] == ["END_OF_SINGLE_UTTERANCE"]
    match = final.query_result.match
    assert (match.match_type.name, match.event) == ("NO_INPUT", "sys.no-input-default")
    assert final.query_result.response_messages[0].text.text == ["Não ouvi."]


async def test_nobody_speaking_for_five_seconds_ends_a_single_utterance(emulator, client):
    emulator.turns.append(Turn())
    talk = await client.talk(single=True)
    for _ in range(10):
        await talk.say(PAUSE)
    assert (await talk.next()).recognition_result.message_type.name == "END_OF_SINGLE_UTTERANCE"


async def test_nobody_is_waited_for_before_the_barge_in_phase_is_over(emulator, client):
    emulator.turns.append(Turn(interims=("x",), interim_bytes=12 * 16000))
    config = {"barge_in_config": {"total_duration": {"seconds": 2}}}
    talk = await client.talk(single=True, config=config)
    for _ in range(14):
        await talk.say(PAUSE)
    names = [(await talk.next()).recognition_result.message_type.name for _ in range(2)]
    assert names == ["TRANSCRIPT", "END_OF_SINGLE_UTTERANCE"]


async def test_without_single_utterance_the_result_of_silence_is_empty(emulator, client):
    emulator.turns.append(Turn(texts=("Não ouvi.",)))
    talk, final = await client.turn()
    assert talk.heard == [] and not final.query_result.match
    assert not final.query_result.response_messages and not final.output_audio


async def test_a_kind_of_match_can_be_forced(emulator, client):
    emulator.turns.append(Turn(match="NO_INPUT", texts=("Não ouvi.",)))
    _, final = await client.turn()
    assert final.query_result.match.match_type.name == "NO_INPUT" and final.output_audio


async def test_what_is_no_intent_is_no_match(emulator, client):
    emulator.turns.append(Turn(transcript="blá", confidence=0.25, texts=("Não entendi.",)))
    _, final = await client.turn()
    match = final.query_result.match
    assert (match.match_type.name, match.event) == ("NO_MATCH", "sys.no-match-default")
    assert not match.intent and not final.query_result.intent


async def test_text_in_mid_stream_takes_the_place_of_the_audio(emulator, client):
    talk = await client.talk()
    await talk.say()
    await talk.type("tchau")
    final = await talk.finish()
    assert talk.heard == [] and final.query_result.text == "tchau"
    assert final.query_result.match.intent.display_name == "goodbye"
    assert emulator.calls[0].input == "text"


# What it is answered


async def test_partials_come_before_the_final_each_with_its_sound(emulator, client):
    emulator.turns.append(Turn(transcript="a", partials=("Um", "momento"), texts=("Pronto.",)))
    talk, _ = await client.turn(partials=True)
    assert [
        (each.response_type.name, each.query_result.response_messages[0].text.text[0])
        for each in talk.answers
    ] == [("PARTIAL", "Um"), ("PARTIAL", "momento"), ("FINAL", "Pronto.")]
    assert [sound_of(each)[1] for each in talk.answers] == [2 * 960, 7 * 960, 7 * 960]
    assert talk.answers[0].allow_cancellation and not talk.answers[2].allow_cancellation


async def test_a_partial_can_say_the_match_and_the_final_say_all_again(emulator, client):
    turn = Turn(transcript="a", intent="pay", partials=("Um",), texts=("dois",))
    emulator.turns += [turn, replace(turn, match_in_partials=True, final_repeats_partials=True)]
    for in_partial, said in ((None, ["dois"]), ("pay", ["Um", "dois"])):
        talk, final = await client.turn(partials=True)
        match = talk.answers[0].query_result.match
        assert (match.intent.display_name if match else None) == in_partial
        assert [each.text.text[0] for each in final.query_result.response_messages] == said


async def test_partials_that_nobody_asked_for_are_part_of_the_final(emulator, client):
    emulator.turns.append(Turn(transcript="a", partials=("Um",), texts=("Pronto.",)))
    talk, final = await client.turn()
    assert talk.answers == [final]
    assert [each.text.text[0] for each in final.query_result.response_messages] == ["Um", "Pronto."]
    assert sound_of(final)[1] == len("Um Pronto.") * 960


async def test_sound_is_a_wav_file_at_the_rate_that_was_asked_for(emulator, client):
    emulator.turns += [Turn(transcript="a", texts=("Olá!",))] * 2
    _, final = await client.turn()
    assert final.output_audio[:4] == b"RIFF" and sound_of(final) == (16000, 4 * 960)
    assert final.output_audio_config.sample_rate_hertz == 16000


async def test_sound_can_be_at_another_rate(emulator, client):
    emulator.turns.append(Turn(transcript="a", texts=("Olá!",), audio_rate_hz=24000))
    _, final = await client.turn()
    assert sound_of(final) == (24000, 4 * 1440)
    assert final.output_audio_config.sample_rate_hertz == 24000


async def test_no_sound_comes_to_who_did_not_ask_for_it(emulator, client):
    emulator.turns.append(Turn(transcript="a", texts=("Olá!",)))
    _, final = await client.turn(sound=False)
    assert not final.output_audio and not final.output_audio_config


async def test_an_answer_can_be_text_alone(emulator, client):
    emulator.turns.append(Turn(transcript="a", texts=("Olá!",), audio=False))
    _, final = await client.turn()
    assert not final.output_audio and final.query_result.response_messages[0].text.text == ["Olá!"]


async def test_messages_of_each_kind_can_be_had(emulator, client):
    emulator.turns.append(
        Turn(
            transcript="a",
            ssml="<speak>Olá</speak>",
            payload={"card": [1, {"a": None}]},
            hands_over={"queue": "sales"},
            ends=True,
            webhook_status=(4, "deadline"),
        )
    )
    _, final = await client.turn()
    assert not final.output_audio
    (status,) = final.query_result.webhook_statuses
    assert (status.code, status.message) == (4, "deadline")
    ssml, payload, person, end = final.query_result.response_messages
    assert ssml.output_audio_text.ssml == "<speak>Olá</speak>"
    assert payload.payload["card"][0] == 1
    assert person.live_agent_handoff.metadata["queue"] == "sales"
    assert "end_interaction" in end


# What stays from turn to turn


async def test_a_tools_result_is_answered_with_what_it_leads_to(emulator, client):
    tool = Tool(f"{emulator.agent}/tools/t", "search_products", {"query": "violão", "most": 2})
    emulator.turns.append(
        Turn(transcript="procuro", tool=tool, after_tool=Turn(texts=("Achei 2.",)))
    )
    _, final = await client.turn()
    (message,) = final.query_result.response_messages
    assert (message.tool_call.tool, message.tool_call.action) == (tool.name, tool.action)
    assert dict(message.tool_call.input_parameters) == {"query": "violão", "most": 2.0}
    assert not final.output_audio
    told = await client.give(tool.name, tool.action, count=2)
    assert told.query_result.response_messages[0].text.text == ["Achei 2."]
    assert emulator.calls[1].tool_result["output_parameters"] == {"count": 2.0}


async def test_a_result_can_lead_to_another_tool(emulator, client):
    one, two = (Tool(f"{emulator.agent}/tools/{n}", f"do_{n}") for n in ("one", "two"))
    emulator.turns.append(Turn(tool=one, after_tool=Turn(tool=two, after_tool=Turn(texts=("Ok",)))))
    await client.type("x")
    told = await client.give(one.name, one.action)
    assert told.query_result.response_messages[0].tool_call.action == "do_two"
    told = await client.give(two.name, two.action, error="no such thing")
    assert told.query_result.response_messages[0].text.text == ["Ok"]


async def test_a_tools_result_can_come_as_a_stream(emulator, client):
    tool = Tool(f"{emulator.agent}/tools/t", "search")
    emulator.turns.append(Turn(tool=tool, after_tool=Turn(texts=("Achei.",), partials=("Bem,",))))
    await client.type("x")
    talk = await client.open()
    result = {"tool": tool.name, "action": tool.action, "output_parameters": {}}
    query = {"tool_call_result": result, "language_code": "pt-BR"}
    await talk.write(session=client.session, query_input=query, enable_partial_response=True)
    await talk.finish()
    assert [each.response_type.name for each in talk.answers] == ["PARTIAL", "FINAL"]


async def test_another_turn_gives_up_the_tool(emulator, client):
    tool = Tool(f"{emulator.agent}/tools/t", "search")
    emulator.turns += [Turn(tool=tool), Turn(texts=("Ok",))]
    await client.type("x")
    await client.type("y")
    with pytest.raises(Exception, match="no pending tool call"):
        await client.give(tool.name, tool.action)


async def test_parameters_stay_in_the_session_and_only_there(emulator, client):
    emulator.turns += [Turn(transcript="a", parameters={"product": "violão"}), Turn(), Turn()]
    await client.turn(params={"parameters": {"lead": 7}})
    final = await client.type("b")
    assert parameters_of(final) == {"lead": 7.0, "product": "violão"}
    other = await client.type("c", session=f"{emulator.agent}/sessions/other")
    assert parameters_of(other) == {}


async def test_a_session_that_ended_is_forgotten(emulator, client):
    emulator.turns += [Turn(parameters={"a": 1}), Turn(ends=True), Turn()]
    await client.type("x")
    await client.type("y")
    assert parameters_of(await client.type("z")) == {}


async def test_a_session_is_kept_for_half_an_hour(emulator, client):
    now = 1000.0
    emulator.now = lambda: now
    emulator.turns += [Turn(parameters={"a": 1}), Turn(), Turn()]
    await client.type("x")
    now += 30 * 60
    assert parameters_of(await client.type("y")) == {"a": 1}
    now += 30 * 60 + 1
    assert parameters_of(await client.type("z")) == {}
    assert len(emulator.sessions) == 1


# When it takes long


@pytest.mark.parametrize(
    ("stage", "sent"),
    [
        ("open", []),
        ("transcript", []),
        ("answer", ["final"]),
        ("final", ["final", "PARTIAL"]),
    ],
)
async def test_each_stage_can_wait_for_its_gate(emulator, client, stage, sent):
    gate = asyncio.Event()
    emulator.faults.append(Latency(stage, gate=gate))
    emulator.turns.append(Turn(transcript="a", partials=("b",), texts=("c",)))
    turn = asyncio.create_task(client.turn(CHUNK, partials=True))
    call = await arrived(emulator)
    await until(lambda: (stage == "open" or call.half_closed) and call.sent == sent)
    assert not turn.done()
    gate.set()
    _, final = await turn
    assert final.query_result.response_messages[0].text.text == ["c"]
