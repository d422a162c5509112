"""Spoken turns: what is sent while one talks, and what it is answered."""

from tests.dialogflow_emulator import Turn


async def test_a_turn_is_heard_and_answered(emulator, client):
    emulator.turns.append(
        Turn(transcript="quero um violão", intent="search", confidence=0.8, texts=("Claro.",))
    )
    talk, final = await client.turn()
    assert talk.segments == ["quero um violão"]
    assert final.query_result.transcript == "quero um violão"
    assert final.query_result.match.intent.display_name == "search"
    assert round(final.query_result.match.confidence, 3) == 0.8
    assert final.query_result.response_messages[0].text.text == ["Claro."]
    assert final.response_type.name == "FINAL"
    assert final.output_audio.startswith(b"RIFF")
    assert (await talk.call.code()).name == "OK"
    (call,) = emulator.calls
    assert call.status == "OK" and call.audio_bytes == 8192 and call.half_closed
    assert emulator.running == 0
