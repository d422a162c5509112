"""What each message of the service means; none of them, whatever it is, breaks anything."""

import math

import msgspec
import pytest
from google.cloud.dialogflowcx_v3.types import DetectIntentResponse, StreamingDetectIntentResponse
from google.protobuf.json_format import ParseDict
from google.protobuf.message import DecodeError
from hypothesis import given
from hypothesis import strategies as st

from realtime.agents.base import Intent
from realtime.agents.dialogflow.answers import (
    Answer,
    Recognised,
    ToolAsked,
    UtteranceEnded,
    read_answer,
    read_streamed,
)

ONE = DetectIntentResponse.pb()
STREAMED = StreamingDetectIntentResponse.pb()


def answer(result=None, **rest):
    told = {"query_result": result or {}, **rest}
    return read_answer(ParseDict(told, ONE()))


def saying(*messages, **rest):
    return answer({"response_messages": list(messages)}, **rest)


def match(**told):
    return answer({"match": told}).intent


# What streams


@pytest.mark.parametrize("is_final", [True, False])
def test_words_are_recognised(is_final):
    result = {"message_type": "TRANSCRIPT", "transcript": " oi", "is_final": is_final}
    message = ParseDict({"recognition_result": result}, STREAMED())
    assert read_streamed(message) == Recognised(" oi", is_final)


def test_end_of_utterance_is_no_words():
    result = {"message_type": "END_OF_SINGLE_UTTERANCE"}
    message = ParseDict({"recognition_result": result}, STREAMED())
    assert isinstance(read_streamed(message), UtteranceEnded)


def test_answer_in_a_stream_is_one():
    message = ParseDict({"detect_intent_response": {"response_id": "x"}}, STREAMED())
    read = read_streamed(message)
    assert isinstance(read, Answer) and read.response_id == "x"


def test_message_of_neither_is_nothing():
    assert read_streamed(ParseDict({"debugging_info": {}}, STREAMED())) is None
    assert read_streamed(STREAMED()) is None


@pytest.mark.parametrize(
    ("type", "is_final"), [("PARTIAL", False), ("FINAL", True), ("RESPONSE_TYPE_UNSPECIFIED", True)]
)
def test_answer_is_the_last_unless_it_is_partial(type, is_final):
    assert answer(response_type=type).is_final is is_final


# What was heard


@pytest.mark.parametrize(
    ("query", "transcript"),
    [({"transcript": "oi"}, "oi"), ({"transcript": ""}, None), ({"text": "oi"}, None), ({}, None)],
    ids=str,
)
def test_transcript_is_of_what_was_spoken(query, transcript):
    assert answer(query).transcript == transcript


@pytest.mark.parametrize(
    ("query", "is_no_input"),
    [
        ({"match": {"match_type": "NO_INPUT"}}, True),
        ({"match": {"match_type": "NO_MATCH"}, "transcript": ""}, True),
        ({"match": {"match_type": "NO_MATCH"}, "transcript": "x"}, False),
        ({"match": {"match_type": "NO_MATCH"}, "text": ""}, False),
        ({"match": {"match_type": "INTENT"}, "transcript": ""}, False),
        ({}, False),
    ],
    ids=str,
)
def test_nobody_spoke_when_the_service_says_so(query, is_no_input):
    assert answer(query).is_no_input is is_no_input


# What was meant


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("INTENT", "intent"),
        ("DIRECT_INTENT", "direct_intent"),
        ("PARAMETER_FILLING", "parameter_filling"),
        ("EVENT", "event"),
        ("KNOWLEDGE_CONNECTOR", "knowledge_connector"),
        ("PLAYBOOK", "playbook"),
    ],
)
def test_intent_has_its_display_name_and_kind(kind, name):
    told = match(match_type=kind, intent={"display_name": "search"}, confidence=0.5)
    assert told == Intent("search", 0.5, name)


def test_no_match_is_called_that_whatever_its_event():
    told = match(match_type="NO_MATCH", event="sys.no-match-default", confidence=0.25)
    assert told == Intent("no_match", 0.25, "no_match")


@pytest.mark.parametrize("kind", ["NO_INPUT", "MATCH_TYPE_UNSPECIFIED"])
def test_nothing_is_no_intent(kind):
    assert match(match_type=kind, intent={"display_name": "x"}) is None


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ({"intent": {"name": "projects/p/agents/a/intents/7"}}, "7"),
        ({"event": "WELCOME"}, "WELCOME"),
        ({}, "event"),
    ],
    ids=str,
)
def test_intent_without_a_display_name_has_another(told, name):
    intent = match(match_type="EVENT", **told)
    assert intent is not None and intent.name == name


@pytest.mark.parametrize(
    ("confidence", "is_told"), [(0.12345, 0.123), (math.nan, 0.0), (math.inf, 1.0), (-1.0, 0.0)]
)
def test_confidence_is_a_number_from_0_to_1(confidence, is_told):
    response = ParseDict({"query_result": {"match": {"match_type": "INTENT"}}}, ONE())
    response.query_result.match.confidence = confidence
    assert read_answer(response).intent == Intent("intent", is_told, "intent")


def test_unknown_kind_of_match_is_no_intent():
    response = ONE()
    response.query_result.match.match_type = 77
    assert read_answer(response).intent is None


# What is said


def test_texts_come_in_order():
    told = saying({"text": {"text": ["Um.", "Dois."]}}, {"text": {"text": ["Três."]}})
    assert told.texts == ("Um.", "Dois.", "Três.")


def test_empty_texts_are_none():
    assert saying({"text": {"text": ["", " \n"]}}, {"text": {}}).texts == ()


def test_output_audio_text_is_said():
    assert saying({"output_audio_text": {"text": "Um."}}).texts == ("Um.",)


def test_what_can_be_read_goes_before_its_spoken_form():
    spoken = {"output_audio_text": {"text": "Um, e dois."}}
    assert saying(spoken, {"text": {"text": ["Um e 2."]}}, spoken).texts == ("Um e 2.",)
    assert saying(spoken, {"text": {"text": [" "]}}).texts == ("Um, e dois.",)


@pytest.mark.parametrize(
    ("ssml", "text"),
    [
        ("<speak>Um <break time='1s'/>dois</speak>", "Um dois"),
        ("<speak>Tom &amp; Jerry &lt;3</speak>", "Tom & Jerry <3"),
        ("<speak/>", None),
        ("no tags", "no tags"),
    ],
)
def test_ssml_is_said_without_its_tags(ssml, text):
    assert saying({"output_audio_text": {"ssml": ssml}}).texts == ((text,) if text else ())


def test_ssml_of_nothing_but_open_tags_takes_no_time():
    assert saying({"output_audio_text": {"ssml": "<" * 1_000_000}}).texts


@pytest.mark.parametrize(
    "message",
    [
        {"payload": {"a": 1}},
        {"conversation_success": {}},
        {"play_audio": {"audio_uri": "gs://x"}},
        {"telephony_transfer_call": {"phone_number": "+1"}},
        {"knowledge_info_card": {}},
        {},
    ],
    ids=str,
)
def test_messages_that_cant_be_spoken_arent(message):
    told = saying(message)
    assert (told.texts, told.audio, told.tools) == ((), b"", ())
    assert not told.hands_over and not told.hangs_up


def test_sound_is_the_answers_own():
    assert answer(output_audio="UklGRg==").audio == b"RIFF"


def test_mixed_audio_is_its_first_sound():
    segments = [{"uri": "gs://x"}, {"audio": "UklGRg=="}, {"audio": "eA=="}]
    assert saying({"mixed_audio": {"segments": segments}}).audio == b"RIFF"


def test_answers_own_sound_goes_before_mixed_audio():
    told = saying({"mixed_audio": {"segments": [{"audio": "eA=="}]}}, output_audio="UklGRg==")
    assert told.audio == b"RIFF"


def test_person_is_asked_for():
    assert saying({"live_agent_handoff": {"metadata": {"a": 1}}}).hands_over


def test_conversation_ends():
    assert saying({"end_interaction": {}}).hangs_up


def test_webhooks_that_failed_are_complaints_and_others_not():
    told = answer({"webhook_statuses": [{"code": 5, "message": "not there"}, {"code": 0}]})
    assert told.complaints == ("5 not there",)


# Tools


def asking(parameters):
    return {"tool": "p/tools/7", "action": "search", "input_parameters": parameters}


def test_tool_has_its_name_and_parameters():
    told = saying({"tool_call": asking({"query": "violão", "deep": {"a": [None, True]}})})
    assert told.tools == (
        ToolAsked("p/tools/7", "search", {"query": "violão", "deep": {"a": [None, True]}}),
    )
    assert told.tools[0].name == "search"


def test_tool_without_an_action_is_called_by_its_resource():
    assert saying({"tool_call": {"tool": "p/tools/7"}}).tools[0].name == "7"


def test_tools_come_in_order():
    told = saying({"tool_call": {"action": "a"}}, {"text": {}}, {"tool_call": {"action": "b"}})
    assert [tool.name for tool in told.tools] == ["a", "b"]


def test_whole_numbers_are_whole():
    parameters = saying({"tool_call": asking({"count": 2, "price": 2.5})}).tools[0].parameters
    assert parameters == {"count": 2, "price": 2.5}
    assert isinstance(parameters["count"], int)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf], ids=str)
def test_numbers_that_arent_any_are_none(number):
    response = ONE()
    call = response.query_result.response_messages.add().tool_call
    call.input_parameters.update({"a": number, "b": [{"c": number}]})
    assert read_answer(response).tools[0].parameters == {"a": None, "b": [{"c": None}]}


def test_value_without_a_kind_is_none():
    response = ONE()
    call = response.query_result.response_messages.add().tool_call
    call.input_parameters.fields["a"].SetInParent()
    call.input_parameters.fields["b"].list_value.values.add()
    assert read_answer(response).tools[0].parameters == {"a": None, "b": [None]}


# Whatever comes


def field(number, kind, body=b""):
    return bytes([number << 3 | kind]) + body


def fields(inner):
    """Something like a message: its fields are of the right kinds, or not."""
    nested = inner.map(lambda body: bytes([len(body) % 128]) + body[:127])
    number = st.integers(1, 15)
    return st.lists(
        st.one_of(
            st.builds(lambda n, body: field(n, 2, body), number, nested),
            st.builds(lambda n, v: field(n, 0, bytes([v])), number, st.integers(0, 127)),
            st.builds(lambda n, body: field(n, 5, body), number, st.binary(min_size=4, max_size=4)),
            st.builds(lambda n, body: field(n, 1, body), number, st.binary(min_size=8, max_size=8)),
        ),
        max_size=4,
    ).map(b"".join)


WIRE = st.binary(max_size=64) | st.recursive(st.binary(max_size=16), fields, max_leaves=12)


def parsed(kind, wire):
    try:
        return kind.FromString(wire)
    except DecodeError:
        return None


@given(WIRE)
def test_whatever_comes_is_an_answer_that_can_be_told(wire):
    # Each where messages are deepest, too: as the result, and as one of its messages.
    for within in (b"", b"\x12", b"\x12\x22"):
        body = wire[:120]
        for key in reversed(within):
            body = bytes([key, len(body)]) + body
        response = parsed(ONE, body)
        if response is not None:
            read = read_answer(response)
            msgspec.json.encode(read)
            assert all(text.strip() for text in read.texts)
            assert read.intent is None or 0 <= read.intent.confidence <= 1


@given(WIRE)
def test_whatever_streams_is_something_or_nothing(wire):
    message = parsed(STREAMED, wire)
    if message is not None:
        read = read_streamed(message)
        assert read is None or isinstance(read, Recognised | UtteranceEnded | Answer)


KEYS = st.text(max_size=4)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | KEYS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(KEYS, JSON, max_size=3))
def test_any_parameters_of_a_tool_can_be_told(parameters):
    response = ONE()
    call = response.query_result.response_messages.add().tool_call
    call.action = "search"
    call.input_parameters.update(parameters)
    msgspec.json.encode(read_answer(response).tools[0].parameters)
