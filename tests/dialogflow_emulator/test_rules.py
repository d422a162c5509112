"""What is refused, and how."""

import pytest
from google.api_core import exceptions
from google.cloud.dialogflowcx_v3 import types

from tests.dialogflow_emulator import Emulator, Tool, Turn
from tests.dialogflow_emulator.clients import CHUNK, LINEAR_16, OUTPUT, Client

AGENT = "projects/p/locations/global/agents/a"
SESSION = f"{AGENT}/sessions/s"
CONFIG = {"audio_encoding": LINEAR_16, "sample_rate_hertz": 16000}
AUDIO = {"audio": {"config": CONFIG}, "language_code": "en"}

WRONG = {
    "nothing": {},
    "no session": {"query_input": AUDIO},
    "no location": {"session": "projects/p/agent/sessions/s", "query_input": AUDIO},
    "no session id": {"session": f"{AGENT}/sessions/", "query_input": AUDIO},
    "a long session id": {"session": f"{AGENT}/sessions/{37 * 'x'}", "query_input": AUDIO},
    "another location": {
        "session": "projects/p/locations/us-central1/agents/a/sessions/s",
        "query_input": AUDIO,
    },
    "no input": {"session": SESSION, "query_input": {"language_code": "en"}},
    "no language": {"session": SESSION, "query_input": {"audio": {"config": CONFIG}}},
    "no config": {
        "session": SESSION,
        "query_input": {"audio": {"audio": CHUNK}, "language_code": "en"},
    },
    "no encoding": {
        "session": SESSION,
        "query_input": {"audio": {"config": {"sample_rate_hertz": 16000}}, "language_code": "en"},
    },
    "no rate": {
        "session": SESSION,
        "query_input": {"audio": {"config": {"audio_encoding": LINEAR_16}}, "language_code": "en"},
    },
    "no output encoding": {
        "session": SESSION,
        "query_input": AUDIO,
        "output_audio_config": {"sample_rate_hertz": 16000},
    },
    "an empty text": {
        "session": SESSION,
        "query_input": {"text": {"text": ""}, "language_code": "en"},
    },
    "no event": {
        "session": SESSION,
        "query_input": {"event": {"event": ""}, "language_code": "en"},
    },
}

WRONG_LATER = {
    "a second config": {"audio": {"config": CONFIG, "audio": CHUNK}},
    "an event": {"event": {"event": "e"}},
    "an empty text": {"text": {"text": ""}},
}


@pytest.mark.parametrize("message", WRONG.values(), ids=WRONG)
async def test_a_first_message_has_to_say_how(emulator, client, message):
    talk = await client.open()
    await talk.write(**message)
    with pytest.raises(exceptions.InvalidArgument) as refused:
        await talk.read_on()
    (call,) = emulator.calls
    assert (call.status, call.details) == ("INVALID_ARGUMENT", refused.value.message)
    assert len(emulator.sessions) == 0


@pytest.mark.parametrize("message", WRONG.values(), ids=WRONG)
async def test_a_request_has_to_say_how_too(client, message):
    request = types.DetectIntentRequest(message)
    with pytest.raises(exceptions.InvalidArgument):
        await client.sessions.detect_intent(request, retry=None)


@pytest.mark.parametrize("query", WRONG_LATER.values(), ids=WRONG_LATER)
async def test_later_messages_are_audio_or_text(emulator, client, query):
    talk = await client.talk()
    await talk.say()
    await talk.write(query_input=query)
    with pytest.raises(exceptions.InvalidArgument):
        await talk.read_on()


async def test_a_stream_without_a_message_is_refused(client):
    talk = await client.open()
    with pytest.raises(exceptions.InvalidArgument):
        await talk.finish()


async def test_a_refused_stream_uses_up_no_turn(emulator, client):
    emulator.turns.append(Turn(transcript="a"))
    talk = await client.talk(language="")
    with pytest.raises(exceptions.InvalidArgument):
        await talk.read_on()
    assert len(emulator.turns) == 1


async def test_a_session_id_may_be_a_uuid_and_be_of_an_environment(emulator, client):
    session = f"{AGENT}/environments/e/sessions/{36 * 'x'}"
    final = await client.type("procuro um violão", session=session)
    tool = final.query_result.response_messages[0].tool_call.tool
    assert tool.startswith(f"{AGENT}/tools/")


async def test_another_location_has_its_own_sessions():
    emulator = Emulator(location="us-central1")
    await emulator.listen()
    client = Client(emulator)
    assert "/us-central1/" in emulator.agent
    assert (await client.type("hello", language="en")).query_result.match
    with pytest.raises(exceptions.InvalidArgument, match="located in 'global'"):
        await client.type("hello", session=SESSION)
    await client.close()
    await emulator.close()


async def test_other_sound_than_linear16_is_not_made(client):
    talk = await client.open()
    await talk.write(
        session=SESSION, query_input=AUDIO, output_audio_config={**OUTPUT, "audio_encoding": 2}
    )
    with pytest.raises(exceptions.MethodNotImplemented):
        await talk.read_on()


async def test_more_audio_than_two_minutes_is_out_of_range(emulator, client):
    emulator.audio_limit_s = 0.25
    talk = await client.talk()
    await talk.say(bytes(8000))
    await talk.say(bytes(2))
    with pytest.raises(exceptions.OutOfRange, match="stream duration of 0.25 seconds"):
        await talk.read_on()


async def test_more_than_256_characters_typed_are_refused(client):
    assert await client.type(256 * "ç")
    with pytest.raises(exceptions.InvalidArgument, match="exceeds 256 characters"):
        await client.type(257 * "a")


async def test_more_than_256_bytes_of_words_in_a_stream_are_refused(emulator, client):
    emulator.turns += [Turn(transcript=256 * "a"), Turn(transcript=129 * "ç")]
    assert await client.turn(CHUNK)
    with pytest.raises(exceptions.InvalidArgument, match="exceeds 256 bytes"):
        await client.turn(CHUNK)


# Results of tools


async def test_a_result_that_nobody_waits_for_is_refused(client):
    with pytest.raises(exceptions.FailedPrecondition):
        await client.give(f"{AGENT}/tools/t", "search")


@pytest.mark.parametrize(
    "result",
    [
        {"tool": "another", "action": "search", "output_parameters": {}},
        {"tool": f"{AGENT}/tools/t", "action": "another", "output_parameters": {}},
        {"action": "search", "output_parameters": {}},
        {"tool": f"{AGENT}/tools/t", "output_parameters": {}},
        {"tool": f"{AGENT}/tools/t", "action": "search"},
    ],
    ids=["another tool", "another action", "no tool", "no action", "no result"],
)
async def test_a_result_of_something_else_is_refused_and_the_tool_still_waited_for(
    emulator, client, result
):
    emulator.turns.append(Turn(tool=Tool(f"{AGENT}/tools/t", "search")))
    await client.type("x")
    with pytest.raises(exceptions.InvalidArgument):
        await client.detect(tool_call_result=result)
    assert await client.give(f"{AGENT}/tools/t", "search", count=1)
