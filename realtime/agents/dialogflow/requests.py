"""What the service is sent, as protobuf messages.

Raw ones: the package's own classes cost five times as much a chunk of audio. A new message for each
chunk: protobuf keeps what was ever assigned to one until it is freed.
"""

import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from google.cloud.dialogflowcx_v3.types import (
    DetectIntentRequest,
    InputAudioConfig,
    OutputAudioConfig,
    OutputAudioEncoding,
    QueryInput,
    QueryParameters,
    StreamingDetectIntentRequest,
)
from google.cloud.dialogflowcx_v3.types.audio_config import AudioEncoding
from google.protobuf.json_format import ParseDict, ParseError

from realtime.agents.base import Json
from realtime.agents.dialogflow.answers import ToolAsked
from realtime.agents.dialogflow.settings import DialogflowSettings
from state.contract import SAMPLE_RATE_HZ

logger = logging.getLogger(__name__)

#: Bytes (UTF-8) of what is said in one stream: so AudioInput's docstring has it, in
#: google-cloud-dialogflow-cx 2.9.0. Characters of what is typed: so TextInput's had it in earlier
#: releases, and so the service refuses more ("Input text exceeds 256 characters").
LONGEST_TEXT = 256

_Streaming: Any = StreamingDetectIntentRequest.pb()
_Detecting: Any = DetectIntentRequest.pb()
_Query: Any = QueryInput.pb()
_Parameters: Any = QueryParameters.pb()
_InputAudio: Any = InputAudioConfig.pb()
_OutputAudio: Any = OutputAudioConfig.pb()


@dataclass(frozen=True)
class Requests:
    """Of one agent."""

    settings: DialogflowSettings

    def first_of_speech(self, session_id: str, *, is_new: bool) -> Any:
        """Opens a stream: all about the audio, none of it. `is_new`: the conversation begins."""
        settings = self.settings
        audio = _InputAudio(
            audio_encoding=int(AudioEncoding.AUDIO_ENCODING_LINEAR_16),
            sample_rate_hertz=SAMPLE_RATE_HZ,
            model=settings.model,
            single_utterance=settings.single_utterance,
        )
        query = _Query(language_code=settings.language)
        query.audio.config.CopyFrom(audio)
        return _Streaming(
            session=self._session(session_id),
            query_params=self._parameters(is_new=is_new),
            query_input=query,
            output_audio_config=self._output(),
            enable_partial_response=settings.partial_responses,
        )

    @staticmethod
    def audio(pcm: bytes) -> Any:
        message = _Streaming()
        message.query_input.audio.audio = pcm
        return message

    def text(self, session_id: str, text: str, *, is_new: bool) -> Any:
        query = _Query(language_code=self.settings.language)
        query.text.text = text
        return self._detecting(session_id, query, is_new=is_new)

    def tool_result(self, session_id: str, asked: ToolAsked, result: Json) -> Any:
        """An object is what a tool returns there; anything else becomes its `result`."""
        query = _Query(language_code=self.settings.language)
        told = query.tool_call_result
        told.tool, told.action = asked.tool, asked.action
        if isinstance(result, dict) and set(result) == {"error"}:
            told.error.message = str(result["error"])
        else:
            parameters: Json = result if isinstance(result, dict) else {"result": result}
            try:
                ParseDict(_finite(parameters), told.output_parameters)
            except (ParseError, TypeError, ValueError, OverflowError, RecursionError):
                logger.warning("Dialogflow: what %s returned can't be sent", asked.name)
                told.error.message = f"{asked.name} failed"
        return self._detecting(session_id, query, is_new=False)

    def _detecting(self, session_id: str, query: Any, *, is_new: bool) -> Any:
        return _Detecting(
            session=self._session(session_id),
            query_params=self._parameters(is_new=is_new),
            query_input=query,
            output_audio_config=self._output(),
        )

    def _session(self, session_id: str) -> str:
        return f"{self.settings.agent}/sessions/{session_id}"

    def _parameters(self, *, is_new: bool) -> Any:
        headers: Mapping[str, str] = self.settings.webhook_headers
        parameters = _Parameters(webhook_headers=headers)
        if is_new and self.settings.parameters:
            ParseDict(self.settings.parameters, parameters.parameters)
        return parameters

    def _output(self) -> Any:
        output = _OutputAudio(
            audio_encoding=int(OutputAudioEncoding.OUTPUT_AUDIO_ENCODING_LINEAR_16),
            sample_rate_hertz=SAMPLE_RATE_HZ,
        )
        if self.settings.voice:
            output.synthesize_speech_config.voice.name = self.settings.voice
        return output


def _finite(value: Json) -> Json:
    """With null for the numbers that aren't any: JSON, and so many a webhook, knows none."""
    match value:
        case float() if not math.isfinite(value):
            return None
        case dict():
            return {key: _finite(each) for key, each in value.items()}
        case list():
            return [_finite(each) for each in value]
    return value
