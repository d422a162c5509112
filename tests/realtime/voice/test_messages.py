import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.voice import events, messages
from state.contract import VoiceError
from state.errors import AgentFailed, BadAudio, BadMessage

ME = "11111111-2222-3333-4444-555555555555"


def decode(message):
    text = message if isinstance(message, str) else json.dumps(message)
    return messages.decode(text, session_id=ME)


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        ("start_speaking", messages.StartSpeaking),
        ("stop_speaking", messages.StopSpeaking),
        ("end_of_speech", messages.EndOfSpeech),
        ("barge_in", messages.BargeIn),
        ("ping", messages.Ping),
    ],
)
def test_commands_need_only_their_type(kind, type_):
    assert decode({"type": kind}) == type_()
    assert decode({"type": kind, "session_id": ME, "data": {}, "more": 1}) == type_(session_id=ME)
    assert decode({"type": kind, "session_id": None}) == type_()


def test_audio_comes_as_text():
    chunk = decode({"type": "audio_chunk", "session_id": ME, "data": {"audio": "AAAA"}})
    assert chunk.data.audio == "AAAA"


def test_configure_takes_any_part():
    assert decode({"type": "configure", "data": {"silence_ms": 400}}).data.silence_ms == 400


@pytest.mark.parametrize(
    "message",
    [
        "",
        "not json",
        "[]",
        "null",
        "{}",
        "{",
        '{"type": "audio_chunk"',
        {"type": "unheard_of"},
        {"type": 1},
        {"type": "audio_chunk"},
        {"type": "audio_chunk", "data": {}},
        {"type": "audio_chunk", "data": {"audio": 1}},
        {"type": "audio_chunk", "data": "AAAA"},
        {"type": "text", "data": {"text": ""}},
        {"type": "text", "data": {"text": "x" * 2_001}},
        {"type": "configure", "data": {"silence_ms": 50}},
        {"type": "configure", "data": {"vad_mode": 4}},
        {"type": "configure", "data": {"automatic": "yes"}},
        {"type": "ping", "session_id": 7},
        "[" * 100_000,
        '{"type": "text", "data": {"text": "\\ud800"}}',
    ],
)
def test_what_is_no_message_is_refused(message):
    with pytest.raises(BadMessage):
        decode(message)


def test_the_refusal_names_the_field():
    with pytest.raises(BadMessage, match=r"\$\.data\.silence_ms"):
        decode({"type": "configure", "data": {"silence_ms": "long"}})


def test_another_session_s_id_is_refused():
    with pytest.raises(BadMessage, match="session_id"):
        decode({"type": "ping", "session_id": "another"})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
TYPES = st.sampled_from(["audio_chunk", "text", "configure", "ping", "barge_in", "start_speaking"])
FIELDS = st.sampled_from(["audio", "text", "silence_ms", "automatic", "vad_mode", "other"])
LIKE_MESSAGES = st.fixed_dictionaries(
    {"type": TYPES | JSON},
    optional={"data": st.dictionaries(FIELDS, JSON, max_size=3) | JSON, "session_id": JSON},
)


@given(st.text() | JSON.map(json.dumps) | LIKE_MESSAGES.map(json.dumps))
def test_any_text_is_a_message_or_a_bad_message(text):
    try:
        message = messages.decode(text, session_id=ME)
        if isinstance(message, messages.AudioChunk):
            messages.decode_audio(message.data.audio)
    except (BadMessage, BadAudio):
        pass


def test_audio_that_is_not_whole_samples_is_bad_audio():
    with pytest.raises(BadAudio, match="base64"):
        messages.decode_audio("@@")
    with pytest.raises(BadAudio, match="odd"):
        messages.decode_audio(base64.b64encode(b"abc").decode())
    with pytest.raises(BadAudio, match="odd"):
        messages.check_audio(b"abc")
    assert messages.check_audio(b"ab") == b"ab"


def encoded(event):
    return json.loads(messages.encode(event, session_id=ME, timestamp=12.5))


@pytest.mark.parametrize(
    ("event", "type_", "data"),
    [
        (events.Transcription("Quero um iPhone"), "transcription", {"text": "Quero um iPhone"}),
        (
            events.IntentDetected("buscar_produto", 0.95),
            "intent",
            {"intent": "buscar_produto", "confidence": 0.95},
        ),
        (
            events.ToolCalled("search_products", {"query": "iPhone"}),
            "tool_call",
            {"tool": "search_products", "parameters": {"query": "iPhone"}},
        ),
        (
            events.AudioResponse(b"\x01\x02", "response-1", 3),
            "audio_response",
            {"audio": "AQI=", "response_id": "response-1", "seq": 3},
        ),
        (events.SpeechStarted(700), "speech_started", {"audio_start_ms": 700}),
        (events.Pong(), "pong", {}),
    ],
)
def test_events_take_the_form_of_the_contract(event, type_, data):
    assert encoded(event) == {"type": type_, "session_id": ME, "data": data, "timestamp": 12.5}


def test_errors_take_the_form_of_the_contract():
    sent = messages.encode_error(
        VoiceError.STREAM_PROCESSING, AgentFailed("gone"), session_id=ME, timestamp=1.0
    )
    assert json.loads(sent)["data"] == {"error": "stream_processing_error", "message": "gone"}


def test_every_event_that_is_told_has_a_type():
    kinds = {kind for kind in vars(events).values() if isinstance(kind, type)}
    ours = {kind for kind in kinds if issubclass(kind, events.Event)}
    assert ours - {events.Event, events.Problem, events.HungUp} == set(messages.TYPES)
