"""What the service says, in our words: its protobuf messages go no further than here.

A turn's answer comes in parts: recognition results while audio arrives, then none to five partial
answers and a final one, each with words and perhaps their sound.
"""

import html
import math
import re
from dataclasses import dataclass
from typing import Any

from google.cloud.dialogflowcx_v3.types import DetectIntentResponse, Match
from google.cloud.dialogflowcx_v3.types.session import StreamingRecognitionResult

from realtime.agents.base import NO_MATCH, Intent, Json

_FINAL = int(DetectIntentResponse.ResponseType.FINAL)
_END_OF_UTTERANCE = int(StreamingRecognitionResult.MessageType.END_OF_SINGLE_UTTERANCE)
_Match: Any = Match.MatchType
_KINDS = {int(kind): kind.name.lower() for kind in _Match if kind}
#: Above it, a number of theirs doesn't say which whole one it is.
_LARGEST_WHOLE = 2**53
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True)
class Recognised:
    """Words of the turn as heard so far; `is_final`: this piece of them won't change."""

    text: str
    is_final: bool


class UtteranceEnded:
    """The service heard the turn's end, and no more of it."""


@dataclass(frozen=True)
class ToolAsked:
    """A tool that the service wants run here. `tool` is its resource name there."""

    tool: str
    action: str
    parameters: dict[str, Json]

    @property
    def name(self) -> str:
        """What tools are called here."""
        return self.action or self.tool.rpartition("/")[2]


@dataclass(frozen=True)
class Answer:
    """A part of the answer, or (`is_final`) all that is left of it."""

    response_id: str
    is_final: bool
    #: What was heard; None: nothing, or it isn't said in this part.
    transcript: str | None
    intent: Intent | None
    #: Nobody spoke.
    is_no_input: bool
    texts: tuple[str, ...]
    #: The sound of the texts, as the service made it; empty: there is none.
    audio: bytes
    tools: tuple[ToolAsked, ...]
    hands_over: bool
    hangs_up: bool
    #: What went wrong at the agent's webhooks: its turn has an answer all the same.
    complaints: tuple[str, ...]


Said = Recognised | UtteranceEnded | Answer


def read_streamed(message: Any) -> Said | None:
    """A StreamingDetectIntentResponse; None: nothing of what is wanted."""
    match message.WhichOneof("response"):
        case "recognition_result":
            result = message.recognition_result
            if result.message_type == _END_OF_UTTERANCE:
                return UtteranceEnded()
            return Recognised(result.transcript, result.is_final)
        case "detect_intent_response":
            return read_answer(message.detect_intent_response)
    return None


def read_answer(response: Any) -> Answer:
    """A DetectIntentResponse."""
    result = response.query_result
    messages = result.response_messages
    transcript = result.transcript if result.WhichOneof("query") == "transcript" else None
    kind = result.match.match_type
    return Answer(
        response_id=response.response_id,
        # Of an API without partial answers the type isn't set.
        is_final=response.response_type in (_FINAL, 0),
        transcript=transcript or None,
        intent=_intent(result.match),
        is_no_input=kind == _Match.NO_INPUT or (kind == _Match.NO_MATCH and transcript == ""),
        texts=_texts(messages),
        audio=response.output_audio or _mixed(messages),
        tools=tuple(
            ToolAsked(call.tool, call.action, _object(call.input_parameters))
            for call in (message.tool_call for message in _having(messages, "tool_call"))
        ),
        hands_over=bool(_having(messages, "live_agent_handoff")),
        hangs_up=bool(_having(messages, "end_interaction")),
        complaints=tuple(
            f"{status.code} {status.message}" for status in result.webhook_statuses if status.code
        ),
    )


def _having(messages: Any, kind: str) -> list[Any]:
    return [message for message in messages if message.WhichOneof("message") == kind]


def _intent(match: Any) -> Intent | None:
    kind = _KINDS.get(match.match_type)
    if kind is None or kind == "no_input":
        return None
    name = match.intent.display_name or match.intent.name.rpartition("/")[2] or match.event or kind
    if kind == "no_match":
        name = NO_MATCH
    confidence = 0.0 if math.isnan(match.confidence) else min(max(match.confidence, 0.0), 1.0)
    return Intent(name, round(confidence, 3), kind)


def _object(struct: Any) -> dict[str, Json]:
    return {key: _value(value) for key, value in struct.fields.items()}


def _value(value: Any) -> Json:
    """Theirs knows no whole numbers, and some that JSON doesn't."""
    match value.WhichOneof("kind"):
        case "number_value":
            number: float = value.number_value
            if not math.isfinite(number):
                return None
            is_whole = number.is_integer() and abs(number) <= _LARGEST_WHOLE
            return int(number) if is_whole else number
        case "string_value":
            return str(value.string_value)
        case "bool_value":
            return bool(value.bool_value)
        case "struct_value":
            return _object(value.struct_value)
        case "list_value":
            return [_value(each) for each in value.list_value.values]
    return None


def _texts(messages: Any) -> tuple[str, ...]:
    """What is to be read or, where there is nothing to read, what is only to be spoken: where
    agents have both, they are the same words."""
    read = [text for each in _having(messages, "text") for text in each.text.text]
    if texts := tuple(text for text in read if text.strip()):
        return texts
    spoken = [each.output_audio_text for each in _having(messages, "output_audio_text")]
    texts = tuple(each.text or _without_tags(each.ssml) for each in spoken)
    return tuple(text for text in texts if text.strip())


def _without_tags(ssml: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", ssml)).split())


def _mixed(messages: Any) -> bytes:
    """Sound that the agent's messages carry themselves, the first there is."""
    for message in _having(messages, "mixed_audio"):
        for segment in message.mixed_audio.segments:
            if segment.audio:
                return bytes(segment.audio)
    return b""
