"""What the service takes of the messages it is sent, and the words in which it refuses the rest.

The words are Google's where they are known, and of the same kind where not: no client may depend on
them.
"""

import re
from typing import Any

from tests.dialogflow_emulator.ledger import Call
from tests.dialogflow_emulator.sessions import Session

MOST_SESSION_ID = 36
LINEAR_16 = 1

_SESSION = re.compile(
    r"projects/[^/]+/locations/(?P<location>[^/]+)/agents/[^/]+(?:/environments/[^/]+)?"
    r"/sessions/(?P<id>[^/]+)"
)


class Refused(Exception):
    """Raised when a call ends with a status other than OK: by the rules, or by a fault."""

    def __init__(self, code: str, details: str) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def _invalid(details: str) -> Refused:
    return Refused("INVALID_ARGUMENT", details)


def judge_first(request: Any, location: str) -> None:
    """The first message of a stream, or the only one of another call. Raises Refused."""
    _judge_session(request.session, location)
    query = request.query_input
    kind = query.WhichOneof("input")
    if kind is None:
        raise _invalid("Query input is not set.")
    if not query.language_code:
        raise _invalid("Language code is required in query_input.")
    if kind == "audio":
        _judge_config(query.audio)
    elif kind == "text":
        _judge_text(query.text.text)
    elif kind == "event" and not query.event.event:
        raise _invalid("Event name is required in query_input.event.")
    output = request.output_audio_config
    if request.HasField("output_audio_config") and not output.audio_encoding:
        raise _invalid("Audio encoding is required in output_audio_config.")
    if output.audio_encoding not in (0, LINEAR_16):
        raise Refused("UNIMPLEMENTED", "This emulator speaks OUTPUT_AUDIO_ENCODING_LINEAR_16 only.")


def judge_later(request: Any) -> None:
    """A message of a stream after its first. Raises Refused."""
    query = request.query_input
    kind = query.WhichOneof("input")
    if kind == "audio" and query.audio.HasField("config"):
        raise _invalid("Audio config can only be set in the first message of the stream.")
    if kind == "text":
        _judge_text(query.text.text)
    elif kind not in (None, "audio"):
        raise _invalid(f"Input {kind} can only be set in the first message of the stream.")


def judge_tool_result(result: Any, session: Session) -> None:
    """Raises Refused."""
    wanted = session.waits_for
    if not result.tool or not result.action:
        raise _invalid("Tool and action are required in query_input.tool_call_result.")
    if result.WhichOneof("result") is None:
        raise _invalid("Either output_parameters or error is required in tool_call_result.")
    if wanted is None:
        raise Refused("FAILED_PRECONDITION", "There is no pending tool call in this session.")
    if (result.tool, result.action) != (wanted.name, wanted.action):
        raise _invalid(f"Tool call result doesn't match the pending tool call {wanted.name!r}.")


def judge_length(call: Call, limit: int) -> None:
    """Of what was heard, in bytes, or typed. Raises Refused."""
    if call.input == "audio" and call.turn is not None and len(call.turn.said.encode()) > limit:
        raise _invalid(f"Input text exceeds {limit} bytes.")
    if call.input == "text" and len(call.text) > limit:
        raise _invalid(f"Input text exceeds {limit} characters.")


def _judge_session(name: str, location: str) -> None:
    form = _SESSION.fullmatch(name)
    if form is None:
        raise _invalid(f"Invalid session name: {name!r}.")
    if len(form["id"]) > MOST_SESSION_ID:
        raise _invalid(f"Session ID must not exceed {MOST_SESSION_ID} characters: {form['id']!r}.")
    if form["location"] != location:
        raise _invalid(
            "Please refer to https://cloud.google.com/dialogflow/cx/docs/concept/region#avail and "
            "https://cloud.google.com/dialogflow/es/docs/how/region#regions to find the correct "
            f"endpoint to access resources located in '{form['location']}'."
        )


def _judge_config(audio: Any) -> None:
    if not audio.HasField("config"):
        raise _invalid("Audio config is required in the first message of the stream.")
    if not audio.config.audio_encoding:
        raise _invalid(
            "While calling Cloud Speech API: Invalid recognition 'config': bad encoding.."
        )
    rate_hz = audio.config.sample_rate_hertz
    if not 8000 <= rate_hz <= 48000:
        raise _invalid(
            "While calling Cloud Speech API: Invalid recognition 'config': bad sample rate hertz."
        )


def _judge_text(text: str) -> None:
    if not text:
        raise _invalid("Text is required in query_input.text.")
