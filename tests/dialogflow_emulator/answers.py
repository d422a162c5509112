"""The messages of an answer, made of a turn. Raw protobuf; v3's serve for v3beta1 too."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from google.cloud.dialogflowcx_v3 import types

from tests.dialogflow_emulator.hearing import Heard, Kind
from tests.dialogflow_emulator.ledger import Call
from tests.dialogflow_emulator.tone import riff, tone
from tests.dialogflow_emulator.turn import Turn

STREAM_RESPONSE: Any = types.StreamingDetectIntentResponse.pb()
RESPONSE: Any = types.DetectIntentResponse.pb()
_RECOGNISED: Any = types.StreamingRecognitionResult.pb()
_MATCH: Any = types.Match.pb()

#: Of a voice, where nobody asks for another.
VOICE_HZ = 24000
_EVENTS = {"NO_MATCH": "sys.no-match-default", "NO_INPUT": "sys.no-input-default"}


def recognised(heard: Heard, turn: Turn, call: Call) -> Any:
    """What is sent of something heard."""
    response = STREAM_RESPONSE()
    result = response.recognition_result
    if heard.kind is Kind.END_OF_UTTERANCE:
        result.message_type = _RECOGNISED.END_OF_SINGLE_UTTERANCE
    else:
        result.message_type = _RECOGNISED.TRANSCRIPT
        result.transcript = heard.text
        result.language_code = call.language
    result.speech_end_offset.FromTimedelta(timedelta(seconds=heard.end_s))
    if heard.kind is Kind.INTERIM:
        result.stability = 0.8
    elif heard.kind is Kind.FINAL:
        result.is_final = True
        result.confidence = turn.heard_confidence
        if call.config.get("enable_word_info"):
            _add_words(result, heard, turn)
    return response


def _add_words(result: Any, heard: Heard, turn: Turn) -> None:
    words = heard.text.split()
    for number, word in enumerate(words):
        info = result.speech_word_info.add(word=word, confidence=turn.heard_confidence)
        info.start_offset.FromTimedelta(timedelta(seconds=heard.end_s * number / len(words)))
        info.end_offset.FromTimedelta(timedelta(seconds=heard.end_s * (number + 1) / len(words)))


@dataclass(frozen=True, kw_only=True)
class Answer:
    """To one call, as the turn has it."""

    turn: Turn
    call: Call
    match: str | None
    parameters: dict[str, Any]
    garbage: bytes | None

    def partials(self) -> Iterator[Any]:
        for text in self.turn.partials:
            response = self._response((text,))
            response.response_type = RESPONSE.PARTIAL
            response.allow_cancellation = self.turn.allow_cancellation
            if self.turn.match_in_partials:
                self._add_match(response.query_result)
            yield response

    def final(self, *, partials_too: bool) -> Any:
        turn = self.turn
        says_all = partials_too or turn.final_repeats_partials
        texts = (*turn.partials, *turn.texts) if says_all else turn.texts
        response = self._response(texts)
        response.response_type = RESPONSE.FINAL
        result = response.query_result
        self._add_messages(result)
        self._add_match(result)
        result.parameters.update(self.parameters)
        result.current_flow.display_name = "Default Start Flow"
        result.current_page.display_name = "End Session" if turn.ends else "Start Page"
        if turn.webhook_status is not None:
            code, message = turn.webhook_status
            result.webhook_statuses.add(code=code, message=message)
        return response

    def _response(self, texts: tuple[str, ...]) -> Any:
        response = RESPONSE(response_id=str(uuid.uuid4()))
        result = response.query_result
        result.language_code = self.call.language
        self._add_query(result)
        for text in texts:
            result.response_messages.add().text.text.append(text)
        spoken = " ".join(texts)
        if spoken and self.turn.audio and self.call.output_config:
            rate_hz = self.turn.audio_rate_hz or self._wanted_hz()
            sound = self.garbage or riff(tone(spoken, rate_hz), rate_hz)
            response.output_audio = sound
            response.output_audio_config.CopyFrom(self.call.first.output_audio_config)
            response.output_audio_config.sample_rate_hertz = rate_hz
        return response

    def _wanted_hz(self) -> int:
        return int(self.call.first.output_audio_config.sample_rate_hertz) or VOICE_HZ

    def _add_query(self, result: Any) -> None:
        match self.call.input:
            case "audio":
                result.transcript = self.turn.said
            case "text":
                result.text = self.call.text
            case "event":
                result.trigger_event = self.call.text
            case "intent":
                result.trigger_intent = self.call.text
            case "dtmf":
                result.dtmf.digits = self.call.text

    def _add_messages(self, result: Any) -> None:
        """What isn't text."""
        turn, add = self.turn, result.response_messages.add
        if turn.ssml:
            add().output_audio_text.ssml = turn.ssml
        if turn.payload is not None:
            add().payload.update(turn.payload)
        if turn.tool is not None:
            call = add().tool_call
            call.tool, call.action = turn.tool.name, turn.tool.action
            call.input_parameters.update(turn.tool.parameters)
        if turn.hands_over is not None:
            handoff = add().live_agent_handoff
            handoff.SetInParent()  # it may have nothing to tell
            handoff.metadata.update(turn.hands_over)
        if turn.ends:
            add().end_interaction.SetInParent()

    def _add_match(self, result: Any) -> None:
        if self.match is None:
            return
        turn, match = self.turn, result.match
        match.match_type = _MATCH.MatchType.Value(self.match)
        match.confidence = turn.confidence
        match.event = turn.event or _EVENTS.get(self.match, "")
        match.resolved_input = self.call.text or turn.said
        match.parameters.update(turn.parameters)
        if turn.intent is not None:
            id = uuid.uuid5(uuid.NAMESPACE_URL, turn.intent)
            match.intent.name = f"{self.call.agent}/intents/{id}"
            match.intent.display_name = turn.intent
            result.intent.CopyFrom(match.intent)
            result.intent_detection_confidence = turn.confidence


def _match_of(turn: Turn, call: Call) -> str | None:
    """The kind of match; None: without single_utterance nothing is made of silence."""
    if turn.match is not None:
        return turn.match
    if turn.event or call.input == "event":
        return "EVENT"
    if turn.intent is not None:
        return "DIRECT_INTENT" if call.input == "intent" else "INTENT"
    if turn.tool is not None or call.input == "tool_call_result":
        return "PLAYBOOK"
    if call.input == "audio" and not turn.said:
        return "NO_INPUT" if call.config.get("single_utterance") else None
    return "NO_MATCH"


def answer_to(
    call: Call, turn: Turn, *, parameters: dict[str, Any], garbage: bytes | None
) -> Answer:
    """`parameters`: all of the session's; `garbage`: in place of each sound."""
    match = _match_of(turn, call)
    if match is None:
        turn = replace(turn, texts=(), partials=(), ssml="", payload=None)
    return Answer(turn=turn, call=call, match=match, parameters=parameters, garbage=garbage)
