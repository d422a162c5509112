"""What the service is sent, message by message."""

import math

import pytest
from google.cloud.dialogflowcx_v3.types import DetectIntentRequest, StreamingDetectIntentRequest
from google.protobuf.json_format import MessageToDict

from realtime.agents.dialogflow.answers import ToolAsked
from realtime.agents.dialogflow.requests import Requests
from realtime.agents.dialogflow.settings import DialogflowSettings

AGENT = "projects/p/locations/global/agents/a"
ASKED = ToolAsked(f"{AGENT}/tools/7", "search", {})
ID = "0b0e6d3c-3d7e-4b56-9d7e-2f4bd1a3f8aa"


def requests(**settings):
    return Requests(DialogflowSettings(agent=AGENT, **settings))


def plain(message):
    return MessageToDict(message, preserving_proto_field_name=True)


def result_of(result):
    message = requests().tool_result(ID, ASKED, result)
    return plain(message.query_input.tool_call_result)


def test_first_message_says_all_about_the_audio_and_has_none():
    assert plain(requests().first_of_speech(ID, is_new=True)) == {
        "session": f"{AGENT}/sessions/{ID}",
        "query_params": {},
        "query_input": {
            "audio": {
                "config": {
                    "audio_encoding": "AUDIO_ENCODING_LINEAR_16",
                    "sample_rate_hertz": 16_000,
                }
            },
            "language_code": "pt-BR",
        },
        "output_audio_config": {
            "audio_encoding": "OUTPUT_AUDIO_ENCODING_LINEAR_16",
            "sample_rate_hertz": 16_000,
        },
        "enable_partial_response": True,
    }


def test_later_messages_are_audio_and_nothing_else():
    message = Requests.audio(b"ab")
    assert plain(message) == {"query_input": {"audio": {"audio": "YWI="}}}
    assert not message.query_input.audio.HasField("config")


def test_each_chunk_has_a_message_of_its_own():
    assert Requests.audio(b"a") is not Requests.audio(b"a")


def test_environment_is_in_the_sessions_name():
    made = Requests(DialogflowSettings(agent=f"{AGENT}/environments/e"))
    assert made.text(ID, "oi", is_new=False).session == f"{AGENT}/environments/e/sessions/{ID}"


@pytest.mark.parametrize("is_new", [True, False])
def test_parameters_are_sent_when_a_conversation_begins(is_new):
    made = requests(parameters={"a": 1, "b": {"c": [None, "x", 2.5]}})
    for message in (
        made.first_of_speech(ID, is_new=is_new),
        made.text(ID, "oi", is_new=is_new),
    ):
        told = plain(message.query_params).get("parameters")
        assert told == ({"a": 1.0, "b": {"c": [None, "x", 2.5]}} if is_new else None)


def test_webhook_headers_are_sent_with_every_turn():
    made = requests(webhook_headers={"Authorization": "x"})
    for message in (
        made.first_of_speech(ID, is_new=False),
        made.text(ID, "oi", is_new=False),
        made.tool_result(ID, ASKED, None),
    ):
        assert dict(message.query_params.webhook_headers) == {"Authorization": "x"}


def test_settings_of_speech_are_in_the_first_message():
    made = requests(
        language="en-US",
        model="phone_call",
        voice="en-US-Neural2-C",
        single_utterance=True,
        partial_responses=False,
    )
    message = made.first_of_speech(ID, is_new=False)
    config = message.query_input.audio.config
    assert (config.model, config.single_utterance) == ("phone_call", True)
    assert message.query_input.language_code == "en-US"
    assert not message.enable_partial_response
    speech = message.output_audio_config.synthesize_speech_config
    assert speech.voice.name == "en-US-Neural2-C"


def test_agents_own_voice_is_left_to_it():
    message = requests().text(ID, "oi", is_new=False)
    assert not message.output_audio_config.HasField("synthesize_speech_config")


def test_typed_turn_is_its_text():
    message = requests().text(ID, "oi", is_new=False)
    assert plain(message.query_input) == {"text": {"text": "oi"}, "language_code": "pt-BR"}


def test_result_goes_to_the_tool_that_was_asked():
    told = result_of({"a": 1})
    assert (told["tool"], told["action"]) == (ASKED.tool, "search")


@pytest.mark.parametrize(
    ("result", "parameters"),
    [
        ({"a": {"b": [1, {"c": None}]}}, {"a": {"b": [1.0, {"c": None}]}}),
        ({}, {}),
        ([1, "a"], {"result": [1.0, "a"]}),
        ("text", {"result": "text"}),
        (2.5, {"result": 2.5}),
        (True, {"result": True}),
        (None, {"result": None}),
        ({"error": "x", "more": 1}, {"error": "x", "more": 1.0}),
    ],
    ids=str,
)
def test_result_is_an_object(result, parameters):
    assert result_of(result)["output_parameters"] == parameters


@pytest.mark.parametrize(
    ("error", "message"), [("search failed", "search failed"), (5, "5"), ({"a": 1}, "{'a': 1}")]
)
def test_error_is_told_as_one(error, message):
    told = result_of({"error": error})
    assert told["error"] == {"message": message}
    assert "output_parameters" not in told


def nested(depth):
    value: list = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.logs("what search returned can't be sent")
@pytest.mark.parametrize(
    "result",
    [{"a": 10**400}, {"a": "\udc80"}, {1: 2}, nested(300), {"a": object()}],
    ids=["huge number", "half a character", "number as a key", "deep", "no JSON"],
)
def test_result_that_cant_be_told_is_an_error(result):
    assert "error" in result_of(result)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf], ids=str)
def test_numbers_that_arent_any_are_null(number):
    told = result_of({"a": number, "b": [{"c": number}, 1.5]})
    assert told["output_parameters"] == {"a": None, "b": [{"c": None}, 1.5]}


def test_messages_are_what_the_client_sends():
    made = requests()
    assert StreamingDetectIntentRequest.wrap(made.first_of_speech(ID, is_new=True)).session
    assert DetectIntentRequest.wrap(made.text(ID, "x", is_new=True)).session
